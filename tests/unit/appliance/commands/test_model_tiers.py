"""`cloister model` and `cloister release` where each tier has a model of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.engine.load import load_model
from appliance.engine.manifest import read_manifest
from appliance.engine.promotion import find_in_use, note_path
from appliance.errors import SettingsError
from appliance.keys import create_keys
from appliance.release import DeploymentFile, deployment_note, shelf_of
from appliance.settings import Settings, load_settings
from tests.fakes import POLICIES
from tests.unit.appliance.commands.running_log import running_log
from tests.unit.appliance.engine.house import CONFIG
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest

NAMES = ("tiny", "big", "bigger")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    for seed, name in enumerate(NAMES):
        folder = make_folder(made / name, seed=seed, hidden=16, layers=1)
        write_manifest(folder, name=name)
    return made


def routed_policies(root: Path) -> Path:
    """Copy the shipped purposes; one of them asks the large tier too."""
    folder = shutil.copytree(POLICIES, root / "policies")
    file = folder / "purposes/reply-draft/purpose.toml"
    routing = '[routing]\nharder_tier = "large"\n\n[masking]'
    file.write_text(file.read_text().replace("[masking]", routing, 1))
    return folder


@pytest.fixture
def settings(tmp_path: Path, models: Path) -> Iterator[Settings]:
    text = CONFIG.format(
        root=tmp_path,
        policies=routed_policies(tmp_path),
        uid=0,
        quantisation="float32",
        max_queue=4,
        max_batch=1,
        deadline_s=1.0,
        first_token_s=1.0,
    )
    (tmp_path / "c.toml").write_text(text + '[engine.tiers.large]\nmodel = "big"\n')
    create_keys(tmp_path / "keys", origin="test.example/log")
    (tmp_path / "state").mkdir(exist_ok=True)
    shutil.copytree(models, tmp_path / "models")
    found = load_settings(tmp_path / "c.toml")
    with running_log(found):
        yield found


def cloister(settings: Settings, *arguments: str) -> Result:
    config = str(settings.paths.state.parent / "c.toml")
    return CliRunner().invoke(main, [*arguments, "--config", config])


def digest(settings: Settings, name: str) -> str:
    return read_manifest(settings.paths.models / name)[1]


def signed(settings: Settings) -> dict[str, str]:
    """Name the models that the live release of the routed purpose is for."""
    log = settings.paths.keys / "public" / "log.vkey"
    file = DeploymentFile(deployment_note(settings.paths.state), log)
    live = file.now().placements["reply-draft"].live
    model = shelf_of(settings).get(live).model
    assert not isinstance(model, str)
    return dict(model)


def test_the_release_names_the_model_of_each_tier(settings: Settings) -> None:
    told = cloister(settings, "release", "sign")
    assert told.exit_code == 0, told.output
    assert signed(settings) == {
        "small": digest(settings, "tiny"),
        "large": digest(settings, "big"),
    }
    shown = cloister(settings, "release", "show").output
    assert f"{digest(settings, 'big')} large" in shown
    assert cloister(settings, "release", "verify").exit_code == 0


def test_a_promotion_and_a_rollback_are_of_one_tier(settings: Settings) -> None:
    cloister(settings, "release", "sign")
    told = cloister(settings, "model", "promote", "bigger", "--tier", "large")
    assert told.exit_code == 0, told.output
    large = settings.for_tier("large")
    assert note_path(large).name == "model-large.note"
    assert "tier large\n" in note_path(large).read_text()
    assert not note_path(settings).exists()
    assert [find_in_use(s).now.name for s in (settings, large)] == ["tiny", "bigger"]
    assert signed(settings) == {
        "small": digest(settings, "tiny"),
        "large": digest(settings, "bigger"),
    }
    listed = cloister(settings, "model", "list").stdout.splitlines()
    assert [(line.split()[:2], line.split()[-1]) for line in listed] == [
        (["-", "big"], digest(settings, "big")[:12]),
        (["*", "bigger"], "large"),
        (["*", "tiny"], "small"),
    ]
    assert "answers    large" in cloister(settings, "model", "show", "bigger").stdout

    assert cloister(settings, "model", "rollback").exit_code == 1
    back = cloister(settings, "model", "rollback", "--tier", "large")
    assert back.exit_code == 0, back.output
    assert find_in_use(large).now.name == "big"
    assert cloister(settings, "release", "verify").exit_code == 0


def test_a_tier_that_is_not_there_is_named(settings: Settings) -> None:
    told = cloister(settings, "model", "promote", "big", "--tier", "huge")
    assert told.exit_code == 1
    assert "no tier 'huge', only small, large" in told.output


def test_the_choice_of_one_tier_is_none_of_another(settings: Settings) -> None:
    cloister(settings, "release", "sign")
    cloister(settings, "model", "promote", "bigger", "--tier", "large")
    large = settings.for_tier("large")
    note_path(settings).write_bytes(note_path(large).read_bytes())
    with pytest.raises(SettingsError, match="signed, but for another tier"):
        find_in_use(settings)
    note_path(settings).unlink()
    cloister(settings, "model", "promote", "bigger")
    note_path(large).write_bytes(note_path(settings).read_bytes())
    with pytest.raises(SettingsError, match="signed, but for another tier"):
        find_in_use(large)


def test_an_engine_starts_only_with_the_model_that_is_signed_for_its_tier(
    settings: Settings,
) -> None:
    cloister(settings, "release", "sign")
    large = settings.for_tier("large")
    assert load_model(large).weights.digest == digest(settings, "big")
    write_manifest(settings.paths.models / "big", name="big", licence="mine")
    with pytest.raises(SettingsError, match="no signed release is for big"):
        load_model(large)
    assert load_model(settings).weights.digest == digest(settings, "tiny")
    verified = cloister(settings, "release", "verify")
    assert verified.exit_code == 1
    assert "in tier large, but the one to answer, big, is" in verified.output


def test_with_a_tier_without_model_nothing_is_signed_or_promoted(
    settings: Settings,
) -> None:
    cloister(settings, "release", "sign")
    (settings.paths.models / "big" / "manifest.toml").unlink()
    for command in (("release", "sign"), ("model", "promote", "bigger")):
        assert cloister(settings, *command).exit_code == 1
    assert not note_path(settings).exists()
    promoted = cloister(settings, "model", "promote", "bigger", "--tier", "large")
    assert promoted.exit_code == 0, promoted.output
