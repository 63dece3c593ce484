"""One exchange of one's own: the answer with its people back, why it is as it is.

Every read is by owner; another person's exchange and no exchange are the same answer.
Names come back only where the directory, asked each time, and the rules let the visitor
see them, and each time the masker leaves a record. That an answer is read is on disk
before it is shown.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.appeal import refusal_in
from appliance.domain.decision import Question
from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import REASONS
from appliance.domain.ports.ledger import Entry
from appliance.domain.prose import parse_fields, render_answer
from appliance.domain.purpose import Purpose
from appliance.errors import NotFoundError
from appliance.kinds import RecordKind
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.reviews import Conclusion
from appliance.web.access import STAFF, Pages
from appliance.web.conversations import conversation_of
from appliance.web.languages import say
from appliance.web.long_texts import job_of, why_waiting
from appliance.web.parts import Parts, parts
from appliance.web.show import segments
from appliance.web.visit import Visit, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("answers", __name__)

_WRITTEN = frozenset({RecordKind.DRAFT_GENERATED, RecordKind.DRAFT_RECALLED})
# A capital only where the sets that the codes come from have one.
_CODE = re.compile(r"[a-z]+(?:[_-][a-z0-9]+)*|[A-Za-z]+(?:_[a-z0-9]+)+\??")


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as its reader sees it; `repr` shows none of it.

    Args:
        text: The whole answer in words.
        facts: Label and values of each field of a structured answer.
        restored: Whether the people are back in it.
    """

    text: str = field(repr=False)
    facts: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    restored: bool


@pages.route("/exchanges/<exchange>", to=STAFF)
def show(exchange: str) -> ResponseReturnValue:
    """Show one of the visitor's exchanges."""
    of, now_visit = parts(), visit()
    kept = of.stores.exchanges.get(exchange, now_visit.person)
    purpose = of.ports.purpose_as_answered(kept.purpose, kept.release)
    answer = _answer(of, kept, purpose, now_visit)
    if kept.state not in {ExchangeState.QUEUED, ExchangeState.OPEN}:
        of.stores.exchanges.seen(kept.id, now_visit.person)
    appeal = of.stores.appeals.of_exchange(kept.id)
    if appeal is not None:
        of.stores.appeals.seen(appeal.id, at=of.ports.clock.now())
    job = job_of(of, kept)
    reasons = kept.reasons or why_waiting(of, kept, job)
    written = written_of(of, kept) if answer else {}
    recalled = written if "of" in written else None
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
            recalled=_as_json(recalled),
        )
    return render_template(
        "exchange.html",
        kept=kept,
        purpose=purpose,
        answer=answer,
        seen=segments(kept.masked or "", kept.spans),
        rating=of.stores.ratings.get(kept.id, now_visit.person),
        reasons_for=REASONS,
        **_amended(of, kept, purpose, answer),
        conclusion=conclusion_of(of, kept),
        appeal=appeal,
        appeal_decided=of.stores.appeals.decided(appeal.id) if appeal else None,
        may_appeal=appeal is None and _was_judged(of, kept),
        job=job,
        reasons=reasons,
        stopped=written.get("finish") == "cancelled",
        not_stopped=request.args.get("stopped") == "no",
        recalled_how=recalled and recalled["how"],
        recalled_at=recalled and datetime.fromisoformat(recalled["written_at"]),
        talk=conversation_of(of, kept),
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


def shown(purpose: Purpose, draft: str) -> ShownAnswer:
    """Lay out a masked answer as it is, with nobody put back."""
    return ShownAnswer(render_answer(purpose, draft), _facts(purpose, draft), False)  # noqa: FBT003 - the field's name says it


def editable(purpose: Purpose, draft: str) -> str:
    """Lay out a draft for editing: of a structured one each value on its own line."""
    fields = parse_fields(draft) if purpose.schema_template else None
    return json.dumps(fields, indent=2, ensure_ascii=False) if fields else draft


def _answer(
    of: Parts, kept: KeptExchange, purpose: Purpose, now_visit: Visit
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
    masked = shown(purpose, kept.answer)
    body = {"restored": decision.allowed}
    _record(of, RecordKind.ANSWER_READ, kept, body, durable=True)
    if not decision.allowed:
        return masked

    def back(text: str) -> str:
        if "[" not in text:
            return text
        return of.ports.masker.restore(
            text, exchange=kept.id, case=kept.case, reader=now_visit.person
        ).text.reveal()

    facts = tuple((label, tuple(map(back, values))) for label, values in masked.facts)
    return ShownAnswer(back(masked.text), facts, restored=True)


def _facts(purpose: Purpose, draft: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = parse_fields(draft) if purpose.schema_template else None
    return tuple(
        (say(in_words(name)), _values(value, purpose))
        for name, value in (found or {}).items()
    )


def _values(value: object, purpose: Purpose) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_value(v, purpose) for v in values)


def _value(value: object, purpose: Purpose) -> str:
    """Say a code in the reader's words; what the model wrote stays as it is."""
    if sentence := purpose.reason_texts.get(str(value)):
        return say(sentence)
    if value == "":
        return str(gettext("Not stated"))
    return say(in_words(value)) if _is_code(value) else str(value)


def _is_code(value: object) -> bool:
    """Tell a code of a schema, such as `lost_or_stolen_card`, from words."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def in_words(code: object) -> str:
    """Put a field's name or a code of a schema into words."""
    return str(code).replace("_", " ").rstrip("?").capitalize()


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


def written_of(of: Parts, kept: KeptExchange) -> Mapping[str, Any]:
    """Read in the log how an answer came to be: written for it, or given again.

    One that was given again has `of`, the exchange that wrote it.
    """
    records = of.log.of_exchange(kept.id)
    bodies = [one["body"] for one in records if one["kind"] in _WRITTEN]
    return bodies[-1] if bodies else {}


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
