import json
import socket
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import WireError
from appliance.wire.frame import (
    MAX_FRAME_BYTES,
    CutShortError,
    receive_frame,
    send_frame,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    left, right = socket.socketpair()
    left.settimeout(5)
    right.settimeout(5)
    with left, right:
        yield left, right


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=4)
)
def test_a_frame_arrives_as_it_was_sent(body: dict[str, object]) -> None:
    left, right = socket.socketpair()
    with left, right:
        send_frame(left, body)
        assert receive_frame(right) == body


def test_frames_arrive_one_by_one_and_then_the_end(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    left, right = pair
    for number in range(3):
        send_frame(left, {"n": number})
    left.close()
    assert [receive_frame(right) for _ in range(4)] == [
        {"n": 0},
        {"n": 1},
        {"n": 2},
        None,
    ]


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_frame_cut_short_is_named_so(
    pair: tuple[socket.socket, socket.socket], cut: int
) -> None:
    left, right = pair
    left.sendall((struct.pack(">I", 8) + b'{"a": 1}')[:cut])
    left.close()
    with pytest.raises(CutShortError, match="cut short"):
        receive_frame(right)


BAD = {
    "not JSON": b"{",
    "NaN": b'{"a": NaN}',
    "not UTF-8": b'{"a": "\xff"}',
    "half a surrogate pair": b'{"a": "\\ud800"}',
    "a list": b"[1]",
    "a string": b'"x"',
    "null": b"null",
    "two objects": b"{}{}",
    "too deep": b"[" * 100_000,
    "empty": b"",
}


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_frame_is_an_error_without_its_content(
    pair: tuple[socket.socket, socket.socket], name: str
) -> None:
    left, right = pair
    left.sendall(struct.pack(">I", len(BAD[name])) + BAD[name])
    left.close()
    with pytest.raises(WireError) as caught:
        receive_frame(right)
    assert "{" not in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_an_end_or_a_wire_error(raw: bytes) -> None:
    left, right = socket.socketpair()
    right.settimeout(5)
    with left, right:
        left.sendall(raw)
        left.shutdown(socket.SHUT_WR)
        try:
            while (frame := receive_frame(right)) is not None:
                assert isinstance(frame, dict)
        except WireError:
            pass


def test_a_huge_length_is_refused_before_anything_is_read(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    left, right = pair
    left.sendall(struct.pack(">I", MAX_FRAME_BYTES + 1))
    with pytest.raises(WireError, match=f"at most {MAX_FRAME_BYTES}"):
        receive_frame(right)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"a": "x" * MAX_FRAME_BYTES}, "at most"),
        ({"a": object()}, "JSON does not know"),
        ({"a": "\ud800"}, "JSON does not know"),
        ({"a": 2**64}, "JSON does not know"),
    ],
    ids=["too large", "an object", "half a surrogate pair", "a huge number"],
)
def test_what_cannot_be_a_frame_is_not_sent(
    pair: tuple[socket.socket, socket.socket], body: dict[str, object], said: str
) -> None:
    left, right = pair
    with pytest.raises(WireError, match=said):
        send_frame(left, body)
    left.close()
    assert receive_frame(right) is None


def test_a_frame_is_its_length_and_its_json(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    left, right = pair
    send_frame(left, {"verb": "health", "body": {}})
    raw = right.recv(100)
    assert struct.unpack(">I", raw[:4]) == (len(raw) - 4,)
    assert json.loads(raw[4:]) == {"verb": "health", "body": {}}
