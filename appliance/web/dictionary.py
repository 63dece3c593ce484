"""The site's dictionary: what waits for a second person, and what is in force.

Compliance and IT see the words that were proposed; that they looked is recorded. Who
may decide says the policy, after the directory was asked again. The masker takes a
change over, and leaves its own record with the digests before and after, before the
decision stands.
"""

import secrets
from dataclasses import replace

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Question
from appliance.domain.entity import EntityKind
from appliance.domain.ports.ledger import Entry
from appliance.domain.proposal import (
    ALLOW,
    Proposal,
    ProposalAction,
    ProposalState,
)
from appliance.errors import (
    ApplianceError,
    BadRequestError,
    ConflictError,
    EmptyTextError,
    NotAllowedError,
)
from appliance.kinds import RecordKind
from appliance.stores.proposals import MAX_SHOWN
from appliance.web.access import KEEPERS, Pages
from appliance.web.incoming import read_page, read_remark
from appliance.web.parts import Parts, parts
from appliance.web.show import Segment
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("dictionary", __name__)

_VERDICTS = {"approve": ProposalState.APPROVED, "reject": ProposalState.REJECTED}
_RECORDS = {
    ProposalState.APPROVED: RecordKind.DICTIONARY_APPROVED,
    ProposalState.REJECTED: RecordKind.DICTIONARY_REJECTED,
}


@pages.route("/dictionary", to=KEEPERS)
def index() -> ResponseReturnValue:
    """Show what waits and what is in force; that somebody looked is recorded."""
    of, person = parts(), visit().person
    kept, page = of.stores.proposals, read_page(request.args.get("page", "1"))
    waiting, entries = kept.waiting(), kept.in_force(start=(page - 1) * MAX_SHOWN)
    body = {"waiting": len(waiting), "entries": len(entries)}
    entry = Entry(RecordKind.DICTIONARY_OPENED, None, None, person, body)
    of.ports.ledger.append(entry, durable=True)
    state = of.dictionary.dictionary()
    more = kept.count_in_force() > page * MAX_SHOWN
    if wants_json():
        return jsonify(
            waiting=[_summary(one, person) for one in waiting],
            entries=[_summary(one, person) for one in entries],
            counts=dict(state.counts),
            digest=state.digest,
            page=page,
            more=more,
        )
    leaving = {p.entry for p in waiting if p.action is ProposalAction.REMOVE}
    return render_template(
        "dictionary.html",
        waiting=waiting,
        count_waiting=kept.count_waiting(),
        entries=entries,
        page=page,
        more=more,
        leaving=leaving,
        state=state,
        listed={one.listed: segment_of(one.listed) for one in (*waiting, *entries)},
        names=of.stores.people.by_person(one.proposer for one in waiting),
    )


@pages.route("/dictionary/<proposal>", to=KEEPERS, methods=("POST",))
def decide(proposal: str) -> ResponseReturnValue:
    """Approve or reject a proposal of somebody else, with a reason.

    Raises:
        BadRequestError: The verdict is neither.
        EmptyTextError: There is no reason.
    """
    of, form = parts(), fields()
    found = of.stores.proposals.get(proposal)
    caller = recheck(of, visit())
    decision = _may(of, caller, found)
    state = _VERDICTS.get(form.get("verdict", ""))
    if state is None:
        raise BadRequestError("a verdict is approve or reject")
    reason = read_remark(form.get("reason", ""))
    if not reason:
        raise EmptyTextError("a verdict needs a reason")
    _conclude(of, found, caller, decision, state, reason)
    return _onward(of, proposal)


@pages.route("/dictionary/<proposal>/remove", to=KEEPERS, methods=("POST",))
def remove(proposal: str) -> ResponseReturnValue:
    """Propose to take an entry out again; somebody else decides.

    Raises:
        ConflictError: It is not in force.
    """
    of, person = parts(), visit().person
    entry = of.stores.proposals.get(proposal)
    in_force = (entry.action, entry.state) == (
        ProposalAction.ADD,
        ProposalState.APPROVED,
    )
    if not in_force:
        raise ConflictError(f"entry {entry.id} is not in force")

    def record(waiting: Proposal) -> None:
        body = {"listed": entry.listed, "entry": entry.id, "proposal": waiting.id}
        told = Entry(RecordKind.DICTIONARY_PROPOSED, None, None, person, body)
        of.ports.ledger.append(told, durable=True)

    wanted = Proposal(
        id=secrets.token_hex(16),
        action=ProposalAction.REMOVE,
        listed=entry.listed,
        words=entry.words,
        proposer=person,
        proposed_at=of.ports.clock.now(),
        entry=entry.id,
    )
    of.stores.proposals.add(wanted, record=record)
    return _onward(of, proposal)


def segment_of(listed: str) -> Segment:
    """Name and colour a list; "allow" has neither kind nor colour."""
    return Segment("") if listed == ALLOW else Segment("", EntityKind(listed.upper()))


def _may(of: Parts, caller: Caller, found: Proposal) -> Decision:
    """Ask the policy whether this person may decide on this proposal.

    Raises:
        ConflictError: It was decided already.
        NotAllowedError: They may not.
    """
    facts = {
        "is_proposer": caller.person == found.proposer,
        "still_waiting": found.state is ProposalState.WAITING,
    }
    decision = of.ports.policy.decide(Question.DICTIONARY, caller, None, facts)
    if not decision.allowed:
        if not facts["still_waiting"]:
            raise ConflictError(f"proposal {found.id} was decided already")
        raise NotAllowedError("; ".join(decision.objections()) or "no rule allows it")
    return decision


def _conclude(  # noqa: PLR0917 - one call, each beside its reason
    of: Parts,
    found: Proposal,
    caller: Caller,
    decision: Decision,
    state: ProposalState,
    reason: str,
) -> None:
    """Let a decision stand: on disk, recorded and in the masker, or not at all."""
    asked = False

    def carry_out() -> None:
        nonlocal asked
        before = of.dictionary.dictionary().digest
        body = {
            **decision.record(),
            "proposal": found.id,
            "action": str(found.action),
            "listed": found.listed,
            "chars": len(found.words),
            "digest_before": before,
        }
        entry = Entry(_RECORDS[state], None, None, caller.person, body)
        of.ports.ledger.append(entry, durable=True)
        if state is ProposalState.APPROVED:
            asked = True
            of.dictionary.change(found, actor=caller.person)

    def take_back() -> None:
        removal = replace(found, action=ProposalAction.REMOVE)
        of.dictionary.change(removal, actor=caller.person)

    begins = state is ProposalState.APPROVED and found.action is ProposalAction.ADD
    if begins:
        _check_case(of, found)
        of.stores.proposals.begin(found.id, decider=caller.person)
    try:
        of.stores.proposals.decide(
            found,
            decider=caller.person,
            state=state,
            reason=reason,
            at=of.ports.clock.now(),
            carry_out=carry_out,
            take_back=take_back,
        )
    except ApplianceError:
        if begins and not asked:
            of.stores.proposals.not_begun(found.id, decider=caller.person)
        raise


def _check_case(of: Parts, found: Proposal) -> None:
    """Check that the case of a proposal was not erased since.

    Raises:
        ConflictError: It was.
        MaskerError: The masker is not there.
    """
    if found.case is None:
        return
    now = of.ports.masker.bind("", case=found.case).draft_digest
    if now != found.case_digest:
        raise ConflictError(f"proposal {found.id}: its case was erased")


def _onward(of: Parts, proposal: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(_summary(of.stores.proposals.get(proposal), visit().person))
    return redirect(url_for("dictionary.index"), 303)


def _summary(proposal: Proposal, person: str) -> dict[str, object]:
    return {
        "proposal": proposal.id,
        "action": str(proposal.action),
        "listed": proposal.listed,
        "words": proposal.words,
        "proposed_at": proposal.proposed_at.isoformat(),
        "state": str(proposal.state),
        "own": proposal.proposer == person,
    }
