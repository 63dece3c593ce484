"""A checkpoint has one spelling and belongs to one log."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.base64_strict import encode_base64
from audit.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint, split_notes
from audit.errors import MalformedError, SignatureError
from audit.note import encode_note
from audit.signer import Signer

SIGNER = Signer("log.example", bytes(32))
ROOT = encode_base64(bytes(32))


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32))
def test_what_is_signed_opens_as_it_was(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("log.example", size, root)
    raw = encode_note(SIGNER.sign(checkpoint.text))
    assert checkpoint == open_checkpoint(raw, SIGNER.key)


def test_text_is_that_of_the_standard_s_example() -> None:
    text = (
        "example.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    assert text == parse_checkpoint(text).text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "3 lines .* got 0"),
        (f"log\n1\n{ROOT}", "3 lines .* got 2"),
        ("log\n1\n", "3 lines .* got 2"),
        (f"log\n1\n{ROOT}\nmore\n", "3 lines .* got 4"),
        (f"\n1\n{ROOT}\n", "origin is empty"),
        (f"log\n\n{ROOT}\n", "not a decimal number"),
        (f"log\n-1\n{ROOT}\n", "not a decimal number"),
        (f"log\n+1\n{ROOT}\n", "not a decimal number"),
        (f"log\n1_0\n{ROOT}\n", "not a decimal number"),
        (f"log\n\u0661\n{ROOT}\n", "not a decimal number"),
        (f"log\n{'1' * 17}\n{ROOT}\n", "not a decimal number"),
        (f"log\n01\n{ROOT}\n", "leading zeroes"),
        (f"log\n00\n{ROOT}\n", "leading zeroes"),
        (f"log\n1\n{ROOT[:-4]}\n", "root has 30 bytes, expected 32"),
        (f"log\n1\n{ROOT[:-1]}\n", "not base64"),
        (f"log\n1\n{ROOT[:-2]}B=\n", "not the canonical spelling"),
    ],
)
def test_malformed_checkpoints_are_named(text: str, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_checkpoint(text)


def test_another_log_s_checkpoint_is_refused() -> None:
    raw = encode_note(SIGNER.sign(Checkpoint("other.example", 0, bytes(32)).text))
    with pytest.raises(SignatureError, match="of another log than the key"):
        open_checkpoint(raw, SIGNER.key)


@given(st.integers(0, 5))
def test_a_file_of_notes_splits_into_what_was_joined(count: int) -> None:
    notes = [
        encode_note(SIGNER.sign(Checkpoint("log.example", size, bytes(32)).text))
        for size in range(count)
    ]
    assert notes == list(split_notes(io.BytesIO(b"\n".join(notes))))


def test_a_cut_last_note_comes_out_as_it_is() -> None:
    note = encode_note(SIGNER.sign(Checkpoint("log.example", 1, bytes(32)).text))
    for cut in range(1, len(note)):
        parts = list(split_notes(io.BytesIO(note + b"\n" + note[:cut])))
        assert [note, note[:cut]] == parts


def test_an_endless_note_is_refused() -> None:
    with pytest.raises(MalformedError, match="more than 65536 bytes"):
        list(split_notes(io.BytesIO(b"x" * 100_000)))
