"""An answer that was written before and is given again; pure values.

Texts are kept with their surrogates numbered by first appearance. So the same letter
about somebody else of the same case is the same text, and the answer names whoever now
stands where somebody stood then: one for one, each of the same kind, or not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from appliance.domain.answer import Finished
from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import EXACT, parse_surrogate

# A stretch of text, or a surrogate: its kind, its number by first appearance, its hint.
# Two types keep what somebody typed ("PERSON 1") apart from who is masked.
Stood = tuple[EntityKind, int, str]
Piece = str | Stood


class How(StrEnum):
    """Why an answer fits."""

    EXACT = "exact"
    # The texts are the same but for manners and spelling.
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Recalled:
    """Where an answer that was given again comes from.

    Args:
        of: The exchange that wrote it.
        written_at: When that was, aware UTC.
        how: Why it fits.
    """

    of: str
    written_at: datetime
    how: How


@dataclass(frozen=True, slots=True)
class Place:
    """Whose and where an answer is; one of another place is never found."""

    case: str
    person: str


@dataclass(frozen=True, slots=True)
class Digests:
    """A question under the key of its case, three times.

    Args:
        whole: All of it.
        reading: All of it, its text as it reads without manners and spelling.
        scope: All but its text.
    """

    whole: str
    reading: str
    scope: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is kept to be given again; `repr` shows no text.

    Args:
        exchange: The exchange that wrote it.
        written_at: When, aware UTC.
        until: From when on it is not given again.
        kinds: The kind of each surrogate of the text, by its number.
        text: The text it answers.
        answer: The answer.
        logprob: Mean natural log of its tokens' probabilities.
        tier: The tier that wrote it.
        finished: How the model ended it; it took nothing this time.
        scope: All of the question but its text (`Asked.scope`).
    """

    exchange: str
    written_at: datetime
    until: datetime
    kinds: tuple[EntityKind, ...]
    text: tuple[Piece, ...] = field(repr=False)
    answer: tuple[Piece, ...] = field(repr=False)
    logprob: float
    tier: str
    finished: Finished
    scope: str = field(repr=False)


def names_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Name the surrogates of some texts, each once, by first appearance."""
    found = (
        surrogate.name
        for text in texts
        for match in EXACT.finditer(text)
        if (surrogate := parse_surrogate(match.group()))
    )
    return tuple(dict.fromkeys(found))


def kinds_of(names: Iterable[str]) -> tuple[EntityKind, ...]:
    """Give the kind of each surrogate."""
    found = map(parse_surrogate, names)
    return tuple(surrogate.kind for surrogate in found if surrogate)


def pieces_of(text: str, names: Sequence[str]) -> tuple[Piece, ...] | None:
    """Cut a text at its surrogates; None if one is in no list.

    Args:
        names: Surrogates by their numbers, as `names_in` gives them.
    """
    numbers: Mapping[str, int] = {name: at for at, name in enumerate(names)}
    pieces: list[Piece] = []
    at = 0
    for match in EXACT.finditer(text):
        surrogate = parse_surrogate(match.group())
        if surrogate is None:
            continue
        if surrogate.name not in numbers:
            return None
        pieces.append(text[at : match.start()])
        pieces.append((surrogate.kind, numbers[surrogate.name], surrogate.hint))
        at = match.end()
    return (*pieces, text[at:])


def filled(pieces: Iterable[Piece], names: Sequence[str]) -> str:
    """Write a text with these surrogates in the places of those that it had."""
    written = []
    for piece in pieces:
        if isinstance(piece, str):
            written.append(piece)
            continue
        _, number, hint = piece
        name = names[number]
        written.append(f"{name[:-1]}~{hint}]" if hint else name)
    return "".join(written)
