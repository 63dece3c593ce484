"""Wiring: the real parts, chosen in one place, and what stops the start."""

import subprocess
import sys
from pathlib import Path

import pytest

from appliance.app import SystemClock, build_house, build_ports
from appliance.domain.ports.wired import Ports
from appliance.errors import SettingsError
from appliance.release.shelf import shelf_folder
from appliance.settings import Settings
from audit.signer import Signer
from tests.deployed import deploy, put_releases
from tests.fakes import POLICIES
from tests.unit.appliance.web.house import settings_in

SEED = b"r" * 32


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = settings_in(tmp_path, long_text_chars=20_000)
    (tmp_path / "policies").rmdir()
    (tmp_path / "policies").symlink_to(POLICIES)
    directory = tmp_path / "keys/directory"
    directory.mkdir()
    (directory / "service-password").write_text("secret")
    public = tmp_path / "keys/public"
    public.mkdir()
    log = Signer("cloister.test/log", SEED)
    (public / "log.vkey").write_text(log.key.vkey + "\n")
    release = Signer("cloister.test/release", SEED)
    (public / "release.vkey").write_text(release.key.vkey + "\n")
    paths = found.paths
    made = put_releases(
        paths.state, paths.keys, paths.policies, model="0" * 64, seed=SEED
    )
    deploy(paths.state, made, log)
    return found


def test_the_parts_are_wired_from_settings_alone(settings: Settings) -> None:
    house = build_house(settings)
    assert house.ports.ledger is house.ledger
    assert house.ports.exchanges is house.stores.exchanges
    assert {p.name for p in house.ports.purposes.all()} == {
        "complaint-triage",
        "credit-memo",
        "reply-draft",
    }
    house.stores.close()


def test_the_worker_gets_the_same_ports(settings: Settings) -> None:
    assert isinstance(build_ports(settings), Ports)


def test_a_release_that_was_changed_stops_the_start(settings: Settings) -> None:
    note = next(shelf_folder(settings.paths.state).glob("*/release.note"))
    note.write_bytes(note.read_bytes().replace(b"a", b"b", 1))
    with pytest.raises(SettingsError):
        build_house(settings)


def test_a_missing_key_stops_the_start(settings: Settings) -> None:
    (settings.paths.keys / "web" / "bodies.key").unlink()
    with pytest.raises(SettingsError, match=r"bodies\.key"):
        build_house(settings)


def test_the_clock_knows_its_zone() -> None:
    offset = SystemClock().now().utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 0


def test_the_web_process_loads_no_model_library() -> None:
    code = (
        "import sys, appliance.app;"
        "from appliance.observe import import_guard; import_guard.install();"
        "print(sorted({'torch', 'transformers', 'bitsandbytes'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
