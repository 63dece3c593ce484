"""Reads public sets that come as columns: texts and where their names stand.

The reference model's sentences come from them, with places for surrogates where the
names stood. Labels: 1 person, 2 organisation, 3 place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_CODES = {
    "PER": 1, "PERSON": 1, "LEGAL_PROFESSIONAL": 1,
    "ORG": 2, "CORPORATION": 2, "GROUP": 2, "ORGANISATION": 2, "ORGPART": 2,
    "LOC": 3, "LOCATION": 3, "LOCPART": 3,
}  # fmt: skip
# Loan agreements label their roles as names; they are ordinary words here.
_ROLES = frozenset(
    ("bank", "borrower", "lender", "lenders", "company", "agent", "executive", "tenant")
)
_NO_SPACE_BEFORE = frozenset([",", ".", ";", ":", "!", "?", ")", "'s", "\u2019s", "%"])


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and its names: (start, end, label)."""

    text: str
    spans: tuple[tuple[int, int, int], ...]


def read_columns(path: Path, *, word: int = 0, label: int = -1) -> Iterator[Sample]:
    """Read a column file, eight sentences to a text."""
    sentences: list[list[tuple[str, str]]] = []
    sentence: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        columns = line.split()
        if line.startswith(("#\t", "-DOCSTART-")):
            continue
        if len(columns) < 2:
            if sentence:
                sentences.append(sentence)
            sentence = []
            continue
        sentence.append((columns[word], columns[label]))
    for start in range(0, len(sentences), 8):
        yield _joined(sentences[start : start + 8])


def _joined(sentences: Sequence[Sequence[tuple[str, str]]]) -> Sample:
    text = ""
    spans: list[tuple[int, int, int]] = []
    for sentence in sentences:
        previous = "O"
        for word, label in sentence:
            if text and word not in _NO_SPACE_BEFORE and text[-1] not in "(\n@#":
                text += " "
            start = len(text)
            text += word
            code = _code(word, label)
            begins = label.startswith("B-") or label[2:] != previous[2:]
            if code and not begins and spans:
                spans[-1] = (spans[-1][0], len(text), code)
            elif code:
                spans.append((start, len(text), code))
            previous = label if code else "O"
        text += "\n"
    return Sample(text, tuple(spans))


def _code(word: str, label: str) -> int:
    if word.lower() in _ROLES:
        return 0
    name = label[2:].upper() if label[1:2] == "-" else "O"
    return _CODES.get(name, 0)
