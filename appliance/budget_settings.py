"""The budgets' settings: who may use how much of the model, and what a second costs.

Part of settings.py, which reads the file. A purpose sets its own budget in purpose.toml
in the same form. Where nothing is set nothing is limited; use is counted all the same.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields

from appliance.errors import SettingsError

_CURRENCY = re.compile(r"[A-Z]{3}")
# Sums of a month stay far below what both databases keep (2**63).
MAX_AMOUNT = 10**12
MAX_PER_MINUTE = 100_000
MAX_ASK_CHARS = 200


@dataclass(frozen=True, slots=True)
class Amounts:
    """What may be used in one period; None is no limit.

    Args:
        tokens: Read and written.
        seconds: Of the processor that computes the model, CPU or GPU.
        cents: Hundredths of the site's currency.
    """

    tokens: int | None = None
    seconds: int | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be used by day and by month, in the site's time zone."""

    day: Amounts = field(default_factory=Amounts)
    month: Amounts = field(default_factory=Amounts)


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """Budgets of people and teams, prices, and how fast anybody may ask.

    Args:
        currency: ISO 4217, e.g. "EUR".
        ask: Whom to ask for more, e.g. "the service desk, 4000"; shown to who is
            refused.
        prices: Tier to what a second of its processor costs, in millionths of the
            currency.
        person: Budget of each person.
        teams: Name of a team in `directory.teams` to its budget.
        person_per_minute: Requests of one person a minute; 0 is no limit.
        purpose_per_minute: Requests for one purpose a minute; 0 is no limit.
    """

    currency: str = "EUR"
    ask: str = ""
    prices: Mapping[str, int] = field(default_factory=dict)
    person: Budget = field(default_factory=Budget)
    teams: Mapping[str, Budget] = field(default_factory=dict)
    person_per_minute: int = 0
    purpose_per_minute: int = 0


def check_budget(where: str, budget: Budget) -> None:
    """Refuse an amount that is none.

    Raises:
        SettingsError: It is negative or too large; its key is named.
    """
    for period in ("day", "month"):
        amounts = getattr(budget, period)
        for one in fields(Amounts):
            value = getattr(amounts, one.name)
            if value is not None and not 0 <= value <= MAX_AMOUNT:
                raise SettingsError(
                    f"{where}.{period}.{one.name}: expected 0 to {MAX_AMOUNT}"
                )


def check_budgets(
    budgets: BudgetSettings, *, tiers: Collection[str], teams: Collection[str]
) -> None:
    """Refuse budgets of teams that are none, prices of no tier, and money unpriced.

    Raises:
        SettingsError: A key cannot be used; it is named.
    """
    _check_words(budgets)
    _check_names(budgets, tiers, teams)
    named = {"budgets.person": budgets.person}
    named |= {f"budgets.teams.{team}": one for team, one in budgets.teams.items()}
    for where, budget in named.items():
        check_budget(where, budget)
        check_priced(where, budget, budgets.prices, tiers)
    for key in ("person_per_minute", "purpose_per_minute"):
        if not 0 <= getattr(budgets, key) <= MAX_PER_MINUTE:
            raise SettingsError(f"budgets.{key}: expected 0 to {MAX_PER_MINUTE}")


def _check_words(budgets: BudgetSettings) -> None:
    if _CURRENCY.fullmatch(budgets.currency) is None:
        raise SettingsError("budgets.currency: expected three capital letters")
    if len(budgets.ask) > MAX_ASK_CHARS:
        raise SettingsError(f"budgets.ask: at most {MAX_ASK_CHARS} characters")


def _check_names(
    budgets: BudgetSettings, tiers: Collection[str], teams: Collection[str]
) -> None:
    for tier, price in budgets.prices.items():
        if tier not in tiers:
            raise SettingsError(f"budgets.prices.{tier}: no such tier")
        if not 0 <= price <= MAX_AMOUNT:
            raise SettingsError(f"budgets.prices.{tier}: expected 0 to {MAX_AMOUNT}")
    for team in budgets.teams:
        if team not in teams:
            raise SettingsError(f"budgets.teams.{team}: not one of directory.teams")


def check_priced(
    where: str, budget: Budget, prices: Mapping[str, int], tiers: Collection[str]
) -> None:
    """Refuse a limit on money where a tier has no price: it would never be reached.

    Raises:
        SettingsError: A tier that may answer has no price.
    """
    if budget.day.cents is None and budget.month.cents is None:
        return
    missing = sorted(set(tiers) - set(prices))
    if missing:
        raise SettingsError(f"{where}: cents need budgets.prices.{missing[0]}")
