"""`cloister model`: take models in, and say which are there and if they are whole."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from appliance.commands.options import config_option
from appliance.engine.folder import IMPORTED, CheckedFolder, check_folder, find_model
from appliance.engine.import_model import Progress as Report
from appliance.engine.import_model import import_model
from appliance.engine.manifest import MANIFEST, QUANTISATIONS, Manifest, read_manifest
from appliance.engine.records import append_durably
from appliance.errors import SettingsError
from appliance.kinds import RecordKind
from appliance.settings import Settings, load_settings


@click.group()
def group() -> None:
    """Import, list and verify models."""


@group.command("import")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", required=True, help="What it is called here.")
@click.option(
    "--quantise",
    type=click.Choice(QUANTISATIONS),
    default="float32",
    show_default=True,
    help="How its weights are stored and run.",
)
@config_option
def import_folder(folder: Path, name: str, quantise: str, config: Path) -> None:
    """Take a Hugging Face model FOLDER in.

    Only safetensors weights are taken, no code of the folder runs, and the model is
    tried in a process without network before it is put in its place.
    """
    settings = load_settings(config)
    began = time.monotonic()
    with _reporting() as report:
        done = import_model(
            folder,
            settings.paths.models,
            name=name,
            quantise=quantise,
            record=lambda manifest, digest: _record(settings, manifest, digest),
            progress=report,
        )
    click.echo(f"imported   {done.folder.path}")
    for line in _lines(done.folder.manifest, done.folder.digest):
        click.echo(line)
    click.echo(
        f"weights    {_size(done.bytes_before)} as they came, "
        f"{_size(done.bytes_after)} as stored"
    )
    click.echo(
        f"tried in   {done.sandbox}: {done.trial['tokens']} tokens in "
        f"{done.trial['took_ms']} ms, {_size(done.trial['memory_bytes'])} of memory"
    )
    if done.left_out:
        click.echo(f"left out   {', '.join(done.left_out)}")
    click.echo(f"took       {time.monotonic() - began:.1f} s")
    click.echo(
        f'To answer with it: set model = "{name}" and quantisation = "{quantise}" '
        "under [engine], run `cloister release sign`, and restart cloister-engine."
    )


@group.command("list")
@config_option
def list_models(config: Path) -> None:
    """List the models that are here; * answers now."""
    settings = load_settings(config)
    chosen = settings.engine.model.removeprefix(f"{IMPORTED}/")
    for folder in _folders(settings.paths.models):
        try:
            manifest, digest = read_manifest(folder)
        except SettingsError as err:
            click.echo(f"  {folder.name:<24} cannot be read: {err}")
            continue
        mark = "*" if folder.name == chosen else " "
        weights = sum(f.size_bytes for f in manifest.files if "safetensors" in f.name)
        click.echo(
            f"{mark} {folder.name:<24} {manifest.architecture:<24} "
            f"{manifest.quantisation:<8} {_size(weights):>9}  {digest[:12]}"
        )


@group.command()
@click.argument("name")
@config_option
def show(name: str, config: Path) -> None:
    """Show what a model's manifest says; it is not verified."""
    settings = load_settings(config)
    folder = find_model(settings.paths.models, name)
    for line in _lines(*read_manifest(folder)):
        click.echo(line)


@group.command()
@click.argument("name")
@config_option
def verify(name: str, config: Path) -> None:
    """Verify every file of a model against its manifest."""
    settings = load_settings(config)
    checked: CheckedFolder = check_folder(find_model(settings.paths.models, name))
    click.echo(
        f"{name}: {len(checked.manifest.files)} files are as the manifest says, "
        f"digest {checked.digest}"
    )


def _folders(models: Path) -> Iterator[Path]:
    for parent in (models, models / IMPORTED):
        for folder in sorted(parent.glob("[a-z0-9]*")):
            if (folder / MANIFEST).is_file():
                yield folder


def _record(settings: Settings, manifest: Manifest, digest: str) -> None:
    """Record an import; without a running ledger there is nothing to record in."""
    if not settings.paths.socket("ledger").exists():
        click.echo("not recorded: no ledger runs here", err=True)
        return
    append_durably(
        settings,
        RecordKind.MODEL_IMPORTED,
        {
            "model": manifest.name,
            "model_digest": digest,
            "architecture": manifest.architecture,
            "parameters": manifest.parameters,
            "quantisation": manifest.quantisation,
            "licence": manifest.licence,
            "template_sha256": manifest.template_sha256,
            "source": manifest.source,
            "operator_uid": os.getuid(),
        },
        wait_s=0.0,
    )


def _lines(manifest: Manifest, digest: str) -> list[str]:
    facts: Mapping[str, Any] = {
        "name": manifest.name,
        "digest": digest,
        "class": manifest.architecture,
        "parameters": f"{manifest.parameters:,}",
        "context": f"{manifest.context_tokens:,} tokens",
        "stored as": f"{manifest.quantisation} ({manifest.stored_as})",
        "licence": manifest.licence,
        "template": manifest.template_sha256,
    }
    return [f"{name:<10} {value}" for name, value in facts.items()]


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"


@contextmanager
def _reporting() -> Iterator[Report]:
    """Show a bar on a terminal, and a line per stage elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        told: set[str] = set()

        def tell(stage: str, _done: int, _total: int) -> None:
            if stage not in told:
                told.add(stage)
                click.echo(stage, err=True)

        yield tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None)

        def draw(stage: str, done: int, total: int) -> None:
            bars.update(task, description=stage, completed=done, total=total or None)

        yield draw
