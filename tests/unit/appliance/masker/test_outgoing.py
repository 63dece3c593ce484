"""What a case masks elsewhere is found where it stands, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.phrases import Phrase
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.masker.outgoing import blank_surrogates, find_elsewhere, find_readable

CODE, PERSON = EntityKind.CODE, EntityKind.PERSON

READABLE = {
    "a number in a sentence": ("KL-4711", "About KL-4711: yes", "KL-4711"),
    "another case of letters": ("KL-4711", "about kl-4711.", "kl-4711"),
    "full-width letters": ("KL-4711", "\uff2b\uff2c-4711", "\uff2b\uff2c-4711"),
    "a value in JSON": ("KL-4711", '{"ref":"KL-4711"}', "KL-4711"),
    "a key in JSON": ("KL-4711", '{"KL-4711":1}', "KL-4711"),
    "a file's name": ("KL-4711", "KL-4711.pdf", "KL-4711"),
    "other spaces": ("Anna  Weber", "for\tanna\u00a0weber!", "anna\u00a0weber"),
    "one word as it was written": ("Weber", "Weber's fee", "Weber"),
    "a short name that is not ASCII": ("\u738b\u82b3", "\u738b\u82b3 ", "\u738b\u82b3"),
    "figures at the end of a sentence": ("471122", "It is 471122.", "471122"),
    "figures before a comma": ("471122", "471122, 5", "471122"),
}
NOT_READABLE = {
    "a part of a longer word": ("KL-4711", "KL-47112"),
    "a part of a longer name": ("Weber", "Weberknecht"),
    "one word in lower case": ("Will", "will you"),
    "figures before a fraction": ("4711", "4711.50 EUR"),
    "figures after a thousand": ("4711", "12,4711"),
    "a few figures": ("471", "471 EUR"),
    "two letters": ("Bo", "Bo said"),
    "only marks": ("--", "a -- b"),
}


def readable(original: str, text: str) -> list[str]:
    found = find_readable(text, [Phrase(original, CODE)])
    return [text[place.start : place.end] for place in found]


@pytest.mark.parametrize(
    ("original", "text", "expected"), READABLE.values(), ids=READABLE.keys()
)
def test_an_original_is_found_in(original: str, text: str, expected: str) -> None:
    assert readable(original, text) == [expected]


@pytest.mark.parametrize(
    ("original", "text"), NOT_READABLE.values(), ids=NOT_READABLE.keys()
)
def test_nothing_is_found_in(original: str, text: str) -> None:
    assert readable(original, text) == []


def test_a_month_by_itself_is_not_looked_for_but_a_date_is() -> None:
    dates = [Phrase("May", EntityKind.DATE), Phrase("3 May 2024", EntityKind.DATE)]
    text = "May I ask about 3 May 2024?"
    assert [text[f.start : f.end] for f in find_readable(text, dates)] == ["3 May 2024"]


def test_surrogates_are_not_looked_into_nor_across() -> None:
    text = blank_surrogates("New [PERSON_ab2c_1] York, [CODE_ab2c_4711]")
    originals = [Phrase("New York", PERSON), Phrase("CODE_ab2c_4711", CODE)]
    assert list(find_readable(text, originals)) == []


def test_what_is_masked_in_one_place_is_masked_in_all() -> None:
    text = "Customer number KL-4711. Is KL-4711 closed?"
    span = Span(16, 23, CODE, 900, "identifier", "a number")
    (found,) = find_elsewhere(text, [span], [], [])
    assert (text[found.start : found.end], found.kind) == ("KL-4711", CODE)
    assert found.start > span.end


def test_a_standing_surrogate_is_left_alone() -> None:
    text = "New [PERSON_ab2c_1] York"
    known = [Phrase("New York", PERSON), Phrase("PERSON_ab2c_1", CODE)]
    assert list(find_elsewhere(text, [], known, [(4, 19)])) == []


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=5))
def test_places_lie_in_the_text_whatever_it_is(text: str, originals: list[str]) -> None:
    for place in find_readable(text, [Phrase(one, CODE) for one in originals]):
        assert 0 <= place.start < place.end <= len(text)
