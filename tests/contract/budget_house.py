"""A site with budgets, for the suites of them: who asks, and what is kept of it."""

import dataclasses
from datetime import UTC
from typing import Any

from appliance.budget_settings import Amounts, Budget, BudgetSettings
from appliance.domain.budget import Claim, Kept, Period, Scope
from appliance.domain.exchange import Exchange, ExchangeState
from appliance.domain.outcome import Figures
from appliance.domain.rollout import Arm
from appliance.stores.budgets import KeptBudgets, settle_in
from appliance.stores.database import Database
from appliance.stores.opened import Stores
from tests.fakes import FixedClock, make_caller, make_exchange

PRICED = BudgetSettings(prices={"small": 500})
NONE = Budget()
ASKED = 1_000
FIGURES = Figures(
    purpose="reply-draft",
    release="a" * 64,
    arm=Arm.LIVE,
    total_ms=1_000,
    engine_ms=400,
    tier="small",
    used_tokens=120,
)


def claim(number: int, *, budget: Budget = NONE, **changed: Any) -> Claim:
    """Ask, as anna, for one answer of a thousand tokens."""
    made = Claim(
        exchange=f"{number:032x}",
        person="anna",
        teams=frozenset(),
        purpose="reply-draft",
        budget=budget,
        tiers=("small",),
        prompt_tokens=ASKED - 400,
        max_output_tokens=400,
    )
    return dataclasses.replace(made, **changed)


def person_has(tokens: int) -> BudgetSettings:
    """Give every person so many tokens a day."""
    return dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=tokens)))


def settle(database: Database, exchange: str, figures: Figures | None) -> None:
    with database.writing() as connection:
        settle_in(connection, exchange, figures)


class BudgetHouse:
    """A site's stores, and at its clock's time what is kept of its budgets."""

    def __init__(self, stores: Stores, clock: FixedClock) -> None:
        self.stores = stores
        self.clock = clock

    def budgets(self, asked: BudgetSettings = PRICED) -> KeptBudgets:
        return KeptBudgets(self.stores.database, self.clock, asked, UTC)

    def find(
        self,
        scope: Scope = Scope.PERSON,
        name: str = "anna",
        period: Period = Period.DAY,
    ) -> Kept | None:
        found = self.stores.budget_reads.now(scope, [name])
        return next((one for one in found if one.account.period is period), None)

    def kept(
        self,
        scope: Scope = Scope.PERSON,
        name: str = "anna",
        period: Period = Period.DAY,
    ) -> Kept:
        """Find what must be there."""
        found = self.find(scope, name, period)
        assert found is not None
        return found

    def settle(self, number: int, figures: Figures | None = FIGURES) -> None:
        """Settle what the claim of that number has."""
        settle(self.stores.database, f"{number:032x}", figures)

    def opened(self, number: int) -> Exchange:
        """Open anna's exchange that the claim of that number is of."""
        case = self.stores.cases.create("anna", "")
        exchange = make_exchange(
            id=f"{number:032x}", case=case.id, caller=make_caller()
        )
        self.stores.exchanges.opened(exchange)
        return exchange

    def closed(
        self,
        exchange: Exchange,
        figures: Figures = FIGURES,
        state: ExchangeState = ExchangeState.RELEASED,
    ) -> None:
        self.stores.exchanges.closed(
            exchange.id, state, answer=None, reasons=(), record=1, figures=figures
        )
