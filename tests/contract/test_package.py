"""What is packed for a site holds every model that the appliance loads."""

import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_file_of_a_shipped_model_is_packed(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True)
    (checkout / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run(["packaging/package"], cwd=checkout, check=True, capture_output=True)
    tracked = subprocess.run(
        ["git", "ls-files", "models/*/*"],
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    shipped = {name for name in tracked if not name.startswith("models/training/")}
    assert any(name.endswith(".onnx") for name in shipped)
    with tarfile.open(checkout / "dist/cloister-share.tar.gz") as share:
        packed = {name.removeprefix("./") for name in share.getnames()}
    assert shipped <= packed
    assert not [name for name in packed if name.startswith("models/training")]
