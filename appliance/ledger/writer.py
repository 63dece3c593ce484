"""The one writer of the log: chain, one write, one sync, sign, and only then say so.

Records are numbered and chained in memory in the order they come. One thread takes
what has gathered and commits it: (1) the files are still ours, (2) one write, (3) one
sync, (4) the tree grows and its root is signed, (5) the checkpoint is written, (6) who
waits is told. If any of these fails, everything not yet acknowledged fails, nothing is
tried again, and the log is taken up anew from its bytes (recover.py). An exchange ends
once: a second end is refused, whoever tells it and however late. The desk is asked
before a record puts a release live (release/desk.py).
"""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from appliance.domain.deployment import Deployment
from appliance.domain.known_release import KnownRelease
from appliance.errors import LedgerError
from appliance.kinds import ENDS, RecordKind
from appliance.ledger.batch import Ack, Batch, Sealed
from appliance.ledger.clocks import Clocks
from appliance.ledger.disk import Disk, lock
from appliance.ledger.recover import Tail, recover
from appliance.release.desk import Desk
from appliance.release.rollout.records import check_begun
from audit.checkpoint import Checkpoint
from audit.errors import AuditError
from audit.layout import CHECKPOINTS, LOCK, SEGMENTS, Segment, segment_at
from audit.merkle import leaf_hash
from audit.note import Note, encode_note
from audit.record import NO_RECORD, Record, encode_record
from audit.signer import Signer

log = logging.getLogger(__name__)


class LedgerWriter:
    """The writer of one log's folder; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        signer: Signer,
        clocks: Clocks,
        *,
        segment_bytes: int,
        version: str,
        desk: Callable[[], Desk],
        disk: Disk | None = None,
        linger_s: float = 0.2,
        sync_timeout_s: float = 30.0,
        retry_s: float = 1.0,
        max_waiting_records: int = 50_000,
    ) -> None:
        """Take up the log and record that it started.

        Args:
            folder: The log's folder; made if missing.
            signer: The key of the log; its name is the log's origin.
            clocks: The clocks.
            segment_bytes: A segment of this size is closed.
            version: Of the appliance, for `ledger.started`.
            desk: Makes an empty desk, which is fed what the log says of releases.
            disk: The disk; another one only in tests.
            linger_s: How long a record that nobody waits for may stay in memory.
            sync_timeout_s: How long a caller waits for the disk.
            retry_s: How long a log that failed rests before it is taken up anew.
            max_waiting_records: How many may wait for the disk; then no more is taken.

        Raises:
            LedgerError: Another process writes it, or it is damaged.
        """
        self.folder = folder
        self._signer = signer
        self._clocks = clocks
        self._segment_bytes = segment_bytes
        self._version = version
        self._new_desk = desk
        self._disk = disk or Disk()
        self._linger_s = linger_s
        self._sync_timeout_s = sync_timeout_s
        self._retry_s = retry_s
        self._max_waiting_records = max_waiting_records
        self._state = threading.Condition()
        self._batch = Batch()
        self._committing = Batch()
        self._fault: LedgerError | None = None
        self._closing = False
        self._descriptors: list[int] = []
        self._next_seq = 0
        self._prev = NO_RECORD
        self.run = ""
        self.sealed: Sealed
        self._begin()
        self._committer = threading.Thread(
            target=self._commit_for_ever, name="commit", daemon=True
        )
        self._committer.start()

    def append(
        self,
        kind: RecordKind,
        *,
        exchange: str | None = None,
        case: str | None = None,
        actor: str | None = None,
        body: Mapping[str, Any],
        durable: bool = False,
        run: str | None = None,
    ) -> Ack:
        """Append a record; with `durable`, return only when it is sealed on disk.

        Args:
            kind: What happened.
            exchange: Exchange id, or None.
            case: Case id, or None.
            actor: Alias of who did it, or None.
            body: What the kind says besides.
            durable: Whether to wait for it and all before it.
            run: The run that took this exchange's earlier records, if any of them may
                not be durable yet.

        Raises:
            LedgerError: It was not taken, or cannot be made durable.
            PromotionRefusedError: What the log says does not let this release go live.
        """
        with self._state:
            self._check_open(run)
            if kind in ENDS and exchange is not None:
                self._check_goes_on(exchange)
            self._desk.check(kind, actor, body)
            check_begun(kind, body, self._clocks.now)
            batch = self._batch
            over = self._desk.rollout_over(kind, body)
            if over is not None:
                # In one batch with what ends it: both are in the log, or neither.
                self._chain(RecordKind.ROLLOUT_ENDED, None, None, actor, over)
            record, leaf = self._chain(kind, exchange, case, actor, body)
            ack = Ack(record.seq, leaf, self.run)
            batch.urgent |= durable
            self._state.notify_all()
        if durable:
            if not batch.done.wait(self._sync_timeout_s):
                raise LedgerError(f"record {ack.seq}: the disk does not answer in time")
            if batch.error is not None:
                raise batch.error
        return ack

    def deployment(self) -> Deployment:
        """Tell what the records that are sealed make of the releases."""
        with self._state:
            return self._desk.at(self.sealed.checkpoint.size)

    def releases(self, purpose: str) -> tuple[KnownRelease, ...]:
        """Tell what the log knows of every release of a purpose, newest first."""
        with self._state:
            return self._desk.of_purpose(purpose)

    def sign(self, text: str) -> Note:
        """Sign a text with the key of the log."""
        return self._signer.sign(text)

    def check_health(self) -> None:
        """Check that a record would be taken now.

        Raises:
            LedgerError: It would not; the message says why.
        """
        with self._state:
            self._check_open(None)

    def close(self) -> None:
        """Record that the log stops, commit what waits, and give the lock back."""
        with self._state:
            if self._closing:
                return
            if self._fault is None:
                self._chain(RecordKind.LEDGER_STOPPED, None, None, None, {})
            self._closing = True
            self._state.notify_all()
        self._committer.join()
        self._release()
        self._disk.close(self._lock)

    def _begin(self) -> None:
        """Become the writer and take up the log, or give back what was taken."""
        try:
            for name in (SEGMENTS, CHECKPOINTS):
                self._disk.create_folder(self.folder / name)
            self._lock = lock(self.folder / LOCK)
        except OSError as err:
            raise LedgerError(f"the log cannot be opened: {err.strerror}") from err
        try:
            self._open(acknowledged=None)
        except (OSError, LedgerError) as err:
            self._release()
            self._disk.close(self._lock)
            if isinstance(err, OSError):
                raise LedgerError(f"the log cannot be opened: {err.strerror}") from err
            raise

    def _check_open(self, run: str | None) -> None:
        if self._closing:
            raise LedgerError("the log is closing")
        if self._fault is not None:
            raise self._fault
        if not self._committer.is_alive():
            raise LedgerError("the thread that writes the log has ended")
        waiting = len(self._batch.records)
        if waiting >= self._max_waiting_records:
            raise LedgerError(f"{waiting} records wait for the disk")
        if run is not None and run != self.run:
            raise LedgerError(
                "the log was taken up anew since this exchange's last record, which "
                "may be lost"
            )

    def _check_goes_on(self, exchange: str) -> None:
        unsealed = (*self._committing.records, *self._batch.records)
        if self._index.has_ended(exchange) or any(
            record.exchange == exchange and record.kind in ENDS
            for record, _, _ in unsealed
        ):
            raise LedgerError(f"exchange {exchange} has ended already")

    def _chain(
        self,
        kind: RecordKind,
        exchange: str | None,
        case: str | None,
        actor: str | None,
        body: Mapping[str, Any],
    ) -> tuple[Record, bytes]:
        """Number and link a record and put it into the open batch."""
        record = Record(
            seq=self._next_seq,
            time=self._clocks.now(),
            mono_us=self._clocks.mono_us(),
            boot=self._clocks.boot,
            kind=kind.value,
            exchange=exchange,
            case=case,
            actor=actor,
            body=body,
            prev=self._prev,
        )
        try:
            line = encode_record(record)
        except AuditError as err:
            raise LedgerError(f"{kind.value} cannot be recorded: {err}") from err
        leaf = leaf_hash(line)
        self._batch.records.append((record, line, leaf))
        self._desk.take(record.seq, record.kind, record.actor, record.body)
        self._next_seq, self._prev = record.seq + 1, leaf
        return record, leaf

    def _commit_for_ever(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._batch.records or self._is_due())
                self._state.wait_for(self._is_due, timeout=self._linger_s)
                if self._fault is not None:
                    if self._closing:
                        return
                    self._state.wait_for(lambda: self._closing, timeout=self._retry_s)
                    self._try_to_open_again()
                    continue
                batch, self._batch = self._batch, Batch()
                self._committing = batch
                closing = self._closing
            if batch.records:
                self._commit_or_fail(batch)
            if closing:
                return

    def _is_due(self) -> bool:
        return self._batch.urgent or self._closing or self._fault is not None

    def _commit_or_fail(self, batch: Batch) -> None:
        try:
            self._commit(batch)
        except (OSError, LedgerError) as err:
            reason = err.strerror if isinstance(err, OSError) else str(err)
            fault = LedgerError(f"the log cannot be written: {reason}")
            with self._state:
                behind, self._batch = self._batch, Batch()
                self._committing = Batch()
                self._fault = fault
                lost = len(batch.records) + len(behind.records)
            log.error("commit failed, %d records not taken: %s", lost, reason)
            for failed in (batch, behind):
                failed.error = fault
                failed.done.set()
        else:
            batch.done.set()

    def _commit(self, batch: Batch) -> None:
        """Make a batch durable and seal it; the steps are the module's (1) to (5)."""
        if self._offset >= self._segment_bytes:
            self._rotate(batch.records[0][0].seq)
        segment, (lines, notes) = self._segment, self._descriptors
        octets = b"".join(line + b"\n" for _, line, _ in batch.records)
        # (1) The files are still ours.
        self._disk.check_same(lines, segment.path, self._offset)
        self._disk.check_same(notes, segment.notes, self._notes_offset)
        # (2) and (3) One write, one sync.
        self._disk.write(lines, octets)
        self._disk.sync(lines)
        # (4) The tree grows and is signed.
        for record, line, leaf in batch.records:
            self._index.add(record, leaf, segment.first, self._offset)
            self._offset += len(line) + 1
            self._tree.append(leaf)
        checkpoint = Checkpoint(
            self._signer.key.name, self._tree.size, self._tree.root()
        )
        note = encode_note(self._signer.sign(checkpoint.text))
        # (5) Not synced each time: it can be signed again from the lines, which are.
        separated = b"\n" + note if self._notes_offset else note
        self._disk.write(notes, separated)
        if not self._notes_offset:
            self._disk.sync(notes)
        self._notes_offset += len(separated)
        self.sealed = Sealed(checkpoint, note, self._index)

    def _rotate(self, first: int) -> None:
        self._disk.sync(self._descriptors[1])
        self._release()
        self._segment = segment_at(self.folder, first)
        self._offset = 0
        self._hold(self._segment)

    def _hold(self, segment: Segment) -> None:
        for path in (segment.path, segment.notes):
            self._descriptors.append(self._disk.open_end(path))
        self._notes_offset = segment.notes.stat().st_size

    def _release(self) -> None:
        while self._descriptors:
            self._disk.close(self._descriptors.pop())

    def _try_to_open_again(self) -> None:
        if self._closing:
            return
        try:
            self._release()
            self._open(acknowledged=self.sealed.checkpoint.size)
        except (OSError, LedgerError) as err:
            reason = err.strerror if isinstance(err, OSError) else str(err)
            self._fault = LedgerError(f"the log cannot be written: {reason}")
            log.error("the log cannot be taken up again: %s", reason)
        else:
            log.warning("the log was taken up again at size %d", self._tree.size)

    def _open(self, acknowledged: int | None) -> None:
        """Take up the log from its bytes and make the record of that durable."""
        desk = self._new_desk()
        tail = recover(
            self.folder,
            self._signer.key,
            self._disk,
            acknowledged,
            seen=lambda one: desk.take(one.seq, one.kind, one.actor, one.body),
        )
        self._desk = desk
        self._segment, self._offset = tail.segment, tail.offset
        self._tree, self._index = tail.tree, tail.index
        self._next_seq, self._prev = tail.tree.size, tail.prev
        self._hold(tail.segment)
        self.run = secrets.token_hex(16)
        self._batch, self._fault = Batch(), None
        self._record_opening(tail, is_start=acknowledged is None)
        batch, self._batch = self._batch, Batch()
        try:
            self._commit(batch)
        except (OSError, LedgerError):
            self._fault = LedgerError("the log cannot be written")
            raise

    def _record_opening(self, tail: Tail, *, is_start: bool) -> None:
        if tail.lost is not None or not is_start:
            lost = tail.lost
            body = {
                "cause": "restart" if is_start else "failed write",
                "lost_bytes": lost.octets if lost else 0,
                "lost_lines": lost.lines if lost else 0,
                "lost_sha256": lost.digest if lost else "",
            }
            self._chain(RecordKind.LEDGER_RECOVERED, None, None, None, body)
        if is_start:
            body = {
                "version": self._version,
                "run": self.run,
                "key": self._signer.key.label,
                "adopted_records": tail.adopted,
            }
            self._chain(RecordKind.LEDGER_STARTED, None, None, None, body)
