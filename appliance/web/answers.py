"""One exchange of one's own: the answer with its people back, why it is as it is.

Every read is by owner; another person's exchange and no exchange are the same answer.
Names come back only where the directory, asked each time, and the rules let the visitor
see them, and each time the masker leaves a record. That an answer is read is on disk
before it is shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.appeal import refusal_in
from appliance.domain.decision import Question
from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import REASONS
from appliance.domain.finding import STOPPED, Where
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.errors import NotFoundError
from appliance.explain import part_now, parts_in
from appliance.explain.dossier import LogLines, findings_in
from appliance.kinds import RecordKind
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.reviews import Conclusion
from appliance.web.access import STAFF, Pages
from appliance.web.conversations import conversation_of
from appliance.web.divided import shown_parts
from appliance.web.laid_out import ShownAnswer, editable, shown
from appliance.web.languages import say
from appliance.web.long_texts import job_of, why_waiting
from appliance.web.parts import Parts, parts
from appliance.web.seen import Marked, SeenLine, lines_of, places_in, quotes_in
from appliance.web.show import segments
from appliance.web.visit import Visit, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("answers", __name__)

_WRITTEN = frozenset({RecordKind.DRAFT_GENERATED, RecordKind.DRAFT_RECALLED})


@pages.route("/exchanges/<exchange>", to=STAFF)
def show(exchange: str) -> ResponseReturnValue:
    """Show one of the visitor's exchanges."""
    of, now_visit = parts(), visit()
    kept = of.stores.exchanges.get(exchange, now_visit.person)
    purpose = of.ports.purpose_as_answered(kept.purpose, kept.release)
    ended = kept.state not in {ExchangeState.QUEUED, ExchangeState.OPEN}
    records = of.log.of_exchange(kept.id)
    lines = lines_shown(records if ended else ())
    answer = _answer(of, kept, purpose, now_visit, lines)
    if ended:
        of.stores.exchanges.seen(kept.id, now_visit.person)
    appeal = of.stores.appeals.of_exchange(kept.id)
    if appeal is not None:
        of.stores.appeals.seen(appeal.id, at=of.ports.clock.now())
    job = job_of(of, kept)
    reasons = kept.reasons or why_waiting(of, kept, job)
    written = _written_in(records) if answer else None
    recalled = _recalled(written)
    now = None if ended else part_now(records)
    if wants_json():
        return jsonify(
            exchange=kept.id,
            case=kept.case,
            purpose=kept.purpose,
            state=str(kept.state),
            received_at=kept.received_at.isoformat(),
            masked=kept.masked,
            values=kept.values,
            text=answer.text if answer else None,
            reasons=list(map(say, reasons)),
            record=kept.record,
            progress_permille=job.progress_permille if job else None,
            part=None if now is None else {"number": now[0], "of": now[1]},
            recalled=_as_json(recalled),
        )
    return render_template(
        "exchange.html",
        kept=kept,
        purpose=purpose,
        answer=answer,
        **texts_seen(kept, lines, answer),
        rating=of.stores.ratings.get(kept.id, now_visit.person),
        reasons_for=REASONS,
        **_amended(of, kept, purpose, answer),
        conclusion=conclusion_of(of, kept),
        appeal=appeal,
        appeal_decided=of.stores.appeals.decided(appeal.id) if appeal else None,
        may_appeal=appeal is None and _was_judged(of, kept),
        job=job,
        reasons=reasons,
        stopped=written is not None and written["body"].get("finish") == "cancelled",
        not_stopped=request.args.get("stopped") == "no",
        recalled_how=recalled and recalled["how"],
        recalled_at=recalled and datetime.fromisoformat(recalled["written_at"]),
        talk=conversation_of(of, kept),
        part_now=now,
        parts=shown_parts(kept, parts_in(records)),
    )


@pages.route("/exchanges/<exchange>/stop", to=STAFF, methods=("POST",))
def stop(exchange: str) -> ResponseReturnValue:
    """Stop an answer while it is written; the part that is there is judged.

    Before that, between two tries and after it nothing is stopped, and who pressed is
    told so.
    """
    of, now_visit = parts(), visit()
    kept = of.stores.exchanges.get(exchange, now_visit.person)
    is_open = kept.state is ExchangeState.OPEN
    stopped = is_open and of.ports.engine.cancel(kept.id)
    if stopped:
        _record(of, RecordKind.ANSWER_STOPPED, kept, {})
    if wants_json():
        return jsonify(exchange=kept.id, stopped=stopped)
    told = None if stopped else "no"
    return redirect(url_for("answers.show", exchange=kept.id, stopped=told), 303)


def lines_shown(records: LogLines) -> tuple[SeenLine, ...]:
    """Number what the checks saw: first in the answer, then in what the model read."""
    findings = [f for f in findings_in(records) if f.rule != STOPPED]
    return lines_of(sorted(findings, key=lambda f: f.where != Where.ANSWER))


def texts_seen(
    kept: KeptExchange, lines: Sequence[SeenLine], answer: ShownAnswer | None
) -> dict[str, object]:
    """Give what the page needs to show what the checks saw, beside both texts."""
    masked = kept.masked or ""
    places = places_in(masked, lines, Where.INPUT)
    read = (Marked(masked, places), *(answer.read() if answer else ()))
    return {
        "seen": segments(masked, kept.spans, places),
        "saw_answer": [one for one in lines if one.where is Where.ANSWER],
        "saw_input": [one for one in lines if one.where is not Where.ANSWER],
        "quotes": quotes_in(read),
    }


def _answer(
    of: Parts,
    kept: KeptExchange,
    purpose: Purpose,
    now_visit: Visit,
    lines: Sequence[SeenLine],
) -> ShownAnswer | None:
    """Lay out the answer for its requester, people back if the rules allow it."""
    released = kept.state is ExchangeState.RELEASED
    if kept.answer is None or not released:
        return None
    decision = of.ports.policy.decide(
        Question.REIDENTIFY,
        recheck(of, now_visit),
        purpose,
        {
            "owns_case": kept.owner == now_visit.person,
            "answer_released": released,
            "own_text": False,
        },
    )
    masked = shown(purpose, kept.answer, lines)
    body = {"restored": decision.allowed}
    _record(of, RecordKind.ANSWER_READ, kept, body, durable=True)
    if not decision.allowed:
        return masked

    def back(masked: Marked) -> Marked:
        if "[" not in masked.text:
            return masked
        found = of.ports.masker.restore(
            masked.text, exchange=kept.id, case=kept.case, reader=now_visit.person
        )
        return masked.restored(found)

    facts = tuple((label, tuple(map(back, values))) for label, values in masked.facts)
    return ShownAnswer(back(masked.body), facts, restored=True)


def _amended(
    of: Parts, kept: KeptExchange, purpose: Purpose, answer: ShownAnswer | None
) -> dict[str, object]:
    """Give what the page needs to show an amendment, or to take one."""
    if answer is None or kept.answer is None:
        return {}
    amendment = of.stores.amendments.of_exchange(kept.id)
    told = of.stores.amendments.reason(amendment.id) if amendment else ""
    is_form = bool(purpose.schema_template)
    return {
        "amendment": amendment,
        "amendment_reason": told,
        "editable": editable(purpose, kept.answer) if is_form else answer.text,
    }


def conclusion_of(of: Parts, kept: KeptExchange) -> Conclusion | None:
    """Read how a second person decided, where one was asked."""
    try:
        return of.stores.reviews.conclusion(kept.id)
    except NotFoundError:
        return None


def _was_judged(of: Parts, kept: KeptExchange) -> bool:
    """Tell whether a rule, a guard or a person refused it, so that one may appeal."""
    if kept.state is not ExchangeState.REFUSED:
        return False
    return refusal_in(of.log.of_exchange(kept.id)) is not None


def recalled_of(of: Parts, kept: KeptExchange) -> Mapping[str, Any] | None:
    """Read in the log where an answer comes from that was given again, if it was."""
    return _recalled(_written_in(of.log.of_exchange(kept.id)))


def _recalled(written: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if written is None or written["kind"] != RecordKind.DRAFT_RECALLED:
        return None
    body: Mapping[str, Any] = written["body"]
    return body


def _written_in(records: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Find the record of how an answer came to be: written, or given again."""
    found = [record for record in records if record["kind"] in _WRITTEN]
    return found[-1] if found else None


def _as_json(recalled: Mapping[str, Any] | None) -> dict[str, str] | None:
    if recalled is None:
        return None
    return {name: recalled[name] for name in ("of", "written_at", "how")}


def _record(
    of: Parts,
    kind: RecordKind,
    kept: KeptExchange,
    body: Mapping[str, object],
    *,
    durable: bool = False,
) -> None:
    entry = Entry(kind, kept.id, kept.case, visit().person, body)
    of.ports.ledger.append(entry, durable=durable)


def state_label(state: ExchangeState) -> str:
    """Name a state in the reader's words."""
    labels: dict[ExchangeState, str] = {
        ExchangeState.QUEUED: gettext("Waiting"),
        ExchangeState.OPEN: gettext("In work"),
        ExchangeState.RELEASED: gettext("Answered"),
        ExchangeState.HELD: gettext("Waits for a second person"),
        ExchangeState.REFUSED: gettext("Not answered"),
        ExchangeState.FAILED: gettext("Failed"),
    }
    return labels[state]
