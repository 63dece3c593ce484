"""A held answer and a person's verdict on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from appliance.domain.finding import Finding
from appliance.kinds import ENDS, RecordKind


class Verdict(StrEnum):
    """What a reviewer may say."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"


class ReviewState(StrEnum):
    """Where a held answer stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    VOIDED = "voided"


_VERDICTS = {
    RecordKind.REVIEW_APPROVED: ReviewState.APPROVED,
    RecordKind.REVIEW_REJECTED: ReviewState.REJECTED,
    RecordKind.REVIEW_VOIDED: ReviewState.VOIDED,
}


def verdict_in(
    records: Iterable[Mapping[str, Any]],
) -> tuple[ReviewState, int] | None:
    """Find the verdict that ended a wait, and the number of the record of the end.

    Args:
        records: The log's records of one exchange, oldest first.
    """
    verdict: ReviewState | None = None
    for record in records:
        kind = record["kind"]
        verdict = _VERDICTS.get(kind, verdict)
        if verdict is not None and kind in ENDS:
            return verdict, int(record["seq"])
    return None


def drafted_by(records: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Find every tier that drafted of an answer; {""} where the log does not say.

    Of several tries the last counts, at each part of a longer text; and of a text that
    was begun again, what was drafted since.

    Args:
        records: The log's records of one exchange, oldest first.
    """
    tiers: dict[int | None, str] = {}
    for record in records:
        kind = record["kind"]
        if kind == RecordKind.REQUEST_RECEIVED:
            tiers.clear()
        elif kind in {RecordKind.DRAFT_GENERATED, RecordKind.DRAFT_RECALLED}:
            body = record["body"]
            tiers[body.get("part")] = str(body["tier"])
    return frozenset(tiers.values()) or frozenset({""})


@dataclass(frozen=True, slots=True)
class Binding:
    """Exactly what an approval is for; any change voids it. The masker makes it.

    Args:
        draft_digest: Keyed digest of the masked draft, 64 hex digits. A plain one
            would let whoever reads the log try words until one fits.
        commitments: Ordered commitments of the surrogates it will restore.
    """

    draft_digest: str
    commitments: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.draft_digest) != 64:
            raise ValueError("a draft digest has 64 hex digits")


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """An answer that waits for a second person.

    Args:
        exchange: Its exchange.
        case: The case.
        purpose: The purpose's name.
        language: The language of the exchange.
        requester: Directory key of who asked.
        authors: Directory keys of everyone who wrote any of it.
        draft: The masked draft.
        binding: What an approval binds to.
        risk: Risk class of the purpose.
        reasons: Why it was held, in plain sentences.
        held_at: Aware UTC.
        state: Where it stands.
        release: Digest of the release that answered.
    """

    exchange: str
    case: str
    purpose: str
    language: str
    requester: str
    authors: tuple[str, ...]
    draft: str
    binding: Binding
    risk: str
    reasons: tuple[str, ...]
    held_at: datetime
    state: ReviewState
    release: str = ""

    def __repr__(self) -> str:
        return f"<HeldAnswer {self.exchange} {self.state}>"


@dataclass(frozen=True, slots=True)
class Questioned:
    """A version in which checks saw something; nothing has happened yet.

    Args:
        draft: It, masked.
        digest: What confirms exactly this version.
        findings: What was seen in it.
    """

    draft: str = field(repr=False)
    digest: str
    findings: tuple[Finding, ...]
