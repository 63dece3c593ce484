"""Reads the JSON of a model folder strictly, within limits of size, depth and count.

JSON as Python reads it takes what no honest writer makes: keys that stand twice, of
which one reader takes the first and another the last, NaN, and numbers of a million
digits. All that is refused (RFC 8259, section 4, on repeated names).
"""

import json
from pathlib import Path
from typing import Any, NoReturn

from appliance.errors import SettingsError

MAX_JSON_BYTES = 4_000_000
# The vocabulary and its merges: Gemma's are 33 MB, the largest in use.
MAX_TOKENIZER_BYTES = 40_000_000
# An index names each tensor once: 37,000 in a mixture of 128 experts.
MAX_INDEX_BYTES = 32_000_000
MAX_DEPTH = 12
# Values in one file, and in what is no value a comma or bracket. Gemma's tokenizer has
# two million. An empty list takes a byte to write and fifty to hold.
MAX_VALUES = 4_000_000
_LIMITS = {
    "tokenizer.json": MAX_TOKENIZER_BYTES,
    "vocab.json": MAX_TOKENIZER_BYTES,
    "model.safetensors.index.json": MAX_INDEX_BYTES,
}


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object of a model folder.

    Raises:
        SettingsError: It is too large, too deep, ambiguous or not a JSON object.
    """
    limit = _LIMITS.get(path.name, MAX_JSON_BYTES)
    try:
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as err:
        raise SettingsError(f"{path.name}: {err.strerror}") from err
    if len(raw) > limit:
        raise SettingsError(f"{path.name}: over {limit} bytes")
    return parse_json(path.name, raw)


def parse_json(name: str, raw: bytes) -> dict[str, Any]:
    """Parse the bytes of a JSON object.

    Args:
        name: What the message calls it.

    Raises:
        SettingsError: It is too much, too deep, ambiguous or not a JSON object.
    """
    if sum(map(raw.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise SettingsError(f"{name}: over {MAX_VALUES} values")
    try:
        parsed = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_no_repeats,
            parse_constant=_no_constant,
        )
    except _RefusedError as err:
        raise SettingsError(f"{name}: {err}") from err
    except (ValueError, RecursionError) as err:
        raise SettingsError(f"{name}: not JSON") from err
    if not isinstance(parsed, dict):
        raise SettingsError(f"{name}: not a JSON object")
    if _is_deeper(parsed, MAX_DEPTH):
        raise SettingsError(f"{name}: nested deeper than {MAX_DEPTH} levels")
    return parsed


class _RefusedError(Exception):
    """What is JSON to Python and not to this product."""


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise _RefusedError(f"{name} is no number")


def _is_deeper(value: object, most: int) -> bool:
    """Tell whether objects and lists stand in each other more than so many times."""
    level: list[object] = [value]
    for _ in range(most):
        level = [
            inner
            for outer in level
            for inner in (
                outer.values()
                if isinstance(outer, dict)
                else outer
                if isinstance(outer, list)
                else ()
            )
            if isinstance(inner, dict | list)
        ]
    return bool(level)
