"""An export's header reads back, and every other header is refused by name."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import canonical
from audit.errors import MalformedError
from audit.export import (
    PLAN_RECORDS,
    Header,
    Manifest,
    decode_header,
    decode_plan,
    encode_header,
    export_parts,
    read_line,
    read_notes,
)
from audit.vectors.sample import ORIGIN, export, link, records

hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=4).map(tuple)
moments = st.none() | st.datetimes(
    min_value=datetime(1, 1, 1),  # noqa: DTZ001 - hypothesis wants it plain
    timezones=st.just(UTC),
)
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
HEADER = export(link(records()), 3, 4).header


headers = st.builds(
    lambda first, count, more, rest: Header(
        ORIGIN, first, count, first + count + more, *rest
    ),
    st.integers(0, 2**51),
    st.integers(0, 2**51),
    st.integers(0, 2**51),
    st.tuples(hashes, hashes, moments, moments, texts, texts),
)


@given(headers)
def test_what_is_written_reads_back_the_same(header: Header) -> None:
    assert header == decode_header(encode_header(header))


def changed(**fields: Any) -> Any:
    value = canonical.decode(encode_header(HEADER))
    value.update(fields)
    return canonical.encode(value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"", "not JSON"),
        (b"[]", "not a header of 'cloister-audit-export v2'"),
        (changed(format="cloister-audit-export v3"), "not a header of"),
        (changed(format="cloister-audit-export v1"), "ask for the export anew"),
        (changed(more=1), "11 fields, got 12"),
        (changed(first=-1), "`first` of the header is not a number"),
        (changed(count=True), "`count` of the header is not a number"),
        (changed(size="10"), "`size` of the header is not a number"),
        (changed(count=8), "names more records than its tree has"),
        (changed(origin=""), "`origin` of the header is not a name"),
        (changed(origin=None), "`origin` of the header is not a name"),
        (changed(left={}), "`left` or `right` of the header is not a list"),
        (changed(right=["00"]), "a hash is not 64"),
        (changed(case=7), "neither text nor null"),
        (changed(**{"from": "yesterday"}), "a time is not YYYY"),
    ],
)
def test_malformed_headers_are_named(line: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        decode_header(line)


def parts(header: Header, lines: Any) -> Any:
    return b"".join(export_parts(header, lines, b"c\n", lambda text: text.encode()))


def test_parts_are_header_lines_checkpoint_and_statement() -> None:
    head = encode_header(HEADER)
    manifest = Manifest(ORIGIN, head)
    said = b"\na\nb\nc\n\n" + manifest.text.encode()
    assert head + said == parts(HEADER, [(b"a", True), (b"b", True)])


@given(st.lists(st.booleans(), max_size=3 * PLAN_RECORDS))
def test_a_plan_stands_before_the_lines_it_is_of(shown: list[bool]) -> None:
    header = replace(HEADER, case="c", count=len(shown), size=200)
    octets = parts(header, [(b"-", mark) for mark in shown])
    source = io.BytesIO(octets)
    manifest = Manifest(ORIGIN, read_line(source) or b"")
    found: list[bool] = []
    for number in range(header.plans):
        line = read_line(source) or b""
        count = min(PLAN_RECORDS, len(shown) - number * PLAN_RECORDS)
        found += decode_plan(line, count)
        assert [read_line(source) for _ in range(count)] == [b"-"] * count
        manifest.add(line)
    assert (found, source.read()) == (shown, b"c\n\n" + manifest.text.encode())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"", "not JSON"),
        (b"[]", "a plan of what is disclosed should stand here"),
        (b'{"leaf":"11"}', "a plan of what is disclosed should stand here"),
        (b'{"disclosed":"11","v":2}', "a plan of what is disclosed should stand here"),
        (b'{"disclosed":11}', "a plan of what is disclosed should stand here"),
        (b'{"disclosed":"1"}', "one 0 or 1 for each of 2 records"),
        (b'{"disclosed":"111"}', "one 0 or 1 for each of 2 records"),
        (b'{"disclosed":"12"}', "one 0 or 1 for each of 2 records"),
    ],
)
def test_malformed_plans_are_named(line: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        decode_plan(line, 2)


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"x" * 5, "cut short: the file ends after 5 bytes"),
        (b"x" * 300_000, "longer than 262144 bytes"),
        (b"x" * 300_000 + b"\n", "longer than 262144 bytes"),
    ],
)
def test_lines_without_an_end_are_refused(octets: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        read_line(io.BytesIO(octets))


def test_the_longest_line_is_still_read() -> None:
    line = b"x" * (canonical.MAX_LINE_BYTES - 1)
    assert line == read_line(io.BytesIO(line + b"\n"))
    assert read_line(io.BytesIO(b"")) is None


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"", "the signed checkpoint is missing"),
        (b'{"seq":5}\n', "more lines follow than the header names"),
        (b"a\n\nb\n", "exactly a checkpoint and a statement"),
        (b"a\n\nb\n\nc\n\nd\n\ne\n\nf\n", "exactly a checkpoint and a statement"),
        (b"a\n\nb\n\nc\n\nd\n\n", "exactly a checkpoint and a statement"),
        (b"a\n\nb\n\nc\n\nd\n" + b"x" * 200_000, "more than 65536 bytes"),
    ],
)
def test_anything_but_two_notes_at_the_end_is_refused(
    octets: bytes, message: str
) -> None:
    with pytest.raises(MalformedError, match=message):
        read_notes(io.BytesIO(octets))


def test_the_statement_covers_every_field_of_the_header() -> None:
    base = Manifest(ORIGIN, encode_header(HEADER)).text
    for change in (
        {"first": 2},
        {"count": 3},
        {"size": 11},
        {"since": datetime(2026, 1, 1, tzinfo=UTC)},
        {"until": datetime(2026, 1, 1, tzinfo=UTC)},
        {"case": "x"},
        {"exchange": "x"},
    ):
        other = replace(HEADER, **change)
        assert base != Manifest(ORIGIN, encode_header(other)).text
