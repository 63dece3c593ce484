"""A table of texts: CSV (RFC 4180) whose first row names the columns.

In UTF-8 or, where the person says so, Windows-1252; separators other than the comma
are said too. What is wrong is told by row and column; nothing is repaired or guessed.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from appliance.domain import bulk
from appliance.domain.bulk import GivenItem, GivenList, Problem
from appliance.domain.purpose import Purpose
from appliance.domain.variable import Variable
from appliance.web.bulk_item import Given, read_item, wrong

ENCODINGS = {"utf-8": "utf-8", "windows-1252": "cp1252"}
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_SEPARATING = frozenset(SEPARATORS.values())
# What a column of texts is often called, where nobody chose one.
_TEXT, _NAME = "text", "id"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a person says that their table is written.

    Args:
        encoding: One of `ENCODINGS`.
        separator: One of `SEPARATORS`.
        text_column: The column of the texts; "" for the one that is called so.
        name_column: The column of names; "" for the one called "id", if there is one.
    """

    encoding: str = "utf-8"
    separator: str = "comma"
    text_column: str = field(default="", repr=False)
    name_column: str = field(default="", repr=False)


def read_table(
    raw: bytes, layout: Layout, purpose: Purpose, *, max_rows: int
) -> GivenList:
    """Read a table of texts.

    Args:
        raw: The file.
        layout: How it is written.
        max_rows: Most rows taken, besides the first.
    """
    encoding = ENCODINGS[layout.encoding]
    if encoding == "utf-8":
        raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as err:
        row = raw[: err.start].count(b"\n") + 1
        is_utf8 = encoding == "utf-8"
        return wrong(bulk.NOT_UTF8 if is_utf8 else bulk.NOT_CP1252, row)
    rows: list[tuple[int, list[str]]] = []
    number = 0
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=SEPARATORS[layout.separator],
        strict=True,
    )
    try:
        for number, fields in enumerate(reader, 1):
            if fields:  # an empty line is no row, but a spreadsheet counts it
                rows.append((number, fields))
            if len(rows) > max_rows + 1:
                return wrong(bulk.TOO_MANY_ROWS, number)
    except csv.Error:
        return wrong(bulk.NOT_A_TABLE, number + 1)
    if not rows:
        return wrong(bulk.NOTHING_IN_IT)
    return _Table(tuple(rows[0][1]), purpose).read(rows[1:], layout)


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the columns are that are needed."""

    text: int
    name: int | None
    values: Mapping[str, int]


class _Table:
    """A table whose first row is read."""

    def __init__(self, columns: tuple[str, ...], purpose: Purpose) -> None:
        self.columns = tuple(name.strip() for name in columns)
        self._purpose = purpose

    def read(self, rows: Sequence[tuple[int, list[str]]], layout: Layout) -> GivenList:
        """Read the rows behind the first."""
        found, problems = self._find(layout)
        if found is None:
            return GivenList(columns=self.columns, problems=tuple(problems))
        items: list[GivenItem] = []
        for number, fields in rows:
            if len(fields) != len(self.columns):
                problems.append(Problem(bulk.OTHER_LENGTH, number))
                continue
            name = "" if found.name is None else fields[found.name].strip()
            values = {key: fields[at] for key, at in found.values.items()}
            item, faults = read_item(
                self._purpose,
                Given(number, name, fields[found.text], values),
                text_column=self.columns[found.text],
                name_column="" if found.name is None else self.columns[found.name],
            )
            items.append(item)
            problems += faults
            if len(problems) >= bulk.MAX_PROBLEMS:
                break
        return GivenList(tuple(items), self.columns, tuple(problems))

    def _find(self, layout: Layout) -> tuple["_Found | None", list[Problem]]:
        """Find the columns; none where one is missing."""
        problems = list(self._of_columns())
        if len(self.columns) == 1 and set(self.columns[0]) & _SEPARATING:
            # It would go to the model as a text, names and numbers and all.
            problems.append(Problem(bulk.ONE_COLUMN, 1, self.columns[0]))
            return None, problems
        text_at = self._chosen(layout.text_column, _TEXT)
        if text_at is None and len(self.columns) == 1 and not layout.text_column:
            text_at = 0
        if text_at is None:
            name = layout.text_column or _TEXT
            problems.append(Problem(bulk.NO_SUCH_COLUMN, 1, name))
        name_at = self._chosen(layout.name_column, _NAME)
        if name_at is None and layout.name_column:
            problems.append(Problem(bulk.NO_SUCH_COLUMN, 1, layout.name_column))
        values_at: dict[str, int] = {}
        for variable in self._purpose.variables:
            at = self._of_variable(variable)
            if at is None:
                problems.append(Problem(bulk.NO_SUCH_COLUMN, 1, variable.name))
            else:
                values_at[variable.name] = at
        if problems or text_at is None:
            return None, problems
        return _Found(text_at, name_at, values_at), problems

    def _of_columns(self) -> Iterator[Problem]:
        for at, name in enumerate(self.columns):
            if not name:
                yield Problem(bulk.NO_COLUMN_NAME, 1)
            elif name in self.columns[:at]:
                yield Problem(bulk.COLUMN_TWICE, 1, name)

    def _chosen(self, name: str, usual: str) -> int | None:
        """Find the column that was chosen, or that is called as such ones are."""
        if name:
            return self.columns.index(name) if name in self.columns else None
        folded = [column.casefold() for column in self.columns]
        return folded.index(usual) if usual in folded else None

    def _of_variable(self, variable: Variable) -> int | None:
        """Find the column of a value: it has its name or its label."""
        folded = [column.casefold() for column in self.columns]
        for name in (variable.name, variable.label):
            if name.casefold() in folded:
                return folded.index(name.casefold())
        return None
