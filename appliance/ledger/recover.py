"""Take up a log as a crash, or nobody, left it: read it all, cut only what is torn.

Order: (1) checkpoints grow, and the newest whole one, signed by the log's key, says up
to where the log is sealed, (2) every line is read, checked and hashed, and leads to the
root of every checkpoint, (3) a fault below that size stops everything: that is damage,
and nothing here mends it, (4) a fault above it is a torn tail: the bytes are kept aside
and cut off, (5) whole lines above it stay and are written again, since the disk may not
have them. The signatures of older checkpoints are the verifier's to check.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import LedgerError
from appliance.ledger.disk import Disk
from appliance.ledger.index import Index
from audit.checkpoint import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    split_notes,
)
from audit.errors import AuditError, MalformedError
from audit.export import read_line
from audit.layout import RECOVERED, Segment, list_notes, list_segments, segment_at
from audit.merkle import Frontier, leaf_hash
from audit.note import VerifierKey, parse_note
from audit.record import NO_RECORD, Record, decode_record
from audit.sealed import Order, SignedSizes, notes_of, read_checkpoint

_OPENING_RECORDS = 2  # ledger.recovered and ledger.started, committed as one


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes at the end of the log that were no records.

    Attributes:
        octets: How many.
        digest: Their SHA-256, hex.
        lines: How many newlines were among them.
    """

    octets: int
    digest: str
    lines: int


@dataclass(slots=True)
class Tail:
    """The end of the log, as a writer goes on from it.

    Attributes:
        segment: The segment that grows.
        offset: Its size in bytes.
        prev: Leaf hash of the last record.
        tree: Tree over all records.
        index: Marks over all records.
        adopted: Whole records above the newest checkpoint that were kept.
        lost: What was cut off, or None.
    """

    segment: Segment
    offset: int
    prev: bytes
    tree: Frontier
    index: Index
    adopted: int = 0
    lost: Lost | None = None


def recover(
    folder: Path,
    key: VerifierKey,
    disk: Disk,
    acknowledged: int | None = None,
    *,
    seen: Callable[[Record], None] = lambda _: None,
) -> Tail:
    """Read a log to its end and make the end clean.

    Args:
        folder: The log's folder, which exists.
        key: The log's own public key.
        disk: The disk.
        acknowledged: When this process wrote the log: how many records it said were
            durable. Later ones were refused to their callers, so they are cut off.
        seen: Given every record that stays, in order.

    Raises:
        LedgerError: The log is damaged where it was sealed, or shorter than sealed.
        OSError: It cannot be read, or the cut cannot be made.
    """
    try:
        segments = list_segments(folder)
        sealed = _newest_checkpoint(folder, key, disk)
        signed = SignedSizes(map(read_checkpoint, notes_of(folder)))
    except AuditError as err:
        raise LedgerError(f"the log cannot be taken up: {err}") from err
    if sealed is None:
        _check_unborn(segments)
        acknowledged = 0
    tail = Tail(segment_at(folder, 0), 0, NO_RECORD, Frontier(), Index())
    keep = _Sealed(sealed, acknowledged, signed)
    for number, segment in enumerate(segments):
        if segment.first != tail.tree.size:
            raise LedgerError(
                f"the log's segment {segment.path.name} should begin with record "
                f"{tail.tree.size}: a segment is missing or renamed"
            )
        tail.segment, tail.offset = segment, 0
        fault = _read_segment(tail, keep, disk, seen)
        if fault is None:
            continue
        if tail.tree.size < keep.size:
            raise LedgerError(
                f"the log is damaged at record {tail.tree.size} "
                f"({segment.path.name}, byte {tail.offset}), which was sealed at size "
                f"{keep.size}: {fault}"
            )
        tail.lost = _cut(folder, segments[number:], tail, disk)
        break
    keep.check_reached(tail.tree.size)
    tail.adopted = tail.tree.size - keep.size
    return tail


def _check_unborn(segments: list[Segment]) -> None:
    """Check that a log without any checkpoint is one that never began to serve.

    The first checkpoint is on disk before the first caller is answered, so later there
    must be one: a log without would take anybody's word for its past.
    """
    lines = sum(segment.path.read_bytes().count(b"\n") for segment in segments)
    if lines > _OPENING_RECORDS:
        raise LedgerError(
            f"the log holds {lines} lines and no checkpoint: somebody removed them; "
            "restore the log's folder from a backup"
        )


class _Sealed:
    """What the checkpoints demand of the lines, the newest above all."""

    def __init__(
        self, sealed: Checkpoint | None, acknowledged: int | None, signed: SignedSizes
    ) -> None:
        self._signed = signed
        self.size = sealed.size if sealed else 0
        # A checkpoint that is whole seals its records, whatever was said of them.
        self.limit = None if acknowledged is None else max(acknowledged, self.size)

    def check(self, tree: Frontier) -> None:
        try:
            self._signed.compare(tree)
        except AuditError as err:
            raise LedgerError(
                f"the first {tree.size} records are not those that were sealed; "
                "verify the log offline and restore it from a backup"
            ) from err

    def check_reached(self, size: int) -> None:
        if size < self.size:
            raise LedgerError(
                f"the log holds {size} records, its own checkpoint names {self.size}: "
                "the end was cut off; restore it from a backup"
            )


def _read_segment(
    tail: Tail, keep: _Sealed, disk: Disk, seen: Callable[[Record], None]
) -> str | None:
    """Read a segment's lines into the tail; return the first fault, if any."""
    segment = tail.segment
    unsealed: list[bytes] = []
    start = 0
    fault = None
    with segment.path.open("rb") as source:
        while True:
            try:
                line = read_line(source)
                if line is None:
                    break
                record = _next_record(line, tail, keep)
            except MalformedError as err:
                fault = str(err)
                break
            if record.seq >= keep.size:
                start = start if unsealed else tail.offset
                unsealed.append(line + b"\n")
            leaf = leaf_hash(line)
            tail.index.add(record, leaf, segment.first, tail.offset)
            tail.tree.append(leaf)
            tail.prev, tail.offset = leaf, tail.offset + len(line) + 1
            keep.check(tail.tree)
            seen(record)
    if unsealed:
        disk.write_again(segment.path, start, b"".join(unsealed))
    return fault


def _next_record(line: bytes, tail: Tail, keep: _Sealed) -> Record:
    if keep.limit is not None and tail.tree.size >= keep.limit:
        raise MalformedError("never acknowledged")
    record = decode_record(line)
    if record.seq != tail.tree.size or record.prev != tail.prev:
        raise MalformedError("it does not follow the record before it")
    return record


def _cut(folder: Path, segments: list[Segment], tail: Tail, disk: Disk) -> Lost:
    """Keep what follows the last record aside, then cut it off."""
    torn, *later = segments
    octets = torn.path.read_bytes()[tail.offset :]
    octets += b"".join(segment.path.read_bytes() for segment in later)
    disk.create_folder(folder / RECOVERED)
    number = len(list((folder / RECOVERED).iterdir())) + 1
    aside = folder / RECOVERED / f"{tail.tree.size:020d}-{number}.torn"
    descriptor = disk.open_end(aside)
    try:
        disk.write(descriptor, octets)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
    for segment in reversed(later):
        segment.path.unlink()
        segment.notes.unlink(missing_ok=True)
    disk.cut(torn.path, tail.offset)
    disk.sync_folder(torn.path.parent)
    return Lost(len(octets), hashlib.sha256(octets).hexdigest(), octets.count(b"\n"))


def _newest_checkpoint(folder: Path, key: VerifierKey, disk: Disk) -> Checkpoint | None:
    """Open the newest whole checkpoint, and cut off a torn one behind it.

    Raises:
        AuditError: One is damaged, smaller than one before it, or names another root
            for its size; or the key did not sign the newest.
    """
    newest: bytes | None = None
    torn: tuple[Path, int] | None = None
    order = Order()
    for path in list_notes(folder):
        whole = 0
        with path.open("rb") as source:
            for raw in split_notes(source):
                if torn is not None:
                    raise MalformedError(
                        f"a checkpoint in {torn[0].name} is damaged, with more after it"
                    )
                try:
                    text = parse_note(raw).text
                except MalformedError:
                    torn = path, whole
                    continue
                order.take(parse_checkpoint(text))
                newest = raw
                whole += len(raw) + (1 if whole else 0)
        if torn is None and whole != path.stat().st_size:
            torn = path, whole
    if torn is not None:
        disk.cut(*torn)
    return open_checkpoint(newest, key) if newest is not None else None
