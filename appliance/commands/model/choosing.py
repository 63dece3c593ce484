"""`cloister model promote`, `rollback` and `remove`: what answers, and what is left."""

import os
import shutil
from pathlib import Path

import click

from appliance.commands.changes import CHOICE, hold_alone, record
from appliance.commands.model.looking import verified
from appliance.commands.model.telling import telling
from appliance.commands.options import config_option, tier_option
from appliance.commands.release_signing import read_seed, sign_for
from appliance.commands.release_standing import check_policies
from appliance.engine.folder import IMPORTED, find_model
from appliance.engine.manifest import read_manifest
from appliance.engine.promotion import (
    Chosen,
    check_answers_here,
    chosen_in,
    models_in_use,
    read_promotion,
    write_promotion,
)
from appliance.engine.quantisation import check_runnable
from appliance.engine.signature import sync_path
from appliance.errors import SettingsError
from appliance.kinds import RecordKind
from appliance.settings import Settings, load_settings

_key_option = click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The signing key; without, release/signing.key in the folder of keys.",
)


@click.command()
@click.argument("name")
@tier_option
@_key_option
@config_option
def promote(name: str, tier: str | None, key: Path | None, config: Path) -> None:
    """Let the model NAME answer from the next start on.

    It is verified first. Then the choice and a release for this model are signed, of
    the purposes and rules that are signed already: what changed in them since is for
    `cloister release sign`. The model that answered until now stays, for
    `cloister model rollback`.
    """
    whole = load_settings(config)
    settings = whole.for_tier(tier or whole.engine.tier)
    check_answers_here(settings)
    hold_alone(settings, CHOICE)
    now = chosen_in(find_model(settings.paths.models, name))
    promotion = read_promotion(settings)
    if promotion is not None and promotion[0] == now:
        check_policies(settings)
        click.echo(f"{now.name} answers already")
        sign_for(whole, models_in_use(whole), read_seed(settings, key))
        return
    current, older = promotion or (_default(settings, now), now)
    # The same name with other files takes the place of itself, not of the one before.
    before = older if current.name == now.name else current
    kind = RecordKind.MODEL_PROMOTED
    _choose(whole, settings, now, before, kind=kind, key=key)


@click.command()
@tier_option
@_key_option
@config_option
def rollback(tier: str | None, key: Path | None, config: Path) -> None:
    """Let the model answer again that answered before the last promotion."""
    whole = load_settings(config)
    settings = whole.for_tier(tier or whole.engine.tier)
    check_answers_here(settings)
    hold_alone(settings, CHOICE)
    promotion = read_promotion(settings)
    if promotion is None or promotion[0] == promotion[1]:
        raise SettingsError("no model was promoted; there is nothing to go back to")
    now, before = promotion
    here = chosen_in(find_model(settings.paths.models, before.name))
    if here.digest != before.digest:
        raise SettingsError(
            f"{before.name} is not the one that answered before: it was "
            f"{before.digest[:12]} and is {here.digest[:12]}; promote it if you mean "
            "what is there"
        )
    kind = RecordKind.MODEL_REVERTED
    _choose(whole, settings, before, now, kind=kind, key=key)


@click.command()
@click.argument("name")
@config_option
def remove(name: str, config: Path) -> None:
    """Remove the imported model NAME from this machine.

    Not the one that answers, nor the one before it, which a rollback needs, nor the one
    in the settings: promote another first.
    """
    settings = load_settings(config)
    hold_alone(settings, CHOICE)
    folder = find_model(settings.paths.models, name)
    if folder.parent.name != IMPORTED:
        raise SettingsError(f"{folder.name} is shipped; the package removes it")
    kept: dict[str, str] = {}
    for of_tier in map(settings.for_tier, settings.engine.names):
        kept |= _kept(of_tier)
    if folder.name in kept:
        raise SettingsError(
            f"{folder.name} {kept[folder.name]}; it is not removed. Let others answer "
            "first (cloister model promote NAME)"
        )
    manifest, digest = read_manifest(folder)
    record(
        settings,
        RecordKind.MODEL_REMOVED,
        {
            "model": manifest.name,
            "model_digest": digest,
            "operator_uid": os.getuid(),
        },
    )
    # Away in one step: what is half removed must not look like a model.
    gone = folder.with_name(f".{folder.name}.gone-{os.getpid()}")
    try:
        folder.rename(gone)
        sync_path(folder.parent)
        shutil.rmtree(gone)
    except OSError as err:
        raise SettingsError(f"{err.filename or folder}: {err.strerror}") from err
    click.echo(f"removed {folder.name}, digest {digest}")


def _kept(settings: Settings) -> dict[str, str]:
    """Name the models that a tier needs, and what for."""
    named = settings.engine.model.removeprefix(f"{IMPORTED}/")
    kept = {named: "is named in the settings"}
    for chosen, why in zip(
        read_promotion(settings) or (),
        ("answers", "is what a rollback brings back"),
        strict=False,
    ):
        kept[chosen.name] = why
    return kept


def _choose(
    whole: Settings,
    settings: Settings,
    now: Chosen,
    before: Chosen,
    *,
    kind: RecordKind,
    key: Path | None,
) -> None:
    """Verify a model, record the choice, and sign it and the release for it.

    Args:
        whole: The settings of all tiers, for the release.
        settings: As the tier's engine reads them.
        now: What answers from the next start on.
        before: What a rollback brings back.
        kind: What this is to the log.
        key: File of the signing key.
    """
    seed = read_seed(settings, key)
    check_policies(settings)
    folder = find_model(settings.paths.models, now.name)
    manifest, _ = read_manifest(folder)
    check_runnable(manifest.quantisation, settings.engine.device)
    models = models_in_use(whole, {settings.engine.tier: now.digest})
    with telling() as told:
        click.echo(verified(folder, settings, told))
    # It may have taken long; what is signed is what was looked at.
    check_policies(settings)
    record(
        settings,
        kind,
        {
            "tier": settings.engine.tier,
            "model": now.name,
            "model_digest": now.digest,
            "quantisation": manifest.quantisation,
            "before": before.name,
            "before_digest": before.digest,
            "operator_uid": os.getuid(),
        },
    )
    # In this order a crash in between leaves a choice without its release, which the
    # engine refuses and `cloister release sign` completes.
    write_promotion(settings, now, before, seed=seed)
    sign_for(whole, models, seed)
    click.echo(f"{now.name} was chosen to answer; {before.name} is kept for a rollback")
    click.echo("It answers from the next start on: systemctl restart cloister.target")
    click.echo("Then have evaluated what is not live yet: cloister release install")


def _default(settings: Settings, now: Chosen) -> Chosen:
    """Name the model of the settings, which answers while none was promoted."""
    try:
        return chosen_in(find_model(settings.paths.models, settings.engine.model))
    except SettingsError:
        # It is gone: there is nothing to go back to.
        return now
