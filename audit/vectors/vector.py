"""One vector: a small header that says what to expect, a blank line, then the bytes."""

from dataclasses import dataclass

from audit.base64_strict import decode_base64, encode_base64
from audit.errors import MalformedError


@dataclass(frozen=True, slots=True)
class Vector:
    """One input for a verifier and the verdict it must give.

    Attributes:
        expect: "intact", "tampered", "unusable" or "incomplete".
        comment: The one cause, in a sentence.
        key: The public key line to verify with.
        payload: The bytes of the export or proof; of a live log, the lines of its one
            segment, a blank line, and the checkpoints beside it.
        seq: The first bad record, where one must be named.
        checkpoints: Checkpoints that the auditor kept.
        log: Whether the payload is a live log.
    """

    expect: str
    comment: str
    key: str
    payload: bytes
    seq: int | None = None
    checkpoints: tuple[bytes, ...] = ()
    log: bool = False


def encode_vector(vector: Vector) -> bytes:
    """Write a vector as the bytes of its file."""
    head = [f"expect: {vector.expect}"]
    if vector.log:
        head.append("of: live log")
    if vector.seq is not None:
        head.append(f"seq: {vector.seq}")
    head += [f"comment: {vector.comment}", f"key: {vector.key}"]
    head += [f"checkpoint: {encode_base64(raw)}" for raw in vector.checkpoints]
    return ("\n".join(head) + "\n\n").encode() + vector.payload


def parse_vector(raw: bytes) -> Vector:
    """Read a vector from the bytes of its file.

    Raises:
        MalformedError: The header lacks a field or holds an unknown one.
    """
    head, _, payload = raw.partition(b"\n\n")
    fields: dict[str, str] = {}
    checkpoints = []
    for line in head.decode().split("\n"):
        name, _, value = line.partition(": ")
        if name == "checkpoint":
            checkpoints.append(decode_base64(value))
        else:
            fields[name] = value
    seq, of = fields.pop("seq", None), fields.pop("of", None)
    if fields.keys() != {"expect", "comment", "key"} or of not in (None, "live log"):
        raise MalformedError("a vector has the fields expect, comment and key")
    return Vector(
        payload=payload,
        seq=None if seq is None else int(seq),
        checkpoints=tuple(checkpoints),
        log=of == "live log",
        **fields,
    )
