"""Whether every answer of a purpose fits the schema that a program asks for.

An answer has the form that its purpose was signed with, and no other is to be had. A
program's schema (JSON Schema 2020-12, as `response_format` carries it) is taken where
it lets through all that the purpose's own form does; where that cannot be told from the
few keywords known here, or only with much reading, it is not taken.
"""

from collections.abc import Mapping
from typing import Any

from appliance.domain.answer_form import FieldForm

_WORDS = frozenset(
    {
        *("title", "description", "default", "examples", "deprecated", "$comment"),
        *("$schema", "$id", "$defs", "definitions"),
    }
)
_MAX_DEPTH = 8
# A schema that refers to itself is read again and again.
_MAX_READ = 5_000
_MAX_CHOICES = 32


def schema_of(forms: Mapping[str, FieldForm]) -> dict[str, Any]:
    """Write down the form of a purpose's answers as a schema."""
    return {
        "type": "object",
        "properties": {name: _property(form) for name, form in forms.items()},
        "required": [name for name, form in forms.items() if form.is_required],
        "additionalProperties": False,
    }


def fits(forms: Mapping[str, FieldForm], schema: Mapping[str, Any]) -> bool:
    """Tell whether whatever has a purpose's form fits a schema too."""
    try:
        return _fits(forms, schema, _Reading(schema))
    except _TooMuchError:
        return False


class _TooMuchError(Exception):
    """A schema asks for more reading than it is given."""


class _Reading:
    """Reads parts of one schema, so many keywords and listed values in all."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._left = _MAX_READ

    def part(self, part: object, deep: int = 0) -> Mapping[str, Any] | None:
        """Follow references into the schema itself; None if they lead nowhere.

        Raises:
            _TooMuchError: All there may be was read before.
        """
        if not isinstance(part, dict):
            return None
        self._take(part)
        reference = part.get("$ref")
        if reference is None:
            return part
        if deep > _MAX_DEPTH or not isinstance(reference, str):
            return None
        if not set(part) - {"$ref"} <= _WORDS:
            return None
        for folder in ("$defs", "definitions"):
            start = f"#/{folder}/"
            definitions = self._root.get(folder)
            if reference.startswith(start) and isinstance(definitions, dict):
                found = definitions.get(reference.removeprefix(start))
                return self.part(found, deep + 1)
        return None

    def _take(self, part: Mapping[str, Any]) -> None:
        self._left -= 1 + len(part)
        if self._left >= 0:
            self._left -= sum(len(v) for v in part.values() if isinstance(v, list))
        if self._left < 0:
            raise _TooMuchError


def _fits(
    forms: Mapping[str, FieldForm], schema: Mapping[str, Any], reading: _Reading
) -> bool:
    whole = reading.part(schema)
    known = _WORDS | {"type", "properties", "required", "additionalProperties"}
    if whole is None or not set(whole) <= known:
        return False
    properties = whole.get("properties", {})
    required = whole.get("required", [])
    more = whole.get("additionalProperties", True)
    if not isinstance(properties, dict) or not isinstance(required, list):
        return False
    if whole.get("type", "object") != "object" or more not in (True, False, {}):
        return False
    always = {name for name, form in forms.items() if form.is_required}
    if not all(isinstance(name, str) and name in always for name in required):
        return False
    if more is False and not set(forms) <= set(properties):
        return False
    return all(
        _takes(properties[name], form, reading)
        for name, form in forms.items()
        if name in properties
    )


def _property(form: FieldForm) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    if form.codes:
        text["enum"] = sorted(form.codes)
    if not form.is_list:
        return text
    bounds = {"minItems": form.least or None, "maxItems": form.most}
    told = {name: bound for name, bound in bounds.items() if bound is not None}
    return {"type": "array", "items": text, **told}


def _takes(part: object, form: FieldForm, reading: _Reading, deep: int = 0) -> bool:
    """Tell whether a part of a schema takes all that a field may hold."""
    if part is True:
        return True
    found = reading.part(part)
    if found is None or deep > _MAX_DEPTH:
        return False
    choices = found.get("anyOf")
    if choices is not None:
        rest = {name: value for name, value in found.items() if name != "anyOf"}
        return (
            isinstance(choices, list)
            and len(choices) <= _MAX_CHOICES
            and set(rest) <= _WORDS
            and any(_takes(one, form, reading, deep + 1) for one in choices)
        )
    told = {name: value for name, value in found.items() if name not in _WORDS}
    kind = told.pop("type", None)
    wanted = "array" if form.is_list else "string"
    kinds = kind if isinstance(kind, list) else [kind]
    if kind is not None and wanted not in kinds:
        return False
    if not form.is_list:
        return all(_text_fits(name, value, form) for name, value in told.items())
    items = told.pop("items", True)
    return all(
        _list_fits(name, value, form) for name, value in told.items()
    ) and _takes(items, FieldForm(is_list=False, codes=form.codes), reading, deep + 1)


def _text_fits(keyword: str, value: object, form: FieldForm) -> bool:
    lengths = {len(code) for code in form.codes}
    match keyword:
        case "enum" if isinstance(value, list):
            listed = {one for one in value if isinstance(one, str)}
            return bool(form.codes) and form.codes <= listed
        case "const":
            return isinstance(value, str) and form.codes == {value}
        case "maxLength":
            # Names that are put back make a free text longer than the model wrote it.
            return type(value) is int and bool(lengths) and max(lengths) <= value
        case "minLength":
            return type(value) is int and (min(lengths) if lengths else 0) >= value
    return False


def _list_fits(keyword: str, value: object, form: FieldForm) -> bool:
    match keyword:
        case "minItems":
            return type(value) is int and form.least >= value
        case "maxItems":
            return type(value) is int and form.most is not None and form.most <= value
        case "uniqueItems":
            return value is False
    return False
