"""Letters that no detector was trained on, and numbers written out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.counted import find_counted
from appliance.detect.language import LANGUAGES, Languages
from appliance.detect.script import check_language, find_unread
from appliance.errors import UnknownLanguageError

KNOWN = Languages()
RUSSIAN = "Меня зовут Мария Иванова, я живу в Москве, и мой счёт закрыт."


def unread(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_unread(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yours, Мария Иванова.", ["Мария", "Иванова"]),
        ("ask 王小明 or Γιάννης", ["王小明", "Γιάννης"]),
        ("محمد called", ["محمد"]),
        ("\u0410nna with a Cyrillic letter", ["\u0410"]),
        ("ירון and 김민준", ["ירון", "김민준"]),
    ],
)
def test_words_in_other_letters_are_masked_unread(
    text: str, expected: list[str]
) -> None:
    assert unread(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Åström-Łukasiewicz, Đặng Thị Hương, Ağaoğlu, Œuvre, ǅ, ß",
        "an angle α, 5 μg, the Ω of it",
        "ﬁne Ａｎｎａ 𝐀𝐧𝐧𝐚 ℒ K Å ª º x² ⁿ",
        "1234 £ € § 🙂 \u202e \u0301 ²",
    ],
)
def test_latin_letters_and_single_signs_are_left_to_the_other_detectors(
    text: str,
) -> None:
    assert unread(text) == []


@given(st.text(max_size=80))
def test_no_latin_letter_is_taken_for_another(text: str) -> None:
    for run in unread(text):
        assert not [c for c in run if unicodedata.name(c, "").startswith("LATIN ")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_with_a_name_in_other_letters_is_read(language: str) -> None:
    check_language(
        "I am writing for my mother, Мария Иванова, of Leeds.", language, KNOWN
    )
    check_language("Мария", language, KNOWN)
    check_language("", language, KNOWN)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (RUSSIAN, "en"),
        ("我叫王小明。" * 12, "de"),
        ("A letter.", "ru"),
        ("A letter.", ""),
    ],
)
def test_a_text_that_nobody_here_reads_is_refused(text: str, language: str) -> None:
    with pytest.raises(UnknownLanguageError) as told:
        check_language(text, language, KNOWN)
    assert "Мария" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un permiso de dos meses", ["dos"]),
        ("condamné à deux ans et quatre mois", ["deux", "quatre"]),
        ("seit Zwölf Wochen", ["Zwölf"]),
        ("once upon a time six men seize it", []),
        ("the adosado of Quatremère", []),
    ],
)
def test_numbers_written_out_are_found(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in find_counted(text)] == expected
