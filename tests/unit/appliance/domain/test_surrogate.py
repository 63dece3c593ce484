import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import (
    MAX_NUMBER,
    NONCE_ALPHABET,
    NONCE_LENGTH,
    Surrogate,
    find_surrogates,
    parse_surrogate,
    safe_length,
    surrogates_in,
)

SURROGATES = st.builds(
    Surrogate,
    st.sampled_from(EntityKind),
    st.text(NONCE_ALPHABET, min_size=NONCE_LENGTH, max_size=NONCE_LENGTH),
    st.integers(1, MAX_NUMBER),
    st.one_of(
        st.just(""),
        st.dates().map(str),
        st.sampled_from(["0-17", "18-29", "80-89", "90+"]),
    ),
)


@given(SURROGATES)
def test_a_surrogate_reads_back_as_written(surrogate: Surrogate):
    assert parse_surrogate(str(surrogate)) == surrogate


@pytest.mark.parametrize(
    "text",
    [
        "PERSON_ab2c_1",
        "[PERSON_ab2c_0]",
        "[PERSON_ab2c_01]",
        "[PERSON_ab2c_10000]",
        "[person_ab2c_1]",
        "[PERSON_abi1_1]",
        "[PERSON_ab2_1]",
        "[NOBODY_ab2c_1]",
        "[PERSON_ab2c_1] ",
        "[DATE_ab2c_1~]",
        "[DATE_ab2c_1~2024]",
        "[DATE_ab2c_1~12.03.2024]",
        "[DATE_ab2c_1~2024-03-12 ]",
        "[AGE_ab2c_1~91+]",
        "[AGE_ab2c_1~40-49",
        "",
    ],
)
def test_anything_else_is_no_surrogate(text: str):
    assert parse_surrogate(text) is None


def test_surrogates_are_listed_in_order_with_repeats():
    text = "[PERSON_ab2c_2] [NOBODY_ab2c_1] [IBAN_ab2c_1][PERSON_ab2c_2]"
    assert find_surrogates(text) == (
        "[PERSON_ab2c_2]",
        "[IBAN_ab2c_1]",
        "[PERSON_ab2c_2]",
    )


def test_a_hint_is_no_part_of_a_name():
    bare, hinted = "[DATE_ab2c_2]", "[DATE_ab2c_2~2024-03-12]"
    assert find_surrogates(f"{hinted} {bare}") == (bare, bare)
    assert [str(found) for found in surrogates_in(f"{bare}{hinted}")] == [bare, hinted]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dear Anna", "Dear Anna"),
        ("Dear [PERS", "Dear "),
        ("Dear [PERSON_ab2c_1", "Dear "),
        ("Dear [PERSON_ab2c_1]", "Dear [PERSON_ab2c_1]"),
        (
            "a [note that is far longer than any surrogate",
            "a [note that is far longer than any surrogate",
        ),
        ("Dear P", "Dear "),
        ("Dear Pers", "Dear "),
        ("Dear Perso", "Dear "),
        ("Dear PERSON", "Dear "),
        ("Dear PERSON_ab", "Dear "),
        ("Dear PERSON_ab2c_1", "Dear "),
        ("Dear PERSON_ab2c_1,", "Dear PERSON_ab2c_1,"),
        ("in PERSON we met", "in PERSON we met"),
        ("Dear person_ab2c_1", "Dear "),
        ("Dear person ab", "Dear "),
        ("Dear Persona ab2c 1", "Dear "),
        ("Dear person_ab2c_1,", "Dear person_ab2c_1,"),
        ("on [DATE_ab2c_1~", "on "),
        ("on [BIRTHDATE_ab2c_9999~2024-03-1", "on "),
        ("on [BIRTHDATE_ab2c_9999~12th of March 20", "on "),
        ("on [DATE_ab2c_1~2024-03-12]", "on [DATE_ab2c_1~2024-03-12]"),
        ("on DATE_ab2c_1~2024", "on "),
        ("on DATE\\_ab2c\\_1\\~2024", "on "),
        ("on DATE_ab2c_1~2024-03-12\n", "on DATE_ab2c_1~2024-03-12\n"),
        ("about ~20", "about ~20"),
        ("The fee is 12", "The fee is 12"),
        ("", ""),
    ],
)
def test_a_growing_text_is_never_cut_inside_a_surrogate(text: str, shown: str):
    assert text[: safe_length(text)] == shown


@given(
    surrogate=SURROGATES, before=st.text("ab [", max_size=12), cut=st.integers(1, 42)
)
def test_no_cut_of_a_surrogate_is_ever_shown(
    surrogate: Surrogate, before: str, cut: int
):
    whole = before + str(surrogate)
    part = whole[: len(before) + min(cut, len(str(surrogate)) - 1)]
    assert safe_length(part) <= len(before)
