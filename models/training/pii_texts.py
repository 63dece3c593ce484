"""Writes letters, forms, tables, notes and chats about people, with their labels.

Templates are filled with drawn values; everything comes from one seeded generator, so
the same seed writes the same texts. Held-back texts use names, places, templates and
ordinary sentences of their own, and measure what was never met.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from types import ModuleType

from models.training import (
    pii_texts_de,
    pii_texts_en,
    pii_texts_en_documents,
    pii_texts_es,
    pii_texts_fr,
)
from models.training.pii_corpora import LABELS, Document, assembled
from models.training.pii_lists_places import COUNTRIES, PLACES
from models.training.pii_lists_words import NATIONALITIES, PROFESSIONS, RELIGIONS
from models.training.pii_texts_people import LANGUAGES, People, words
from models.training.pii_texts_values import Pieces, Values

_PARTS: dict[str, tuple[ModuleType, ...]] = {
    "en": (pii_texts_en, pii_texts_en_documents),
    "de": (pii_texts_de,),
    "fr": (pii_texts_fr,),
    "es": (pii_texts_es,),
}
_LANGUAGE_SHARES = (55, 15, 15, 15)
_PLAIN_SHARE = 0.1
_HELD_BACK_EACH = 8
_MARK = re.compile(r"\{([a-z]+\d?)\}|\[([^\[\]|]+)\|([A-Z]+)\]")
_ROOM = re.compile(r"\{([snp])\}")
# Ordinary sentences are taken only where they name nothing that would need a label.
_TOLD = re.compile(
    r"\d|[{}\[\]|]|\b(?:US|USA|UK|EU|America|year|month|week|day|hour|minute|old|age|aged"
    r"|white|black|male|female|husband|wife|married|widow|single|Mr|Mrs|Ms|Dr|Doctor"
    r"|XYZ|IBM|pounds?|dollars?|euros?|mg|percent|am|pm)s?\b",
    re.IGNORECASE,
)
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")


def write_documents(
    random: Random, count: int, data: Path, *, held_back: bool = False
) -> Iterator[Document]:
    """Write labelled texts, a tenth of them about nobody.

    Args:
        random: Where every choice comes from.
        count: How many texts to write.
        data: The folder of public sets; ordinary sentences come from `tasks/` there.
        held_back: Use the names and templates that training never sees.
    """
    people = People(random, held_back=held_back)
    sentences = _ordinary(data)[1 if held_back else 0]
    writers = [
        _Writer(random, people, language, sentences, held_back=held_back)
        for language in LANGUAGES
    ]
    for _ in range(count):
        people.start_text()
        yield random.choices(writers, _LANGUAGE_SHARES)[0].write()


def templates(language: str, *, held_back: bool) -> dict[str, tuple[str, ...]]:
    """List a language's templates by kind, of the half asked for."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in ("SENTENCES", "PLAIN_SENTENCES", "DOCUMENTS", "PLAIN_DOCUMENTS"):
        lines = [line for part in _PARTS[language] for line in getattr(part, kind, ())]
        found[kind] = _half(lines, held_back=held_back)
    return found


def _half(lines: Sequence[str], *, held_back: bool) -> tuple[str, ...]:
    return tuple(
        line
        for index, line in enumerate(lines)
        if (index % _HELD_BACK_EACH == _HELD_BACK_EACH // 2) == held_back
    )


class _Writer:
    """Writes texts in one language."""

    def __init__(
        self,
        random: Random,
        people: People,
        language: str,
        ordinary: Sequence[str],
        *,
        held_back: bool,
    ) -> None:
        self._values = Values(random, people, language)
        self._random = random
        self._language = language
        self._ordinary = ordinary
        self._templates = templates(language, held_back=held_back)
        self._source = "written, held back" if held_back else "written"

    def write(self) -> Document:
        """Draw a template and fill it."""
        plain = self._random.random() < _PLAIN_SHARE
        kind = "PLAIN_DOCUMENTS" if plain else "DOCUMENTS"
        template = self._random.choice(self._templates[kind])
        template = _ROOM.sub(lambda room: self._sentences(room[1]), template)
        text, marks, position = "", [], 0
        for mark in _MARK.finditer(template):
            text += template[position : mark.start()]
            position = mark.end()
            pieces: Pieces = (
                [(mark[2], mark[3])] if mark[2] else self._values.fill(mark[1])
            )
            for piece, label in pieces:
                if label:
                    marks.append((len(text), len(text) + len(piece), label))
                text += piece
        text += template[position:]
        labels = frozenset(LABELS)
        return assembled(text, marks, labels, self._source, self._language)

    def _sentences(self, room: str) -> str:
        count = self._random.randint(2, 4) if room == "p" else 1
        return " ".join(self._sentence(plain=room == "n") for _ in range(count))

    def _sentence(self, *, plain: bool) -> str:
        if not plain and self._random.random() < 0.72:
            return self._random.choice(self._templates["SENTENCES"])
        if self._language == "en" and self._random.random() < 0.6:
            return self._random.choice(self._ordinary)
        return self._random.choice(self._templates["PLAIN_SENTENCES"])


@cache
def _ordinary(data: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read English sentences that name nobody: to learn from, and held back."""
    texts = []
    with (data / "tasks/banking77/train.csv").open(encoding="utf-8") as file:
        texts += [row["text"] for row in csv.DictReader(file)]
    with (data / "tasks/mts_dialog/TrainingSet.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            texts += re.split(r"(?<=[.?!])\s+", row["section_text"])
    known = {
        word.lower()
        for table in (PLACES, COUNTRIES, NATIONALITIES)
        for word in words(table["en"])
    }
    for table in (PROFESSIONS, RELIGIONS):
        known |= {word.lower() for word in table["en"].split("|")}
    kept = [
        sentence
        for sentence in dict.fromkeys(" ".join(text.split()) for text in texts)
        if 15 < len(sentence) < 180
        and not _TOLD.search(sentence)
        and not _CAPITAL_INSIDE.search(sentence)
        and not known & set(re.findall(r"[a-z]+", sentence.lower()))
    ]
    return (
        tuple(text for index, text in enumerate(kept) if index % 10),
        tuple(kept[::10]),
    )
