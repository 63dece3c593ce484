"""Names on disk say where a segment begins, and nothing else lies among them."""

from pathlib import Path

import pytest

from audit.errors import MalformedError
from audit.layout import list_notes, list_segments, segment_at


def test_a_segment_is_named_by_its_first_record(tmp_path: Path) -> None:
    segment = segment_at(tmp_path, 42)
    assert segment.path == tmp_path / "segments" / "00000000000000000042.jsonl"
    assert segment.notes == tmp_path / "checkpoints" / "00000000000000000042.notes"


def test_segments_are_listed_by_number(tmp_path: Path) -> None:
    for first in (1000, 0, 99):
        segment = segment_at(tmp_path, first)
        segment.path.parent.mkdir(exist_ok=True)
        segment.path.touch()
    assert [segment.first for segment in list_segments(tmp_path)] == [0, 99, 1000]


@pytest.mark.parametrize("name", ["0.jsonl", "x" * 20 + ".jsonl", "0" * 20 + ".json"])
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / name).touch()
    with pytest.raises(MalformedError, match="is not the name of a segment"):
        list_segments(tmp_path)


def test_a_log_without_checkpoints_lists_none(tmp_path: Path) -> None:
    assert list_notes(tmp_path) == []
