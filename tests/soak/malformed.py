"""Messages that are none: torn frames, wrong JSON, requests with one thing changed."""

import json
import random
import socket
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_VERBS = ("generate", "cancel", "health", "describe", "figures", "score", "load", "")
_ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1 << 70,
    1.5,
    "",
    "x" * 3000,
    "\u0000\ud7ff",
    [],
    [[[[]]]],
    {},
    {"text": "Write to j.doe@mail.example"},
)
# A reply, or the end of the connection, comes within this time.
_REPLY_S = 60.0


# Per verb a body that would be answered.
Good = Mapping[str, dict[str, Any]]


def send_malformed(path: Path, good: Good, count: int, *, seed: int) -> int:
    """Send so many of them to a unit's socket.

    Returns:
        How many were answered; the unit hung up on the others.
    """
    return sum(_send(path, raw) for raw in _messages(good, count, random.Random(seed)))


def _messages(good: Good, count: int, chance: random.Random) -> Iterator[bytes]:
    makers = (_noise, _torn, _too_long, _no_object, _odd_verb, _changed)
    for _ in range(count):
        yield chance.choice(makers)(good, chance)


def _frame(payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + payload


def _noise(_: Good, chance: random.Random) -> bytes:
    return _frame(chance.randbytes(chance.randrange(200)))


def _torn(good: Good, chance: random.Random) -> bytes:
    verb = chance.choice(sorted(good))
    whole = _frame(json.dumps({"verb": verb, "body": good[verb]}).encode())
    return whole[: chance.randrange(len(whole))]


def _too_long(_: Good, chance: random.Random) -> bytes:
    return struct.pack(">I", chance.randrange(1 << 25, 1 << 32)) + b"{"


def _no_object(_: Good, chance: random.Random) -> bytes:
    return _frame(json.dumps(chance.choice(_ODD)).encode())


def _odd_verb(_: Good, chance: random.Random) -> bytes:
    message = {"verb": chance.choice(_VERBS), "body": chance.choice(_ODD)}
    return _frame(json.dumps(message).encode())


def _changed(good: Good, chance: random.Random) -> bytes:
    """Put something odd into some place of a good request."""
    verb = chance.choice(sorted(good))
    body = json.loads(json.dumps(good[verb]))
    at: Any = body
    while True:
        key = chance.choice(sorted(at) if isinstance(at, dict) else range(len(at)))
        deeper = isinstance(at[key], dict | list) and at[key] and chance.random() < 0.7
        if not deeper:
            break
        at = at[key]
    if isinstance(at, dict) and chance.random() < 0.3:
        del at[key]
    else:
        at[key] = chance.choice(_ODD)
    return _frame(json.dumps({"verb": verb, "body": body}).encode())


def _send(path: Path, raw: bytes) -> bool:
    """Send bytes and read until the unit has said its last word."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(_REPLY_S)
        sock.connect(str(path))
        try:
            sock.sendall(raw)
            sock.shutdown(socket.SHUT_WR)
            answered = False
            while sock.recv(1 << 16):
                answered = True
        except (BrokenPipeError, ConnectionResetError):
            return False
    return answered
