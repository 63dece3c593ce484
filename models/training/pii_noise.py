"""Roughens labelled texts as keyboards, scanners and copying do; labels stay in place.

Lower case, capitals, a scanner's misread letters, lost and doubled spaces, broken
lines, lost accents. A text that lost its letters' shape still names the same people.
"""

import unicodedata
from collections.abc import Callable
from random import Random

from models.training.pii_corpora import Document, assembled
from models.training.pii_corpora_labels import UNSURE

# What a scanner reads for a letter; two letters may become one and one two.
_MISREAD = {
    "l": "1", "I": "l", "O": "0", "0": "O", "1": "l", "5": "S", "S": "5", "B": "8",
    "m": "rn", "n": "ri", "e": "c", "c": "e", "a": "o", "u": "v", "h": "b", "i": "j",
    "t": "f", "f": "t", "g": "q", "w": "vv", "d": "cl", "rn": "m", "vv": "w",
}  # fmt: skip
_MISREAD_SHARE = 0.03
_SPACE_SHARE = 0.04
_BREAK_SHARE = 0.08
# What stands for one character of the text; "" drops it.
Change = Callable[[str, Random], str]


def roughen(document: Document, random: Random) -> Document:
    """Copy a document with one sort of damage, sometimes with two."""
    change = random.choices(_CHANGES, _SHARES)[0]
    rough = _changed(document, change, random)
    if random.random() < 0.15:
        rough = _changed(rough, random.choice((_lower, _plain_letters)), random)
    return rough


def _changed(document: Document, change: Change, random: Random) -> Document:
    """Put a change in place of each character and move the labels along."""
    pieces = [change(character, random) for character in document.text]
    place, places = 0, []
    for piece in pieces:
        places.append(place)
        place += len(piece)
    places.append(place)
    marks = [(places[s], places[e], label) for s, e, label in document.spans]
    marks += [(places[s], places[e], UNSURE) for s, e in document.unsure]
    return assembled(
        "".join(pieces), marks, document.annotated, document.source, document.language
    )


def _lower(character: str, _: Random) -> str:
    return character.lower()


def _upper(character: str, _: Random) -> str:
    return character.upper()


def _scanned(character: str, random: Random) -> str:
    if character in _MISREAD and random.random() < _MISREAD_SHARE:
        return _MISREAD[character]
    return character


def _spaces(character: str, random: Random) -> str:
    if character == " ":
        draw = random.random()
        if draw < _SPACE_SHARE / 2:
            return ""
        return "  " if draw < _SPACE_SHARE else character
    return character


def _broken_lines(character: str, random: Random) -> str:
    if character == " " and random.random() < _BREAK_SHARE:
        return "\n"
    return " " if character == "\n" and random.random() < 0.5 else character


def _plain_letters(character: str, _: Random) -> str:
    folded = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in folded if not unicodedata.combining(part))
    return _STROKES.get(character, kept or character)


_STROKES = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "ß": "ss", "æ": "ae"}
_CHANGES: tuple[Change, ...] = (
    _lower, _upper, _scanned, _spaces, _broken_lines, _plain_letters,
)  # fmt: skip
_SHARES = (35, 25, 14, 10, 8, 8)
