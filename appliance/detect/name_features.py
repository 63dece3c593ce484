"""What the name detector looks at: each word of a text as a row of hashed features.

A word is described by itself, its shape, its beginning and end, its neighbours, its
place in the line, and whether it is known as a name or as an ordinary word. Rows are
integers below `BUCKETS`; nothing is learned here, so training and detection share it.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 18
# Letters with their combining marks, a run of line ends, or one other character.
_TOKEN = re.compile("(?:[^\\W_]|[\u0300-\u036f\u0900-\u0dff])+|\n+|\\S")
_SENTENCE_END = frozenset(".!?:;\n\u2026\u2022")

# Bits of what a word list says about a word.
GIVEN, SURNAME, PLACE, TRADE = 1, 2, 4, 8

_Row = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, line end or other character, with its place in code points."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Split a text into words, line ends and single other characters."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def shape_of(word: str) -> str:
    """Describe the letters of a word: Aa title, A capital, AA capitals, a, 9, or it."""
    if word[0] == "\n":
        return "\n"
    if word.isdigit():
        return "9" if len(word) < 5 else "99"
    if not word[0].isalnum():
        return word
    if word.isupper():
        return "A" if len(word) == 1 else "AA"
    if word.islower():
        return "a" if len(word) == 1 else "aa"
    if word[0].isupper() and word[1:].islower():
        return "Aa"
    return "9a" if any(c.isdigit() for c in word) else "aA"


@dataclass(frozen=True)
class WordLists:
    """Words known beforehand.

    Args:
        names: Lower-case word to its bits (`GIVEN`, `SURNAME`, `PLACE`, `TRADE`).
        common: Lower-case ordinary word to how often training texts hold it.
    """

    names: Mapping[str, int]
    common: Mapping[str, int]

    @cached_property
    def seen(self) -> dict[str, tuple[int, ...]]:
        """Hashes of words met before; bounded by `describe`."""
        return {}

    def describe(self, word: str, minus: int = 0) -> tuple[int, ...]:
        """Hash what can be said about one word alone.

        Args:
            minus: Occurrences not to count; in training, those of the text itself.
        """
        known = self.seen.get(word) if minus == 0 else None
        if known is not None:
            return known
        lower = word.lower()
        list_bits = self.names.get(lower, 0)
        count = self.common.get(lower, 0) - minus
        frequency = 0 if count < 1 else min(4, len(str(count)))
        row = (
            _hash(lower),
            _hash(shape_of(word)),
            _hash(lower[:3]),
            _hash(lower[-3:]),
            _hash(lower[:2]),
            _hash(lower[-2:]),
            _hash(lower[-4:]),
            list_bits * 8 + frequency + 1,
        )
        if minus == 0 and len(self.seen) < 50_000:
            self.seen[word] = row
        return row


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def _mix(salt: int, *parts: _Row) -> _Row:
    """Hash columns of integers into buckets (finaliser of splitmix64)."""
    mixed = np.full(parts[0].shape, (salt * 0x165667B19E3779F9) % 2**64, np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    mixed = mixed * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return mixed & np.uint64(BUCKETS - 1)


def _shift(column: _Row, by: int) -> _Row:
    """Give each word the value of the word `by` places on; 0 beyond the text."""
    moved = np.zeros_like(column)
    if by == 0:
        return column
    if abs(by) >= len(column):
        return moved
    if by > 0:
        moved[:-by] = column[by:]
    else:
        moved[-by:] = column[:by]
    return moved


def features_of(
    tokens: Sequence[Token],
    lists: WordLists,
    own_counts: Mapping[str, int] | None = None,
) -> NDArray[np.int32]:
    """Describe each token by its hashed features.

    Args:
        own_counts: In training, how often each ordinary word stands in this very
            text, so that no text vouches for its own words.

    Returns:
        An array of tokens x features, each below `BUCKETS`.
    """
    own = own_counts or {}
    table = np.array(
        [lists.describe(t.text, own.get(t.text.lower(), 0)) for t in tokens],
        dtype=np.uint64,
    )
    word, shape, begin, end, begin2, end2, end4, known = table.T
    place, document = _places(tokens)
    columns = [
        _mix(1, begin2), _mix(2, end2), _mix(3, end4), _mix(4, end, shape),
        _mix(5, place), _mix(6, place, known), _mix(7, place, shape),
        _mix(8, document, shape), _mix(9, document, known), _mix(10, document, word),
    ]  # fmt: skip
    columns += [_mix(20 + by, _shift(word, by)) for by in range(-3, 4)]
    for by in (-2, -1, 0, 1, 2):
        columns.append(_mix(30 + by, _shift(shape, by)))
        columns.append(_mix(40 + by, _shift(known, by)))
    for by in (-1, 0, 1):
        columns.append(_mix(50 + by, _shift(begin, by)))
        columns.append(_mix(60 + by, _shift(end, by)))
    before, after = _shift(word, -1), _shift(word, 1)
    second = _shift(word, -2)
    columns += [
        _mix(70, before, word),
        _mix(71, before, shape),
        _mix(72, before, known),
        _mix(73, after, shape),
        _mix(74, after, known),
        _mix(75, second, before),
        _mix(76, second, before, shape),
        _mix(77, before, after, shape),
        _mix(78, _shift(shape, -1), shape, _shift(shape, 1)),
        _mix(79, _shift(known, -1), known, _shift(known, 1)),
        _mix(80, _shift(word, -3), second, shape),
        _mix(81, _shift(shape, -2), _shift(shape, -1), shape),
    ]
    return np.stack(columns, axis=1).astype(np.int32)


def _places(tokens: Sequence[Token]) -> tuple[_Row, _Row]:
    """Number each token's place in line and sentence, and what its text is like."""
    letters = [t.text for t in tokens if t.text[0].isalpha()]
    capitals = sum(w.isupper() for w in letters)
    lowers = sum(w.islower() for w in letters)
    case = 2 if capitals * 2 > len(letters) else 1 if lowers == len(letters) else 0
    lower_words = {w for w in letters if w.islower()}
    place, document, position, fresh = [], [], 0, True
    for index, token in enumerate(tokens):
        after = tokens[index + 1].text if index + 1 < len(tokens) else "\n"
        glued = index > 0 and tokens[index - 1].end == token.start
        last = after[0] == "\n"
        place.append(min(position, 4) * 8 + last * 4 + fresh * 2 + glued + 1)
        elsewhere = token.text.lower() in lower_words
        document.append(case * 2 + elsewhere + 1)
        position = 0 if token.text[0] == "\n" else position + 1
        fresh = token.text[0] in _SENTENCE_END
    return np.array(place, np.uint64), np.array(document, np.uint64)
