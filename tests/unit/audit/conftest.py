"""A small log on disk, as the ledger's process leaves it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from audit.layout import segment_at
from audit.vectors.sample import SIGNER, link, records, sign_checkpoint
from audit.vectors.vector import Vector

LINES = link(records())


@pytest.fixture
def write_log(tmp_path: Path) -> Callable[..., Path]:
    """Write a log folder: segments begin at `starts`, checkpoints after `sealed`."""

    def write(
        lines: Sequence[bytes] = LINES,
        starts: Sequence[int] = (0, 4),
        sealed: Sequence[int] = (1, 4, 7, 10),
    ) -> Path:
        folder = tmp_path / "ledger"
        for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            segment = segment_at(folder, first)
            segment.path.parent.mkdir(parents=True, exist_ok=True)
            segment.notes.parent.mkdir(parents=True, exist_ok=True)
            segment.path.write_bytes(b"".join(x + b"\n" for x in lines[first:end]))
            notes = [sign_checkpoint(lines[:s]) for s in sealed if first < s <= end]
            segment.notes.write_bytes(b"\n".join(notes))
        return folder

    return write


def unfold(vector: Vector, folder: Path) -> Path:
    """Write a vector's live log: its one segment, and the checkpoints beside it."""
    lines, _, notes = vector.payload.partition(b"\n\n")
    segment = segment_at(folder, 0)
    for path, octets in ((segment.path, lines + b"\n"), (segment.notes, notes)):
        path.parent.mkdir(parents=True)
        path.write_bytes(octets)
    return folder


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The public key as an auditor has it."""
    path = tmp_path / "log.key"
    path.write_text(SIGNER.key.vkey + "\n")
    return path
