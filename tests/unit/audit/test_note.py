"""Notes and keys have one spelling each, and only known keys count."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.base64_strict import decode_base64, encode_base64
from audit.errors import MalformedError, SignatureError
from audit.note import (
    MAX_NOTE_BYTES,
    MAX_SIGNATURES,
    Note,
    Signature,
    VerifierKey,
    check_key_name,
    check_note,
    encode_note,
    parse_note,
    parse_vkey,
)
from audit.signer import Signer

SIGNER = Signer("log.example/one", bytes(32))
TWIN = Signer("log.example/one", bytes([1]) * 32)
WITNESS = Signer("witness.example", bytes([2]) * 32)
NOTE = SIGNER.sign("line one\n\nline three\n")
RAW = encode_note(NOTE)

# The example of the C2SP signed-note standard.
C2SP_EXAMPLE = (
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC"
    "+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)

names = st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?(/[a-z0-9]{1,8})?", fullmatch=True)
texts = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.just("\n"),
    min_size=1,
).map(lambda text: text.rstrip("\n") + "\n")


@given(
    texts.filter(lambda text: text.strip("\n")),
    st.lists(
        st.builds(
            Signature,
            names,
            st.binary(min_size=4, max_size=4),
            st.binary(min_size=1, max_size=80),
        ),
        min_size=1,
        max_size=16,
    ),
)
def test_what_is_written_reads_back_the_same(
    text: str, signatures: list[Signature]
) -> None:
    note = Note(text, tuple(signatures))
    assert note == parse_note(encode_note(note))


@given(names, st.binary(min_size=32, max_size=32))
def test_a_key_line_reads_back_the_same(name: str, public: bytes) -> None:
    key = VerifierKey(name, public)
    assert key == parse_vkey(key.vkey)


def test_the_example_of_the_standard_is_read() -> None:
    note = parse_note(C2SP_EXAMPLE.encode())
    assert note.text.endswith("ed è subito sera.\n")
    assert [s.name for s in note.signatures] == ["quasimodo.example/salvatore"]
    assert C2SP_EXAMPLE.encode() == encode_note(note)


def test_key_id_is_that_of_the_standard() -> None:
    # SHA-256(name || 0x0A || 0x01 || key)[:4]; figure of Go's sumdb for its own key.
    key = parse_vkey(
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    )
    assert key.label == "sum.golang.org+033de0ae"


def test_a_known_key_s_signature_holds() -> None:
    check_note(parse_note(RAW), [SIGNER.key])


def test_unknown_signatures_are_ignored() -> None:
    both = replace(
        NOTE, signatures=WITNESS.sign(NOTE.text).signatures + NOTE.signatures
    )
    check_note(both, [SIGNER.key])


def test_a_note_without_a_known_signature_is_refused() -> None:
    with pytest.raises(SignatureError, match=r"not signed by the key .*log\.example"):
        check_note(WITNESS.sign(NOTE.text), [SIGNER.key])


def test_same_name_with_another_key_is_unknown() -> None:
    with pytest.raises(SignatureError, match="not signed by the key"):
        check_note(TWIN.sign(NOTE.text), [SIGNER.key])


def test_a_known_key_that_fails_rejects_the_whole_note() -> None:
    spoilt = replace(NOTE.signatures[0], signature=bytes(64))
    note = replace(NOTE, signatures=(*NOTE.signatures, spoilt))
    with pytest.raises(SignatureError, match="does not hold"):
        check_note(note, [SIGNER.key])


@pytest.mark.parametrize("position", range(len(RAW)))
def test_every_changed_byte_of_a_note_is_noticed(position: int) -> None:
    for mask in (1, 2, 4, 8, 16, 32, 64, 128):
        changed = bytearray(RAW)
        changed[position] ^= mask
        with pytest.raises((MalformedError, SignatureError)):
            check_note(parse_note(bytes(changed)), [SIGNER.key])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "needs a text, a blank line and a signature"),
        (b"text\n", "needs a text, a blank line and a signature"),
        (b"\n\n\xe2\x80\x94 a AAAAAAA=\n", "needs a text"),
        (b"text\n\n", "cut short"),
        (RAW[:-1], "cut short"),
        (b"text\n\n- a AAAAAAA=\n", "does not start with a dash"),
        ("text\n\n— a\n".encode(), "lacks its signature"),
        ("text\n\n—  AAAAAAA=\n".encode(), "a key name is empty"),
        ("text\n\n— a+b AAAAAAA=\n".encode(), "a key name is empty or holds"),
        ("text\n\n— a AAAA\n".encode(), "a signature of 3 bytes, at least 5"),
        ("text\n\n— a AAAAAAA\n".encode(), "not base64"),
        ("text\n\n— a AAAAAAB=\n".encode(), "not the canonical spelling"),
        ("text\n\n— a é\n".encode(), "not base64"),
        (b"ab\xffxt\n\nx\n", "not UTF-8 at byte 2"),
        (b"ab\rxt\n\nx\n", "holds a control character"),
        (b"ab\x00xt\n\nx\n", "holds a control character"),
        (b"x" * (MAX_NOTE_BYTES + 1), "at most 65536"),
        (
            b"t\n\n" + "— a AAAAAAA=\n".encode() * (MAX_SIGNATURES + 1),
            "65 signatures, at most 64",
        ),
    ],
)
def test_malformed_notes_are_named(raw: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_note(raw)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "3 parts joined by"),
        ("log.example", "3 parts joined by"),
        (SIGNER.key.vkey.replace("one", "two"), "id is not that of its key"),
        (SIGNER.key.vkey + "=", "spelling of its base64"),
        (SIGNER.key.vkey[:-4] + "AAAA", "id is not that of its key"),
        ("a b+00000000+" + encode_base64(b"\x01" + bytes(32)), "a key name is empty"),
        ("log+00000000+" + encode_base64(b"\x02" + bytes(32)), "not an Ed25519 key"),
        ("log+00000000+" + encode_base64(b"\x01" + bytes(31)), "not an Ed25519 key"),
    ],
)
def test_malformed_key_lines_are_named(line: str, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_vkey(line)


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a+b", "a\tb", "a\u00a0b", "a\u2003b"]
)
def test_names_with_spaces_or_plus_are_refused(name: str) -> None:
    with pytest.raises(MalformedError, match="a key name"):
        check_key_name(name)


@given(st.binary())
def test_base64_reads_back_and_has_one_spelling(octets: bytes) -> None:
    text = encode_base64(octets)
    assert octets == decode_base64(text)


@given(st.text(max_size=12))
def test_arbitrary_text_is_base64_or_malformed(text: str) -> None:
    try:
        octets = decode_base64(text)
    except MalformedError:
        return
    assert text == encode_base64(octets)
