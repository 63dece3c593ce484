"""Reads the values of JSON objects that came over the engine's socket, strictly."""

import re
from collections.abc import Mapping
from typing import Any

from appliance.errors import WireError

Json = dict[str, Any]

_SHA256 = re.compile(r"[0-9a-f]{64}")


def object_of(value: object, name: str) -> Json:
    """Read an object.

    Raises:
        WireError: It is none.
    """
    if not isinstance(value, dict):
        raise WireError(f"{name}: expected an object")
    return value


def list_of(raw: Mapping[str, Any], name: str) -> list[Any]:
    """Read a list.

    Raises:
        WireError: It is none.
    """
    value = raw.get(name)
    if not isinstance(value, list):
        raise WireError(f"{name}: expected a list")
    return value


def text_of(raw: Mapping[str, Any], name: str) -> str:
    """Read a text.

    Raises:
        WireError: It is none.
    """
    value = raw.get(name)
    if not isinstance(value, str):
        raise WireError(f"{name}: expected text")
    return value


def digest_of(raw: Mapping[str, Any], name: str) -> str:
    """Read a SHA-256 in hex.

    Raises:
        WireError: It is none.
    """
    value = text_of(raw, name)
    if _SHA256.fullmatch(value) is None:
        raise WireError(f"{name}: expected 64 hex digits")
    return value


def number_of(raw: Mapping[str, Any], name: str) -> float:
    """Read a number.

    Raises:
        WireError: It is none.
    """
    value = raw.get(name)
    if type(value) not in {int, float}:
        raise WireError(f"{name}: expected a number")
    return float(raw[name])


def between(raw: Mapping[str, Any], name: str, low: float, high: float) -> float:
    """Read a number within limits.

    Raises:
        WireError: It is none.
    """
    value = number_of(raw, name)
    if not low <= value <= high:
        raise WireError(f"{name}: expected {low:g} to {high:g}")
    return value


def whole_of(raw: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """Read a whole number within limits.

    Raises:
        WireError: It is none.
    """
    value = raw.get(name)
    if type(value) is not int or not low <= value <= high:
        raise WireError(f"{name}: expected a whole number from {low} to {high}")
    return value


def yes_of(raw: Mapping[str, Any], name: str) -> bool:
    """Read a yes or no.

    Raises:
        WireError: It is neither.
    """
    value = raw.get(name)
    if not isinstance(value, bool):
        raise WireError(f"{name}: expected true or false")
    return value
