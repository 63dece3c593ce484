"""Read the log's own lines: by number, by exchange, and as an export.

Only what is sealed is shown. The index says where to look; what is returned are the
bytes of the log, so a wrong index can hide nothing that is looked for by number, and
an export proves itself. Reading is recorded by whoever lets a person read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.errors import LedgerError
from appliance.ledger.batch import Sealed
from appliance.ledger.index import BLOCK, BLOCK_LEVEL
from appliance.ledger.writer import LedgerWriter
from audit import canonical
from audit.chain import encode_withheld
from audit.errors import AuditError, MalformedError
from audit.export import Header, Shown, export_parts, read_line
from audit.layout import segment_at
from audit.merkle import CompactRange, leaf_hash
from audit.note import encode_note
from audit.record import Record, decode_record

MAX_READ_RECORDS = 1000
_MAX_READ_BYTES = 4_000_000  # well below what a frame takes
_PIECE_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export is to hold; empty fields hold everything.

    Args:
        since: First moment.
        until: First moment after.
        case: Only this case's records are disclosed.
        exchange: Only this exchange's records are disclosed.
    """

    since: datetime | None = None
    until: datetime | None = None
    case: str | None = None
    exchange: str | None = None

    def is_in_time(self, record: Record) -> bool:
        """Tell whether a record lies in the period."""
        return (self.since is None or record.time >= self.since) and (
            self.until is None or record.time < self.until
        )

    def is_named(self, record: Record) -> bool:
        """Tell whether a record is of the case and exchange."""
        return self.case in {None, record.case} and self.exchange in {
            None,
            record.exchange,
        }


class LedgerReader:
    """Readers of one writer's log; safe to share between threads."""

    def __init__(self, writer: LedgerWriter) -> None:
        self._writer = writer

    def size(self) -> int:
        """Count the sealed records."""
        return self._writer.sealed.checkpoint.size

    def read(self, first: int, count: int) -> list[Mapping[str, Any]]:
        """Read records by number, oldest first: as many as fit into one reply.

        Raises:
            LedgerError: The numbers make no sense, or the log cannot be read.
        """
        if first < 0 or count < 0:
            raise LedgerError(f"no records from {first}, {count} of them")
        sealed = self._writer.sealed
        end = min(first + min(count, MAX_READ_RECORDS), sealed.checkpoint.size)
        found: list[Mapping[str, Any]] = []
        taken = 0
        for line in self._lines(sealed, first, end):
            taken += len(line)
            if found and taken > _MAX_READ_BYTES:
                break
            found.append(_value_of(line))
        return found

    def of_exchange(self, exchange: str) -> Iterator[Mapping[str, Any]]:
        """Read the records of one exchange, oldest first."""
        sealed = self._writer.sealed
        size = sealed.checkpoint.size
        for block in sealed.index.tagged(exchange):
            for line in self._lines(
                sealed, block.first, min(block.first + BLOCK, size)
            ):
                value = _value_of(line)
                if value["exchange"] == exchange:
                    yield value

    def export(self, wanted: Wanted) -> Iterator[bytes]:
        """Write what is wanted as one file that verifies offline, piece by piece.

        Raises:
            LedgerError: The log cannot be read.
        """
        sealed = self._writer.sealed
        first, end = self._bounds(sealed, wanted)
        header = Header(
            origin=sealed.checkpoint.origin,
            first=first,
            count=end - first,
            size=sealed.checkpoint.size,
            left=self._range_hashes(sealed, 0, first),
            right=self._range_hashes(sealed, end, sealed.checkpoint.size),
            since=wanted.since,
            until=wanted.until,
            case=wanted.case,
            exchange=wanted.exchange,
        )
        try:
            parts = export_parts(
                header,
                self._shown(sealed, first, end, wanted),
                sealed.note,
                lambda text: encode_note(self._writer.sign(text)),
            )
        except AuditError as err:
            raise LedgerError(f"no such export: {err}") from err
        return _in_pieces(parts)

    def _shown(
        self, sealed: Sealed, first: int, end: int, wanted: Wanted
    ) -> Iterator[Shown]:
        is_whole = wanted.case is None and wanted.exchange is None
        for line in self._lines(sealed, first, end):
            if is_whole or wanted.is_named(_record_of(line)):
                yield line, True
            else:
                yield encode_withheld(leaf_hash(line)), False

    def _bounds(self, sealed: Sealed, wanted: Wanted) -> tuple[int, int]:
        """Find the run of records from the first wanted to the last."""
        size = sealed.checkpoint.size
        name = wanted.exchange or wanted.case
        if name is not None:
            blocks = [block.first for block in sealed.index.tagged(name)]
            low, high = (blocks[0], blocks[-1] + BLOCK) if blocks else (0, 0)
        else:
            low, high = sealed.index.within(wanted.since, wanted.until)
        low, high = min(low, size), min(high, size)
        first = next(self._wanted_in(sealed, low, high, wanted), None)
        if first is None:
            return low, low
        last_block = max(low, (high - 1) // BLOCK * BLOCK)
        while last_block >= low:
            found = list(
                self._wanted_in(
                    sealed, last_block, min(last_block + BLOCK, high), wanted
                )
            )
            if found:
                return first, found[-1] + 1
            last_block -= BLOCK
        return first, first + 1

    def _wanted_in(
        self, sealed: Sealed, first: int, end: int, wanted: Wanted
    ) -> Iterator[int]:
        for line in self._lines(sealed, first, end):
            record = _record_of(line)
            if wanted.is_in_time(record) and wanted.is_named(record):
                yield record.seq

    def _range_hashes(self, sealed: Sealed, begin: int, end: int) -> tuple[bytes, ...]:
        """Compute a compact range from the index' full blocks and single leaves."""
        collected = CompactRange(begin, end)
        at = begin
        while at < end:
            number, within = divmod(at, BLOCK)
            stop = min((number + 1) * BLOCK, end)
            root = sealed.index.root_of(number)
            if within == 0 and stop - at == BLOCK and root is not None:
                collected.append_subtree(BLOCK_LEVEL, root)
            else:
                for line in self._lines(sealed, at, stop):
                    collected.append(leaf_hash(line))
            at = stop
        return tuple(collected.hashes())

    def _lines(self, sealed: Sealed, first: int, end: int) -> Iterator[bytes]:
        """Read the lines of records [first, end), all sealed."""
        if first >= end:
            return
        block = sealed.index.block_of(first)
        seq, segment, offset = block.first, block.segment, block.offset
        try:
            while seq < end:
                path = segment_at(self._writer.folder, segment).path
                with path.open("rb") as source:
                    source.seek(offset)
                    while seq < end and (line := read_line(source)) is not None:
                        if seq >= first:
                            yield line
                        seq += 1
                segment, offset = seq, 0
        except MalformedError as err:
            raise LedgerError(f"record {seq} cannot be read: {err}") from err
        except OSError as err:
            raise LedgerError(f"record {seq} cannot be read: {err.strerror}") from err


def _in_pieces(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Gather small parts, so that a piece is worth a frame; each ends with a line."""
    piece = bytearray()
    for part in parts:
        piece += part
        if len(piece) >= _PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _value_of(line: bytes) -> Mapping[str, Any]:
    try:
        value: Mapping[str, Any] = canonical.decode(line)
    except AuditError as err:
        raise LedgerError(f"a record cannot be read: {err}") from err
    return value


def _record_of(line: bytes) -> Record:
    try:
        return decode_record(line)
    except AuditError as err:
        raise LedgerError(f"a record cannot be read: {err}") from err
