"""Writes single words as the text they came from, and keeps where each one stands.

What a tokeniser took apart is put together by what it left whole: a file with
"well-known" in one word means its lone hyphens as dashes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CLOSES = frozenset(",.;:!?)]}%\u2026\u201d\u2019'")
_OPENS = frozenset("([{\u201e\u201a\u00a3$\u20ac@#")
_MONEY = frozenset("\u00a3$\u20ac")
_APOSTROPHES = frozenset("'\u2019")
_CLITIC = re.compile(r"s|t|m|d|ve|re|ll|em|n't", re.IGNORECASE)
_ELIDED = re.compile(r"[cdjlmnst]|qu|jusqu|lorsqu|puisqu", re.IGNORECASE)
_STRAIGHT = '"'
_LOW, _HIGH = "\u201e", "\u201c"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as text, and where each of its words begins."""

    text: str
    starts: tuple[int, ...]


class Writer:
    """Writes the sentences of one file."""

    def __init__(self, words: Iterable[str]) -> None:
        """See which marks the file's tokeniser left inside words."""
        inside: set[str] = set()
        for word in words:
            inside.update(re.findall(r"(?<=[^\W\d_])([-/])(?=[^\W\d_])", word))
            inside.update(re.findall(r"(?<=[0-9])([.,:])(?=[0-9])", word))
        self._glue = frozenset("-/") - inside
        self._in_numbers = frozenset(".,:") - inside

    def write(self, words: Sequence[str]) -> Written:
        """Write one sentence."""
        text = ""
        starts: list[int] = []
        quoted = low = False
        for index, word in enumerate(words):
            closing_high = low and word.startswith(_HIGH)
            attached = (
                (quoted if word[0] == _STRAIGHT else self._is_attached(words, index))
                or closing_high
                or (bool(text) and self._holds_next(words, index - 1, quoted=quoted))
            )
            if word[0] == _HIGH and not low:
                attached = False
            text += "" if attached or not text else " "
            starts.append(len(text))
            text += word
            if word.count(_STRAIGHT) % 2:
                quoted = not quoted
            low = (low or _LOW in word) and not closing_high
        return Written(text, tuple(starts))

    def _is_attached(self, words: Sequence[str], index: int) -> bool:
        """Tell whether a word follows the one before it without a space."""
        word = words[index]
        if word in _APOSTROPHES:
            return self._is_apostrophe(words, index)
        if word.lower() == "n't":
            return True
        return word[0] in _CLOSES or self._glues(words, index)

    def _holds_next(self, words: Sequence[str], index: int, *, quoted: bool) -> bool:
        """Tell whether a word is followed by the one after it without a space."""
        word, after = words[index], words[index + 1]
        last = word[-1]
        if last == _STRAIGHT:
            return quoted
        if last in _MONEY:
            return after[0].isdigit()
        if last == _HIGH:
            return not any(_LOW in before for before in words[:index])
        if word in _APOSTROPHES and self._is_apostrophe(words, index):
            return True
        return last in _OPENS or self._glues(words, index)

    def _glues(self, words: Sequence[str], index: int) -> bool:
        """Tell whether a lone mark holds the words around it together."""
        word = words[index]
        if word not in self._glue | self._in_numbers:
            return False
        if not 0 < index < len(words) - 1:
            return False
        before, after = words[index - 1][-1], words[index + 1][0]
        if word in self._in_numbers:
            return before.isdigit() and after.isdigit()
        return before.isalnum() and after.isalnum()

    def _is_apostrophe(self, words: Sequence[str], index: int) -> bool:
        """Tell an apostrophe from a quotation mark: "it ' s", "d ' Irlande"."""
        if not 0 < index < len(words) - 1:
            return False
        return bool(
            _CLITIC.fullmatch(words[index + 1]) or _ELIDED.fullmatch(words[index - 1])
        )
