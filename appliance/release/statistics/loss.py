"""How much worse a candidate may still be, exactly, from the flips of paired cases.

The exact unconditional test of Hsueh, Liu and Chen (Biometrics 57, 2001, 478-483) with
the score statistic of Tango (Statistics in Medicine 17, 1998, 891-908). The tables of
flips that speak as strongly against a loss of the margin as the observed one are added
up at the worst pair of true flip shares whose difference is the margin. That the worst
lies on this boundary is shown in the first paper.
"""

from functools import lru_cache
from math import asin, ceil, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from appliance.release.statistics.binomial import (
    MOST_CASES,
    error_share,
    log_factorials,
)

# How many shares of lost cases are tried to a standard deviation of their number. They
# are even in the arcsine of the root, where that deviation is the same everywhere.
_PER_DEVIATION = 5
# Counts so many standard deviations away, and ten more, change no digit that is used.
_DEVIATIONS = 9
_TIE = 1e-9
_TINY = 1e-300


@lru_cache(maxsize=65_536)
def loss_p(gained: int, lost: int, cases: int, margin_permille: int) -> float:
    """Give the p of a candidate that is worse by the margin or more looking this good.

    With gained and lost exchanged and a margin below 0 it is the p of one that is
    within the margin looking this bad.

    Args:
        gained: Cases that only the candidate had right.
        lost: Cases that only the live release had right.
        cases: All cases, at least one.
        margin_permille: By how much its share of right cases is less; -999 to 999,
            not 0.

    Raises:
        ValueError: Counts or margin out of range.
    """
    if gained < 0 or lost < 0 or gained + lost > cases or cases < 1:
        raise ValueError(f"expected flips among {cases} cases, got {gained} and {lost}")
    if not 1 <= abs(margin_permille) <= 999:
        raise ValueError("expected a margin of 1 to 999 permille")
    margin = margin_permille / 1000
    firsts = _as_strong(gained, lost, cases, margin)
    logs = log_factorials(cases)
    shares = _shares(cases, margin)
    return min(1.0, max(_probability(firsts, logs, share, margin) for share in shares))


@lru_cache(maxsize=65_536)
def loss_bound(
    gained: int, lost: int, cases: int, margin_permille: int, confidence: int
) -> int:
    """Give the least loss, in permille, that is ruled out at this confidence.

    The same test asked for other margins, beginning with the one that decides, so that
    bound and decision never disagree.

    Returns:
        1 to 1000; 1000 if even a loss of 999 permille is not ruled out.
    """
    error = error_share(confidence)
    if loss_p(gained, lost, cases, margin_permille) <= error:
        low, high = 0, margin_permille
    else:
        low, high = margin_permille, 1000
    while high - low > 1:
        middle = (low + high) // 2
        if loss_p(gained, lost, cases, middle) <= error:
            high = middle
        else:
            low = middle
    return high


def smallest_margin(cases: int, confidence: int) -> int:
    """Give the smallest margin, in permille, that so many cases show without a flip.

    A candidate that answers just as the live release is not shown to be within a
    smaller one: it might lose cases of a kind that so few do not contain.
    """
    return loss_bound(0, 0, cases, 20, confidence)


def cases_for_margin(
    gained: int, lost: int, cases: int, margin_permille: int, confidence: int
) -> int | None:
    """Say about how many cases would decide, if the shares of flips stay as they are.

    By the score, which grows with the root of the number of cases.

    Returns:
        More than `cases`; None where it would be more than `MOST_CASES`.
    """
    wanted = NormalDist().inv_cdf(1 - error_share(confidence))
    margin = margin_permille / 1000
    reached = float(score(np.array([gained]), np.array([lost]), cases, margin)[0])
    if cases * wanted**2 > MOST_CASES * reached**2:
        return None
    # The exact test asks for a little more than the score.
    return max(ceil(1.1 * cases), ceil(cases * (wanted / reached) ** 2))


def score(
    gained: NDArray[np.int64], lost: NDArray[np.int64], cases: int, margin: float
) -> NDArray[np.float64]:
    """Give Tango's statistic: how far the flips speak against a loss of the margin."""
    flips = gained + lost
    # The likeliest share of lost cases where gained ones are fewer by the margin.
    b = flips + (lost - gained + 2 * cases) * margin
    c = lost * margin * (1 + margin)
    likeliest = (b + np.sqrt(np.maximum(b * b - 8 * cases * c, 0.0))) / (4 * cases)
    spread = cases * (2 * likeliest - margin - margin * margin)
    statistic: NDArray[np.float64] = (gained - lost + cases * margin) / np.sqrt(spread)
    return statistic


def _as_strong(gained: int, lost: int, cases: int, margin: float) -> NDArray[np.int64]:
    """Find the tables that speak as strongly as the observed one: (cases + 1,).

    By lost cases, from 0: the fewest gained ones with which a table does. The statistic
    grows with them, so halving finds it; more than there can be if none does.
    """
    losts = np.arange(cases + 1)
    observed = score(np.array([gained]), np.array([lost]), cases, margin)[0] - _TIE
    low, high = np.full(cases + 1, -1), cases - losts + 1
    while (open_ := high - low > 1).any():
        middle = np.where(open_, (low + high) // 2, high)
        strong = score(np.minimum(middle, cases - losts), losts, cases, margin)
        reached = strong >= observed
        high = np.where(open_ & reached, middle, high)
        low = np.where(open_ & ~reached, middle, low)
    return high


def _shares(cases: int, margin: float) -> NDArray[np.float64]:
    """List true shares of lost cases, from the least that can be to the most."""
    first, last = asin(sqrt(max(margin, 0.0))), asin(sqrt((1 + margin) / 2))
    points = ceil((last - first) * 2 * sqrt(cases) * _PER_DEVIATION)
    shares: NDArray[np.float64] = np.sin(np.linspace(first, last, points + 2)) ** 2
    return shares


def _probability(
    firsts: NDArray[np.int64], logs: NDArray[np.float64], share: float, margin: float
) -> float:
    """Add up those tables where this share is lost and less by the margin is gained."""
    cases = len(firsts) - 1
    share, gain = max(share, _TINY), max(share - margin, _TINY)
    same = max(1 - share - gain, _TINY)
    losts = _near(cases, share)[:, None]
    gains = _near(cases, gain)[None, :]
    rest = cases - losts - gains
    counted = (gains >= firsts[losts]) & (rest >= 0)
    rest = np.maximum(rest, 0)
    terms = logs[cases] - logs[losts] - logs[gains] - logs[rest]
    terms = terms + losts * np.log(share) + gains * np.log(gain) + rest * np.log(same)
    return float(np.exp(terms[counted]).sum())


def _near(cases: int, share: float) -> NDArray[np.int64]:
    """List the counts that can be expected at a share."""
    mean = cases * share
    away = _DEVIATIONS * np.sqrt(mean * (1 - share)) + 10
    return np.arange(max(0, int(mean - away)), min(cases, int(mean + away)) + 1)
