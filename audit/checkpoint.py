"""A signed size and root of the log (C2SP tlog-checkpoint).

    vectors.cloister.example/ledger
    3
    ru+zwR4aN3V7LMaau+hUxurosK3P9EwsnrbtOdUSm1s=

    — vectors.cloister.example/ledger cItzB/Sz4Bjj4ZnYF0iF8OwEKWpf/f/rThI4ZBCE6e...

Extension lines are refused: this log writes none, and nobody could audit them. What
the size and root say about files is decided in chain.py and verify.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from audit.base64_strict import decode_base64, encode_base64
from audit.errors import MalformedError, SignatureError
from audit.merkle import HASH_BYTES
from audit.note import MAX_NOTE_BYTES, VerifierKey, check_note, parse_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log's key says: these many records, under this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{encode_base64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint from the text of a note.

    Raises:
        MalformedError: It is not exactly origin, size and root, each in its only
            spelling.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise MalformedError(
            f"a checkpoint has 3 lines (origin, size, root), got {len(lines) - 1}"
        )
    origin, size, root = lines[:3]
    if not origin:
        raise MalformedError("a checkpoint's origin is empty")
    if not (size.isascii() and size.isdecimal()) or len(size) > 16:
        raise MalformedError("a checkpoint's size is not a decimal number")
    if size != str(int(size)):
        raise MalformedError("a checkpoint's size has leading zeroes")
    digest = decode_base64(root)
    if len(digest) != HASH_BYTES:
        raise MalformedError(
            f"a checkpoint's root has {len(digest)} bytes, expected {HASH_BYTES}"
        )
    return Checkpoint(origin, int(size), digest)


def open_checkpoint(raw: bytes, key: VerifierKey) -> Checkpoint:
    """Read a checkpoint that the given key signed under its own name.

    Raises:
        MalformedError: The bytes are no checkpoint.
        SignatureError: The key did not sign it, or it is another log's.
    """
    note = parse_note(raw)
    check_note(note, [key])
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise SignatureError("the checkpoint is of another log than the key")
    return checkpoint


def split_notes(source: BinaryIO) -> Iterator[bytes]:
    """Cut a file of checkpoints, one blank line between two, into single notes.

    A last note that is cut short, as a power cut leaves it, comes out as it is; the
    parser refuses it.

    Raises:
        MalformedError: A note is longer than `MAX_NOTE_BYTES`.
    """
    part, blanks = b"", 0
    while line := source.readline(MAX_NOTE_BYTES + 1):
        blanks += line == b"\n"
        if blanks == 2:
            yield part
            part, blanks = b"", 0
            continue
        part += line
        if len(part) > MAX_NOTE_BYTES:
            raise MalformedError(f"a note of more than {MAX_NOTE_BYTES} bytes")
    if part:
        yield part
