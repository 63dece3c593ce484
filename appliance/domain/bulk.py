"""Many texts at once: a list of texts for one purpose, each an exchange of its own.

A list is read in, worked on behind everybody who waits, and ended; how far it is are
the states of its exchanges, so nothing is counted twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from appliance.domain.exchange import ExchangeState
from appliance.domain.text import PersonText

ORIGIN = "bulk"
MAX_NAME_CHARS = 120
# More problems than a person reads at once.
MAX_PROBLEMS = 50
# What is past says little about how fast it goes now.
RATE_OVER = timedelta(minutes=10)


class BulkState(StrEnum):
    """Where a list stands."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class BulkWhy(StrEnum):
    """Why it is paused or has ended."""

    NONE = ""
    PERSON = "person"
    BUDGET = "budget"
    HALT = "halt"
    DONE = "done"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class GivenItem:
    """One text of a list, as it was given.

    Args:
        row: Its row in the file as a spreadsheet counts, or the number of its file.
        name: What its owner calls it; may name a customer, so `repr` hides it.
        text: The text.
        variables: What is given for the variables of the purpose, by name.
        repeats: The first row with the same text and values, or None.
    """

    row: int
    name: str = field(repr=False)
    text: PersonText
    variables: Mapping[str, PersonText] = field(default_factory=dict)
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a list, and where; `repr` shows no word of it.

    Args:
        sentence: What is wrong and what to do, in the interface's catalogue.
        row: The row, or 0 where it is about the whole file.
        column: The column or the file by its own name, or "".
    """

    sentence: str
    row: int = 0
    column: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GivenList:
    """A list as it was read.

    Args:
        items: Its texts in order; none where there is a problem.
        columns: The columns of a table, in order.
        problems: What is wrong, at most `MAX_PROBLEMS`.
    """

    items: tuple[GivenItem, ...] = ()
    columns: tuple[str, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def repeats(self) -> int:
        """How many of its texts were there before."""
        return sum(item.repeats is not None for item in self.items)


@dataclass(frozen=True, slots=True)
class BulkList:
    """A list as it is kept.

    Args:
        id: 32 hex digits.
        owner: Directory key of whose it is.
        case: The case of all its texts.
        case_title: What the owner calls the case.
        purpose: The purpose's name.
        language: Language of the texts.
        rows: How many texts it has.
        taken: How many of them are read in.
        state: Where it stands.
        why: Why it is paused or has ended.
        created_at: Aware UTC.
        ended_at: Aware UTC, or None.
        case_digest: Of nothing, under the key that its case has had since the list was
            begun; None before it has one.
    """

    id: str
    owner: str
    case: str
    case_title: str = field(repr=False)
    purpose: str
    language: str
    rows: int
    taken: int
    state: BulkState
    why: BulkWhy
    created_at: datetime
    ended_at: datetime | None
    case_digest: str | None = None

    @property
    def is_read(self) -> bool:
        """Whether all its texts are read in."""
        return self.taken >= self.rows


@dataclass(frozen=True, slots=True)
class BulkCounts:
    """How many texts of a list stand where."""

    done: int = 0
    held: int = 0
    refused: int = 0
    failed: int = 0
    left: int = 0

    def record(self) -> dict[str, int]:
        """Say it for the log."""
        return {
            "done": self.done,
            "held": self.held,
            "refused": self.refused,
            "failed": self.failed,
            "left": self.left,
        }


def count_of(states: Mapping[str, int], *, rows: int) -> BulkCounts:
    """Count a list by the states of the exchanges there are.

    Args:
        states: How many exchanges are in each state.
        rows: How many texts the list has; those not read in yet are left too.
    """
    ended = {
        "done": states.get(ExchangeState.RELEASED, 0),
        "held": states.get(ExchangeState.HELD, 0),
        "refused": states.get(ExchangeState.REFUSED, 0),
        "failed": states.get(ExchangeState.FAILED, 0),
    }
    return BulkCounts(**ended, left=rows - sum(ended.values()))


def per_hour(ends: Sequence[datetime], now: datetime) -> int:
    """Say how many texts end in an hour, by those that did lately; 0 if unknown.

    Args:
        ends: When texts of the list ended, within `RATE_OVER` of now.
    """
    if not ends:
        return 0
    passed = max(timedelta(seconds=1), now - min(ends))
    return round(len(ends) * timedelta(hours=1) / passed)


NOT_A_LIST = "Give a .csv file, one or more .txt files, or a .zip of .txt files."
NOTHING_IN_IT = "There is no text in this file."
NOT_UTF8 = (
    "This is not UTF-8. If a program on Windows wrote it, choose Windows-1252, or save "
    "it as “CSV UTF-8”."
)
NOT_CP1252 = "This is not Windows-1252. Choose UTF-8, or save the file anew."
TOO_MANY_ROWS = "The list has more texts than are taken at once. Give it in parts."
NOT_A_TABLE = (
    "A quotation mark is not where it may be, or a field is far too long. A field with "
    "commas, quotation marks or line breaks stands in quotation marks, and those in it "
    "are doubled."
)
NO_SUCH_COLUMN = "The first row names no such column. Choose one that is there."
ONE_COLUMN = (
    "The first row has one column only. If the columns are separated by something "
    "else than what is chosen, choose that."
)
COLUMN_TWICE = "Two columns have this name. Give each a name of its own."
NO_COLUMN_NAME = "A column has no name. The first row names every column."
OTHER_LENGTH = "The row has more or fewer fields than the first row."
NO_TEXT = "There is no text here."
TOO_LONG = "The text has %(n1)s characters; this purpose takes at most %(n2)s."
UNREADABLE = "The text holds characters that cannot be read safely."
NAME_TOO_LONG = "The name of a text has at most 120 characters."
NOT_SO = "This value is missing or is not as the purpose asks for it."
NO_VALUES = (
    "This purpose asks for values besides the text: give a .csv with a column for each."
)
BAD_ZIP = (
    "The .zip cannot be read safely: it is damaged, encrypted or packed too tightly."
)
TOO_LARGE = "This file is larger than any text that is taken."
NOT_TXT = "This is no .txt file. Take it out of the list."
OTHER_LIST = "This is not the list that was begun. Give the same file again."

WHY_WORDS = {
    BulkWhy.PERSON: "By you.",
    BulkWhy.BUDGET: "A budget is used up. Go on when it is new, or ask IT for more.",
    BulkWhy.HALT: "Answers are halted by your organisation. Go on when that is lifted.",
    BulkWhy.DONE: "Every text was worked on.",
    BulkWhy.ERASED: "Whom these texts are about was erased from the appliance.",
}
