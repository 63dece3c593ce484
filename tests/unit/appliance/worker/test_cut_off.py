"""What a web process was killed at is ended soon after the next one has begun."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.domain.exchange import Exchange, ExchangeState
from appliance.domain.ports.ledger import Entry
from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.worker.cut_off import CLOSES_S, end_cut_off_soon
from tests.fakes import make_exchange
from tests.unit.appliance.worker.house import LETTER, House

AFTER = timedelta(minutes=30)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.stores.close()


def begin(house: House, number: int, origin: str = "web") -> Exchange:
    case = house.stores.cases.create("anna", "")
    exchange = replace(
        make_exchange(LETTER, id=f"{number:032x}", case=case.id),
        received_at=house.clock.now(),
        origin=origin,
    )
    house.stores.exchanges.opened(exchange)
    return exchange


def state_of(house: House, exchange: Exchange) -> ExchangeState:
    return house.stores.exchanges.get(exchange.id, "anna").state


def test_what_an_earlier_process_left_open_is_ended_and_nothing_else(
    house: House,
) -> None:
    old = begin(house, 1)
    house.clock.advance(2 * AFTER.total_seconds())
    mine, waits = begin(house, 2), begin(house, 3)
    told = begin(house, 4)
    house.stores.exchanges.delayed(waits.id, ("Wait.",), None)
    body = {"error": "EngineError"}
    failed = Entry(RecordKind.EXCHANGE_FAILED, told.id, None, None, body)
    house.ledger.append(failed)
    house.clock.advance(5)
    later: list[Exchange] = []

    def wait(seconds: float) -> None:
        assert seconds == CLOSES_S
        house.clock.advance(1)
        later.append(begin(house, 5))
        house.clock.advance(seconds)

    end_cut_off_soon(house.stores, house.ports, after=AFTER, wait=wait).join()

    assert [state_of(house, one) for one in (old, mine, waits, told, *later)] == [
        ExchangeState.OPEN,  # clean-up ends it
        ExchangeState.FAILED,
        ExchangeState.QUEUED,
        ExchangeState.FAILED,
        ExchangeState.OPEN,  # this process has it in hand
    ]
    ended = [
        one for one in house.ledger.records if one.kind is RecordKind.EXCHANGE_FAILED
    ]
    assert [(one.exchange, one.body["error"]) for one in ended] == [
        (told.id, "EngineError"),
        (mine.id, "LeftOpen"),
    ]


def test_what_the_worker_has_just_begun_is_its_own_to_end(house: House) -> None:
    of_a_list = begin(house, 1, "bulk")
    mine, programs = begin(house, 2), begin(house, 3, "api")
    house.clock.advance(1)
    end_cut_off_soon(
        house.stores, house.ports, after=AFTER, wait=house.clock.advance
    ).join()
    assert [state_of(house, one) for one in (of_a_list, mine, programs)] == [
        ExchangeState.OPEN,
        ExchangeState.FAILED,
        ExchangeState.FAILED,
    ]


def test_what_the_log_cannot_be_told_stays_for_clean_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = begin(house, 1)

    def away(_: str) -> None:
        raise LedgerError("gone")

    monkeypatch.setattr(house.ports.ledger, "of_exchange", away)
    end_cut_off_soon(
        house.stores, house.ports, after=AFTER, wait=house.clock.advance
    ).join()
    assert state_of(house, mine) is ExchangeState.OPEN
