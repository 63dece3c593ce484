"""`cloister release`: sign purposes, rules and model as one unit; show, verify."""

from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.domain.ports import Entry
from appliance.engine.folder import find_model
from appliance.engine.manifest import read_manifest
from appliance.errors import SettingsError
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.release import (
    Release,
    build_release,
    load_release,
    release_folder,
    sign_release,
)
from appliance.settings import Settings, load_settings


@click.group()
def group() -> None:
    """Sign purposes, rules and model as one unit."""


@group.command()
@config_option
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The signing key; without, release/signing.key in the folder of keys.",
)
def sign(config: Path, key: Path | None) -> None:
    """Sign what stands in the policies folder, for the model in the settings.

    The processes take it up when they are started again. While the log runs, the
    signing is recorded first; a signing that cannot be recorded does not happen. What
    is signed already and unchanged is left alone.
    """
    settings = load_settings(config)
    _, model = read_manifest(find_model(settings.paths.models, settings.engine.model))
    release = build_release(settings.paths.policies, model=model)
    if _stands(release, settings):
        click.echo(f"release {release.digest} stands; nothing changed")
        return
    seed = _read_seed(key or settings.paths.keys / "release" / "signing.key")
    _record(release, settings)
    sign_release(
        release,
        seed=seed,
        vkey=_vkey(settings),
        signed=release_folder(settings.paths.state),
    )
    click.echo(f"signed release {release.digest}")
    _tell(release)


@group.command()
@config_option
def show(config: Path) -> None:
    """Show what stands in the policies folder, rules as sentences; signed or not."""
    settings = load_settings(config)
    _, model = read_manifest(find_model(settings.paths.models, settings.engine.model))
    release = build_release(settings.paths.policies, model=model)
    click.echo(f"release {release.digest}")
    _tell(release)
    for rule in release.bundle.rules.values():
        click.echo(f"  {rule.effect:6} {rule.id}: {rule.sentence} [{rule.source}]")


@group.command()
@config_option
def verify(config: Path) -> None:
    """Check that the signature holds and that no file changed since it was signed."""
    settings = load_settings(config)
    release = load_release(
        settings.paths.policies, release_folder(settings.paths.state), _vkey(settings)
    )
    _, model = read_manifest(find_model(settings.paths.models, settings.engine.model))
    if model != release.model:
        raise SettingsError(
            f"the release is for model {release.model[:12]}, but engine.model "
            f"{settings.engine.model} is {model[:12]}; sign it for this model"
        )
    click.echo(f"release {release.digest} is signed and unchanged")
    _tell(release)


def _stands(release: Release, settings: Settings) -> bool:
    """Tell whether exactly this is signed already, under the key that counts."""
    try:
        signed = load_release(
            settings.paths.policies,
            release_folder(settings.paths.state),
            _vkey(settings),
        )
    except SettingsError:
        return False
    return signed.digest == release.digest


def _tell(release: Release) -> None:
    click.echo(f"  model    {release.model}")
    click.echo(f"  policies {release.policy_digest}")
    for purpose in release.purposes:
        digest = release.manifest["purposes"][purpose.name]["digest"]
        click.echo(f"  purpose  {digest} {purpose.name}: {purpose.title}")


def _record(release: Release, settings: Settings) -> None:
    if not settings.paths.socket("ledger").exists():
        click.echo("not recorded: no ledger runs here", err=True)
        return
    LedgerClient(settings).append(
        Entry(
            kind=RecordKind.RELEASE_SIGNED,
            exchange=None,
            case=None,
            actor=None,
            body={
                "release": release.digest,
                "model_digest": release.model,
                "policy_digest": release.policy_digest,
                "purposes": sorted(purpose.name for purpose in release.purposes),
            },
        ),
        durable=True,
    )


def _vkey(settings: Settings) -> Path:
    return settings.paths.keys / "public" / "release.vkey"


def _read_seed(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
