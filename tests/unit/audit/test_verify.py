"""Whatever is done to an export, the verifier says so and names the first bad record."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checkpoint import open_checkpoint
from audit.errors import AuditError, IncompleteError, TamperedError, UnusableError
from audit.export import PLAN_RECORDS
from audit.note import VerifierKey
from audit.vectors import sample
from audit.vectors.sample import (
    CASE,
    ORIGIN,
    SIGNER,
    Export,
    export,
    link,
    records,
    sign_checkpoint,
)
from audit.verify import examine_export

LINES = link(records())
KEY = SIGNER.key


def examine(octets: bytes, held: Any = (), **options: Any) -> Any:
    checkpoints = [open_held(raw) for raw in held]
    return examine_export(io.BytesIO(octets), KEY, checkpoints, **options)


def open_held(raw: bytes) -> Any:
    return open_checkpoint(raw, KEY)


def fault(octets: bytes, held: Any = ()) -> Any:
    with pytest.raises(AuditError) as caught:
        examine(octets, held)
    return caught.value


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 10])
def test_every_part_of_every_log_verifies(size: int) -> None:
    lines = link(records(size))
    for first in range(size):
        for count in range(size - first + 1):
            report = examine(export(lines, first, count).octets())
            assert (first, count, count, size) == (
                report.first,
                report.count,
                report.disclosed,
                report.size,
            )


@given(st.integers(1, 12), st.data())
def test_every_way_of_withholding_verifies(size: int, data: st.DataObject) -> None:
    withheld = data.draw(st.sets(st.integers(0, size - 1)))
    report = examine(of_one_case(size, withheld).octets())
    assert (size, size - len(withheld)) == (report.count, report.disclosed)


def of_one_case(size: int, withheld: Any) -> Export:
    """Export a log whose every record is of one case, so that any may be withheld."""
    lines = link([replace(record, case=CASE) for record in records(size)])
    return export(lines, withheld=withheld, case=CASE)


@given(st.integers(1, 3 * PLAN_RECORDS), st.data())
def test_every_record_that_somebody_hides_is_named(
    size: int, data: st.DataObject
) -> None:
    """Whoever passes an export on needs no key to put a hash for a record."""
    withheld = data.draw(st.sets(st.integers(0, size - 1), max_size=size - 1))
    hidden = data.draw(st.sampled_from(sorted(set(range(size)) - withheld)))
    whole = export(link(records(size)))
    for made in (whole, of_one_case(size, withheld)):
        error = fault(made.hiding(hidden).octets())
        assert isinstance(error, TamperedError)
        assert (error.seq, "it was hidden" in str(error)) == (hidden, True)


@given(st.integers(1, 3 * PLAN_RECORDS), st.data())
def test_every_record_that_is_hidden_in_the_plan_too_is_noticed(
    size: int, data: st.DataObject
) -> None:
    made = of_one_case(size, set())
    hidden = data.draw(st.integers(0, size - 1))
    number, within = divmod(hidden, PLAN_RECORDS)
    plans = list(made.plans)
    marks = plans[number].decode().split('"')[3]
    changed = f"{marks[:within]}0{marks[within + 1 :]}"
    plans[number] = plans[number].replace(marks.encode(), changed.encode())
    along = replace(made.hiding(hidden), plans=tuple(plans), signed_plans=made.plans)
    error = fault(along.octets())
    assert isinstance(error, TamperedError)
    assert "which records are disclosed" in str(error)


@pytest.mark.parametrize("made", [export(LINES), export(LINES, 3, 4, case=CASE)])
def test_no_line_of_the_log_or_the_file_can_stand_for_a_record(made: Export) -> None:
    leaves = [made.hiding(index).lines[index] for index in range(len(made.lines))]
    others = [*LINES, *leaves, *made.octets().split(b"\n")]
    for index, line in enumerate(made.lines):
        for other in set(others) - {line}:
            error = fault(made.with_line(index, other).octets())
            assert isinstance(error, TamperedError)
            assert error.seq == made.header.first + index


@pytest.mark.parametrize("seq", range(10))
def test_every_record_put_in_place_of_its_hash_is_named(seq: int) -> None:
    made = of_one_case(10, {seq})
    line = of_one_case(10, set()).lines[seq]
    error = fault(made.with_line(seq, line).octets())
    assert (error.seq, "gave only its hash" in str(error)) == (seq, True)


def test_a_record_altered_before_one_that_is_hidden_is_named_first() -> None:
    altered = LINES[3].replace(b'"allowed":true', b'"allowed":null')
    error = fault(export(LINES).with_line(3, altered).hiding(5).octets())
    assert error.seq == 3


def masks(byte: int) -> Any:
    """Flip each bit, and put in what parsers trip over."""
    return {byte ^ (1 << bit) for bit in range(8)} | (
        set(b'\n"0 {}\\\x00\xff') - {byte}
    )


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(export(LINES[:5]), id="whole"),
        pytest.param(export(LINES[:6], 1, 3), id="middle"),
        pytest.param(export(LINES[:5], withheld={0, 2, 4}, case=CASE), id="withheld"),
    ],
)
def test_every_changed_byte_is_noticed_at_the_right_record(made: Export) -> None:
    octets = made.octets()
    ends = []  # where each line of the file ends, newline included
    header_end = octets.index(b"\n") + 1
    at = header_end + sum(len(plan) + 1 for plan in made.plans)
    plan_end = at
    for line in made.lines:
        at += len(line) + 1
        ends.append(at)
    records_end = ends[-1]
    for position, byte in enumerate(octets):
        for mask in masks(byte):
            changed = bytearray(octets)
            changed[position] = mask
            error = fault(bytes(changed))
            if position < header_end:
                assert isinstance(error, (TamperedError, UnusableError))
                continue
            assert isinstance(error, TamperedError)
            if plan_end <= position < records_end:
                index = next(i for i, end in enumerate(ends) if position < end)
                seq = made.header.first + index
                named = candidates(error) if error.seq is None else [error.seq]
                assert seq in named, (position, mask)
                assert error.seq == seq or nothing_links_to(made, index)


def candidates(error: AuditError) -> Any:
    listed = re.search(r"one of records ([0-9, ]+),", str(error))
    return [int(number) for number in listed.group(1).split(", ")]


def nothing_links_to(made: Export, index: int) -> Any:
    """A record before a withheld one: only the root can tell, and not which."""
    return index + 1 == len(made.lines) or made.lines[index + 1].startswith(b'{"leaf"')


@pytest.mark.parametrize("made", [export(LINES), export(LINES, 3, 4)])
def test_every_cut_is_noticed(made: Export) -> None:
    octets = made.octets()
    for end in range(len(octets)):
        with pytest.raises((TamperedError, UnusableError)):
            examine(octets[:end])


@pytest.mark.parametrize("made", [export(LINES), export(LINES, 3, 4)])
def test_every_inserted_newline_is_noticed(made: Export) -> None:
    octets = made.octets()
    for position in range(len(octets) + 1):
        with pytest.raises((TamperedError, UnusableError)):
            examine(octets[:position] + b"\n" + octets[position:])


def rearranged(lines: list[bytes]) -> Any:
    return fault(replace(export(LINES), lines=tuple(lines)).octets())


@pytest.mark.parametrize("seq", range(10))
def test_a_deleted_line_is_named(seq: int) -> None:
    assert seq == rearranged(LINES[:seq] + LINES[seq + 1 :]).seq


@pytest.mark.parametrize("seq", range(9))
@pytest.mark.parametrize("other", range(9))
def test_swapped_lines_are_named(seq: int, other: Any) -> None:
    if seq == other:
        return
    lines = list(LINES)
    lines[seq], lines[other] = lines[other], lines[seq]
    assert min(seq, other) == rearranged(lines).seq


@pytest.mark.parametrize("seq", range(9))
def test_a_repeated_line_is_named(seq: int) -> None:
    assert seq + 1 == rearranged([*LINES[: seq + 1], *LINES[seq:]]).seq


@pytest.mark.parametrize("seq", range(10))
def test_an_inserted_line_is_named(seq: int) -> None:
    """The guest claims to be the record at its place, so its successor betrays it."""
    guest = records(seq + 1)[seq]
    before = sample.leaf_hash(LINES[seq - 1]) if seq else bytes(32)
    line = link([replace(guest, body={"guest": True})], before)[0]
    error = rearranged([*LINES[:seq], line, *LINES[seq:]])
    if seq < 9:
        assert seq + 1 == error.seq
    else:  # one line too many, so it stands where the checkpoint should
        assert "more lines follow" in str(error)


@pytest.mark.parametrize("seq", range(10))
def test_a_replaced_line_is_named(seq: int) -> None:
    guest = replace(records()[seq], body={"guest": True})
    before = sample.leaf_hash(LINES[seq - 1]) if seq else bytes(32)
    line = link([guest], before)[0]
    assert seq == rearranged([*LINES[:seq], line, *LINES[seq + 1 :]]).seq


@pytest.mark.parametrize("seq", range(9))
def test_a_line_that_is_only_linked_wrongly_is_named(seq: int) -> None:
    line = LINES[seq].replace(
        b'"prev":"' + LINES[seq].split(b'"prev":"')[1][:64], b'"prev":"' + b"a" * 64
    )
    assert seq == rearranged([*LINES[:seq], line, *LINES[seq + 1 :]]).seq


@pytest.mark.parametrize("seq", range(9))
def test_a_rewrite_of_everything_after_a_record_is_noticed(seq: int) -> None:
    changed = records()
    changed[seq] = replace(changed[seq], body={"rewritten": True})
    error = rearranged(link(changed))
    assert error.seq == 9
    assert "do not lead to the signed root" in str(error)


def test_a_withheld_line_in_place_of_another_hash_is_named() -> None:
    withheld = export(LINES, withheld={0, 4, 7, 8, 9}, case=CASE)
    line = withheld.lines[4].replace(b'"leaf":"', b'"leaf":"%s' % (b"0" * 64))
    line = line[: len(withheld.lines[4]) - 2] + b'"}'
    assert fault(withheld.with_line(4, line).octets()).seq == 4


def test_a_key_that_never_signed_is_not_believed() -> None:
    other = VerifierKey(ORIGIN, bytes(32))
    with pytest.raises(TamperedError, match="not signed by the key"):
        examine_export(io.BytesIO(export(LINES).octets()), other)


def test_a_held_checkpoint_of_every_size_agrees() -> None:
    held = [sign_checkpoint(LINES[:size]) for size in range(11)]
    report = examine(export(LINES).octets(), held)
    assert tuple(range(11)) == report.compared


@pytest.mark.parametrize("size", range(1, 11))
def test_a_held_checkpoint_shows_a_log_rewritten_with_its_key(size: int) -> None:
    changed = records()
    changed[size - 1] = replace(changed[size - 1], body={"rewritten": True})
    error = fault(export(link(changed)).octets(), [sign_checkpoint(LINES[:size])])
    assert f"your checkpoint of size {size}" in str(error)


@pytest.mark.parametrize("size", range(1, 10))
def test_a_later_held_checkpoint_shows_a_cut_tail(size: int) -> None:
    error = fault(export(LINES[:size]).octets(), [sign_checkpoint(LINES)])
    assert isinstance(error, IncompleteError)
    assert f"names 10 records, this ends at {size}" in str(error)
    assert size == error.report.count


def test_a_held_checkpoint_outside_the_export_is_not_passed_over() -> None:
    error = fault(export(LINES, 6).octets(), [sign_checkpoint(LINES[:5])])
    assert isinstance(error, IncompleteError)
    assert "cannot be compared" in str(error)


def test_a_held_checkpoint_at_the_start_of_an_export_is_compared() -> None:
    report = examine(export(LINES, 6).octets(), [sign_checkpoint(LINES[:6])])
    assert report.compared == (6,)


def test_records_arrive_in_order_with_their_bytes() -> None:
    seen = []
    examine(
        export(LINES, 2, 5, withheld={4}, case=CASE).octets(),
        on_line=lambda seq, record, line: seen.append((seq, record is None, line)),
    )
    assert [seq for seq, _, _ in seen] == [2, 3, 4, 5, 6]
    assert [seq for seq, withheld, _ in seen if withheld] == [4]
    assert LINES[2] == seen[0][2]


def test_a_header_that_counts_to_the_end_of_time_ends_with_the_file() -> None:
    made = export(LINES)
    header = replace(made.header, count=2**53 - 1, size=2**53 - 1)
    assert fault(replace(made, header=header).octets()).seq == 10


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_unusable(octets: bytes) -> None:
    assert isinstance(fault(octets), UnusableError)


@given(st.data())
def test_arbitrary_bytes_within_an_export_are_noticed(data: st.DataObject) -> None:
    octets = export(LINES[:3]).octets()
    start = data.draw(st.integers(0, len(octets)))
    end = data.draw(st.integers(start, len(octets)))
    changed = octets[:start] + data.draw(st.binary(max_size=40)) + octets[end:]
    if changed != octets:
        assert isinstance(fault(changed), (TamperedError, UnusableError))


def test_report_says_what_is_complete_and_what_is_withheld() -> None:
    report = examine(
        export(LINES, 3, 4, withheld={5}, case=CASE).octets(),
        [sign_checkpoint(LINES[:4])],
    )
    assert [
        "log         vectors.cloister.example/ledger",
        "records     4 (record 3 to 6)",
        "disclosed   3 of 4; the log's key signed which, 1 withheld (hash only)",
        f"only case   {CASE}",
        "written     2026-11-21T02:26:00.873456Z to 2026-11-21T02:26:01.623456Z",
        "complete    none missing between 3 and 6; 3 more in the log up to the checkpoint of size 10",
        f"signed by   {KEY.label}",
        "compared    agrees with your checkpoint of size 4",
    ] == report.lines()


def test_report_says_that_the_clock_stepped_back() -> None:
    made = records()
    made[5] = replace(made[5], time=made[0].time)
    report = examine(export(link(made)).octets())
    assert "the clock stepped back 1 times" in report.lines()[-1]
