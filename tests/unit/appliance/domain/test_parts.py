"""Where a long text is cut, and how the answers to its parts become one."""

import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.parts import (
    FieldRule,
    PartsRule,
    Rule,
    combine_fields,
    cut,
    longest_part,
)

WORDS = st.sampled_from(
    ["the", "fee", "[PERSON_k7q2_1]", "EUR", "500", "3", "May", "AB-1234", "z.", "ok."]
)
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", " \n \n", "  "])
TEXTS = st.lists(st.tuples(WORDS, GAPS), min_size=8, max_size=300).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
AS_ONE = re.compile(r"\[PERSON_k7q2_1\]|3\s+May|AB-1234")


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(2, 16))
def test_parts_are_the_text_again_and_none_is_too_long_or_ends_inside(
    text: str, count: int
) -> None:
    kept = [match.span() for match in AS_ONE.finditer(text)]
    places = cut(text, count, kept)
    if places is None:
        return
    assert "".join(text[place.start : place.end] for place in places) == text
    assert [place.number for place in places] == list(range(1, count + 1))
    assert {place.of for place in places} == {count}
    longest = longest_part(len(text), count)
    assert all(0 < place.end - place.start <= longest for place in places)
    for place, after in pairwise(places):
        assert place.end == after.start
        assert text[place.end - 1].isspace()
        assert not any(start < place.end < end for start, end in kept)


def test_a_text_of_ordinary_paragraphs_is_cut_at_paragraphs() -> None:
    paragraph = "I write about my card. It has not come yet, and I need it.\n\n"
    text = paragraph * 30
    places = cut(text, 3)
    assert places is not None
    assert all(text[: place.end].endswith("\n\n") for place in places)


def test_without_paragraphs_a_part_ends_with_a_sentence() -> None:
    text = "My card has not come yet. " * 40
    places = cut(text, 4)
    assert places is not None
    assert all(text[: place.end].endswith("yet. ") for place in places)


def test_without_sentences_a_part_ends_with_a_word() -> None:
    places = cut("word " * 100, 2)
    assert places is not None
    assert [(place.start, place.end) for place in places] == [(0, 250), (250, 500)]


def test_a_stretch_without_an_end_is_not_cut() -> None:
    assert cut("x" * 1000, 3) is None


def test_a_number_stays_with_the_word_beside_it() -> None:
    text = f"{'EUR 500 ' * 100}"
    assert cut(text, 2) is None


def test_what_is_kept_together_is_not_cut() -> None:
    text = "one two " * 50
    middle = len(text) // 2
    assert cut(text, 2, [(middle - 60, middle + 60)]) is None


def field(rule: Rule, **more: object) -> FieldRule:
    return FieldRule(rule, **more)  # type: ignore[arg-type] # as the caller writes it


def combined(how: FieldRule, *values: object) -> tuple[object, tuple[int, ...]]:
    found = combine_fields(PartsRule(2, {"f": how}), [{"f": one} for one in values])
    return found.fields["f"], found.taken["f"]


@pytest.mark.parametrize(
    ("how", "values", "expected"),
    [
        (field(Rule.FIRST), ("", "a", "b"), ("a", (2,))),
        (field(Rule.FIRST), ("", ""), ("", (1,))),
        (field(Rule.FIRST), ([], ["a"]), (["a"], (2,))),
        (field(Rule.FIRST), (False, True), (False, (1,))),
        (field(Rule.FIRST), (0, 5), (0, (1,))),
        (field(Rule.ANY), (False, True, True), (True, (2, 3))),
        (field(Rule.ANY), (False, False), (False, (1, 2))),
        (field(Rule.HIGHEST, order=("low", "high")), ("high", "low"), ("high", (1,))),
        (field(Rule.HIGHEST), (3, 12, 7.5), (12, (2,))),
        (field(Rule.MAJORITY), ("a", "b", "b"), ("b", (2, 3))),
        (field(Rule.MAJORITY), ("a", "b"), ("a", (1,))),
        (field(Rule.MAJORITY), (["a"], ["b"], ["b"]), (["b"], (2, 3))),
        (field(Rule.JOIN), (" a. ", "", "a.", "b."), ("a. b.", (1, 4))),
        (field(Rule.JOIN, most=6), ("abc", "defg", "gh"), ("abc gh", (1, 3))),
        (field(Rule.JOIN), (["a", "b"], ["b", "c"]), (["a", "b", "c"], (1, 2))),
        (field(Rule.JOIN, most=2), (["a"], ["a"], ["b", "c"]), (["a", "b"], (1, 3))),
    ],
)
def test_each_rule_takes_what_it_says_and_tells_of_which_parts(
    how: FieldRule, values: tuple[object, ...], expected: object
) -> None:
    assert combined(how, *values) == expected


RULE = PartsRule(
    3,
    {
        "urgency": field(Rule.HIGHEST, order=("low", "high")),
        "intent": field(Rule.FIRST),
        "quote": field(Rule.FIRST),
    },
    {"intent": "none"},
)


def said(intent: str, urgency: str, quote: str) -> Mapping[str, object]:
    return {"intent": intent, "urgency": urgency, "quote": quote}


def test_a_part_that_holds_nothing_is_passed_over_with_all_that_it_says() -> None:
    answers = [said("none", "high", "Hello."), said("fee", "low", "What fee?")]
    found = combine_fields(RULE, answers)
    assert found.fields == {"urgency": "low", "intent": "fee", "quote": "What fee?"}
    assert list(found.fields) == list(RULE.fields)
    assert set(found.taken.values()) == {(2,)}


def test_where_every_part_holds_nothing_that_is_the_answer() -> None:
    answers = [said("none", "low", "Hello."), said("none", "high", "Bye.")]
    found = combine_fields(RULE, answers)
    assert found.fields == {"urgency": "high", "intent": "none", "quote": "Hello."}


def test_a_field_that_a_simpler_part_has_not_is_taken_of_the_others() -> None:
    found = combine_fields(RULE, [{"intent": "fee"}, said("card", "high", "")])
    assert found.fields == {"urgency": "high", "intent": "fee", "quote": ""}
    assert "quote" not in combine_fields(RULE, [{"intent": "fee"}]).fields
