"""The units as they are installed: what systemd itself says of them."""

import configparser
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[3] / "packaging" / "systemd"
UNITS = ("ledger", "masker", "engine", "web", "worker")
# Tenths of systemd's measure of exposure, of 100; what a unit without rules has is 96.
MOST_EXPOSED = 15

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze"
)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units in a folder of their own, with programs that are there."""
    for path in SYSTEMD.iterdir():
        lines = [
            f"{line.partition('=')[0]}=/bin/true" if line.startswith("Exec") else line
            for line in path.read_text().splitlines()
        ]
        (tmp_path / path.name).write_text("\n".join(lines) + "\n")
    _drop_in(tmp_path, "web", "[Service]\nIPAddressAllow=192.0.2.10 2001:db8::5\n")
    return tmp_path


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_has_no_network_or_reaches_stated_addresses_only(unit: str) -> None:
    service = _read(f"cloister-{unit}.service")["Service"]

    if "AF_INET" in service["RestrictAddressFamilies"].split():
        assert service["IPAddressDeny"] == "any"
        assert "IPAddressAllow" not in service
    else:
        assert service["PrivateNetwork"] == "yes"
        assert service["RestrictAddressFamilies"] == "AF_UNIX"


@needs_systemd
def test_systemd_understands_every_line(installed: Path) -> None:
    assert _verify(installed) == ""


@needs_systemd
def test_systemd_understands_the_engine_with_a_gpu(installed: Path) -> None:
    _with_gpu(installed)

    assert _verify(installed) == ""


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_units_are_hardly_exposed(unit: str, installed: Path) -> None:
    assert _refused(installed, unit) == ""


@needs_systemd
def test_a_gpu_lets_the_drivers_devices_in_and_nothing_else(installed: Path) -> None:
    before = _rules(installed, "engine")
    _with_gpu(installed)

    after = _rules(installed, "engine")

    assert {name for name in before if before[name] != after[name]} == {
        "PrivateDevices=", "DeviceAllow=",
    }  # fmt: skip
    assert after["DeviceAllow="].endswith("devices: char-rtc:r char-nvidia*:rw")
    assert _refused(installed, "engine") == ""


def _read(name: str) -> configparser.ConfigParser:
    file = configparser.ConfigParser(strict=False, interpolation=None)
    file.optionxform = str  # type: ignore[assignment,method-assign] # keys keep their case
    file.read_string((SYSTEMD / name).read_text())
    return file


def _drop_in(folder: Path, unit: str, text: str) -> None:
    place = folder / f"cloister-{unit}.service.d"
    place.mkdir()
    (place / "more.conf").write_text(text)


def _with_gpu(installed: Path) -> None:
    _drop_in(installed, "engine", (SYSTEMD / "cloister-engine-cuda.conf").read_text())


def _verify(installed: Path) -> str:
    """Give what systemd says against the units; it exits 0 for unknown keys too."""
    units = [str(p) for p in sorted(installed.glob("cloister*.[st]*[et]"))]
    assert len(units) > len(UNITS)
    return _analyze(installed, "verify", "--man=no", *units)


def _refused(installed: Path, unit: str) -> str:
    """Give the whole table if the unit is more exposed than it may be."""
    file = installed / f"cloister-{unit}.service"
    said = _analyze(installed, "security", "--offline=true", str(file))
    exposure = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert exposure is not None, said
    return "" if float(exposure[1]) * 10 <= MOST_EXPOSED else said


def _rules(installed: Path, unit: str) -> dict[str, str]:
    file = installed / f"cloister-{unit}.service"
    said = _analyze(installed, "security", "--offline=true", "--json=short", str(file))
    return {rule["name"]: rule["description"] for rule in json.loads(said)}


def _analyze(installed: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments],
        check=False, capture_output=True, text=True,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{installed}:", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return done.stdout + done.stderr
