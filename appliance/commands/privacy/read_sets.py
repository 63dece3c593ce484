"""Finds the labelled sets of a folder; formats are known by content, never by name."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from appliance.commands.privacy import columns, own, presidio_research, tab
from appliance.commands.privacy.fields import Fields
from appliance.commands.privacy.labelled import (
    Document,
    LabelledSet,
    UnreadableSetError,
)

_Reader = Callable[[Fields, str], Document]
_OBJECTS = re.compile(r'\s*(?P<list>\[\s*)?\{\s*"')
# The first form that an object shows is its form.
_FORMS: tuple[tuple[str, Callable[[Fields], bool], _Reader], ...] = (
    (
        presidio_research.FORM,
        presidio_research.is_presidio_research,
        presidio_research.read,
    ),
    (tab.FORM, tab.is_tab, tab.read),
    (own.FORM, own.is_own, own.read),
)


def read_sets(data: Path) -> tuple[list[LabelledSet], list[str]]:
    """Read every labelled file of a folder, or one file.

    Returns:
        The sets in the order of their names, and the files that are none.

    Raises:
        UnreadableSetError: A labelled file is broken, or there is none.
    """
    sets, others = [], []
    for path in _files(data):
        name = _shown(path.name if path == data else str(path.relative_to(data)))
        found = read_file(path, name)
        if found is None:
            others.append(name)
        else:
            sets.append(found)
    if not sets:
        raise UnreadableSetError(f"{data}: no labelled set of a known format")
    return sets, others


def _shown(name: str) -> str:
    """Write a file's name so that it cannot steer a terminal."""
    return name if name.isprintable() else ascii(name)


def _files(data: Path) -> list[Path]:
    if data.is_file():
        return [data]
    return sorted(
        path
        for path in data.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


def read_file(path: Path, name: str) -> LabelledSet | None:
    """Read one file; None if it is not of a known format.

    Raises:
        UnreadableSetError: It is, and something in it does not fit.
    """
    try:
        raw = path.read_bytes()
    except OSError as err:
        raise UnreadableSetError(f"{name}: {err.strerror}") from err
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # Not `splitlines`: some of what it takes for a line's end are words in these sets.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    begins = _OBJECTS.match(text)
    if begins is not None:
        rows = _items(name, text) if begins["list"] else _rows(name, text, lines)
        return _read_objects(name, rows)
    found = columns.recognise(lines)
    if found is None:
        return None
    return LabelledSet(name, columns.FORM, tuple(columns.read(name, lines, found)))


def _read_objects(name: str, rows: Iterable[tuple[str, Any]]) -> LabelledSet | None:
    form, read = "", None
    documents = []
    for place, value in rows:
        where = f"{name}, {place}"
        if not isinstance(value, dict):
            raise UnreadableSetError(f"{where}: expected an object")
        row = Fields(where, value)
        if read is None:
            known = [(told, reader) for told, shows, reader in _FORMS if shows(row)]
            if not known:
                return None
            form, read = known[0]
        documents.append(read(row, place))
    return LabelledSet(name, form, tuple(documents))


def _items(name: str, text: str) -> list[tuple[str, Any]]:
    """Read one JSON list of objects."""
    items = _parsed(f"{name}, line 1", text)
    return [(f"item {number}", item) for number, item in enumerate(items, start=1)]


def _rows(name: str, text: str, lines: list[str]) -> Iterator[tuple[str, Any]]:
    """Read one JSON object a line, or a single one over several lines."""
    told = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if told[0][1].strip() == "{":
        yield "item 1", _parsed(f"{name}, line {told[0][0]}", text)
        return
    for number, line in told:
        yield f"line {number}", _parsed(f"{name}, line {number}", line)


def _parsed(where: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as err:
        raise UnreadableSetError(f"{where}: not JSON") from err
