"""Readers see the sealed log and nothing else; exports verify whatever was asked."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.ledger.clocks import Clocks
from appliance.ledger.reader import MAX_READ_RECORDS, LedgerReader, Wanted
from appliance.ledger.writer import LedgerWriter
from audit.chain import encode_withheld
from audit.errors import TamperedError
from audit.merkle import leaf_hash
from audit.verify import examine_export
from tests.unit.appliance.ledger.conftest import START
from tests.unit.appliance.ledger.ledger_house import SIGNER

RELEASED = RecordKind.EXCHANGE_RELEASED
RECEIVED = RecordKind.REQUEST_RECEIVED
KEY = SIGNER.key
SIZE = 700


@pytest.fixture
def writer(open_writer: Callable[..., LedgerWriter]) -> Any:
    """A log of 700 records: exchange e0 to e49 in turn, case c0 to c9, a second each."""
    writer = open_writer(segment_bytes=30_000)
    for number in range(1, SIZE):
        durable = number % 7 == 0 or number == SIZE - 1
        writer.append(
            RECEIVED,
            exchange=f"e{number % 50}",
            case=f"c{number % 10}",
            body={"n": number},
            durable=durable,
        )
    return writer


@pytest.fixture
def reader(writer: LedgerWriter) -> Any:
    return LedgerReader(writer)


def examine(reader: LedgerReader, **wanted: Any) -> Any:
    octets = b"".join(reader.export(Wanted(**wanted)))
    found = []
    report = examine_export(
        io.BytesIO(octets), KEY, on_line=lambda s, r, _: found.append((s, r))
    )
    return report, found


def at(second: int) -> Any:
    return START + timedelta(seconds=second)


def test_size_counts_the_sealed(reader: LedgerReader) -> None:
    assert reader.size() == SIZE


@pytest.mark.parametrize("first", [0, 1, 255, 256, 257, 511, 699])
@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_records_are_read_by_number(
    reader: LedgerReader, first: int, count: int
) -> None:
    found = reader.read(first, count)
    assert [r["seq"] for r in found] == list(range(first, min(first + count, SIZE)))


def test_a_record_is_read_as_the_line_says(reader: LedgerReader) -> None:
    (record,) = reader.read(42, 1)
    assert record["body"] == {"n": 42}
    assert record["kind"] == "request.received"
    assert record["time"] == "2026-11-21T02:26:42.000000Z"


def test_reading_beyond_the_end_gives_nothing(reader: LedgerReader) -> None:
    assert reader.read(SIZE, 5) == []
    assert reader.read(10**9, 5) == []


def test_a_reply_holds_at_most_what_fits(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    writer = open_writer()
    for _ in range(30):
        writer.append(RECEIVED, body={"s": "x" * 250_000})
    writer.append(RELEASED, body={}, durable=True)
    reader = LedgerReader(writer)
    assert len(reader.read(0, 32)) < 20
    assert len(reader.read(5, 1)) == 1
    assert MAX_READ_RECORDS == 1000


@pytest.mark.parametrize(("first", "count"), [(-1, 5), (0, -1)])
def test_numbers_that_make_no_sense_are_refused(
    reader: LedgerReader, first: int, count: int
) -> None:
    with pytest.raises(LedgerError, match="no records from"):
        reader.read(first, count)


def test_records_of_an_exchange_are_all_found_in_order(reader: LedgerReader) -> None:
    found = list(reader.of_exchange("e7"))
    assert [r["seq"] for r in found] == list(range(7, SIZE, 50))
    assert list(reader.of_exchange("e8888")) == []


def test_a_body_that_names_an_exchange_is_not_taken_for_its_record(
    writer: LedgerWriter, reader: LedgerReader
) -> None:
    writer.append(RELEASED, exchange="e1", body={"exchange": "e7"}, durable=True)
    assert SIZE not in [r["seq"] for r in reader.of_exchange("e7")]


def test_what_is_not_sealed_is_not_read(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    writer = open_writer(linger_s=60)
    writer.append(RECEIVED, exchange="e1", body={})
    reader = LedgerReader(writer)
    assert list(reader.of_exchange("e1")) == []
    writer.append(RELEASED, exchange="e1", body={}, durable=True)
    assert len(list(reader.of_exchange("e1"))) == 2


def test_the_whole_log_exports_and_verifies(reader: LedgerReader) -> None:
    report, found = examine(reader)
    assert (report.first, report.count, report.disclosed) == (0, SIZE, SIZE)
    assert [seq for seq, _ in found] == list(range(SIZE))


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (0, 1),
        (0, 700),
        (1, 699),
        (255, 257),
        (256, 512),
        (300, 301),
        (5, 6),
        (690, 900),
    ],
)
def test_a_period_exports_exactly_its_records(
    reader: LedgerReader, since: int, until: int
) -> None:
    report, found = examine(reader, since=at(since), until=at(until))
    assert [seq for seq, _ in found] == list(range(since, min(until, SIZE)))
    assert report.since == at(since)
    assert report.until == at(until)
    assert report.size == SIZE


@pytest.mark.parametrize(("since", "until"), [(1000, 2000), (-50, -1), (5, 5), (9, 3)])
def test_a_period_without_records_exports_none_and_verifies(
    reader: LedgerReader, since: int, until: int
) -> None:
    report, found = examine(reader, since=at(since), until=at(until))
    assert (report.count, found) == (0, [])


def test_an_open_period_exports_to_the_end(reader: LedgerReader) -> None:
    assert examine(reader, since=at(650))[0].count == 50
    assert examine(reader, until=at(50))[0].count == 50


def test_a_case_exports_its_records_and_only_hashes_of_others(
    reader: LedgerReader,
) -> None:
    report, found = examine(reader, case="c3")
    assert (report.first, report.case) == (3, "c3")
    shown = [seq for seq, record in found if record is not None]
    assert shown == list(range(3, SIZE, 10))
    assert report.disclosed == len(shown)
    assert report.count == shown[-1] - 3 + 1


@pytest.mark.parametrize("seq", [3, 333, 693])
def test_a_record_hidden_from_a_case_is_named(reader: LedgerReader, seq: int) -> None:
    lines = b"".join(reader.export(Wanted(case="c3"))).split(b"\n")
    at = next(n for n, line in enumerate(lines) if b'"seq":%d,' % seq in line)
    lines[at] = encode_withheld(leaf_hash(lines[at]))
    with pytest.raises(TamperedError, match="it was hidden") as caught:
        examine_export(io.BytesIO(b"\n".join(lines)), KEY)
    assert caught.value.seq == seq


def test_an_exchange_exports_its_records(reader: LedgerReader) -> None:
    report, found = examine(reader, exchange="e49")
    assert [s for s, r in found if r is not None] == list(range(49, SIZE, 50))
    assert report.exchange == "e49"


def test_a_case_in_a_period_exports_what_is_both(reader: LedgerReader) -> None:
    _, found = examine(reader, case="c3", since=at(100), until=at(200))
    assert [s for s, r in found if r is not None] == list(range(103, 200, 10))


def test_an_unknown_case_exports_nothing_and_verifies(reader: LedgerReader) -> None:
    report, found = examine(reader, case="nobody")
    assert (report.count, found) == (0, [])


def test_a_name_the_format_cannot_hold_is_refused(reader: LedgerReader) -> None:
    with pytest.raises(LedgerError, match="no such export"):
        reader.export(Wanted(case="\ud800"))


def test_an_export_stays_what_it_was_while_the_log_grows(
    writer: LedgerWriter, reader: LedgerReader
) -> None:
    pieces = reader.export(Wanted())
    writer.append(RELEASED, body={}, durable=True)
    octets = b"".join(pieces)
    assert examine_export(io.BytesIO(octets), KEY).size == SIZE


def test_a_period_is_complete_when_the_clock_was_set_back(
    open_writer: Callable[..., LedgerWriter],
) -> None:
    seconds = iter([0, *range(300), *range(100, 400), *range(1000)])
    clocks = Clocks(lambda: at(next(seconds)), lambda: 0, "ab" * 16)
    writer = open_writer(clocks=clocks)
    for number in range(600):
        writer.append(RECEIVED, body={"n": number}, durable=number == 599)
    _, found = examine(LedgerReader(writer), since=at(150), until=at(160))
    shown = [seq for seq, _ in found]
    wanted = [
        record["seq"]
        for record in LedgerReader(writer).read(0, 1000)
        if "T02:28:30" <= record["time"][10:19] < "T02:28:40"
    ]
    assert len(wanted) == 20
    assert set(wanted) <= set(shown)
    assert shown == list(range(wanted[0], wanted[-1] + 1))


def test_a_log_taken_up_again_reads_the_same(
    writer: LedgerWriter, reader: LedgerReader, open_writer: Callable[..., LedgerWriter]
) -> None:
    before = reader.read(0, 1000)
    writer.close()
    again = LedgerReader(open_writer(segment_bytes=30_000))
    assert again.read(0, SIZE) == before
    assert [r["seq"] for r in again.of_exchange("e7")] == list(range(7, SIZE, 50))
    assert examine(again, case="c3")[0].first == 3


def test_a_line_that_cannot_be_read_is_an_error_without_its_content(
    folder: Path, reader: LedgerReader
) -> None:
    path = min((folder / "segments").iterdir())
    octets = path.read_bytes()
    path.write_bytes(octets.replace(b'"n":42}', b'"n":42'))
    with pytest.raises(LedgerError, match="a record cannot be read") as caught:
        reader.read(42, 1)
    assert "received" not in str(caught.value)
    path.unlink()
    with pytest.raises(LedgerError, match="record 0 cannot be read: No such file"):
        reader.read(0, 1)
