"""A model guesses only if it is vouched for and means the same by every token."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.engine.folder import NOTE
from appliance.engine.load import LoadedModel
from appliance.engine.load_draft import load_draft
from appliance.engine.manifest import read_manifest
from appliance.engine.promotion import find_in_use, release_vkey
from appliance.engine.signature import manifest_text, sign_text, write_whole
from appliance.engine_settings import EngineSettings
from appliance.errors import SettingsError
from appliance.settings import Settings
from tests.unit.appliance.engine.test_promotion import pair, seed_of, settings
from tests.unit.appliance.engine.tiny_model import make_folder

__all__ = ["pair", "settings"]


def sign(settings: Settings, folder: Path) -> None:
    manifest, digest = read_manifest(folder)
    content = sign_text(
        manifest_text(manifest, digest),
        seed=seed_of(settings),
        vkey=release_vkey(settings),
    )
    write_whole(folder / NOTE, content)


def naming(settings: Settings, draft: str) -> Settings:
    return replace(settings, engine=replace(settings.engine, draft=draft))


def imported(settings: Settings, name: str, **options: Any) -> Path:
    folder = settings.paths.models / "imported" / name
    if not folder.exists():
        make_folder(folder, hidden=32, layers=1, **options)
    sign(settings, folder)
    return folder


def test_no_name_is_no_draft(settings: Settings, tiny: LoadedModel) -> None:
    assert load_draft(settings, tiny) is None


def test_an_imported_model_with_the_same_tokens_may_guess(
    settings: Settings, tiny: LoadedModel
) -> None:
    folder = imported(settings, "guess")
    draft = load_draft(naming(settings, "guess"), tiny)
    assert draft is not None
    assert draft.weights.digest == read_manifest(folder)[1]


def test_a_model_that_nobody_signed_for_is_refused(
    settings: Settings, tiny: LoadedModel
) -> None:
    with pytest.raises(SettingsError, match="manifest"):
        load_draft(naming(settings, "other"), tiny)
    with pytest.raises(SettingsError, match="tiny was not imported here"):
        load_draft(naming(settings, "tiny"), tiny)
    with pytest.raises(SettingsError, match="nowhere"):
        load_draft(naming(settings, "nowhere"), tiny)


def test_changed_weights_are_refused(settings: Settings, tiny: LoadedModel) -> None:
    weights = imported(settings, "guess") / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(SettingsError, match=r"model\.safetensors"):
        load_draft(naming(settings, "guess"), tiny)


def test_other_tokens_are_refused(settings: Settings, tiny: LoadedModel) -> None:
    imported(settings, "foreign", vocabulary=330)
    with pytest.raises(SettingsError, match="foreign has other tokens than tiny"):
        load_draft(naming(settings, "foreign"), tiny)


def test_a_model_that_cannot_read_ahead_takes_no_draft(
    settings: Settings, tiny: LoadedModel
) -> None:
    weights = replace(tiny.weights, quantisation="int8-dynamic")
    imported(settings, "guess")
    with pytest.raises(SettingsError, match="guesses would change its answers"):
        load_draft(naming(settings, "guess"), replace(tiny, weights=weights))


def test_a_fault_of_a_further_tier_names_its_own_table(
    settings: Settings, tiny: LoadedModel
) -> None:
    tiers = {"large": EngineSettings(draft="gone", model="gone")}
    several = replace(settings, engine=replace(settings.engine, tiers=tiers))
    large = several.for_tier("large")
    with pytest.raises(SettingsError, match=r"^engine\.tiers\.large\.draft: no model"):
        load_draft(large, tiny)
    with pytest.raises(SettingsError, match=r"^engine\.tiers\.large\.model: no model"):
        find_in_use(large)
    with pytest.raises(SettingsError, match=r"^engine\.model: no model 'gone'"):
        find_in_use(replace(settings, engine=replace(settings.engine, model="gone")))
