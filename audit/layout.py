"""Where the parts of a live log lie on disk (format.md, section 7). Names only.

A log's folder holds:
    segments/00000000000000000000.jsonl      record lines; the name is the first seq
    checkpoints/00000000000000000000.notes   what was signed while that segment grew
    recovered/00000000000000000042-1.torn    what a crash left unfinished, as found
    lock                                     held by the one writer
"""

import re
from dataclasses import dataclass
from pathlib import Path

from audit.errors import MalformedError

SEGMENTS = "segments"
CHECKPOINTS = "checkpoints"
RECOVERED = "recovered"
LOCK = "lock"
_SEGMENT_NAME = re.compile(r"([0-9]{20})\.jsonl")


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of record lines and the file of checkpoints beside it.

    Attributes:
        first: Sequence number of its first record.
        path: The file of lines.
        notes: The file of checkpoints; it may not exist yet.
    """

    first: int
    path: Path
    notes: Path


def segment_at(folder: Path, first: int) -> Segment:
    """Name the files of the segment that begins with record `first`."""
    stem = f"{first:020d}"
    return Segment(
        first,
        folder / SEGMENTS / f"{stem}.jsonl",
        folder / CHECKPOINTS / f"{stem}.notes",
    )


def list_segments(folder: Path) -> list[Segment]:
    """List the segments of a log in order.

    Raises:
        MalformedError: A file among them has a name that no segment has.
        OSError: The folder cannot be read.
    """
    found = []
    for path in sorted((folder / SEGMENTS).iterdir()):
        match = _SEGMENT_NAME.fullmatch(path.name)
        if match is None:
            raise MalformedError(f"{path.name!r} is not the name of a segment")
        found.append(segment_at(folder, int(match.group(1))))
    return found


def list_notes(folder: Path) -> list[Path]:
    """List the checkpoint files of a log in order; a missing folder holds none."""
    where = folder / CHECKPOINTS
    return sorted(where.glob("*.notes")) if where.is_dir() else []
