"""What the log's writer acknowledges is sealed on disk, in order, and once."""

import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import LedgerError
from appliance.kinds import ENDS, RecordKind
from appliance.ledger.writer import LedgerWriter
from audit.errors import IncompleteError
from audit.layout import list_segments
from audit.livelog import examine_log
from tests.unit.appliance.ledger.faulty_disk import FaultyDisk
from tests.unit.appliance.ledger.ledger_house import SIGNER
from tests.unit.appliance.ledger.written import (
    HELD,
    RECEIVED,
    RELEASED,
    bodies,
    kinds,
    wait_until,
)


def test_a_new_log_begins_with_its_start_and_verifies(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    open_writer().close()
    assert kinds(folder) == ["ledger.started", "ledger.stopped"]
    (body,) = bodies(folder, "ledger.started")
    assert body.pop("run")
    assert body == {
        "version": "0.1.0",
        "key": SIGNER.key.label,
        "adopted_records": 0,
    }


def test_a_durable_record_is_sealed_when_its_append_returns(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer()
    ack = writer.append(RELEASED, exchange="e1", body={"n": 1}, durable=True)
    assert writer.sealed.checkpoint.size == ack.seq + 1 == 2
    seen = []
    examine_log(folder, SIGNER.key, on_line=lambda s, _, line: seen.append((s, line)))
    assert seen[-1][0] == ack.seq
    assert b'"exchange":"e1"' in seen[-1][1]


def test_order_is_write_sync_seal_then_acknowledge(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk)
    disk.calls.clear()
    writer.append(RELEASED, body={}, durable=True)
    acknowledged = len(disk.calls)
    names = [(call, name.partition(".")[2]) for call, name in disk.calls[:acknowledged]]
    assert names == [("write", "jsonl"), ("sync", "jsonl"), ("write", "notes")]


def test_nothing_is_acknowledged_before_the_sync_returns(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk)
    held, reached, acknowledged = (
        threading.Event(),
        threading.Event(),
        threading.Event(),
    )

    def hold() -> None:
        reached.set()
        held.wait(10)

    disk.before_sync = hold

    def append() -> None:
        writer.append(RELEASED, body={}, durable=True)
        acknowledged.set()

    caller = threading.Thread(target=append)
    caller.start()
    assert reached.wait(10)
    size = writer.sealed.checkpoint.size
    assert not acknowledged.is_set()
    held.set()
    caller.join(10)
    assert acknowledged.is_set()
    assert writer.sealed.checkpoint.size == size + 1


def test_records_nobody_waits_for_are_committed_soon(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    writer = open_writer(linger_s=0.01)
    ack = writer.append(RECEIVED, body={})
    wait_until(lambda: writer.sealed.checkpoint.size > ack.seq)


def test_one_sync_carries_all_that_gathered(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    disk = FaultyDisk()
    writer = open_writer(disk=disk, linger_s=60)
    disk.calls.clear()
    for _ in range(9):
        writer.append(RECEIVED, body={})
    writer.append(RELEASED, body={}, durable=True)
    assert len(disk.names_of("sync")) == 1
    assert writer.sealed.checkpoint.size == 11


def test_a_durable_record_carries_every_earlier_one(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer(linger_s=60)
    for number in range(5):
        writer.append(RECEIVED, body={"n": number})
    writer.append(RELEASED, body={}, durable=True)
    assert kinds(folder) == ["ledger.started", *["request.received"] * 5, RELEASED]


def test_a_restart_goes_on_where_the_log_ended(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    for number in range(3):
        writer = open_writer()
        writer.append(RELEASED, body={"n": number}, durable=True)
        writer.close()
    assert len(kinds(folder)) == 9
    assert bodies(folder, RELEASED) == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert bodies(folder, "ledger.recovered") == []


def test_a_second_writer_is_refused(open_writer: Callable[..., LedgerWriter]) -> None:
    open_writer()
    with pytest.raises(LedgerError, match="another process writes this log"):
        open_writer()


def test_segments_are_closed_at_their_size(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer(segment_bytes=2000)
    for number in range(30):
        writer.append(RELEASED, body={"n": number}, durable=True)
    writer.close()
    segments = list_segments(folder)
    assert len(segments) > 3
    for segment in segments[:-1]:
        assert 2000 <= segment.path.stat().st_size < 2500
    firsts = [segment.first for segment in segments]
    assert all(one < two for one, two in pairwise(firsts))
    assert examine_log(folder, SIGNER.key).count == 32


def test_a_log_of_many_segments_is_taken_up_again(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    for _ in range(3):
        writer = open_writer(segment_bytes=1500)
        for number in range(10):
            writer.append(RELEASED, body={"n": number}, durable=True)
        writer.close()
    assert examine_log(folder, SIGNER.key).count == 36


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"body": {"p": 0.5}}, "a float is not allowed"),
        ({"body": {"n": 2**53}}, "an integer is beyond"),
        ({"body": {"s": "\ud800"}}, "a lone surrogate"),
        ({"body": {"s": "x" * 300_000}}, "at most 262144 are allowed"),
        ({"body": {}, "exchange": "a b"}, "`exchange` is not an id"),
        ({"body": {}, "case": "a\nb"}, "`case` is not an id"),
    ],
)
def test_what_the_format_cannot_hold_is_refused_and_nothing_else_suffers(
    folder: Path, open_writer: Callable[..., LedgerWriter], entry: Any, message: str
) -> None:
    writer = open_writer()
    with pytest.raises(LedgerError, match=message) as caught:
        writer.append(RELEASED, durable=True, **entry)
    assert "xxx" not in str(caught.value)
    writer.append(RELEASED, body={"n": 1}, durable=True)
    writer.close()
    assert bodies(folder, RELEASED) == [{"n": 1}]


def test_a_closed_log_takes_nothing(open_writer: Callable[..., LedgerWriter]) -> None:
    writer = open_writer()
    writer.close()
    with pytest.raises(LedgerError, match="the log is closing"):
        writer.append(RELEASED, body={})


def test_too_many_waiting_records_are_refused(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    writer = open_writer(linger_s=60, max_waiting_records=5)
    for _ in range(5):
        writer.append(RECEIVED, body={})
    with pytest.raises(LedgerError, match="5 records wait for the disk"):
        writer.append(RECEIVED, body={})


def test_64_threads_write_one_chain(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer(segment_bytes=40_000)
    acks: list[list[int]] = [[] for _ in range(64)]

    def work(number: int) -> None:
        for turn in range(10):
            durable = turn % 3 == 2
            ack = writer.append(
                HELD if durable else RECEIVED,
                exchange=f"e{number}",
                body={"thread": number, "turn": turn},
                durable=durable,
            )
            acks[number].append(ack.seq)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    writer.close()
    seen = {}
    report = examine_log(
        folder, SIGNER.key, on_line=lambda s, r, _: seen.update({s: dict(r.body)})
    )
    assert report.count == 64 * 10 + 2
    for number, seqs in enumerate(acks):
        assert seqs == sorted(seqs)
        for turn, seq in enumerate(seqs):
            assert seen[seq] == {"thread": number, "turn": turn}


def test_the_folder_can_be_verified_while_it_is_written(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer(segment_bytes=5_000)
    writer.append(RELEASED, body={}, durable=True)

    def size() -> int:
        try:
            return examine_log(folder, SIGNER.key).size
        except IncompleteError as err:
            return err.report.size

    def work() -> None:
        # Bounded: whoever verifies reads all of it again each time.
        for _ in range(100):
            writer.append(RECEIVED, body={})
            writer.append(RELEASED, body={}, durable=True)

    sizes = [size()]
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        sizes.append(size())
    sizes.append(size())
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


@pytest.mark.parametrize("end", sorted(ENDS))
@pytest.mark.parametrize("sealed", ["sealed", "unsealed", "taken up again"])
def test_an_exchange_ends_once(
    folder: Path, open_writer: Callable[..., LedgerWriter], end: str, sealed: str
) -> None:
    writer = open_writer(linger_s=60.0)
    writer.append(HELD, exchange="e1", body={})
    writer.append(RELEASED, exchange="e1", body={}, durable=sealed != "unsealed")
    if sealed == "taken up again":
        writer.close()
        writer = open_writer()
    with pytest.raises(LedgerError, match="exchange e1 has ended already"):
        writer.append(RecordKind(end), exchange="e1", body={})
    writer.append(RELEASED, exchange="e2", body={}, durable=True)
    writer.append(RecordKind.ANSWER_READ, exchange="e1", body={}, durable=True)
    writer.close()
    assert kinds(folder).count("exchange.released") == 2
