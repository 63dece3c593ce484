import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engine.sentences import MAX_SENTENCE_CHARS, MAX_SENTENCES, sentences_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ("One.", "Two!", "Three?")),
        ("One\nTwo\n\nThree", ("One", "Two", "Three")),
        ("Again. Again.", ("Again.",)),
        ("I am [PERSON_ab2c_1]. Ok", ("I am [PERSON_ab2c_1].", "Ok")),
        ("It costs 1.50 now", ("It costs 1.50 now",)),
        ("  \n \t", ()),
        ("", ()),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, expected: tuple[str, ...]) -> None:
    assert expected == sentences_of([text])


def test_a_long_sentence_is_cut_between_words() -> None:
    (found,) = sentences_of(["word " * 100])
    assert found.split(" ")[-1] == "word"
    assert 290 < len(found) <= MAX_SENTENCE_CHARS


def test_a_long_word_is_cut_at_the_limit() -> None:
    assert sentences_of(["x" * 1000]) == ("x" * MAX_SENTENCE_CHARS,)


def test_many_sentences_are_capped() -> None:
    assert len(sentences_of([f"{i}.\n" for i in range(1000)])) == MAX_SENTENCES


@given(st.lists(st.text(max_size=800), max_size=3))
def test_each_sentence_stands_in_a_text(texts: list[str]) -> None:
    for sentence in sentences_of(texts):
        assert any(sentence in text for text in texts)
        assert 0 < len(sentence) <= MAX_SENTENCE_CHARS
