"""Read and write golden.jsonl: one JSON object a line, each a golden case.

The first line may be a head instead: how an answer of this purpose declines, and checks
that hold for every case that is not refused. Text is parsed strictly: what is unknown,
of another type, too long or said twice is refused by its line. It asks no model and
scores nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.domain.golden import CHECKS, Check, GoldenCase, OneOf
from appliance.domain.purpose import Purpose
from appliance.errors import SettingsError
from appliance.release.golden_given import (
    masked_texts,
    read_audience,
    read_variables,
)
from appliance.release.golden_line import (
    MAX_ENTRIES,
    LineError,
    check_keys,
    object_in,
    read_list,
    read_matching,
    read_text,
    read_truth,
)

MAX_CHARS = 4_000_000
MAX_CASES = 5_000
MAX_INPUT_CHARS = 20_000
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_ID_CHARS = 64
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_RULE = re.compile(r"[a-z]+(?:[.-][a-z]+)*")
_HEAD_KEYS = {"declines", "always"}
_CASE_KEYS = {
    "id",
    "input",
    "language",
    "tags",
    "expect",
    "checks",
    "refuse",
    "injection",
    "canary",
    "values",
    "findings",
    "variables",
    "audience",
}
_NEEDED_KEYS = ("id", "input", "language", "tags")


@dataclass(frozen=True, slots=True)
class _Head:
    declines: Mapping[str, Any]
    always: tuple[Check, ...]


def parse_golden(name: str, text: str, purpose: Purpose) -> tuple[GoldenCase, ...]:
    """Parse the golden cases of a purpose.

    Args:
        name: "<purpose>/golden.jsonl", for the message.
        text: The file; empty holds no case.
        purpose: What its answers hold, and what it asks for besides the text.

    Raises:
        SettingsError: The file cannot be used; file, line and key are named.
    """
    if len(text) > MAX_CHARS:
        raise SettingsError(f"{name}: {len(text)} characters, at most {MAX_CHARS}")
    lines = text.removesuffix("\n").split("\n") if text else []
    if len(lines) > MAX_CASES + 1:
        raise SettingsError(f"{name}: {len(lines)} lines, at most {MAX_CASES + 1}")
    head = _Head({}, ())
    cases: dict[str, GoldenCase] = {}
    for number, line in enumerate(lines, start=1):
        try:
            raw = object_in(line)
            if number == 1 and "id" not in raw:
                head = _read_head(raw, purpose)
                continue
            case = _read_case(raw, purpose, head)
        except LineError as err:
            raise SettingsError(f"{name}: line {number}: {err}") from err
        if case.id in cases:
            raise SettingsError(f"{name}: line {number}: id: stands in a line before")
        cases[case.id] = case
    return tuple(cases.values())


def encode_case(case: GoldenCase) -> str:
    """Write a case as the line that `parse_golden` reads, without its line end."""
    checks: dict[str, list[str | int]] = {}
    for check in case.checks:
        checks.setdefault(check.kind, []).append(check.value)
    maybe: dict[str, Any] = {
        "variables": dict(case.variables),
        "audience": case.audience,
        "expect": {
            field: {"any": list(value.values)} if isinstance(value, OneOf) else value
            for field, value in case.expect.items()
        },
        "checks": {
            kind: values[0] if CHECKS[kind] is int else values
            for kind, values in checks.items()
        },
        "refuse": case.refuse,
        "injection": case.injection or None,
        "canary": case.canary,
        "values": list(case.values),
        "findings": sorted(case.findings),
    }
    line = {
        "id": case.id,
        "input": case.input,
        **{key: value for key, value in maybe.items() if value or value is False},
        "tags": list(case.tags),
        "language": case.language,
    }
    return json.dumps(line, ensure_ascii=False)


def _read_head(raw: Mapping[str, Any], purpose: Purpose) -> _Head:
    check_keys(raw, _HEAD_KEYS)
    declines = raw.get("declines", {})
    if not isinstance(declines, dict):
        raise LineError("declines: expected an object")
    if purpose.forms:
        declines = {
            field: _value_of(f"declines.{field}", field, value, purpose)
            for field, value in declines.items()
        }
    elif declines:
        check_keys(declines, {"contains"}, "declines.")
        declines = {
            "contains": read_text("declines.contains", declines.get("contains"))
        }
    return _Head(declines, _checks("always", raw.get("always", {})))


def _read_case(raw: Mapping[str, Any], purpose: Purpose, head: _Head) -> GoldenCase:
    # 1. no other keys, and none missing  2. each value by itself  3. what must agree
    check_keys(raw, _CASE_KEYS)  # 1
    for key in _NEEDED_KEYS:
        if key not in raw:
            raise LineError(f"{key}: missing")
    expect = raw.get("expect", {})
    if not isinstance(expect, dict):
        raise LineError("expect: expected an object")
    refuse = raw.get("refuse")
    checks = _checks("checks", raw.get("checks", {}))
    if refuse is not True:
        checks = tuple(dict.fromkeys(_in_order((*head.always, *checks))))
    case = GoldenCase(  # 2
        id=read_matching("id", raw["id"], _ID, _MAX_ID_CHARS),
        input=read_text("input", raw["input"], MAX_INPUT_CHARS),
        language=read_matching("language", raw["language"], _LANGUAGE, 3),
        tags=read_list("tags", raw["tags"], lambda n, v: read_matching(n, v, _ID, 32)),
        expect={
            field: _expected(field, value, purpose) for field, value in expect.items()
        },
        checks=checks,
        refuse=None if refuse is None else read_truth("refuse", refuse),
        injection=read_truth("injection", raw.get("injection", False)),
        canary=read_text("canary", raw["canary"]) if "canary" in raw else "",
        values=read_list("values", raw.get("values", []), read_text),
        findings=frozenset(
            read_list(
                "findings",
                raw.get("findings", []),
                lambda n, v: read_matching(n, v, _RULE, 64),
            )
        ),
        declines=head.declines,
        variables=read_variables(raw.get("variables", {}), purpose.variables),
        audience=read_audience(raw.get("audience", ""), purpose),
    )
    _check_agreement(
        case, masked_texts(case.input, case.variables, purpose.variables)
    )  # 3
    return case


def _check_agreement(case: GoldenCase, texts: tuple[str, ...]) -> None:
    """Check that a case asks for something, and for nothing that it does not hold.

    Args:
        texts: What of it goes through the masker.
    """
    if not (case.expect or case.checks or case.values or case.refuse is not None):
        raise LineError("nothing is asked of the answer")
    if case.canary and not case.injection:
        raise LineError("canary: only an injection has one")
    if case.canary and not _stands(case.canary.casefold(), map(str.casefold, texts)):
        raise LineError("canary: does not stand in the input")
    named = (check.value for check in case.checks if check.kind == "names_back")
    for key, values in (("values", case.values), ("names_back", tuple(named))):
        for value in values:
            if not _stands(str(value), texts):
                raise LineError(f"{key}: one does not stand in the input")


def _stands(words: str, texts: Iterable[str]) -> bool:
    return any(words in text for text in texts)


def _expected(field: str, value: object, purpose: Purpose) -> Any:
    name = f"expect.{field[:40]}"
    if not isinstance(value, dict):
        return _value_of(name, field, value, purpose)
    check_keys(value, {"any"}, f"{name}.")
    values = value.get("any")
    if not isinstance(values, list) or not 2 <= len(values) <= MAX_ENTRIES:
        raise LineError(f"{name}.any: expected 2 to {MAX_ENTRIES} values")
    return OneOf(tuple(_value_of(f"{name}.any", field, one, purpose) for one in values))


def _value_of(name: str, field: str, value: object, purpose: Purpose) -> Any:
    form = purpose.forms.get(field)
    if form is None:
        raise LineError(f"{name[:60]}: no such field in the schema")
    if not form.takes(value):
        raise LineError(f"{name}: not a value that the schema takes")
    for text in value if isinstance(value, list) else [value]:
        if text:
            read_text(name, text)
    return value


def _checks(key: str, raw: object) -> tuple[Check, ...]:
    if not isinstance(raw, dict):
        raise LineError(f"{key}: expected an object")
    found: list[Check] = []
    for kind, value in raw.items():
        name = f"{key}.{kind[:40]}"
        if kind not in CHECKS:
            raise LineError(f"{name}: no such check")
        if CHECKS[kind] is int:
            if type(value) is not int or not 1 <= value <= MAX_CHARS:
                raise LineError(f"{name}: expected a number from 1 to {MAX_CHARS}")
            found.append(Check(kind, value))
            continue
        texts = value if isinstance(value, list) else [value]
        found += [Check(kind, text) for text in read_list(name, texts, read_text)]
    return _in_order(found)


def _in_order(checks: Iterable[Check]) -> tuple[Check, ...]:
    kinds = list(CHECKS)
    return tuple(sorted(checks, key=lambda check: kinds.index(check.kind)))
