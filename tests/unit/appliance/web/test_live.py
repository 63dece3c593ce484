"""An exchange while it runs: bounded, and never waiting for its reader."""

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from appliance.domain.exchange import Delayed, Outcome
from appliance.domain.masked import MaskedText
from appliance.domain.service import Service
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    RestartingError,
    StoppedError,
    TooManyAtOnceError,
)
from appliance.web import live
from appliance.web.feed import Event, Feed
from appliance.web.live import LiveExchanges
from tests import fakes


def end(outcome: Outcome | None, fault: ApplianceError | None) -> Event:
    return Event("last", {"fault": type(fault).__name__, "ok": outcome is not None})


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


@pytest.fixture
def exchanges(gate: threading.Event) -> LiveExchanges:
    def script(_: object) -> str:
        assert gate.wait(10)
        return "An answer."

    return LiveExchanges(fakes.ports(script=script), max_running=1)


def test_a_stream_ends_with_the_outcome_at_once(
    exchanges: LiveExchanges, gate: threading.Event
) -> None:
    gate.set()
    feed = Feed()
    future = exchanges.start(fakes.make_exchange(), feed)
    got = list(exchanges.events(feed, future, end))
    assert got[-1] == Event("last", {"fault": "NoneType", "ok": True}).encode()
    exchanges.shut_down()


def test_no_more_than_the_running_ones_are_taken(
    exchanges: LiveExchanges, gate: threading.Event
) -> None:
    started = exchanges.start(fakes.make_exchange(), Feed())
    with pytest.raises(EngineBusyError, match="no place"):
        exchanges.start(fakes.make_exchange(id="f" * 32), Feed())
    gate.set()
    assert started.result(10)
    exchanges.shut_down()


def test_one_person_has_four_at_once_and_leaves_room_for_others(
    gate: threading.Event,
) -> None:
    def script(_: object) -> str:
        assert gate.wait(10)
        return "An answer."

    exchanges = LiveExchanges(fakes.ports(script=script), max_running=8)
    ours = [fakes.make_exchange(id=f"{n:032x}") for n in range(4)]
    theirs = fakes.make_exchange(id="d" * 32, caller=fakes.make_caller("ben"))
    feeds = [Feed() for _ in ours]
    started = list(map(exchanges.start, ours, feeds))
    with pytest.raises(TooManyAtOnceError, match="4 exchanges of one person"):
        exchanges.start(fakes.make_exchange(id="e" * 32), Feed())
    last = exchanges.start(theirs, Feed())
    gate.set()
    for feed, future in zip(feeds, started, strict=True):
        list(exchanges.events(feed, future, end))
    assert last.result(10).exchange == theirs.id
    exchanges.start(fakes.make_exchange(id="e" * 32), Feed()).result(10)
    exchanges.shut_down()


class Seconds:
    """A timer that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    monkeypatch.setattr(live, "_TICK_S", 0.001)
    return Seconds()


def test_a_closing_appliance_takes_nothing_more_and_says_so_to_open_streams(
    gate: threading.Event, seconds: Seconds
) -> None:
    def script(_: object) -> str:
        assert gate.wait(10)
        return "An answer."

    wired = fakes.ports(script=script)
    exchanges = LiveExchanges(wired, max_running=1, timer=seconds)
    feed = Feed()
    future = exchanges.start(fakes.make_exchange(), feed)
    exchanges.close()
    with pytest.raises(EngineBusyError):
        exchanges.start(fakes.make_exchange(id="f" * 32), Feed())
    seconds.now = live.CLOSING_S
    got = list(exchanges.events(feed, future, end))
    assert got[-1] == Event("last", {"fault": "ClosingError", "ok": False}).encode()
    seconds.now = 0.0
    gate.set()
    exchanges.shut_down()
    assert future.result().exchange == fakes.make_exchange().id


def test_who_reads_a_closing_appliance_is_told_so_however_much_is_written(
    seconds: Seconds,
) -> None:
    talking = LiveExchanges(fakes.ports(), max_running=1, timer=seconds)
    feed, never = Feed(), Future[Outcome]()
    feed.may_go_on = True
    for _ in range(100):
        feed.put("piece", text="word")
    stream = talking.events(feed, never, end)
    next(stream)
    talking.close()
    seconds.now = live.CLOSING_S
    assert list(stream) == [
        Event("last", {"fault": "ClosingError", "ok": False}).encode()
    ]
    talking.shut_down()


def test_what_is_only_masked_while_it_closes_is_not_said_to_go_on(
    gate: threading.Event, seconds: Seconds
) -> None:
    exchanges = LiveExchanges(fakes.ports(), max_running=1, timer=seconds)
    feed = Feed()

    def mask() -> None:
        assert gate.wait(10)
        feed.masking(500)

    future = exchanges.start_masking(fakes.make_exchange(), feed, mask)
    exchanges.close()
    seconds.now = live.CLOSING_S
    got = list(exchanges.events(feed, future, end))
    assert got[-1] == Event("last", {"fault": "RestartingError", "ok": False}).encode()
    gate.set()
    assert isinstance(future.exception(10), RestartingError)
    exchanges.shut_down()


@pytest.mark.parametrize("where", ["in line", "writing"])
@pytest.mark.parametrize("origin", ["web", "api"])
def test_what_is_not_written_before_it_closes_waits_for_the_worker_or_is_ended(
    origin: str, where: str, gate: threading.Event, seconds: Seconds
) -> None:
    begun = threading.Event()

    def places() -> Iterator[int]:
        yield 1
        begun.set()
        assert gate.wait(10)
        yield from [1] if where == "in line" else []

    engine = fakes.ScriptedEngine("An answer.", places=places())
    wired = fakes.ports(engine=engine)
    exchanges = LiveExchanges(wired, max_running=1, timer=seconds)
    exchange, feed = fakes.make_exchange(origin=origin), Feed()
    if origin == "api":
        program = Service("anna", frozenset({exchange.purpose}))
        credential = dataclasses.replace(exchange.credential, service=program)
        exchange = dataclasses.replace(exchange, credential=credential)
    future = exchanges.start(exchange, feed)
    assert begun.wait(10)
    exchanges.close()
    seconds.now = live.WRITTEN_S
    gate.set()
    list(exchanges.events(feed, future, end))
    exchanges.shut_down()
    assert engine.closed == [exchange.id]
    kinds = wired.ledger.kinds()  # type: ignore[attr-defined] # the fake's
    if origin == "api":
        assert isinstance(future.exception(), RestartingError)
        assert kinds[-1] == "exchange.failed"
        return
    outcome = future.result()
    assert isinstance(outcome, Delayed)
    assert "Cloister was restarted" in outcome.reasons[0]
    assert kinds[-1] == "exchange.delayed"
    assert "exchange.released" not in kinds


def test_what_did_not_come_to_its_turn_before_it_closes_begins_nothing(
    seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MAX_PREPARING", 0)
    wired = fakes.ports()
    exchanges = LiveExchanges(wired, max_running=1, timer=seconds)
    future = exchanges.start(fakes.make_exchange(), Feed())
    exchanges.close()
    seconds.now = live.WRITTEN_S
    exchanges._preparing.release()
    assert isinstance(future.exception(10), RestartingError)
    exchanges.shut_down()
    assert wired.ledger.kinds() == []  # type: ignore[attr-defined] # the fake's


def test_a_silent_stream_shows_that_it_lives(
    exchanges: LiveExchanges, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_TICK_S", 0.001)
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.003)
    feed = Feed()
    stream = exchanges.events(feed, exchanges.start(fakes.make_exchange(), feed), end)
    assert ": still working\n\n" in (next(stream) for _ in range(50))
    gate.set()
    list(stream)
    exchanges.shut_down()


def test_a_reader_who_leaves_the_line_ends_the_exchange_without_an_answer(
    gate: threading.Event,
) -> None:
    def places() -> Iterator[int]:
        yield 2
        assert gate.wait(10)
        yield 1

    engine = fakes.ScriptedEngine("An answer.", places=places())
    wired = fakes.ports(engine=engine)
    exchanges = LiveExchanges(wired, max_running=1)
    feed = Feed()
    future = exchanges.start(fakes.make_exchange(), feed)
    stream = exchanges.events(feed, future, end)
    assert any("event: place" in event for event in stream)
    stream.close()  # type: ignore[attr-defined] # a generator
    gate.set()
    assert isinstance(future.exception(10), StoppedError)
    exchanges.shut_down()
    assert engine.closed == [fakes.make_exchange().id]
    assert wired.ledger.kinds()[-1] == "exchange.refused"  # type: ignore[attr-defined] # the fake's


def test_no_two_prepare_at_once_where_one_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MAX_PREPARING", 1)
    meeting, met = threading.Barrier(2), list[int]()
    wired = fakes.ports()
    mask = wired.masker.mask

    def meet(*text: Any, **order: Any) -> MaskedText:
        with contextlib.suppress(threading.BrokenBarrierError):
            met.append(meeting.wait(0.2))
        return mask(*text, **order)

    monkeypatch.setattr(wired.masker, "mask", meet)
    exchanges = LiveExchanges(wired, max_running=2)
    started = [
        exchanges.start(fakes.make_exchange(id=f"{n:032x}"), Feed()) for n in range(2)
    ]
    assert all(future.result(10) for future in started)
    assert met == []
    exchanges.shut_down()


def test_exchanges_at_the_model_keep_nobody_from_preparing(
    gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MAX_PREPARING", 1)
    at_model = threading.Semaphore(0)

    def script(_: object) -> str:
        at_model.release()
        assert gate.wait(10)
        return "An answer."

    exchanges = LiveExchanges(fakes.ports(script=script), max_running=3)
    started = [
        exchanges.start(fakes.make_exchange(id=f"{n:032x}"), Feed()) for n in range(3)
    ]
    # Each comes to the model although none of those before has ended.
    assert all(at_model.acquire(timeout=10) for _ in started)
    gate.set()
    assert all(future.result(10) for future in started)
    exchanges.shut_down()


def test_a_turn_is_given_back_by_what_fails_before_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "MAX_PREPARING", 1)
    exchanges = LiveExchanges(fakes.ports(), max_running=2)
    unknown = fakes.make_exchange(id="d" * 32, purpose="nothing-of-ours")
    assert exchanges.start(unknown, Feed()).exception(10)
    assert exchanges.start(fakes.make_exchange(), Feed()).result(10)
    exchanges.shut_down()


def test_what_is_not_ours_never_reaches_the_page(exchanges: LiveExchanges) -> None:
    class Broken:
        def exception(self) -> Exception:
            return KeyError("Anna")

    feed = Feed()
    feed.put("end")
    stream: Callable[..., object] = exchanges.events
    with pytest.raises(KeyError):
        list(stream(feed, Broken(), end))  # type: ignore[call-overload] # a future that holds what no step may raise
    exchanges.shut_down()
