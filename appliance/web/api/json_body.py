"""A program's request as JSON (RFC 8259), read strictly and once.

Every fault is told as OpenAI's interface tells it: a sentence, the field, a code. Sizes
are bounded before this is asked; how deep it is nested Python's own parser bounds.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from appliance.errors import MalformedCallError

_SHOWN_CHARS = 64


def read_object(raw: bytes) -> dict[str, Any]:
    """Read the body of a request.

    Raises:
        MalformedCallError: It is no JSON object in UTF-8.
    """
    try:
        parsed = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise MalformedCallError(
            "invalid_json", "The body could not be read as JSON in UTF-8."
        ) from None
    if not isinstance(parsed, dict):
        raise MalformedCallError("invalid_json", "The body is not a JSON object.")
    return parsed


def check_known(given: Mapping[str, Any], known: Collection[str], where: str) -> None:
    """Check that an object has no other fields than these.

    Raises:
        MalformedCallError: It has; the first is named.
    """
    for name in given:
        if name not in known:
            param = f"{where}{name}"
            raise MalformedCallError(
                "unknown_parameter", f"Unknown parameter: '{shown(param)}'.", param
            )


def typed(given: Mapping[str, Any], name: str, kind: type, where: str = "") -> Any:
    """Read one field that may be missing or null; exactly of a type.

    Raises:
        MalformedCallError: It is of another type.
    """
    value = given.get(name)
    if value is None or type(value) is kind:
        return value
    words = {str: "a string", bool: "a boolean", int: "an integer", dict: "an object"}
    raise MalformedCallError(
        "invalid_type",
        f"Invalid type for '{where}{name}': expected {words.get(kind, 'an array')}.",
        where + name,
    )


def unsupported(name: str, sentence: str = "") -> MalformedCallError:
    """Say that a field is known to the interface and not to be had here."""
    told = f"Unsupported parameter: '{name}' is not supported here. {sentence}".strip()
    return MalformedCallError("unsupported_parameter", told, name)


def unsupported_value(name: str, sentence: str) -> MalformedCallError:
    """Say that a field may not have the value that it has."""
    told = f"Unsupported value for '{name}'. {sentence}"
    return MalformedCallError("unsupported_value", told, name)


def shown(text: str) -> str:
    """Cut and clean what was sent, so that it can stand in a sentence about it."""
    clean = "".join(c if c.isprintable() else "?" for c in text[:_SHOWN_CHARS])
    return clean.encode("utf-8", "replace").decode()


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("JSON knows no NaN and no Infinity")
