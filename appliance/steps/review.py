"""Review: a second person approves, edits or rejects a held answer; never their own."""

from collections.abc import Collection
from dataclasses import replace

from appliance.detect.moved import tells_moved_date
from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Question
from appliance.domain.draft_rules import (
    MOVED_DATE,
    UNISSUED,
    check_edit,
    names_others,
)
from appliance.domain.exchange import ExchangeState
from appliance.domain.finding import Finding, Severity, Sighting
from appliance.domain.guards import RULES
from appliance.domain.passage import MAX_PASSAGES
from appliance.domain.ports.halts import check_not_halted
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import mask_version, parse_fields, render_answer
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.review import (
    HeldAnswer,
    Questioned,
    ReviewState,
    drafted_by,
    verdict_in,
)
from appliance.domain.text import PersonText
from appliance.errors import (
    ConfidentialEditError,
    ConflictError,
    EmptyTextError,
    NotAllowedError,
)
from appliance.guards.answer import parts_of, read_as_one
from appliance.guards.version import seen_in_version
from appliance.kinds import RecordKind

_VERDICTS = {
    ReviewState.APPROVED: RecordKind.REVIEW_APPROVED,
    ReviewState.REJECTED: RecordKind.REVIEW_REJECTED,
    ReviewState.VOIDED: RecordKind.REVIEW_VOIDED,
}
_CANARY = "leak.canary"
# What is said anew of every version.
_OF_VERSIONS = (
    MOVED_DATE,
    UNISSUED,
    "personal.new",
    "leak.instructions",
    "tone.toxic",
    "tone.forbidden",
)


def may_review(held: HeldAnswer, reviewer: Caller, ports: Ports) -> Decision:
    """Ask whether this person may conclude this answer as it stands now."""
    return _ask(held, reviewer, ports, binding_holds=_binding_holds(held, ports))


def approve(held: HeldAnswer, reviewer: Caller, reason: str, ports: Ports) -> None:
    """Release exactly what is held, for whoever asked.

    Raises:
        NotAllowedError: The reviewer is not the second person this needs.
        ConflictError: It changed or was concluded since the reviewer opened it.
        HaltedError: People have halted the purpose, or a tier that drafted of it; it
            can still be rejected.
        LedgerError: The approval could not be recorded, so it did not happen.
    """
    for tier in drafted_by(ports.ledger.of_exchange(held.exchange)):
        check_not_halted(ports.halts, held.purpose, tier)
    decision, reviewer = _check(held, reviewer, ports)
    _conclude(held, reviewer, decision, ReviewState.APPROVED, reason, (), ports)


def reject(held: HeldAnswer, reviewer: Caller, reason: str, ports: Ports) -> None:
    """End a held answer without releasing it; the requester reads the reason.

    Raises:
        NotAllowedError: The reviewer is not the second person this needs.
        ConflictError: It changed or was concluded since the reviewer opened it.
        LedgerError: The rejection could not be recorded, so it did not happen.
    """
    decision, reviewer = _check(held, reviewer, ports)
    told = ("A reviewer decided against this answer.", reason)
    _conclude(held, reviewer, decision, ReviewState.REJECTED, reason, told, ports)


def edit(
    held: HeldAnswer,
    reviewer: Caller,
    text: PersonText,
    ports: Ports,
    *,
    confirmed: str = "",
) -> HeldAnswer | Questioned:
    """Put a reviewer's version in place; it is masked again and waits for another.

    The reviewer becomes an author, so they cannot approve it. A structured answer is
    edited as it is kept: an object with the same fields. Where checks see something in
    it the reviewer reads that first, and may keep it all the same; both is recorded.

    Args:
        confirmed: The digest of a questioned version that they keep.

    Raises:
        NotAllowedError: The reviewer is not the second person this needs.
        ConflictError: It changed or was concluded since the reviewer opened it.
        EmptyTextError: There is nothing but white space.
        LookAlikeError: It names somebody whom the case does not know.
        MalformedEditError: It does not have the form of the answer it would replace,
            or a field holds what the schema does not take.
        ConfidentialEditError: It holds the canary of the signed instructions.
        DetectionError: A detector failed.
        MaskerError: The edit could not be masked, so it did not happen.
    """
    decision, reviewer = _check(held, reviewer, ports)
    if not text.reveal().strip():
        raise EmptyTextError(f"{len(text)} code points, all white space")
    purpose = ports.purpose_as_answered(held.purpose, held.release)
    draft = _masked(text.reveal(), held, purpose, ports)
    successor = replace(
        held,
        authors=(*held.authors, reviewer.person),
        draft=draft,
        binding=ports.masker.bind(draft, case=held.case),
    )
    said = ports.masker.commitments(render_answer(purpose, draft), case=held.case)
    bound = successor.binding.commitments
    check_edit(purpose, held.draft, draft, bound=bound, said=said)
    findings = _findings_in(successor, purpose, ports, said=said)
    if any(finding.rule == _CANARY for finding in findings):
        raise ConfidentialEditError("the canary of the instructions stands in it")
    digest = successor.binding.draft_digest
    if findings and confirmed != digest:
        return Questioned(draft, digest, findings)
    successor = replace(successor, reasons=_reasons(held, findings))

    def record() -> None:
        _append(RecordKind.REVIEW_EDITED, successor, reviewer, decision, ports)
        _guarded(successor, findings, ports)

    ports.reviews.replace(held, successor, record=record)
    return successor


def _masked(text: str, held: HeldAnswer, purpose: Purpose, ports: Ports) -> str:
    """Mask a reviewer's version; who the case knows keeps their surrogate."""

    def mask(one: str) -> str:
        return ports.masker.mask(
            PersonText(one),
            exchange=held.exchange,
            case=held.case,
            purpose=purpose,
            language=held.language,
            accept_surrogates=True,
        ).text

    return mask_version(purpose, text, mask)


def follow_log(held: HeldAnswer, ports: Ports) -> bool:
    """End a wait that the log has ended already; says whether it has.

    The log is written before the database commits. Where the commit failed, the answer
    still waits although the verdict is in the log, and nobody may give a second one.

    Raises:
        ConflictError: Somebody else ended it meanwhile.
        LedgerError: The log cannot be asked, so nothing may be concluded.
    """
    ended = verdict_in(ports.ledger.of_exchange(held.exchange))
    if ended is None:
        return False
    state, record = ended
    ports.reviews.conclude(
        held,
        reviewer="",
        state=state,
        reason="",
        at=ports.clock.now(),
        record=lambda: None,
    )
    _close(held, state, ("A reviewer decided against this answer.",), record, ports)
    return True


def _check(held: HeldAnswer, reviewer: Caller, ports: Ports) -> tuple[Decision, Caller]:
    """Check that this person may conclude this answer, as both are right now."""
    # 1. it still waits, by the log too  2. the directory vouches for the reviewer,
    # asked afresh  3. policy says yes
    # 4. it stands for what was held; if not, it is void
    if held.state is not ReviewState.WAITING or follow_log(held, ports):  # 1
        raise ConflictError(f"held answer {held.exchange} is concluded")
    now = ports.directory.look_up(reviewer.person)  # 2
    holds = _binding_holds(held, ports)
    decision = _ask(held, now, ports, binding_holds=holds)  # 3
    entitled = decision if holds else _ask(held, now, ports, binding_holds=True)
    if not entitled.allowed:
        ports.ledger.append(
            _entry(RecordKind.REVIEW_REFUSED, held, now, decision.record()),
            durable=True,
        )
        raise NotAllowedError("; ".join(decision.objections()) or "no rule allows it")
    if not holds:  # 4
        _void(held, now, decision, ports)
        raise ConflictError(f"held answer {held.exchange} is void: its names changed")
    return decision, now


def _ask(
    held: HeldAnswer, reviewer: Caller, ports: Ports, *, binding_holds: bool
) -> Decision:
    purpose = ports.purpose_as_answered(held.purpose, held.release)
    return ports.policy.decide(
        Question.APPROVE,
        reviewer,
        purpose,
        {
            "is_requester": reviewer.person == held.requester,
            "is_author": reviewer.person in held.authors,
            "has_reviewer_role": purpose.reviewer_role in reviewer.roles,
            "still_waiting": held.state is ReviewState.WAITING,
            "binding_holds": binding_holds,
        },
    )


def _void(held: HeldAnswer, reviewer: Caller, decision: Decision, ports: Ports) -> None:
    """End a held answer whose surrogates no longer stand for whom they stood for."""
    reason = "The names behind this answer changed while it waited. Ask again."
    told = (reason,)
    _conclude(held, reviewer, decision, ReviewState.VOIDED, reason, told, ports)


def _conclude(  # noqa: PLR0917 - one call per verdict, each beside its reason
    held: HeldAnswer,
    reviewer: Caller,
    decision: Decision,
    state: ReviewState,
    reason: str,
    told: tuple[str, ...],
    ports: Ports,
) -> None:
    """End the wait of a held answer: verdict and outcome on disk, or nothing happened.

    Args:
        reason: What the reviewer said.
        told: What the requester reads instead of an answer.
    """
    approved = state is ReviewState.APPROVED
    outcome: list[int] = []

    def record() -> None:
        _append(_VERDICTS[state], held, reviewer, decision, ports)
        outcome.append(
            _released(held, decision, ports) if approved else _refused(held, ports)
        )

    ports.reviews.conclude(
        held,
        reviewer=reviewer.person,
        state=state,
        reason=reason,
        at=ports.clock.now(),
        record=record,
    )
    _close(held, state, told, outcome[0], ports)


def _close(
    held: HeldAnswer,
    state: ReviewState,
    told: tuple[str, ...],
    record: int,
    ports: Ports,
) -> None:
    approved = state is ReviewState.APPROVED
    ports.exchanges.closed(
        held.exchange,
        ExchangeState.RELEASED if approved else ExchangeState.REFUSED,
        answer=held.draft if approved else None,
        reasons=() if approved else told,
        record=record,
    )


def _binding_holds(held: HeldAnswer, ports: Ports) -> bool:
    return ports.masker.bind(held.draft, case=held.case) == held.binding


def _append(
    kind: RecordKind,
    held: HeldAnswer,
    reviewer: Caller,
    decision: Decision,
    ports: Ports,
) -> None:
    body = {
        **decision.record(),
        "draft_digest": held.binding.draft_digest,
        "commitments": list(held.binding.commitments),
        "authors": len(held.authors),
    }
    ports.ledger.append(_entry(kind, held, reviewer, body), durable=True)


def _findings_in(
    edited: HeldAnswer, purpose: Purpose, ports: Ports, *, said: Collection[str]
) -> tuple[Finding, ...]:
    """Look at a person's version as the guard looks at a model's.

    A person may name somebody of the case whom the text does not, so nothing refuses
    here; whoever decides next is told.
    """
    given = ports.exchanges.masked_text(edited.exchange)
    seen: list[str | Sighting] = []
    if names_others(
        given,
        edited.draft,
        bound={*edited.binding.commitments, *said},
        issued=ports.masker.commitments(given, case=edited.case),
    ):
        seen.append(UNISSUED)
    if tells_moved_date(given, edited.draft):
        seen.append(MOVED_DATE)
    structured = purpose.answer is AnswerForm.STRUCTURED
    fields = parse_fields(edited.draft) if structured else None
    parts = parts_of(purpose, edited.draft, fields)
    seen += seen_in_version(
        purpose,
        edited.draft,
        fields,
        known=(given, *_passages(edited, given, ports)),
        language=edited.language,
        names=ports.masker.find_names(read_as_one(parts), language=edited.language),
    )
    return tuple(_held_for(purpose.guards.finding(one)) for one in seen)


def _passages(edited: HeldAnswer, given: str, ports: Ports) -> list[str]:
    """Read again what its answer could rest on besides its text."""
    answered = ports.releases.of(edited.release) if edited.release else ports
    found = answered.references.search(
        edited.purpose, edited.language, given, MAX_PASSAGES
    )
    return [passage.text for passage in found]


def _held_for(finding: Finding) -> Finding:
    """Give what would refuse a model's draft to the second person of a version."""
    refused = finding.severity is Severity.REFUSE
    return replace(finding, severity=Severity.HOLD) if refused else finding


def _reasons(held: HeldAnswer, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Say why a version waits: as before, but for what its text says anew."""
    of_text = {RULES[rule].sentence for rule in _OF_VERSIONS}
    before = [reason for reason in held.reasons if reason not in of_text]
    said = (*before, *(one.sentence for one in findings))
    return said or ("A reviewer changed the answer; another must look.",)


def _guarded(edited: HeldAnswer, findings: tuple[Finding, ...], ports: Ports) -> None:
    """Record what was seen in a person's version; how sure it is nobody can say."""
    body: dict[str, object] = {
        "findings": [finding.record() for finding in findings],
        "confidence_permille": 0,
        **({"kept_by_person": True} if findings else {}),
    }
    entry = _entry(RecordKind.DRAFT_GUARDED, edited, None, body)
    ports.ledger.append(entry, durable=True)


def _released(held: HeldAnswer, decision: Decision, ports: Ports) -> int:
    body = {
        "draft_digest": held.binding.draft_digest,
        "commitments": list(held.binding.commitments),
        "streamed": False,
        "rules": [rule.id for rule in decision.rules],
    }
    entry = _entry(RecordKind.EXCHANGE_RELEASED, held, None, body)
    return ports.ledger.append(entry, durable=True).seq


def _refused(held: HeldAnswer, ports: Ports) -> int:
    entry = _entry(
        RecordKind.EXCHANGE_REFUSED, held, None, {"decided_by": "review", "reasons": 1}
    )
    return ports.ledger.append(entry, durable=True).seq


def _entry(
    kind: RecordKind,
    held: HeldAnswer,
    reviewer: Caller | None,
    body: dict[str, object],
) -> Entry:
    return Entry(
        kind=kind,
        exchange=held.exchange,
        case=held.case,
        actor=reviewer.person if reviewer else None,
        body=body,
    )
