"""Blind ratings: one answer after the other, by people who do not know whose it is.

A rater sees the purpose, the masked text and the masked answer. Who asked, which
release answered, why it was drawn and what others said is on no page until enough
people have rated it. An answer is in one person's hand at a time; that it was read is
recorded.
"""

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.assessment import IN_HAND, Judgement
from appliance.domain.ports.ledger import Entry
from appliance.domain.prose import parse_fields
from appliance.domain.purpose import Purpose
from appliance.domain.sampling import Sample
from appliance.domain.text import PersonText
from appliance.errors import BadRequestError, NotFoundError
from appliance.kinds import RecordKind
from appliance.release.agreement import FEW, agreement_of
from appliance.steps.assess import assess, may_rate
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.samples import rated_pairs
from appliance.web.access import MEASURERS, RATERS, Pages
from appliance.web.incoming import read_text
from appliance.web.judges import judges_measured
from appliance.web.laid_out import editable, shown
from appliance.web.parts import Parts, parts
from appliance.web.show import segments
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("ratings", __name__)


@pages.route("/ratings", to=RATERS)
def index() -> ResponseReturnValue:
    """Say how many answers wait for this rater."""
    of, person = parts(), visit().person
    waiting = of.stores.samples.count_for(person)
    if wants_json():
        return jsonify(waiting=waiting)
    return render_template(
        "ratings.html",
        waiting=waiting,
        by_purpose=of.stores.samples.waiting(),
        purposes=of.ports.purposes.all(),
    )


@pages.route("/ratings", to=RATERS, methods=("POST",))
def take() -> ResponseReturnValue:
    """Take the oldest answer that the visitor may rate, or the one they have."""
    of = parts()
    caller = recheck(of, visit())
    taken = of.stores.samples.take(
        caller.person, may=lambda sample: may_rate(sample, caller, of.ports).allowed
    )
    if wants_json():
        return jsonify(sample=taken.id if taken else None)
    if taken is None:
        return redirect(url_for("ratings.index"), 303)
    return redirect(url_for("ratings.show", sample=taken.id), 303)


@pages.route("/ratings/in-hand/<sample>", to=RATERS)
def show(sample: str) -> ResponseReturnValue:
    """Show the answer that the visitor has in hand; that it was read is recorded first.

    Raises:
        NotFoundError: It is not in their hand.
    """
    of, person = parts(), visit().person
    taken = of.stores.samples.in_hand(sample, person)
    purpose = purpose_of(of, taken)
    kept = read_sampled(of, taken)
    answer = kept.answer or ""
    if wants_json():
        return jsonify(
            sample=taken.id,
            purpose=purpose.name,
            language=kept.language,
            masked=kept.masked,
            values=kept.values,
            answer=answer,
        )
    return render_template(
        "rating.html",
        sample=taken,
        purpose=purpose,
        language_of=kept.language,
        seen=segments(kept.masked or "", kept.spans),
        values=kept.values,
        answer=shown(purpose, answer),
        editable=editable(purpose, answer),
        minutes=int(IN_HAND.total_seconds()) // 60,
    )


@pages.route("/ratings/in-hand/<sample>", to=RATERS, methods=("POST",))
def rate(sample: str) -> ResponseReturnValue:
    """Keep what the visitor says of the answer they have in hand.

    Raises:
        NotFoundError: It is not in their hand.
        BadRequestError: The verdict is none of those there are.
    """
    of, form = parts(), fields()
    caller = recheck(of, visit())
    taken = of.stores.samples.in_hand(sample, caller.person)
    purpose = purpose_of(of, taken)
    kept = of.stores.exchanges.get_sampled(taken.answered.exchange)
    verdict = form.get("verdict", "")
    if verdict not in list(Judgement):
        raise BadRequestError("a verdict is right, partly, wrong or refuse")
    answer = kept.answer or ""
    assess(
        taken,
        answer,
        caller,
        of.ports,
        judgement=Judgement(verdict),
        correction=_correction(form.get("text", ""), answer, purpose),
    )
    if wants_json():
        return jsonify(sample=taken.id, verdict=verdict)
    if form.get("next"):
        return take()
    return redirect(url_for("ratings.index"), 303)


@pages.route("/ratings/agreement", to=MEASURERS)
def agreement() -> ResponseReturnValue:
    """Show how far those who rated the same answers agree, and models with them."""
    of = parts()
    pairs = rated_pairs(of.stores.database)
    measured = [agreement_of(name, found) for name, found in sorted(pairs.items())]
    judges = judges_measured(of)
    if wants_json():
        return jsonify(
            agreement=[one.as_json() for one in measured],
            judges=[one.as_json() for one in judges],
        )
    return render_template(
        "agreement.html",
        measured=measured,
        judges=judges,
        needs=of.settings.judge,
        few=FEW,
        judgements=list(Judgement),
        label=judgement_label,
        purposes={purpose.name: purpose for purpose in of.ports.purposes.all()},
    )


def judgement_label(judgement: Judgement) -> str:
    """Name a judgement in the reader's words."""
    labels: dict[Judgement, str] = {
        Judgement.RIGHT: gettext("Right"),
        Judgement.PARTLY: gettext("Partly right"),
        Judgement.WRONG: gettext("Wrong"),
        Judgement.REFUSE: gettext("Should have been refused"),
    }
    return labels[judgement]


def purpose_of(of: Parts, sample: Sample) -> Purpose:
    """Read the purpose of a drawn answer as it was when it answered."""
    answered = sample.answered
    return of.ports.purpose_as_answered(answered.purpose, answered.release)


def read_sampled(of: Parts, sample: Sample) -> KeptExchange:
    """Read text and answer of a drawn exchange; that they were read is on disk first.

    Raises:
        NotFoundError: There is no answer any more.
        LedgerError: It could not be recorded, so nothing is shown.
    """
    kept = of.stores.exchanges.get_sampled(sample.answered.exchange)
    if kept.answer is None or kept.masked is None:
        raise NotFoundError(f"sample {sample.id} has no answer")
    entry = Entry(
        RecordKind.ANSWER_READ,
        kept.id,
        kept.case,
        visit().person,
        {"restored": False, "sample": sample.id},
    )
    of.ports.ledger.append(entry, durable=True)
    return kept


def _correction(typed: str, answer: str, purpose: Purpose) -> PersonText | None:
    """Read what should have been answered; None if nothing else was typed.

    Raises:
        TextTooLongError: It is longer than an answer may be.
        UnreadableTextError: It holds a character that cannot be read.
    """
    if not typed.strip():
        return None
    # It may name more than the text did, so it may be longer.
    text = read_text(typed, max_chars=2 * purpose.max_input_chars)
    fields_typed = parse_fields(text.reveal()) if purpose.schema_template else None
    if fields_typed is not None and fields_typed == parse_fields(answer):
        return None
    same = text.reveal().strip() == editable(purpose, answer).strip()
    return None if same else text
