"""`cloister release`: sign purposes, put releases live, take them back, show them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from appliance.commands.changes import CHOICE, hold_alone, record_in_log
from appliance.commands.options import config_option
from appliance.commands.release_signing import read_seed, sign_for
from appliance.commands.release_standing import (
    check_live,
    deployment_of,
    known_of,
    name_of,
    were_live,
    whole_digest,
)
from appliance.domain.known_release import KnownRelease
from appliance.engine.promotion import models_in_use
from appliance.errors import SettingsError
from appliance.kinds import RecordKind
from appliance.release import Release, shelf_of
from appliance.settings import load_settings


@click.group()
def group() -> None:
    """Sign purposes as releases; put them live, take them back, show them."""


@group.command()
@config_option
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The signing key; without, release/signing.key in the folder of keys.",
)
def sign(config: Path, key: Path | None) -> None:
    """Sign each purpose in the policies folder as a release, and put live what may be.

    A release is for the model that answers in each tier of its purpose: the remote one
    of the settings if they name one, else the one last promoted (`cloister model
    promote`), else the one in the settings. Whether it goes live the log decides: where
    the site asks for an evaluation, only what has passed one. The next exchange is
    answered by it; nothing is started again. What is signed and live already is left
    alone, and a purpose that the folder no longer has is taken out of use.
    """
    settings = load_settings(config)
    hold_alone(settings, CHOICE)
    sign_for(settings, models_in_use(settings), read_seed(settings, key))


@group.command("list")
@config_option
def list_all(config: Path) -> None:
    """List every release that was signed here, and which of them are live."""
    settings = load_settings(config)
    standing, shelf = deployment_of(settings), shelf_of(settings)
    known: dict[str, KnownRelease] = {}
    for digest in shelf.digests():
        name = name_of(shelf.get(digest))
        placed = standing.placements.get(name)
        if digest not in known:
            known |= {one.release: one for one in known_of(settings, name)}
        told = known.get(digest)
        state = f"not live: {told.missing}" if told and told.missing else "signed"
        if placed is not None and digest == placed.live:
            state = f"live since record {placed.since}"
        elif told is not None and told.state == "before":
            state = "was live"
        click.echo(f"{digest}  {name:24} {state}")


@group.command()
@config_option
@click.argument("digest", required=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write every file of the release into this new folder.",
)
def show(config: Path, digest: str | None, out: Path | None) -> None:
    """Show a release whole, as it was signed; without DIGEST those that are live.

    DIGEST is what records name, or its first characters.
    """
    settings = load_settings(config)
    shelf = shelf_of(settings)
    if digest is None:
        for placed in deployment_of(settings).placements.values():
            _tell(shelf.get(placed.live))
        return
    release = shelf.get(whole_digest(digest, shelf.digests()))
    _tell(release)
    for rule in release.bundle.rules.values():
        click.echo(f"  {rule.effect:6} {rule.id}: {rule.sentence} [{rule.source}]")
    for name, file_digest in sorted(release.manifest["files"].items()):
        click.echo(f"  file     {file_digest} {name}")
    if out is not None:
        _write_out(shelf.folder / release.digest, release, out)


@group.command()
@config_option
@click.argument("purpose")
@click.argument("digest")
def promote(config: Path, purpose: str, digest: str) -> None:
    """Put release DIGEST live for PURPOSE, if the log holds what that takes."""
    settings = load_settings(config)
    whole = whole_digest(digest, shelf_of(settings).digests())
    body = {"release": whole, "purpose": purpose}
    record_in_log(settings, RecordKind.RELEASE_PROMOTED, body)
    click.echo(f"release {whole} is live for {purpose} now")


@group.command()
@config_option
@click.argument("purpose")
@click.option("--to", "digest", help="To this one; without, the one before.")
def rollback(config: Path, purpose: str, digest: str | None) -> None:
    """Put a release live again that was live before; the next exchange has it.

    Of a purpose that was retired, name the one: nothing is live that it is before.
    """
    settings = load_settings(config)
    before = were_live(settings, purpose)
    if not before:
        raise SettingsError(f"{purpose}: no release was live before")
    if digest is None and purpose not in deployment_of(settings).placements:
        raise SettingsError(
            f"{purpose}: it was retired; name a release with --to (cloister release "
            "list)"
        )
    whole = before[-1] if digest is None else whole_digest(digest, before)
    body = {"release": whole, "purpose": purpose}
    record_in_log(settings, RecordKind.RELEASE_REVERTED, body)
    click.echo(f"release {whole} is live for {purpose} again")


@group.command()
@config_option
@click.argument("purpose")
def retire(config: Path, purpose: str) -> None:
    """Let nothing answer for PURPOSE any more; staff no longer see it."""
    settings = load_settings(config)
    record_in_log(settings, RecordKind.RELEASE_RETIRED, {"purpose": purpose})
    click.echo(f"nothing is live for {purpose} now")


@group.command()
@config_option
@click.option(
    "--policies",
    type=click.Path(path_type=Path, file_okay=False),
    help="Compare with this folder of policies instead of the one in the settings.",
)
@click.option(
    "--models",
    type=click.Path(path_type=Path, file_okay=False),
    help="The same for the folder of models.",
)
def verify(config: Path, policies: Path | None, models: Path | None) -> None:
    """Check that every live release holds, and is what stands in the folders.

    With --policies and --models it tells whether an upgrade, unpacked but not signed
    yet, would answer by what is live.
    """
    settings = load_settings(config)
    paths = replace(
        settings.paths,
        policies=policies or settings.paths.policies,
        models=models or settings.paths.models,
    )
    settings = replace(settings, paths=paths)
    check_live(settings, models_in_use(settings))
    shelf = shelf_of(settings)
    for placed in deployment_of(settings).placements.values():
        click.echo(f"release {placed.live} is signed and unchanged")
        _tell(shelf.get(placed.live))


def _tell(release: Release) -> None:
    (purpose,) = release.purposes
    click.echo(f"release {release.digest}")
    click.echo(f"  purpose  {purpose.name}: {purpose.title} ({purpose.risk} risk)")
    click.echo(f"  version  {release.version_of(purpose.name)}")
    models: Mapping[str, str] = (
        {"": release.model} if isinstance(release.model, str) else release.model
    )
    for tier, digest in models.items():
        click.echo(f"  model    {digest} {tier}".rstrip())
    click.echo(f"  policies {release.policy_digest}")


@contextmanager
def _new_folder(path: Path) -> Iterator[Path]:
    try:
        path.mkdir(parents=True)
        yield path
    except OSError as err:
        raise SettingsError(f"{err.filename or path}: {err.strerror}") from err


def _write_out(folder: Path, release: Release, out: Path) -> None:
    with _new_folder(out):
        for name in release.manifest["files"]:
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((folder / name).read_bytes())
    click.echo(f"wrote {len(release.manifest['files'])} files to {out}")
