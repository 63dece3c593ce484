"""Text signed by named keys (C2SP signed-note v1.0.0) and the keys that check it.

Only Ed25519 (type 0x01) is checked; signatures of other keys are kept and ignored, as
the standard demands, so witnesses may add theirs. Signing is in signer.py.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from audit.base64_strict import decode_base64, encode_base64
from audit.ed25519 import check_signature
from audit.errors import MalformedError, SignatureError

ED25519 = 0x01
MAX_NOTE_BYTES = 65_536
MAX_SIGNATURES = 64  # C2SP asks for at least 16
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and the name it signs under: one line on paper."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; a hint, not a proof."""
        material = self.name.encode() + b"\n" + bytes([ED25519]) + self.public
        return hashlib.sha256(material).digest()[:4]

    @property
    def label(self) -> str:
        """The name and id, as shown to people."""
        return f"{self.name}+{self.key_id.hex()}"

    @property
    def vkey(self) -> str:
        """The line an auditor keeps: name, id and key."""
        return f"{self.label}+{encode_base64(bytes([ED25519]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it; the text means nothing until checked."""

    text: str
    signatures: tuple[Signature, ...]


def parse_vkey(line: str) -> VerifierKey:
    """Read a key line, `name+id+key`, as `VerifierKey.vkey` writes it.

    Raises:
        MalformedError: The line has another form, or its id is not that of its key.
    """
    parts = line.split("+", 2)
    if len(parts) != 3:
        raise MalformedError(f"a key line has 3 parts joined by '+', got {len(parts)}")
    name, key_id, encoded = parts
    check_key_name(name)
    material = decode_base64(encoded)
    if len(material) != 33 or material[0] != ED25519:
        raise MalformedError("the key is not an Ed25519 key (type 0x01, 32 bytes)")
    key = VerifierKey(name, material[1:])
    if key_id != key.key_id.hex():
        raise MalformedError("the key line's id is not that of its key: mistyped?")
    return key


def check_key_name(name: str) -> None:
    """Check that a name can stand in a signature line.

    Raises:
        MalformedError: It is empty, or holds a space, a control character or '+'.
    """
    if not name or "+" in name or not name.isprintable() or len(name.split()) != 1:
        raise MalformedError("a key name is empty or holds a space or '+'")
    if name != name.strip():
        raise MalformedError("a key name begins or ends with a space")


def encode_note(note: Note) -> bytes:
    """Write a note as its bytes."""
    lines = [
        f"{_DASH}{s.name} {encode_base64(s.key_id + s.signature)}\n"
        for s in note.signatures
    ]
    return (note.text + "\n" + "".join(lines)).encode()


def parse_note(raw: bytes) -> Note:
    """Read a note from its bytes, without trusting it yet.

    Raises:
        MalformedError: It is too long, not UTF-8, holds control characters, or lacks
            a text, the blank line or a well-formed signature line.
    """
    if len(raw) > MAX_NOTE_BYTES:
        raise MalformedError(f"a note of {len(raw)} bytes, at most {MAX_NOTE_BYTES}")
    try:
        decoded = raw.decode()
    except UnicodeDecodeError as err:
        raise MalformedError(f"a note is not UTF-8 at byte {err.start}") from err
    if any(character < " " and character != "\n" for character in decoded):
        raise MalformedError("a note holds a control character")
    text, blank, tail = decoded.rpartition("\n\n")
    if not blank or not text:
        raise MalformedError("a note needs a text, a blank line and a signature")
    if not tail.endswith("\n"):
        raise MalformedError("a note's last line is cut short")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedError(f"{len(lines)} signatures, at most {MAX_SIGNATURES}")
    return Note(text + "\n", tuple(_parse_signature(line) for line in lines))


def check_note(note: Note, keys: Sequence[VerifierKey]) -> None:
    """Check that a key that we know signed this text.

    Raises:
        SignatureError: No known key signed it, or a known key's signature is wrong.
    """
    known = {(key.name, key.key_id): key for key in keys}
    held = 0
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        check_signature(key.public, note.text.encode(), signature.signature)
        held += 1
    if not held:
        labels = ", ".join(key.label for key in keys)
        raise SignatureError(f"not signed by the key that was given ({labels})")


def _parse_signature(line: str) -> Signature:
    if not line.startswith(_DASH):
        raise MalformedError("a signature line does not start with a dash and a space")
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not space:
        raise MalformedError("a signature line lacks its signature")
    check_key_name(name)
    material = decode_base64(encoded)
    if len(material) < 5:
        raise MalformedError(f"a signature of {len(material)} bytes, at least 5")
    return Signature(name, material[:4], material[4:])
