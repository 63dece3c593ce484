"""Each system call is checked, and a full disk is not taken for a written one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import LedgerError
from appliance.ledger.disk import Disk, lock
from tests.unit.appliance.ledger.faulty_disk import FaultyDisk


@pytest.fixture
def path(tmp_path: Path) -> Any:
    return tmp_path / "file.jsonl"


def test_a_short_write_is_gone_on_with(path: Path) -> None:
    class Slow(Disk):
        def write_some(self, descriptor: int, octets: memoryview) -> Any:
            return super().write_some(descriptor, octets[:3])

    disk = Slow()
    descriptor = disk.open_end(path)
    disk.write(descriptor, b"ten octets")
    disk.close(descriptor)
    assert path.read_bytes() == b"ten octets"


def test_a_disk_that_fills_up_in_the_middle_is_an_error(path: Path) -> None:
    disk = FaultyDisk()
    disk.room_bytes = 4
    descriptor = disk.open_end(path)
    with pytest.raises(OSError, match="No space left"):
        disk.write(descriptor, b"ten octets")
    disk.close(descriptor)
    assert path.read_bytes() == b"ten "


def test_a_new_file_s_name_is_made_durable(path: Path) -> None:
    disk = FaultyDisk()
    disk.close(disk.open_end(path))
    assert disk.calls == [("open", path.name), ("sync folder", path.parent.name)]
    disk.calls.clear()
    disk.close(disk.open_end(path))
    assert disk.calls == [("open", path.name)]


def test_files_are_for_the_ledger_alone(path: Path) -> None:
    disk = Disk()
    disk.close(disk.open_end(path))
    assert path.stat().st_mode & 0o027 == 0


def test_a_link_in_place_of_a_file_is_refused(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        Disk().open_end(path)


def test_the_same_file_of_the_same_size_passes(path: Path) -> None:
    disk = Disk()
    descriptor = disk.open_end(path)
    disk.write(descriptor, b"abc")
    disk.check_same(descriptor, path, 3)
    disk.close(descriptor)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: path.unlink(), "was removed while the log was open"),
        (
            lambda path: (
                path.rename(path.with_suffix(".old")),
                path.write_bytes(b"abc"),
            ),
            "was replaced while the log was open",
        ),
        (lambda path: os.truncate(path, 1), "has 1 bytes, expected 3"),
        (lambda path: path.write_bytes(b"abcd"), "has 4 bytes, expected 3"),
    ],
)
def test_a_file_that_somebody_touched_is_noticed(
    path: Path, harm: Callable[[Path], object], message: str
) -> None:
    disk = Disk()
    descriptor = disk.open_end(path)
    disk.write(descriptor, b"abc")
    harm(path)
    with pytest.raises(LedgerError, match=message):
        disk.check_same(descriptor, path, 3)
    disk.close(descriptor)


def test_writing_again_leaves_the_same_bytes(path: Path) -> None:
    path.write_bytes(b"0123456789")
    Disk().write_again(path, 4, b"4567")
    assert path.read_bytes() == b"0123456789"


def test_cutting_leaves_the_beginning(path: Path) -> None:
    path.write_bytes(b"0123456789")
    Disk().cut(path, 4)
    assert path.read_bytes() == b"0123"


def test_there_is_one_lock(tmp_path: Path) -> None:
    held = lock(tmp_path / "lock")
    with pytest.raises(LedgerError, match="another process writes this log"):
        lock(tmp_path / "lock")
    os.close(held)
    os.close(lock(tmp_path / "lock"))
