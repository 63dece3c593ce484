"""Lists of texts in the worker, with the real stores on SQLite and fakes of the rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.domain.budget import Account, Measure, OverBudget, Period, Scope
from appliance.domain.bulk import BulkCounts, BulkState, BulkWhy
from appliance.domain.halt import Halt, HaltReason, HaltScope
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.routing import Routing
from appliance.kinds import RecordKind
from appliance.worker.bulk import MOST_GAVE_WAY, PAUSE_TIMES
from tests.fakes import NOON, make_caller, make_exchange, make_purpose
from tests.made import unrecorded
from tests.unit.appliance.worker.house import LETTER
from tests.unit.appliance.worker.list_house import ListHouse


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ListHouse]:
    built = ListHouse(tmp_path)
    yield built
    built.stores.close()


def test_each_text_is_an_exchange_of_its_own_through_the_one_pipeline(
    house: ListHouse,
) -> None:
    kept = house.give(LETTER, "Anna Kowalski asks again.")
    assert house.beats() == 2
    assert house.counts(kept) == BulkCounts(done=2)
    assert house.now(kept).state is BulkState.ENDED
    assert house.now(kept).why is BulkWhy.DONE
    origins = [b["origin"] for b in house.told(RecordKind.REQUEST_RECEIVED)]
    assert origins == ["bulk", "bulk"]
    assert all(request.gives_way for request in house.engine.requests)
    (ended,) = house.told(RecordKind.BULK_ENDED)
    assert (ended["why"], ended["done"], ended["left"]) == ("done", 2, 0)
    assert LETTER not in str(house.ledger.records)


def test_lists_of_two_people_take_turns(house: ListHouse) -> None:
    house.directory.people["ben"] = make_caller("ben")
    house.give("one", "two", "three")
    house.clock.advance(1)
    house.give("four", "five", owner="ben")
    house.clock.advance(1)
    for _ in range(4):
        house.lists.beat()
        house.clock.advance(1)
    owners = [
        entry.actor
        for entry in house.ledger.records
        if entry.kind is RecordKind.REQUEST_RECEIVED
    ]
    assert owners == ["anna", "ben", "anna", "ben"]


def test_a_text_that_fails_does_not_stop_the_others(house: ListHouse) -> None:
    def write(_: GenerateRequest) -> str:
        if len(house.engine.requests) == 1:
            raise ValueError("unforeseen")
        return "Thank you."

    house.engine.script = write
    kept = house.give("one", "two")
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1, failed=1)
    assert house.now(kept).why is BulkWhy.DONE


def test_a_paused_list_waits_and_goes_on(house: ListHouse) -> None:
    kept = house.give("one", "two")
    house.lists.beat()
    running, paused = (BulkState.RUNNING,), (BulkState.PAUSED,)
    move = house.stores.bulk.move
    assert move(kept.id, running, BulkState.PAUSED, BulkWhy.PERSON, record=unrecorded)
    assert house.beats() == 0
    assert house.counts(kept) == BulkCounts(done=1, left=1)
    assert move(kept.id, paused, BulkState.RUNNING, BulkWhy.NONE, record=unrecorded)
    assert house.beats() == 1
    assert house.counts(kept) == BulkCounts(done=2)


def test_a_halt_pauses_a_list_and_costs_it_no_text(house: ListHouse) -> None:
    kept = house.give("one", "two")
    house.lists.beat()
    house.halting.halts = (Halt(HaltScope.APPLIANCE, "", HaltReason.DRILL, 1),)
    house.beats()
    assert (house.now(kept).state, house.now(kept).why) == ("paused", "halt")
    assert house.counts(kept) == BulkCounts(done=1, left=1)
    (paused,) = house.told(RecordKind.BULK_PAUSED)
    assert (paused["why"], paused["left"]) == ("halt", 1)


def halted(*tiers: str) -> tuple[Halt, ...]:
    return tuple(Halt(HaltScope.TIER, one, HaltReason.DRILL, 1) for one in tiers)


@pytest.mark.parametrize("second", [(), ("big",)], ids=["by another", "all halted"])
def test_with_a_tier_halted_a_list_goes_on_with_those_that_another_answers(
    tmp_path: Path, second: tuple[str, ...]
) -> None:
    # A text of a name looks hard, and is for the big model alone.
    routing = Routing(harder_tier="big", harder_from_permille=1)
    house = ListHouse(tmp_path, make_purpose(routing=routing))
    kept = house.give(LETTER, "one", "two")
    house.halting.halts = halted("big") if not second else halted("big", "small")
    house.beats()
    if second:
        assert (house.now(kept).state, house.now(kept).why) == ("paused", "halt")
        assert house.counts(kept) == BulkCounts(left=3)
    else:
        assert house.now(kept).state is BulkState.RUNNING
        assert house.counts(kept) == BulkCounts(done=2, left=1)
        house.halting.halts = ()
        house.clock.advance(3_600)
        house.beats()
        assert house.counts(kept) == BulkCounts(done=3)
    house.stores.close()


@pytest.mark.parametrize(
    ("used", "state"), [(100, BulkState.PAUSED), (0, BulkState.RUNNING)]
)
def test_a_list_pauses_at_a_used_up_budget_and_waits_for_one_set_aside(
    house: ListHouse, used: int, state: BulkState
) -> None:
    kept = house.give("one")
    house.budgets.over = OverBudget(
        account=Account(Scope.PERSON, "anna", Period.DAY, NOON.date()),
        measure=Measure.TOKENS,
        limit=100,
        used=used,
        held=100 - used,
        asked=60,
        is_new_at=NOON + timedelta(hours=12),
        ask="",
    )
    house.beats()
    assert house.now(kept).state is state
    assert house.counts(kept) == BulkCounts(left=1)
    assert not house.engine.requests
    house.budgets.over = None
    running = BulkState.RUNNING
    house.stores.bulk.move(
        kept.id, (BulkState.PAUSED,), running, BulkWhy.NONE, record=unrecorded
    )
    house.clock.advance(300)
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1)


def test_what_gives_way_is_begun_again_and_waits_in_line_after_some_times(
    house: ListHouse,
) -> None:
    house.engine.finish = "cancelled"
    kept = house.give("one")
    for _ in range(MOST_GAVE_WAY):
        house.lists.beat()
        assert house.counts(kept) == BulkCounts(left=1)
        house.clock.advance(10)
    house.engine.finish = "stop"
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1)
    ways = [request.gives_way for request in house.engine.requests]
    assert ways == [True] * MOST_GAVE_WAY + [False]


def test_a_list_that_is_still_read_in_does_not_end(house: ListHouse) -> None:
    kept = house.give("one", rows=3)
    house.beats()
    assert house.now(kept).state is BulkState.RUNNING
    assert house.counts(kept) == BulkCounts(done=1, left=2)


def ask(house: ListHouse, number: int) -> None:
    """Have somebody ask at a page now."""
    case = house.stores.cases.create("ben", "")
    exchange = make_exchange(id=f"{number:032x}", case=case.id, caller=make_caller())
    now = house.clock.now()
    house.stores.exchanges.opened(replace(exchange, received_at=now))


def timed(house: ListHouse) -> None:
    """Have each text take ten seconds."""

    def write(_: GenerateRequest) -> str:
        house.clock.advance(10)
        return "Thank you."

    house.engine.script = write
    object.__setattr__(house.ports, "timer", lambda: house.clock.now().timestamp())


def test_lists_rest_ten_times_as_long_as_a_text_took_while_people_ask(
    house: ListHouse,
) -> None:
    timed(house)
    kept = house.give("one", "two")
    assert house.lists.beat() is not None
    for number in range(PAUSE_TIMES):
        ask(house, number)
        assert house.lists.beat() is None
        assert house.counts(kept) == BulkCounts(done=1, left=1)
        house.clock.advance(10)
    assert house.lists.beat() is not None
    assert house.counts(kept) == BulkCounts(done=2)


def test_lists_do_not_rest_where_nobody_has_asked_for_a_minute(
    house: ListHouse,
) -> None:
    timed(house)
    kept = house.give("one", "two", "three")
    house.lists.beat()
    house.lists.beat()
    assert house.counts(kept) == BulkCounts(done=2, left=1)
    ask(house, 1)
    assert house.lists.beat() is None
    house.clock.advance(61)
    assert house.lists.beat() is not None
    assert house.counts(kept) == BulkCounts(done=3)
