"""The second pair of eyes: held answers, riskiest and oldest first, and the verdict.

A reviewer sees masked text only, never a restored name. A verdict is for exactly the
draft that was on the page: its digest comes back with the form. Who may conclude what
is decided in steps/review.py, by policy, after the directory was asked again.
"""

import hmac

from flask import g, jsonify, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.caller import Caller
from appliance.domain.finding import Where
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.domain.review import HeldAnswer, Questioned, Verdict
from appliance.domain.surrogate import find_surrogates
from appliance.errors import (
    BadRequestError,
    ConflictError,
    EmptyTextError,
    NotFoundError,
)
from appliance.kinds import RecordKind
from appliance.steps.review import approve, edit, may_review, reject
from appliance.steps.sample import sample_approved
from appliance.web.access import REVIEWERS, Pages
from appliance.web.answers import lines_shown, texts_seen
from appliance.web.chat import reviewable
from appliance.web.incoming import read_remark, read_text
from appliance.web.laid_out import editable, shown
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.seen import Marked, lines_as_json, lines_of, places_in, quotes_in
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json
from appliance.web.why import dossier_of

pages = Pages("reviews", __name__)


@pages.route("/reviews", to=REVIEWERS)
def index() -> ResponseReturnValue:
    """List what waits for this reviewer; their own requests are not among it."""
    of, person = parts(), visit().person
    waiting = of.stores.reviews.waiting(reviewable(of))
    others = [held for held in waiting if held.requester != person]
    if wants_json():
        return jsonify(reviews=[_summary(held) for held in others])
    names = of.stores.people.by_person(held.requester for held in others)
    purposes = {purpose.name: purpose for purpose in of.ports.purposes.all()}
    return render_template(
        "reviews.html", waiting=others, names=names, purposes=purposes
    )


@pages.route("/reviews/<exchange>", to=REVIEWERS)
def show(exchange: str) -> ResponseReturnValue:
    """Show a held answer with what it rests on; that it was opened is recorded first.

    Raises:
        NotFoundError: There is none for this reviewer; their own never is.
    """
    of, now_visit = parts(), visit()
    held = _held(of, exchange)
    if held.requester == now_visit.person:
        raise NotFoundError(f"held answer {held.exchange} is the visitor's own")
    return _opened(of, held)


def _opened(
    of: Parts,
    held: HeldAnswer,
    *,
    typed: str | None = None,
    questioned: Questioned | None = None,
) -> ResponseReturnValue:
    """Show a held answer, once the log knows who opened it.

    Args:
        typed: What the reviewer wrote in its place.
        questioned: What the checks saw in that.
    """
    now_visit = visit()
    kept = of.stores.exchanges.get_under_review(held.exchange)
    purpose = of.ports.purpose_as_answered(held.purpose, held.release)
    decision = may_review(held, recheck(of, now_visit), of.ports)
    entry = Entry(
        RecordKind.REVIEW_OPENED,
        held.exchange,
        held.case,
        now_visit.person,
        {"draft_digest": held.binding.draft_digest},
    )
    of.ports.ledger.append(entry, durable=True)
    if wants_json():
        return jsonify(
            **_summary(held),
            masked=kept.masked,
            values=kept.values,
            draft=held.draft,
            case=held.case,
        )
    records = of.log.of_exchange(kept.id)
    lines = lines_shown(records)
    answer = shown(purpose, held.draft, lines)
    return render_template(
        "review.html",
        held=held,
        kept=kept,
        purpose=purpose,
        answer=answer,
        editable=editable(purpose, held.draft) if typed is None else typed,
        questioned=questioned,
        **_version_seen(purpose, questioned, first=len(lines) + 1),
        **texts_seen(kept, lines, answer),
        surrogates=len(set(find_surrogates(held.draft))),
        decision=decision,
        dossier=dossier_of(of, kept, purpose, records),
        names=of.stores.people.by_person([held.requester, *held.authors]),
        conclusion=of.stores.reviews.conclusion(held.exchange),
    )


def _version_seen(
    purpose: Purpose, questioned: Questioned | None, *, first: int
) -> dict[str, object]:
    """Number and quote what the checks saw in a reviewer's version."""
    if questioned is None:
        return {}
    lines = lines_of(questioned.findings, first)
    version = shown(purpose, questioned.draft, lines)
    return {
        "version": version,
        "saw_version": lines,
        "version_quotes": quotes_in(version.read()),
    }


@pages.route("/reviews/<exchange>", to=REVIEWERS, methods=("POST",))
def conclude(exchange: str) -> ResponseReturnValue:
    """Take a verdict on exactly the draft that the reviewer saw.

    Raises:
        ConflictError: It is not the draft that is held now.
    """
    of, form = parts(), fields()
    held = _held(of, exchange)
    g.exchange = held.exchange
    caller = recheck(of, visit())
    seen = form.get("draft_digest", "").encode("utf-8", "replace")
    was_seen = hmac.compare_digest(seen, held.binding.draft_digest.encode("ascii"))
    # Nobody can see their own, so what they hear is that it is not theirs to decide;
    # the steps ask the policy again and record its refusal.
    is_own = held.requester == caller.person
    if not was_seen and not (is_own and not may_review(held, caller, of.ports).allowed):
        raise ConflictError(f"held answer {held.exchange} is not the draft on the page")
    questioned = _apply(form, held, caller, of)
    if questioned is not None:
        return make_response(_questioned(of, held, form, questioned), 409)
    if wants_json():
        return jsonify(_summary(of.stores.reviews.get(exchange)))
    return redirect(url_for("reviews.show", exchange=exchange), 303)


def _questioned(
    of: Parts, held: HeldAnswer, form: dict[str, str], questioned: Questioned
) -> ResponseReturnValue:
    """Tell a reviewer what the checks saw in their version before it is kept."""
    if not wants_json():
        return _opened(of, held, typed=form.get("text", ""), questioned=questioned)
    lines = lines_of(questioned.findings)
    text = Marked(questioned.draft, places_in(questioned.draft, lines, Where.ANSWER))
    return jsonify(
        error="Questioned",
        status=409,
        message=str(gettext("The checks saw something in your version.")),
        version=questioned.draft,
        confirmed=questioned.digest,
        findings=lines_as_json(lines, text, say),
    )


def _apply(
    form: dict[str, str], held: HeldAnswer, reviewer: Caller, of: Parts
) -> Questioned | None:
    """Carry out one verdict, or give back a version that has to be confirmed.

    Raises:
        BadRequestError: It is none of the three.
        EmptyTextError: It lacks the reason or the text that it needs.
    """
    reason = read_remark(form.get("reason", ""))
    match form.get("verdict", ""):
        case Verdict.APPROVE:
            approve(held, reviewer, reason, of.ports)
            sample_approved(held, reviewer.person, of.ports)
        case Verdict.REJECT:
            if not reason:
                raise EmptyTextError("a rejection needs a reason")
            reject(held, reviewer, reason, of.ports)
        case Verdict.EDIT:
            # A draft may name more than its input did, so it may be longer.
            purpose = of.ports.purpose_as_answered(held.purpose, held.release)
            limit = 2 * purpose.max_input_chars
            edited = edit(
                held,
                reviewer,
                read_text(form.get("text", ""), max_chars=limit),
                of.ports,
                confirmed=form.get("confirmed", ""),
            )
            return edited if isinstance(edited, Questioned) else None
        case _:
            raise BadRequestError("a verdict is approve, edit or reject")
    return None


def _held(of: Parts, exchange: str) -> HeldAnswer:
    """Find a held answer that is for this reviewer.

    Raises:
        NotFoundError: There is none, or another role reviews it.
    """
    held = of.stores.reviews.get(exchange)
    if held.purpose not in reviewable(of):
        raise NotFoundError("no held answer for this reviewer")
    return held


def _summary(held: HeldAnswer) -> dict[str, object]:
    return {
        "exchange": held.exchange,
        "purpose": held.purpose,
        "risk": held.risk,
        "state": str(held.state),
        "held_at": held.held_at.isoformat(),
        "reasons": list(map(say, held.reasons)),
        "draft_digest": held.binding.draft_digest,
    }
