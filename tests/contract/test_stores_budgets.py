"""What budgets set aside, on SQLite and PostgreSQL: never oversold, by anybody."""

import dataclasses
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.budget_settings import Amounts, Budget, BudgetSettings
from appliance.domain.budget import Measure, OverBudget, Period, Scope, Use
from appliance.errors import SettingsError
from appliance.stores.budget_reads import BudgetReads
from appliance.stores.budgets import FIRST_MS, KeptBudgets
from appliance.stores.database import Database
from appliance.stores.migrate import open_database
from appliance.stores.opened import Stores
from tests.contract.budget_house import (
    ASKED,
    FIGURES,
    PRICED,
    BudgetHouse,
    claim,
    person_has,
    settle,
)
from tests.fakes import FixedClock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(stores: Stores, clock: FixedClock) -> BudgetHouse:
    return BudgetHouse(stores, clock)


def test_sixteen_at_once_against_a_budget_for_three_are_three(
    house: BudgetHouse,
) -> None:
    budgets = house.budgets(person_has(3 * ASKED + 999))
    with ThreadPoolExecutor(16) as pool:
        refused = list(pool.map(budgets.reserve, map(claim, range(16))))
    assert sum(one is None for one in refused) == 3
    found = house.kept()
    assert found.held.tokens == 3 * ASKED


# A process of its own, that asks as often as it is told, with others beside it.
ASKS = """
import sys
from datetime import UTC, datetime
from appliance.budget_settings import Amounts, Budget, BudgetSettings
from appliance.domain.budget import Claim
from appliance.stores.budgets import KeptBudgets
from appliance.stores.migrate import open_database

class Noon:
    def now(self):
        return datetime(2026, 3, 2, 12, tzinfo=UTC)

url, first = sys.argv[1], int(sys.argv[2])
database = open_database(url)
for_three = BudgetSettings(person=Budget(day=Amounts(tokens=3_999)))
budgets = KeptBudgets(database, Noon(), for_three, UTC)
sys.stdin.readline()
taken = [
    budgets.reserve(
        Claim(f"{n:032x}", "anna", frozenset(), "p", Budget(), ("small",), 600, 400)
    )
    for n in range(first, first + 4)
]
print(sum(one is None for one in taken), flush=True)
database.close()
"""


def test_four_processes_do_not_oversell_either(database_url: str) -> None:
    open_database(database_url).close()
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ASKS, database_url, str(4 * number)],
            cwd=ROOT, stdin=pipe, stdout=pipe, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0] for process in started]
    assert sum(map(int, said)) == 3


def test_an_exchange_that_begins_again_keeps_what_it_has(house: BudgetHouse) -> None:
    only_one = person_has(ASKED)
    budgets = house.budgets(only_one)
    assert budgets.reserve(claim(1)) is None
    assert budgets.reserve(claim(1)) is None
    found = house.kept()
    assert found.held.tokens == ASKED


def test_a_text_in_parts_has_all_of_them_set_aside_and_settles_what_was_used(
    house: BudgetHouse,
) -> None:
    budgets = house.budgets()
    assert budgets.reserve(claim(1, generations=3)) is None
    found = house.kept()
    assert found.held == Use(3 * ASKED, 3 * FIRST_MS, 3 * 5_000)
    # The second part broke off: one prompt of it was read, not all of them.
    broke = dataclasses.replace(FIGURES, used_tokens=120, loose_tokens=7)
    house.settle(1, broke)
    found = house.kept()
    assert (found.used.tokens, found.held) == (120 + ASKED - 400 + 7, Use())


def test_a_further_try_adds_to_what_it_has_and_all_is_settled_together(
    house: BudgetHouse,
) -> None:
    budgets = house.budgets()
    assert budgets.reserve(claim(1)) is None
    house.clock.advance(86_400)
    further = dataclasses.replace(claim(1, prompt_tokens=700), number=2)
    assert budgets.reserve(further) is None
    # Of the day on which it began, though midnight has passed.
    assert house.find() is None
    house.clock.advance(-86_400)
    found = house.kept()
    assert found.held == Use(ASKED + 1_100, 2 * FIRST_MS, 2 * 5_000)
    broken = dataclasses.replace(FIGURES, used_tokens=120, loose_tokens=7)
    house.settle(1, broken)
    found = house.kept()
    # The first draft as it was, of the second its own prompt and its words.
    assert (found.used.tokens, found.held) == (120 + 700 + 7, Use())
    assert found.exchanges == 1


def test_a_further_try_that_no_budget_holds_leaves_what_is_set_aside(
    house: BudgetHouse,
) -> None:
    for_one = person_has(ASKED)
    budgets = house.budgets(for_one)
    assert budgets.reserve(claim(1)) is None
    over = budgets.reserve(dataclasses.replace(claim(1), number=2))
    assert over is not None
    assert (over.held, over.asked) == (ASKED, ASKED)
    for scope, name in ((Scope.PERSON, "anna"), (Scope.PURPOSE, "reply-draft")):
        found = house.kept(scope, name)
        assert found.held.tokens == ASKED


def test_without_a_further_try_nobody_is_refused(house: BudgetHouse) -> None:
    for_one = person_has(ASKED)
    budgets = house.budgets(for_one)
    assert budgets.reserve(claim(1)) is None
    longer = dataclasses.replace(claim(1, prompt_tokens=ASKED), number=2)
    over = budgets.reserve(longer)
    assert over is not None
    assert not over.waits
    found = house.kept()
    assert found.refused == 0


def test_a_refusal_sets_nothing_aside_of_any_other_budget(house: BudgetHouse) -> None:
    team = Budget(month=Amounts(tokens=ASKED - 1))
    asked = dataclasses.replace(PRICED, teams={"cards": team})
    over = house.budgets(asked).reserve(claim(1, teams=frozenset({"cards"})))
    assert over is not None
    assert (over.account.scope, over.account.period) == (Scope.TEAM, Period.MONTH)
    assert (over.limit, over.asked, over.waits) == (ASKED - 1, ASKED, False)
    for scope, name in ((Scope.PERSON, "anna"), (Scope.PURPOSE, "reply-draft")):
        found = house.find(scope, name)
        assert found is None or found.held == Use()
    refused = house.kept(Scope.TEAM, "cards", Period.MONTH)
    assert refused.refused == 1


def test_what_others_have_under_way_only_waits(house: BudgetHouse) -> None:
    one = person_has(ASKED)
    budgets = house.budgets(one)
    assert budgets.reserve(claim(1)) is None
    over = budgets.reserve(claim(2))
    assert over is not None
    assert over.waits
    found = house.kept()
    assert found.refused == 0


@pytest.mark.parametrize(
    ("amounts", "measure", "asked"),
    [
        (Amounts(tokens=10), Measure.TOKENS, ASKED),
        (Amounts(seconds=1), Measure.SECONDS, FIRST_MS),
        (Amounts(cents=0), Measure.MONEY, FIRST_MS // 2),
    ],
)
def test_each_measure_limits(
    amounts: Amounts, measure: Measure, asked: int, house: BudgetHouse
) -> None:
    over = house.budgets().reserve(claim(1, budget=Budget(month=amounts)))
    assert over is not None
    assert (over.measure, over.asked) == (measure, asked)
    assert over.account.name == "reply-draft"


def test_money_without_a_price_is_refused(house: BudgetHouse) -> None:
    budgets = house.budgets(BudgetSettings())
    with pytest.raises(SettingsError, match=r"budgets\.prices\.small: missing"):
        budgets.reserve(claim(1, budget=Budget(day=Amounts(cents=100))))


def test_the_next_may_take_as_long_as_the_slowest_of_the_last(
    house: BudgetHouse,
) -> None:
    for number, engine_ms in enumerate((700, 2_500, 900)):
        exchange = house.opened(90 + number)
        house.closed(exchange, dataclasses.replace(FIGURES, engine_ms=engine_ms))
    house.budgets().reserve(claim(1))
    found = house.kept()
    assert found.held == Use(ASKED, 2_500, 1_250)


@pytest.mark.parametrize("generations", [1, 17])
def test_a_text_in_parts_makes_the_next_as_long_as_its_longest_part(
    generations: int, house: BudgetHouse
) -> None:
    exchange = house.opened(9)
    in_parts = dataclasses.replace(FIGURES, engine_ms=12_800, longest_ms=900)
    house.closed(exchange, in_parts)
    house.budgets().reserve(claim(1, generations=generations))
    found = house.kept()
    assert found.held.ms == generations * 900


def test_a_day_and_a_month_are_the_sites(stores: Stores) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    clock = FixedClock(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    KeptBudgets(stores.database, clock, PRICED, berlin).reserve(claim(1))
    found = BudgetReads(stores.database, clock, berlin).now(Scope.PERSON)
    assert {one.account.starts for one in found} == {date(2026, 4, 1)}
    # The night on which the clocks go forward has an hour less.
    new = Period.DAY.is_new_at(date(2026, 3, 29), berlin)
    assert new == datetime(2026, 3, 29, 22, tzinfo=UTC)
    new = Period.MONTH.is_new_at(date(2026, 12, 1), berlin)
    assert new == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_a_new_day_is_a_new_budget(house: BudgetHouse) -> None:
    one = person_has(ASKED)
    budgets = house.budgets(one)
    assert budgets.reserve(claim(1)) is None
    assert budgets.reserve(claim(2)) is not None
    house.clock.advance(86_400)
    assert budgets.reserve(claim(3)) is None
    house.settle(1)
    today = house.kept()
    assert (today.used.tokens, today.held.tokens) == (0, ASKED)
    days = house.stores.budget_reads.history(Scope.PERSON, "anna", Period.DAY)
    assert [day.used.tokens for day in days] == [0, 120]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "settle", "die"]),
        st.integers(0, 5),
        st.integers(0, 900),
    ),
    max_size=15,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(f"sqlite:///{tmp_path_factory.mktemp('b')}/b.sqlite")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS, limit=st.integers(0, 5_000))
def test_in_any_order_nothing_is_oversold_negative_or_lost(
    acts: list[tuple[str, int, int]], limit: int, shared: Database
) -> None:
    """A model of one person's day: what is held and used is the sum of what was said."""
    clock = FixedClock()
    person = uuid.uuid4().hex
    allowed = person_has(limit)
    budgets = KeptBudgets(shared, clock, allowed, UTC)
    reads = BudgetReads(shared, clock, UTC)
    held: dict[str, int] = {}
    used = 0
    for act, number, tokens in acts:
        exchange = person[:31] + str(number)
        if act == "ask":
            asked = claim(number, exchange=exchange, person=person)
            asked = dataclasses.replace(asked, max_output_tokens=tokens)
            over = budgets.reserve(asked)
            fits = used + sum(held.values()) + asked.tokens <= limit
            assert (over is None) == (exchange in held or fits)
            if over is None:
                held.setdefault(exchange, asked.tokens)
            else:
                assert isinstance(over, OverBudget)
        elif act == "settle":
            figures = dataclasses.replace(FIGURES, used_tokens=tokens)
            settle(shared, exchange, figures)
            used += tokens if held.pop(exchange, None) is not None else 0
        else:
            settle(shared, exchange, None)
            used += held.pop(exchange, 0)
        for one in reads.now(Scope.PERSON, [person]):
            assert one.used.tokens == used
            assert one.held.tokens == sum(held.values())
