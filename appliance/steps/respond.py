"""Respond: the outcome is on disk before a byte leaves."""

from appliance.domain.exchange import Refused, Released, Restored
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.kinds import RecordKind


def respond(restored: Restored, ports: Ports) -> Released:
    """Release an answer: durable `exchange.released` first, then it may leave.

    Raises:
        MaskerError: The masker is not there; the answer must not leave.
        LedgerError: The release could not be written; the answer must not leave.
    """
    cleared = restored.cleared
    checked = cleared.checked
    admitted = checked.draft.prompt.admitted
    masked = checked.draft.answer.text
    binding = ports.masker.bind(masked, case=admitted.exchange.case)
    receipt = ports.ledger.append(
        Entry(
            kind=RecordKind.EXCHANGE_RELEASED,
            exchange=admitted.exchange.id,
            case=admitted.exchange.case,
            actor=admitted.caller.person,
            body={
                "draft_digest": binding.draft_digest,
                "commitments": list(restored.commitments),
                "confidence_permille": checked.confidence_permille,
                "streamed": cleared.streamed,
                "rules": [rule.id for rule in cleared.decision.rules],
                "release": admitted.purpose.release,
            },
        ),
        durable=True,
    )
    return Released(
        exchange=admitted.exchange.id,
        text=restored.text,
        masked=masked,
        confidence_permille=checked.confidence_permille,
        findings=checked.findings,
        record=receipt.seq,
    )


def refuse(refused: Refused, *, case: str, actor: str | None, ports: Ports) -> Refused:
    """End an exchange without an answer: durable `exchange.refused` first."""
    receipt = ports.ledger.append(
        Entry(
            kind=RecordKind.EXCHANGE_REFUSED,
            exchange=refused.exchange,
            case=case,
            actor=actor,
            body={"decided_by": refused.record, "reasons": len(refused.reasons)},
        ),
        durable=True,
    )
    return Refused(refused.exchange, refused.reasons, receipt.seq)
