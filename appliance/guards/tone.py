"""Find words that an answer of a purpose may not hold, as its signed lists have them.

An entry is one word or several in a row, in any case; a star ends a word that may go
on: "guarante*". There is nothing else to it: what is not listed is not found. Pure.
"""

import re
from collections.abc import Collection, Iterator

MAX_ENTRY_CHARS = 80
_ENTRY = re.compile(
    r"[^\W_]+(?:['\u2019-][^\W_]+)*\*?(?: [^\W_]+(?:['\u2019-][^\W_]+)*\*?){0,7}"
)


def is_entry(entry: str) -> bool:
    """Tell whether an entry is one that can be looked for."""
    return len(entry) <= MAX_ENTRY_CHARS and _ENTRY.fullmatch(entry) is not None


def find_words(text: str, entries: Collection[str]) -> Iterator[tuple[int, int]]:
    """Find the entries in a text, on word boundaries."""
    if not entries:
        return
    longest_first = sorted(entries, key=len, reverse=True)
    wanted = "|".join(map(_pattern, longest_first))
    for match in re.finditer(
        rf"(?<![^\W_])(?:{wanted})(?![^\W_])", text, re.IGNORECASE
    ):
        yield match.span()


def _pattern(entry: str) -> str:
    words = []
    for word in entry.replace("\u2019", "'").split():
        plain = re.escape(word.removesuffix("*")).replace("'", "['\u2019]")
        words.append(plain + (r"[^\W_]*" if word.endswith("*") else ""))
    return r"\s+".join(words)
