"""Budgets on SQLite and PostgreSQL: never oversold, settled exactly, once."""

import dataclasses
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.budget_settings import Amounts, Budget, BudgetSettings
from appliance.domain.budget import (
    Account,
    Claim,
    Kept,
    Measure,
    OverBudget,
    Period,
    Scope,
    Use,
)
from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Figures, Took
from appliance.domain.rollout import Arm
from appliance.errors import SettingsError
from appliance.stores.budget_reads import BudgetReads
from appliance.stores.budgets import FIRST_MS, KeptBudgets, settle_in
from appliance.stores.database import Database
from appliance.stores.migrate import open_database
from appliance.stores.opened import Stores
from tests.fakes import NOON, FixedClock, make_caller, make_exchange

ROOT = Path(__file__).parents[2]
PRICED = BudgetSettings(prices={"small": 500})
NONE = Budget()
ASKED = 1_000
FOR_THREE = Budget(day=Amounts(tokens=3 * ASKED + 999))
FIGURES = Figures(
    purpose="reply-draft",
    release="a" * 64,
    arm=Arm.LIVE,
    total_ms=1_000,
    engine_ms=400,
    tier="small",
    used_tokens=120,
)


def claim(number: int, *, budget: Budget = NONE, **changed: object) -> Claim:
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


def budgets_of(
    stores: Stores, clock: FixedClock, asked: BudgetSettings = PRICED
) -> KeptBudgets:
    return KeptBudgets(stores.database, clock, asked, UTC)


def kept(
    stores: Stores, scope: Scope, name: str, period: Period = Period.DAY
) -> Kept | None:
    found = stores.budget_reads.now(scope, [name])
    return next((one for one in found if one.account.period is period), None)


def settle(
    database: Database, exchange: str, figures: Figures | None = FIGURES
) -> None:
    with database.writing() as connection:
        settle_in(connection, exchange, figures)


def test_sixteen_at_once_against_a_budget_for_three_are_three(
    stores: Stores, clock: FixedClock
) -> None:
    budgets = budgets_of(stores, clock, dataclasses.replace(PRICED, person=FOR_THREE))
    with ThreadPoolExecutor(16) as pool:
        refused = list(pool.map(budgets.reserve, map(claim, range(16))))
    assert sum(one is None for one in refused) == 3
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
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


def test_what_is_settled_is_what_was_used_and_nothing_stays_held(
    stores: Stores, clock: FixedClock
) -> None:
    assert budgets_of(stores, clock).reserve(claim(1)) is None
    settle(stores.database, f"{1:032x}")
    for period in Period:
        found = kept(stores, Scope.PERSON, "anna", period)
        assert found is not None
        # 400 ms at 500 millionths a second.
        assert (found.used, found.held) == (Use(120, 400, 200), Use())
        assert found.exchanges == 1


def test_settling_again_changes_nothing(stores: Stores, clock: FixedClock) -> None:
    budgets_of(stores, clock).reserve(claim(1))
    settle(stores.database, f"{1:032x}")
    settle(stores.database, f"{1:032x}")
    settle(stores.database, f"{1:032x}", None)
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert (found.used.tokens, found.exchanges) == (120, 1)


def test_an_exchange_that_begins_again_keeps_what_it_has(
    stores: Stores, clock: FixedClock
) -> None:
    only_one = dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=ASKED)))
    budgets = budgets_of(stores, clock, only_one)
    assert budgets.reserve(claim(1)) is None
    assert budgets.reserve(claim(1)) is None
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.held.tokens == ASKED


def test_a_text_in_parts_has_all_of_them_set_aside_and_settles_what_was_used(
    stores: Stores, clock: FixedClock
) -> None:
    budgets = budgets_of(stores, clock)
    assert budgets.reserve(claim(1, generations=3)) is None
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.held == Use(3 * ASKED, 3 * FIRST_MS, 3 * 5_000)
    # The second part broke off: one prompt of it was read, not all of them.
    broke = dataclasses.replace(FIGURES, used_tokens=120, loose_tokens=7)
    settle(stores.database, f"{1:032x}", broke)
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert (found.used.tokens, found.held) == (120 + ASKED - 400 + 7, Use())


def test_a_further_try_adds_to_what_it_has_and_all_is_settled_together(
    stores: Stores, clock: FixedClock
) -> None:
    budgets = budgets_of(stores, clock)
    assert budgets.reserve(claim(1)) is None
    clock.advance(86_400)
    further = dataclasses.replace(claim(1, prompt_tokens=700), number=2)
    assert budgets.reserve(further) is None
    # Of the day on which it began, though midnight has passed.
    assert kept(stores, Scope.PERSON, "anna") is None
    clock.advance(-86_400)
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.held == Use(ASKED + 1_100, 2 * FIRST_MS, 2 * 5_000)
    broken = dataclasses.replace(FIGURES, used_tokens=120, loose_tokens=7)
    settle(stores.database, f"{1:032x}", broken)
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    # The first draft as it was, of the second its own prompt and its words.
    assert (found.used.tokens, found.held) == (120 + 700 + 7, Use())
    assert found.exchanges == 1


def test_a_further_try_that_no_budget_holds_leaves_what_is_set_aside(
    stores: Stores, clock: FixedClock
) -> None:
    for_one = dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=ASKED)))
    budgets = budgets_of(stores, clock, for_one)
    assert budgets.reserve(claim(1)) is None
    over = budgets.reserve(dataclasses.replace(claim(1), number=2))
    assert over is not None
    assert (over.held, over.asked) == (ASKED, ASKED)
    for scope, name in ((Scope.PERSON, "anna"), (Scope.PURPOSE, "reply-draft")):
        found = kept(stores, scope, name)
        assert found is not None
        assert found.held.tokens == ASKED


def test_without_a_further_try_nobody_is_refused(
    stores: Stores, clock: FixedClock
) -> None:
    for_one = dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=ASKED)))
    budgets = budgets_of(stores, clock, for_one)
    assert budgets.reserve(claim(1)) is None
    longer = dataclasses.replace(claim(1, prompt_tokens=ASKED), number=2)
    over = budgets.reserve(longer)
    assert over is not None
    assert not over.waits
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.refused == 0


@pytest.mark.parametrize("state", [ExchangeState.RELEASED, ExchangeState.FAILED])
def test_an_exchange_is_settled_with_its_end(
    state: ExchangeState, stores: Stores, clock: FixedClock
) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(id="1" * 32, case=case.id, caller=make_caller())
    stores.exchanges.opened(exchange)
    budgets_of(stores, clock).reserve(claim(1, exchange=exchange.id))
    stores.exchanges.closed(
        exchange.id, state, answer=None, reasons=(), record=1, figures=FIGURES
    )
    found = kept(stores, Scope.PURPOSE, "reply-draft")
    assert found is not None
    assert (found.used.tokens, found.held) == (120, Use())


def test_a_text_that_waits_for_the_model_holds_nothing(
    stores: Stores, clock: FixedClock
) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(id="1" * 32, case=case.id, caller=make_caller())
    stores.exchanges.opened(exchange)
    budgets = budgets_of(stores, clock)
    budgets.reserve(claim(1, exchange=exchange.id))
    never = dataclasses.replace(FIGURES, used_tokens=0, engine_ms=None, tier=None)
    stores.exchanges.delayed(exchange.id, ("It waits.",), never)
    found = kept(stores, Scope.PURPOSE, "reply-draft")
    assert found is not None
    assert (found.used, found.held, found.exchanges) == (Use(), Use(), 0)
    assert budgets.reserve(claim(1, exchange=exchange.id)) is None


def test_a_draft_that_broke_off_counts_its_prompt_as_estimated(
    stores: Stores, clock: FixedClock
) -> None:
    budgets_of(stores, clock).reserve(claim(1))
    broken = dataclasses.replace(FIGURES, used_tokens=0, loose_tokens=7, tier=None)
    settle(stores.database, f"{1:032x}", broken)
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.used.tokens == ASKED - 400 + 7


def test_a_request_that_never_began_costs_nothing(
    stores: Stores, clock: FixedClock
) -> None:
    budgets_of(stores, clock).reserve(claim(1))
    never = dataclasses.replace(FIGURES, used_tokens=0, engine_ms=None, tier=None)
    settle(stores.database, f"{1:032x}", never)
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert (found.used, found.held) == (Use(), Use())


def test_what_a_dead_process_left_counts_as_used(
    stores: Stores, clock: FixedClock
) -> None:
    budgets = budgets_of(stores, clock)
    budgets.reserve(claim(1))
    clock.advance(1_000)
    budgets.reserve(claim(2))
    assert budgets.settle_left(older_than=timedelta(seconds=900)) == 1
    assert budgets.settle_left(older_than=timedelta(seconds=900)) == 0
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.used.tokens == ASKED
    assert found.held.tokens == ASKED


def test_a_refusal_sets_nothing_aside_of_any_other_budget(
    stores: Stores, clock: FixedClock
) -> None:
    team = Budget(month=Amounts(tokens=ASKED - 1))
    asked = dataclasses.replace(PRICED, teams={"cards": team})
    over = budgets_of(stores, clock, asked).reserve(
        claim(1, teams=frozenset({"cards"}))
    )
    assert over is not None
    assert (over.account.scope, over.account.period) == (Scope.TEAM, Period.MONTH)
    assert (over.limit, over.asked, over.waits) == (ASKED - 1, ASKED, False)
    for scope, name in ((Scope.PERSON, "anna"), (Scope.PURPOSE, "reply-draft")):
        found = kept(stores, scope, name)
        assert found is None or found.held == Use()
    refused = kept(stores, Scope.TEAM, "cards", Period.MONTH)
    assert refused is not None
    assert refused.refused == 1


def test_what_others_have_under_way_only_waits(
    stores: Stores, clock: FixedClock
) -> None:
    one = dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=ASKED)))
    budgets = budgets_of(stores, clock, one)
    assert budgets.reserve(claim(1)) is None
    over = budgets.reserve(claim(2))
    assert over is not None
    assert over.waits
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
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
    amounts: Amounts, measure: Measure, asked: int, stores: Stores, clock: FixedClock
) -> None:
    over = budgets_of(stores, clock).reserve(claim(1, budget=Budget(month=amounts)))
    assert over is not None
    assert (over.measure, over.asked) == (measure, asked)
    assert over.account.name == "reply-draft"


def test_money_without_a_price_is_refused(stores: Stores, clock: FixedClock) -> None:
    budgets = budgets_of(stores, clock, BudgetSettings())
    with pytest.raises(SettingsError, match=r"budgets\.prices\.small: missing"):
        budgets.reserve(claim(1, budget=Budget(day=Amounts(cents=100))))


def test_the_next_may_take_as_long_as_the_slowest_of_the_last(
    stores: Stores, clock: FixedClock
) -> None:
    case = stores.cases.create("anna", "")
    for number, engine_ms in enumerate((700, 2_500, 900)):
        exchange = make_exchange(
            id=f"{90 + number:032x}", case=case.id, caller=make_caller()
        )
        stores.exchanges.opened(exchange)
        stores.exchanges.closed(
            exchange.id,
            ExchangeState.RELEASED,
            answer=None,
            reasons=(),
            record=1,
            figures=dataclasses.replace(FIGURES, engine_ms=engine_ms),
        )
    budgets_of(stores, clock).reserve(claim(1))
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.held == Use(ASKED, 2_500, 1_250)


@pytest.mark.parametrize("generations", [1, 17])
def test_a_text_in_parts_makes_the_next_as_long_as_its_longest_part(
    generations: int, stores: Stores, clock: FixedClock
) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(id="9" * 32, case=case.id, caller=make_caller())
    stores.exchanges.opened(exchange)
    in_parts = dataclasses.replace(FIGURES, engine_ms=12_800, longest_ms=900)
    stores.exchanges.closed(
        exchange.id,
        ExchangeState.RELEASED,
        answer=None,
        reasons=(),
        record=1,
        figures=in_parts,
    )
    budgets_of(stores, clock).reserve(claim(1, generations=generations))
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.held.ms == generations * 900


TWO_TIERS = BudgetSettings(prices={"small": 500, "large": 5_000})
BY_TWO = dataclasses.replace(
    FIGURES, tiers={"large": Took(ms=300), "small": Took(ms=100)}
)


# 300 ms at 5000 millionths a second, 100 at 500; what is nobody's at the dearest.
@pytest.mark.parametrize(("loose_ms", "micros"), [(0, 1_550), (40, 1_750)])
def test_each_tier_has_its_own_price_whichever_wrote_last(
    loose_ms: int, micros: int, stores: Stores, clock: FixedClock
) -> None:
    budgets = budgets_of(stores, clock, TWO_TIERS)
    assert budgets.reserve(claim(1, tiers=("small", "large"))) is None
    took = dataclasses.replace(BY_TWO, engine_ms=400 + loose_ms)
    settle(stores.database, f"{1:032x}", took)
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert found.used == Use(120, 400 + loose_ms, micros)


def test_what_the_appliance_does_for_itself_is_priced_by_tier_too(
    stores: Stores, clock: FixedClock
) -> None:
    budgets_of(stores, clock, TWO_TIERS).count_apart("shadow", BY_TWO)
    found = kept(stores, Scope.APPLIANCE, "shadow")
    assert found is not None
    assert found.used == Use(120, 400, 1_550)


def test_a_text_in_the_workers_hands_keeps_what_is_set_aside_for_it(
    stores: Stores, clock: FixedClock
) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(id="1" * 32, case=case.id, caller=make_caller())
    stores.exchanges.opened(exchange)
    stores.exchanges.delayed(exchange.id, ("It waits.",), None)
    stores.exchanges.opened(exchange)
    budgets = budgets_of(stores, clock)
    assert budgets.reserve(claim(1, exchange=exchange.id)) is None
    clock.advance(1_000)
    assert budgets.settle_left(older_than=timedelta(seconds=900)) == 0
    stores.exchanges.closed(
        exchange.id,
        ExchangeState.RELEASED,
        answer=None,
        reasons=(),
        record=1,
        figures=FIGURES,
    )
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert (found.used, found.held, found.exchanges) == (Use(120, 400, 200), Use(), 1)


def test_what_a_killed_attempt_had_set_aside_counts_when_the_text_is_begun_again(
    stores: Stores, clock: FixedClock
) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(id="1" * 32, case=case.id, caller=make_caller())
    stores.exchanges.opened(exchange)
    stores.exchanges.delayed(exchange.id, ("It waits.",), None)
    budgets = budgets_of(stores, clock)
    for _ in range(2):
        # The first attempt is killed; the second is of the next day.
        stores.exchanges.opened(exchange)
        assert budgets.reserve(claim(1, exchange=exchange.id)) is None
        clock.advance(86_400)
    clock.advance(-86_400)
    second = kept(stores, Scope.PERSON, "anna")
    assert second is not None
    assert (second.used, second.held.tokens) == (Use(), ASKED)
    clock.advance(-86_400)
    first = kept(stores, Scope.PERSON, "anna")
    assert first is not None
    assert (first.used, first.held) == (Use(ASKED, FIRST_MS, 5_000), Use())
    assert first.exchanges == 0


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


def test_a_new_day_is_a_new_budget(stores: Stores, clock: FixedClock) -> None:
    one = dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=ASKED)))
    budgets = budgets_of(stores, clock, one)
    assert budgets.reserve(claim(1)) is None
    assert budgets.reserve(claim(2)) is not None
    clock.advance(86_400)
    assert budgets.reserve(claim(3)) is None
    settle(stores.database, f"{1:032x}")
    today = kept(stores, Scope.PERSON, "anna")
    assert today is not None
    assert (today.used.tokens, today.held.tokens) == (0, ASKED)
    days = stores.budget_reads.history(Scope.PERSON, "anna", Period.DAY)
    assert [day.used.tokens for day in days] == [0, 120]


def test_what_the_appliance_does_for_itself_is_nobodys(
    stores: Stores, clock: FixedClock
) -> None:
    budgets_of(stores, clock).count_apart("shadow", FIGURES)
    budgets_of(stores, clock).count_apart("shadow", FIGURES, goes_on=True)
    found = kept(stores, Scope.APPLIANCE, "shadow")
    assert found is not None
    assert (found.used, found.exchanges) == (Use(240, 800, 400), 1)
    assert stores.budget_reads.now(Scope.PERSON) == ()
    assert stores.budget_reads.now(Scope.PURPOSE) == ()


def test_an_alert_is_told_once_each_period(stores: Stores, clock: FixedClock) -> None:
    limits = {Measure.TOKENS: 150}
    budgets_of(stores, clock).reserve(claim(1))
    settle(stores.database, f"{1:032x}")
    reads = stores.budget_reads
    ((found, permille),) = reads.untold(Scope.PERSON, Period.DAY, limits)
    assert permille == 800
    told: list[int] = []
    assert reads.tell(found.account, permille, record=lambda: told.append(1))
    assert not reads.tell(found.account, permille, record=lambda: told.append(2))
    assert told == [1]
    assert reads.untold(Scope.PERSON, Period.DAY, limits) == ()
    budgets_of(stores, clock).reserve(claim(2))
    settle(stores.database, f"{2:032x}")
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
    limits: dict[Measure, int], reached: int, stores: Stores, clock: FixedClock
) -> None:
    budgets_of(stores, clock).reserve(claim(1))
    settle(stores.database, f"{1:032x}")
    found = stores.budget_reads.untold(Scope.PERSON, Period.DAY, limits)
    assert [permille for _, permille in found] == ([reached] if reached else [])
    assert all(one.permille(limits) >= permille for one, permille in found)


def test_what_was_told_of_a_lower_limit_is_taken_back_and_told_again(
    stores: Stores, clock: FixedClock
) -> None:
    budgets_of(stores, clock).reserve(claim(1))
    settle(stores.database, f"{1:032x}")
    reads = stores.budget_reads
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
    stores: Stores, clock: FixedClock
) -> None:
    limits = {Measure.TOKENS: ASKED - 1}
    tight = dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=ASKED - 1)))
    assert budgets_of(stores, clock, tight).reserve(claim(1)) is not None
    found = kept(stores, Scope.PERSON, "anna")
    assert found is not None
    assert (found.refused, found.permille(limits)) == (1, 0)
    assert stores.budget_reads.untold(Scope.PERSON, Period.DAY, limits) == ()


def test_an_alert_without_a_record_is_not_told(
    stores: Stores, clock: FixedClock
) -> None:
    budgets_of(stores, clock).reserve(claim(1))
    settle(stores.database, f"{1:032x}")
    reads = stores.budget_reads
    account = Account(Scope.PERSON, "anna", Period.DAY, NOON.date())

    def away() -> None:
        raise SettingsError("the log is away")

    with pytest.raises(SettingsError):
        reads.tell(account, 800, record=away)
    assert reads.tell(account, 800, record=lambda: None)


def test_accounts_long_past_are_removed(stores: Stores, clock: FixedClock) -> None:
    budgets = budgets_of(stores, clock)
    budgets.reserve(claim(1))
    settle(stores.database, f"{1:032x}")
    clock.advance(402 * 86_400)
    # The month began before its day.
    assert budgets.remove_old(older_than=timedelta(days=400)) >= 4
    assert stores.budget_reads.history(Scope.PERSON, "anna", Period.DAY) == ()


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
    allowed = dataclasses.replace(PRICED, person=Budget(day=Amounts(tokens=limit)))
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
