"""The vectors of proofs of one record."""

from collections.abc import Iterator
from dataclasses import replace

from audit.merkle import inclusion_intervals, leaf_hash, prove
from audit.proof import TlogProof, encode_proof
from audit.vectors.sample import SIGNER, link, records, sign_checkpoint
from audit.vectors.vector import Vector

KEY = SIGNER.key.vkey
LINES = link(records())


def _bad(comment: str, payload: bytes, seq: int) -> Vector:
    return Vector("tampered", comment, KEY, payload, seq=seq)


def proofs() -> Iterator[tuple[str, Vector]]:
    """Yield each vector with its name."""
    leaves = [leaf_hash(line) for line in LINES]

    def proof(index: int) -> TlogProof:
        hashes = tuple(prove(inclusion_intervals(index, len(leaves)), leaves))
        return TlogProof(LINES[index], index, hashes, sign_checkpoint(LINES))

    good = proof(6)
    yield (
        "proof-intact",
        Vector("intact", "record 6 is in the log", KEY, encode_proof(good)),
    )
    altered = replace(good, line=good.line.replace(b":912", b":999"))
    yield "proof-altered", _bad("the record was changed", encode_proof(altered), 6)
    moved = replace(good, index=7)
    yield "proof-moved", _bad("the index was changed", encode_proof(moved), 7)
    fewer = replace(good, hashes=good.hashes[:-1])
    yield "proof-short", _bad("a hash is missing", encode_proof(fewer), 6)
    raw = encode_proof(good)
    bare = raw[: raw.index(b"extra ")] + raw[raw.index(b"index ") :]
    yield (
        "proof-without-record",
        Vector("unusable", "the proof lacks its record", KEY, bare),
    )
