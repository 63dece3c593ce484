"""What the person who asked says of an answer: a thumb, why, and what it should be.

Only of one's own exchanges, and only of an answer that was let out. Whatever is typed
is masked before it is kept; records hold none of it.
"""

from collections.abc import Mapping

from flask import g, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import REASONS, Thumb, Why
from appliance.domain.ports.ledger import Entry
from appliance.domain.sampling import Answered
from appliance.errors import BadRequestError, ConflictError
from appliance.kinds import RecordKind
from appliance.steps.assess import amend, mask_words
from appliance.steps.sample import sample_unhelpful
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.access import STAFF, Pages
from appliance.web.answers import conclusion_of, recalled_of
from appliance.web.incoming import read_remark, read_text
from appliance.web.parts import Parts, parts
from appliance.web.visit import fields, visit
from appliance.web.wanted import wants_json

pages = Pages("feedback", __name__)


@pages.route("/exchanges/<exchange>/rating", to=STAFF, methods=("POST",))
def rate(exchange: str) -> ResponseReturnValue:
    """Keep what the visitor thinks of an answer.

    Raises:
        BadRequestError: The thumb, or why, is none of those there are.
        ConflictError: No answer was let out.
        MaskerError: What they say could not be masked, so nothing is kept.
    """
    of, form = parts(), fields()
    kept = _own(of, exchange)
    thumb = _thumb(form.get("thumb", ""))
    why = _why(thumb, form.get("why", ""))
    typed = read_remark(form.get("reason", ""))
    _check_let_out(kept)
    answered = answered_of(of, kept)
    remark = mask_words(answered, typed, of.ports) if typed else ""
    chosen = str(why) if why else ""
    said = {"thumb": str(thumb), "why": chosen, "release": kept.release}
    of.ports.ledger.append(_entry(RecordKind.ANSWER_RATED, kept, said))
    of.stores.ratings.rate(kept.id, kept.owner, thumb, remark, why=why)
    if thumb is Thumb.DOWN:
        _give_no_more(of, kept)
        sample_unhelpful(answered, of.ports)
    if wants_json():
        return jsonify(exchange=kept.id, thumb=str(thumb), why=chosen)
    return redirect(url_for("answers.show", exchange=kept.id) + "#rating", 303)


@pages.route("/exchanges/<exchange>/amendment", to=STAFF, methods=("POST",))
def write(exchange: str) -> ResponseReturnValue:
    """Keep what the visitor says that an answer should have been.

    Raises:
        ConflictError: No answer was let out.
        EmptyTextError: There is nothing but white space.
        LookAlikeError: It names somebody whom the case does not know.
        MalformedEditError: It does not have the form of the answer.
        SameAnswerError: It is the answer as it was.
        MaskerError: It could not be masked, so nothing is kept.
    """
    of = parts()
    kept = _own(of, exchange)
    purpose = of.ports.purpose_as_answered(kept.purpose, kept.release)
    # It may name more than the text did, so it may be longer.
    limit = 2 * purpose.max_input_chars
    version = read_text(fields().get("text", ""), max_chars=limit)
    _check_let_out(kept)
    amendment = amend(answered_of(of, kept), kept.answer or "", version, of.ports)
    said = {
        "amendment": amendment.id,
        "purpose": amendment.purpose,
        "release": amendment.release,
        "chars": len(amendment.version),
    }

    def record() -> None:
        entry = _entry(RecordKind.ANSWER_AMENDED, kept, said)
        of.ports.ledger.append(entry, durable=True)

    of.stores.amendments.add(amendment, record=record)
    _give_no_more(of, kept)
    if wants_json():
        return jsonify(exchange=kept.id, amendment=amendment.id)
    return redirect(url_for("answers.show", exchange=kept.id) + "#amendment", 303)


def why_label(why: Why) -> str:
    """Name why an answer helped, or did not, in the reader's words."""
    labels: dict[Why, str] = {
        Why.RIGHT: gettext("It is right and complete"),
        Why.SAVES_TIME: gettext("It saves me time"),
        Why.WELL_PUT: gettext("It is well put"),
        Why.WRONG: gettext("Something in it is wrong"),
        Why.INVENTED: gettext("It says what my text does not"),
        Why.INCOMPLETE: gettext("Something is missing"),
        Why.BADLY_PUT: gettext("It is badly put"),
        Why.OTHER: gettext("Something else"),
    }
    return labels[why]


def _own(of: Parts, exchange: str) -> KeptExchange:
    kept = of.stores.exchanges.get(exchange, visit().person)
    g.exchange = kept.id
    return kept


def _give_no_more(of: Parts, kept: KeptExchange) -> None:
    """Have an answer forgotten that was given again; its own nobody finds any more."""
    if recalled := recalled_of(of, kept):
        of.ports.recalled.forget(recalled["of"])


def _check_let_out(kept: KeptExchange) -> None:
    if kept.state is not ExchangeState.RELEASED:
        raise ConflictError(f"exchange {kept.id} is {kept.state}, not released")


def _thumb(given: str) -> Thumb:
    if given not in list(Thumb):
        raise BadRequestError("thumb is neither up nor down")
    return Thumb(given)


def _why(thumb: Thumb, given: str) -> Why | None:
    if not given:
        return None
    if given not in list(Why):
        raise BadRequestError("why is none of the reasons that there are")
    # Who turns the thumb round leaves the reason for the other behind.
    return Why(given) if given in REASONS[thumb] else None


def answered_of(of: Parts, kept: KeptExchange) -> Answered:
    """Say whose answer it is, and who else had a hand in it."""
    involved: tuple[str, ...] = ()
    if conclusion := conclusion_of(of, kept):
        authors = of.stores.reviews.get(kept.id).authors
        involved = tuple(dict.fromkeys((*authors, conclusion.reviewer)))
    return Answered(
        exchange=kept.id,
        case=kept.case,
        purpose=kept.purpose,
        language=kept.language,
        requester=kept.owner,
        involved=involved,
        release=kept.release,
    )


def _entry(kind: RecordKind, kept: KeptExchange, body: Mapping[str, object]) -> Entry:
    return Entry(kind, kept.id, kept.case, kept.owner, body)
