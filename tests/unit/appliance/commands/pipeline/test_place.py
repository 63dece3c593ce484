"""The folder of a measurement is gone after it, however it ended."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from appliance.commands.pipeline.place import PREFIX, own_place, remove_left_over

HOLDER = """
import time
from appliance.commands.pipeline.place import own_place
with own_place() as place:
    (place / "large").write_bytes(b"x")
    print(place, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_nothing_is_left_of_a_run_that_ended(temporary: Path) -> None:
    with own_place() as place:
        (place / "site").mkdir()
        assert place.parent == temporary
    assert list(temporary.iterdir()) == []


def test_nothing_is_left_of_a_run_that_failed(temporary: Path) -> None:
    with pytest.raises(FileNotFoundError), own_place() as place:
        (place / "model" / "weights").write_bytes(b"x")
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next_and_no_sooner(
    temporary: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        left = Path(running.stdout.readline().strip())
        try:
            assert remove_left_over() == 0
            assert (left / "large").exists()
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait(30)
    assert left.exists()
    with own_place() as place:
        assert set(temporary.iterdir()) == {place}


def test_what_is_no_run_of_ours_is_left_alone(temporary: Path) -> None:
    (temporary / "other").mkdir()
    (temporary / f"{PREFIX}file").write_text("x")
    (temporary / f"{PREFIX}unlocked").mkdir()
    elsewhere = temporary / "other" / "lock"
    elsewhere.write_text("x")
    (temporary / f"{PREFIX}link").symlink_to(temporary / "other")
    assert remove_left_over() == 0
    assert len(list(temporary.iterdir())) == 4
    assert elsewhere.exists()
