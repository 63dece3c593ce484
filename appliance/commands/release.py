"""`cloister release`: sign purposes, put releases live, take them back, show them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from appliance.commands.changes import CHOICE, held, hold_alone, record_in_log
from appliance.commands.options import config_option
from appliance.domain.deployment import Deployment
from appliance.domain.known_release import KnownRelease
from appliance.engine.promotion import find_answering, models_in_use, release_vkey
from appliance.errors import (
    LedgerError,
    NotFoundError,
    PromotionRefusedError,
    SettingsError,
)
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.release import (
    DeploymentFile,
    Models,
    Release,
    Sources,
    assemble_each,
    check_tiers,
    deployment_note,
    model_of,
    read_sources,
    shelf_of,
    sign_release,
    told_of,
)
from appliance.release.purpose_folder import read_folder
from appliance.settings import Settings, load_settings

_LEAST_PREFIX = 8
_SHOWN = 12


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
            click.echo(f"signed release {release.digest} {_name(release)}")
        _put_live(settings, release)
    here = {_name(release) for _, release in made}
    for name in sorted(set(_standing(settings).placements) - here):
        record_in_log(settings, RecordKind.RELEASE_RETIRED, {"purpose": name})
        click.echo(f"{name} is not in the policies folder any more; nothing is live")
    return {_name(release): release.digest for _, release in made}


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
    name = _name(release)
    placed = _standing(settings).placements.get(name)
    if placed is not None and placed.live == release.digest:
        click.echo(f"release {release.digest} {name} is live")
        return
    # What was live once is gone back to, as by `rollback`.
    was_live = release.digest in _were_live(settings, name)
    kind = RecordKind.RELEASE_REVERTED if was_live else RecordKind.RELEASE_PROMOTED
    try:
        record_in_log(settings, kind, {"release": release.digest, "purpose": name})
    except PromotionRefusedError as err:
        click.echo(f"release {release.digest} {name} is not live: {err}")
    else:
        click.echo(f"release {release.digest} {name} is live now")


@group.command("list")
@config_option
def list_all(config: Path) -> None:
    """List every release that was signed here, and which of them are live."""
    settings = load_settings(config)
    standing, shelf = _standing(settings), shelf_of(settings)
    known: dict[str, KnownRelease] = {}
    for digest in shelf.digests():
        name = _name(shelf.get(digest))
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
        for placed in _standing(settings).placements.values():
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
    before = _were_live(settings, purpose)
    if not before:
        raise SettingsError(f"{purpose}: no release was live before")
    if digest is None and purpose not in _standing(settings).placements:
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
    for placed in _standing(settings).placements.values():
        click.echo(f"release {placed.live} is signed and unchanged")
        _tell(shelf.get(placed.live))


def check_live(settings: Settings, model: Models) -> None:
    """Check that what is live is what stands in the policies folder, for these models.

    Raises:
        SettingsError: A signature or file does not hold, a file is another than the
            live release's, or a model is; it is named.
    """
    standing = _standing(settings)
    sources = read_sources(settings.paths.policies)
    # Files first: what somebody added is named, even where it does not parse.
    for name, texts in sources.purposes.items():
        if name in standing.placements:
            own = Sources(sources.rules, {name: texts})
            _check_files(settings, _live(settings, name), own)
    made = assemble_each(sources, model=model, judge=settings.judge.tier)
    here = {_name(release): release for _, release in made}
    for name in sorted({*here, *standing.placements}):
        if name not in here:
            raise SettingsError(f"{name}: live, but not in {settings.paths.policies}")
        live = _live(settings, name)
        _check_models(settings, live)
        if live.digest != here[name].digest:
            raise SettingsError(
                f"{name}: the files are those of the live release, yet this version "
                "reads them otherwise; sign it again"
            )


def _check_files(settings: Settings, live: Release, here: Sources) -> None:
    signed, found = live.manifest["files"], here.files()
    for name in sorted({*signed, *found}):
        path = settings.paths.policies / name
        if name not in found:
            raise SettingsError(f"{path}: signed, but missing")
        if name not in signed:
            raise SettingsError(f"{path}: was not there when it was signed")
        if signed[name] != found[name]:
            raise SettingsError(f"{path}: changed since it was signed")


def _check_models(settings: Settings, live: Release) -> None:
    for tier in settings.engine.names:
        named = model_of(live.model, tier)
        answering = find_answering(settings.for_tier(tier))
        if named and answering.digest != named:
            raise SettingsError(
                f"release {live.digest[:_SHOWN]} of {_name(live)} is for model "
                f"{named[:_SHOWN]} in tier {tier}, but the one to answer, "
                f"{answering.name}, is {answering.digest[:_SHOWN]}; sign it for this "
                "model"
            )


def check_policies(settings: Settings) -> None:
    """Check that purposes and rules are those that are live, whatever the model.

    Raises:
        SettingsError: They changed, or were never signed; it says what to do.
    """
    try:
        sources = read_sources(settings.paths.policies)
        for name, texts in sources.purposes.items():
            live = _live(settings, name)
            _check_files(settings, live, Sources(sources.rules, {name: texts}))
    except (SettingsError, NotFoundError) as err:
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


def _standing(settings: Settings) -> Deployment:
    note = deployment_note(settings.paths.state)
    return DeploymentFile(note, settings.paths.keys / "public" / "log.vkey").now()


def known_of(settings: Settings, purpose: str) -> tuple[KnownRelease, ...]:
    """Ask the log about the releases of a purpose, newest first; none if it is away."""
    ledger = LedgerClient(settings)
    try:
        return ledger.releases(purpose)
    except LedgerError:
        return ()
    finally:
        ledger.close()


def _were_live(settings: Settings, purpose: str) -> tuple[str, ...]:
    """Name what can be gone back to, newest last; of what is retired in no order."""
    placed = _standing(settings).placements.get(purpose)
    if placed is not None:
        return placed.before
    known = known_of(settings, purpose)
    return tuple(one.release for one in known if one.state == "before")


def why_not_live(settings: Settings, purpose: str) -> str:
    """Say what the newest release of a purpose lacks to go live; "" for nothing."""
    newest = next(iter(known_of(settings, purpose)), None)
    return newest.missing if newest is not None else ""


def _live(settings: Settings, name: str) -> Release:
    placed = _standing(settings).placements.get(name)
    if placed is None:
        why = why_not_live(settings, name)
        raise SettingsError(f"{name}: no release of it is live" + (why and f": {why}"))
    return shelf_of(settings).get(placed.live)


def _name(release: Release) -> str:
    (purpose,) = release.purposes
    return purpose.name


def whole_digest(digest: str, known: tuple[str, ...]) -> str:
    """Find the one digest that begins like this.

    Raises:
        SettingsError: None does, more than one does, or it is too short to tell.
    """
    found = [one for one in known if one.startswith(digest)]
    if len(digest) < _LEAST_PREFIX or len(found) != 1:
        raise SettingsError(
            f"{digest[:64]}: {len(found)} releases begin so; give {_LEAST_PREFIX} or "
            "more characters of one (cloister release list)"
        )
    return found[0]


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
