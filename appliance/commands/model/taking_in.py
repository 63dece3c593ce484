"""`cloister model import`: take a Hugging Face folder in."""

import os
import time
from pathlib import Path

import click

from appliance.commands.changes import IMPORTS, hold_alone, record
from appliance.commands.model.telling import (
    lines_of,
    size,
    telling,
    without_sandbox_option,
)
from appliance.commands.options import config_option
from appliance.commands.release_signing import read_seed
from appliance.engine.import_model import import_model
from appliance.engine.imported import Imported, Keeper
from appliance.engine.promotion import release_vkey
from appliance.engine.quantisation import MADE_HERE
from appliance.engine.sandbox import find_sandbox, open_workshop
from appliance.engine.signature import sign_text
from appliance.kinds import RecordKind
from appliance.settings import Settings, load_settings

_MAX_SHOWN = 20


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="What it is called here; without, as the folder is.")
@click.option(
    "--quantise",
    type=click.Choice(MADE_HERE),
    default="float32",
    show_default=True,
    help="How it is stored and run; what is quantised already is taken as it is.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The signing key; without, release/signing.key in the folder of keys.",
)
@without_sandbox_option
@config_option
def import_folder(
    folder: Path,
    *,
    name: str | None,
    quantise: str,
    key: Path | None,
    weak: bool,
    config: Path,
) -> None:
    """Take a Hugging Face model FOLDER in.

    Only safetensors weights are taken, no code of the folder runs, and the model is
    tried in a process without rights and network before it is signed and put in its
    place; where there is no such process the model is refused, unless you say
    --without-sandbox, which is recorded. The same folder under the same name is taken
    once.
    """
    settings = load_settings(config)
    hold_alone(settings, IMPORTS)
    seed, vkey = read_seed(settings, key), release_vkey(settings)
    keeper = Keeper(
        sign=lambda text: sign_text(text, seed=seed, vkey=vkey),
        record=lambda done: _record(settings, done),
        name=f"uid {os.getuid()}",
    )
    began = time.monotonic()
    with telling() as told, open_workshop(find_sandbox(weak=weak)) as workshop:
        done = import_model(
            folder,
            settings.paths.models,
            name=name or folder.resolve().name.lower(),
            quantise=quantise,
            keeper=keeper,
            workshop=workshop,
            told=told,
        )
    _tell(done, time.monotonic() - began)


def _tell(done: Imported, took_s: float) -> None:
    if done.was_here:
        click.echo(f"already here: {done.folder.path}; nothing was changed")
        return
    manifest, trial = done.folder.manifest, done.trial
    click.echo(f"imported   {done.folder.path}")
    for line in lines_of(manifest, done.folder.digest):
        click.echo(line)
    click.echo(
        f"weights    {size(done.bytes_before)} as they came, "
        f"{size(done.bytes_after)} as stored"
    )
    click.echo(
        f"tried in   {done.sandbox}: {trial['tokens']} tokens in "
        f"{trial['took_ms']} ms, {size(trial['memory_bytes'])} of memory"
    )
    click.echo(
        f"talks      system message {trial['system']}, ends with tokens "
        f"{', '.join(map(str, trial['ends']))}"
    )
    if done.left_out:
        more = len(done.left_out) - _MAX_SHOWN
        shown = (*done.left_out[:_MAX_SHOWN], *([f"{more} more"] if more > 0 else []))
        click.echo(f"left out   {', '.join(shown)}")
    click.echo(f"took       {took_s:.1f} s")
    click.echo(f"To answer with it: cloister model promote {manifest.name}")


def _record(settings: Settings, done: Imported) -> None:
    manifest = done.folder.manifest
    record(
        settings,
        RecordKind.MODEL_IMPORTED,
        {
            "model": manifest.name,
            "model_digest": done.folder.digest,
            "architecture": manifest.architecture,
            "parameters": manifest.parameters,
            "context_tokens": manifest.context_tokens,
            "quantisation": manifest.quantisation,
            "licence": manifest.licence,
            "licence_sha256": manifest.licence_sha256,
            "template_sha256": manifest.template_sha256,
            "source": manifest.source,
            "bytes_before": done.bytes_before,
            "bytes_after": done.bytes_after,
            "sandbox": done.sandbox,
            "trial": dict(done.trial),
            "operator_uid": os.getuid(),
        },
    )
