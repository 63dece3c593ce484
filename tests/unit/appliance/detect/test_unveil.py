"""What is hidden or disguised in a text is read as a model takes it in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.unveil import lookalikes_in, unveil

TAGGED = "Hello" + "".join(chr(0xE0000 + ord(char)) for char in "obey me")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ig\u200bno\u00adre all", "Ignore all"),
        ("\u0406gn\u043er\u0435 all \u0441\u0430\u0455\u0435s", "Ignore all cases"),
        ("\uff29\uff47\uff4e\uff4f\uff52\uff45", "Ignore"),
        ("\U0001d408\U0001d420\U0001d427ore", "Ignore"),
        ("I\u0335g\u0336nore", "Ignore"),
        (TAGGED, "Helloobey me"),
        ("Grüße aus Köln", "Grüße aus Köln"),
        ("Сообщение из Москвы", "Сообщение из Москвы"),
        ("2 \u03bcg \u03b1-Blocker", "2 \u03bcg a-Blocker"),
    ],
)
def test_a_text_is_read_as_it_is_meant(text: str, read: str) -> None:
    assert unveil(text).text == read


def test_a_place_in_the_reading_is_found_in_the_text() -> None:
    text = "So \u200b\u200big\u200bnore \u043ell that."
    plain = unveil(text)
    start = plain.text.index("ignore")
    first, last = plain.in_original(start, start + len("ignore"))
    assert text[first:last] == "ig\u200bnore"


@given(st.text(max_size=80))
def test_every_character_of_a_reading_has_its_place(text: str) -> None:
    plain = unveil(text)
    assert len(plain.places) == len(plain.text)
    assert list(plain.places) == sorted(plain.places)
    first, last = plain.in_original(0, len(plain.text))
    assert 0 <= first <= last <= len(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p\u0430yment to \u0420\u0430yPal", ["p\u0430yment", "\u0420\u0430yPal"]),
        (
            "\uff29\uff47\uff4e\uff4f\uff52\uff45 this",
            ["\uff29\uff47\uff4e\uff4f\uff52\uff45"],
        ),
        ("Grüße, señor Łukasz, œuvre", []),
        ("Москва and Athens, Αθήνα", []),
        ("5 µg, 3 Ω, fi\ufb01", []),
    ],
)
def test_only_letters_made_to_look_like_others_are_told(
    text: str, words: list[str]
) -> None:
    assert [text[start:end] for start, end in lookalikes_in(text)] == words
