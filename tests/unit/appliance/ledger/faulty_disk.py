"""A real disk that writes down the order of its calls and fails when told to."""

import os
from collections.abc import Callable
from pathlib import Path

from appliance.ledger.disk import Disk


class FaultyDisk(Disk):
    """Does what a disk does, except where a fault was planned.

    Attributes:
        calls: What was called on which file, in order: ("write", "....jsonl").
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.faults: dict[tuple[str, str], OSError] = {}
        self.room_bytes: int | None = None
        self.before_sync: Callable[[], object] = lambda: None
        self._names: dict[int, str] = {}

    def plan(self, call: str, suffix: str, error: OSError) -> None:
        """Fail this call on files of this suffix, until `mend`."""
        self.faults[call, suffix] = error

    def mend(self) -> None:
        """Work again."""
        self.faults.clear()
        self.room_bytes = None

    def names_of(self, call: str) -> list[str]:
        """List the files that a call touched, in order."""
        return [name for made, name in self.calls if made == call]

    def open_end(self, path: Path) -> int:
        self._note("open", path.name)
        descriptor = super().open_end(path)
        self._names[descriptor] = path.name
        return descriptor

    def write_some(self, descriptor: int, octets: memoryview) -> int:
        self._note("write", self._names[descriptor])
        if self.room_bytes is not None:
            if not self.room_bytes:
                raise OSError(28, os.strerror(28))
            octets = octets[: self.room_bytes]
            self.room_bytes -= len(octets)
        return super().write_some(descriptor, octets)

    def sync(self, descriptor: int) -> None:
        self.before_sync()
        self._note("sync", self._names[descriptor])
        super().sync(descriptor)

    def sync_folder(self, path: Path) -> None:
        self._note("sync folder", path.name)
        super().sync_folder(path)

    def cut(self, path: Path, size: int) -> None:
        self._note("cut", path.name)
        super().cut(path, size)

    def write_again(self, path: Path, offset: int, octets: bytes) -> None:
        self._note("write again", path.name)
        super().write_again(path, offset, octets)

    def _note(self, call: str, name: str) -> None:
        self.calls.append((call, name))
        for (planned, suffix), error in self.faults.items():
            if planned == call and name.endswith(suffix):
                raise error
