"""Client and server together, over real sockets in a folder of their own."""

import contextlib
import logging
import os
import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import (
    ConflictError,
    EngineBusyError,
    EngineError,
    NotAllowedError,
    PeerError,
    WireError,
)
from appliance.wire.client import WireClient
from appliance.wire.frame import receive_frame, send_frame
from appliance.wire.peers import Peer, peer_of
from appliance.wire.server import Request, Verb, WireServer

ME = frozenset({os.getuid()})
SECRET = "Anna Kowalski"


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short, because the path of a Unix socket has at most 107 bytes.
    path = Path(tempfile.mkdtemp(prefix="wire-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


class Doorbell:
    """Verbs that do what a test needs, and say what happened to them."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.go = threading.Event()
        self.calls = 0

    def echo(self, request: Request) -> Mapping[str, Any]:
        self.calls += 1
        return {"body": request.body, "uid": request.peer.uid}

    def count(self, request: Request) -> Iterator[Mapping[str, Any]]:
        for number in range(request.body["to"]):
            yield {"n": number}

    def break_off(self, request: Request) -> Iterator[Mapping[str, Any]]:
        del request
        yield {"n": 0}
        yield {"n": 1}
        raise EngineBusyError("the queue holds 64")

    def endless(self, request: Request) -> Iterator[Mapping[str, Any]]:
        del request
        try:
            while not self.go.wait(0.001):
                yield {"n": 0}
        finally:
            self.closed.set()

    def refuse(self, request: Request) -> Mapping[str, Any]:
        error = NotAllowedError(f"kind {request.body['kind']} is blocked")
        error.details = {"code": "blocked"}
        raise error

    def malformed(self, request: Request) -> Mapping[str, Any]:
        raise ValueError(SECRET, request.body["missing"])

    def unforeseen(self, request: Request) -> Mapping[str, Any]:
        del request
        raise ArithmeticError(SECRET)

    def wait(self, request: Request) -> Mapping[str, Any]:
        del request
        self.go.wait(10)
        return {}

    def verbs(self) -> dict[str, Verb]:
        return {
            "echo": Verb(self.echo, ME),
            "count": Verb(self.count, ME, streams=True),
            "break_off": Verb(self.break_off, ME, streams=True),
            "endless": Verb(self.endless, ME, streams=True),
            "refuse": Verb(self.refuse, ME),
            "malformed": Verb(self.malformed, ME),
            "unforeseen": Verb(self.unforeseen, ME),
            "wait": Verb(self.wait, ME),
            "others": Verb(self.echo, frozenset({61_999})),
        }


class Running:
    """A server in a thread, with a client."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.bell = Doorbell()
        self.path = folder / "s.sock"
        self.server = WireServer(self.path, self.bell.verbs(), **options)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.client = WireClient(self.path, EngineError, timeout_s=10)

    def stop(self) -> None:
        self.bell.go.set()
        self.client.close()
        self.server.stop()
        self.thread.join(10)


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    started = Running(folder)
    yield started
    started.stop()


def test_a_call_is_answered_and_names_the_callers_uid(running: Running) -> None:
    answer = running.client.call("echo", {"text": "ü"})
    assert answer == {"body": {"text": "ü"}, "uid": os.getuid()}


def test_a_stream_gives_every_event_and_ends(running: Running) -> None:
    events = list(running.client.stream("count", {"to": 4}))
    assert events == [{"n": 0}, {"n": 1}, {"n": 2}, {"n": 3}]
    assert list(running.client.stream("count", {"to": 0})) == []


def test_an_error_arrives_as_the_class_it_was(running: Running) -> None:
    with pytest.raises(NotAllowedError, match="kind SECRET is blocked") as caught:
        running.client.call("refuse", {"kind": "SECRET"})
    assert caught.value.details == {"code": "blocked"}


def test_an_error_in_a_stream_comes_after_its_events(running: Running) -> None:
    stream = running.client.stream("break_off", {})
    assert [next(stream), next(stream)] == [{"n": 0}, {"n": 1}]
    with pytest.raises(EngineBusyError, match="holds 64"):
        next(stream)


@pytest.mark.parametrize("verb", ["nothing", "", "__class__", "others "])
def test_an_unknown_verb_is_a_wire_error(running: Running, verb: str) -> None:
    with pytest.raises(WireError, match="unknown verb"):
        running.client.call(verb, {})


def test_a_body_of_the_wrong_shape_is_named_without_its_content(
    running: Running,
) -> None:
    with pytest.raises(WireError) as caught:
        running.client.call("malformed", {"text": SECRET})
    assert str(caught.value) == "malformed body: KeyError"


def test_an_unforeseen_fault_ends_the_call_and_tells_its_class_only(
    running: Running,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(EngineError, match="before a reply"),
    ):
        running.client.call("unforeseen", {})
    assert running.client.call("echo", {})["body"] == {}
    assert "unforeseen ArithmeticError in a verb" in caplog.text
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


def test_a_connection_is_used_again_also_after_an_error(running: Running) -> None:
    for _ in range(3):
        running.client.call("echo", {})
        with pytest.raises(NotAllowedError):
            running.client.call("refuse", {"kind": "X"})
        list(running.client.stream("count", {"to": 2}))
    assert len(running.client._idle) == 1


def test_closing_a_stream_stops_the_work_behind_it(running: Running) -> None:
    stream = running.client.stream("endless", {})
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert running.bell.closed.wait(10)
    assert running.client._idle == []


def test_a_peer_whose_uid_is_not_listed_is_refused(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(PeerError, match="may not call others"):
        running.client.call("others", {})
    assert running.bell.calls == 0
    assert f"uid {os.getuid()} refused for verb others" in caplog.text


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_a_process_of_another_user_is_refused(running: Running) -> None:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        # Only system calls here: the parent has threads.
        os.setgroups([])
        os.setresgid(61_998, 61_998, 61_998)
        os.setresuid(61_998, 61_998, 61_998)
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(str(running.path))
            send_frame(sock, {"verb": "echo", "body": {}})
            os.write(write, str(receive_frame(sock)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        answer = said.read()
    assert os.waitpid(child, 0)[1] == 0
    assert "'name': 'PeerError'" in answer
    assert "uid 61998 may not call anything here" in answer
    assert running.bell.calls == 0


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Peer]]:
    """Let the kernel name each of these for one connection, before it says the truth."""
    awaited: list[Peer] = []
    monkeypatch.setattr(
        "appliance.wire.server.peer_of",
        lambda sock: awaited.pop() if awaited else peer_of(sock),
    )
    yield awaited
    assert not awaited


def test_silent_strangers_take_no_place_from_a_caller(
    folder: Path, strangers: list[Peer]
) -> None:
    running = Running(folder, max_connections=1)
    strangers.extend([Peer(pid=1, uid=61_998, gid=61_998)] * 30)
    with contextlib.ExitStack() as held:
        held.callback(running.stop)
        for _ in range(30):
            sock = held.enter_context(socket.socket(socket.AF_UNIX))
            sock.settimeout(10)
            sock.connect(str(running.path))
        assert running.client.call("echo", {"n": 1}, timeout_s=5)["body"] == {"n": 1}


def test_a_stranger_is_told_without_a_word_of_its_being_read(
    folder: Path, strangers: list[Peer]
) -> None:
    running = Running(folder)
    strangers.append(Peer(pid=1, uid=61_998, gid=61_998))
    with contextlib.ExitStack() as held:
        held.callback(running.stop)
        sock = held.enter_context(socket.socket(socket.AF_UNIX))
        sock.settimeout(10)
        sock.connect(str(running.path))
        told = receive_frame(sock)
        assert told is not None
        assert told["error"]["name"] == "PeerError"
        # Half a frame: a server that read it would wait for the rest.
        sock.sendall(struct.pack(">I", 1000) + b"{")
        with contextlib.suppress(ConnectionResetError):
            assert sock.recv(1) == b""


def test_a_silent_stranger_is_let_go_soon(folder: Path, strangers: list[Peer]) -> None:
    running = Running(folder)
    strangers.append(Peer(pid=1, uid=61_998, gid=61_998))
    with contextlib.ExitStack() as held:
        held.callback(running.stop)
        sock = held.enter_context(socket.socket(socket.AF_UNIX))
        sock.settimeout(10)
        sock.connect(str(running.path))
        assert receive_frame(sock) is not None
        assert sock.recv(1) == b""


def test_no_process_behind_the_socket_is_the_unavailable_error(folder: Path) -> None:
    client = WireClient(folder / "nobody.sock", ConflictError, timeout_s=1)
    with pytest.raises(ConflictError, match="cannot connect: FileNotFoundError"):
        client.call("echo", {})


def test_no_word_in_time_is_the_unavailable_error(running: Running) -> None:
    with pytest.raises(EngineError, match="silent for"):
        running.client.call("wait", {}, timeout_s=0.05)
    assert running.client._idle == []


def test_a_restarted_server_is_reached_on_a_fresh_connection(folder: Path) -> None:
    first = Running(folder)
    first.client.call("echo", {})
    first.server.stop()
    first.thread.join(10)
    again = Running(folder)
    assert first.client.call("echo", {"n": 1})["body"] == {"n": 1}
    first.stop()
    again.stop()


def test_a_connection_the_server_closed_for_idleness_is_not_used(folder: Path) -> None:
    running = Running(folder, idle_timeout_s=0.05)
    running.client.call("echo", {})
    kept = running.client._idle[0][1]
    kept.settimeout(10)
    assert kept.recv(1, socket.MSG_PEEK) == b""
    assert running.client.call("echo", {"n": 2})["body"] == {"n": 2}
    running.stop()


def serve_once(
    folder: Path, answer: Callable[[socket.socket], None]
) -> tuple[Path, threading.Thread]:
    """A server that reads one request, answers in its own way and closes."""
    path = folder / "odd.sock"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()

    def run() -> None:
        with listening:
            sock, _ = listening.accept()
            with sock:
                receive_frame(sock)
                answer(sock)

    thread = threading.Thread(target=run)
    thread.start()
    return path, thread


ODD: dict[str, tuple[Callable[[socket.socket], None], type[Exception], str]] = {
    "killed between frames": (lambda _: None, EngineError, "before a reply"),
    "killed inside a frame": (lambda s: s.sendall(b"\x00\x00\x00\x10{"), EngineError, "CutShortError"),
    "killed inside a length": (lambda s: s.sendall(b"\x00\x00"), EngineError, "CutShortError"),
    "not JSON": (lambda s: s.sendall(struct.pack(">I", 1) + b"x"), WireError, "not JSON"),
    "neither reply nor error": (lambda s: send_frame(s, {"what": 1}), WireError, "neither"),
    "an error of no class of ours": (lambda s: send_frame(s, {"error": {"name": "OSError", "message": SECRET}}), EngineError, "failed"),
    "an error named after a function": (lambda s: send_frame(s, {"error": {"name": "row_for", "message": SECRET}}), EngineError, "failed"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_reply_is_an_error_of_ours(folder: Path, name: str) -> None:
    answer, error, said = ODD[name]
    path, thread = serve_once(folder, answer)
    client = WireClient(path, EngineError, timeout_s=10)
    with pytest.raises(error, match=said) as caught:
        client.call("generate", {})
    assert type(caught.value) is error
    assert SECRET not in str(caught.value)
    client.close()
    thread.join(10)


def test_garbage_from_a_client_is_answered_with_an_error_and_harms_no_one(
    running: Running,
) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(10)
        sock.connect(str(running.path))
        sock.sendall(struct.pack(">I", 3) + b"xyz")
        answer = receive_frame(sock)
        assert answer is not None
        assert answer["error"]["name"] == "WireError"
        assert receive_frame(sock) is None
    assert running.client.call("echo", {})["body"] == {}


@pytest.mark.parametrize(
    "frame", [{}, {"verb": 1}, {"verb": "echo", "body": []}, {"verb": None, "body": {}}]
)
def test_a_malformed_request_is_a_wire_error(
    running: Running, frame: dict[str, object]
) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(10)
        sock.connect(str(running.path))
        send_frame(sock, frame)
        answer = receive_frame(sock)
    assert answer is not None
    assert answer["error"]["name"] == "WireError"


def test_many_threads_share_one_client(running: Running) -> None:
    right: list[bool] = []

    def call(number: int) -> None:
        asked = {"n": number}
        right.extend(
            running.client.call("echo", asked)["body"] == asked for _ in range(20)
        )

    threads = [threading.Thread(target=call, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert right == [True] * 480
    assert running.bell.calls == 480
    assert len(running.client._idle) <= 16


def test_a_stopped_server_leaves_no_socket_behind(folder: Path) -> None:
    running = Running(folder)
    assert running.path.exists()
    running.stop()
    assert not running.path.exists()


def test_a_stale_socket_is_replaced(folder: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(folder / "s.sock"))
    left.close()
    running = Running(folder)
    assert running.client.call("echo", {})["body"] == {}
    running.stop()
