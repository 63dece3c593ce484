"""What is used of the model, by whom, in which period, and what may be.

Amounts are whole numbers: tokens, milliseconds of the processor, and millionths of the
site's currency. A period is a day or a month of the site's time zone, named by its
first day. Knows nothing of where they are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from appliance.budget_settings import Amounts, Budget

MICROS_A_CENT = 10_000
MS_A_SECOND = 1_000
WHOLE_PERMILLE = 1_000
# From which shares of a budget on somebody is told, once each a period.
ALERTS_PERMILLE = (800, 950, WHOLE_PERMILLE)


class Scope(StrEnum):
    """Whose budget it is."""

    PERSON = "person"
    TEAM = "team"
    PURPOSE = "purpose"
    # Evaluations and shadows: counted, never limited, nobody's.
    APPLIANCE = "appliance"


class Period(StrEnum):
    """How long a budget lasts."""

    DAY = "day"
    MONTH = "month"

    def first_day(self, at: datetime, zone: tzinfo) -> date:
        """Give the first day of the period that a moment is in."""
        day = at.astimezone(zone).date()
        return day if self is Period.DAY else day.replace(day=1)

    def is_new_at(self, starts: date, zone: tzinfo) -> datetime:
        """Give the first moment after a period, aware UTC."""
        days = 1 if self is Period.DAY else 32
        after = starts + timedelta(days=days)
        if self is Period.MONTH:
            after = after.replace(day=1)
        midnight = datetime(after.year, after.month, after.day, tzinfo=zone)
        return midnight.astimezone(UTC)


class Measure(StrEnum):
    """In what a budget is counted."""

    TOKENS = "tokens"
    SECONDS = "seconds"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Use:
    """What is, or may be, used: tokens, milliseconds, millionths of the currency."""

    tokens: int = 0
    ms: int = 0
    micros: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(
            self.tokens + other.tokens, self.ms + other.ms, self.micros + other.micros
        )

    def of(self, measure: Measure) -> int:
        """Give one of the three."""
        match measure:
            case Measure.TOKENS:
                return self.tokens
            case Measure.SECONDS:
                return self.ms
            case Measure.MONEY:
                return self.micros


def limits_of(amounts: Amounts) -> dict[Measure, int]:
    """Give the limits that are set, in the units of `Use`."""
    found = {
        Measure.TOKENS: (amounts.tokens, 1),
        Measure.SECONDS: (amounts.seconds, MS_A_SECOND),
        Measure.MONEY: (amounts.cents, MICROS_A_CENT),
    }
    return {
        measure: value * unit
        for measure, (value, unit) in found.items()
        if value is not None
    }


def limits_in(budget: Budget, period: Period) -> dict[Measure, int]:
    """Give the limits of a budget for a period."""
    return limits_of(budget.day if period is Period.DAY else budget.month)


def price_of(ms: int, micros_a_second: int) -> int:
    """Price processor time, rounded up to a whole millionth."""
    return -(-ms * micros_a_second // MS_A_SECOND)


def share_permille(used: Use, limits: Mapping[Measure, int]) -> int:
    """Tell how far the fullest of the limits is used; 0 where there is none.

    A limit of nothing is used up from the start. At most 999 below the limit itself, so
    that rounding never calls a budget used up.
    """
    return max(
        (
            WHOLE_PERMILLE
            if used.of(measure) >= limit
            else WHOLE_PERMILLE * used.of(measure) // limit
            for measure, limit in limits.items()
        ),
        default=0,
    )


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """What is counted together.

    Args:
        scope: Whose it is.
        name: Directory key of a person, name of a team or purpose.
        period: Day or month.
        starts: Its first day.
    """

    scope: Scope
    name: str = field(repr=False)
    period: Period
    starts: date


@dataclass(frozen=True, slots=True)
class Claim:
    """What an exchange may come to use, asked for before the model is.

    Args:
        exchange: Its id.
        person: Directory key of who asks.
        teams: Their teams.
        purpose: The purpose's name.
        budget: The purpose's budget, as its release has it.
        tiers: Every tier that may answer.
        prompt_tokens: Tokens of the prompt, estimated; of several, of the longest.
        max_output_tokens: Longest answer.
        number: Which try at an answer it is for; the first is 1. A further one comes
            on top of what is set aside.
        generations: How often a model is asked: once, or for each part of a text.
    """

    exchange: str
    person: str
    teams: frozenset[str]
    purpose: str
    budget: Budget
    tiers: tuple[str, ...]
    prompt_tokens: int
    max_output_tokens: int
    number: int = 1
    generations: int = 1

    @property
    def tokens(self) -> int:
        """All tokens it may come to."""
        return self.generations * (self.prompt_tokens + self.max_output_tokens)


@dataclass(frozen=True, slots=True)
class OverBudget:
    """Why a claim was not met.

    Args:
        account: The budget that does not hold it.
        measure: In what it does not.
        limit: What may be used, in the unit of `Use`.
        used: What is used.
        held: What is set aside for answers under way.
        asked: What the exchange may come to use.
        is_new_at: When the next period begins, aware UTC.
        ask: Whom to ask for more, in the site's own words; "" for IT.
    """

    account: Account
    measure: Measure
    limit: int
    used: int
    held: int
    asked: int
    is_new_at: datetime
    ask: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether it would fit if nothing were set aside for others."""
        return self.used + self.asked <= self.limit

    def record(self) -> dict[str, object]:
        """Put it into the words of the log; a person is the record's actor."""
        account = self.account
        named = {} if account.scope is Scope.PERSON else {"name": account.name}
        numbers = ("limit", "used", "held", "asked")
        return {
            "scope": str(account.scope),
            **named,
            "period": str(account.period),
            "starts": account.starts.isoformat(),
            "measure": str(self.measure),
            **{name: getattr(self, name) for name in numbers},
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """An account as it is kept.

    Args:
        account: Whose, and when.
        used: What was used.
        held: What is set aside for answers under way.
        exchanges: How many were settled.
        refused: How many were refused because less was left than they asked for; a
            further try at an answer is none.
        told_permille: The highest alert that was told, against the limits of now.
    """

    account: Account
    used: Use
    held: Use
    exchanges: int = 0
    refused: int = 0
    told_permille: int = 0

    def permille(self, limits: Mapping[Measure, int]) -> int:
        """Tell how far it is used; who was refused for it used nothing."""
        return share_permille(self.used, limits)


def amounts_set(budget: Budget) -> bool:
    """Tell whether a budget limits anything."""
    return any(
        getattr(amounts, one.name) is not None
        for amounts in (budget.day, budget.month)
        for one in fields(Amounts)
    )
