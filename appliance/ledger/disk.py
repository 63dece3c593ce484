"""The few system calls that a durable log rests on, each checked.

A class so that tests can make one fail or write down their order; there is no other
reason. It knows nothing of records.
"""

import fcntl
import os
from pathlib import Path

from appliance.errors import LedgerError

_MODE = 0o640
_FOLDER_MODE = 0o750


class Disk:
    """Files that grow at the end, and the calls that make them durable."""

    def create_folder(self, path: Path) -> None:
        """Make a folder and make its name durable."""
        path.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        self.sync_folder(path.parent)

    def open_end(self, path: Path) -> int:
        """Open a file for appending, creating it; its name is durable on return."""
        is_new = not path.exists()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(path, flags | os.O_NOFOLLOW, _MODE)
        if is_new:
            self.sync_folder(path.parent)
        return descriptor

    def write(self, descriptor: int, octets: bytes) -> None:
        """Write all of it; a full disk shows as a short write first.

        Raises:
            OSError: Something was not written.
        """
        rest = memoryview(octets)
        while rest:
            rest = rest[self.write_some(descriptor, rest) :]

    def write_some(self, descriptor: int, octets: memoryview) -> int:
        """Write once; return how much was taken."""
        return os.write(descriptor, octets)

    def sync(self, descriptor: int) -> None:
        """Wait until what was written is on the disk.

        A failure must not be tried again: Linux may have dropped the pages, and the
        second call would say that all is well.
        """
        os.fdatasync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def close(self, descriptor: int) -> None:
        """Give a descriptor back."""
        os.close(descriptor)

    def cut(self, path: Path, size: int) -> None:
        """Shorten a file and rewrite none of it."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            os.ftruncate(descriptor, size)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def write_again(self, path: Path, offset: int, octets: bytes) -> None:
        """Put the same bytes where they already are, and sync them.

        After a failed sync the kernel holds pages as clean that the disk never got;
        only writing them again makes them dirty again.
        """
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            rest = memoryview(octets)
            while rest:
                taken = os.pwrite(descriptor, rest, offset)
                offset, rest = offset + taken, rest[taken:]
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def check_same(self, descriptor: int, path: Path, size: int) -> None:
        """Check that a descriptor still is the file of this name and size.

        Raises:
            LedgerError: Somebody removed, replaced, cut or wrote the file.
        """
        held = os.fstat(descriptor)
        try:
            named = path.stat()
        except FileNotFoundError as err:
            raise LedgerError(
                f"{path.name} was removed while the log was open"
            ) from err
        if (held.st_dev, held.st_ino) != (named.st_dev, named.st_ino):
            raise LedgerError(f"{path.name} was replaced while the log was open")
        if held.st_size != size:
            raise LedgerError(
                f"{path.name} has {held.st_size} bytes, expected {size}: "
                "something else wrote it"
            )


def lock(path: Path) -> int:
    """Become the one writer, until the process ends.

    Returns:
        The descriptor that holds the lock; keep it open.

    Raises:
        LedgerError: Another process is the writer.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, _MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as err:
        os.close(descriptor)
        raise LedgerError("another process writes this log") from err
    return descriptor
