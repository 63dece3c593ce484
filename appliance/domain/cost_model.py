"""What a day of the model is going to take: an ordinary one, and a bad one.

A day is drawn many times: how many requests it has, and what they take together. Of the
drawn days the middle one (P50) and the one in a hundred (P99) are told, each measure
for itself. How many requests each purpose has is of one and the same measured day: what
is busy together stays so. Many requests together are drawn from the normal distribution
of their sum (central limit theorem), few one by one. The same input gives the same
figures.

Where a table is assumed instead of measured, each figure is taken as log-normal through
its P50 and P99 (z of 0.99 is 2.326: NIST/SEMATECH e-Handbook, 1.3.6.6.9).
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

Z_P99 = 2.3263478740408408
DRAWN_DAYS = 4_000
# From so many on a sum is drawn as a whole.
_MANY = 30
_SEED = 20_261_122
# Below these the figures say little; who reads them is told.
FEW_DAYS = 30
FEW_EXCHANGES = 1_000
SECONDS_A_DAY = 86_400


class Spread(Protocol):
    """How an amount is spread."""

    @property
    def mean(self) -> float:
        """Its mean."""
        ...

    @property
    def variance(self) -> float:
        """Its variance."""
        ...

    def draw(self, source: random.Random) -> float:
        """Draw one amount."""
        ...


@dataclass(frozen=True)
class Seen:
    """An amount as it was measured: one of these, each as likely.

    Args:
        amounts: In parts of the unit.
        parts: How many make one; 1000 for milliseconds as seconds.
    """

    amounts: tuple[int, ...]
    parts: int = 1

    @cached_property
    def mean(self) -> float:
        """Its mean."""
        return sum(self.amounts) / len(self.amounts) / self.parts

    @cached_property
    def variance(self) -> float:
        """Its variance."""
        mean, count = self.mean, len(self.amounts)
        return sum((one / self.parts - mean) ** 2 for one in self.amounts) / count

    def draw(self, source: random.Random) -> float:
        """Draw one of those seen."""
        return source.choice(self.amounts) / self.parts

    def at(self, share: float) -> float:
        """Give the one at a share of their row, from 0 to less than 1."""
        return self.amounts[int(share * len(self.amounts))] / self.parts


@dataclass(frozen=True)
class Assumed:
    """An amount of which half are at most `p50` and 99 of 100 at most `p99`."""

    p50: float
    p99: float

    @cached_property
    def _sigma(self) -> float:
        return math.log(self.p99 / self.p50) / Z_P99

    @cached_property
    def mean(self) -> float:
        """Its mean."""
        return self.p50 * math.exp(self._sigma**2 / 2)

    @cached_property
    def variance(self) -> float:
        """Its variance."""
        return self.mean**2 * math.expm1(self._sigma**2)

    def draw(self, source: random.Random) -> float:
        """Draw one."""
        return source.lognormvariate(math.log(self.p50), self._sigma)


@dataclass(frozen=True, slots=True)
class Load:
    """The requests of one purpose on one tier.

    Args:
        purpose: Its name.
        tier: Who answers.
        a_day: How many there are a day; of measured loads day by day, the same days in
            the same order for each.
        tokens: What one takes.
        seconds: The same, of the processor.
        is_own: Whether each is a request of its own; else what this tier writes of
            requests that another ends.
    """

    purpose: str
    tier: str
    a_day: Spread
    tokens: Spread
    seconds: Spread
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """One figure of an ordinary day and of one in a hundred."""

    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a day takes at some times today's requests.

    Args:
        times: How many times as many requests.
        exchanges: Requests.
        tokens: Read and written.
        seconds: Of processors.
        money: In the site's currency.
        busy_permille: The share of the day for which the busiest tier's one processor
            is at work; over 1000 it does not fit.
    """

    times: int
    exchanges: Day
    tokens: Day
    seconds: Day
    money: Day
    busy_permille: Day


def forecast(
    loads: Sequence[Load], prices_micros: dict[str, int], times: int
) -> Forecast:
    """Say what a day takes.

    Args:
        prices_micros: Tier to what a second costs, in millionths of the currency.
        times: How many times as many requests as are measured or assumed.
    """
    source = random.Random(_SEED)  # noqa: S311 - a model, no secret
    drawn = [_day(loads, prices_micros, times, source) for _ in range(DRAWN_DAYS)]
    figures = [
        Day(_at(column, 0.50), _at(column, 0.99)) for column in zip(*drawn, strict=True)
    ]
    return Forecast(times, *figures)


def _day(
    loads: Sequence[Load], prices: dict[str, int], times: int, source: random.Random
) -> tuple[float, float, float, float, float]:
    exchanges = tokens = money = 0.0
    of_tier: dict[str, float] = {}
    day = source.random()
    for load in loads:
        of_day = load.a_day
        seen = of_day.at(day) if isinstance(of_day, Seen) else of_day.draw(source)
        count = max(0, round(times * seen))
        exchanges += count if load.is_own else 0
        tokens += _sum(load.tokens, count, source)
        seconds = _sum(load.seconds, count, source)
        of_tier[load.tier] = of_tier.get(load.tier, 0.0) + seconds
        money += seconds * prices.get(load.tier, 0) / 1_000_000
    busiest = max(of_tier.values(), default=0.0)
    whole = sum(of_tier.values())
    return exchanges, tokens, whole, money, 1_000 * busiest / SECONDS_A_DAY


def _sum(spread: Spread, count: int, source: random.Random) -> float:
    if count < _MANY:
        return sum(spread.draw(source) for _ in range(count))
    deviation = math.sqrt(count * spread.variance)
    return max(0.0, source.gauss(count * spread.mean, deviation))


def _at(column: Sequence[float], share: float) -> float:
    """Give the quantile by nearest rank."""
    ordered = sorted(column)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
