"""Find names, and the other details of a person that have no fixed form.

A small trained encoder (`tagger.py`) gives each word a probability of being ordinary;
a word passes only if that is above the limit of its likeliest kind. The limits lean to
recall and stand in the manifest, chosen by cost (models/training/tune_pii.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from appliance.detect.pieces import SHAPES, Pieces
from appliance.detect.tagger import Floats, Tagger, load_tagger
from appliance.domain.entity import EntityKind
from appliance.domain.progress import Progress, untold
from appliance.domain.span import Span
from appliance.errors import DetectionError

ORDINARY = "ordinary.txt"
_MARK = SHAPES.index("mark")
_LIKELY = 0.25
_SURE = 0.9
_REASONS = {
    EntityKind.PERSON: "reads like the name of a person",
    EntityKind.ORG: "reads like the name of an organisation",
    EntityKind.LOCATION: "reads like the name of a place",
    EntityKind.ADDRESS: "reads like an address",
    EntityKind.DATE: "reads like a date",
    EntityKind.AGE: "reads like an age",
    EntityKind.CODE: "reads like a reference or code",
    EntityKind.DEMOGRAPHIC: "reads like an origin, belief or status",
    EntityKind.TITLE: "reads like a title or profession",
    EntityKind.QUANTITY: "reads like an amount or a duration",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Labels and abbreviations that name nobody. Words that are also somebody's name (Will,
# May, An) are not among them: there the model decides.
_NAMELESS = _words(
    "iban bic swift nhs pin atm sepa vat gbp eur usd chf aud cad isa apr cvv pdf "
    "sms uk us usa eu ceo cfo hr gp dob ssn nino id ref mrn dti visa mastercard mr "
    "mrs ms miss sir madam herr frau monsieur madame señor señora dear hello team "
    "customer the and applicant amount employment employer income debt ratio "
    "default defaults loan term purpose address phone telephone mobile email "
    "occupation nationality reference subject status "
)
_NAMES = frozenset({EntityKind.PERSON, EntityKind.ORG, EntityKind.LOCATION})
# "5 years ago" tells how long, not when.
_NO_DATE = re.compile(r"[0-9]{1,2}|ago|vor|hace")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as the model sees it.

    Args:
        start: First code point.
        end: One past the last code point.
        kind: The likeliest kind, were it none of the ordinary words.
        other: The second likeliest, if it is likely at all: a purpose may keep the
            first readable, and a name taken for a title must be masked even so.
        ordinary: Probability that it is an ordinary word.
        begins: Whether a new name more likely begins with it than goes on.
        is_mark: Whether it has no letter and no digit.
        index: Its number in the text.
    """

    start: int
    end: int
    kind: EntityKind
    other: EntityKind | None
    ordinary: float
    begins: bool
    is_mark: bool
    index: int


@dataclass(frozen=True, slots=True)
class NameDetector:
    """The trained detector; safe to share between threads.

    Args:
        tagger: The model.
        limits: By kind, the probability of being ordinary above which a word passes.
        common: Lower-case words that texts use for anything.
    """

    tagger: Tagger
    limits: dict[EntityKind, float]
    common: frozenset[str]
    name: str = "names"

    def find(self, text: str, language: str, progress: Progress = untold) -> list[Span]:
        """Find names and details in a text; the language is not needed."""
        del language
        words = self.words(text, progress)
        named = [word for word in words if word.ordinary <= self.limits[word.kind]]
        others = [word for word in named if word.other is not None]
        spans = [
            *(_span(run, run[0].kind) for run in _runs(named, lambda w: w.kind)),
            *(
                _span(run, run[0].other)
                for run in _runs(others, lambda w: w.other)
                if run[0].other is not None
            ),
        ]
        return [s for s in spans if not _is_nothing(text[s.start : s.end], s.kind)]

    def words(self, text: str, progress: Progress = untold) -> Iterator[Word]:
        """Tell how the model sees each word, in order."""
        return words_of(*self.tagger.read(text, progress), self.tagger.tags)

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a lower-case word is one that texts use for anything."""
        return word in self.common


def words_of(pieces: Pieces, chances: Floats, tags: tuple[str, ...]) -> Iterator[Word]:
    """Sum pieces up to words: a word takes its most telling piece."""
    if not len(pieces):
        return
    kinds = [EntityKind(tag[2:]) for tag in tags[1::2]]
    first = np.flatnonzero(np.diff(pieces.words, prepend=-1))
    last: NDArray[np.int64] = np.append(first[1:], len(pieces)) - 1
    ordinary = np.minimum.reduceat(chances[:, 0], first)
    likely = np.maximum.reduceat(chances[:, 1::2] + chances[:, 2::2], first)
    # Most training texts leave origins and beliefs unlabelled, so the model guesses
    # them at ordinary words; only where it is sure is it more than that.
    unsure = kinds.index(EntityKind.DEMOGRAPHIC)
    guessed = np.where(likely[:, unsure] < _SURE, likely[:, unsure], 0.0)
    ordinary = np.minimum(ordinary + guessed, 1.0)
    likely[:, unsure] -= guessed
    order = likely.argsort(axis=1)
    best, second = order[:, -1], order[:, -2]
    begins = chances[first, 1 + 2 * best] > chances[first, 2 + 2 * best]
    for index, (begin, end) in enumerate(zip(first, last, strict=True)):
        yield Word(
            int(pieces.starts[begin]),
            int(pieces.ends[end]),
            kinds[best[index]],
            kinds[second[index]] if likely[index, second[index]] >= _LIKELY else None,
            float(ordinary[index]),
            bool(begins[index]),
            bool(pieces.shapes[begin] == _MARK),
            index,
        )


def _runs(
    words: Iterable[Word], kind_of: Callable[[Word], EntityKind | None]
) -> Iterator[list[Word]]:
    """Group neighbouring words of one kind, without marks at the ends."""
    run: list[Word] = []
    for word in words:
        goes_on = (
            run
            and word.index == run[-1].index + 1
            and kind_of(word) is kind_of(run[-1])
            and not word.begins
        )
        if not goes_on:
            yield from _trimmed(run)
            run = []
        run.append(word)
    yield from _trimmed(run)


def _trimmed(run: list[Word]) -> Iterator[list[Word]]:
    while run and run[-1].is_mark:
        run = run[:-1]
    while run and run[0].is_mark:
        run = run[1:]
    if run:
        yield run


def _is_nothing(surface: str, kind: EntityKind) -> bool:
    """Tell what no text means by this kind: "IBAN" is no organisation."""
    if kind in _NAMES:
        words = surface.lower().split()
        return all(word.strip(".,:;") in _NAMELESS for word in words)
    return kind is EntityKind.DATE and _NO_DATE.fullmatch(surface.lower()) is not None


def _span(run: list[Word], kind: EntityKind) -> Span:
    sure = round(1000 * (1 - min(word.ordinary for word in run)))
    return Span(
        run[0].start, run[-1].end, kind, min(max(sure, 1), 999), "names", _REASONS[kind]
    )


def load_names(folder: Path) -> NameDetector:
    """Load the shipped detector after checking its digests against the manifest.

    Raises:
        DetectionError: A file is missing, changed or not what it should be.
    """
    tagger, manifest = load_tagger(folder)
    try:
        limits = {EntityKind(k): float(v) for k, v in manifest["limits"].items()}
        manifest["sha256"][ORDINARY]  # its digest was checked with the others
        common = frozenset((folder / ORDINARY).read_text("utf-8").split())
    except (OSError, KeyError, TypeError, ValueError) as err:
        raise DetectionError(f"name model in {folder}: {type(err).__name__}") from err
    if limits.keys() != {EntityKind(tag[2:]) for tag in tagger.tags[1::2]}:
        raise DetectionError(f"name model in {folder}: a kind has no limit")
    return NameDetector(tagger, limits, common)
