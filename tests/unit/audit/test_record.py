"""A record reads back as it was written, and nothing else reads as a record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import canonical
from audit.errors import MalformedError
from audit.record import (
    Record,
    decode_record,
    encode_record,
    format_time,
    parse_hash,
    parse_record,
    parse_time,
)

ids = st.none() | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,30}", fullmatch=True)
counts = st.integers(0, canonical.MAX_INTEGER)
records = st.builds(
    Record,
    seq=counts,
    time=st.datetimes(min_value=datetime(1, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants it plain
    mono_us=counts,
    boot=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    kind=st.from_regex(r"[a-z]{1,9}\.[a-z]{1,9}(_[a-z]{1,9})?", fullmatch=True),
    exchange=ids,
    case=ids,
    actor=ids,
    body=st.dictionaries(
        st.from_regex(r"[a-z_]{1,9}", fullmatch=True),
        counts | st.booleans() | st.text(st.characters(exclude_categories=["Cs"])),
        max_size=4,
    ),
    prev=st.binary(min_size=32, max_size=32),
)
GOOD = {
    "actor": "p-1",
    "body": {"a": 1},
    "boot": "0" * 32,
    "case": None,
    "exchange": "e1",
    "kind": "request.received",
    "mono": 5,
    "prev": "0" * 64,
    "seq": 3,
    "time": "2026-11-21T02:26:00.123456Z",
    "v": 1,
}


@given(records)
def test_what_is_written_reads_back_the_same(record: Record) -> None:
    assert record == decode_record(encode_record(record))


def test_line_is_the_one_the_format_shows() -> None:
    assert encode_record(parse_record(GOOD)) == (
        b'{"actor":"p-1","body":{"a":1},"boot":"00000000000000000000000000000000",'
        b'"case":null,"exchange":"e1","kind":"request.received","mono":5,"prev":"'
        + b"0" * 64
        + b'","seq":3,"time":"2026-11-21T02:26:00.123456Z","v":1}'
    )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("v", 2, "`v` is not 1"),
        ("v", True, "`v` is not 1"),
        ("v", "1", "`v` is not 1"),
        ("body", [], "`body` is not an object"),
        ("body", None, "`body` is not an object"),
        ("time", 5, "`time` is not a string"),
        ("time", "2026-11-21T02:26:00Z", "a time is not YYYY"),
        ("time", "2026-11-21T02:26:00.123456", "a time is not YYYY"),
        ("time", "2026-11-21T02:26:00.123456+00:00", "a time is not YYYY"),
        ("time", "2026-11-21 02:26:00.123456Z", "a time is not YYYY"),
        ("time", "2026-11-21T02:26:00.123456Z\n", "a time is not YYYY"),
        ("time", "2026-13-21T02:26:00.123456Z", "names no day"),
        ("time", "2026-02-29T02:26:00.123456Z", "names no day"),
        ("time", "2026-11-21T24:00:00.000000Z", "names no day"),
        ("time", "2026-11-21T02:26:60.000000Z", "names no day"),
        ("time", "\u0662026-11-21T02:26:00.123456Z", "a time is not YYYY"),
        ("kind", "Request.received", "`kind` is not dotted"),
        ("kind", "request", "`kind` is not dotted"),
        ("kind", "request..received", "`kind` is not dotted"),
        ("kind", "request.received\n", "`kind` is not dotted"),
        ("kind", "a." + "b" * 70, "`kind` is not dotted"),
        ("kind", None, "`kind` is not dotted"),
        ("boot", "0" * 31, "`boot` is not 32"),
        ("boot", "G" * 32, "`boot` is not 32"),
        ("boot", None, "`boot` is not 32"),
        ("seq", -1, "`seq` is not a number"),
        ("seq", True, "`seq` is not a number"),
        ("seq", "3", "`seq` is not a number"),
        ("mono", None, "`mono` is not a number"),
        ("exchange", "", "`exchange` is not an id"),
        ("exchange", "a b", "`exchange` is not an id"),
        ("exchange", "a\n", "`exchange` is not an id"),
        ("case", "x" * 129, "`case` is not an id"),
        ("case", 7, "`case` is not an id"),
        ("actor", "é", "`actor` is not an id"),
        ("prev", "0" * 63, "a hash is not 64"),
        ("prev", "A" * 64, "a hash is not 64"),
        ("prev", None, "a hash is not 64"),
    ],
)
def test_a_field_outside_the_format_is_named(
    field: str, value: Any, message: str
) -> None:
    with pytest.raises(MalformedError, match=message):
        parse_record({**GOOD, field: value})


@pytest.mark.parametrize("field", sorted(GOOD))
def test_a_missing_field_is_counted(field: str) -> None:
    value = {name: GOOD[name] for name in GOOD if name != field}
    with pytest.raises(MalformedError, match="11 fields: 1 missing, 0 unknown"):
        parse_record(value)


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_what_is_no_object_is_no_record(value: Any) -> None:
    with pytest.raises(MalformedError, match="a line is not an object"):
        parse_record(value)


def test_a_record_outside_the_format_is_not_written() -> None:
    with pytest.raises(MalformedError, match="`exchange` is not an id"):
        encode_record(replace(parse_record(GOOD), exchange="a b"))
    with pytest.raises(MalformedError, match="a float is not allowed"):
        encode_record(replace(parse_record(GOOD), body={"p": 0.5}))


def test_times_of_other_zones_are_written_in_utc() -> None:
    zone = timezone(timedelta(hours=2))
    moment = datetime(2026, 11, 21, 4, 26, tzinfo=zone)
    assert format_time(moment) == "2026-11-21T02:26:00.000000Z"


def test_a_time_without_a_zone_is_not_written() -> None:
    with pytest.raises(MalformedError, match="a time has no zone"):
        format_time(datetime(2026, 11, 21))  # noqa: DTZ001 - the fault under test


@given(st.text(max_size=30))
def test_arbitrary_text_is_a_time_or_malformed(text: str) -> None:
    try:
        moment = parse_time(text)
    except MalformedError:
        return
    assert text == format_time(moment)


def test_a_hash_reads_as_its_bytes() -> None:
    assert bytes(range(32)) == parse_hash(bytes(range(32)).hex())
