from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.merge import join, merge
from appliance.detect.phrases import Phrase, PhraseIndex
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

NOTHING = PhraseIndex([])


def span(
    text: str, part: str, kind: EntityKind, score: int = 900, detector: str = "names"
) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), kind, score, detector, "a reason")


def shown(text: str, spans: tuple[Span, ...]) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], str(s.kind)) for s in spans]


def test_overlapping_spans_become_one_that_covers_both():
    text = "4151 3217 6243 3448.com"
    card = span(text, "4151 3217 6243 3448", EntityKind.CARD, 1000, "card")
    url = span(text, "3448.com", EntityKind.URL, 500, "network")
    assert shown(text, merge(text, [url, card], allowed=NOTHING)) == [(text, "CARD")]


def test_the_longer_of_two_spans_gives_the_kind():
    text = "Dear Smith & Sons Ltd"
    spans = [
        span(text, "Smith", EntityKind.PERSON),
        span(text, "Smith & Sons Ltd", EntityKind.ORG),
    ]
    assert shown(text, merge(text, spans, allowed=NOTHING))[0] == (
        "Smith & Sons Ltd",
        "ORG",
    )


def test_a_span_takes_whole_words():
    text = "Kowalskiego"
    found = merge(text, [span(text, "Kowalski", EntityKind.PERSON)], allowed=NOTHING)
    assert shown(text, found) == [("Kowalskiego", "PERSON")]


def test_a_code_found_once_is_found_wherever_it_stands() -> None:
    text = "Case no. KX-2210 is open. She wrote to KX-2210 again; it is not KX-2211."
    code = span(text, "KX-2210", EntityKind.CODE, detector="identifier")
    found = shown(text, merge(text, [code], allowed=NOTHING))
    assert found == [("KX-2210", "CODE"), ("KX-2210", "CODE")]


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("Anna's card", "Anna's", "Anna"),
        ("Dear Mr Smith,", "Mr Smith", "Smith"),
        ("Herr Dr. Weber kam", "Herr Dr. Weber", "Weber"),
        ('"Anna Weber",', '"Anna Weber",', "Anna Weber"),
    ],
)
def test_titles_marks_and_the_possessive_stay_readable(
    text: str, part: str, expected: str
):
    found = merge(text, [span(text, part, EntityKind.PERSON)], allowed=NOTHING)
    assert shown(text, found) == [(expected, "PERSON")]


@pytest.mark.parametrize("text", ["Wirtz-Vasseur", "Stoke-on-Trent", "Anne-Sophie"])
def test_a_double_name_is_masked_whole(text: str):
    for part in text.split("-"):
        found = merge(text, [span(text, part, EntityKind.PERSON)], allowed=NOTHING)
        assert shown(text, found) == [(text, "PERSON")]


def test_a_name_found_once_is_masked_wherever_it_stands():
    text = "I am Anna Weber. weber, ANNA WEBER and Anna agree."
    found = merge(text, [span(text, "Anna Weber", EntityKind.PERSON)], allowed=NOTHING)
    assert [part for part, _ in shown(text, found)] == [
        "Anna Weber",
        "weber",
        "ANNA WEBER",
        "Anna",
    ]


def test_a_name_of_the_case_is_masked_without_being_detected():
    text = "nowak rang again"
    known = [Phrase("Piotr Nowak", EntityKind.PERSON)]
    assert shown(text, merge(text, [], allowed=NOTHING, known=known)) == [
        ("nowak", "PERSON")
    ]


def test_a_person_called_will_does_not_hide_every_will():
    text = "Will Smith will call."
    found = merge(
        text,
        [span(text, "Will Smith", EntityKind.PERSON)],
        allowed=NOTHING,
        ordinary={"will"}.__contains__,
    )
    assert shown(text, found) == [("Will Smith", "PERSON")]


def test_what_is_allowed_stays_readable_unless_the_dictionary_lists_it():
    text = "Barclays and Barclays Bank"
    allowed = PhraseIndex([Phrase("Barclays", EntityKind.CUSTOM)])
    names = merge(text, [span(text, "Barclays", EntityKind.ORG)], allowed=allowed)
    listed = merge(
        text,
        [span(text, "Barclays", EntityKind.ORG, 1000, "dictionary")],
        allowed=allowed,
    )
    assert (shown(text, names), shown(text, listed)[0]) == ([], ("Barclays", "ORG"))


def test_a_secret_beats_every_other_kind():
    text = "password: Anna-Weber-2024"
    spans = [
        span(text, "password: Anna-Weber-2024", EntityKind.PERSON, 1000),
        span(text, "Anna-Weber-2024", EntityKind.SECRET, 900, "secret"),
    ]
    assert merge(text, spans, allowed=NOTHING)[0].kind is EntityKind.SECRET


@given(
    text=st.text(min_size=1, max_size=60),
    places=st.lists(
        st.tuples(st.integers(0, 59), st.integers(1, 20), st.sampled_from(EntityKind)),
        max_size=12,
    ),
)
def test_merged_spans_are_disjoint_and_cover_at_least_what_was_found(
    text: str, places: list[tuple[int, int, EntityKind]]
):
    spans = [
        Span(start, min(len(text), start + length), kind, 500, "iban", "a reason")
        for start, length, kind in places
        if start < len(text)
    ]
    joined = join(spans)
    merged = merge(text, spans, allowed=NOTHING)
    assert all(a.end <= b.start for a, b in pairwise(merged))
    covered = {i for s in merged for i in range(s.start, s.end)}
    assert all(
        i in covered
        for s in joined
        for i in range(s.start, s.end)
        if not text[i].isspace()
    )
