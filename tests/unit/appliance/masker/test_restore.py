import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import may_name
from appliance.masker.restore import Named, look_alikes, replace_places

NONCE = "k7d2"
PEOPLE = {
    (EntityKind.PERSON, 1): "Ann\\1 \\g<0> O'Brien",
    (EntityKind.PERSON, 11): "Somebody else",
    (EntityKind.IBAN, 2): "DE89",
    (None, 1): "Ann\\1 \\g<0> O'Brien",
}
ANN = PEOPLE[EntityKind.PERSON, 1]


def restore(text: str) -> tuple[str, list[str]]:
    def original(named: Named) -> str | None:
        return PEOPLE.get(named)

    restored, _, unknown = replace_places(text, NONCE, original)
    return restored, unknown


REWORDINGS = {
    "exact": ("[PERSON_k7d2_1]", ANN),
    "lower case": ("[person_k7d2_1]", ANN),
    "title case": ("[Person_K7d2_1]", ANN),
    "possessive": ("[PERSON_k7d2_1]'s", ANN + "'s"),
    "bold": ("**[PERSON_k7d2_1]**", f"**{ANN}**"),
    "bold inside": ("[**PERSON_k7d2_1**]", ANN),
    "markdown escape": ("\\[PERSON\\_k7d2\\_1\\]", ANN),
    "html escape": ("&#91;PERSON_k7d2_1&#93;", ANN),
    "json escape": ("\\u005bPERSON_k7d2_1\\u005d", ANN),
    "brackets dropped": ("PERSON_k7d2_1", ANN),
    "space for underscore": ("[PERSON k7d2 1]", ANN),
    "hyphen for underscore": ("[PERSON-k7d2-1]", ANN),
    "zero-padded": ("[PERSON_k7d2_001]", ANN),
    "translated": ("[PERSONNE_k7d2_1]", ANN),
    "word of no list": ("[OSOBE_k7d2_1]", ANN),
    "full-width brackets": ("\uff3bPERSON_k7d2_1\uff3d", ANN),
    "zero-width split": ("[PER\u200bSON_k7\u200bd2_1]", ANN),
    "angle brackets": ("<PERSON_k7d2_1>", ANN),
    "spaces inside": ("[ PERSON_k7d2_1 ]", ANN),
    "the text's own backslash": ("\\[PERSON_k7d2_1]", "\\" + ANN),
    "two in a row": ("[PERSON_k7d2_1][PERSON_k7d2_11]", ANN + "Somebody else"),
}


@pytest.mark.parametrize("name", REWORDINGS)
def test_a_reworded_surrogate_is_restored(name: str):
    text, expected = REWORDINGS[name]
    assert restore(f"Dear {text}.") == (f"Dear {expected}.", [])
    # Who streams an answer asks the masker only about such windows.
    assert may_name(text)


# All that a surrogate is made of but its number, and digits of other scripts.
_BITS = [
    *"[]<>{}_- ~",
    "PERSON",
    "persona",
    "kxdp",
    "\u200b",
    "\\_",
    "&lsqb;",
    "\u0661",
    "²",
    "１",
]


@given(st.lists(st.sampled_from(_BITS)).map("".join))
def test_without_a_digit_nothing_is_restored(text: str):
    assert not may_name(text)
    assert replace_places(text, "kxdp", lambda _: ANN) == (text, [], [])


@pytest.mark.parametrize(
    "text",
    [
        "[PERSON_k7d2_3]",
        "[PERSON_zz22_1]",
        "[IBAN_k7d2_1]",
        "[PERSON_k7d2_111]",
        "[CARD_k7d2_9]",
    ],
)
def test_what_was_never_issued_stays_visible_and_is_reported(text: str):
    assert restore(f"Dear {text}!") == (f"Dear {text}!", [text])


@pytest.mark.parametrize(
    "text",
    [
        "PERSON_k7d2_1x",
        "[PERSON_k7d_1]",
        "[PERSON_k7d2_]",
        "k7d2_1",
        "flat k7d2 1",
        "[PERSON_k7d2_12345]",
    ],
)
def test_what_only_resembles_a_surrogate_stays_as_it_is(text: str):
    assert restore(text)[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "[PERSON_k7d2_1]",
        "person k7d2 1",
        "[IBAN_zz22_4]",
        "PERSON_zz22_1",
        "\\[PERSON\\_zz22\\_1\\]",
        "<Person-k7d2-2>",
    ],
)
def test_a_typed_look_alike_of_any_case_is_seen(text: str):
    assert look_alikes(f"see {text}!", NONCE)[0] == (4, 4 + len(text))


def test_ordinary_brackets_are_no_look_alikes():
    assert look_alikes("[1] see [PERSON] and [A_b_1], arr[i_k7d2_1x]", NONCE) == []
