"""What `make package` writes comes from the commit alone."""

import subprocess
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.machine

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone with changes nobody committed, in files that would be packed."""
    place = tmp_path / "checkout"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(place)], check=True)
    (place / ".venv").symlink_to(ROOT / ".venv")
    with (place / "policies/hold.cedar").open("a") as file:
        file.write("// tried out\n")
    (place / "policies/tried.cedar").write_text("")
    (place / "appliance/tried.py").write_text("")
    return place


def test_the_same_commit_gives_the_same_bytes_whatever_lies_around(
    checkout: Path,
) -> None:
    dirty, said = _package(checkout)
    subprocess.run(["git", "checkout", "-q", "."], cwd=checkout, check=True)
    for name in ("policies/tried.cedar", "appliance/tried.py"):
        (checkout / name).unlink()

    clean, _ = _package(checkout)

    assert dirty == clean
    assert "not committed is not in it" in said
    with tarfile.open(checkout / "dist/cloister-share.tar.gz") as share:
        names = share.getnames()
        assert "./policies/hold.cedar" in names
        assert "./policies/tried.cedar" not in names
        link = share.getmember("./models/imported")
    assert link.issym()
    assert link.linkname == "/var/lib/cloister/models"


def _package(checkout: Path) -> tuple[str, str]:
    done = subprocess.run(
        ["packaging/package"], cwd=checkout, check=True, capture_output=True, text=True
    )
    return (checkout / "dist/SHA256SUMS").read_text(), done.stderr
