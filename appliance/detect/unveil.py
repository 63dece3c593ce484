"""A text as a model takes it in: hidden words shown, disguised letters made plain.

Tags that spell out ASCII (Unicode 16, 23.9) become what they spell, other hidden
characters go, letters in another form (full width, mathematical, circled) and letters
of other alphabets that look Latin become Latin (a subset of UTS #39 confusables), each
mark over a letter goes. Every place is given back in the text itself.
"""

import re
import unicodedata
from dataclasses import dataclass

from appliance.detect.hidden import hidden_in

_TAGS = range(0xE0020, 0xE007F)
_TAG_OF_ASCII = 0xE0000
_CYRILLIC_GREEK = (
    "\u0430a\u0435e\u043eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u04bbh"
    "\u0501d\u051bq\u051dw\u0410A\u0412B\u0415E\u041aK\u041cM\u041dH\u041eO\u0420P"
    "\u0421C\u0422T\u0423Y\u0425X\u0405S\u0406I\u0408J\u03bfo\u03b1a\u03b9i\u03bdv"
    "\u03c1p\u03c5u\u0391A\u0392B\u0395E\u0396Z\u0397H\u0399I\u039aK\u039cM\u039dN"
    "\u039fO\u03a1P\u03a4T\u03a5Y\u03a7X\u0261g\u0131i\u04cfl"
)
_LATIN = dict(zip(_CYRILLIC_GREEK[::2], _CYRILLIC_GREEK[1::2], strict=True))
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Unveiled:
    """A reading.

    Args:
        text: What a model takes in.
        places: For each of its characters, its place in the original.
        length: Code points of the original.
    """

    text: str
    places: tuple[int, ...]
    length: int

    def in_original(self, start: int, end: int) -> tuple[int, int]:
        """Give a span of the reading its places in the original."""
        if start >= end:
            return self.length, self.length
        return self.places[start], self.places[end - 1] + 1


def unveil(text: str) -> Unveiled:
    """Read a text as a model takes it in."""
    if text.isascii():
        return Unveiled(text, tuple(range(len(text))), len(text))
    latin = _places_to_make_latin(text)
    hidden = {at for start, end in hidden_in(text) for at in range(start, end)}
    shown: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        plain = _LATIN.get(char, char) if at in latin else _plain(char, at in hidden)
        shown += plain
        places += [at] * len(plain)
    return Unveiled("".join(shown), tuple(places), len(text))


def lookalikes_in(text: str) -> tuple[tuple[int, int], ...]:
    """Find words that hold letters made to look like others, in order.

    These are words of two alphabets at once, and Latin letters in a form that no
    keyboard types. A word all in one alphabet is a word of another language.
    """
    return tuple(
        match.span() for match in _WORD.finditer(text) if _is_disguised(match.group())
    )


def _is_disguised(word: str) -> bool:
    if word.isascii():
        return False
    mixed = any(map(str.isascii, word)) and any(char in _LATIN for char in word)
    return mixed or sum(map(_is_other_form, word)) > 1


def _is_other_form(char: str) -> bool:
    """Tell a letter in full width, mathematical or circled form (NFKC)."""
    plain = unicodedata.normalize("NFKC", char)
    return not char.isascii() and len(plain) == 1 and plain.isascii()


def _places_to_make_latin(text: str) -> frozenset[int]:
    """Find the letters of words in which, or around which, Latin is written."""
    is_latin = 2 * sum(map(str.isascii, text)) > len(text)
    found: set[int] = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii():
            continue
        has_latin = any(map(str.isascii, word))
        if has_latin or (is_latin and all(char in _LATIN for char in word)):
            found.update(
                match.start() + at for at, char in enumerate(word) if char in _LATIN
            )
    return frozenset(found)


def _plain(char: str, is_hidden: bool) -> str:  # noqa: FBT001 - two facts of one place
    if char.isascii():
        return char
    if ord(char) in _TAGS:
        return chr(ord(char) - _TAG_OF_ASCII)
    if is_hidden or unicodedata.category(char) in {"Mn", "Cf"}:
        return ""
    return unicodedata.normalize("NFKC", char)
