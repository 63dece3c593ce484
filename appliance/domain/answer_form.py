"""Which values the fields of a structured answer take, read from its schema.

The model's grammar keeps to the schema by itself; a person's version is compared with
what is read here: whether a field is a text or a list of texts, its codes, how long.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldForm:
    """What one field takes.

    Args:
        is_list: Whether it is a list of texts.
        codes: The only texts it takes; any text if empty.
        least: Fewest texts of a list.
        most: Most texts of a list, or None.
        max_chars: Longest text in code points, or None.
        is_required: Whether every answer has it.
    """

    is_list: bool
    codes: frozenset[str] = frozenset()
    least: int = 0
    most: int | None = None
    max_chars: int | None = None
    is_required: bool = True

    def takes(self, value: object) -> bool:
        """Tell whether a value is one that the field takes."""
        if not self.is_list:
            return self._takes_text(value)
        if not isinstance(value, list):
            return False
        most = len(value) if self.most is None else self.most
        return self.least <= len(value) <= most and all(map(self._takes_text, value))

    def _takes_text(self, value: object) -> bool:
        return (
            isinstance(value, str)
            and (not self.codes or value in self.codes)
            and (self.max_chars is None or len(value) <= self.max_chars)
        )


def read_forms(schema: Mapping[str, Any]) -> dict[str, FieldForm]:
    """Read the fields of an answer's schema that are texts or lists of texts."""
    forms = {}
    for name, field in schema["properties"].items():
        is_list = field.get("type") == "array"
        text = field.get("items", {}) if is_list else field
        if text.get("type") != "string":
            continue
        forms[name] = FieldForm(
            is_list=is_list,
            codes=frozenset(text.get("enum", ())),
            least=field.get("minItems", 0),
            most=field.get("maxItems"),
            max_chars=text.get("maxLength"),
            is_required=name in schema.get("required", ()),
        )
    return forms
