"""Measure how much of every kind of identifier is masked, in context and by itself.

An identifier counts as masked when each of its letters and digits is covered by some
span, of whatever kind, of a kind that purposes do not usually keep readable.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from appliance.detect.detectors import Detectors
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from tests.identifiers.contexts import BARE, contexts
from tests.identifiers.kind import CAPITALS, DIGITS, Kind

# A purpose that has to reckon with amounts and offices keeps these readable.
KEPT = frozenset({EntityKind.QUANTITY, EntityKind.TITLE})
MISSED_SHOWN = 3
TYPO_TRIES = 40


@dataclass
class Share:
    """How many of how many were masked, and some that were not; all of them made up."""

    masked: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, text: str, *, masked: bool) -> None:
        self.masked += masked
        self.of += 1
        if not masked and len(self.missed) < MISSED_SHOWN:
            self.missed.append(text)

    @property
    def share(self) -> float | None:
        return self.masked / self.of if self.of else None

    def interval(self) -> tuple[float, float] | None:
        """Give the 95 % interval of Wilson (1927), without a correction."""
        if not self.of:
            return None
        z, n, p = 1.96, self.of, self.masked / self.of
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass
class Figures:
    """What was measured of one kind."""

    kind: Kind
    context: Share = field(default_factory=Share)
    bare: Share = field(default_factory=Share)
    typos: Share = field(default_factory=Share)
    bare_typos: Share = field(default_factory=Share)


@dataclass(frozen=True)
class Placed:
    """A text and where in it the identifier stands, in code points."""

    text: str
    start: int
    end: int
    language: str


def measure(
    kind: Kind,
    load: Callable[[str], Detectors],
    per_type: int,
    seed: int,
    *,
    case: str = "",
) -> Figures:
    """Measure one kind.

    Args:
        load: Gives the detectors of a site: "" the demo's, else one that also
            has this country.
        case: "lower" or "upper" writes the whole text so.
    """
    figures = Figures(kind)
    demo, own = load(""), load(kind.country)

    def look(share: Share, detectors: Detectors, placed: Placed) -> None:
        text = recased(placed.text, case)
        spans = detectors.detect(text, placed.language, kept=KEPT)
        note(share, spans, placed)

    for placed in in_context(kind, per_type, seed):
        look(figures.context, demo, placed)
    if kind.stands_alone:
        for placed in alone(kind, per_type, seed):
            look(figures.bare, own, placed)
    if kind.holds is not None:
        for placed in in_context(kind, per_type, seed + 1, typed=typo):
            look(figures.typos, demo, placed)
        for placed in alone(kind, per_type, seed + 1, typed=typo):
            look(figures.bare_typos, own, placed)
    return figures


def recased(text: str, case: str) -> str:
    """Write in small letters or in capitals; what would change its length stays."""
    change = {"lower": str.lower, "upper": str.upper}.get(case)
    if change is None:
        return text
    return "".join(new if len(new := change(c)) == 1 else c for c in text)


def note(share: Share, spans: Sequence[Span], placed: Placed) -> None:
    """Count whether these spans mask the identifier."""
    covered = {at for span in spans for at in range(span.start, span.end)}
    masked = all(
        at in covered
        for at in range(placed.start, placed.end)
        if placed.text[at].isalnum()
    )
    share.add(placed.text, masked=masked)


def _as_made(rng: random.Random, kind: Kind) -> str:
    return kind.make(rng)


def in_context(
    kind: Kind,
    count: int,
    seed: int,
    *,
    typed: Callable[[random.Random, Kind], str] = _as_made,
) -> Iterator[Placed]:
    """Make texts that hold one, every language and every context in turn."""
    rng = random.Random(f"{kind.name} {seed}")
    frames = {language: list(contexts(kind, language)) for language in kind.languages}
    for made in frames.values():
        rng.shuffle(made)
    for at in range(count):
        language = kind.languages[at % len(kind.languages)]
        turn = frames[language]
        frame = turn[at // len(kind.languages) % len(turn)]
        value = kind.written(rng, typed(rng, kind), lower=True)
        yield _placed(frame, value, language)


def alone(
    kind: Kind,
    count: int,
    seed: int,
    *,
    typed: Callable[[random.Random, Kind], str] = _as_made,
) -> Iterator[Placed]:
    """Make texts that hold one and no word of what it is."""
    rng = random.Random(f"{kind.name} alone {seed}")
    for at in range(count):
        language = kind.languages[at % len(kind.languages)]
        lower = kind.holds is not None
        value = kind.written(rng, typed(rng, kind), lower=lower)
        yield _placed(rng.choice(BARE[language]), value, language)


def typo(rng: random.Random, kind: Kind) -> str:
    """Make one and mistype it: one character another, or two neighbours changed round."""
    assert kind.holds is not None
    while True:
        made = kind.make(rng)
        for _ in range(TYPO_TRIES):
            wrong = (_other if rng.random() < 0.7 else _swapped)(rng, made)
            if wrong != made and not kind.holds(wrong):
                return wrong


def _other(rng: random.Random, made: str) -> str:
    at = rng.choice([at for at, char in enumerate(made) if char.isalnum()])
    return made[:at] + rng.choice(_alike(made[at])) + made[at + 1 :]


def _swapped(rng: random.Random, made: str) -> str:
    places = [
        at for at in range(len(made) - 1) if _alike(made[at]) == _alike(made[at + 1])
    ]
    if not places:
        return made
    at = rng.choice(places)
    return made[:at] + made[at + 1] + made[at] + made[at + 2 :]


def _alike(char: str) -> str:
    """Tell what a character is mistyped as: a digit for a digit, a letter for one."""
    if char.isdigit():
        return DIGITS
    if not char.isalpha():
        return char
    return CAPITALS if char.isupper() else CAPITALS.lower()


def _placed(frame: str, value: str, language: str) -> Placed:
    start = frame.index("{value}")
    if frame[start + len("{value}") :][:1] not in ("", "\n"):
        # What takes several lines is written on one where something follows it.
        value = value.replace("\n", ", ")
    text = frame.replace("{value}", value, 1)
    return Placed(text, start, start + len(value), language)
