"""No record is acknowledged that is not sealed on disk, whatever fails."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.ledger.disk import Disk
from appliance.ledger.writer import LedgerWriter
from tests.unit.appliance.ledger.faulty_disk import FaultyDisk
from tests.unit.appliance.ledger.written import (
    BROKEN,
    FULL,
    RECEIVED,
    RELEASED,
    bodies,
    is_well,
    kinds,
    wait_until,
)


@pytest.mark.parametrize(
    ("call", "suffix", "error"),
    [
        ("write", ".jsonl", FULL),
        ("write", ".jsonl", BROKEN),
        ("sync", ".jsonl", BROKEN),
        ("write", ".notes", FULL),
    ],
)
def test_a_failed_commit_fails_its_records_and_leaves_a_log_that_verifies(
    folder: Path,
    open_writer: Callable[..., LedgerWriter],
    call: str,
    suffix: str,
    error: OSError,
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk)
    writer.append(RELEASED, body={"n": 1}, durable=True)
    disk.plan(call, suffix, error)
    with pytest.raises(LedgerError, match=error.strerror):
        writer.append(RELEASED, body={"n": 2}, durable=True)
    with pytest.raises(LedgerError):
        writer.append(RELEASED, body={"n": 3}, durable=True)
    with pytest.raises(LedgerError):
        writer.check_health()
    disk.mend()
    wait_until(lambda: is_well(writer))
    writer.append(RELEASED, body={"n": 4}, durable=True)
    writer.close()
    assert bodies(folder, RELEASED) == [{"n": 1}, {"n": 4}]
    (recovered,) = bodies(folder, "ledger.recovered")
    assert recovered["cause"] == "failed write"


def test_a_full_disk_in_the_middle_of_a_record_leaves_no_half_of_it(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk)
    disk.room_bytes = 40
    with pytest.raises(LedgerError, match="No space left"):
        writer.append(RELEASED, body={"n": 1}, durable=True)
    disk.mend()
    wait_until(lambda: is_well(writer))
    (recovered,) = bodies(folder, "ledger.recovered")
    assert recovered["lost_bytes"] == 40
    (torn,) = (folder / "recovered").iterdir()
    assert torn.read_bytes().startswith(b'{"actor"')
    assert len(torn.read_bytes()) == 40


def test_a_failed_sync_is_never_tried_again_on_the_same_bytes(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk)
    disk.calls.clear()
    disk.plan("sync", ".jsonl", BROKEN)
    with pytest.raises(LedgerError):
        writer.append(RELEASED, body={}, durable=True)
    disk.mend()
    wait_until(lambda: is_well(writer))
    lines = [(c, n) for c, n in disk.calls if n.endswith(".jsonl")]
    first_sync = next(i for i, (call, _) in enumerate(lines) if call == "sync")
    after = [call for call, _ in lines[first_sync + 1 :]]
    # The bytes are cut off and others are written before anything is synced again.
    assert after[: after.index("sync")] == ["cut", "open", "write"]


def test_a_lost_record_that_was_not_durable_ends_its_exchange(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk, linger_s=60)
    early = writer.append(RECEIVED, exchange="e1", body={})
    disk.plan("write", ".jsonl", FULL)
    with pytest.raises(LedgerError):
        writer.append(RELEASED, exchange="other", body={}, durable=True)
    disk.mend()
    wait_until(lambda: is_well(writer))
    with pytest.raises(LedgerError, match="may be lost"):
        writer.append(RELEASED, exchange="e1", body={}, durable=True, run=early.run)
    writer.append(RecordKind.EXCHANGE_FAILED, exchange="e1", body={}, durable=True)
    writer.close()
    assert RELEASED not in kinds(folder)


def test_records_chained_behind_a_failed_commit_fail_with_it(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk)
    reached, held = threading.Event(), threading.Event()
    disk.before_sync = lambda: (reached.set(), held.wait(10))
    told = []

    def append(number: int) -> None:
        try:
            writer.append(RELEASED, body={"n": number}, durable=True)
        except LedgerError as err:
            told.append(str(err))

    first = threading.Thread(target=append, args=(1,))
    first.start()
    assert reached.wait(10)
    second = threading.Thread(target=append, args=(2,))
    second.start()
    wait_until(lambda: writer._batch.records)
    disk.plan("sync", ".jsonl", BROKEN)
    held.set()
    first.join(10)
    second.join(10)
    assert told == ["the log cannot be written: Input/output error"] * 2
    disk.mend()
    wait_until(lambda: is_well(writer))
    assert bodies(folder, RELEASED) == []


def test_a_restart_ends_exchanges_whose_records_may_be_lost(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    first = open_writer()
    ack = first.append(RECEIVED, exchange="e1", body={})
    first.close()
    second = open_writer()
    with pytest.raises(LedgerError, match="may be lost"):
        second.append(RELEASED, exchange="e1", body={}, durable=True, run=ack.run)


@pytest.mark.parametrize("part", ["segments", "checkpoints"])
def test_a_removed_file_is_noticed_at_the_next_record(
    folder: Path, open_writer: Callable[..., LedgerWriter], part: str
) -> None:
    writer = open_writer()
    (path,) = (folder / part).iterdir()
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(LedgerError, match="was removed while the log was open"):
        writer.append(RELEASED, body={}, durable=True)
    assert kept


def test_a_removed_log_is_not_begun_anew(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer()
    (path,) = (folder / "segments").iterdir()
    path.unlink()
    with pytest.raises(LedgerError):
        writer.append(RELEASED, body={}, durable=True)
    wait_until(lambda: "cut off" in _complaint(writer))


def _complaint(writer: LedgerWriter) -> Any:
    try:
        writer.check_health()
    except LedgerError as err:
        return str(err)
    return ""


def test_a_line_somebody_else_wrote_is_noticed(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer()
    (path,) = (folder / "segments").iterdir()
    with path.open("ab") as other:
        other.write(b"{}\n")
    with pytest.raises(LedgerError, match="something else wrote it"):
        writer.append(RELEASED, body={}, durable=True)


def test_a_disk_that_hangs_lets_its_caller_go(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk, sync_timeout_s=0.05)
    hang = threading.Event()
    disk.before_sync = lambda: hang.wait(10)
    with pytest.raises(LedgerError, match="does not answer in time"):
        writer.append(RELEASED, body={}, durable=True)
    hang.set()


def test_a_start_that_fails_gives_the_lock_back(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    disk = FaultyDisk()
    disk.plan("sync", ".jsonl", BROKEN)
    with pytest.raises(LedgerError, match="cannot be opened: Input/output error"):
        open_writer(disk=disk)
    open_writer(disk=Disk()).close()
    assert kinds(folder) == ["ledger.recovered", "ledger.started", "ledger.stopped"]


def test_a_writer_whose_thread_died_takes_nothing(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk, linger_s=0.01)
    died = threading.Event()
    told = threading.excepthook
    threading.excepthook = lambda _: died.set()
    try:
        disk.before_sync = lambda: 1 // 0
        writer.append(RECEIVED, body={})
        assert died.wait(10)
        writer._committer.join(10)
    finally:
        threading.excepthook = told
    with pytest.raises(LedgerError, match="thread that writes the log has ended"):
        writer.check_health()


def test_an_end_that_was_not_taken_can_be_told_again(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk)
    disk.plan("write", ".jsonl", FULL)
    with pytest.raises(LedgerError, match="cannot be written"):
        writer.append(RELEASED, exchange="e1", body={}, durable=True)
    disk.mend()
    wait_until(lambda: is_well(writer))
    writer.append(RELEASED, exchange="e1", body={}, durable=True)
    writer.close()
    assert kinds(folder).count("exchange.released") == 1
