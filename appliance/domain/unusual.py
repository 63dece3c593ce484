"""Whether a quarter of an hour is unusual: what it is compared with, and what follows.

Plain functions over what each quarter gave; alert.py says how a value is compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from appliance.domain.alert import (
    NOT_SHARES,
    Scored,
    Series,
    Value,
    follow,
    score_amount,
    score_share,
    together,
)

QUARTER = timedelta(minutes=15)
DAYS = 7
# Shares of few are put together with the quarters before, up to two hours.
TOGETHER = 8
# A signal that was silent for so long begins anew.
FORGOTTEN = timedelta(days=1)

_NONE = Value(0, 0)
_AROUND = (-QUARTER, timedelta(0), QUARTER)


class Level(NamedTuple):
    """How far a signal is above what is usual.

    Args:
        level: Its average, in that average's own standard deviations.
        scored: Begin of the last quarter that counted.
    """

    level: float
    scored: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What quarters gave, by series and begin; in the zone by which days are told."""

    values: Mapping[tuple[Series, datetime], Value]
    zone: tzinfo

    def of(self, series: Series, at: datetime) -> Value:
        """Give what a quarter gave; nothing where nothing is kept."""
        return self.values.get((series, at), _NONE)

    def days_before(self, at: datetime) -> Iterator[datetime]:
        """Give the same time of day, as a clock on the wall shows it, of each day."""
        wall = at.astimezone(self.zone)
        for days in range(1, DAYS + 1):
            yield (wall - timedelta(days=days)).astimezone(UTC)


def begin_of(at: datetime) -> datetime:
    """Give the begin of the quarter of an hour in which a moment lies."""
    return at - timedelta(
        minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond
    )


def looked_at(starts: datetime, zone: tzinfo) -> list[datetime]:
    """List the quarters that a quarter may be compared or put together with."""
    before = [starts - QUARTER * step for step in range(1, TOGETHER)]
    return before + [
        day + QUARTER * step
        for day in Past({}, zone).days_before(starts)
        for step in range(-TOGETHER, 2)
    ]


def score(
    series: Series, starts: datetime, past: Past, level: Level | None
) -> Scored | None:
    """Score a signal at the end of a quarter; None where there is too little to say.

    Args:
        past: This quarter's values too.
        level: Where the signal stands; quarters that it counted are not counted again.
    """
    days = tuple(past.days_before(starts))
    if series.signal in NOT_SHARES:
        usual = [[past.of(series, day + step) for day in days] for step in _AROUND]
        return score_amount(series.signal, past.of(series, starts), usual)
    steps = TOGETHER
    if level is not None:
        steps = min(steps, (starts - level.scored) // QUARTER)
    span = [QUARTER * -step for step in range(steps)]
    now = together([past.of(series, starts + step) for step in span])
    # One more on each side: what is usual at this time changes slowly.
    wider = [QUARTER, *span, -QUARTER * steps]
    return score_share(
        now, [together([past.of(series, day + step) for step in wider]) for day in days]
    )


def next_level(level: Level | None, scored: Scored, starts: datetime) -> Level:
    """Give where a signal stands after one more score."""
    return Level(follow(level.level if level else 0.0, scored.z), starts)
