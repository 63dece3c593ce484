"""Texts whose surrogates are numbered: cut, put together again, given to others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind
from appliance.domain.recalled import filled, kinds_of, names_in, pieces_of
from appliance.domain.surrogate import Surrogate

surrogates = st.builds(
    Surrogate,
    st.sampled_from([EntityKind.PERSON, EntityKind.DATE]),
    st.just("ab2c"),
    st.integers(1, 30),
    st.sampled_from(["", "2024-03-12", "40-49"]),
).map(str)
texts = st.lists(surrogates | st.text(max_size=8), max_size=12).map("".join)


@given(texts)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    names = names_in([text])
    pieces = pieces_of(text, names)
    assert pieces is not None
    assert filled(pieces, names) == text
    assert len(kinds_of(names)) == len(names)


@given(texts, texts)
def test_an_answer_that_names_somebody_else_is_not_cut(text: str, answer: str) -> None:
    known = names_in([text])
    cut = pieces_of(answer, known)
    assert (cut is None) is bool(set(names_in([answer])) - set(known))


@given(texts)
def test_for_others_of_the_same_kinds_it_is_the_same_text(text: str) -> None:
    names = names_in([text])
    others = [f"[{kind}_ab2c_{1000 + at}]" for at, kind in enumerate(kinds_of(names))]
    pieces = pieces_of(text, names) or ()
    renamed = filled(pieces, others)
    assert list(names_in([renamed])) == others
    assert pieces_of(renamed, names_in([renamed])) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ("",)),
        ("[PERSON_1]", ("[PERSON_1]",)),
        ("[NOKIND_ab2c_1]", ("[NOKIND_ab2c_1]",)),
        ("a [DATE_ab2c_7~2024-03-12]", ("a ", (EntityKind.DATE, 0, "2024-03-12"), "")),
        (
            "[PERSON_ab2c_9][PERSON_ab2c_2][PERSON_ab2c_9]",
            (
                *("", (EntityKind.PERSON, 0, "")),
                *("", (EntityKind.PERSON, 1, "")),
                *("", (EntityKind.PERSON, 0, ""), ""),
            ),
        ),
    ],
)
def test_texts_are_cut_at_exact_surrogates_only(
    text: str, pieces: tuple[object, ...]
) -> None:
    assert pieces_of(text, names_in([text])) == pieces
