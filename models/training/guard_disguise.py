"""Roughens texts as attackers and keyboards do; the spans move along.

Hostile and harmless texts alike, so that the damage itself tells nothing.
"""

from collections.abc import Callable
from random import Random

_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
Spans = tuple[tuple[int, int], ...]
Change = Callable[[str, Random], str]


def disguise(text: str, spans: Spans, random: Random) -> tuple[str, Spans]:
    """Change each character as one drawn disguise does."""
    change = random.choices(_CHANGES, _SHARES)[0]
    pieces = [change(character, random) for character in text]
    places, at = [], 0
    for piece in pieces:
        places.append(at)
        at += len(piece)
    places.append(at)
    return "".join(pieces), tuple((places[s], places[e]) for s, e in spans)


def _upper(character: str, _: Random) -> str:
    return character.upper()


def _lower(character: str, _: Random) -> str:
    return character.lower()


def _typos(character: str, random: Random) -> str:
    if not character.isalpha() or random.random() > 0.04:
        return character
    return random.choice(("", character * 2, random.choice("aeinrst")))


def _leet(character: str, random: Random) -> str:
    return _LEET.get(character, character) if random.random() < 0.5 else character


def _lines(character: str, random: Random) -> str:
    return "\n" if character == " " and random.random() < 0.1 else character


_CHANGES: tuple[Change, ...] = (_upper, _lower, _typos, _leet, _lines)
_SHARES = (3, 4, 4, 1, 2)
