"""A second, plain reading of a text, for detectors that look for a written form.

Numbers copied from a document or a web page come with no-break spaces, dashes of every
length, tabs, soft hyphens, full-width or Arabic digits, tags, entities and the marks of
Markdown. Read plainly they have the form that a person sees (Unicode UAX #44, NFKC of
TR15). Every span found in the plain reading is given back in places of the text itself.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from appliance.domain.span import Span

_MARKS = "*_`~\"'\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_PIECE = re.compile(
    r"</?[A-Za-z][^<>]{0,200}>"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});)"
    # Marks around a word, not those inside one.
    rf"|(?<![^\W_])[{_MARKS}]+|[{_MARKS}]+(?![^\W_])"
    r"|(?P<char>.)",
    re.DOTALL,
)
_MINUS = "\u2212"
# Shows nothing, whatever stands before it (Unicode, 23.4).
_SELECTORS = range(0xFE00, 0xFE10)
# Letters in another form, or cut by what does not show: the words themselves change.
_DISGUISED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\uff21-\uff3a\uff41-\uff5a]"
)


@dataclass(frozen=True, slots=True)
class PlainReading:
    """A text as it is seen.

    Args:
        text: The reading.
        places: For each of its characters, where it begins and ends in the original.
        has_other_words: Whether words, and not only what stands around and between
            them, may differ from the original's.
    """

    text: str
    places: tuple[tuple[int, int], ...]
    has_other_words: bool = False

    def in_original(self, span: Span) -> Span:
        """Give a span of the reading its places in the original."""
        return replace(
            span,
            start=self.places[span.start][0],
            end=self.places[span.end - 1][1],
        )

    def over_line_ends(self) -> "PlainReading":
        """Read line ends as spaces, as in a number that was wrapped."""
        return _with_single_spaces(
            (" " if char == "\n" else char, place)
            for char, place in zip(self.text, self.places, strict=True)
        )


def read_plainly(text: str) -> PlainReading:
    """Read a text plainly."""
    reading = _with_single_spaces(_characters(text))
    return replace(reading, has_other_words=_DISGUISED.search(text) is not None)


def _characters(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in _PIECE.finditer(text):
        shown = match["char"] or html.unescape(match["entity"] or "")
        for char in shown:
            for plain in _plain(char):
                yield plain, match.span()


def _with_single_spaces(
    characters: Iterator[tuple[str, tuple[int, int]]],
) -> PlainReading:
    shown: list[str] = []
    places: list[tuple[int, int]] = []
    for char, place in characters:
        if char == " " and shown and shown[-1] in " \n":
            continue
        shown.append(char)
        places.append(place)
    return PlainReading("".join(shown), tuple(places))


def _plain(char: str) -> str:
    if char.isascii():
        return " " if char in "\t\r\x0b\x0c" else char
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category in {"Zl", "Zp"}:
        return "\n"
    if category == "Cf" or ord(char) in _SELECTORS:
        return ""
    if category == "Pd" or char == _MINUS:
        return "-"
    if category == "Nd":
        return str(unicodedata.digit(char))
    compatible = unicodedata.normalize("NFKC", char)
    return compatible if compatible.isascii() else char
