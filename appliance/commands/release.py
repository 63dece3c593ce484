"""`cloister release`: sign purposes, rules and model as one unit; show, verify."""

from dataclasses import replace
from pathlib import Path

import click

from appliance.commands.changes import CHOICE, hold_alone, record
from appliance.commands.options import config_option
from appliance.engine.promotion import find_answering, models_in_use, release_vkey
from appliance.errors import SettingsError
from appliance.kinds import RecordKind
from appliance.release import (
    Models,
    Release,
    build_release,
    check_tiers,
    load_release,
    model_of,
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
    """Sign what stands in the policies folder, for the model that answers in each tier.

    That is the remote one of the settings if they name one, else the one last promoted
    (`cloister model promote`), else the one in the settings. The processes take it up
    when they are started again. The signing is recorded first, and does not happen
    where the log does not take it; only before the log was ever started is it not
    recorded. What is signed already and unchanged is left alone.
    """
    settings = load_settings(config)
    hold_alone(settings, CHOICE)
    sign_for(settings, models_in_use(settings), read_seed(settings, key))


def sign_for(settings: Settings, model: Models, seed: bytes) -> None:
    """Sign the release that stands, for these models; record it, and say so.

    Raises:
        SettingsError: A file cannot be used, a purpose names a tier that is not there,
            or the key is not the one.
        LedgerError: The running log does not take the record.
    """
    release = build_release(settings.paths.policies, model=model)
    check_tiers(release.purposes, settings.engine.names)
    if _stands(release, settings):
        click.echo(f"release {release.digest} stands; nothing changed")
        return
    _record(release, settings)
    sign_release(
        release,
        seed=seed,
        vkey=release_vkey(settings),
        signed=release_folder(settings.paths.state),
    )
    click.echo(f"signed release {release.digest}")
    _tell(release)


@group.command()
@config_option
def show(config: Path) -> None:
    """Show what stands in the policies folder, rules as sentences; signed or not."""
    settings = load_settings(config)
    model = models_in_use(settings)
    release = build_release(settings.paths.policies, model=model)
    click.echo(f"release {release.digest}")
    _tell(release)
    for rule in release.bundle.rules.values():
        click.echo(f"  {rule.effect:6} {rule.id}: {rule.sentence} [{rule.source}]")


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
    """Check that the signature holds and that no file changed since it was signed.

    With --policies and --models it tells whether an upgrade, unpacked but not in force
    yet, would answer by what is signed.
    """
    settings = load_settings(config)
    paths = replace(
        settings.paths,
        policies=policies or settings.paths.policies,
        models=models or settings.paths.models,
    )
    settings = replace(settings, paths=paths)
    release = load_release(
        settings.paths.policies,
        release_folder(settings.paths.state),
        release_vkey(settings),
    )
    check_tiers(release.purposes, settings.engine.names)
    for tier in settings.engine.names:
        answering = find_answering(settings.for_tier(tier))
        named = model_of(release.model, tier)
        if answering.digest != named:
            raise SettingsError(
                f"the release is for model {named[:12] or 'none'} in tier {tier}, but "
                f"the one to answer, {answering.name}, is {answering.digest[:12]}; "
                "sign it for this model"
            )
    click.echo(f"release {release.digest} is signed and unchanged")
    _tell(release)


def _stands(release: Release, settings: Settings) -> bool:
    """Tell whether exactly this is signed already, under the key that counts."""
    try:
        signed = load_release(
            settings.paths.policies,
            release_folder(settings.paths.state),
            release_vkey(settings),
        )
    except SettingsError:
        return False
    return signed.digest == release.digest


def _tell(release: Release) -> None:
    if isinstance(release.model, str):
        click.echo(f"  model    {release.model}")
    else:
        for tier, digest in release.model.items():
            click.echo(f"  model    {digest} {tier}")
    click.echo(f"  policies {release.policy_digest}")
    for purpose in release.purposes:
        digest = release.manifest["purposes"][purpose.name]["digest"]
        click.echo(f"  purpose  {digest} {purpose.name}: {purpose.title}")


def _record(release: Release, settings: Settings) -> None:
    record(
        settings,
        RecordKind.RELEASE_SIGNED,
        {
            "release": release.digest,
            **(
                {"model_digest": release.model}
                if isinstance(release.model, str)
                else {"model_digests": dict(release.model)}
            ),
            "policy_digest": release.policy_digest,
            "purposes": sorted(purpose.name for purpose in release.purposes),
        },
    )


def check_policies(settings: Settings) -> None:
    """Check that purposes and rules are those that are signed.

    Raises:
        SettingsError: They changed, or were never signed; it says what to do.
    """
    try:
        load_release(
            settings.paths.policies,
            release_folder(settings.paths.state),
            release_vkey(settings),
        )
    except SettingsError as err:
        raise SettingsError(
            f"{err}; look at what changed and sign it first (cloister release sign)"
        ) from err


def read_seed(settings: Settings, key: Path | None) -> bytes:
    """Read the release key: a file of its own, or the one among the keys.

    Raises:
        SettingsError: It cannot be read.
    """
    path = key or settings.paths.keys / "release" / "signing.key"
    try:
        return path.read_bytes()
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
