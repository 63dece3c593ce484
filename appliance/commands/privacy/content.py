"""Which words of a labelled stretch say something, and so must be masked.

As the evaluation of the Text Anonymization Benchmark does (Pilan et al. 2022), titles,
articles and prepositions are passed over: people do not agree on whether they belong to
a name. Its list is English; the other languages' words of the same kinds are added.
"""

import re

_WORD = re.compile(r"[^\W_]+")


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


# From the benchmark's evaluation.py.
_ENGLISH = _words_of(
    "mr mrs ms and or from until to about after as at before between by during for in "
    "into of on over since with the a an no nr"
)
_OTHERS = _words_of(
    # German
    "der die das den dem des ein eine einer einem einen und von vom zu zum zur am "
    "oder "  # codespell:ignore
    "im seit bis bei nach mit für auf aus über um "
    # French
    "le la les l un une de du d et ou à au aux en dans par pour depuis jusqu avec sur "
    "chez entre "
    # Spanish
    "el los las uno una del y e o u al con por para desde hasta sobre número núm n"
)
_TITLES = _words_of(
    "miss mx dr prof professor sir dame lord lady rev herr herrn frau m mm mme mmes "
    "mlle maître me monsieur madame sr sra srta sres don doña señor señora"
)
_APOSTROPHES = ("'", "\u2019")


def words_that_tell(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the words of a stretch that must be masked; titles only at its beginning."""
    words = [
        match.span()
        for match in _WORD.finditer(text, start, end)
        if match.group().lower() not in _ENGLISH and not _is_possessive(match)
    ]
    while words and _is_title(text, words[0], start):
        words = words[1:]
    # In capitals among small letters it is no such word: "AB", "MIT", the "E." of a
    # name. And what is labelled for itself is not passed over.
    mixed = any(char.islower() for char in text[start:end])
    told = [
        word
        for word in words
        if _read(text, word) not in _OTHERS
        or (mixed and text[word[0] : word[1]].isupper())
    ]
    return told or words


def _read(text: str, word: tuple[int, int]) -> str:
    return text[word[0] : word[1]].lower()


def _is_title(text: str, word: tuple[int, int], start: int) -> bool:
    # "M." before a name is Monsieur, behind another title an initial.
    read = _read(text, word)
    return read in _TITLES and (read != "m" or word[0] == start)


def _is_possessive(match: re.Match[str]) -> bool:
    at = match.start()
    return match.group() in {"s", "S"} and match.string.startswith(_APOSTROPHES, at - 1)
