"""Notice every file that is made below a folder, also when it is gone at once (inotify(7))."""

import ctypes
import os
import struct
import threading
from pathlib import Path

_CREATE, _MOVED_TO, _IS_DIR = 0x100, 0x80, 0x40000000
_EVENT = struct.Struct("iIII")


class FileWatch:
    """Names of the files that were made in these folders while it watched."""

    def __init__(self, folders: list[Path]) -> None:
        self.made: set[Path] = set()
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._queue = self._libc.inotify_init1(os.O_CLOEXEC)
        self._folders: dict[int, Path] = {}
        for folder in folders:
            self._add(folder)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def stop(self, last: Path) -> set[Path]:
        """Stop once a file that is made last, in a watched folder, has been noticed."""
        self._last = last
        last.touch()
        self._thread.join(30)
        assert not self._thread.is_alive(), "the last file was not noticed"
        os.close(self._queue)
        return self.made - {last}

    _last: Path | None = None

    def _add(self, folder: Path) -> None:
        number = self._libc.inotify_add_watch(
            self._queue, bytes(folder), _CREATE | _MOVED_TO
        )
        assert number >= 0, os.strerror(ctypes.get_errno())
        self._folders[number] = folder

    def _read(self) -> None:
        while self._last not in self.made:
            data, at = os.read(self._queue, 1 << 16), 0
            while at < len(data):
                number, mask, _, length = _EVENT.unpack_from(data, at)
                at += _EVENT.size
                name = os.fsdecode(data[at : at + length].rstrip(b"\0"))
                at += length
                path = self._folders[number] / name
                if mask & _IS_DIR:
                    self._add(path)
                else:
                    self.made.add(path)
