"""Lists and copies what somebody brings: a folder that may change while it is read.

Every file is opened below the folder's own descriptor, never through a link, and is
looked at again once it is open; what is checked later is the copy alone.
"""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from appliance.engine.folder import NOTE, Told, is_known_file
from appliance.engine.manifest import MANIFEST
from appliance.errors import SettingsError

MAX_FOLDER_BYTES = 1_000_000_000_000
MAX_ENTRIES = 10_000
# Any file but weights; a tokenizer.json of 33 MB is the largest in use.
MAX_PAPER_BYTES = 64_000_000
# Free room that an import leaves on the disk, since the log must go on: this much, or
# this part of a small disk.
_SPARE_BYTES, _SPARE_PART = 1_000_000_000, 20
_COPY_BYTES = 1 << 22
# Files that run code when a library loads them (pickle), or that are code.
_HOSTILE = re.compile(
    r".*\.(?:bin|pt|pth|pkl|pickle|ckpt|msgpack|h5|npz|npy|joblib|onnx|gguf"
    r"|py|pyc|pyd|so|dll|dylib|sh|exe|zip|tar|gz|whl)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source folder holds.

    Args:
        wanted: Files to copy, with their sizes in bytes.
        left_out: Names of what a model does not need.
    """

    wanted: dict[str, int]
    left_out: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """How much there is to copy."""
        return sum(self.wanted.values())


def list_source(source: Path) -> Listing:
    """Split a source folder into files to copy and files to leave out.

    Raises:
        SettingsError: It holds something that no model folder may hold.
    """
    shown = repr(str(source))
    wanted: dict[str, int] = {}
    left_out: list[str] = []
    folded: set[str] = set()
    try:
        with os.scandir(source) as found:
            entries = list(islice(found, MAX_ENTRIES + 1))
    except OSError as err:
        raise SettingsError(f"{shown}: {err.strerror}") from err
    if len(entries) > MAX_ENTRIES:
        raise SettingsError(f"{shown}: over {MAX_ENTRIES} files")
    for entry in sorted(entries, key=lambda entry: entry.name):
        name = entry.name
        _check_name(name, folded)
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            left_out.append(f"{name[:80]}/")
            continue
        _check_kind(name, status)
        if is_known_file(name) or name == MANIFEST:
            _check_size(name, status.st_size)
            wanted[name] = status.st_size
        else:
            left_out.append(name[:80])
    listing = Listing(wanted, tuple(name for name in left_out if name != NOTE))
    if listing.size_bytes > MAX_FOLDER_BYTES:
        raise SettingsError(
            f"{listing.size_bytes} bytes, at most {MAX_FOLDER_BYTES} are taken"
        )
    if not wanted:
        raise SettingsError(f"{shown}: no model files here")
    return listing


def _check_name(name: str, folded: set[str]) -> None:
    if not name.isprintable():
        raise SettingsError(f"{name[:80]!a} has characters that do not print")
    if name.casefold() in folded:
        raise SettingsError(f"{name[:80]!r} stands twice, but for large letters")
    folded.add(name.casefold())


def _check_size(name: str, size: int) -> None:
    if size > MAX_PAPER_BYTES and not name.endswith(".safetensors"):
        raise SettingsError(f"{name}: {size} bytes, at most {MAX_PAPER_BYTES}")


def _check_kind(name: str, status: os.stat_result) -> None:
    shown = repr(name[:80])
    if stat.S_ISLNK(status.st_mode):
        raise SettingsError(
            f"{shown} is a link; copy the folder with its files (cp -rL)"
        )
    if not stat.S_ISREG(status.st_mode):
        raise SettingsError(f"{shown} is not a plain file")
    if _HOSTILE.fullmatch(name):
        raise SettingsError(
            f"{shown} is or may hold code; only safetensors weights are taken"
        )
    if status.st_nlink > 1 and is_known_file(name):
        # Its other name may be somebody's secret, which the copy would show to all.
        raise SettingsError(f"{shown} is a hard link; copy the folder (cp -r)")


def spare_bytes(folder: Path) -> int:
    """Tell how much room an import leaves on a folder's disk."""
    return min(_SPARE_BYTES, shutil.disk_usage(folder).total // _SPARE_PART)


def check_room(target: Path, needed_bytes: int) -> None:
    """Check that so much can be written and enough is left.

    Raises:
        SettingsError: It cannot.
    """
    room = shutil.disk_usage(target).free - spare_bytes(target)
    if needed_bytes > room:
        raise SettingsError(
            f"{needed_bytes} bytes are to be written, and {target} has room for "
            f"{max(room, 0)}"
        )


def copy_files(source: Path, target: Path, wanted: dict[str, int], told: Told) -> None:
    """Copy files, and no more bytes of each than it had when it was listed.

    Raises:
        SettingsError: One changed into something else, grew, or does not fit here.
    """
    total, done = sum(wanted.values()), 0
    check_room(target, total)
    with _opened(source) as folder:
        for name, size in wanted.items():
            copied = 0
            with _reading(folder, name) as reading, (target / name).open("xb") as out:
                while block := os.read(reading, _COPY_BYTES):
                    copied += len(block)
                    if copied > size:
                        raise SettingsError(f"{name}: grew while it was copied")
                    out.write(block)
                    told(f"copying {name}", done + copied, total)
                out.flush()
                os.fsync(out.fileno())
            done += copied


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _reading(folder: int, name: str) -> Iterator[int]:
    # A pipe put in the file's place would otherwise wait for its other end.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    descriptor = os.open(name, flags, dir_fd=folder)
    try:
        _check_kind(name, os.fstat(descriptor))
        yield descriptor
    finally:
        os.close(descriptor)
