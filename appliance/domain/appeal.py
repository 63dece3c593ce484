"""An appeal: the person who asked says why a refusal was wrong; a second one decides.

It can be made once, against what a rule, a guard or a reviewer decided. A fault, a full
budget or a halt is nobody's judgement, so there is nothing to decide otherwise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from appliance.domain.finding import Severity
from appliance.kinds import RecordKind


class AppealState(StrEnum):
    """Where an appeal stands."""

    WAITING = "waiting"
    # The refusal stays right.
    UPHELD = "upheld"
    # The refusal was wrong.
    GRANTED = "granted"


class Ground(StrEnum):
    """Who said no."""

    POLICY = "policy"
    GUARD = "guard"
    REVIEWER = "reviewer"
    # A kind of personal data that the purpose takes no text with.
    MASKING = "masking"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an appeal is against.

    Args:
        ground: Who said no.
        rules: Ids of the rules behind it: of guards, or of the policies.
    """

    ground: Ground
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal.

    Args:
        id: 32 hex digits.
        exchange: The exchange that was refused.
        case: Its case.
        purpose: The purpose's name.
        language: The language of the exchange.
        release: Digest of the release that refused; "" where it is not known.
        requester: Directory key of who asked and appeals.
        involved: Directory keys of who reviewed the answer or wrote any of it.
        refusal: What it is against.
        sentence: Why it was wrong, masked; `repr` hides it.
        made_at: Aware UTC.
        state: Where it stands.
    """

    id: str
    exchange: str
    case: str
    purpose: str
    language: str
    release: str
    requester: str
    involved: tuple[str, ...]
    refusal: Refusal
    sentence: str = field(repr=False)
    made_at: datetime
    state: AppealState = AppealState.WAITING


@dataclass(frozen=True, slots=True)
class RuleAppeals:
    """How appeals against one rule ended.

    Args:
        rule: The rule's id.
        waiting: How many wait.
        upheld: How often the refusal stayed right.
        granted: How often it was a false alarm.
    """

    rule: str
    waiting: int = 0
    upheld: int = 0
    granted: int = 0


# The one error that is a judgement about the text.
_BLOCKED = "BlockedKindError"
_SECRET = "secret.masked"  # noqa: S105 - a rule's id


def refusal_in(records: Iterable[Mapping[str, Any]]) -> Refusal | None:
    """Find who said no to an exchange, and by which rules; None where nobody judged.

    Args:
        records: The log's records of the exchange, oldest first.
    """
    found: Refusal | None = None
    findings: list[Mapping[str, Any]] = []
    for record in records:
        body = record["body"]
        match record["kind"]:
            case RecordKind.POLICY_DECIDED if not body["allowed"]:
                found = Refusal(Ground.POLICY, tuple(body["rules"]))
            case RecordKind.TEXT_INSPECTED:
                findings += body["findings"]
                refusing = _rules(body["findings"], {Severity.REFUSE})
                found = Refusal(Ground.GUARD, refusing) if refusing else found
            case RecordKind.DRAFT_GUARDED:
                findings += body["findings"]
            case RecordKind.DRAFT_GATED if body["verdict"] == "refuse":
                found = Refusal(Ground.GUARD, _grave(findings) or tuple(body["rules"]))
            case RecordKind.ANSWER_WITHDRAWN if "findings" in body:
                found = Refusal(Ground.GUARD, _grave(body["findings"]))
            case RecordKind.REVIEW_REJECTED:
                found = Refusal(Ground.REVIEWER, _grave(findings))
            case RecordKind.EXCHANGE_REFUSED if "error" in body:
                blocked = body["error"] == _BLOCKED
                found = Refusal(Ground.MASKING, (_SECRET,)) if blocked else None
    return found


def release_in(records: Iterable[Mapping[str, Any]]) -> str:
    """Name the release whose rules an exchange was decided on; "" where none was asked.

    Args:
        records: The log's records of the exchange, oldest first.
    """
    asked = [one for one in records if one["kind"] == RecordKind.POLICY_DECIDED]
    return str(asked[-1]["body"].get("release", "")) if asked else ""


def _grave(findings: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return _rules(findings, {Severity.REFUSE, Severity.HOLD})


def _rules(
    findings: Iterable[Mapping[str, Any]], severities: set[Severity]
) -> tuple[str, ...]:
    found = (one["rule"] for one in findings if one["severity"] in severities)
    return tuple(dict.fromkeys(found))
