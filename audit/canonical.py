"""The one way a value of the log becomes bytes (JCS, RFC 8785, without its traps).

The profile is the part of JSON on which RFC 8785 encoders cannot disagree: ASCII keys,
strings of Unicode scalar values, integers up to 2^53 - 1, no floats. A line is read
only if writing it again gives the same bytes, so a duplicate key, a space or another
spelling of a number is refused. It does not know what a record is.

orjson is used where it is installed; the standard library gives the same bytes.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from audit.errors import MalformedError

MAX_LINE_BYTES = 262_144
MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1  # RFC 8785 section 3.2.2.3: what a double holds exactly


def encode(value: object) -> bytes:
    """Write a value as its only accepted bytes.

    Raises:
        MalformedError: The value is outside the profile, or longer than
            `MAX_LINE_BYTES`; the message names the rule, never the value.
    """
    check_profile(value)
    line = _dumps(value)
    if len(line) > MAX_LINE_BYTES:
        raise MalformedError(
            f"a value of {len(line)} bytes, at most {MAX_LINE_BYTES} are allowed"
        )
    return line


def decode(line: bytes) -> Any:
    """Read a value from its only accepted bytes, without the newline.

    Raises:
        MalformedError: The bytes are too long, not UTF-8, not JSON, outside the
            profile, or not the canonical spelling of the value they hold.
    """
    if len(line) > MAX_LINE_BYTES:
        raise MalformedError(f"longer than {MAX_LINE_BYTES} bytes")
    try:
        value = _loads(line)
    except UnicodeDecodeError as err:
        raise MalformedError(f"not UTF-8 at byte {err.start}") from err
    except (ValueError, RecursionError) as err:
        raise MalformedError(_why_not_json(line)) from err
    check_profile(value)
    if _dumps(value) != line:
        raise MalformedError(_why_not_canonical(line))
    return value


def check_profile(value: object) -> None:
    """Check that a value uses only what every canonical encoder writes alike.

    Raises:
        MalformedError: A float, an integer beyond 2^53 - 1, a lone surrogate, a key
            that is not an ASCII string, another type, or too much nesting.
    """
    pending: list[tuple[Iterable[Any], int]] = [((value,), 0)]
    while pending:
        items, depth = pending.pop()
        for item in items:
            if depth > MAX_DEPTH:
                raise MalformedError(f"nested more than {MAX_DEPTH} deep")
            kind = type(item)  # exactly these types: a subclass may encode differently
            if kind is dict:
                _check_keys(item)
                pending.append((item.values(), depth + 1))
            elif kind is list:
                pending.append((item, depth + 1))
            elif kind is str:
                if not item.isascii():
                    _check_text(item)
            else:
                _check_scalar(item)


def _check_scalar(item: Any) -> None:
    kind = type(item)
    if kind is int:
        if not -MAX_INTEGER <= item <= MAX_INTEGER:
            raise MalformedError("an integer is beyond 2^53 - 1")
    elif item is not None and kind is not bool:
        raise MalformedError(f"a {kind.__name__} is not allowed")


def _check_keys(item: dict[Any, Any]) -> None:
    for key in item:
        if type(key) is not str or not key.isascii():
            raise MalformedError("a key is not an ASCII string")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise MalformedError("a string holds a lone surrogate") from err


def _dumps_stdlib(value: object) -> bytes:
    # Keys are ASCII, so by code point is by UTF-16 unit (RFC 8785, 3.2.3).
    return json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def _loads_stdlib(line: bytes) -> Any:
    return json.loads(line.decode())


_dumps: Callable[[object], bytes]
_loads: Callable[[bytes], Any]

try:
    import orjson
except ImportError:  # an auditor needs only Python
    _dumps, _loads = _dumps_stdlib, _loads_stdlib
else:

    def _dumps_orjson(value: object) -> bytes:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)

    def _loads_orjson(line: bytes) -> Any:
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError:
            line.decode()  # says which byte, when the text itself is broken
            raise

    _dumps, _loads = _dumps_orjson, _loads_orjson


def _why_not_json(line: bytes) -> str:
    try:
        check_profile(_loads_stdlib(line))
    except json.JSONDecodeError as err:
        return f"not JSON at character {err.pos}"
    except RecursionError:
        return f"nested more than {MAX_DEPTH} deep"
    except MalformedError as err:
        return str(err)
    except ValueError:
        return "a number is too long"
    return "not JSON"


def _why_not_canonical(line: bytes) -> str:
    twice = False

    def note_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice = twice or len(found) != len(pairs)
        return found

    json.loads(line.decode(), object_pairs_hook=note_duplicates)
    if twice:
        return "an object has the same key twice"
    return "not the canonical spelling (key order, spaces, escapes or number form)"
