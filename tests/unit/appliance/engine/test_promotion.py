"""Which model answers: signed, and never guessed."""

import shutil
from pathlib import Path

import pytest

from appliance.engine.folder import NOTE
from appliance.engine.manifest import read_manifest
from appliance.engine.promotion import (
    FORMAT,
    Chosen,
    find_in_use,
    note_path,
    read_promotion,
    release_vkey,
    write_promotion,
)
from appliance.engine.signature import (
    check_manifest_signature,
    manifest_text,
    sign_text,
    write_whole,
)
from appliance.errors import SettingsError
from appliance.keys import create_keys
from appliance.settings import Settings, load_settings
from tests.unit.appliance.engine.house import CONFIG
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with a shipped and an imported one; tests take copies."""
    models = tmp_path_factory.mktemp("models")
    make_folder(models / "tiny", hidden=16, layers=1)
    make_folder(models / "imported" / "other", hidden=32, layers=1)
    return models


@pytest.fixture
def settings(tmp_path: Path, pair: Path) -> Settings:
    config = tmp_path / "c.toml"
    config.write_text(
        CONFIG.format(
            root=tmp_path,
            policies=tmp_path,
            uid=0,
            quantisation="float32",
            max_queue=200,
            max_batch=1,
            deadline_s=1.0,
            first_token_s=1.0,
        )
    )
    create_keys(tmp_path / "keys", origin="test.example/log")
    shutil.copytree(pair, tmp_path / "models")
    return load_settings(config)


def seed_of(settings: Settings) -> bytes:
    return (settings.paths.keys / "release" / "signing.key").read_bytes()


def chosen(settings: Settings, folder: str) -> Chosen:
    path = settings.paths.models / folder
    return Chosen(path.name, read_manifest(path)[1])


def promote_other(settings: Settings) -> None:
    now, before = chosen(settings, "imported/other"), chosen(settings, "tiny")
    write_promotion(settings, now, before, seed=seed_of(settings))


def test_the_settings_name_the_model_until_one_is_promoted(settings: Settings) -> None:
    in_use = find_in_use(settings)
    assert (in_use.now, in_use.before) == (chosen(settings, "tiny"), None)
    assert not in_use.promoted
    assert read_promotion(settings) is None


def test_a_promoted_model_comes_before_the_one_in_the_settings(
    settings: Settings,
) -> None:
    promote_other(settings)
    in_use = find_in_use(settings)
    assert in_use.promoted
    assert in_use.folder == settings.paths.models / "imported" / "other"
    assert (in_use.now, in_use.before) == (
        chosen(settings, "imported/other"),
        chosen(settings, "tiny"),
    )


def test_every_unit_can_read_the_choice(settings: Settings) -> None:
    promote_other(settings)
    assert note_path(settings).stat().st_mode & 0o777 == 0o644


def test_a_choice_that_was_changed_chooses_nothing(settings: Settings) -> None:
    promote_other(settings)
    path = note_path(settings)
    whole = path.read_bytes()
    for at in range(0, len(whole), 5):
        raw = bytearray(whole)
        raw[at] ^= 1
        path.write_bytes(raw)
        with pytest.raises(SettingsError, match=r"model\.note"):
            find_in_use(settings)


def test_what_is_signed_but_no_choice_is_refused(settings: Settings) -> None:
    vkey = release_vkey(settings)
    note = sign_text(f"{FORMAT}\nmodel x\n", seed=seed_of(settings), vkey=vkey)
    write_whole(note_path(settings), note)
    with pytest.raises(SettingsError, match="signed, but not a promotion"):
        find_in_use(settings)


def test_a_promoted_model_that_changed_does_not_answer(settings: Settings) -> None:
    promote_other(settings)
    write_manifest(settings.paths.models / "imported" / "other", licence="mine")
    with pytest.raises(SettingsError, match="promote it again if you mean what is"):
        find_in_use(settings)


@pytest.mark.parametrize(
    ("seed", "told"),
    [(b"o" * 32, "not the public half"), (b"short", "a signing key has 32 bytes")],
)
def test_another_key_signs_nothing(settings: Settings, seed: bytes, told: str) -> None:
    now = chosen(settings, "tiny")
    with pytest.raises(SettingsError, match=told):
        write_promotion(settings, now, now, seed=seed)
    assert not note_path(settings).exists()


def sign_manifest(settings: Settings, folder: Path) -> None:
    text = manifest_text(*read_manifest(folder))
    vkey = release_vkey(settings)
    write_whole(folder / NOTE, sign_text(text, seed=seed_of(settings), vkey=vkey))


def test_an_imported_models_manifest_is_signed(settings: Settings) -> None:
    other = settings.paths.models / "imported" / "other"
    sign_manifest(settings, other)
    assert check_manifest_signature(other, release_vkey(settings))
    write_manifest(other, licence="mine")
    with pytest.raises(SettingsError, match="signed for another manifest"):
        check_manifest_signature(other, release_vkey(settings))
    (other / NOTE).unlink()
    with pytest.raises(SettingsError, match=r"manifest\.note: No such file"):
        check_manifest_signature(other, release_vkey(settings))


def test_a_shipped_model_has_no_signature_of_its_own(settings: Settings) -> None:
    tiny = settings.paths.models / "tiny"
    assert not check_manifest_signature(tiny, release_vkey(settings))


def test_without_the_public_key_nothing_is_believed(settings: Settings) -> None:
    promote_other(settings)
    vkey = release_vkey(settings)
    vkey.chmod(0o644)
    vkey.write_text("no key\n")
    with pytest.raises(SettingsError, match="not a public key line"):
        find_in_use(settings)
