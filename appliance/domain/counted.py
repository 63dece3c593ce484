"""A sentence with numbers in it, kept as English and said in every language.

    counted(NEARLY_FULL, 3_700, 4_000)
    "Your text has 3,700 of the 4,000 characters that this purpose takes."

Translations know the pattern; whoever says the sentence takes the numbers out of it and
writes them as the reader's language does. Numbers alone: never a word of a person.
"""

import re
from math import ceil
from typing import Final

# Letters of a word and the space behind it, as letters to a bank have them.
_CHARS_A_WORD: Final = 6
_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")

NEARLY_FULL: Final = (
    "Your text has %(n1)s of the %(n2)s characters that this purpose takes."
)
WAS_NEARLY_FULL: Final = (
    "The text had %(n1)s of the %(n2)s characters that this purpose takes."
)
TOO_LONG: Final = "It has %(n1)s characters; at most %(n2)s are taken."
LEAVE_OUT: Final = "Leave out some %(n1)s characters, about %(n2)s words."
MOST_PARTS: Final = "It has %(n1)s characters, and may be read in %(n2)s parts."
ROOM_IN_PARTS: Final = (
    "In %(n1)s parts the model reads about %(n2)s of its %(n3)s characters."
)
NO_ROOM_TO_COMBINE: Final = (
    "It has %(n1)s characters and takes %(n2)s parts; the answers to so many cannot be "
    "put together."
)


def counted(pattern: str, *numbers: int) -> str:
    """Write a pattern with its numbers, in English."""
    return pattern % _named([f"{number:,}" for number in numbers])


def pattern_of(sentence: str) -> tuple[str, tuple[int, ...]]:
    """Take the numbers out of a sentence; the pattern is the catalogue's, if any is."""
    found = _NUMBER.findall(sentence)
    places = iter(range(1, len(found) + 1))
    pattern = _NUMBER.sub(lambda _: f"%(n{next(places)})s", sentence)
    return pattern, tuple(int(number.replace(",", "")) for number in found)


def fill(pattern: str, written: list[str]) -> str:
    """Write a translated pattern with its numbers, written in that language."""
    return pattern % _named(written)


def too_long(given: int, most: int) -> tuple[str, str]:
    """Say how long a text is, and how much of it is too much, rounded up to tens.

    Args:
        given: Its length in code points, over `most`.
        most: What is taken.
    """
    over = ceil((given - most) / 10) * 10
    words = ceil(over / _CHARS_A_WORD)
    return counted(TOO_LONG, given, most), counted(LEAVE_OUT, over, words)


def _named(written: list[str]) -> dict[str, str]:
    return {f"n{at}": number for at, number in enumerate(written, 1)}
