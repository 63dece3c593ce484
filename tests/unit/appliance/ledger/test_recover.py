"""Whatever a crash leaves, sealed records stay and only what is torn goes."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.ledger.clocks import Clocks
from appliance.ledger.disk import Disk
from appliance.ledger.recover import recover
from appliance.ledger.writer import LedgerWriter
from appliance.release.desk import Desk
from audit.checkpoint import Checkpoint, open_checkpoint, split_notes
from audit.errors import IncompleteError
from audit.layout import segment_at
from audit.livelog import examine_log
from audit.note import encode_note
from audit.signer import Signer
from tests.unit.appliance.ledger.faulty_disk import FaultyDisk
from tests.unit.appliance.ledger.ledger_house import SIGNER

RELEASED = RecordKind.EXCHANGE_RELEASED
KEY = SIGNER.key


@pytest.fixture
def crashed(
    folder: Path, open_writer: Callable[..., LedgerWriter], tmp_path: Path
) -> Any:
    """A log of start and three durable records, as a killed writer leaves it."""
    writer = open_writer()
    for number in range(3):
        writer.append(RELEASED, body={"n": number}, durable=True)
    copy = tmp_path / "crashed"
    shutil.copytree(folder, copy)
    writer.close()
    shutil.rmtree(folder)
    shutil.move(copy, folder)
    return folder


def forget_checkpoint(folder: Path, keep: int) -> None:
    """Lose the checkpoints after the first `keep`, as a power cut may."""
    notes = segment_at(folder, 0).notes
    parts = notes.read_bytes().split(b"\n\n")
    # Each checkpoint is a text, a blank line and a signature.
    text = b"\n\n".join(parts[: 2 * keep])
    notes.write_bytes(text.rstrip(b"\n") + b"\n" if keep else b"")


def test_a_whole_log_is_taken_up_as_it_is(crashed: Path) -> None:
    disk = FaultyDisk()
    tail = recover(crashed, KEY, disk)
    assert (tail.tree.size, tail.adopted, tail.lost) == (4, 0, None)
    assert disk.calls == []


def test_every_cut_of_the_last_record_recovers(crashed: Path) -> None:
    path = segment_at(crashed, 0).path
    whole = path.read_bytes()
    start = whole.rindex(b"\n", 0, -1) + 1
    forget_checkpoint(crashed, 3)
    notes = segment_at(crashed, 0).notes.read_bytes()
    for end in range(start, len(whole) + 1):
        path.write_bytes(whole[:end])
        segment_at(crashed, 0).notes.write_bytes(notes)
        shutil.rmtree(crashed / "recovered", ignore_errors=True)
        tail = recover(crashed, KEY, Disk())
        if end == len(whole):
            assert (tail.tree.size, tail.adopted, tail.lost) == (4, 1, None)
            continue
        assert (tail.tree.size, tail.adopted) == (3, 0)
        assert path.read_bytes() == whole[:start]
        if end == start:
            assert tail.lost is None
            continue
        torn = whole[start:end]
        assert tail.lost is not None
        assert tail.lost.octets == len(torn)
        assert tail.lost.digest == hashlib.sha256(torn).hexdigest()
        (aside,) = (crashed / "recovered").iterdir()
        assert aside.read_bytes() == torn


def test_every_changed_byte_of_an_unsealed_record_recovers(crashed: Path) -> None:
    path = segment_at(crashed, 0).path
    whole = path.read_bytes()
    start = whole.rindex(b"\n", 0, -1) + 1
    forget_checkpoint(crashed, 3)
    notes = segment_at(crashed, 0).notes.read_bytes()
    for position in range(start, len(whole)):
        changed = bytearray(whole)
        changed[position] = 0
        path.write_bytes(bytes(changed))
        segment_at(crashed, 0).notes.write_bytes(notes)
        shutil.rmtree(crashed / "recovered", ignore_errors=True)
        assert recover(crashed, KEY, Disk()).tree.size == 3


def test_a_recovered_log_says_what_it_lost_and_verifies(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    path = segment_at(crashed, 0).path
    forget_checkpoint(crashed, 3)
    torn = path.read_bytes()[-40:-7]
    path.write_bytes(path.read_bytes()[:-7])
    line_start = path.read_bytes().rindex(b"\n") + 1
    lost = path.read_bytes()[line_start:]
    open_writer().close()
    found = []
    examine_log(crashed, KEY, on_line=lambda _, r, __: found.append(r))
    assert [r.kind for r in found] == [
        "ledger.started",
        RELEASED,
        RELEASED,
        "ledger.recovered",
        "ledger.started",
        "ledger.stopped",
    ]
    assert dict(found[3].body) == {
        "cause": "restart",
        "lost_bytes": len(lost),
        "lost_lines": 0,
        "lost_sha256": hashlib.sha256(lost).hexdigest(),
    }
    assert lost.endswith(torn)


def test_whole_records_that_were_not_sealed_are_adopted_and_counted(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    forget_checkpoint(crashed, 2)
    open_writer().close()
    found = []
    examine_log(crashed, KEY, on_line=lambda _, r, __: found.append(r))
    starts = [r.body for r in found if r.kind == "ledger.started"]
    assert [body["adopted_records"] for body in starts] == [0, 2]


def test_records_that_were_not_sealed_are_written_again(crashed: Path) -> None:
    forget_checkpoint(crashed, 2)
    disk = FaultyDisk()
    before = segment_at(crashed, 0).path.read_bytes()
    recover(crashed, KEY, disk)
    assert ("write again", segment_at(crashed, 0).path.name) in disk.calls
    assert segment_at(crashed, 0).path.read_bytes() == before


def test_records_that_were_never_acknowledged_are_cut_by_their_own_writer(
    crashed: Path,
) -> None:
    forget_checkpoint(crashed, 2)
    tail = recover(crashed, KEY, Disk(), acknowledged=3)
    assert tail.tree.size == 3
    assert tail.lost is not None
    assert tail.lost.lines == 1


def test_records_under_a_whole_checkpoint_stay_whatever_was_acknowledged(
    crashed: Path,
) -> None:
    tail = recover(crashed, KEY, Disk(), acknowledged=2)
    assert (tail.tree.size, tail.lost) == (4, None)


def test_every_cut_of_the_last_checkpoint_recovers(crashed: Path) -> None:
    notes = segment_at(crashed, 0).notes
    whole = notes.read_bytes()
    forget_checkpoint(crashed, 3)
    kept = len(notes.read_bytes())
    for end in range(kept, len(whole) + 1):
        notes.write_bytes(whole[:end])
        tail = recover(crashed, KEY, Disk())
        assert (tail.tree.size, tail.lost) == (4, None)
        size = len(notes.read_bytes())
        assert size == (kept if end < len(whole) else len(whole))


@pytest.mark.parametrize("seq", range(4))
def test_damage_below_the_seal_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter], seq: int
) -> None:
    path = segment_at(crashed, 0).path
    lines = path.read_bytes().splitlines(keepends=True)
    lines[seq] = lines[seq].replace(b'"mono"', b'"moon"')
    path.write_bytes(b"".join(lines))
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=f"damaged at record {seq} .* 11 fields"):
        open_writer()
    assert path.read_bytes() == before


def test_a_sealed_record_that_was_rewritten_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    path = segment_at(crashed, 0).path
    path.write_bytes(path.read_bytes().replace(b'"n":2', b'"n":7'))
    with pytest.raises(LedgerError, match=r"first 4 records are not those"):
        open_writer()


def test_a_sealed_record_that_was_rewritten_early_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    path = segment_at(crashed, 0).path
    path.write_bytes(path.read_bytes().replace(b'"n":0', b'"n":7'))
    with pytest.raises(LedgerError, match=r"first 2 records are not those"):
        open_writer()


def test_a_log_cut_off_below_its_seal_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    path = segment_at(crashed, 0).path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]))
    with pytest.raises(LedgerError, match=r"holds 2 records, .* names 4"):
        open_writer()


def notes_in(path: Path) -> list[bytes]:
    """List the notes of a file of checkpoints, each with its newline."""
    with path.open("rb") as source:
        return list(split_notes(source))


def test_a_log_rolled_back_to_an_older_checkpoint_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    """Whoever can write the folder needs no key to put an old note after the newest."""
    segment = segment_at(crashed, 0)
    notes = notes_in(segment.notes)
    segment.notes.write_bytes(b"\n".join([*notes, notes[1]]))
    lines = segment.path.read_bytes().splitlines(keepends=True)
    kept = open_checkpoint(notes[1], KEY).size
    segment.path.write_bytes(b"".join(lines[:kept]))
    before = segment.notes.read_bytes()
    with pytest.raises(LedgerError, match="comes after a larger one, of size 4"):
        open_writer()
    assert segment.notes.read_bytes() == before


@pytest.mark.parametrize(
    ("size", "message"),
    [(4, "name different roots"), (3, "first 3 records are not those")],
)
def test_a_root_of_another_log_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter], size: int, message: str
) -> None:
    path = segment_at(crashed, 0).notes
    notes = notes_in(path)
    other = Checkpoint(KEY.name, size, bytes(32))
    forged = encode_note(SIGNER.sign(other.text))
    at = next(
        n for n, raw in enumerate(notes) if open_checkpoint(raw, KEY).size == size
    )
    put = [forged, notes[at]] if size == 4 else [forged]
    path.write_bytes(b"\n".join([*notes[:at], *put, *notes[at + 1 :]]))
    with pytest.raises(LedgerError, match=message):
        open_writer()


def test_a_log_without_its_checkpoints_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    forget_checkpoint(crashed, 0)
    with pytest.raises(LedgerError, match="4 lines and no checkpoint"):
        open_writer()


def test_a_log_of_another_key_stops_everything(crashed: Path, clocks: Clocks) -> None:
    other = Signer(KEY.name, bytes(32))
    with pytest.raises(LedgerError, match="not signed by the key"):
        LedgerWriter(
            crashed,
            other,
            clocks,
            segment_bytes=1000,
            version="0",
            desk=lambda: Desk(needs_evaluation=True),
        )


def test_a_damaged_checkpoint_with_others_after_it_stops_everything(
    crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    notes = segment_at(crashed, 0).notes
    notes.write_bytes(notes.read_bytes().replace("\u2014".encode(), b"--", 1))
    before = notes.read_bytes()
    with pytest.raises(LedgerError, match="is damaged, with more after it"):
        open_writer()
    assert notes.read_bytes() == before


def test_a_missing_segment_stops_everything(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer(segment_bytes=800)
    for number in range(8):
        writer.append(RELEASED, body={"n": number}, durable=True)
    writer.close()
    segments = sorted((folder / "segments").iterdir())
    segments[1].unlink()
    with pytest.raises(LedgerError, match="a segment is missing or renamed"):
        open_writer()


def test_a_first_start_that_died_before_its_seal_begins_again(
    folder: Path, crashed: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    path = segment_at(crashed, 0).path
    first = path.read_bytes().splitlines(keepends=True)[0]
    path.write_bytes(first[:-20])
    forget_checkpoint(crashed, 0)
    open_writer().close()
    assert examine_log(folder, KEY).count == 3


def test_a_tail_torn_across_segments_is_cut_from_all_of_them(
    folder: Path, open_writer: Callable[..., LedgerWriter]
) -> None:
    writer = open_writer(segment_bytes=800)
    for number in range(8):
        writer.append(RELEASED, body={"n": number}, durable=True)
    writer.close()
    segments = sorted((folder / "segments").iterdir())
    sealed = sorted((folder / "checkpoints").iterdir())
    for notes in sealed[1:]:
        notes.unlink()
    size = int(segments[1].stem)
    torn = segments[1].read_bytes()
    segments[1].write_bytes(torn[:100] + b"\x00" * (len(torn) - 100))
    open_writer().close()
    report = examine_log(folder, KEY)
    assert report.count == size + 3
    assert [p.name for p in sorted((folder / "segments").iterdir())] == [
        p.name for p in segments[:2]
    ]


def test_the_offline_verifier_calls_the_crashed_log_incomplete_until_then(
    crashed: Path,
) -> None:
    forget_checkpoint(crashed, 3)
    with pytest.raises(IncompleteError, match="1 lines lie beyond"):
        examine_log(crashed, KEY)
