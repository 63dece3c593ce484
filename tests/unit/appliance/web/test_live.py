"""An exchange while it runs: bounded, and never waiting for its reader."""

import threading
from collections.abc import Callable

import pytest

from appliance.domain.exchange import Outcome
from appliance.errors import ApplianceError, EngineBusyError
from appliance.web import live
from appliance.web.live import Event, Feed, LiveExchanges
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


def test_an_event_is_one_line_of_data_whatever_the_text_holds() -> None:
    text = "a\nb\r\n\u2028c\x85 data: x\n\nevent: released"
    lines = Event("piece", {"text": text}).encode().splitlines()
    assert lines[0] == "event: piece"
    assert (len(lines), lines[2]) == (3, "")
    assert lines[1].startswith('data: {"text":"a\\nb')


def test_an_event_shows_no_text_when_printed() -> None:
    assert "Anna" not in repr(Event("piece", {"text": "Anna"}))


def test_a_stream_ends_with_the_outcome_at_once(
    exchanges: LiveExchanges, gate: threading.Event
) -> None:
    gate.set()
    feed = Feed()
    future = exchanges.start(fakes.make_exchange(), feed)
    got = list(exchanges.events(feed, future, end))
    assert got[-1] == Event("last", {"fault": "NoneType", "ok": True}).encode()
    exchanges.shut_down()


def test_no_more_than_twice_the_running_ones_are_taken(
    exchanges: LiveExchanges, gate: threading.Event
) -> None:
    started = [
        exchanges.start(fakes.make_exchange(id=f"{n:032x}"), Feed()) for n in range(2)
    ]
    with pytest.raises(EngineBusyError):
        exchanges.start(fakes.make_exchange(id="f" * 32), Feed())
    gate.set()
    assert all(future.result(10) for future in started)
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
    with pytest.raises(EngineBusyError, match="one person"):
        exchanges.start(fakes.make_exchange(id="e" * 32), Feed())
    last = exchanges.start(theirs, Feed())
    gate.set()
    for feed, future in zip(feeds, started, strict=True):
        list(exchanges.events(feed, future, end))
    assert last.result(10).exchange == theirs.id
    exchanges.start(fakes.make_exchange(id="e" * 32), Feed()).result(10)
    exchanges.shut_down()


def test_a_closing_appliance_takes_nothing_more_and_says_so_to_open_streams(
    exchanges: LiveExchanges, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_TICK_S", 0.001)
    monkeypatch.setattr(live, "CLOSING_S", 0.002)
    feed = Feed()
    future = exchanges.start(fakes.make_exchange(), feed)
    exchanges.close()
    got = list(exchanges.events(feed, future, end))
    assert got[-1] == Event("last", {"fault": "EngineBusyError", "ok": False}).encode()
    with pytest.raises(EngineBusyError):
        exchanges.start(fakes.make_exchange(id="f" * 32), Feed())
    gate.set()
    exchanges.shut_down()
    assert future.result().exchange == fakes.make_exchange().id


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
