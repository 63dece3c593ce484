"""What an evaluation shows about a candidate: counts, comparison, findings, verdict.

Values only; `appliance.release.statistics` makes them.
"""

from dataclasses import dataclass
from enum import StrEnum

AGAINST_LIVE = "against_live"


class Outcome(StrEnum):
    """What one threshold, or all of them, say about a candidate."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Count:
    """How many of some cases were right.

    Raises:
        ValueError: More than there were, or fewer than none.
    """

    right: int
    cases: int

    def __post_init__(self) -> None:
        """Check the counts."""
        if not 0 <= self.right <= self.cases:
            raise ValueError(
                f"expected 0 to {self.cases} right cases, got {self.right}"
            )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A candidate against the live release, case by case.

    Args:
        cases: How many cases both answered.
        live_right: How many the live release had right.
        candidate_right: How many the candidate had right.
        gained: Positions, from 0, of cases that only the candidate had right.
        lost: Positions of cases that only the live release had right.
        difference_permille: Candidate's share of right cases less the live one's,
            rounded towards minus infinity.
        low_permille: Lower end of the difference's bootstrap interval.
        high_permille: Its upper end.
        mcnemar_p: Two-sided exact p that as many flips go each way, 6 digits.
        margin_permille: By how much less the candidate may have right.
        loss_permille: The exact bound: at the confidence, the candidate is worse by
            less than this.
        not_worse: Whether the candidate is shown to be within the margin.
        worse: Whether it is shown to be worse by more than the margin.
        confidence: In permille; of the interval two-sided, of the bound one-sided.
        seed: What the resamples were drawn with.
    """

    cases: int
    live_right: int
    candidate_right: int
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    difference_permille: int
    low_permille: int
    high_permille: int
    mcnemar_p: float
    margin_permille: int
    loss_permille: int
    not_worse: bool
    worse: bool
    confidence: int
    seed: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What one threshold says.

    Args:
        name: The threshold's name, or `against_live`.
        outcome: Pass, fail or inconclusive.
        sentence: Why, for people; no text of a case.
        threshold: The target, limit or margin.
        measured: The share in permille, rounded down, the amount, or the difference in
            permille; None if it was not measured.
        shown: What is shown at the confidence: the least true share, or the loss that
            is ruled out, in permille; None for amounts.
        cases: How many cases it rests on; 0 for amounts.
        cases_needed: About how many would decide; None if it is decided, or if more
            than 100,000 would be needed.
    """

    name: str
    outcome: Outcome
    sentence: str
    threshold: int
    measured: int | None = None
    shown: int | None = None
    cases: int = 0
    cases_needed: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all thresholds together say; one finding for each."""

    outcome: Outcome
    findings: tuple[Finding, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences that decided: of a pass all, else what stands against it."""
        return tuple(f.sentence for f in self.findings if f.outcome is self.outcome)
