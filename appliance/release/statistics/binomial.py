"""Exact bounds of a share from counts (Clopper and Pearson, Biometrika 26, 1934).

No normal approximation: the stated confidence holds for every number of cases. Shares
and confidence are in permille; a bound is rounded to the side that claims less.
"""

import numpy as np
from numpy.typing import NDArray

# Beyond so many cases nobody is told to collect more.
MOST_CASES = 100_000


def at_least(right: int, cases: int, share: float) -> float:
    """Tell how likely so many right answers or more are, at this true share of them."""
    if right <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    counts = np.arange(right, cases + 1)
    logs = log_factorials(cases)
    terms = logs[cases] - logs[counts] - logs[cases - counts]
    terms += counts * np.log(share) + (cases - counts) * np.log1p(-share)
    return min(1.0, float(np.exp(terms).sum()))


def lower_bound(right: int, cases: int, confidence: int) -> int:
    """Give the greatest share that is shown at this confidence, one-sided.

    Args:
        right: How many of the cases were right.
        cases: How many there were; with none, nothing is shown.
        confidence: In permille, 501 to 999.

    Returns:
        Permille, rounded down: a true share below it gives so many right answers or
        more with a probability of at most 1000 - confidence permille.

    Raises:
        ValueError: Counts or confidence out of range.
    """
    check_counts(right, cases)
    error = error_share(confidence)
    low, high = 0, 1001
    while high - low > 1:
        middle = (low + high) // 2
        if right > 0 and at_least(right, cases, middle / 1000) <= error:
            low = middle
        else:
            high = middle
    return low


def upper_bound(right: int, cases: int, confidence: int) -> int:
    """Give the least share that is not yet ruled out from above, one-sided, rounded up.

    Raises:
        ValueError: Counts or confidence out of range.
    """
    return 1000 - lower_bound(cases - right, cases, confidence)


def cases_to_decide(
    right: int, cases: int, target_permille: int, confidence: int
) -> int | None:
    """Say about how many cases would decide, if the share of right ones stays as it is.

    Args:
        right: How many of the cases were right.
        cases: How many there were.
        target_permille: The share to be shown, or to be ruled out.
        confidence: In permille, 501 to 999.

    Returns:
        At least `cases`; None if the share is so near to the target that more than
        `MOST_CASES` would be needed, or there were no cases to go by.
    """
    check_counts(right, cases)
    if not cases or 1000 * right == target_permille * cases:
        return None
    low, high = cases - 1, cases
    while not _decides(right, cases, high, target_permille, confidence):
        low, high = high, 2 * high
        if high > MOST_CASES:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if _decides(right, cases, middle, target_permille, confidence):
            high = middle
        else:
            low = middle
    return high


def fewest_all_right(target_permille: int, confidence: int) -> int | None:
    """Say how many cases, all right, show a target; None for a target of 1000."""
    error = error_share(confidence)
    if target_permille >= 1000:
        return None
    if target_permille <= 0:
        return 0
    return int(np.ceil(np.log(error) / np.log(target_permille / 1000)))


def error_share(confidence: int) -> float:
    """Give the share of errors that a confidence in permille leaves.

    Raises:
        ValueError: It is no whole number of permille from 501 to 999.
    """
    if type(confidence) is not int or not 501 <= confidence <= 999:
        raise ValueError("expected a confidence of 501 to 999 permille")
    return (1000 - confidence) / 1000


def check_counts(right: int, cases: int) -> None:
    """Check a count of right answers.

    Raises:
        ValueError: It is not between none and all.
    """
    if not 0 <= right <= cases:
        raise ValueError(f"expected 0 to {cases} right cases, got {right}")


def log_factorials(most: int) -> NDArray[np.float64]:
    """Give the logarithms of 0! to most!: (most + 1,)."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])


def _decides(right: int, cases: int, more: int, target: int, confidence: int) -> bool:
    """Tell whether so many cases with the same share, rounded, are on one side."""
    error = error_share(confidence)
    if 1000 * right > target * cases:
        expected = right * more // cases
        return at_least(expected, more, target / 1000) <= error
    wrong = (cases - right) * more // cases
    return at_least(wrong, more, 1 - target / 1000) <= error
