"""Reads a server's stream: one JSON object a line (OpenAI's chat completion chunks).

As server-sent events have it (WHATWG HTML, 9.2), of which servers use `data` alone and
put each object on one line. Anything else is an `EngineError`, without its text.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from appliance.errors import EngineError

_MAX_TOKENS = 1 << 31
_ENDS = ("stop", "length")
# Numbers of a server's arithmetic may lie this much above 0.
_ROUNDING = 0.001


@dataclass(frozen=True, slots=True)
class ToldToken:
    """One token as the server tells of it.

    Args:
        text: Its own text; what is shown of it is the chunk's.
        logprob: Natural log of its probability, at most 0.
        alternatives: The likeliest at this place.
    """

    text: str
    logprob: float
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one line tells.

    Args:
        text: Text that was written.
        tokens: The tokens it is about.
        finish: "stop" or "length" at the end, else "".
        prompt_tokens: How many tokens were read, where the line tells.
        last: Nothing more comes.
    """

    text: str = ""
    tokens: tuple[ToldToken, ...] = ()
    finish: str = ""
    prompt_tokens: int | None = None
    last: bool = False


def read_line(line: bytes) -> Chunk:
    """Read one line of a stream.

    Raises:
        EngineError: It is not what the protocol says, or tells of an error.
    """
    line = line.strip(b"\r\n")
    if not line or line.startswith(b":"):
        return Chunk()
    if not line.startswith(b"data:"):
        raise EngineError("the server's stream holds something else than data")
    data = line.removeprefix(b"data:").strip()
    if data == b"[DONE]":
        return Chunk(last=True)
    try:
        raw = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise EngineError("the server's stream holds what is not JSON") from None
    if not isinstance(raw, dict) or "error" in raw:
        raise EngineError("the server told of an error in the middle of its answer")
    choices = _list(raw.get("choices"))
    if len(choices) > 1:
        raise EngineError(f"the server wrote {len(choices)} answers at once")
    told = _choice(_object(choices[0])) if choices else Chunk()
    return Chunk(told.text, told.tokens, told.finish, _prompt_tokens(raw))


def _choice(raw: Mapping[str, Any]) -> Chunk:
    text = _object(raw.get("delta")).get("content")
    finish = raw.get("finish_reason")
    if text is not None and not isinstance(text, str):
        raise EngineError("the server's text is not text")
    if finish is not None and finish not in _ENDS:
        raise EngineError("the server ended its answer for an unknown reason")
    listed = _list(_object(raw.get("logprobs")).get("content"))
    return Chunk(text or "", tuple(_told_token(item) for item in listed), finish or "")


def _told_token(item: object) -> ToldToken:
    raw = _object(item)
    pairs = [_object(other) for other in _list(raw.get("top_logprobs"))]
    return ToldToken(
        _text(raw.get("token")),
        _logprob(raw.get("logprob")),
        tuple((_text(p.get("token")), _logprob(p.get("logprob"))) for p in pairs),
    )


def _prompt_tokens(raw: Mapping[str, Any]) -> int | None:
    count = _object(raw.get("usage")).get("prompt_tokens")
    if count is not None and (type(count) is not int or not 0 <= count < _MAX_TOKENS):
        raise EngineError("the server counts tokens in something else than numbers")
    return count


def _object(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise EngineError("the server's stream does not have the form of an answer")
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise EngineError("the server's stream does not have the form of an answer")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise EngineError("the server's tokens are not text")
    return value


def _logprob(value: object) -> float:
    match value:
        case bool():
            pass
        case int() | float() if math.isfinite(value) and value <= _ROUNDING:
            return min(float(value), 0.0)
    raise EngineError("a log-probability of the server is none")
