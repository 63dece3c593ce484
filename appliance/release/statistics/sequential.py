"""Tests that may be looked at after every answer and still err no more than stated.

Testing by betting: Waudby-Smith and Ramdas, Estimating means of bounded random
variables by betting, Journal of the Royal Statistical Society B 86, 2024, 1-27.
Somebody bets on each next value being above the mean that is claimed. If the claim
holds no bet wins on average, so the wealth exceeds 1 / error with at most that
probability, at any time ever (Ville, 1939). Many fixed bets run side by side and the
mean of their wealth counts (their diversified Kelly betting), so nothing has to be
known beforehand.

The rates hold for counts of any size and without a number of answers planned ahead, as
long as the claim holds on average at each answer, whatever came before. So a person who
answers often and always alike should count once, and both arms be compared over the
same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from appliance.release.statistics.binomial import error_share

# Fractions of the greatest bet that cannot lose everything. Small ones find small
# effects in long series, large ones find great harm at once.
_BETS = np.geomspace(0.005, 0.9, 16)

# Wealth beyond this is shown in any case; it would not fit a float.
_MOST_LOG = 600.0


class Arms(StrEnum):
    """What is shown about the candidate's share against the live one's."""

    HIGHER = "higher"
    LOWER = "lower"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Harm:
    """Whether bad outcomes are shown to be more than allowed.

    Args:
        shown: Whether they are: stop the rollout. Once shown it stays shown.
        at: After how many answers it was; None if it is not.
        answers: How many answers were looked at.
        bad: How many of them were bad.
        wealth_permille: The greatest wealth so far, in thousandths of what shows harm:
            1000 and more is shown. For pictures.
    """

    shown: bool
    at: int | None
    answers: int
    bad: int
    wealth_permille: int


@dataclass(frozen=True, slots=True)
class ArmsCompared:
    """How the candidate's share stands against the live one's.

    Args:
        outcome: Higher, lower, or still open. Once shown it stays shown.
        at: After how many pairs it was shown; None while open.
        pairs: How many pairs were looked at: one answer of each arm.
        live: Live answers in them, and how many of those have the outcome.
        candidate: The same for the candidate.
        higher_permille: The greatest wealth of the bet on higher, in thousandths of
            what shows it. For pictures.
        lower_permille: The same of the bet on lower.
    """

    outcome: Arms
    at: int | None
    pairs: int
    live: tuple[int, int]
    candidate: tuple[int, int]
    higher_permille: int
    lower_permille: int


def monitor_harm(
    bad: Sequence[bool], *, limit_permille: int, confidence: int = 950
) -> Harm:
    """Watch one arm: are bad outcomes more than the limit?

    Args:
        bad: Each answer's outcome, in the order of time, from the first of the rollout.
        limit_permille: The share of bad outcomes that is allowed, 1 to 999.
        confidence: In permille, 501 to 999. If the true share is at most the limit,
            harm is ever shown with at most 1000 - confidence permille.

    Raises:
        ValueError: A number out of range.
    """
    if not 1 <= limit_permille <= 999:
        raise ValueError("expected a limit of 1 to 999 permille")
    outcomes = np.asarray(bad, dtype=float)
    wealth = wealth_above(outcomes[None, :], limit_permille / 1000, 0.0)[0]
    at, reached = _crossing(wealth, error_share(confidence))
    return Harm(at is not None, at, len(bad), int(outcomes.sum()), reached)


def compare_arms(
    live: Sequence[bool],
    candidate: Sequence[bool],
    *,
    tolerance_permille: int = 0,
    confidence: int = 950,
) -> ArmsCompared:
    """Compare an outcome's share in both arms, looked at as often as one likes.

    The first answer of the candidate is set beside the first live one, and so on, so
    the two of a pair have to be of about the same time (`rollout.limits.side_by_side`).

    Args:
        live: Each live answer's outcome, in the order of time.
        candidate: Each of the candidate's.
        tolerance_permille: A difference up to this, either way, is none.
        confidence: In permille, 501 to 999. Half of what is left to 1000 is the
            greatest probability to ever show higher where it is not, the other half
            the same for lower.

    Raises:
        ValueError: A number out of range.
    """
    if not 0 <= tolerance_permille <= 999:
        raise ValueError("expected a tolerance of 0 to 999 permille")
    error = error_share(confidence) / 2
    pairs = min(len(live), len(candidate))
    lives = np.asarray(live[:pairs], dtype=float)
    candidates = np.asarray(candidate[:pairs], dtype=float)
    differences = (candidates - lives)[None, :]
    tolerance = tolerance_permille / 1000
    higher, most_higher = _crossing(
        wealth_above(differences, tolerance, -1.0)[0], error
    )
    lower, most_lower = _crossing(wealth_above(-differences, tolerance, -1.0)[0], error)
    outcome, at = min(
        (Arms.HIGHER, higher), (Arms.LOWER, lower), key=lambda shown: _first(shown[1])
    )
    return ArmsCompared(
        outcome=outcome if at is not None else Arms.OPEN,
        at=at,
        pairs=pairs,
        live=(pairs, int(lives.sum())),
        candidate=(pairs, int(candidates.sum())),
        higher_permille=most_higher,
        lower_permille=most_lower,
    )


def wealth_above(
    values: NDArray[np.float64], mean: float, least: float
) -> NDArray[np.float64]:
    """Give the wealth after each value of betting that their mean is above `mean`.

    A bet b on the value x multiplies its wealth by 1 + b (x - mean), and b is at most
    0.9 / (mean - least), so no value ends it.

    Args:
        values: Series of values, none below `least`: (series, time).
        mean: The mean that is claimed not to be exceeded, above `least`.
        least: What a value is at the least.

    Returns:
        The mean of the bets' wealth: (series, time). Starts at 1, which is not in it.
    """
    total = np.zeros_like(values)
    for fraction in _BETS:
        gains = np.log1p(fraction / (mean - least) * (values - mean))
        total += np.exp(np.minimum(np.cumsum(gains, axis=1), _MOST_LOG))
    return total / len(_BETS)


def _crossing(wealth: NDArray[np.float64], error: float) -> tuple[int | None, int]:
    """Tell when the wealth first shows it, from 1, and how near it ever came."""
    if not wealth.size:
        return None, int(1000 * error)
    reached = max(1.0, float(wealth.max())) * error
    shown = np.flatnonzero(wealth >= 1 / error)
    return (int(shown[0]) + 1 if shown.size else None), int(1000 * min(reached, 1e3))


def _first(at: int | None) -> float:
    return float("inf") if at is None else at
