"""What a detector child says, when it is not what one says: the text fails."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.finding import Sighting, Where
from appliance.errors import DetectionError
from appliance.masker.lanes import Child, ChildSetup, Lane, read_seen
from appliance.wire.frame import receive_frame, send_frame

Answer = Callable[[socket.socket], None]


def asked(answer: Answer, heard: list[int]) -> dict[str, object]:
    """Ask a child that answers so; what it told of its progress is in `heard`."""
    ours, theirs = socket.socketpair()
    child = object.__new__(Child)
    child.setup = ChildSetup(Path(), (), None)
    lane = Lane(child, ours, is_long=False)

    def reply() -> None:
        assert receive_frame(theirs) == {"text": "t"}
        answer(theirs)
        theirs.close()

    with ours:
        thread = threading.Thread(target=reply)
        thread.start()
        try:
            return lane.ask({"text": "t"}, 5.0, heard.append)
        finally:
            thread.join()


def test_progress_is_told_as_it_comes_and_the_answer_ends_it() -> None:
    def answer(sock: socket.socket) -> None:
        for done in (200, 750):
            send_frame(sock, {"done": done})
        send_frame(sock, {"spans": []})

    heard: list[int] = []
    assert asked(answer, heard) == {"spans": []}
    assert heard == [200, 750]


@pytest.mark.parametrize("done", [0, -1, 1001, 10**9, True, 1.5, "200", None, [200]])
def test_progress_that_cannot_be_fails_the_text(done: object) -> None:
    with pytest.raises(DetectionError, match="says what cannot be"):
        asked(lambda sock: send_frame(sock, {"done": done}), [])


def test_progress_that_does_not_grow_fails_the_text() -> None:
    def answer(sock: socket.socket) -> None:
        send_frame(sock, {"done": 300})
        send_frame(sock, {"done": 300})

    with pytest.raises(DetectionError, match="says what cannot be"):
        asked(answer, [])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x04nope",
        b"\x00\x00\x00\x10{",
    ],
)
def test_bytes_that_are_no_answer_fail_the_text(raw: bytes) -> None:
    with pytest.raises(DetectionError, match="child"):
        asked(lambda sock: sock.sendall(raw), [])


def test_an_end_in_the_middle_of_a_text_fails_it() -> None:
    heard: list[int] = []
    with pytest.raises(DetectionError, match="ended"):
        asked(lambda sock: send_frame(sock, {"done": 100}), heard)
    assert heard == [100]


def test_what_was_seen_in_each_text_is_read() -> None:
    answer = {"seen": [[["injection.likely", 990, [0, 4]]], []]}
    assert read_seen(answer, [9, 2]) == (
        (Sighting("injection.likely", Where.INPUT, 990, (0, 4)),),
        (),
    )


@pytest.mark.parametrize(
    "seen",
    [
        None,
        [],
        [[], []],
        [[["injection.likely", 990]]],
        [[["no.rule", 990, [0, 4]]]],
        [[["injection.likely", 1001, [0, 4]]]],
        [[["injection.likely", "high", [0, 4]]]],
        [[["injection.likely", 990, [0, 10]]]],
        [[["injection.likely", 990, [5, 4]]]],
        [[["injection.likely", 990, None]]],
        [[["injection.likely", 990, ["0", "4"]]]],
    ],
)
def test_what_nobody_can_have_seen_fails_the_text(seen: object) -> None:
    with pytest.raises(DetectionError):
        read_seen({"seen": seen}, [9])
