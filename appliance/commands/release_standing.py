"""Which releases are live, and whether the folders hold what they were made of."""

from appliance.domain.deployment import Deployment
from appliance.domain.known_release import KnownRelease
from appliance.engine.promotion import find_answering
from appliance.errors import LedgerError, NotFoundError, SettingsError
from appliance.ledger.client import LedgerClient
from appliance.release import (
    DeploymentFile,
    Models,
    Release,
    Sources,
    assemble_each,
    deployment_note,
    model_of,
    read_sources,
    shelf_of,
)
from appliance.settings import Settings

_LEAST_PREFIX = 8
_SHOWN = 12


def check_live(settings: Settings, model: Models) -> None:
    """Check that what is live is what stands in the policies folder, for these models.

    Raises:
        SettingsError: A signature or file does not hold, a file is another than the
            live release's, or a model is; it is named.
    """
    standing = deployment_of(settings)
    sources = read_sources(settings.paths.policies)
    # Files first: what somebody added is named, even where it does not parse.
    for name, texts in sources.purposes.items():
        if name in standing.placements:
            own = Sources(sources.rules, {name: texts})
            _check_files(settings, _live(settings, name), own)
    made = assemble_each(sources, model=model, judge=settings.judge.tier)
    here = {name_of(release): release for _, release in made}
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
                f"release {live.digest[:_SHOWN]} of {name_of(live)} is for model "
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


def deployment_of(settings: Settings) -> Deployment:
    """Read which release of each purpose is live, as the log wrote it."""
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


def were_live(settings: Settings, purpose: str) -> tuple[str, ...]:
    """Name what can be gone back to, newest last; of what is retired in no order."""
    placed = deployment_of(settings).placements.get(purpose)
    if placed is not None:
        return placed.before
    known = known_of(settings, purpose)
    return tuple(one.release for one in known if one.state == "before")


def why_not_live(settings: Settings, purpose: str) -> str:
    """Say what the newest release of a purpose lacks to go live; "" for nothing."""
    newest = next(iter(known_of(settings, purpose)), None)
    return newest.missing if newest is not None else ""


def _live(settings: Settings, name: str) -> Release:
    placed = deployment_of(settings).placements.get(name)
    if placed is None:
        why = why_not_live(settings, name)
        raise SettingsError(f"{name}: no release of it is live" + (why and f": {why}"))
    return shelf_of(settings).get(placed.live)


def name_of(release: Release) -> str:
    """Name the one purpose that a release is of."""
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
