"""Gate: release, hold for a second person, or refuse; nothing passes by default."""

from appliance.domain.decision import Decision, Fact, Question
from appliance.domain.exchange import Checked, Cleared, Held, Prompt, Refused
from appliance.domain.finding import Finding, Severity, is_held
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import Purpose, ReviewRule
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.kinds import RecordKind


def may_stream(prompt: Prompt, ports: Ports) -> Decision:
    """Ask before the first byte whether this answer may be shown while it is written.

    What a policy would hold never streams. A yes leaves a durable `answer.opened`.
    """
    admitted = prompt.admitted
    purpose = admitted.purpose
    decision = ports.policy.decide(
        Question.STREAM,
        admitted.caller,
        purpose,
        {
            "purpose_streams": purpose.streamed,
            "review_required": purpose.review is not ReviewRule.NONE,
            "finding_holds": is_held(prompt.findings),
        },
    )
    if decision.allowed:
        ports.ledger.append(
            Entry(
                kind=RecordKind.ANSWER_OPENED,
                exchange=admitted.exchange.id,
                case=admitted.exchange.case,
                actor=admitted.caller.person,
                body={
                    "rules": [rule.id for rule in decision.rules],
                    "policy_digest": decision.policy_digest,
                },
            ),
            durable=True,
        )
    return decision


def gate(checked: Checked, ports: Ports, *, streamed: bool) -> Cleared | Held | Refused:
    """Decide what happens to a checked draft.

    Release needs an allow; if release is denied, holding needs an allow; if that is
    denied too, the draft is refused. An answer that has streamed can no longer be held.
    """
    admitted = checked.draft.prompt.admitted
    facts = _facts(checked.findings, checked.confidence_permille, admitted.purpose)
    decision = ports.policy.decide(
        Question.RELEASE, admitted.caller, admitted.purpose, facts
    )
    verdict = "release" if decision.allowed else "refuse"
    reasons = _reasons(decision, checked.findings)
    asked: dict[str, object] = decision.record()
    if verdict == "refuse" and not streamed:
        holding = ports.policy.decide(
            Question.HOLD, admitted.caller, admitted.purpose, facts
        )
        verdict = "hold" if holding.allowed else "refuse"
        asked["hold"] = {
            "allowed": holding.allowed,
            "rules": [rule.id for rule in holding.rules],
            "errors": list(holding.errors),
        }
    receipt = ports.ledger.append(
        Entry(
            kind=RecordKind.DRAFT_GATED,
            exchange=admitted.exchange.id,
            case=admitted.exchange.case,
            actor=None,
            body={"verdict": verdict, **asked},
        )
    )
    if verdict == "release":
        return Cleared(checked, decision, streamed)
    if verdict == "hold":
        return _hold(checked, reasons, ports)
    return Refused(admitted.exchange.id, reasons, receipt.seq)


def _hold(checked: Checked, reasons: tuple[str, ...], ports: Ports) -> Held:
    admitted = checked.draft.prompt.admitted
    asked, service = admitted.caller.person, admitted.caller.service
    exchange, text = admitted.exchange, checked.draft.answer.text
    binding = ports.masker.bind(text, case=exchange.case)
    held = HeldAnswer(
        exchange=exchange.id,
        case=exchange.case,
        purpose=admitted.purpose.name,
        language=exchange.language,
        requester=asked,
        # Whose program asked is no second person.
        authors=(asked, *([service.owner] if service else [])),
        draft=text,
        binding=binding,
        risk=str(admitted.purpose.risk),
        reasons=reasons,
        held_at=ports.clock.now(),
        state=ReviewState.WAITING,
        release=admitted.purpose.release,
    )
    entry = Entry(
        kind=RecordKind.EXCHANGE_HELD,
        exchange=exchange.id,
        case=exchange.case,
        actor=None,
        body={
            "draft_digest": binding.draft_digest,
            "commitments": list(binding.commitments),
            "reviewer_role": str(admitted.purpose.reviewer_role),
        },
    )
    receipts: list[Receipt] = []

    def record() -> None:
        receipts.append(ports.ledger.append(entry, durable=True))

    ports.reviews.hold(held, record=record)
    return Held(exchange.id, held, receipts[0].seq)


def _facts(
    findings: tuple[Finding, ...], confidence: int, purpose: Purpose
) -> dict[str, Fact]:
    return {
        "review_required": purpose.review is not ReviewRule.NONE,
        "confidence_permille": confidence,
        "findings": tuple(f.rule for f in findings),
        "finding_refuses": any(f.severity is Severity.REFUSE for f in findings),
        "finding_holds": any(f.severity is Severity.HOLD for f in findings),
    }


def _reasons(decision: Decision, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    said = [f.sentence for f in findings if f.severity.is_grave]
    said += decision.objections()
    return tuple(dict.fromkeys(said)) or ("No rule allows this answer to go out.",)
