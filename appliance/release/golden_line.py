"""One line of golden.jsonl as JSON, and the types of what stands in it.

Whatever is wrong is named by its key, never by its text. It knows no case; golden.py
does.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from appliance.domain.text import first_unreadable

MAX_VALUE_CHARS = 1_000
# Of one list: tags, values, findings, texts of a check, right values of a field.
MAX_ENTRIES = 32


class LineError(Exception):
    """What is wrong with a line; holds names of keys and no text of it."""


def object_in(line: str) -> dict[str, Any]:
    """Read the one JSON object of a line, strictly.

    Raises:
        LineError: It is none, or a key stands twice in it.
    """
    try:
        raw = json.loads(line, object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError) as err:
        # The parser's own words may quote the line.
        raise LineError("not a JSON object") from err
    if not isinstance(raw, dict):
        raise LineError("not a JSON object")
    return raw


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise LineError("a key stands twice")
    return read


def _no_number(_: str) -> NoReturn:
    raise LineError("NaN and Infinity are no values")


def check_keys(raw: Mapping[str, Any], known: Iterable[str], prefix: str = "") -> None:
    """Check that an object has only these keys.

    Raises:
        LineError: It has another.
    """
    for key in raw:
        if key not in known:
            raise LineError(f"{prefix}{key[:40]!r}: no such key")


def read_list(
    name: str, value: object, read: Callable[[str, object], str]
) -> tuple[str, ...]:
    """Read a list of different texts.

    Raises:
        LineError: It is none, is too long, or says the same twice.
    """
    if not isinstance(value, list) or len(value) > MAX_ENTRIES:
        raise LineError(f"{name}: expected a list of at most {MAX_ENTRIES} texts")
    texts = tuple(read(name, one) for one in value)
    if len(set(texts)) < len(texts):
        raise LineError(f"{name}: the same entry twice")
    return texts


def read_text(name: str, value: object, most: int = MAX_VALUE_CHARS) -> str:
    """Read a text that can be shown, masked and restored exactly.

    Raises:
        LineError: It is none, is empty or too long, or cannot be read.
    """
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise LineError(f"{name}: expected a text of 1 to {most} characters")
    if first_unreadable(value) is not None:
        raise LineError(f"{name}: holds a character that cannot be read")
    return value


def read_matching(name: str, value: object, form: re.Pattern[str], most: int) -> str:
    """Read a text of a fixed form.

    Raises:
        LineError: It has another.
    """
    text = read_text(name, value, most)
    if form.fullmatch(text) is None:
        raise LineError(f"{name}: expected the form {form.pattern}")
    return text


def read_truth(name: str, value: object) -> bool:
    """Read true or false.

    Raises:
        LineError: It is neither.
    """
    if not isinstance(value, bool):
        raise LineError(f"{name}: expected true or false")
    return value
