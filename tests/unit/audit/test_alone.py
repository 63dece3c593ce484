"""The verifier needs nothing but Python: no library, no appliance, no network."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import audit
from audit.vectors.sample import export, link, records
from audit.vectors.vector import parse_vector
from tests.unit.audit.conftest import unfold

PACKAGE = Path(audit.__file__).parent
CODES = {"intact": 0, "tampered": 1, "unusable": 2, "incomplete": 3}
# Runs the package with nothing else importable and the network shut.
BARE = """
import socket, sys
for name in ("cryptography", "orjson", "appliance"):
    sys.modules[name] = None
def refuse(*_, **__):
    raise SystemExit("the verifier opened a socket")
socket.socket.connect = refuse
sys.path.insert(0, sys.argv.pop(1))
from audit.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def lone_package(tmp_path: Path) -> Any:
    """The package by itself in an empty folder, as an auditor gets it."""
    shutil.copytree(
        PACKAGE,
        tmp_path / "lone" / "audit",
        ignore=shutil.ignore_patterns("vectors", "__pycache__", "signer.py"),
    )
    return tmp_path / "lone"


def run_bare(folder: Path, *arguments: Any) -> Any:
    return subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", BARE, folder, *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


def test_it_verifies_with_python_alone(
    lone_package: Path, tmp_path: Path, key_file: Path
) -> None:
    path = tmp_path / "whole.export"
    path.write_bytes(export(link(records())).octets())
    done = run_bare(lone_package, "verify", path, "--key", key_file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "10 (record 0 to 9)" in done.stdout


def test_it_writes_nothing_beside_itself(
    lone_package: Path, tmp_path: Path, key_file: Path
) -> None:
    path = tmp_path / "whole.export"
    path.write_bytes(export(link(records())).octets())
    before = {p for p in tmp_path.rglob("*") if "__pycache__" not in p.parts}
    run_bare(lone_package, "verify", path, "--key", key_file)
    after = {p for p in tmp_path.rglob("*") if "__pycache__" not in p.parts}
    assert before == after


def test_every_vector_gets_the_same_verdict_without_any_library(
    lone_package: Path, tmp_path: Path
) -> None:
    script = BARE.replace(
        "sys.exit(main(sys.argv[1:]))",
        "for job in open(sys.argv[1]).read().splitlines():\n"
        "    print(main(job.split()), file=sys.__stderr__)",
    )
    jobs, expected = [], []
    for number, path in enumerate(sorted((PACKAGE / "vectors").glob("*.vector"))):
        vector = parse_vector(path.read_bytes())
        out, key = tmp_path / f"{number}.export", tmp_path / f"{number}.key"
        if vector.log:
            unfold(vector, out)
        else:
            out.write_bytes(vector.payload)
        key.write_text(vector.key)
        job = ["verify", str(out), "--key", str(key)]
        for index, raw in enumerate(vector.checkpoints):
            kept = tmp_path / f"{number}.{index}.note"
            kept.write_bytes(raw)
            job += ["--checkpoint", str(kept)]
        jobs.append(" ".join(job))
        expected.append(str(CODES[vector.expect]))
    (tmp_path / "jobs").write_text("\n".join(jobs))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, lone_package, tmp_path / "jobs"],
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    codes = [line for line in done.stderr.splitlines() if line.isdecimal()]
    assert expected == codes


def test_it_imports_only_the_standard_library_without_a_network_module(
    lone_package: Path,
) -> None:
    code = (
        "import sys; before = set(sys.modules); sys.path.insert(0, sys.argv[1]);"
        "sys.modules['cryptography'] = sys.modules['orjson'] = None;"
        "import audit.__main__;"
        "print(*sorted(m for m in sys.modules if m not in before))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, lone_package],
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded - {"audit", "cryptography", "orjson"} <= sys.stdlib_module_names
    assert not {"socket", "ssl", "http"} & loaded


def test_no_signing_key_travels_with_the_package(lone_package: Path) -> None:
    text = "".join(path.read_text() for path in lone_package.rglob("*.py"))
    assert "PrivateKey" not in text
    assert "from_private_bytes" not in text
