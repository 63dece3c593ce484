"""Takes fields out of parsed JSON strictly; what is missing is told by its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.commands.privacy.labelled import UnreadableSetError

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object and where it stands, as a person would look for it."""

    place: str
    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Take a text that can be encoded.

        Raises:
            UnreadableSetError: It is missing, no text, or half a character.
        """
        value = self.values.get(key)
        if not isinstance(value, str):
            raise self.fault(f"{key} must be a text")
        try:
            value.encode()
        except UnicodeEncodeError as err:
            raise self.fault(f"{key} holds half of a surrogate pair") from err
        return value

    def name(self, key: str) -> str:
        """Take a short name of printable characters."""
        value = self.text(key)
        if not (0 < len(value) <= _LONGEST_NAME and value.isprintable()):
            raise self.fault(f"{key} must be a name of 1 to {_LONGEST_NAME} characters")
        return value

    def stretch(self, first: str, last: str, text: str) -> tuple[int, int]:
        """Take the two offsets of a stretch that lies inside a text."""
        start, end = self.values.get(first), self.values.get(last)
        if type(start) is not int or type(end) is not int:
            raise self.fault(f"{first} and {last} must be whole numbers")
        if not 0 <= start < end <= len(text):
            raise self.fault(
                f"{first} and {last} must name a stretch of the text, which has "
                f"{len(text)} characters"
            )
        return start, end

    def rows(self, key: str, *, what: str) -> "list[Fields]":
        """Take a list of objects; a missing or empty one has none."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fault(f"{key} must be a list")
        return [
            self.below(row, f"{what} {number}")
            for number, row in enumerate(value, start=1)
        ]

    def below(self, value: Any, place: str) -> "Fields":
        """Go into an object inside this one."""
        if not isinstance(value, dict):
            raise UnreadableSetError(f"{self.place}, {place}: expected an object")
        return Fields(f"{self.place}, {place}", value)

    def fault(self, told: str) -> UnreadableSetError:
        """Say what is wrong here."""
        return UnreadableSetError(f"{self.place}: {told}")
