"""`cloister model` against a real log: import, list, verify, promote, roll back, remove."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.engine.promotion import note_path
from appliance.engine.sandbox import find_sandbox
from appliance.errors import SettingsError
from appliance.release import shelf_of
from appliance.settings import load_settings
from tests.unit.appliance.engine.house import House, house
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest


def has_sandbox() -> bool:
    """Tell whether these tests run where a stranger's model can be kept apart."""
    with suppress(SettingsError):
        find_sandbox()
        # Nobody must be able to read the libraries.
        return all(p.stat().st_mode & 1 for p in Path(str(torch.__file__)).parents)
    return False


WEAK = () if has_sandbox() else ("--without-sandbox",)


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


@pytest.fixture(scope="module")
def four(built: House, source: Path) -> str:
    """Import the source as nf4; give its name."""
    done = cloister(
        *(built, "import", str(source), "--name", "four", "--quantise", "nf4"), *WEAK
    )
    assert done.exit_code == 0, done.output
    assert ("a network namespace of its own, as nobody" in done.output) == (not WEAK)
    assert "cloister model promote four" in done.output
    return "four"


@pytest.fixture(autouse=True)
def as_before(built: House) -> Iterator[None]:
    """Let no test choose a model for the next."""
    yield
    note_path(built.settings).unlink(missing_ok=True)
    sign(built)


def cloister(built: House, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["model", *arguments, "--config", str(built.config)]
    )


def sign(built: House) -> Result:
    return CliRunner().invoke(main, ["release", "sign", "--config", str(built.config)])


def bodies(built: House, kind: str) -> list[dict[str, Any]]:
    return [dict(r["body"]) for r in built.records() if r["kind"] == kind]


def test_an_import_is_recorded_with_all_that_the_model_is(
    built: House, four: str
) -> None:
    (body,) = [b for b in bodies(built, "model.imported") if b["model"] == four]
    assert (body["quantisation"], body["architecture"]) == ("nf4", "LlamaForCausalLM")
    assert body["bytes_after"] < body["bytes_before"]
    assert body["trial"]["tokens"] > 0
    assert body["model_digest"] in cloister(built, "show", four).output


def test_models_are_listed_with_who_answers(built: House, four: str) -> None:
    listed = cloister(built, "list").output.splitlines()
    assert [(line[0], line.split()[-2]) for line in listed] == [
        ("*", "shipped"),
        (" ", "imported"),
    ]
    assert four in listed[1]


def test_every_model_is_verified(built: House, four: str) -> None:
    told = cloister(built, "verify", *WEAK)
    assert told.exit_code == 0, told.output
    assert "tiny: shipped, not signed here" in told.output
    assert f"{four}: signed; " in told.output


def test_the_same_import_again_changes_nothing(
    built: House, four: str, source: Path
) -> None:
    before = len(built.records())
    again = cloister(
        *(built, "import", str(source), "--name", four, "--quantise", "nf4"), *WEAK
    )
    assert again.exit_code == 0
    assert again.stdout.startswith("already here")
    assert before == len(built.records())


def test_a_promoted_model_answers_and_a_rollback_brings_the_other_back(
    built: House, four: str
) -> None:
    told = cloister(built, "promote", four)
    assert told.exit_code == 0, told.output
    assert "is live now" in told.output
    built.start()
    try:
        health = built.client.health()
        assert (health["model"], health["quantisation"]) == (four, "nf4")
    finally:
        built.stop()
    assert cloister(built, "promote", four).stdout.startswith(f"{four} answers already")
    back = cloister(built, "rollback")
    assert back.exit_code == 0, back.output
    listed = cloister(built, "list").output.splitlines()
    assert [line[0] for line in listed] == ["*", "-"]
    promoted = bodies(built, "model.promoted")[-1]
    reverted = bodies(built, "model.reverted")[-1]
    assert (promoted["model"], promoted["before"]) == (four, "tiny")
    assert (reverted["model"], reverted["before"]) == ("tiny", four)
    verified = CliRunner().invoke(
        main, ["release", "verify", "--config", str(built.config)]
    )
    assert verified.exit_code == 0, verified.output


def test_a_choice_signs_no_purpose_or_rule_that_was_not_signed(
    built: House, four: str
) -> None:
    rules = built.policies / "hold.cedar"
    kept = rules.read_bytes()
    shelf = shelf_of(built.settings)
    signed = shelf.digests()
    rules.write_bytes(b"")
    told = cloister(built, "promote", four)
    rules.write_bytes(kept)
    assert told.exit_code == 1
    assert "hold.cedar: changed since it was signed" in told.output
    assert "sign it first (cloister release sign)" in told.output
    assert (shelf.digests(), note_path(built.settings).exists()) == (signed, False)


def test_one_choice_is_made_at_a_time_and_an_import_waits_for_none(
    built: House, four: str, source: Path
) -> None:
    cloister(built, "rollback")
    with (built.root / "state" / "choice.lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for verb in ("promote", "remove"):
            told = cloister(built, verb, four)
            assert told.exit_code == 1
            assert "is at it (choice)" in told.output
        again = ("import", str(source), "--name", four, "--quantise", "nf4")
        assert cloister(built, *again, *WEAK).exit_code == 0


def test_without_a_promotion_there_is_nothing_to_go_back_to(built: House) -> None:
    told = cloister(built, "rollback")
    assert told.exit_code == 1
    assert "nothing to go back to" in told.output


def test_a_promotion_that_was_written_by_hand_stops_everything(
    built: House, four: str
) -> None:
    cloister(built, "promote", four)
    path = note_path(built.settings)
    path.write_bytes(path.read_bytes().replace(b"model four", b"model tiny"))
    for command in (("rollback",), ("promote", "tiny")):
        told = cloister(built, *command)
        assert told.exit_code == 1
        assert "model.note" in told.output


def test_a_promoted_model_that_changed_does_not_answer(built: House, four: str) -> None:
    cloister(built, "promote", four)
    folder = built.root / "models" / "imported" / four
    kept = folder.with_name(".kept")
    shutil.copytree(folder, kept)
    write_manifest(folder, name=four, licence="mine")
    try:
        listed = cloister(built, "list").output
        assert "nothing can answer: four was promoted with digest" in listed
        told = cloister(built, "promote", four)
        assert told.exit_code == 1
        assert "signed for another manifest" in told.output
    finally:
        shutil.rmtree(folder)
        kept.rename(folder)


def test_only_a_model_that_nobody_needs_is_removed(built: House, four: str) -> None:
    assert "shipped" in cloister(built, "remove", "tiny").output
    cloister(built, "promote", four)
    assert "four answers; it is not removed" in cloister(built, "remove", four).output
    cloister(built, "rollback")
    told = cloister(built, "remove", four).output
    assert "is what a rollback brings back" in told
    imported = built.root / "models" / "imported"
    shutil.copytree(imported / four, imported / "spare")
    write_manifest(imported / "spare", name="spare")
    removed = cloister(built, "remove", "spare")
    assert removed.exit_code == 0, removed.output
    assert not (built.root / "models" / "imported" / "spare").exists()
    assert [body["model"] for body in bodies(built, "model.removed")] == ["spare"]


def test_a_changed_file_is_named_by_verify_and_not_promoted(
    built: House, four: str
) -> None:
    path = built.root / "models" / "imported" / four / "tokenizer.json"
    whole = path.read_bytes()
    path.write_bytes(whole + b" ")
    verified, promoted = (
        cloister(built, "verify", four, *WEAK),
        cloister(built, "promote", four),
    )
    path.write_bytes(whole)
    for told in (verified, promoted):
        assert told.exit_code == 1
        assert "tokenizer.json" in told.output
    assert not note_path(built.settings).exists()


def test_an_unsigned_model_is_refused(built: House, four: str) -> None:
    path = built.root / "models" / "imported" / four / "manifest.note"
    note = path.read_bytes()
    path.unlink()
    verified, promoted = (
        cloister(built, "verify", four, *WEAK),
        cloister(built, "promote", four),
    )
    path.write_bytes(note)
    for told in (verified, promoted):
        assert told.exit_code == 1
        assert "manifest.note" in told.output


def test_a_hostile_folder_is_refused_with_the_reason(
    built: House, source: Path
) -> None:
    (source / "pytorch_model.bin").touch()
    told = cloister(built, "import", str(source), "--name", "evil", *WEAK)
    (source / "pytorch_model.bin").unlink()
    assert told.exit_code == 1
    assert "may hold code" in told.output


def test_what_the_log_does_not_take_does_not_happen(built: House, four: str) -> None:
    built.stop_ledger()
    socket = load_settings(built.config).paths.socket("ledger")
    assert not socket.exists()
    told = [cloister(built, verb, four) for verb in ("promote", "remove")]
    assert all("the log does not run" in result.output for result in told)
    # A socket that is there with nobody behind it: a log that has died.
    socket.touch()
    told += [cloister(built, verb, four) for verb in ("promote", "remove")]
    socket.unlink()
    built.start_ledger()
    assert [result.exit_code for result in told] == [1] * 4
    imported = built.root / "models" / "imported"
    assert [four] == [path.name for path in imported.iterdir()]
    assert not note_path(built.settings).exists()
