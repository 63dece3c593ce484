"""Signing what stands in a folder as releases, and putting live what may be."""

from pathlib import Path

import click

from appliance.commands.changes import CHOICE, held, record_in_log
from appliance.commands.release_standing import deployment_of, name_of, were_live
from appliance.engine.promotion import models_in_use, release_vkey
from appliance.errors import PromotionRefusedError, SettingsError
from appliance.kinds import RecordKind
from appliance.release import (
    Models,
    Release,
    Sources,
    assemble_each,
    check_tiers,
    read_sources,
    shelf_of,
    sign_release,
    told_of,
)
from appliance.release.purpose_folder import read_folder
from appliance.settings import Settings


def sign_for(settings: Settings, model: Models, seed: bytes) -> dict[str, str]:
    """Sign what stands in the policies folder for these models, and say so.

    Returns:
        The digest of each purpose's release, live or not.

    Raises:
        SettingsError: A file cannot be used, a purpose names a tier that is not there,
            the key is not the one, or the log does not run.
        LedgerError: The running log does not take the record.
    """
    sources = read_sources(settings.paths.policies)
    made = assemble_each(sources, model=model, judge=settings.judge.tier)
    for _, release in made:
        check_tiers(release.purposes, settings.engine.names)
    for own, release in made:
        if _put_on_shelf(settings, own, release, seed):
            click.echo(f"signed release {release.digest} {name_of(release)}")
        _put_live(settings, release)
    here = {name_of(release) for _, release in made}
    for name in sorted(set(deployment_of(settings).placements) - here):
        record_in_log(settings, RecordKind.RELEASE_RETIRED, {"purpose": name})
        click.echo(f"{name} is not in the policies folder any more; nothing is live")
    return {name_of(release): release.digest for _, release in made}


def sign_candidate(settings: Settings, purpose: str, folder: Path) -> str:
    """Sign a purpose's folder as a release that is not live; gives its digest.

    Rules and models are those that are in use.

    Raises:
        SettingsError: A file cannot be used, or the log does not run.
        LedgerError: The running log does not take the record.
    """
    with held(settings, CHOICE):
        rules = read_sources(settings.paths.policies).rules
        own = Sources(rules, {purpose: read_folder(folder)})
        ((sources, release),) = assemble_each(
            own, model=models_in_use(settings), judge=settings.judge.tier
        )
        check_tiers(release.purposes, settings.engine.names)
        _put_on_shelf(settings, sources, release, read_seed(settings, None))
    return release.digest


def _put_on_shelf(
    settings: Settings, sources: Sources, release: Release, seed: bytes
) -> bool:
    """Sign a release, recorded before it is there; False if it is there already."""
    shelf = shelf_of(settings)
    if shelf.has(release.digest):
        return False
    note = sign_release(release, seed=seed, vkey=release_vkey(settings))
    record_in_log(settings, RecordKind.RELEASE_SIGNED, told_of(release))
    shelf.put(sources, release, note)
    return True


def _put_live(settings: Settings, release: Release) -> None:
    name = name_of(release)
    placed = deployment_of(settings).placements.get(name)
    if placed is not None and placed.live == release.digest:
        click.echo(f"release {release.digest} {name} is live")
        return
    # What was live once is gone back to, as by `rollback`.
    was_live = release.digest in were_live(settings, name)
    kind = RecordKind.RELEASE_REVERTED if was_live else RecordKind.RELEASE_PROMOTED
    try:
        record_in_log(settings, kind, {"release": release.digest, "purpose": name})
    except PromotionRefusedError as err:
        click.echo(f"release {release.digest} {name} is not live: {err}")
    else:
        click.echo(f"release {release.digest} {name} is live now")


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
