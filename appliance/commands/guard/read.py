"""Reads sets of hostile and harmless texts in the forms in which they are published.

JSON lines, JSON (lists of texts or of objects, lists by group), CSV, and plain text
(a line a text). Which side a text is of is told by a column, or else by words of its
path. BIPIA comes in two halves: its attacks are put into each of its contexts in turn,
before, in and behind, and the contexts alone are harmless.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TEXT = (
    "tool response", "text", "prompt", "user_input", "mutated_prompt", "goal",
    "behavior", "behaviour", "question", "content", "message", "sentence", "input",
    "instruction", "body", "query", "context",
)  # fmt: skip
_SIDE = ("label", "jailbreak", "is_injection", "injection", "hostile", "malicious",
         "prompt_harm_label", "is_attack")  # fmt: skip
_HOSTILE = frozenset((
    "1", "1.0", "true", "yes", "injection", "jailbreak", "hostile", "malicious",
    "unsafe", "harmful", "attack",
))  # fmt: skip
_HARMLESS = frozenset((
    "0", "0.0", "false", "no", "benign", "safe", "harmless", "ordinary", "unharmful",
    "legitimate",
))  # fmt: skip
_HARMLESS_PATH = frozenset((
    "benign", "safe", "harmless", "ordinary", "notinject", "frr", "normal", "triggers",
))  # fmt: skip
_HOSTILE_PATH = frozenset((
    "hostile", "attack", "attacks", "injection", "injections", "injecagent",
    "jailbreak", "jailbreaks", "dan", "jbb", "malicious", "unsafe", "harmful",
    "advbench", "harmbench", "purplellama", "extraction",
))  # fmt: skip
_SUFFIXES = frozenset({".jsonl", ".json", ".csv", ".tsv", ".txt"})
_NO_SET = frozenset({"readme", "license", "licence", "copyright"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a set, and whether it is hostile."""

    text: str = field(repr=False)
    is_hostile: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The texts of one file, or of one pairing of files."""

    name: str
    texts: tuple[Text, ...]


def read_sources(data: Path) -> tuple[list[Source], list[str]]:
    """Read a file, or every file of a folder and those under it.

    Returns:
        The sources, by name, and the names of the files that are none.
    """
    root = data.parent if data.is_file() else data
    found: list[Source] = []
    others: list[str] = []
    halves: dict[Path, _Halves] = {}
    for path in [data] if data.is_file() else sorted(data.rglob("*")):
        name = str(path.relative_to(root))
        words = set(re.split(r"[^a-z]+", name.lower()))
        if not _may_be_set(path, words):
            continue
        rows = _rows(path)
        is_half = words & {"attack", "context", "contexts"}
        if is_half and "bipia" in str(path.resolve()).lower():
            halves.setdefault(path.parent, _Halves()).take(name, words, _plain(rows))
            continue
        texts = _once(_sided(rows, words | {root.name.lower()}))
        if texts:
            found.append(Source(name, texts))
        else:
            others.append(name)
    for pair in halves.values():
        found += pair.sources()
    return found, others


class _Halves:
    """The attacks and contexts of one folder, until both are read."""

    def __init__(self) -> None:
        self._attacks: dict[str, list[str]] = {}
        self._contexts: dict[str, list[str]] = {}

    def take(self, name: str, words: set[str], texts: list[str]) -> None:
        half = self._attacks if "attack" in words else self._contexts
        half[name] = texts

    def sources(self) -> Iterator[Source]:
        contexts = [text for texts in self._contexts.values() for text in texts]
        for name, orders in self._attacks.items():
            yield Source(name, _once(_woven(orders, contexts)))
        for name, texts in self._contexts.items():
            yield Source(name, _once(Text(text, is_hostile=False) for text in texts))


def _may_be_set(path: Path, words: set[str]) -> bool:
    known = path.suffix.lower() in _SUFFIXES and not words & _NO_SET
    return known and path.is_file()


def _once(texts: Iterable[Text]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(texts))


def _woven(orders: list[str], contexts: list[str]) -> Iterator[Text]:
    """Put every order behind one context, in the next and before a third."""
    for number, order in enumerate(orders):
        for place in range(3 if contexts else 0):
            context = contexts[(3 * number + place) % len(contexts)]
            yield Text(_put(order, context, place), is_hostile=True)


def _put(order: str, context: str, place: int) -> str:
    if place == 0:
        return f"{context}\n{order}"
    if place == 1:
        middle = context.find("\n", len(context) // 2)
        middle = len(context) // 2 if middle < 0 else middle
        return f"{context[:middle].rstrip()}\n{order}\n{context[middle:].lstrip()}"
    return f"{order}\n{context}"


def _rows(path: Path) -> list[Any]:
    """Read the rows of a file; what cannot be read has none."""
    try:
        content = path.read_text(encoding="utf-8")
        match path.suffix.lower():
            case ".jsonl":
                return [json.loads(line) for line in content.splitlines() if line]
            case ".json":
                return list(_flat(json.loads(content)))
            case ".csv":
                return list(csv.DictReader(io.StringIO(content, newline="")))
            case ".tsv":
                table = io.StringIO(content, newline="")
                return list(csv.DictReader(table, delimiter="\t"))
            case _:
                return content.splitlines()
    except (OSError, ValueError, csv.Error, RecursionError):
        return []


def _flat(value: Any) -> Iterator[Any]:
    """List the texts and objects of nested lists and groups."""
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, dict) and not _text_of(value):
        for item in value.values():
            yield from _flat(item)
    elif isinstance(value, str | dict):
        yield value


def _plain(rows: list[Any]) -> list[str]:
    return [text for row in rows if (text := _text_of(row))]


def _sided(rows: list[Any], words: set[str]) -> Iterator[Text]:
    for row in rows:
        text, side = _text_of(row), _side_of(row)
        if side is None:
            side = _side_of_path(words)
        if text and side is not None:
            yield Text(text, side)


def _text_of(row: Any) -> str:
    if isinstance(row, str):
        return row.strip()
    if not isinstance(row, Mapping):
        return ""
    columns = {str(key).strip().lower(): value for key, value in row.items()}
    for name in _TEXT:
        if isinstance(columns.get(name), str) and columns[name].strip():
            return str(columns[name]).strip()
    return ""


def _side_of(row: Any) -> bool | None:
    if not isinstance(row, Mapping):
        return None
    columns = {str(key).strip().lower(): value for key, value in row.items()}
    for name in _SIDE:
        said = str(columns.get(name, "")).strip().lower()
        if said in _HOSTILE:
            return True
        if said in _HARMLESS:
            return False
    return None


def _side_of_path(words: set[str]) -> bool | None:
    if words & _HARMLESS_PATH:
        return False
    return True if words & _HOSTILE_PATH else None
