"""What a guard saw in a text or a draft, and how much it matters."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# The rule of an answer that its person ended before the model did.
STOPPED = "answer.stopped"


class Severity(StrEnum):
    """What a finding asks of the gate, mildest first."""

    # Recorded, and nothing else.
    NOTE = "note"
    # The person reads it with the answer.
    WARN = "warn"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def is_grave(self) -> bool:
        """Whether it keeps an answer from going out at once."""
        return self in {Severity.HOLD, Severity.REFUSE}

    def is_milder_than(self, other: "Severity") -> bool:
        """Compare two."""
        order = list(Severity)
        return order.index(self) < order.index(other)


class Where(StrEnum):
    """What a guard looked at."""

    INPUT = "input"
    REFERENCE = "reference"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a detector saw, before a purpose says how much it matters.

    Args:
        rule: The guard rule's id.
        where: What it looked at.
        score: How sure it is, permille; None where a rule either applies or does not.
        span: First and past-the-last code point of it in the masked text or the draft;
            None where it is about the whole.
        of: How many there are of how many that may be, where that is what it is about.
    """

    rule: str
    where: Where = Where.ANSWER
    score: int | None = None
    span: tuple[int, int] | None = None
    of: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation.

    Args:
        rule: The guard rule's id, e.g. "surrogate.unissued".
        severity: What it asks for.
        sentence: What it means, in plain words; holds no text of the draft.
        where: What it was seen in.
        score: How sure the guard is, permille, or None.
        span: Where it stands in the masked text or the draft, or None.
        of: How many there are of how many that may be, or None.
    """

    rule: str
    severity: Severity
    sentence: str
    where: Where = Where.ANSWER
    score: int | None = None
    span: tuple[int, int] | None = None
    of: tuple[int, int] | None = None

    def record(self) -> dict[str, Any]:
        """Write it as a record has it: no text of a person."""
        body: dict[str, Any] = {"rule": self.rule, "severity": str(self.severity)}
        if self.where is not Where.ANSWER:
            body["where"] = str(self.where)
        if self.score is not None:
            body["score_permille"] = self.score
        if self.span is not None:
            body["start"], body["end"] = self.span
        if self.of is not None:
            body["count"], body["most"] = self.of
        return body


def is_held(findings: Iterable[Finding]) -> bool:
    """Tell whether one of them asks for more than to be read."""
    return any(finding.severity.is_grave for finding in findings)
