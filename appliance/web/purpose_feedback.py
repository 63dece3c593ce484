"""What people say of a purpose's answers, for its owner: figures, remarks, corrections.

Figures are by release, so that a change shows. Everything else is masked; that it was
read is recorded before it is shown. A correction that the owner accepts is proposed as
a case to test with, which a second person decides on (golden.py).
"""

import secrets
from dataclasses import asdict

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Question
from appliance.domain.feedback import (
    REASONS,
    Amendment,
    AmendmentState,
    UnitFeedback,
)
from appliance.domain.golden import CaseOrigin
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.domain.sampling import Answered
from appliance.errors import (
    BadRequestError,
    ConflictError,
    EmptyTextError,
    NotAllowedError,
    NotFoundError,
)
from appliance.kinds import RecordKind
from appliance.observe.made_case import GoldenWish, Source, Version, made_case
from appliance.steps.assess import mask_words
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.golden_proposals import GoldenProposal
from appliance.web.access import EVERYBODY, Pages
from appliance.web.appeals import rule_words
from appliance.web.golden import audience_of, record_proposed
from appliance.web.incoming import read_remark
from appliance.web.laid_out import shown
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import may_read_feedback, own
from appliance.web.show import segments
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("purpose_feedback", __name__)

_VERDICTS = {"accept": AmendmentState.ACCEPTED, "drop": AmendmentState.DROPPED}


@pages.route("/purposes/<purpose>/feedback", to=EVERYBODY)
def show(purpose: str) -> ResponseReturnValue:
    """Show what people say of a purpose's answers; that it was read is recorded first.

    Raises:
        NotAllowedError: The visitor does not own it.
    """
    of, caller = parts(), visit().credential.caller()
    found = _own(of, caller, purpose)
    units = of.stores.feedback.of(purpose)
    waiting = of.stores.amendments.waiting(purpose)
    remarks = of.stores.ratings.remarks(purpose)
    appealed = of.stores.appeals.by_rule(purpose)
    body = {
        "purpose": purpose,
        "amendments": [one.id for one in waiting],
        "remarks": len(remarks),
    }
    entry = Entry(RecordKind.FEEDBACK_OPENED, None, None, caller.person, body)
    of.ports.ledger.append(entry, durable=True)
    kept = {one.id: of.stores.exchanges.get_amended(one.exchange) for one in waiting}
    if wants_json():
        return jsonify(
            purpose=purpose,
            units=[_unit(one) for one in units],
            appeals=[asdict(one) for one in appealed],
            remarks=[
                {
                    "thumb": str(one.thumb),
                    "why": str(one.why or ""),
                    "remark": one.remark,
                    "release": one.release,
                    "rated_at": one.rated_at.isoformat(),
                }
                for one in remarks
            ],
            amendments=[_summary(one, kept[one.id], caller) for one in waiting],
        )
    as_answered = {
        one.id: of.ports.purpose_as_answered(purpose, one.release) for one in waiting
    }
    return render_template(
        "purpose_feedback.html",
        purpose=found,
        units=units,
        reasons_for=REASONS,
        remarks=remarks,
        appealed=appealed,
        said=dict(rule_words(of, tuple(one.rule for one in appealed))),
        waiting=waiting,
        kept=kept,
        seen={id_: segments(one.masked or "", one.spans) for id_, one in kept.items()},
        answer={
            id_: shown(as_answered[id_], one.answer or "") for id_, one in kept.items()
        },
        version={one.id: shown(as_answered[one.id], one.version) for one in waiting},
        of_release=as_answered,
    )


@pages.route(
    "/purposes/<purpose>/feedback/<amendment>", to=EVERYBODY, methods=("POST",)
)
def decide(purpose: str, amendment: str) -> ResponseReturnValue:
    """Accept or drop a correction, with a reason that its writer reads.

    Raises:
        NotFoundError: There is none of this id.
        NotAllowedError: It is not theirs to decide.
        ConflictError: It was decided, or its writer wrote another one.
        BadRequestError: The verdict is neither, or it makes no case.
        EmptyTextError: There is no reason.
    """
    of, form = parts(), fields()
    _own(of, visit().credential.caller(), purpose)
    found = of.stores.amendments.get(amendment)
    if found.purpose != purpose:
        raise NotFoundError("no such amendment of this purpose")
    caller = recheck(of, visit())
    decision = _may(of, caller, found)
    state = _VERDICTS.get(form.get("verdict", ""))
    if state is None:
        raise BadRequestError("a verdict is accept or drop")
    reason = read_remark(form.get("reason", ""))
    if not reason:
        raise EmptyTextError("a verdict needs a reason")
    accepted = state is AmendmentState.ACCEPTED
    case = _case(of, found, caller, form.get("text", "")) if accepted else None

    def record(connection: Connection) -> None:
        body = {
            **decision.record(),
            "amendment": found.id,
            "purpose": found.purpose,
            "release": found.release,
            "outcome": str(state),
        }
        entry = Entry(
            RecordKind.AMENDMENT_DECIDED,
            found.exchange,
            found.case,
            caller.person,
            body,
        )
        if case is not None:
            of.stores.golden.add_in(connection, case)
        of.ports.ledger.append(entry, durable=True)
        if case is not None:
            record_proposed(of, case, caller)

    of.stores.amendments.decide(
        found,
        decider=caller.person,
        state=state,
        reason=_masked(of, found, reason),
        at=of.ports.clock.now(),
        record=record,
    )
    if wants_json():
        proposed = case.id if case else None
        return jsonify(amendment=found.id, state=str(state), proposal=proposed)
    return redirect(url_for("purpose_feedback.show", purpose=purpose), 303)


def _own(of: Parts, caller: Caller, purpose: str) -> Purpose:
    """Find the purpose, if what people say of it is for this person.

    Raises:
        NotFoundError: There is no such purpose for them, or it is in force no more.
        NotAllowedError: It is not theirs.
    """
    found = own(of, caller, purpose)
    if found is None:
        raise NotFoundError("no such purpose in force")
    if not may_read_feedback(of, caller, found):
        raise NotAllowedError("only its owner reads what people say of a purpose")
    return found


def _may(of: Parts, caller: Caller, found: Amendment) -> Decision:
    """Ask the policy whether this person may decide on this correction."""
    purpose = of.ports.purposes.named(found.purpose)
    facts = {
        "is_owner": purpose.governance.is_owner(caller.login),
        "is_requester": caller.person == found.writer,
        "still_waiting": found.state is AmendmentState.WAITING,
    }
    asked = Question.DECIDE_AMENDMENT
    decision = of.ports.policy.decide(asked, caller, purpose, facts)
    if not decision.allowed:
        if not facts["still_waiting"]:
            raise ConflictError(f"amendment {found.id} is {found.state}")
        raise NotAllowedError("; ".join(decision.objections()) or "no rule allows it")
    return decision


def _case(of: Parts, found: Amendment, caller: Caller, typed: str) -> GoldenProposal:
    """Make the case that a correction becomes; what is typed for it is masked first."""
    purpose = of.ports.purpose_as_answered(found.purpose, found.release)
    kept = of.stores.exchanges.get_amended(found.exchange)
    words = map(str.strip, read_remark(typed).splitlines())
    wish = GoldenWish(
        masked=kept.masked or "",
        version=Version.FIRST,
        contains=tuple(_masked(of, found, one) for one in words if one),
        values=kept.values,
        audience=audience_of(of, kept.id, purpose),
    )
    source = Source(CaseOrigin.AMENDMENT, found.id, found.language)
    return GoldenProposal(
        id=secrets.token_hex(16),
        sample=found.id,
        purpose=found.purpose,
        line=made_case(source, {Version.FIRST: found.version}, wish, purpose),
        proposer=caller.person,
        proposed_at=of.ports.clock.now(),
        origin=CaseOrigin.AMENDMENT,
    )


def _masked(of: Parts, found: Amendment, words: str) -> str:
    answered = Answered(
        exchange=found.exchange,
        case=found.case,
        purpose=found.purpose,
        language=found.language,
        requester=found.writer,
        involved=(),
        release=found.release,
    )
    return mask_words(answered, words, of.ports)


def _unit(one: UnitFeedback) -> dict[str, object]:
    return {
        "release": one.release,
        "answered": one.answered,
        "up": one.up,
        "down": one.down,
        "why": {
            str(thumb): {str(why): one.why.get((thumb, why), 0) for why in offered}
            for thumb, offered in REASONS.items()
        },
        "amended": one.amended,
        "held": one.held,
        "edited": one.edited,
        "rejected": one.rejected,
    }


def _summary(one: Amendment, kept: KeptExchange, caller: Caller) -> dict[str, object]:
    return {
        "amendment": one.id,
        "release": one.release,
        "written_at": one.written_at.isoformat(),
        "masked": kept.masked,
        "answer": kept.answer,
        "version": one.version,
        "own": one.writer == caller.person,
    }
