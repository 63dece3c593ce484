"""What an exchange used of its budgets: settled exactly, once, at its tiers' prices."""

import dataclasses
from datetime import timedelta

import pytest

from appliance.budget_settings import BudgetSettings
from appliance.domain.budget import Period, Scope, Use
from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Took
from appliance.stores.budgets import FIRST_MS
from appliance.stores.opened import Stores
from tests.contract.budget_house import ASKED, FIGURES, BudgetHouse, claim
from tests.fakes import FixedClock


@pytest.fixture
def house(stores: Stores, clock: FixedClock) -> BudgetHouse:
    return BudgetHouse(stores, clock)


def test_what_is_settled_is_what_was_used_and_nothing_stays_held(
    house: BudgetHouse,
) -> None:
    assert house.budgets().reserve(claim(1)) is None
    house.settle(1)
    for period in Period:
        found = house.kept(period=period)
        # 400 ms at 500 millionths a second.
        assert (found.used, found.held) == (Use(120, 400, 200), Use())
        assert found.exchanges == 1


def test_settling_again_changes_nothing(house: BudgetHouse) -> None:
    house.budgets().reserve(claim(1))
    house.settle(1)
    house.settle(1)
    house.settle(1, None)
    found = house.kept()
    assert (found.used.tokens, found.exchanges) == (120, 1)


@pytest.mark.parametrize("state", [ExchangeState.RELEASED, ExchangeState.FAILED])
def test_an_exchange_is_settled_with_its_end(
    state: ExchangeState, house: BudgetHouse
) -> None:
    exchange = house.opened(1)
    house.budgets().reserve(claim(1))
    house.closed(exchange, state=state)
    found = house.kept(Scope.PURPOSE, "reply-draft")
    assert (found.used.tokens, found.held) == (120, Use())


def test_a_text_that_waits_for_the_model_holds_nothing(house: BudgetHouse) -> None:
    exchange = house.opened(1)
    budgets = house.budgets()
    budgets.reserve(claim(1))
    never = dataclasses.replace(FIGURES, used_tokens=0, engine_ms=None, tier=None)
    house.stores.exchanges.delayed(exchange.id, ("It waits.",), never)
    found = house.kept(Scope.PURPOSE, "reply-draft")
    assert (found.used, found.held, found.exchanges) == (Use(), Use(), 0)
    assert budgets.reserve(claim(1)) is None


def test_a_draft_that_broke_off_counts_its_prompt_as_estimated(
    house: BudgetHouse,
) -> None:
    house.budgets().reserve(claim(1))
    broken = dataclasses.replace(FIGURES, used_tokens=0, loose_tokens=7, tier=None)
    house.settle(1, broken)
    found = house.kept()
    assert found.used.tokens == ASKED - 400 + 7


def test_a_request_that_never_began_costs_nothing(house: BudgetHouse) -> None:
    house.budgets().reserve(claim(1))
    never = dataclasses.replace(FIGURES, used_tokens=0, engine_ms=None, tier=None)
    house.settle(1, never)
    found = house.kept()
    assert (found.used, found.held) == (Use(), Use())


def test_what_a_dead_process_left_counts_as_used(house: BudgetHouse) -> None:
    budgets = house.budgets()
    budgets.reserve(claim(1))
    house.clock.advance(1_000)
    budgets.reserve(claim(2))
    assert budgets.settle_left(older_than=timedelta(seconds=900)) == 1
    assert budgets.settle_left(older_than=timedelta(seconds=900)) == 0
    found = house.kept()
    assert found.used.tokens == ASKED
    assert found.held.tokens == ASKED


TWO_TIERS = BudgetSettings(prices={"small": 500, "large": 5_000})
BY_TWO = dataclasses.replace(
    FIGURES, tiers={"large": Took(ms=300), "small": Took(ms=100)}
)


# 300 ms at 5000 millionths a second, 100 at 500; what is nobody's at the dearest.
@pytest.mark.parametrize(("loose_ms", "micros"), [(0, 1_550), (40, 1_750)])
def test_each_tier_has_its_own_price_whichever_wrote_last(
    loose_ms: int, micros: int, house: BudgetHouse
) -> None:
    budgets = house.budgets(TWO_TIERS)
    assert budgets.reserve(claim(1, tiers=("small", "large"))) is None
    took = dataclasses.replace(BY_TWO, engine_ms=400 + loose_ms)
    house.settle(1, took)
    found = house.kept()
    assert found.used == Use(120, 400 + loose_ms, micros)


def test_what_the_appliance_does_for_itself_is_priced_by_tier_too(
    house: BudgetHouse,
) -> None:
    house.budgets(TWO_TIERS).count_apart("shadow", BY_TWO)
    found = house.kept(Scope.APPLIANCE, "shadow")
    assert found.used == Use(120, 400, 1_550)


def test_a_text_in_the_workers_hands_keeps_what_is_set_aside_for_it(
    house: BudgetHouse,
) -> None:
    exchange = house.opened(1)
    house.stores.exchanges.delayed(exchange.id, ("It waits.",), None)
    house.stores.exchanges.opened(exchange)
    budgets = house.budgets()
    assert budgets.reserve(claim(1)) is None
    house.clock.advance(1_000)
    assert budgets.settle_left(older_than=timedelta(seconds=900)) == 0
    house.closed(exchange)
    found = house.kept()
    assert (found.used, found.held, found.exchanges) == (Use(120, 400, 200), Use(), 1)


def test_what_a_killed_attempt_had_set_aside_counts_when_the_text_is_begun_again(
    house: BudgetHouse,
) -> None:
    exchange = house.opened(1)
    house.stores.exchanges.delayed(exchange.id, ("It waits.",), None)
    budgets = house.budgets()
    for _ in range(2):
        # The first attempt is killed; the second is of the next day.
        house.stores.exchanges.opened(exchange)
        assert budgets.reserve(claim(1)) is None
        house.clock.advance(86_400)
    house.clock.advance(-86_400)
    second = house.kept()
    assert (second.used, second.held.tokens) == (Use(), ASKED)
    house.clock.advance(-86_400)
    first = house.kept()
    assert (first.used, first.held) == (Use(ASKED, FIRST_MS, 5_000), Use())
    assert first.exchanges == 0


def test_what_the_appliance_does_for_itself_is_nobodys(house: BudgetHouse) -> None:
    house.budgets().count_apart("shadow", FIGURES)
    house.budgets().count_apart("shadow", FIGURES, goes_on=True)
    found = house.kept(Scope.APPLIANCE, "shadow")
    assert (found.used, found.exchanges) == (Use(240, 800, 400), 1)
    assert house.stores.budget_reads.now(Scope.PERSON) == ()
    assert house.stores.budget_reads.now(Scope.PURPOSE) == ()
