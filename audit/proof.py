"""Proof that one record is in the log, as one small file (C2SP tlog-proof@v1).

The file carries the record's line as its extra data, so nothing else is needed but the
public key. It says nothing about other records: none of them is in it.
"""

from dataclasses import dataclass

from audit.base64_strict import decode_base64, encode_base64
from audit.checkpoint import open_checkpoint
from audit.errors import AuditError, MalformedError, TamperedError, UnusableError
from audit.merkle import (
    HASH_BYTES,
    Frontier,
    IntervalHash,
    check_inclusion,
    inclusion_intervals,
    leaf_hash,
)
from audit.note import VerifierKey
from audit.record import decode_record
from audit.report import Report

FIRST_LINE = b"c2sp.org/tlog-proof@v1\n"
MAX_PROOF_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class TlogProof:
    """One record, its place, the hashes beside its path, and the signed checkpoint."""

    line: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes


class ProofCollector:
    """Collects the hashes that prove one record while a log streams by."""

    def __init__(self, index: int, size: int) -> None:
        self._targets = [IntervalHash(i) for i in inclusion_intervals(index, size)]

    def watch(self, begin: int, level: int, digest: bytes, _tree: Frontier) -> None:
        """Take a subtree (`audit.chain.Watcher`)."""
        end = begin + (1 << level)
        for target in self._targets:
            # A subtree that holds the record itself fits into none of them.
            if target.begin <= begin and end <= target.end:
                target.add(begin, level, digest)

    def hashes(self) -> tuple[bytes, ...]:
        """List the sibling hashes, leaf to root, once the whole log has passed."""
        return tuple(target.digest() for target in self._targets)


def encode_proof(proof: TlogProof) -> bytes:
    """Write a proof as the bytes of its file."""
    lines = [f"extra {encode_base64(proof.line)}\n", f"index {proof.index}\n"]
    lines.extend(encode_base64(digest) + "\n" for digest in proof.hashes)
    return FIRST_LINE + "".join(lines).encode() + b"\n" + proof.checkpoint


def parse_proof(raw: bytes) -> TlogProof:
    """Read a proof from the bytes of its file.

    Raises:
        MalformedError: The bytes are no proof, or one without its record.
    """
    head, blank, checkpoint = raw.partition(b"\n\n")
    if not raw.startswith(FIRST_LINE) or not blank or len(raw) > MAX_PROOF_BYTES:
        raise MalformedError("not a proof of the form c2sp.org/tlog-proof@v1")
    try:
        lines = head.decode("ascii").split("\n")[1:]
    except UnicodeDecodeError as err:
        raise MalformedError("a proof's head is not ASCII") from err
    if len(lines) < 2 or not lines[0].startswith("extra "):
        raise MalformedError("the proof does not carry its record (line `extra`)")
    number = lines[1].removeprefix("index ")
    if not number.isdecimal() or len(number) > 16 or number != str(int(number)):
        raise MalformedError("the proof's index is not a decimal number")
    if lines[1] == number:
        raise MalformedError("the proof lacks its line `index`")
    hashes = tuple(decode_base64(line) for line in lines[2:])
    if any(len(digest) != HASH_BYTES for digest in hashes):
        raise MalformedError(f"a hash of the proof does not have {HASH_BYTES} bytes")
    line = decode_base64(lines[0].removeprefix("extra "))
    return TlogProof(line, int(number), hashes, checkpoint)


def examine_proof(raw: bytes, key: VerifierKey) -> Report:
    """Verify that the record in a proof is in the log of the key.

    Raises:
        UnusableError: The bytes are no proof.
        TamperedError: The record, the hashes or the checkpoint do not hold.
    """
    try:
        proof = parse_proof(raw)
    except MalformedError as err:
        raise UnusableError(str(err)) from err
    try:
        checkpoint = open_checkpoint(proof.checkpoint, key)
        record = decode_record(proof.line)
        check_inclusion(
            leaf_hash(proof.line),
            proof.index,
            checkpoint.size,
            proof.hashes,
            checkpoint.root,
        )
    except AuditError as err:
        raise TamperedError(str(err), seq=proof.index, where="the proof") from err
    if record.seq != proof.index:
        raise TamperedError(
            f"the record says it is {record.seq}", seq=proof.index, where="the proof"
        )
    return Report(
        origin=checkpoint.origin,
        key=key.label,
        first=proof.index,
        count=1,
        disclosed=1,
        size=checkpoint.size,
        first_time=record.time,
        last_time=record.time,
    )
