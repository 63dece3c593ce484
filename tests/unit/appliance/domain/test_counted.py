"""Sentences with numbers: what is written is read, and English holds no other."""

import pytest

from appliance.domain import counted
from appliance.domain.counted import fill, pattern_of, too_long

PATTERNS = [
    value
    for name, value in vars(counted).items()
    if name.isupper() and isinstance(value, str)
]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("number", [0, 9, 999, 1_000, 12_345, 9_876_543])
def test_the_pattern_and_the_numbers_of_a_sentence_are_found_again(
    pattern: str, number: int
) -> None:
    numbers = tuple(number + at for at in range(pattern.count("%(n")))
    assert pattern_of(counted.counted(pattern, *numbers)) == (pattern, numbers)


def test_a_sentence_without_a_number_is_its_own_pattern() -> None:
    assert pattern_of("100 % of it, no %(n1)s.")[1] == (100, 1)
    assert pattern_of("Nothing to count.") == ("Nothing to count.", ())


def test_a_pattern_takes_numbers_as_a_language_writes_them() -> None:
    assert fill("%(n2)s Zeichen, %(n1)s Teile", ["2", "9.400"]) == (
        "9.400 Zeichen, 2 Teile"
    )


def test_too_long_says_how_much_in_characters_and_words() -> None:
    assert too_long(4_001, 4_000) == (
        "It has 4,001 characters; at most 4,000 are taken.",
        "Leave out some 10 characters, about 2 words.",
    )
