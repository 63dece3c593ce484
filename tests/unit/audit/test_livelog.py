"""A live log is verified whole: every line, every checkpoint, and nothing beyond."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit.chain import encode_withheld
from audit.checkpoint import open_checkpoint
from audit.errors import AuditError, IncompleteError, TamperedError, UnusableError
from audit.layout import segment_at
from audit.livelog import examine_log
from audit.merkle import leaf_hash
from audit.vectors.sample import OTHER, SIGNER, link, records, sign_checkpoint

LINES = link(records())
KEY = SIGNER.key


def fault(folder: Path, *held: bytes) -> AuditError:
    with pytest.raises(AuditError) as caught:
        examine_log(folder, KEY, [open_checkpoint(raw, KEY) for raw in held])
    return caught.value


def test_a_whole_log_is_intact(write_log: Callable[..., Path]) -> None:
    report = examine_log(write_log(), KEY)
    assert report.count == report.disclosed == report.size == 10


def test_records_arrive_in_order(write_log: Callable[..., Path]) -> None:
    seen = []
    examine_log(write_log(), KEY, on_line=lambda seq, _, line: seen.append((seq, line)))
    assert list(enumerate(LINES)) == seen


def test_every_changed_byte_of_every_segment_names_its_record(
    write_log: Callable[..., Path],
) -> None:
    folder = write_log(LINES[:5], starts=(0, 2), sealed=(1, 2, 4, 5))
    for first, end in ((0, 2), (2, 5)):
        path = segment_at(folder, first).path
        octets = path.read_bytes()
        seqs = [s for s in range(first, end) for _ in range(len(LINES[s]) + 1)]
        for position, byte in enumerate(octets):
            changed = bytearray(octets)
            changed[position] = byte ^ (1 << position % 8)
            path.write_bytes(bytes(changed))
            error = fault(folder)
            assert isinstance(error, TamperedError)
            assert error.seq == seqs[position], position
        path.write_bytes(octets)


def test_every_changed_byte_of_the_checkpoints_is_noticed(
    write_log: Callable[..., Path],
) -> None:
    folder = write_log(LINES[:5], starts=(0, 2), sealed=(1, 2, 4, 5))
    for first in (0, 2):
        path = segment_at(folder, first).notes
        octets = path.read_bytes()
        for position, byte in enumerate(octets):
            changed = bytearray(octets)
            changed[position] = byte ^ (1 << position % 8)
            path.write_bytes(bytes(changed))
            assert isinstance(fault(folder), (TamperedError, IncompleteError)), position
        path.write_bytes(octets)


@pytest.mark.parametrize("size", range(10))
def test_a_tail_cut_off_with_its_checkpoints_shows_only_to_a_kept_one(
    write_log: Callable[..., Path], size: int
) -> None:
    if not size:
        return
    folder = write_log(LINES[:size], starts=(0,), sealed=(size,))
    assert examine_log(folder, KEY).count == size
    error = fault(folder, sign_checkpoint(LINES))
    assert isinstance(error, IncompleteError)
    assert f"names 10 records, this ends at {size}" in str(error)


@pytest.mark.parametrize("size", range(4, 10))
def test_a_tail_cut_off_under_its_checkpoint_is_tampering(
    write_log: Callable[..., Path], size: int
) -> None:
    folder = write_log()
    path = segment_at(folder, 4).path
    path.write_bytes(b"".join(line + b"\n" for line in LINES[4:size]))
    error = fault(folder)
    assert (TamperedError, size) == (type(error), error.seq)
    assert "names 10 records" in str(error)


def test_a_line_cut_short_under_its_checkpoint_is_tampering(
    write_log: Callable[..., Path],
) -> None:
    folder = write_log()
    path = segment_at(folder, 4).path
    path.write_bytes(path.read_bytes()[:-5])
    error = fault(folder)
    assert (TamperedError, 9) == (type(error), error.seq)
    assert "cut short" in str(error)


def test_records_beyond_the_last_checkpoint_are_not_called_complete(
    write_log: Callable[..., Path],
) -> None:
    error = fault(write_log(sealed=(1, 4, 7)))
    assert isinstance(error, IncompleteError)
    assert "3 lines lie beyond the last checkpoint, of size 7" in str(error)
    assert error.report.count == 7


def test_a_log_without_checkpoints_is_refused(write_log: Callable[..., Path]) -> None:
    folder = write_log()
    for path in (folder / "checkpoints").iterdir():
        path.unlink()
    assert "no signed checkpoint is there" in str(fault(folder))
    (folder / "checkpoints").rmdir()
    assert "no signed checkpoint is there" in str(fault(folder))


def test_a_checkpoint_cut_short_is_said(write_log: Callable[..., Path]) -> None:
    folder = write_log()
    notes = segment_at(folder, 4).notes
    whole = notes.read_bytes()
    notes.write_bytes(whole + b"\n" + sign_checkpoint(LINES)[:60])
    error = fault(folder)
    assert isinstance(error, IncompleteError)
    assert "cut short" in str(error)


def test_a_checkpoint_of_another_key_is_refused(write_log: Callable[..., Path]) -> None:
    folder = write_log()
    notes = segment_at(folder, 0).notes
    notes.write_bytes(sign_checkpoint(LINES[:2], OTHER) + b"\n" + notes.read_bytes())
    assert "not signed by the key" in str(fault(folder))


def test_a_checkpoint_out_of_order_is_refused(write_log: Callable[..., Path]) -> None:
    folder = write_log()
    notes = segment_at(folder, 4).notes
    notes.write_bytes(sign_checkpoint(LINES[:2]) + b"\n" + notes.read_bytes())
    assert "comes after a larger one" in str(fault(folder))


def with_checkpoints(folder: Path, *notes: bytes) -> Path:
    """Put these in place of a log's own, all in its first segment."""
    for path in (folder / "checkpoints").iterdir():
        path.unlink()
    segment_at(folder, 0).notes.write_bytes(b"\n".join(notes))
    return folder


@pytest.mark.parametrize("sizes", [(5, 10, 5), (10, 5), (3, 5, 10, 9, 5)])
def test_a_log_rolled_back_to_an_older_checkpoint_is_refused(
    write_log: Callable[..., Path], sizes: tuple[int, ...]
) -> None:
    """Whoever can write the folder needs no key to put an old note after the newest."""
    folder = write_log(LINES[:5], starts=(0,), sealed=(5,))
    with_checkpoints(folder, *(sign_checkpoint(LINES[:size]) for size in sizes))
    error = fault(folder)
    assert isinstance(error, TamperedError)
    assert "comes after a larger one, of size 10" in str(error)


@pytest.mark.parametrize("first", [True, False])
def test_two_roots_signed_for_one_size_are_a_fork(
    write_log: Callable[..., Path], *, first: bool
) -> None:
    other = records()
    other[9] = replace(other[9], body={"forked": True})
    notes = [sign_checkpoint(LINES), sign_checkpoint(link(other))]
    folder = with_checkpoints(write_log(), *(notes if first else reversed(notes)))
    error = fault(folder)
    assert isinstance(error, TamperedError)
    assert "two checkpoints of size 10 name different roots" in str(error)


def test_an_older_root_of_another_log_is_named(write_log: Callable[..., Path]) -> None:
    other = records()
    other[3] = replace(other[3], body={"forked": True})
    older = sign_checkpoint(link(other)[:5])
    folder = with_checkpoints(write_log(), older, sign_checkpoint(LINES))
    error = fault(folder)
    assert (TamperedError, 4) == (type(error), error.seq)


def test_a_checkpoint_that_was_written_twice_is_no_fault(
    write_log: Callable[..., Path],
) -> None:
    whole = sign_checkpoint(LINES)
    folder = with_checkpoints(write_log(), sign_checkpoint(LINES[:4]), whole, whole)
    assert examine_log(folder, KEY).count == 10


def test_a_checkpoint_cut_short_before_others_is_refused(
    write_log: Callable[..., Path],
) -> None:
    whole = sign_checkpoint(LINES)
    folder = with_checkpoints(write_log(), whole[:60] + b"\n\nx", whole)
    assert isinstance(fault(folder), TamperedError)
    assert "cut short, with more after it" in str(fault(folder))


def test_a_rewrite_linked_anew_is_named_by_the_checkpoint_it_breaks(
    write_log: Callable[..., Path],
) -> None:
    changed = records()
    changed[5] = replace(changed[5], body={"rewritten": True})
    lines = link(changed)
    folder = write_log()
    path = segment_at(folder, 4).path
    path.write_bytes(b"".join(line + b"\n" for line in lines[4:]))
    error = fault(folder)
    assert (TamperedError, 6) == (type(error), error.seq)
    assert "records 4 to 6 do not lead to the root" in str(error)


def test_a_missing_segment_is_named(write_log: Callable[..., Path]) -> None:
    folder = write_log(starts=(0, 4, 6), sealed=(4, 6, 10))
    segment_at(folder, 4).path.unlink()
    assert fault(folder).seq == 4


def test_withheld_lines_have_no_place_in_a_live_log(
    write_log: Callable[..., Path],
) -> None:
    folder = write_log()
    path = segment_at(folder, 0).path
    line = encode_withheld(leaf_hash(LINES[0]))
    path.write_bytes(path.read_bytes().replace(LINES[0], line))
    error = fault(folder)
    assert (error.seq, "it was hidden" in str(error)) == (0, True)


def test_a_strange_file_among_the_segments_is_refused(
    write_log: Callable[..., Path],
) -> None:
    folder = write_log()
    (folder / "segments" / "notes.txt").write_text("")
    error = fault(folder)
    assert isinstance(error, UnusableError)
    assert "'notes.txt' is not the name of a segment" in str(error)


def test_a_folder_that_is_not_there_is_unusable(tmp_path: Path) -> None:
    assert isinstance(fault(tmp_path / "no"), UnusableError)


def test_held_checkpoints_of_every_size_agree(write_log: Callable[..., Path]) -> None:
    held = [sign_checkpoint(LINES[:size]) for size in range(11)]
    report = examine_log(write_log(), KEY, [open_checkpoint(raw, KEY) for raw in held])
    assert tuple(range(11)) == report.compared
