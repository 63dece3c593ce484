"""An alert: something that is counted is unusual for this time of day.

Each quarter of an hour gives a value of each signal. It is compared with the same time
of day of the last seven days, in standard deviations, and cut at ±5, so that one odd
quarter alone raises nothing. What is left goes into an exponentially weighted moving
average (EWMA; Roberts 1959, with weight 0.2 and limits in its own standard deviations
as in Lucas and Saccucci 1990). Where there is too little to say, nothing is said.
Texts that wait for the model too long are compared with nothing.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from appliance.domain.outcome import BROKEN, Ended

_WEIGHT = 0.2
_CUT = 5.0
# The EWMA's own standard deviation, where every value has one of 1.
_ITS_SD = math.sqrt(_WEIGHT / (2 - _WEIGHT))
# In the EWMA's standard deviations. Set from simulated quiet days, so that a whole
# appliance is wrongly alarmed on about one in a hundred (docs/observability.md).
RAISED = 5.0
ENDED = RAISED / 2

_LEAST_DAYS = 4
_LEAST_TIMES = 20
_LEAST_OF_SHARE = 10
_LEAST_USUAL = 40
_TINY = 1e-9
# A change of less than so much of the usual value is none, however steady it was.
_LEAST_SPREAD = 0.15


class Signal(StrEnum):
    """What is watched."""

    # Processor time of the models in a quarter of an hour, in milliseconds.
    COST = "cost"
    # The time that 95 % of the exchanges that somebody waited for do not exceed, in
    # milliseconds.
    LATENCY = "latency"
    # Shares.
    ERRORS = "errors"
    HELD = "held"
    THUMBS_DOWN = "thumbs_down"
    FINDINGS = "findings"
    # How long the text that waits longest for the model has waited, in milliseconds.
    WAITING = "waiting"


# Whoever answers for a purpose answers for these; the others are the appliance's, so
# that a slow model is one alert and not one of each purpose.
OF_PURPOSES = frozenset({Signal.HELD, Signal.THUMBS_DOWN, Signal.FINDINGS})
NOT_SHARES = frozenset({Signal.COST, Signal.LATENCY, Signal.WAITING})


class Series(NamedTuple):
    """One signal of one purpose; "" is the whole appliance."""

    signal: Signal
    purpose: str


class Value(NamedTuple):
    """What a quarter of an hour gave.

    Args:
        total: Of how many exchanges, drafts or ratings.
        amount: Of a share how many were bad, else the value.
    """

    total: int
    amount: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A value beside what is usual.

    Args:
        seen: The value; of a share in permille.
        usual: What is usual at this time, in the same unit.
        count: Of how many.
        z: How many standard deviations it is above, cut at ±5.
    """

    seen: float
    usual: float
    count: int
    z: float


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert; holds no text and names nobody but who took note of it.

    Args:
        id: 32 hex characters, from `alert_id`.
        series: What is unusual.
        raised_at: When it was raised, aware UTC.
        seen: The value then: milliseconds or permille.
        usual: What is usual at that time, in the same unit.
        count: Of how many.
        ended_at: When it was usual again, or None.
        noted_by: Directory key of who took note of it, or None.
        noted_at: When, or None.
    """

    id: str
    series: Series
    raised_at: datetime
    seen: int
    usual: int
    count: int
    ended_at: datetime | None = None
    noted_by: str | None = None
    noted_at: datetime | None = None

    def body(self) -> dict[str, object]:
        """Say it in the words of the log: names and whole numbers."""
        return {
            "alert": self.id,
            "signal": str(self.series.signal),
            "purpose": self.series.purpose,
            "seen": self.seen,
            "usual": self.usual,
            "count": self.count,
        }


def alert_id(series: Series, began: datetime) -> str:
    """Derive an alert's id, so that one which could not be kept is the same again.

    Args:
        began: Begin of the quarter that raises it, or of the wait; aware UTC.
    """
    named = f"{series.signal}\n{series.purpose}\n{began.isoformat()}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def values_of(
    ended: Iterable[Ended], rated: Iterable[tuple[str, bool]]
) -> dict[Series, Value]:
    """Count what one quarter of an hour gave.

    Args:
        ended: The exchanges that ended, or were held, in it.
        rated: Purpose of each rating of it, and whether the thumb was down.
    """
    cost, broken, count = 0, 0, 0
    times: list[int] = []
    drafts: dict[str, list[int]] = {}
    thumbs: dict[str, list[int]] = {}
    for one in ended:
        cost += one.engine_ms
        if one.arm == "shadow":
            continue  # nobody waited for it, and nobody read it
        count += 1
        if not one.of_list:
            times.append(one.total_ms)
        broken += one.cause in BROKEN
        if one.grave is not None:
            _add(drafts, one.purpose, one.held, one.grave > 0)
    for purpose, down in rated:
        _add(thumbs, purpose, down)
    values = {
        Series(Signal.COST, ""): Value(count, cost),
        Series(Signal.ERRORS, ""): Value(count, broken),
    }
    if times:
        values[Series(Signal.LATENCY, "")] = Value(len(times), ranked(times, 950))
    for purpose, (written, held, grave) in drafts.items():
        values[Series(Signal.HELD, purpose)] = Value(written, held)
        values[Series(Signal.FINDINGS, purpose)] = Value(written, grave)
    for purpose, (given, disliked) in thumbs.items():
        values[Series(Signal.THUMBS_DOWN, purpose)] = Value(given, disliked)
    return values


def score_amount(
    signal: Signal, now: Value, usual: Sequence[Sequence[Value]]
) -> Scored | None:
    """Hold a cost or a time against the same time of day of the last days.

    Costs are compared by their square roots and times by their logarithms, since both
    spread the more the larger they are.

    Args:
        usual: What each day gave in the quarter before, in this one and in the next.

    Returns:
        None where there is not enough to say.
    """
    least, scale = 1, math.sqrt
    if signal is Signal.LATENCY:
        least, scale = _LEAST_TIMES, math.log1p
    groups = [[scale(v.amount) for v in days if v.total >= least] for days in usual]
    same = groups[1]
    if now.total < least or len(same) < _LEAST_DAYS:
        return None
    middle = _mean(same)
    # Each time of day around its own mean: a steep morning is no spread.
    several = [group for group in groups if len(group) > 1]
    squares = sum(sum((x - _mean(group)) ** 2 for x in group) for group in several)
    freedom = sum(len(group) - 1 for group in several)
    floor = _LEAST_SPREAD * (1.0 if signal is Signal.LATENCY else middle)
    spread = max(math.sqrt(squares / freedom), floor, _TINY)
    z = (scale(now.amount) - middle) / (spread * math.sqrt(1 + 1 / len(same)))
    usually = math.expm1(middle) if signal is Signal.LATENCY else middle**2
    return Scored(now.amount, usually, now.total, _cut(z))


def score_share(now: Value, usual: Sequence[Value]) -> Scored | None:
    """Hold a share against the same time of day of the last days.

    Days that differ more than chance lets them widen the spread.

    Args:
        usual: What each day gave about this time.

    Returns:
        None where there is not enough to say.
    """
    days = [value for value in usual if value.total]
    count, bad = together(days)
    if now.total < _LEAST_OF_SHARE or len(days) < _LEAST_DAYS or count < _LEAST_USUAL:
        return None
    # Half of one more on each side: a share of none is not believed to be none.
    share = (bad + 0.5) / (count + 1)
    unit = share * (1 - share)
    apart = sum((day.amount - share * day.total) ** 2 / day.total for day in days)
    wider = max(1.0, apart / unit / (len(days) - 1))
    spread = math.sqrt(wider * (1 / now.total + 1 / count))
    seen = now.amount / now.total
    # Angles (Fisher 1922) spread evenly, so that one of a few is not taken for many.
    z = 2 * (math.asin(math.sqrt(seen)) - math.asin(math.sqrt(share))) / spread
    return Scored(1000 * seen, 1000 * share, now.total, _cut(z))


def follow(level: float, z: float) -> float:
    """Give the level after one more value, in its own standard deviations."""
    return (1 - _WEIGHT) * level + _WEIGHT * z / _ITS_SD


def ranked(values: Iterable[int], permille: int) -> int:
    """Give the least value that so many permille do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * permille // 1000) - 1)]


def _add(counts: dict[str, list[int]], purpose: str, *bad: bool) -> None:
    counted = counts.setdefault(purpose, [0] * (1 + len(bad)))
    for place, one in enumerate((1, *map(int, bad))):
        counted[place] += one


def together(values: Sequence[Value]) -> Value:
    """Put shares of several quarters together."""
    return Value(sum(v.total for v in values), sum(v.amount for v in values))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _cut(z: float) -> float:
    return max(-_CUT, min(_CUT, z))
