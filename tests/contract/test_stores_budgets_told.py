"""What is told of budgets: an alert once each period, and their days until removed."""

from datetime import timedelta

import pytest

from appliance.domain.budget import Account, Measure, Period, Scope
from appliance.errors import SettingsError
from appliance.stores.opened import Stores
from tests.contract.budget_house import ASKED, BudgetHouse, claim, person_has
from tests.fakes import NOON, FixedClock


@pytest.fixture
def house(stores: Stores, clock: FixedClock) -> BudgetHouse:
    return BudgetHouse(stores, clock)


def test_an_alert_is_told_once_each_period(house: BudgetHouse) -> None:
    limits = {Measure.TOKENS: 150}
    house.budgets().reserve(claim(1))
    house.settle(1)
    reads = house.stores.budget_reads
    ((found, permille),) = reads.untold(Scope.PERSON, Period.DAY, limits)
    assert permille == 800
    told: list[int] = []
    assert reads.tell(found.account, permille, record=lambda: told.append(1))
    assert not reads.tell(found.account, permille, record=lambda: told.append(2))
    assert told == [1]
    assert reads.untold(Scope.PERSON, Period.DAY, limits) == ()
    house.budgets().reserve(claim(2))
    house.settle(2)
    ((_, permille),) = reads.untold(Scope.PERSON, Period.DAY, limits)
    assert permille == 1000


# 120 tokens and 400 ms are used.
@pytest.mark.parametrize(
    ("limits", "reached"),
    [
        ({Measure.TOKENS: 151}, None),
        ({Measure.TOKENS: 150}, 800),
        ({Measure.TOKENS: 120}, 1000),
        ({Measure.TOKENS: 0}, 1000),
        ({Measure.TOKENS: 1_000, Measure.SECONDS: 421}, 950),
        ({Measure.TOKENS: 126, Measure.SECONDS: 421}, 950),
        ({Measure.TOKENS: 1_000, Measure.SECONDS: 1_000}, None),
        ({}, None),
    ],
)
def test_the_fullest_of_the_limits_says_which_alert_is_reached(
    limits: dict[Measure, int], reached: int, house: BudgetHouse
) -> None:
    house.budgets().reserve(claim(1))
    house.settle(1)
    found = house.stores.budget_reads.untold(Scope.PERSON, Period.DAY, limits)
    assert [permille for _, permille in found] == ([reached] if reached else [])
    assert all(one.permille(limits) >= permille for one, permille in found)


def test_what_was_told_of_a_lower_limit_is_taken_back_and_told_again(
    house: BudgetHouse,
) -> None:
    house.budgets().reserve(claim(1))
    house.settle(1)
    reads = house.stores.budget_reads
    ask = (Scope.PERSON, Period.DAY)
    ((found, _),) = reads.untold(*ask, {Measure.TOKENS: 120})
    reads.tell(found.account, 1000, record=lambda: None)
    for limit, reached in ((130, 800), (1_000, 0)):
        ((found, permille),) = reads.untold(*ask, {Measure.TOKENS: limit})
        assert permille == reached < found.told_permille
        reads.take_back(found.account, permille)
        assert reads.untold(*ask, {Measure.TOKENS: limit}) == ()
    ((_, permille),) = reads.untold(*ask, {Measure.TOKENS: 120})
    assert permille == 1000


def test_who_is_refused_uses_nothing_and_no_alert_is_reached(
    house: BudgetHouse,
) -> None:
    limits = {Measure.TOKENS: ASKED - 1}
    tight = person_has(ASKED - 1)
    assert house.budgets(tight).reserve(claim(1)) is not None
    found = house.kept()
    assert (found.refused, found.permille(limits)) == (1, 0)
    assert house.stores.budget_reads.untold(Scope.PERSON, Period.DAY, limits) == ()


def test_an_alert_without_a_record_is_not_told(house: BudgetHouse) -> None:
    house.budgets().reserve(claim(1))
    house.settle(1)
    reads = house.stores.budget_reads
    account = Account(Scope.PERSON, "anna", Period.DAY, NOON.date())

    def away() -> None:
        raise SettingsError("the log is away")

    with pytest.raises(SettingsError):
        reads.tell(account, 800, record=away)
    assert reads.tell(account, 800, record=lambda: None)


def test_accounts_long_past_are_removed(house: BudgetHouse) -> None:
    budgets = house.budgets()
    budgets.reserve(claim(1))
    house.settle(1)
    house.clock.advance(402 * 86_400)
    # The month began before its day.
    assert budgets.remove_old(older_than=timedelta(days=400)) >= 4
    assert house.stores.budget_reads.history(Scope.PERSON, "anna", Period.DAY) == ()
