"""What nobody sees is found; what scripts need is let alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.hidden import hidden_in

UNSEEN = [
    "\u00ad",
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "".join(chr(0xE0000 + ord(letter)) for letter in "ignore"),
]


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_a_run_of_characters_that_nobody_sees_is_one_place(unseen: str) -> None:
    assert hidden_in(f"pay {unseen}now") == ((4, 4 + len(unseen)),)


@pytest.mark.parametrize(
    "text",
    ["Grüße, 12 €", "a\nb\tc", "👩\u200d⚕️ hat angerufen", "می\u200cخواهم"],
)
def test_text_as_people_write_it_holds_none(text: str) -> None:
    assert hidden_in(text) == ()


@given(st.text())
def test_every_place_holds_only_what_is_not_shown(text: str) -> None:
    shown = {"L", "N", "P", "S", "Z"}
    for start, end in hidden_in(text):
        assert start < end
        odd = {"\u115f", "\u1160", "\u17b4", "\u17b5"}
        assert not [
            c
            for c in text[start:end]
            if unicodedata.category(c)[0] in shown and c not in odd
        ]
