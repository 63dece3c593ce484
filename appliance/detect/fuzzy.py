"""Find dictionary entries that are spelt a little differently.

A word counts as an entry's word if it is the same without accents and umlauts (Müller,
Mueller, Muller), or, from five letters on, one letter away: one wrong, missing, too
much, or two neighbours changed round (Damerau 1964). Found by deletion neighbourhoods
(the symmetric-delete idea of W. Garbe), kept as hashes: a few megabytes for a hundred
thousand names. Numbers are never matched so: another digit is another number.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from appliance.detect.phrases import Found, Phrase

_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")
_LETTERS = re.compile("[^\\W\\d_]+")
_UMLAUTS = re.compile("(?<=[aou])e")
# Of an entry of one word, more: "Marks" is near too many words of the language.
_LEAST_LETTERS = 5
_LEAST_ALONE = 6
_MOST_LETTERS = 40


def skeleton(word: str) -> str:
    """Write a word as one that has lost its accents, in lower case."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _UMLAUTS.sub("", plain)


class FuzzyIndex:
    """Entries of letters, found where they are spelt a little differently."""

    def __init__(
        self, phrases: Iterable[Phrase], is_ordinary: Callable[[str], bool]
    ) -> None:
        """Index them.

        Args:
            is_ordinary: Tells whether a lower-case word is one that texts use for
                anything; such a word stands for no entry of one word.
        """
        self.is_ordinary = is_ordinary
        self._by_first: dict[str, dict[tuple[str, ...], Phrase]] = {}
        for phrase in phrases:
            words = tuple(map(skeleton, _WORD.findall(phrase.text)))
            if words and all(_LETTERS.fullmatch(word) for word in words):
                self._by_first.setdefault(words[0], {}).setdefault(words, phrase)
        rows = self._by_first.values()
        self._words = sorted({word for row in rows for words in row for word in words})
        self._known = frozenset(self._words)
        hashes, owners = array("q"), array("i")
        for number, word in enumerate(self._words):
            if _LEAST_LETTERS <= len(word) <= _MOST_LETTERS:
                variants = _deletions(word)
                hashes.extend(map(hash, variants))
                owners.extend([number] * len(variants))
        order = np.argsort(np.array(hashes, np.int64))
        self._hashes = np.array(hashes, np.int64)[order]
        self._owners = np.array(owners, np.int32)[order]

    def find(self, text: str) -> Iterator[Found]:
        """Find the entries in a text, longest first, without overlap."""
        if not self._by_first:
            return
        places = [
            (m.start(), m.end(), skeleton(m.group())) for m in _WORD.finditer(text)
        ]
        near = self._near({word for _, _, word in places})
        index = 0
        while index < len(places):
            found = self._at(places, near, index)
            if found is None:
                index += 1
                continue
            length, phrase = found
            start, end = places[index][0], places[index + length - 1][1]
            yield Found(start, end, phrase.kind)
            index += length

    def _at(
        self,
        places: list[tuple[int, int, str]],
        near: dict[str, tuple[str, ...]],
        index: int,
    ) -> tuple[int, Phrase] | None:
        """Find the longest entry that begins with this word."""
        best: tuple[int, Phrase] | None = None
        for first in near.get(places[index][2], ()):
            for words, phrase in self._by_first.get(first, {}).items():
                if best is not None and len(words) <= best[0]:
                    continue
                given = [word for _, _, word in places[index : index + len(words)]]
                if len(given) == len(words) and self._is(given, words, near):
                    best = (len(words), phrase)
        return best

    def _is(
        self,
        given: list[str],
        words: tuple[str, ...],
        near: dict[str, tuple[str, ...]],
    ) -> bool:
        if len(words) == 1 and given[0] != words[0]:
            return len(words[0]) >= _LEAST_ALONE and not self.is_ordinary(given[0])
        return all(w in near.get(g, ()) for g, w in zip(given, words, strict=True))

    def _near(self, given: set[str]) -> dict[str, tuple[str, ...]]:
        """Name the known words that each given word may stand for, itself first."""
        near: dict[str, tuple[str, ...]] = {
            word: (word,) for word in given if word in self._known
        }
        unsure = [w for w in given if _LEAST_LETTERS - 1 <= len(w) <= _MOST_LETTERS + 1]
        variants = [(hash(v), word) for word in unsure for v in _deletions(word)]
        if not variants or not len(self._hashes):
            return near
        asked = np.array([h for h, _ in variants], np.int64)
        first: NDArray[np.int64] = np.searchsorted(self._hashes, asked, "left")
        last: NDArray[np.int64] = np.searchsorted(self._hashes, asked, "right")
        for at in np.flatnonzero(last > first):
            word = variants[at][1]
            for owner in self._owners[first[at] : last[at]]:
                known = self._words[owner]
                if known not in near.get(word, ()) and is_one_edit(word, known):
                    near[word] = (*near.get(word, ()), known)
        return near


def _deletions(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def is_one_edit(one: str, other: str) -> bool:
    """Tell whether one letter, or two neighbours changed round, set words apart."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = 0
    while at < len(short) and short[at] == long[at]:
        at += 1
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    swapped = long[at : at + 2][::-1] + long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or short[at:] == swapped
