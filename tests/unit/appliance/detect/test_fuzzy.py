"""Dictionary entries that are spelt a little differently, and words that only look so."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.fuzzy import FuzzyIndex, is_one_edit, skeleton
from appliance.detect.phrases import Phrase
from appliance.domain.entity import EntityKind

ENTRIES = {
    "Marta Kowalczyk": EntityKind.PERSON,
    "Jürgen Müller": EntityKind.PERSON,
    "Fjällräven": EntityKind.ORG,
    "Marks": EntityKind.PERSON,
    "Bridget": EntityKind.PERSON,
    "Hale & Partners": EntityKind.ORG,
    "Project 7711 Bluebell": EntityKind.CUSTOM,
}
INDEX = FuzzyIndex(
    [Phrase(text, kind) for text, kind in ENTRIES.items()],
    lambda word: word in {"bridge", "markets"},
)


def found(text: str) -> list[tuple[str, EntityKind]]:
    return [(text[f.start : f.end], f.kind) for f in INDEX.find(text)]


@pytest.mark.parametrize(
    "typed",
    [
        "Marta Kowalczyk",
        "marta kowalczyk",
        "Marta Kowalczik",
        "Marta Kowalczk",
        "Marta Kowaalczyk",
        "Marta Koawlczyk",
        "Matra Kowalcyzk",
        "MARTA KOWALCZIK",
    ],
)
def test_a_name_with_a_slip_of_the_pen_is_found(typed: str) -> None:
    assert found(f"I spoke to {typed} today.") == [(typed, EntityKind.PERSON)]


@pytest.mark.parametrize(
    "typed", ["Jurgen Muller", "Juergen Mueller", "JÜRGEN MÜLLER", "Jürgen Mueler"]
)
def test_a_name_without_its_umlauts_is_found(typed: str) -> None:
    assert found(f"{typed} called.") == [(typed, EntityKind.PERSON)]


def test_an_entry_of_one_word_is_found_unless_it_is_an_ordinary_word() -> None:
    assert found("Fjallraven and Bridgett") == [
        ("Fjallraven", EntityKind.ORG),
        ("Bridgett", EntityKind.PERSON),
    ]
    assert found("the bridge was closed") == []


@pytest.mark.parametrize(
    "text",
    [
        "the market was open",  # Marks is too short to be guessed at
        "Marta has called",  # half of a name
        "Marta Kowalska",  # two letters away
        "Project 7712 Bluebell",  # another number is another project
        "Hale and Partners",  # another word between
        "",
        "…",
    ],
)
def test_what_is_another_name_is_not_found(text: str) -> None:
    assert found(text) == []


def test_the_longest_entry_stands() -> None:
    index = FuzzyIndex(
        [
            Phrase("Kowalczyk", EntityKind.PERSON),
            Phrase("Kowalczyk Holding", EntityKind.ORG),
        ],
        lambda _: False,
    )
    (place,) = index.find("pay Kowalczik Holdings now")
    assert place.kind is EntityKind.ORG


WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=9)


@given(WORDS, WORDS)
def test_one_edit_agrees_with_trying_every_edit(one: str, other: str) -> None:
    assert is_one_edit(one, other) == (other in _edits(one))


@given(st.text(string.ascii_lowercase, min_size=6, max_size=12), st.randoms())
def test_every_edit_of_an_entry_is_found(word: str, rng: random.Random) -> None:
    if skeleton(word) != word:
        return
    index = FuzzyIndex([Phrase(word, EntityKind.PERSON)], lambda _: False)
    typed = rng.choice(sorted(_edits(word)))
    if skeleton(typed) == typed:
        assert [typed[f.start : f.end] for f in index.find(typed)] == [typed]


@given(st.text(max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    at = 0
    for place in INDEX.find(text):
        assert at <= place.start < place.end <= len(text)
        at = place.end


def _edits(word: str) -> set[str]:
    letters = string.ascii_lowercase
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {word}
        | {a + b[1:] for a, b in cuts if b}
        | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        | {a + c + b[1:] for a, b in cuts if b for c in letters}
        | {a + c + b for a, b in cuts for c in letters}
    )
