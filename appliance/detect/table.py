"""Cells of a table and what stands over them: lines of CSV, tabs, bars or semicolons.

A line with as many separators as the line before it belongs to the same table; the
first line holds the headings. Wide gaps part cells too. No file is read here, and a
cell that runs over two lines is not seen as one.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]+")
_SEPARATORS = ("|", "\t", ";", ",")
_WIDE_CELL = re.compile(r"\S+(?: \S+){0,12}")
# Beyond this a line is prose or a record of a machine.
_MAX_LINE_CHARS = 2000
_MAX_CELLS = 60
_Cell = tuple[int, int]


def cells_under_headings(text: str) -> Iterator[tuple[str, int, int]]:
    """Give each cell below a first line: its heading, where it begins and ends."""
    for sign in (*_SEPARATORS, "  "):
        if sign in text:
            yield from _of_one_kind(text, sign)


def cells_under(text: str, heading: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Give the cells whose heading is what the pattern describes, as a whole."""
    for said, start, end in cells_under_headings(text):
        if start < end and heading.fullmatch(said):
            yield start, end


def _of_one_kind(text: str, sign: str) -> Iterator[tuple[str, int, int]]:
    headings: list[str] = []
    last_end = -2
    for match in _LINE.finditer(text):
        line = match.group()
        if sign not in line or len(line) > _MAX_LINE_CHARS:
            continue
        cells = _cells_of(line, match.start(), sign)
        if not 1 < len(cells) <= _MAX_CELLS:
            continue
        follows = text.count("\n", max(0, last_end), match.start()) <= 1
        if follows and len(cells) == len(headings):
            for heading, (start, end) in zip(headings, cells, strict=True):
                yield heading, start, end
        else:
            headings = [text[start:end] for start, end in cells]
        last_end = match.end()


def _cells_of(line: str, offset: int, sign: str) -> list[_Cell]:
    """Cut a line into cells; the empty ones before the first and after the last go."""
    if sign == "  ":
        return [
            (offset + m.start(), offset + m.end()) for m in _WIDE_CELL.finditer(line)
        ]
    cells = []
    start = 0
    quoted = False
    for place, char in enumerate(line + sign):
        if char == '"':
            quoted = not quoted
        elif char == sign and (not quoted or place == len(line)):
            cells.append((offset + start, offset + place))
            start = place + 1
    if sign == "|" and cells:
        edges = line.strip()
        cells = cells[edges.startswith("|") : len(cells) - edges.endswith("|")]
    return cells
