import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from appliance.detect.pieces import (
    GAPS,
    SHAPES,
    STRIDE,
    WINDOW,
    read_pieces,
    windows,
)


def letters_tokenizer() -> Tokenizer:
    """Cut words as the shipped tokenizer does, and each word into its letters."""
    letters = [chr(code) for code in range(33, 127)]
    vocabulary = ["[UNK]", *letters, *(f"##{letter}" for letter in letters)]
    ids = {piece: index for index, piece in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


TOKENIZER = letters_tokenizer()


def shapes_of(text: str) -> list[str]:
    pieces = read_pieces(TOKENIZER, text)
    first = np.diff(pieces.words, prepend=-1) > 0
    return [SHAPES[shape] for shape in pieces.shapes[first]]


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("card", "lower"),
        ("Card", "title"),
        ("CARD", "upper"),
        ("J", "initial"),
        ("McDonald", "mixed"),
        ("42", "digits"),
        ("1971", "number"),
        ("36110", "long number"),
        ("AB12", "letters and digits"),
        (",", "mark"),
        ("é", "lower"),
        ("山", "other"),
    ],
)
def test_a_word_has_a_shape(word: str, shape: str) -> None:
    assert shapes_of(word) == [shape]


@pytest.mark.parametrize(
    ("between", "gap"),
    [(" ", "space"), ("\n", "line"), ("\t", "line"), ("\n\n", "empty line")],
)
def test_a_word_knows_the_gap_before_it(between: str, gap: str) -> None:
    pieces = read_pieces(TOKENIZER, f"a{between}b,")
    assert [GAPS[g] for g in pieces.gaps] == ["line", gap, "none"]


@given(st.text(max_size=300))
def test_pieces_stand_in_their_text_in_order(text: str) -> None:
    pieces = read_pieces(TOKENIZER, text)
    assert (pieces.starts >= 0).all()
    assert (pieces.ends <= len(text)).all()
    assert (pieces.starts <= pieces.ends).all()
    assert (np.diff(pieces.starts) >= 0).all()
    assert (np.diff(pieces.words) >= 0).all()


@given(st.integers(1, 5 * WINDOW))
def test_every_piece_counts_in_one_window_that_reads_it(count: int) -> None:
    counted = np.zeros(count, int)
    for start, end, first, last in windows(count):
        assert 0 <= start <= first < last <= end <= count
        assert end - start <= WINDOW
        counted[first:last] += 1
    assert (counted == 1).all()


def test_a_piece_far_from_the_ends_is_read_with_what_stands_around_it() -> None:
    margin = (WINDOW - STRIDE) // 2
    for start, end, first, last in windows(2_000):
        assert first == 0 or first - start >= margin
        assert last == 2_000 or end - last >= margin
