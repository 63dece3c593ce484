"""Verify an export offline: only the file, the public key, and Python.

Checks of an export, in order: (1) the header is one of this format and names the log
of the key, (2) every line, as chain.py lists, a record where the plan has one, (3)
exactly two notes end the file, (4) the key signed the checkpoint, (5) and the statement
over header and plans, (6) left hashes, lines and right hashes lead to the signed root,
(7) the auditor's own checkpoints agree. A live log is verified in livelog.py, a single
record's proof in proof.py. Nothing here decides whether the records say the truth.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from audit.chain import Chain, Tree, Watcher
from audit.checkpoint import Checkpoint, open_checkpoint
from audit.errors import (
    AuditError,
    IncompleteError,
    MalformedError,
    ProofError,
    TamperedError,
    UnusableError,
)
from audit.export import (
    PLAN_RECORDS,
    Header,
    Manifest,
    decode_header,
    decode_plan,
    read_line,
    read_notes,
)
from audit.held import HeldCheckpoints
from audit.merkle import Frontier, subtrees
from audit.note import VerifierKey, check_note, parse_note
from audit.record import Record
from audit.report import Report

# Told of each line: its sequence number, the record unless withheld, and the bytes.
OnLine = Callable[[int, Record | None, bytes], None]


def examine_export(
    source: BinaryIO,
    key: VerifierKey,
    held: Sequence[Checkpoint] = (),
    *,
    on_line: OnLine | None = None,
    watcher: Watcher | None = None,
) -> Report:
    """Verify an export as it streams by, in constant memory.

    Args:
        source: The file, opened in binary.
        key: The log's public key, from outside the appliance.
        held: Checkpoints the auditor kept, already opened with the key.
        on_line: Told of each line as it is read; wait for the verdict before
            trusting it.
        watcher: Told of each subtree, left hashes first.

    Raises:
        UnusableError: This is no export, or not of this key's log.
        TamperedError: The first bad record, and why.
        IncompleteError: Intact, but a held checkpoint cannot be matched.
    """
    header, header_line = _read_header(source, key)
    kept = HeldCheckpoints(held)
    tree = Tree([kept.watch, *([watcher] if watcher else [])])
    kept.compare(0, tree.frontier.root())
    _add_range(tree, header.left, 0, header.first)
    chain = Chain(tree)
    manifest = Manifest(header.origin, header_line)
    for line, where, disclosed in _lines(source, header, manifest):
        seq = chain.next_seq
        record = chain.take(line, where, disclosed=disclosed)
        if record is not None:
            _check_filter(record, header, where)
        if on_line:
            on_line(seq, record, line)
    checkpoint = _read_end(source, key, header, manifest)
    chain.finish(lambda repaired: _leads_to(repaired, header, checkpoint))
    _add_range(tree, header.right, header.first + header.count, header.size)
    if tree.frontier.root() != checkpoint.root:
        raise _unrooted(chain)
    report = _report(header, key, chain, tuple(kept.compared))
    if shortfall := kept.shortfall(header.size):
        raise IncompleteError(shortfall, report)
    return report


def _report(
    header: Header, key: VerifierKey, chain: Chain, compared: tuple[int, ...]
) -> Report:
    return Report(
        origin=header.origin,
        key=key.label,
        first=header.first,
        count=header.count,
        disclosed=chain.disclosed,
        size=header.size,
        first_time=chain.first_time,
        last_time=chain.last_time,
        since=header.since,
        until=header.until,
        case=header.case,
        exchange=header.exchange,
        compared=compared,
        notes=chain.notes,
    )


def _unrooted(chain: Chain) -> TamperedError:
    if not chain.disclosed + chain.withheld:
        reason = "the header's hashes do not lead to the signed root"
        return TamperedError(reason, where="line 1")
    seq, words = chain.unconfirmed()
    return TamperedError(
        f"the lines link to each other but do not lead to the signed root: {words}, a "
        "run of records that ends there, or the header's hashes were altered",
        seq=seq,
        where="the checkpoint",
    )


def _read_header(source: BinaryIO, key: VerifierKey) -> tuple[Header, bytes]:
    try:
        line = read_line(source)
        header = decode_header(line or b"")
    except MalformedError as err:
        raise UnusableError(f"this is not an export: line 1: {err}") from err
    if header.origin != key.name:
        raise UnusableError("the export is of another log than the key")
    return header, line or b""


def _lines(
    source: BinaryIO, header: Header, manifest: Manifest
) -> Iterator[tuple[bytes, str, bool]]:
    """Yield each line with its place and whether the log disclosed its record."""
    plan: tuple[bool, ...] = ()
    number = 1
    for index in range(header.count):
        seq, within = header.first + index, index % PLAN_RECORDS
        if header.withholds and within == 0:
            number += 1
            plan = _read_plan(source, seq, f"line {number}", header, manifest)
        number += 1
        where = f"line {number}"
        line = _read_line(source, seq, where, header)
        yield line, where, plan[within] if header.withholds else True


def _read_plan(
    source: BinaryIO, seq: int, where: str, header: Header, manifest: Manifest
) -> tuple[bool, ...]:
    """Read the plan of the records from `seq` on; the statement vouches for it."""
    line = _read_line(source, seq, where, header)
    count = min(PLAN_RECORDS, header.first + header.count - seq)
    try:
        plan = decode_plan(line, count)
    except MalformedError as err:
        raise TamperedError(str(err), where=where) from err
    manifest.add(line)
    return plan


def _read_line(source: BinaryIO, seq: int, where: str, header: Header) -> bytes:
    try:
        line = read_line(source)
    except MalformedError as err:
        raise TamperedError(str(err), seq=seq, where=where) from err
    if line is None:
        raise TamperedError(
            "the file ends here: this record and what follows are missing",
            seq=seq,
            where=where,
        )
    if line == header.origin.encode():
        raise TamperedError(
            "the checkpoint stands here: this record and what follows are missing",
            seq=seq,
            where=where,
        )
    return line


def _read_end(
    source: BinaryIO,
    key: VerifierKey,
    header: Header,
    manifest: Manifest,
) -> Checkpoint:
    where = f"after line {1 + header.plans + header.count}"
    try:
        checkpoint_raw, statement_raw = read_notes(source)
        checkpoint = open_checkpoint(checkpoint_raw, key)
        statement = parse_note(statement_raw)
        check_note(statement, [key])
    except AuditError as err:
        raise TamperedError(str(err), where=where) from err
    if statement.text != manifest.text:
        raise TamperedError(
            "the header or the plan is not the one the log signed: period, case, "
            "counts, or which records are disclosed, were altered",
            where="line 1 or a plan" if header.plans else "line 1",
        )
    if checkpoint.size != header.size:
        raise TamperedError(
            f"the checkpoint names {checkpoint.size} records, the header {header.size}",
            where=where,
        )
    return checkpoint


def _add_range(tree: Tree, hashes: Sequence[bytes], begin: int, end: int) -> None:
    levels = subtrees(begin, end)
    if len(levels) != len(hashes):
        raise TamperedError(
            f"{len(hashes)} hashes for records {begin} to {end - 1}, "
            f"expected {len(levels)}",
            where="line 1",
        )
    for level, digest in zip(levels, hashes, strict=True):
        tree.add(level, digest)


def _leads_to(tree: Frontier, header: Header, checkpoint: Checkpoint) -> bool:
    levels = subtrees(tree.size, header.size)
    if len(levels) != len(header.right):
        return False
    try:
        for level, digest in zip(levels, header.right, strict=True):
            tree.append_subtree(level, digest)
    except ProofError:
        return False
    return tree.root() == checkpoint.root


def _check_filter(record: Record, header: Header, where: str) -> None:
    for asked, found in (
        (header.case, record.case),
        (header.exchange, record.exchange),
    ):
        if asked is not None and found != asked:
            raise TamperedError(
                "the record is of another case or exchange than the header names",
                seq=record.seq,
                where=where,
            )
