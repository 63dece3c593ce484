"""One text of a list, taken as it was given, or all that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.domain import bulk
from appliance.domain.bulk import GivenItem, GivenList, Problem
from appliance.domain.counted import counted
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText, first_unreadable
from appliance.errors import VariableError


@dataclass(frozen=True, slots=True)
class Given:
    """A text of a list before anything of it is looked at."""

    row: int
    name: str = field(repr=False)
    text: str = field(repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_item(
    purpose: Purpose, given: Given, *, text_column: str, name_column: str
) -> tuple[GivenItem, list[Problem]]:
    """Take a text, or say all that is wrong with it."""
    problems: list[Problem] = []
    text = given.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        problems.append(Problem(bulk.NO_TEXT, given.row, text_column))
    elif len(text) > purpose.most_chars:
        told = counted(bulk.TOO_LONG, len(text), purpose.most_chars)
        problems.append(Problem(told, given.row, text_column))
    elif first_unreadable(text) is not None:
        problems.append(Problem(bulk.UNREADABLE, given.row, text_column))
    if len(given.name) > bulk.MAX_NAME_CHARS:
        problems.append(Problem(bulk.NAME_TOO_LONG, given.row, name_column))
    elif first_unreadable(given.name) is not None:
        problems.append(Problem(bulk.UNREADABLE, given.row, name_column))
    values: dict[str, PersonText] = {}
    for variable in purpose.variables:
        try:
            read = variable.read(given.values.get(variable.name, ""))
            values[variable.name] = PersonText(read)
        except VariableError:
            problems.append(Problem(bulk.NOT_SO, given.row, variable.name))
    return GivenItem(given.row, given.name, PersonText(text), values), problems


def wrong(sentence: str, row: int = 0, column: str = "") -> GivenList:
    """Say the one thing that is wrong with a list."""
    return GivenList(problems=(Problem(sentence, row, column),))
