"""No text of a list is lost or done twice, whatever breaks, stops or is erased."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.bulk import BulkCounts, BulkList, BulkState, BulkWhy
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.engine import GenerateRequest
from appliance.errors import EngineError, LedgerError, StoreError
from appliance.kinds import RecordKind
from appliance.worker.bulk import MOST_GAVE_WAY
from appliance.worker.erased import forget_erased
from tests.fakes import ScriptedEngine
from tests.made import unrecorded
from tests.unit.appliance.worker.house import LETTER
from tests.unit.appliance.worker.list_house import ListHouse


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ListHouse]:
    built = ListHouse(tmp_path)
    yield built
    built.stores.close()


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
