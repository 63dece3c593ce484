"""Find known phrases in a text: on word boundaries, whatever the case or spacing.

Words are compared after NFKC and case folding (Unicode TR15, TR21), so a full-width or
ligature form of a name is the same name. Serves the customer dictionary and the spread
of a name to all its places. Exact words only: no fuzzy matching.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from appliance.domain.entity import EntityKind

_WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f])+|[^\\s]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A known phrase and what it is."""

    text: str
    kind: EntityKind


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a known phrase stands, in code points."""

    start: int
    end: int
    kind: EntityKind


def fold(text: str) -> str:
    """Bring a word into the form in which words are compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def words_of(text: str) -> list[str]:
    """Split a phrase into its folded words and marks."""
    return [fold(match.group()) for match in _WORD.finditer(text)]


class PhraseIndex:
    """Known phrases, found in one pass over a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], EntityKind]] = {}
        for phrase in phrases:
            words = tuple(words_of(phrase.text))
            if any(word[:1].isalnum() for word in words):
                row = self._by_first.setdefault(words[0], {})
                row.setdefault(words, phrase.kind)
        # Longest first, so that "Ann Lee Ltd" is not found as "Ann Lee".
        self._longest = {
            first: sorted({len(words) for words in row}, reverse=True)
            for first, row in self._by_first.items()
        }

    def __len__(self) -> int:
        return sum(len(row) for row in self._by_first.values())

    def __contains__(self, text: str) -> bool:
        words = tuple(words_of(text))
        return bool(words) and words in self._by_first.get(words[0], {})

    def find(self, text: str) -> Iterator[Found]:
        """Find the known phrases in a text, longest first, without overlap."""
        places = [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]
        index = 0
        while index < len(places):
            step = 1
            row = self._by_first.get(places[index][2])
            if row is not None:
                for length in self._longest[places[index][2]]:
                    if index + length > len(places):
                        continue
                    words = tuple(w for _, _, w in places[index : index + length])
                    kind = row.get(words)
                    if kind is not None:
                        end = places[index + length - 1][1]
                        yield Found(places[index][0], end, kind)
                        step = length
                        break
            index += step
