"""Cuts a text into the word pieces that the name detector reads, with their looks.

The encoder knows no capitals and no line ends: each piece besides carries the shape of
its word ("Title", digits, ...) and the gap before it (none, space, line end, empty
line). Training and the appliance read texts through this one file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]

SHAPES = (
    "special", "lower", "title", "upper", "initial", "mixed", "digits", "number",
    "long number", "letters and digits", "mark", "other",
)  # fmt: skip
GAPS = ("none", "space", "line", "empty line")
_SHAPE = {name: index for index, name in enumerate(SHAPES)}

WINDOW, STRIDE = 254, 206
"""Pieces read at once, without the two special ones, and the step between windows."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text, arrays of one length.

    Args:
        ids: Number of each piece in the vocabulary.
        starts: First code point of each piece.
        ends: One past the last code point.
        words: Number of the word that each belongs to, rising.
        shapes: Index into `SHAPES`.
        gaps: Index into `GAPS`.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    words: Ints
    shapes: Ints
    gaps: Ints

    def __len__(self) -> int:
        return len(self.ids)


def read_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut a text into pieces; white space and what does not show gives none."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    words = np.array(encoding.word_ids, np.int64)
    offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0], offsets[:, 1]
    shapes = np.zeros(len(words), np.int64)
    gaps = np.zeros(len(words), np.int64)
    first = np.flatnonzero(np.diff(words, prepend=-1))
    bounds = np.append(first, len(words))
    before = 0
    for begin, end in pairwise(bounds):
        start, stop = int(starts[begin]), int(ends[end - 1])
        shapes[begin:end] = _shape_of(text[start:stop])
        gaps[begin] = _gap_of(text[before:start]) if before else 2
        before = stop
    return Pieces(np.array(encoding.ids, np.int64), starts, ends, words, shapes, gaps)


def windows(
    count: int, window: int = WINDOW, stride: int = STRIDE
) -> Iterator[tuple[int, int, int, int]]:
    """Cut so many pieces into windows that overlap.

    Yields:
        Where a window starts and ends, and from where to where its answer counts:
        there it is the window that sees most around a piece.
    """
    margin = (window - stride) // 2
    start = 0
    while True:
        end = min(start + window, count)
        last = end == count
        yield (
            start,
            end,
            start + margin if start else 0,
            count if last else end - margin,
        )
        if last:
            return
        start += stride


def _shape_of(word: str) -> int:
    return _SHAPE[_shape_name(word)]


def _shape_name(word: str) -> str:
    if word.isdecimal():
        return ("digits", "number", "long number")[(len(word) > 2) + (len(word) > 4)]
    if word.isalpha():
        if word.islower():
            return "lower"
        if word.isupper():
            return "upper" if len(word) > 1 else "initial"
        if word[0].isupper() and word[1:].islower():
            return "title"
        return "mixed" if word.lower() != word.upper() else "other"
    if any(char.isalnum() for char in word):
        return "letters and digits"
    return "mark"


def _gap_of(between: str) -> int:
    lines = between.count("\n")
    if lines:
        return 2 if lines == 1 else 3
    return 2 if "\t" in between else int(bool(between))
