"""A folder for one run, which the next run removes if this one is killed.

Whoever uses one holds a lock on a file in it, and the kernel gives the lock back
however a process ends.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "cloister-bench-"
_LOCK = "lock"


@contextlib.contextmanager
def own_place() -> Iterator[Path]:
    """Make a folder for one run, and remove it; also those of runs that were killed."""
    remove_left_over()
    place = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = _hold(place)
    try:
        # Processes with users of their own look for their folders below it.
        place.chmod(0o711)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_left_over() -> int:
    """Remove the folders of runs that are no more; says how many there were."""
    removed = 0
    for place in sorted(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")):
        if not _is_own_folder(place) or not (place / _LOCK).exists():
            continue
        lock = _hold(place)
        if lock is not None:
            shutil.rmtree(place, ignore_errors=True)
            os.close(lock)
            removed += 1
    return removed


def _is_own_folder(place: Path) -> bool:
    try:
        seen = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid()


def _hold(place: Path) -> int | None:
    """Take a folder's lock; None while somebody has it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        lock = os.open(place / _LOCK, flags, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock
