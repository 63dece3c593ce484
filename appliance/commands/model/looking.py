"""`cloister model list`, `show` and `verify`: they change nothing."""

from collections.abc import Iterator
from pathlib import Path

import click

from appliance.commands.model.telling import (
    lines_of,
    size,
    telling,
    without_sandbox_option,
)
from appliance.commands.options import config_option
from appliance.engine.folder import (
    IMPORTED,
    Told,
    check_contents,
    check_folder,
    find_model,
)
from appliance.engine.manifest import MANIFEST, read_manifest
from appliance.engine.packing import check_shapes
from appliance.engine.promotion import find_in_use, release_vkey
from appliance.engine.sandbox import find_sandbox, open_workshop
from appliance.engine.signature import check_manifest_signature
from appliance.errors import SettingsError
from appliance.settings import Settings, load_settings


@click.command("list")
@config_option
def list_models(config: Path) -> None:
    """List the models that are here: * answers, - answered before it.

    Where there are several tiers, those in which it answers stand behind it.
    """
    settings = load_settings(config)
    answering, before = _in_use(settings)
    for folder in folders(settings.paths.models):
        try:
            manifest, digest = read_manifest(folder)
        except SettingsError as err:
            click.echo(f"! {folder.name:<24} cannot be read: {err}")
            continue
        weights = sum(f.size_bytes for f in manifest.files if "safetensors" in f.name)
        origin = "imported" if folder.parent.name == IMPORTED else "shipped"
        mark = (
            "*" if folder.name in answering else "-" if folder.name in before else " "
        )
        tiers = answering.get(folder.name, ()) if settings.engine.tiers else ()
        line = (
            f"{mark} {folder.name:<24} "
            f"{manifest.architecture:<24} {manifest.quantisation:<12} "
            f"{size(weights):>9}  {origin:<8}  {digest[:12]}  {', '.join(tiers)}"
        )
        click.echo(line.rstrip())


@click.command()
@click.argument("name")
@config_option
def show(name: str, config: Path) -> None:
    """Show what a model's manifest says; it is not verified."""
    settings = load_settings(config)
    folder = find_model(settings.paths.models, name)
    for line in lines_of(*read_manifest(folder)):
        click.echo(line)
    answering, _ = _in_use(settings)
    tiers = answering.get(folder.name, ())
    if tiers:
        click.echo(f"{'answers':<10} {', '.join(tiers)}")


@click.command()
@click.argument("name", required=False)
@without_sandbox_option
@config_option
def verify(
    name: str | None,
    *,
    weak: bool,
    config: Path,
) -> None:
    """Verify a model, or every one: signature, each file, the shape of each tensor."""
    settings = load_settings(config)
    models = settings.paths.models
    chosen = [find_model(models, name)] if name else list(folders(models))
    bad = 0
    sandbox = find_sandbox(weak=weak)
    with telling() as told, open_workshop(sandbox) as workshop:
        for folder in chosen:
            try:
                said = verified(folder, settings, told)
                told("comparing tensors", 0, 0)
                check_shapes(folder, check_contents(folder), workshop)
                click.echo(said)
            except SettingsError as err:
                bad += 1
                click.echo(f"{folder.name}: NOT as it was taken in: {err}", err=True)
    if bad:
        raise SettingsError(f"{bad} of {len(chosen)} models must not answer")


def verified(folder: Path, settings: Settings, told: Told) -> str:
    """Verify a model's signature and files, and say what was verified.

    Raises:
        SettingsError: Something does not hold; the first bad file is named.
    """
    signed = check_manifest_signature(folder, release_vkey(settings))
    checked = check_folder(folder, told)
    return (
        f"{folder.name}: {'signed; ' if signed else 'shipped, not signed here; '}"
        f"{len(checked.manifest.files)} files are as the manifest says, "
        f"digest {checked.digest}"
    )


def folders(models: Path) -> Iterator[Path]:
    """List the folders of models, shipped ones first."""
    for parent in (models, models / IMPORTED):
        for folder in sorted(parent.glob("[a-z0-9]*")):
            if (folder / MANIFEST).is_file():
                yield folder


def _in_use(settings: Settings) -> tuple[dict[str, list[str]], set[str]]:
    """Name the models that answer, each with its tiers, and those before them."""
    answering: dict[str, list[str]] = {}
    before: set[str] = set()
    for tier in settings.engine.names:
        of_tier, where = settings.for_tier(tier), ""
        if settings.engine.tiers:
            where = f" in tier {tier}"
        if of_tier.engine.remote is not None:
            name = of_tier.engine.remote.model
            click.echo(f"a remote model answers{where}: {name}", err=True)
            continue
        try:
            in_use = find_in_use(of_tier)
        except SettingsError as err:
            click.echo(f"nothing can answer{where}: {err}", err=True)
            continue
        answering.setdefault(in_use.now.name, []).append(tier)
        if in_use.before:
            before.add(in_use.before.name)
    return answering, before
