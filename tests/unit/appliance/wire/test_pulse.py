"""A part that takes long, one that hangs, and a caller that has left, told apart."""

import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import EngineError
from appliance.wire.client import WireClient
from appliance.wire.frame import receive_frame, send_frame
from appliance.wire.server import Request, Verb, WireServer

ME = frozenset({os.getuid()})
LONG_S = 30.0


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short, because the path of a Unix socket has at most 107 bytes.
    path = Path(tempfile.mkdtemp(prefix="wire-", dir="/tmp"))
    yield path
    shutil.rmtree(path)


class Workshop:
    """A server whose work takes as long as the test wants."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.path = folder / "s.sock"
        self.go = threading.Event()
        self.begun: list[str] = []
        verbs = {
            "work": Verb(self.work, ME),
            "stream": Verb(self.stream, ME, streams=True),
        }
        self.server = WireServer(self.path, verbs, **options)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def work(self, request: Request) -> Mapping[str, Any]:
        self.begun.append(request.body["name"])
        self.go.wait(LONG_S)
        return {"done": request.body["name"]}

    def stream(self, request: Request) -> Iterator[Mapping[str, Any]]:
        yield {"first": request.body["name"]}
        self.go.wait(LONG_S)
        yield {"second": request.body["name"]}

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.go.set()
        self.server.stop()
        self.thread.join(LONG_S)


@pytest.fixture
def workshop(folder: Path) -> Iterator[Workshop]:
    made = Workshop(folder)
    yield made
    made.stop()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beat often, so that a second of silence is many missed signs."""
    monkeypatch.setattr("appliance.wire.pulse.PULSE_S", 0.02)
    monkeypatch.setattr("appliance.wire.client.SILENCE_S", 2.0)


def receive(sock: socket.socket) -> dict[str, Any]:
    frame = receive_frame(sock)
    assert frame is not None
    return frame


@pytest.mark.usefixtures("quick")
def test_who_waits_hears_signs_of_life_until_the_reply_and_none_after(
    workshop: Workshop,
) -> None:
    workshop.start()
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(LONG_S)
        sock.connect(str(workshop.path))
        send_frame(sock, {"verb": "work", "body": {"name": "a"}})
        signs = [receive(sock) for _ in range(3)]
        workshop.go.set()
        rest = []
        while "ok" not in (frame := receive(sock)):
            rest.append(frame)
        sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sock.recv(1)

    assert signs == [{"alive": True}] * 3
    assert rest == [{"alive": True}] * len(rest)
    assert frame == {"ok": {"done": "a"}}


@pytest.mark.usefixtures("quick")
def test_work_may_take_longer_than_silence_may_last(workshop: Workshop) -> None:
    workshop.start()
    client = WireClient(workshop.path, EngineError, LONG_S)
    later = threading.Timer(2.5, workshop.go.set)
    later.start()
    try:
        assert client.call("work", {"name": "a"}) == {"done": "a"}
        assert len(client._idle) == 1
    finally:
        client.close()
        later.join()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("verb", ["work", "stream"])
def test_work_that_takes_longer_than_the_caller_has_time_is_given_up(
    workshop: Workshop, verb: str
) -> None:
    workshop.start()
    client = WireClient(workshop.path, EngineError, 1.0)
    ask = {"work": client.call, "stream": lambda *of: list(client.stream(*of))}[verb]
    with pytest.raises(EngineError, match=f"{verb}: no reply in time") as told:
        ask(verb, {"name": "a"})
    assert told.value.late
    assert client._idle == []


@pytest.mark.usefixtures("quick")
def test_a_part_that_says_nothing_is_given_up_however_long_it_may_work(
    folder: Path,
) -> None:
    with socket.socket(socket.AF_UNIX) as hung:
        hung.bind(str(folder / "s.sock"))
        hung.listen()
        client = WireClient(folder / "s.sock", EngineError, 10_000.0)
        with pytest.raises(EngineError, match="work: silent for 2 s") as told:
            client.call("work", {"name": "a"})
        assert told.value.late


def test_a_request_whose_caller_has_left_is_not_begun(workshop: Workshop) -> None:
    # Not accepting yet, as a process that was stopped.
    with socket.socket(socket.AF_UNIX) as left:
        left.connect(str(workshop.path))
        send_frame(left, {"verb": "work", "body": {"name": "left"}})
    workshop.go.set()
    workshop.start()
    client = WireClient(workshop.path, EngineError, LONG_S)
    assert client.call("work", {"name": "stayed"}) == {"done": "stayed"}
    client.close()
    workshop.server.stop()
    workshop.thread.join(LONG_S)
    assert workshop.begun == ["stayed"]


@pytest.mark.usefixtures("quick")
def test_waiting_for_a_place_is_no_silence(folder: Path) -> None:
    workshop = Workshop(folder, max_connections=1)
    workshop.start()
    first = WireClient(workshop.path, EngineError, LONG_S)
    second = WireClient(workshop.path, EngineError, LONG_S)
    taken = first.stream("stream", {"name": "a"})
    assert next(taken) == {"first": "a"}

    def leave() -> None:
        workshop.go.set()
        assert [*taken] == [{"second": "a"}]
        first.close()

    later = threading.Timer(2.5, leave)
    later.start()
    try:
        assert second.call("work", {"name": "b"}) == {"done": "b"}
    finally:
        later.join()
        second.close()
        workshop.stop()


def test_a_full_queue_of_connections_is_waited_for(workshop: Workshop) -> None:
    crowd = []
    while True:
        crowd.append(socket.socket(socket.AF_UNIX))
        crowd[-1].settimeout(0)
        try:
            crowd[-1].connect(str(workshop.path))
        except BlockingIOError:
            break
    told: list[Mapping[str, Any]] = []
    client = WireClient(workshop.path, EngineError, LONG_S)
    caller = threading.Thread(
        target=lambda: told.append(client.call("work", {"name": "a"}))
    )
    workshop.go.set()
    caller.start()
    caller.join(0.3)
    assert caller.is_alive()
    workshop.start()
    for sock in crowd:
        sock.close()
    caller.join(LONG_S)
    client.close()
    assert told == [{"done": "a"}]
