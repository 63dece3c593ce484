"""`cloister model` against a real log: import to nf4, record, list, verify, refuse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.settings import load_settings
from tests.unit.appliance.engine.house import House, house
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest


def make_model(folder: Path) -> str:
    return write_manifest(make_folder(folder))


@pytest.fixture(scope="module")
def built() -> Iterator[House]:
    with house(make_model) as made:
        yield made


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source") / "hf"
    make_folder(folder, seed=9, hidden=128, stored_as=torch.bfloat16)
    (folder / "manifest.toml").unlink()
    return folder


def cloister(built: House, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["model", *arguments, "--config", str(built.config)]
    )


def test_a_model_is_imported_recorded_listed_and_verified(
    built: House, source: Path
) -> None:
    done = cloister(built, "import", str(source), "--name", "four", "--quantise", "nf4")
    assert done.exit_code == 0, done.output
    assert "tried in   a" in done.output or "no sandbox" in done.output
    (record,) = [r for r in built.records() if r["kind"] == "model.imported"]
    assert (record["body"]["model"], record["body"]["quantisation"]) == ("four", "nf4")
    assert record["body"]["model_digest"] in cloister(built, "show", "four").output
    listed = cloister(built, "list").output
    assert "* tiny" in listed
    assert "  four" in listed
    assert "files are as the manifest says" in cloister(built, "verify", "four").output


def test_a_changed_file_is_named_by_verify(built: House) -> None:
    path = built.root / "models" / "tiny" / "tokenizer.json"
    whole = path.read_bytes()
    path.write_bytes(whole + b" ")
    told = cloister(built, "verify", "tiny")
    path.write_bytes(whole)
    assert told.exit_code == 1
    assert "tokenizer.json" in told.output


def test_a_hostile_folder_is_refused_with_the_reason(
    built: House, source: Path
) -> None:
    (source / "pytorch_model.bin").touch()
    told = cloister(built, "import", str(source), "--name", "evil")
    (source / "pytorch_model.bin").unlink()
    assert told.exit_code == 1
    assert "may hold code" in told.output


def test_an_import_that_the_log_does_not_take_is_refused(
    built: House, source: Path
) -> None:
    built.stop_ledger()
    # A socket that is there with nobody behind it: a log that has died.
    socket = load_settings(built.config).paths.socket("ledger")
    socket.touch()
    told = cloister(built, "import", str(source), "--name", "unrecorded")
    socket.unlink()
    built.start_ledger()
    assert told.exit_code == 1
    assert not (built.root / "models" / "imported" / "unrecorded").exists()
