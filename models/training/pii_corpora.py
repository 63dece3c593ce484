"""Reads the public sets that teach and measure the name detector, one shape for all.

No set annotates every kind: each document says which labels its set annotates, so that
a date which a set leaves unmarked does not teach that dates are ordinary words. The
development parts, and the last tenth of sets without one, are never trained on.
"""

import ast
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.training.pii_corpora_labels import (
    UNSURE,
    sort_court,
    sort_german,
    sort_names,
    sort_re3d,
    sort_tab,
    split_marks,
)

LABELS: tuple[str, ...] = (
    "PERSON", "ORG", "LOCATION", "ADDRESS", "DATE",
    "AGE", "CODE", "DEMOGRAPHIC", "TITLE", "QUANTITY",
)  # fmt: skip
SENTENCES = 8

_NAMES = frozenset(("PERSON", "ORG", "LOCATION"))
_MOST = _NAMES | {"ADDRESS", "DATE", "CODE"}
_NO_SPACE_BEFORE = frozenset(
    (",", ".", ";", ":", "!", "?", ")", "]", "'s", "’s", "n't", "'re", "'ll", "'m", "%")
)  # fmt: skip
# One raw label and the words under it give one of ours, UNSURE, or "" for none.
Sort = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what is known about it; offsets count code points."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    unsure: tuple[tuple[int, int], ...]
    annotated: frozenset[str]
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class _Set:
    """Where a column set lies, how it is read and what it annotates."""

    name: str
    pattern: str
    sort: Sort
    annotated: frozenset[str] = _NAMES
    language: str = "en"
    word: int = 0
    label: int = -1


def training_documents(data: Path) -> list[Document]:
    """Read what may be learned from."""
    documents = list(_read_tab(data / "pii/tab/train.jsonl"))
    for columns in _SETS:
        for part in _parts(data, columns):
            documents += part[: len(part) - len(part) // 10]
    for columns in _SETS_WITH_DEVELOPMENT:
        documents += [d for part in _parts(data, columns) for d in part]
    return documents


def development_documents(data: Path) -> dict[str, list[Document]]:
    """Read what settings are chosen on, by set; never trained on."""
    held = {"tab": list(_read_tab(data / "pii/tab/dev.jsonl"))}
    for columns in _SETS:
        parts = _parts(data, columns)
        held[columns.name] = [d for p in parts for d in p[len(p) - len(p) // 10 :]]
    for columns in _DEVELOPMENT:
        held[columns.name] = [d for p in _parts(data, columns) for d in p]
    return held


def assembled(
    text: str,
    marks: Iterable[tuple[int, int, str]],
    annotated: frozenset[str],
    source: str,
    language: str,
) -> Document:
    """Make a document of marks that may overlap: the longest mark wins."""
    taken = [False] * len(text)
    spans: list[tuple[int, int, str]] = []
    unsure: list[tuple[int, int]] = []
    known = sorted(marks, key=lambda mark: (mark[2] == UNSURE, mark[0] - mark[1], mark))
    for begin, stop, label in known:
        start, end = _stripped(text, begin, stop)
        if start >= end or any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        if label == UNSURE:
            unsure.append((start, end))
        else:
            spans.append((start, end, label))
    return Document(
        text, tuple(sorted(spans)), tuple(sorted(unsure)), annotated, source, language
    )


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _parts(data: Path, columns: _Set) -> list[list[Document]]:
    return [
        list(_read_columns(path, columns))
        for path in sorted((data / "pii").glob(columns.pattern))
    ]


def _read_columns(path: Path, columns: _Set) -> Iterator[Document]:
    """Read a column file, eight sentences to a document."""
    sentences: list[list[tuple[str, str]]] = []
    sentence: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split()
        if line.startswith(("#\t", "-DOCSTART-")):
            continue
        if len(cells) < 2:
            if sentence:
                sentences.append(sentence)
            sentence = []
            continue
        sentence.append((cells[columns.word], cells[columns.label]))
    for start in range(0, len(sentences), SENTENCES):
        yield _joined(sentences[start : start + SENTENCES], columns, start // SENTENCES)


def _joined(
    sentences: Sequence[Sequence[tuple[str, str]]], columns: _Set, number: int
) -> Document:
    """Join words into text: every third document keeps a space around each word."""
    spaced, line_end = number % 3 == 0, "\n" if number % 2 else " "
    text = ""
    raw: list[tuple[int, int, str]] = []
    for sentence in sentences:
        previous, name = "", ""
        for word, label in sentence:
            if previous and (spaced or _needs_space(text, previous, word)):
                text += " "
            start, before = len(text), name
            text += word
            name = label[2:] if label[:2] in {"B-", "I-"} else ""
            same = name == before and (label[0] == "I" or previous == "@")
            if not name and word[0] == "@" and len(word) > 1:
                name = "handle"  # some sets annotate these, others do not
            if name and same and raw:
                raw[-1] = (raw[-1][0], len(text), name)
            elif name:
                raw.append((start, len(text), name))
            previous = word
        text += line_end
    marks: list[tuple[int, int, str]] = []
    for start, end, name in raw:
        label = columns.sort(name, text[start:end])
        if label:
            court = columns.sort is sort_court
            marks += split_marks(text, start, end, label, court=court)
    return assembled(text, marks, columns.annotated, columns.name, columns.language)


def _needs_space(text: str, previous: str, word: str) -> bool:
    if word in _NO_SPACE_BEFORE or previous in {"(", "[", "@", "#", "/"}:
        return False
    if word == "/" or (word == "-" and previous[-1].isalnum()):
        return False
    return not (previous == "-" and text[-2:-1].isalnum() and word[0].isalnum())


def _read_tab(path: Path) -> Iterator[Document]:
    """Read court cases, one case to a document."""
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text, entities = case["text"], case["entities"]
        if isinstance(entities, str):
            # The set stores its list as Python text with single quotes.
            entities = ast.literal_eval(entities)
        marks: list[tuple[int, int, str]] = []
        for entity in entities:
            start, end = int(entity["start_offset"]), int(entity["end_offset"])
            label = sort_tab(str(entity["entity_type"]), text[start:end])
            marks += split_marks(text, start, end, label)
        annotated = _MOST | {"DEMOGRAPHIC", "QUANTITY"}
        yield assembled(text, marks, annotated, "tab", "en")


_SETS = (
    _Set("wikigold", "wikigold/wikigold.conll.txt", sort_names),
    _Set("btc", "btc/*.conll", sort_names),
    _Set("re3d", "re3d/train.conll", sort_re3d),
    _Set("secfilings", "secfilings/FIN5.txt", sort_names),
    _Set(
        "germeval", "germeval/NER-de-test.tsv", sort_german,
        language="de", word=1, label=2,
    ),
)  # fmt: skip
_SETS_WITH_DEVELOPMENT = (
    _Set("wnut17", "wnut17/wnut17train.conll", sort_names),
    _Set("echr_fr", "echr_fr_es/FR-manual-train.tsv", sort_court, _MOST, "fr"),
    _Set("echr_es", "echr_fr_es/ES-manual-train.tsv", sort_court, _MOST, "es"),
)
_DEVELOPMENT = (
    _Set("wnut17", "wnut17/emerging.dev.conll", sort_names),
    _Set("echr_fr", "echr_fr_es/FR-manual-dev.tsv", sort_court, _MOST, "fr"),
    _Set("echr_es", "echr_fr_es/ES-manual-dev.tsv", sort_court, _MOST, "es"),
)
