"""How far two raters agree beyond chance: Cohen's kappa with an interval.

Kappa: Cohen, Educational and Psychological Measurement 20, 1960, 37-46. Its variance
for intervals: Fleiss, Cohen and Everitt, Psychological Bulletin 72, 1969, 323-327. It
depends on how common each answer is: the share of agreement is shown beside it.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import NormalDist

from appliance.release.statistics.binomial import (
    error_share,
    lower_bound,
    upper_bound,
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two raters on the same items, in permille.

    Args:
        items: How many both rated.
        agreed_permille: The share on which they agree, rounded down.
        kappa_permille: 1000 is complete agreement, 0 what chance would give; None where
            it has no value: no items, or both gave one and the same answer to all.
        low_permille: Lower end of the two-sided interval; None as above.
        high_permille: Its upper end.
    """

    items: int
    agreed_permille: int
    kappa_permille: int | None
    low_permille: int | None
    high_permille: int | None


def cohen_kappa(
    first: Sequence[Hashable], second: Sequence[Hashable], *, confidence: int = 950
) -> Agreement:
    """Measure the agreement of two raters, or of a model's judgement with a person's.

    Args:
        first: One rater's answers.
        second: The other's, of the same items in the same order.
        confidence: Of the two-sided interval, permille, 501 to 999.

    Raises:
        ValueError: Not as many answers of each, or a confidence out of range.
    """
    items = len(first)
    if items != len(second):
        raise ValueError(f"expected as many ratings, got {items} and {len(second)}")
    error = error_share(confidence)
    cells = Counter(zip(first, second, strict=True))
    agreed = sum(count for (one, other), count in cells.items() if one == other)
    share = 1000 * agreed // items if items else 0
    rows, columns = Counter(first), Counter(second)
    by_chance = sum(rows[answer] * columns[answer] for answer in rows)
    if by_chance == items * items:
        return Agreement(items, share, None, None, None)
    expected = by_chance / items**2
    kappa = (agreed / items - expected) / (1 - expected)
    half = NormalDist().inv_cdf(1 - error / 2) * standard_error(first, second)
    low, high = max(-1.0, kappa - half), min(1.0, kappa + half)
    if agreed in (0, items):
        # The variance is 0 or nearly so where all is alike. Exact bounds of the share
        # say what so few items show.
        each = 1000 - (1000 - confidence) // 2
        shares = lower_bound(agreed, items, each), upper_bound(agreed, items, each)
        low, high = ((bound / 1000 - expected) / (1 - expected) for bound in shares)
    return Agreement(
        items, share, round(1000 * kappa), floor(1000 * low), ceil(1000 * high)
    )


def standard_error(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Give kappa's standard error for large samples (Fleiss, Cohen and Everitt, 1969).

    The two must not both have given one and the same answer to everything.
    """
    items = len(first)
    cells = Counter(zip(first, second, strict=True))
    rows, columns = Counter(first), Counter(second)
    agreed = sum(count for (one, other), count in cells.items() if one == other)
    expected = sum(rows[answer] * columns[answer] for answer in rows) / items**2
    unlike = (1 - agreed / items) / (1 - expected)  # 1 - kappa
    total = -((1 - unlike - expected * unlike) ** 2)
    for (one, other), count in cells.items():
        if one == other:
            both = (rows[one] + columns[one]) / items
            total += count / items * (1 - both * unlike) ** 2
        else:
            crossed = (columns[one] + rows[other]) / items
            total += count / items * (crossed * unlike) ** 2
    return sqrt(max(0.0, total) / items) / (1 - expected)
