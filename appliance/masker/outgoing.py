"""Find what a case masks elsewhere and what is still readable in a text.

Compared on word boundaries after NFKC and case folding, so "ACME-77" is "acme-77"; one
word of letters alone counts only as it was written, since "Will" is also a word.
Surrogates are not looked into, nor across. Not looked for, because they single nobody
out and stand everywhere: fewer than three ASCII letters and digits, fewer than four
digits alone, the one word of a month or weekday. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from appliance.detect.phrases import Found, Phrase, PhraseIndex
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.domain.surrogate import EXACT

# A mark that is no part of any word, so that nothing is found across it.
BLANK = "\x00"
_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")
_LEAST_SIGNS = 3
_LEAST_DIGITS = 4
_POINTS = frozenset(".,")


def blank_surrogates(text: str) -> str:
    """Put marks in place of surrogates."""
    return EXACT.sub(lambda match: BLANK * len(match.group()), text)


def find_readable(text: str, originals: Iterable[Phrase]) -> Iterator[Found]:
    """Find the places where one of these originals can be read, in order of kind.

    Args:
        text: A text whose surrogates are blanked.
        originals: What the case has given surrogates.
    """
    words: list[Phrase] = []
    phrases: list[Phrase] = []
    for original in originals:
        if _is_telling(original):
            (words if original.text.isalpha() else phrases).append(original)
    yield from _find_words(text, words)
    for found in PhraseIndex(phrases).find(text):
        if not _is_part_of_number(text, found):
            yield found


def find_elsewhere(
    text: str,
    spans: Sequence[Span],
    known: Sequence[Phrase],
    standing: Iterable[tuple[int, int]],
) -> Iterator[Span]:
    """Find where what is masked in a text, or in its case, stands in it unmasked.

    Args:
        spans: What is masked in the text; disjoint.
        known: What the case masks.
        standing: Places of surrogates that stay as they are.
    """
    here = [Phrase(text[span.start : span.end], span.kind) for span in spans]
    signs = list(text)
    for start, end in (*((s.start, s.end) for s in spans), *standing):
        signs[start:end] = BLANK * (end - start)
    for found in find_readable("".join(signs), (*known, *here)):
        reason = "is named elsewhere in this case"
        yield Span(found.start, found.end, found.kind, 1, "vault", reason)


def _find_words(text: str, words: Sequence[Phrase]) -> Iterator[Found]:
    kinds = {word.text: word.kind for word in words}
    if not kinds:
        return
    for match in _WORD.finditer(text):
        kind = kinds.get(match.group())
        if kind is not None:
            yield Found(match.start(), match.end(), kind)


def _is_telling(original: Phrase) -> bool:
    text = original.text
    if original.kind is EntityKind.DATE and text.isalpha():
        return False
    signs = [sign for sign in text if sign.isalnum()]
    if all(sign.isdigit() for sign in signs):
        return len(signs) >= _LEAST_DIGITS
    return len(signs) >= _LEAST_SIGNS or not text.isascii()


def _is_part_of_number(text: str, found: Found) -> bool:
    """Tell whether a place is a piece of a longer figure: 4711 in 4711.50."""
    before = text[max(0, found.start - 2) : found.start]
    after = text[found.end : found.end + 2]
    return (
        len(before) == 2
        and before[0].isdigit()
        and before[1] in _POINTS
        and text[found.start].isdigit()
    ) or (
        len(after) == 2
        and after[0] in _POINTS
        and after[1].isdigit()
        and text[found.end - 1].isdigit()
    )
