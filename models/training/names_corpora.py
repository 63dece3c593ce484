"""Reads the public sets that train and measure the name detector, one reader each.

Every set becomes texts with one label per character: 0 ordinary, 1 person,
2 organisation, 3 place, -1 not learned from (the set labels it as something else that
may or may not be a name). The last tenth of each set is held back for measuring.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.names_text import Labelled

_CODES = {
    "PER": 1, "PERSON": 1, "LEGAL_PROFESSIONAL": 1,
    "ORG": 2, "CORPORATION": 2, "GROUP": 2, "ORGANISATION": 2, "ORGPART": 2,
    "LOC": 3, "LOCATION": 3, "LOCPART": 3, "O": 0,
    "DATE": 0, "CODE": 0, "QUANTITY": 0, "MONEY": 0, "TEMPORAL": 0, "CURRENCY": 0,
}  # fmt: skip
# Loan agreements label their roles as names; they are ordinary words here.
_ROLES = frozenset(
    ("bank", "borrower", "lender", "lenders", "company", "agent", "executive", "tenant")
)
_NO_SPACE_BEFORE = frozenset([",", ".", ";", ":", "!", "?", ")", "'s", "\u2019s", "%"])


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with one label per character, and the spans those make."""

    text: str
    labels: NDArray[np.int8]
    spans: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, labelled: Labelled) -> "Sample":
        """Take over a written text."""
        spans = tuple(
            (start, end, _CODES[label]) for start, end, label in labelled.spans
        )
        return cls.marked(labelled.text, spans, ())

    @classmethod
    def plain(cls, text: str) -> "Sample":
        """Take over a text without names."""
        return cls.marked(text, (), ())

    @classmethod
    def marked(
        cls,
        text: str,
        spans: Iterable[tuple[int, int, int]],
        skipped: Iterable[tuple[int, int]],
    ) -> "Sample":
        """Label a text from its spans; `skipped` stretches are not learned from."""
        labels = np.zeros(len(text), np.int8)
        for start, end in skipped:
            labels[start:end] = -1
        kept = tuple(spans)
        for start, end, label in kept:
            labels[start:end] = label
        return cls(text, labels, kept)

    def is_whole(self) -> bool:
        """Tell whether every character has a label."""
        return bool((self.labels >= 0).all())

    def labelled(self) -> Labelled:
        """Give it back as a written text."""
        names = {code: name for name, code in _CODES.items() if name.isupper()}
        names |= {1: "PERSON", 2: "ORG", 3: "LOCATION"}
        return Labelled(self.text, tuple((s, e, names[c]) for s, e, c in self.spans))

    def recased(self, case: str) -> "Sample":
        """Copy it in lower or upper case; unchanged where that changes its length."""
        text = self.text.lower() if case == "lower" else self.text.upper()
        return self if len(text) != len(self.text) else Sample(
            text, self.labels, self.spans
        )  # fmt: skip


def public_sets(data: Path) -> tuple[list[Sample], dict[str, list[Sample]]]:
    """Read every public set: texts to learn from, and held-back texts by set."""
    pii = data / "pii"
    sets: dict[str, list[Sample]] = {
        "wikigold": list(read_columns(pii / "wikigold/wikigold.conll.txt")),
        "btc": [
            s for p in sorted((pii / "btc").glob("*.conll")) for s in read_columns(p)
        ],
        "wnut17": list(read_columns(pii / "wnut17/wnut17train.conll")),
        "re3d": list(read_columns(pii / "re3d/train.conll")),
        "secfilings": list(read_columns(pii / "secfilings/FIN5.txt")),
        "germeval": list(
            read_columns(pii / "germeval/NER-de-test.tsv", word=1, label=2)
        ),
        "echr_fr": list(read_columns(pii / "echr_fr_es/FR-manual-train.tsv")),
        "echr_es": list(read_columns(pii / "echr_fr_es/ES-manual-train.tsv")),
    }
    train: list[Sample] = []
    held: dict[str, list[Sample]] = {
        "wnut17 (dev part)": list(read_columns(pii / "wnut17/emerging.dev.conll")),
        "echr_fr (dev part)": list(read_columns(pii / "echr_fr_es/FR-manual-dev.tsv")),
        "echr_es (dev part)": list(read_columns(pii / "echr_fr_es/ES-manual-dev.tsv")),
        "tab (dev part)": list(_tab(pii / "tab/dev.jsonl")),
    }
    for name, samples in sets.items():
        cut = len(samples) - len(samples) // 10
        if name in {"wnut17", "echr_fr", "echr_es"}:
            cut = len(samples)
        else:
            held[name] = samples[cut:]
        train += samples[:cut]
    return train + list(_tab(pii / "tab/train.jsonl")), held


def fillers(data: Path) -> tuple[list[str], list[str]]:
    """Read ordinary customer sentences: nine tenths to learn from, one held back."""
    with (data / "tasks/banking77/train.csv").open(encoding="utf-8") as file:
        texts = [" ".join(row["text"].split()) for row in csv.DictReader(file)]
    return (
        [text for index, text in enumerate(texts) if index % 10],
        [text for index, text in enumerate(texts) if index % 10 == 0],
    )


def vocabulary(data: Path) -> list[str]:
    """Read more text for its ordinary words only."""
    texts = []
    for part in ("TrainingSet.csv", "ValidationSet.csv"):
        with (data / "tasks/mts_dialog" / part).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                texts += [row["section_text"], row["dialogue"]]
    return texts


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
    skipped: list[tuple[int, int]] = []
    for sentence in sentences:
        previous = "O"
        for word, label in sentence:
            if text and word not in _NO_SPACE_BEFORE and text[-1] not in "(\n@#":
                text += " "
            start = len(text)
            text += word
            code = _code(word, label)
            begins = label.startswith("B-") or label[2:] != previous[2:]
            if code < 0:
                skipped.append((start, len(text)))
            elif code and not begins and spans:
                spans[-1] = (spans[-1][0], len(text), code)
            elif code:
                spans.append((start, len(text), code))
            previous = label if code > 0 else "O"
        text += "\n"
    return Sample.marked(text, spans, skipped)


def _code(word: str, label: str) -> int:
    if word.lower() in _ROLES:
        return 0
    name = label[2:].upper() if label[1:2] == "-" else "O"
    return _CODES.get(name, -1)


def _tab(path: Path) -> Iterator[Sample]:
    """Read court cases, a paragraph to a text."""
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        entities = case["entities"]
        if isinstance(entities, str):
            # The set stores its list as Python text with single quotes.
            import ast  # noqa: PLC0415 - needed for this one set only

            entities = ast.literal_eval(entities)
        spans, skipped = [], []
        for entity in entities:
            place = (int(entity["start_offset"]), int(entity["end_offset"]))
            code = _CODES.get(str(entity["entity_type"]))
            if code is not None and code > 0:
                spans.append((*place, code))
            elif entity["entity_type"] in {"DEM", "MISC"}:
                skipped.append(place)
        yield Sample.marked(case["text"], sorted(spans), skipped)
