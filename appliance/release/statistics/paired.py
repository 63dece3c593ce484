"""A candidate and the live release on the same cases: what flipped, and what it shows.

The interval is a bootstrap and is shown to people; McNemar's test says whether the two
differ at all. Neither decides: with few flips the bootstrap claims too much (measured
in docs/statistics.md). What decides is `loss`, an exact bound that keeps its rate.
"""

from collections.abc import Sequence
from math import comb

import numpy as np

from appliance.domain.verdict import Comparison
from appliance.release.statistics.binomial import error_share
from appliance.release.statistics.loss import loss_bound, loss_p

RESAMPLES = 10_000


def compare(
    live: Sequence[bool],
    candidate: Sequence[bool],
    *,
    margin_permille: int,
    confidence: int = 950,
    seed: int = 0,
) -> Comparison:
    """Compare what two releases had right on the same cases.

    Args:
        live: Whether each case was right with the live release.
        candidate: The same for the candidate, in the same order.
        margin_permille: By how much less the candidate may have right, 1 to 999.
        confidence: In permille, 501 to 999.
        seed: Of the bootstrap; two calls with the same seed give the same numbers.

    Raises:
        ValueError: No cases, not the same number, or a number out of range.
    """
    cases = len(live)
    if cases != len(candidate) or not cases:
        raise ValueError(
            f"expected the same cases, got {cases} of the live release and "
            f"{len(candidate)} of the candidate"
        )
    if not 1 <= margin_permille <= 999:
        raise ValueError("expected a margin of 1 to 999 permille")
    error = error_share(confidence)
    pairs = list(zip(live, candidate, strict=True))
    gained = tuple(i for i, (was, now) in enumerate(pairs) if now and not was)
    lost = tuple(i for i, (was, now) in enumerate(pairs) if was and not now)
    low, high = bootstrap(len(gained), len(lost), cases, confidence, seed)
    return Comparison(
        cases=cases,
        live_right=sum(map(bool, live)),
        candidate_right=sum(map(bool, candidate)),
        gained=gained,
        lost=lost,
        difference_permille=1000 * (len(gained) - len(lost)) // cases,
        low_permille=low,
        high_permille=high,
        mcnemar_p=round(mcnemar(len(gained), len(lost)), 6),
        margin_permille=margin_permille,
        loss_permille=loss_bound(
            len(gained), len(lost), cases, margin_permille, confidence
        ),
        not_worse=loss_p(len(gained), len(lost), cases, margin_permille) <= error,
        worse=loss_p(len(lost), len(gained), cases, -margin_permille) <= error,
        confidence=confidence,
        seed=seed,
    )


def bootstrap(
    gained: int, lost: int, cases: int, confidence: int, seed: int
) -> tuple[int, int]:
    """Give the percentile bootstrap interval of the difference of paired shares.

    Cases are drawn with replacement, both results of a case together, 10,000 times
    (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, 13.3). A resample
    counts only how many drawn cases were gained and lost, so those counts are drawn.
    Not BCa: with 0 to 5 flips its acceleration is made of as few, and no interval made
    from resampling them can see a kind of flip that did not occur.

    Returns:
        Lower and upper end in permille, rounded outwards.
    """
    tail = error_share(confidence) / 2
    shares = [gained / cases, lost / cases, (cases - gained - lost) / cases]
    drawn = np.random.default_rng(seed).multinomial(cases, shares, size=RESAMPLES)
    differences = drawn[:, 0] - drawn[:, 1]
    low = int(np.quantile(differences, tail, method="lower"))
    high = int(np.quantile(differences, 1 - tail, method="higher"))
    return 1000 * low // cases, -(-1000 * high // cases)


def mcnemar(gained: int, lost: int) -> float:
    """Give the two-sided p that a flip goes either way with the same probability.

    Exact: gained flips are binomial among all flips with one half (McNemar,
    Psychometrika 12, 1947). It never errs more often than it says. The mid-p variant
    (Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13:91, 2013) would
    see more, but keeps its rate only usually.
    """
    flips = gained + lost
    tail = sum(comb(flips, count) for count in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << flips))
