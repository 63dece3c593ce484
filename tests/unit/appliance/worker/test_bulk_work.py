"""Lists of texts in the worker, with the real stores on SQLite and fakes of the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.budget import Account, Measure, OverBudget, Period, Scope
from appliance.domain.bulk import (
    BulkCounts,
    BulkList,
    BulkState,
    BulkWhy,
    GivenItem,
)
from appliance.domain.exchange import Admitted, ExchangeState
from appliance.domain.halt import Halt, HaltReason, HaltScope
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.progress import untold
from appliance.domain.purpose import Purpose
from appliance.domain.routing import Routing
from appliance.domain.text import PersonText
from appliance.errors import EngineError, LedgerError, StoreError
from appliance.kinds import RecordKind
from appliance.steps.pseudonymise import pseudonymise
from appliance.stores.bulk import WantedList
from appliance.worker.bulk import MOST_GAVE_WAY, PAUSE_TIMES, BulkWork
from appliance.worker.erased import forget_erased
from tests.fakes import (
    NOON,
    ListedPurposes,
    MemoryBudgets,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
)
from tests.made import unrecorded
from tests.unit.appliance.worker.house import LETTER, YES, House


class Halting:
    """Halts that a test sets."""

    def __init__(self) -> None:
        self.halts: tuple[Halt, ...] = ()

    def standing(self) -> tuple[Halt, ...]:
        return self.halts


class ListHouse(House):
    """A worker's surroundings with lists in them."""

    def __init__(self, folder: Path, purpose: Purpose | None = None) -> None:
        self.halting = Halting()
        self.budgets = MemoryBudgets()
        self.purpose = purpose or make_purpose()
        parts = {} if purpose is None else {"purposes": ListedPurposes(purpose)}
        super().__init__(folder, halts=self.halting, budgets=self.budgets, **parts)
        self.lists = self.worker()

    def worker(self) -> BulkWork:
        """Start a worker: what was in the memory of the last one is gone."""
        return BulkWork(self.stores, self.ports, self.ledger, max_attempts=3)

    def give(self, *texts: str, owner: str = "anna", rows: int = 0) -> BulkList:
        """Have a list read in."""
        case = self.stores.cases.create(owner, "")
        wanted = WantedList(
            owner, case.id, "reply-draft", "en", rows or len(texts), given="d"
        )
        kept = self.stores.bulk.begin(wanted)
        for row, text in enumerate(texts, 2):
            caller = make_caller(owner)
            name = f"{owner}{row}".encode().hex().zfill(32)
            exchange = make_exchange(text, id=name, case=case.id, caller=caller)
            exchange = replace(exchange, origin="bulk", case_owner=owner)
            admitted = Admitted(exchange, caller, self.purpose, YES)
            masked = pseudonymise(admitted, self.ports, preview=True, progress=untold)
            item = GivenItem(row, f"no {row}", PersonText(text))
            nothing = self.masker.bind("", case=case.id)
            self.stores.bulk.take_in(kept.id, item, masked, nothing.draft_digest)
        self.ledger.records.clear()
        return kept

    def now(self, kept: BulkList) -> BulkList:
        return self.stores.bulk.get(kept.id, kept.owner)

    def counts(self, kept: BulkList) -> BulkCounts:
        return self.stores.bulk.counts(kept)

    def beats(self, most: int = 20) -> int:
        """Work until nothing is to be done now; says how many texts were begun."""
        for number in range(most):
            if self.lists.beat() is None:
                return number
        return most

    def told(self, kind: RecordKind) -> list[dict[str, object]]:
        found = [entry for entry in self.ledger.records if entry.kind is kind]
        return [dict(entry.body) for entry in found]


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


class Away(ScriptedEngine):
    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        raise EngineError(f"away for {request.purpose}")


def test_a_list_waits_for_a_model_that_is_away(house: ListHouse) -> None:
    here = house.ports.engine
    object.__setattr__(house.ports, "engine", Away())
    kept = house.give("one", "two")
    pause = house.lists.beat()
    assert pause is not None
    assert pause >= 5
    assert house.counts(kept) == BulkCounts(left=2)
    object.__setattr__(house.ports, "engine", here)
    house.clock.advance(60)
    house.beats()
    assert house.counts(kept) == BulkCounts(done=2)


def test_nothing_is_lost_where_the_log_takes_no_record(house: ListHouse) -> None:
    kept = house.give("one")
    house.ledger.full = True
    with pytest.raises(Exception, match="takes no record"):
        house.lists.beat()
    assert house.counts(kept) == BulkCounts(left=1)
    house.ledger.full = False
    house.beats()
    house.clock.advance(5)
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1)
    assert house.ledger.kinds().count(RecordKind.EXCHANGE_RELEASED) == 1


def test_a_text_whose_end_the_log_has_is_not_done_again(house: ListHouse) -> None:
    kept = house.give("one")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    closed = house.stores.exchanges.closed
    house.stores.exchanges.closed = killed  # type: ignore[method-assign] # the worker dies here
    with pytest.raises(KeyboardInterrupt):
        house.lists.beat()
    house.stores.exchanges.closed = closed  # type: ignore[method-assign] # as it was
    house.lists = house.worker()
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1)
    assert len(house.engine.requests) == 1
    assert house.ledger.kinds().count(RecordKind.EXCHANGE_RELEASED) == 1


def test_a_text_that_kills_the_worker_each_time_fails_and_the_others_go_on(
    house: ListHouse,
) -> None:
    kept = house.give("one", "two")

    def killed(request: GenerateRequest) -> str:
        first = house.stores.bulk.items(kept.id, "anna")[0].kept.id
        if request.exchange == first:
            raise KeyboardInterrupt
        return "Thank you."

    house.engine.script = killed
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            house.lists.beat()
        house.lists = house.worker()
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1, failed=1)
    (item,) = house.stores.bulk.items(kept.id, "anna", states=[ExchangeState.FAILED])
    assert "Send it again" in item.kept.reasons[0]


def test_texts_of_a_list_that_was_ended_end_without_the_model(
    house: ListHouse,
) -> None:
    kept = house.give("one", "two", "three")
    house.lists.beat()
    running = (BulkState.RUNNING,)
    house.stores.bulk.move(
        kept.id, running, BulkState.ENDED, BulkWhy.PERSON, record=unrecorded
    )
    assert house.beats() == 0
    assert house.counts(kept) == BulkCounts(done=1, failed=2)
    assert len(house.engine.requests) == 1
    ends = house.told(RecordKind.EXCHANGE_FAILED)
    assert [end["error"] for end in ends] == ["ListEnded"] * 2


def test_a_list_whose_people_were_erased_ends_and_forgets_its_names(
    house: ListHouse,
) -> None:
    kept = house.give(LETTER, LETTER)
    house.masker.erase([kept.case], why="asked")
    house.beats()
    assert (house.now(kept).state, house.now(kept).why) == ("ended", "erased")
    assert house.counts(kept) == BulkCounts(failed=2)
    items = house.stores.bulk.items(kept.id, "anna")
    assert [item.name for item in items] == ["", ""]


def test_names_of_a_list_that_ended_are_forgotten_with_its_people(
    house: ListHouse,
) -> None:
    kept, other = house.give(LETTER), house.give(LETTER, owner="ben")
    house.masker.erase([kept.case], why="asked")
    assert forget_erased(house.stores, house.ports) == 1
    assert forget_erased(house.stores, house.ports) == 0
    assert house.stores.bulk.items(kept.id, "anna")[0].name == ""
    assert house.stores.bulk.items(other.id, "ben")[0].name == "no 2"


def test_a_list_that_is_still_read_in_does_not_end(house: ListHouse) -> None:
    kept = house.give("one", rows=3)
    house.beats()
    assert house.now(kept).state is BulkState.RUNNING
    assert house.counts(kept) == BulkCounts(done=1, left=2)


def test_the_database_away_costs_no_text(house: ListHouse) -> None:
    kept = house.give("one")

    def away(*_: object, **__: object) -> None:
        raise StoreError("away")

    opened = house.stores.exchanges.opened
    house.stores.exchanges.opened = away  # type: ignore[method-assign] # it goes away
    with pytest.raises(StoreError):
        house.lists.beat()
    house.stores.exchanges.opened = opened  # type: ignore[method-assign] # it is back
    house.beats()
    house.clock.advance(5)
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1)


def test_a_log_that_is_away_for_long_costs_no_text(house: ListHouse) -> None:
    kept = house.give("one")
    house.ledger.full = True
    asked = house.ledger.of_exchange

    def away(_: str) -> list[Mapping[str, Any]]:
        raise LedgerError("away")

    house.ledger.of_exchange = away  # type: ignore[method-assign] # it goes away
    for _ in range(10):
        with pytest.raises(LedgerError):
            house.lists.beat()
        house.lists.beat()
        house.clock.advance(300)
    house.ledger.of_exchange = asked  # type: ignore[method-assign] # it is back
    house.ledger.full = False
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1)


def test_times_that_killed_the_worker_count_though_the_log_was_away_once(
    house: ListHouse,
) -> None:
    kept = house.give("one")

    def killed(_: GenerateRequest) -> str:
        raise KeyboardInterrupt

    house.engine.script = killed
    for number in range(3):
        with pytest.raises(KeyboardInterrupt):
            house.lists.beat()
        house.lists = house.worker()
        if number == 0:
            house.ledger.full = True
            with pytest.raises(LedgerError):
                house.lists.beat()
            house.ledger.full = False
            assert house.lists.beat() is None
            house.clock.advance(5)
    house.beats()
    assert house.counts(kept) == BulkCounts(failed=1)
    assert len(house.engine.requests) == 3


def test_what_a_stop_cuts_off_is_begun_again_however_often_it_gave_way(
    house: ListHouse,
) -> None:
    house.engine.finish = "cancelled"
    kept = house.give("one")
    for _ in range(MOST_GAVE_WAY):
        house.lists.beat()
        house.clock.advance(10)
    house.engine.finish = "stop"
    stopping = house.lists

    def write(_: GenerateRequest) -> str:
        stopping.stop()
        return "Half of"

    house.engine.script = write
    house.lists.beat()
    assert house.counts(kept) == BulkCounts(left=1)
    assert house.lists.beat() is None
    house.engine._cancelled.clear()  # another process's engine has not heard of it
    house.engine.script = "Thank you."
    house.lists = house.worker()
    house.clock.advance(10)
    house.beats()
    assert house.counts(kept) == BulkCounts(done=1)
    (item,) = house.stores.bulk.items(kept.id, "anna")
    assert item.kept.answer == "Thank you."


class Gone(ScriptedEngine):
    def cancel(self, exchange: str) -> None:
        raise EngineError(f"gone with {exchange}")


def test_a_stop_does_without_an_engine_that_is_not_there(house: ListHouse) -> None:
    kept = house.give("one", "two")

    def write(_: GenerateRequest) -> str:
        house.lists.stop()
        return "Thank you."

    object.__setattr__(house.ports, "engine", Gone(write, clock=house.clock))
    assert house.beats() == 1
    assert house.counts(kept) == BulkCounts(done=1, left=1)


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


def test_a_list_that_its_owner_ends_first_has_one_end_in_the_log(
    house: ListHouse,
) -> None:
    kept, count = house.give("one"), house.stores.bulk.counts

    def ended_meanwhile(bulk: BulkList) -> BulkCounts:
        standing, ended = (BulkState.RUNNING,), BulkState.ENDED
        why = BulkWhy.PERSON
        house.stores.bulk.move(bulk.id, standing, ended, why, record=unrecorded)
        return count(bulk)

    house.stores.bulk.counts = ended_meanwhile  # type: ignore[method-assign] # they are faster
    house.beats()
    assert house.now(kept).why is BulkWhy.PERSON
    assert house.told(RecordKind.BULK_ENDED) == []
