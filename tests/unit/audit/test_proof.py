"""A proof carries one record and holds for that record alone."""

import io
from dataclasses import replace

import pytest

from audit.errors import AuditError, MalformedError, TamperedError, UnusableError
from audit.merkle import inclusion_intervals, leaf_hash, prove
from audit.proof import (
    FIRST_LINE,
    MAX_PROOF_BYTES,
    ProofCollector,
    TlogProof,
    encode_proof,
    examine_proof,
    parse_proof,
)
from audit.vectors.sample import SIGNER, export, link, records, sign_checkpoint
from audit.verify import examine_export

LINES = link(records())
LEAVES = [leaf_hash(line) for line in LINES]
NOTE = sign_checkpoint(LINES)
KEY = SIGNER.key


def proof_of(index: int) -> TlogProof:
    hashes = tuple(prove(inclusion_intervals(index, len(LEAVES)), LEAVES))
    return TlogProof(LINES[index], index, hashes, NOTE)


@pytest.mark.parametrize("index", range(10))
def test_every_record_s_proof_reads_back_and_holds(index: int) -> None:
    raw = encode_proof(proof_of(index))
    assert proof_of(index) == parse_proof(raw)
    assert (index, 1, 10) == (
        examine_proof(raw, KEY).first,
        examine_proof(raw, KEY).count,
        examine_proof(raw, KEY).size,
    )


@pytest.mark.parametrize(("first", "count"), [(0, 10), (3, 4), (5, 5), (9, 1)])
def test_a_proof_collected_from_any_export_is_the_whole_log_s(
    first: int, count: int
) -> None:
    octets = export(LINES, first, count).octets()
    for index in range(first, first + count):
        collector = ProofCollector(index, len(LINES))
        examine_export(io.BytesIO(octets), KEY, watcher=collector.watch)
        assert proof_of(index).hashes == collector.hashes()


def test_every_changed_byte_of_a_proof_is_noticed() -> None:
    raw = encode_proof(proof_of(6))
    for position, byte in enumerate(raw):
        for bit in range(8):
            changed = bytearray(raw)
            changed[position] = byte ^ (1 << bit)
            with pytest.raises((TamperedError, UnusableError)):
                examine_proof(bytes(changed), KEY)


def test_every_cut_of_a_proof_is_noticed() -> None:
    raw = encode_proof(proof_of(6))
    for end in range(len(raw)):
        with pytest.raises(AuditError):
            examine_proof(raw[:end], KEY)


GOOD = encode_proof(proof_of(0))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not a proof of the form"),
        (FIRST_LINE, "not a proof of the form"),
        (b"c2sp.org/tlog-proof@v2\n\n", "not a proof of the form"),
        (GOOD + b"x" * MAX_PROOF_BYTES, "not a proof of the form"),
        (FIRST_LINE + b"index 0\n\nx", "does not carry its record"),
        (FIRST_LINE + "extra é\nindex 0\n\nx".encode(), "head is not ASCII"),
        (FIRST_LINE + b"extra AAAA\n5\n\nx", "lacks its line `index`"),
        (FIRST_LINE + b"extra AAAA\nindex 05\n\nx", "index is not a decimal"),
        (FIRST_LINE + b"extra AAAA\nindex -5\n\nx", "index is not a decimal"),
        (FIRST_LINE + b"extra AAAA\nindex 0\nAAAA\n\nx", "does not have 32 bytes"),
        (FIRST_LINE + b"extra A\nindex 0\n\nx", "not base64"),
    ],
)
def test_malformed_proofs_are_named(raw: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_proof(raw)
    with pytest.raises(UnusableError, match=message):
        examine_proof(raw, KEY)


def test_a_record_that_names_another_place_is_refused() -> None:
    made = records()
    made[4] = replace(made[4], seq=5)
    lines = link(made)
    leaves = [leaf_hash(line) for line in lines]
    hashes = tuple(prove(inclusion_intervals(4, 10), leaves))
    proof = TlogProof(lines[4], 4, hashes, sign_checkpoint(lines))
    with pytest.raises(TamperedError, match="the record says it is 5"):
        examine_proof(encode_proof(proof), KEY)
