"""One frame: four bytes of big-endian length, then that many bytes of JSON object.

Bounded, so a peer cannot make this process allocate at will. Not a general RPC:
no pickling, no references, no compression.
"""

import socket
import struct
from collections.abc import Mapping
from typing import Any

import orjson

from appliance.errors import WireError

MAX_FRAME_BYTES = 16 * 1024 * 1024
_HEADER = struct.Struct(">I")


class CutShortError(WireError):
    """The peer went away in the middle of a frame."""


def send_frame(sock: socket.socket, body: Mapping[str, Any]) -> None:
    """Send one object.

    Raises:
        WireError: The object is larger than `MAX_FRAME_BYTES` or not JSON.
        OSError: The peer is gone.
    """
    try:
        payload = orjson.dumps(body)
    except TypeError as err:
        raise WireError("a frame holds a value that JSON does not know") from err
    if len(payload) > MAX_FRAME_BYTES:
        raise WireError(f"frame of {len(payload)} bytes, at most {MAX_FRAME_BYTES}")
    sock.sendall(_HEADER.pack(len(payload)) + payload)


def receive_frame(sock: socket.socket) -> dict[str, Any] | None:
    """Receive one object, or None when the peer closed between two frames.

    Raises:
        CutShortError: The peer went away in the middle of it.
        WireError: The frame is too large or not a JSON object.
        OSError: The socket failed or its time-out passed.
    """
    header = _receive_exactly(sock, _HEADER.size)
    if header is None:
        return None
    (length,) = _HEADER.unpack(header)
    if length > MAX_FRAME_BYTES:
        raise WireError(f"frame of {length} bytes, at most {MAX_FRAME_BYTES}")
    payload = _receive_exactly(sock, length)
    if payload is None:
        raise CutShortError(f"frame cut short: 0 of {length} bytes came")
    try:
        body = orjson.loads(payload)
    except orjson.JSONDecodeError as err:
        raise WireError(f"frame of {length} bytes is not JSON") from err
    if not isinstance(body, dict):
        raise WireError(f"frame holds {type(body).__name__}, expected an object")
    return body


def _receive_exactly(sock: socket.socket, length: int) -> bytes | None:
    parts: list[bytes] = []
    missing = length
    while missing:
        part = sock.recv(min(missing, 1 << 20))
        if not part:
            if missing == length:
                return None
            raise CutShortError(
                f"frame cut short: {length - missing} of {length} bytes"
            )
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
