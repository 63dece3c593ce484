"""How far apart two arms are, with a band that holds at every answer at once.

A confidence sequence by inverting the betting tests of statistics/sequential.py
(Waudby-Smith and Ramdas 2024, section 4): a difference is ruled out once a bet against
it has won enough. With the stated confidence the true difference lies in the band at
all times, so it may be looked at as often as one likes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.domain.rollout import WHOLE
from appliance.release.statistics.sequential import wealth_above

# Differences that are tried, in permille: every twentieth from -1000 to 1000.
_STEP = 50
# Of a longer series the newest part is left out: a picture, not a verdict.
MOST_SHOWN = 2_000
_POINTS = 40


@dataclass(frozen=True, slots=True)
class Band:
    """What is known of a difference after so many answers of each arm.

    Args:
        answers: How many of each arm.
        seen_permille: Candidate's share less live's, as it was seen.
        low_permille: The least that is not ruled out.
        high_permille: The most.
    """

    answers: int
    seen_permille: int
    low_permille: int
    high_permille: int


def difference_over_time(
    lives: tuple[bool, ...],
    candidates: tuple[bool, ...],
    *,
    confidence_permille: int = 950,
) -> tuple[Band, ...]:
    """Give the band after every so many answers; the first of each arm beside another.

    Empty while one of the arms has none.
    """
    count = min(len(lives), len(candidates), MOST_SHOWN)
    if not count:
        return ()
    values = np.asarray(candidates[:count], dtype=float) - np.asarray(
        lives[:count], dtype=float
    )
    error = (WHOLE - confidence_permille) / (2 * WHOLE)
    low = _ruled_out(values, error)
    high = _ruled_out(-values, error)
    seen = np.cumsum(values) / np.arange(1, count + 1)
    every = max(1, -(-count // _POINTS))
    places = sorted({*range(every - 1, count, every), count - 1})
    return tuple(
        Band(
            answers=place + 1,
            seen_permille=round(float(seen[place]) * WHOLE),
            low_permille=int(low[place]),
            high_permille=-int(high[place]),
        )
        for place in places
    )


def _ruled_out(values: NDArray[np.float64], error: float) -> NDArray[np.int64]:
    """Give for each time the greatest mean, in permille, that it is shown to exceed."""
    found = np.full(len(values), -WHOLE)
    for mean in range(_STEP - WHOLE, WHOLE, _STEP):
        wealth = wealth_above(values[None, :], mean / WHOLE, -1.0)[0]
        shown = np.maximum.accumulate(wealth) >= 1 / error
        found = np.where(shown, np.maximum(found, mean), found)
    return found
