"""What a prompt asks for besides the text: declared facts, each of one type.

What a person gives for a text, a number or a date is masked and sealed as every text
is. A choice is one of the words that the signed release lists, so it goes to the model
as one of its templates. Nothing else can stand in a prompt.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from appliance.domain.text import PersonText, first_unreadable
from appliance.errors import VariableError

# More digits are a number of an account or of a person, and belong in a text.
MAX_INTEGER = 999_999_999
MAX_TEXT_CHARS = 2_000
DEFAULT_TEXT_CHARS = 200
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

NOT_ASKED = "This purpose does not ask for such a value."
_MISSING = "It is missing."
_HINTS = {
    "text": "Give a text that is not longer than it may be.",
    "integer": "Give a whole number within its limits.",
    "date": "Give a day as year-month-day.",
    "choice": "Choose one of the words that are offered.",
}


class VariableType(StrEnum):
    """What a variable can be."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that a purpose declares.

    Args:
        name: As it stands in prompts, between double braces.
        type: What it can be.
        label: What people read beside its field.
        least: Smallest number taken.
        most: Largest number taken.
        max_chars: Longest text taken, in code points.
        words: The words of a choice.
    """

    name: str
    type: VariableType
    label: str
    least: int = -MAX_INTEGER
    most: int = MAX_INTEGER
    max_chars: int = DEFAULT_TEXT_CHARS
    words: tuple[str, ...] = ()

    def read(self, given: str) -> str:
        """Read a value, in the one spelling that a prompt gets.

        Raises:
            VariableError: It is missing, or not of this type.
        """
        value = given.strip()
        if not value:
            raise VariableError(f"{self.name}: missing", self.label, _MISSING)
        if not self._takes(value):
            raise VariableError(
                f"{self.name}: {len(value)} code points that are no {self.type}",
                self.label,
                _HINTS[self.type],
            )
        return str(int(value)) if self.type is VariableType.INTEGER else value

    def _takes(self, value: str) -> bool:
        match self.type:
            case VariableType.INTEGER:
                within = _INTEGER.fullmatch(value) is not None
                return within and self.least <= int(value) <= self.most
            case VariableType.DATE:
                return _is_day(value)
            case VariableType.CHOICE:
                return value in self.words
            case VariableType.TEXT:
                fits = len(value) <= self.max_chars
                return fits and first_unreadable(value) is None

    def template(self, purpose: str, word: str) -> str:
        """Name the template of a word of this choice."""
        return f"{purpose}/purpose.toml#{self.name}.{self.words.index(word)}"


def read_values(
    declared: Sequence[Variable], given: Mapping[str, PersonText]
) -> dict[str, PersonText]:
    """Read what a request gives for the variables of its purpose.

    Returns:
        A value for each declared variable and no other, in their order.

    Raises:
        VariableError: One is missing, of another type, or not declared.
    """
    strangers = given.keys() - {variable.name for variable in declared}
    if strangers:
        # Not named: whoever asked may have typed anything.
        raise VariableError(f"{len(strangers)} not declared", "", NOT_ASKED)
    none = PersonText("")
    return {
        variable.name: PersonText(
            variable.read(given.get(variable.name, none).reveal())
        )
        for variable in declared
    }


def names_of(declared: Collection[Variable]) -> frozenset[str]:
    """Name the variables."""
    return frozenset(variable.name for variable in declared)


def _is_day(value: str) -> bool:
    if _DATE.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
