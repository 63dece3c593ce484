"""Which model answers: the one that was promoted, else the one in the settings.

`cloister model promote` writes `model.note` beside the signed release: a note, signed
with the release key, that names the model, its digest and the one before it; a further
tier has a `model-<tier>.note` of its own, which names the tier. A note whose signature
does not hold stops the engine; it is never passed over. The signed release must be for
the same digest, so neither file alone changes what answers. Settings are taken as one
tier's engine reads them (`Settings.for_tier`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from appliance.engine.folder import find_model
from appliance.engine.manifest import read_manifest
from appliance.engine.remote.declared import digest_of
from appliance.engine.signature import read_signed, sign_text, write_whole
from appliance.errors import SettingsError
from appliance.release import Models, release_folder
from appliance.settings import Settings

FORMAT = "cloister-model/1"
_NOTE = re.compile(
    rf"{FORMAT}\n(?:tier (?P<tier>[a-z0-9]+)\n)?"
    r"model (?P<name>[a-z0-9][a-z0-9._-]*) (?P<digest>[0-9a-f]{64})\n"
    r"before (?P<before>[a-z0-9][a-z0-9._-]*) (?P<before_digest>[0-9a-f]{64})\n"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model by name, and the digest of its manifest."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class InUse:
    """What answers, and what a rollback would bring back.

    Args:
        folder: Where the model is.
        now: The model that answers.
        before: The one it took over from; None where nothing was promoted.
    """

    folder: Path
    now: Chosen
    before: Chosen | None

    @property
    def promoted(self) -> bool:
        """Whether a promotion chose it, and not the settings."""
        return self.before is not None


def note_path(settings: Settings) -> Path:
    """Name the file that says which model was promoted."""
    of_tier = settings.engine.unit.removeprefix("engine")
    return release_folder(settings.paths.state) / f"model{of_tier}.note"


def release_vkey(settings: Settings) -> Path:
    """Name the file of the release key's public half."""
    return settings.paths.keys / "public" / "release.vkey"


def read_promotion(settings: Settings) -> tuple[Chosen, Chosen] | None:
    """Read which model was promoted, and which answered before it.

    Raises:
        SettingsError: The note is not signed, or says something else.
    """
    path = note_path(settings)
    if not path.exists():
        return None
    said = _NOTE.fullmatch(read_signed(path, release_vkey(settings)))
    if said is None:
        raise SettingsError(f"{path}: signed, but not a promotion")
    if said["tier"] != _tier_in_note(settings):
        raise SettingsError(f"{path}: signed, but for another tier")
    return (
        Chosen(said["name"], said["digest"]),
        Chosen(said["before"], said["before_digest"]),
    )


def find_in_use(settings: Settings) -> InUse:
    """Find the model that answers.

    Raises:
        SettingsError: It is not there, is not the one that was promoted, or the note
            of the promotion is not signed.
    """
    promotion = read_promotion(settings)
    if promotion is None:
        folder = _find_named(settings)
        return InUse(folder, chosen_in(folder), None)
    now, before = promotion
    folder = find_model(settings.paths.models, now.name)
    here = chosen_in(folder)
    if here.digest != now.digest:
        raise SettingsError(
            f"{now.name} was promoted with digest {now.digest[:12]}, but is "
            f"{here.digest[:12]} now; promote it again if you mean what is there "
            f"(cloister model promote {now.name})"
        )
    return InUse(folder, now, before)


def _find_named(settings: Settings) -> Path:
    """Find the model that the settings name."""
    chosen = settings.engine
    return find_model(settings.paths.models, chosen.model, key=f"{chosen.table}.model")


def check_answers_here(settings: Settings) -> None:
    """Check that a choice among the models of this host would mean anything.

    Raises:
        SettingsError: A remote model answers.
    """
    if settings.engine.remote is not None:
        raise SettingsError(
            f"[{settings.engine.table}.remote] says which model answers; take it out "
            "of the settings before a model of this host is chosen"
        )


def find_answering(settings: Settings) -> Chosen:
    """Name what answers: the remote model of the settings, else the one in use here.

    Raises:
        SettingsError: As `find_in_use`, or the remote model is not declared whole.
    """
    if settings.engine.remote is not None:
        remote = settings.engine.remote
        return Chosen(remote.model, digest_of(remote))
    return find_in_use(settings).now


def chosen_in(folder: Path) -> Chosen:
    """Name the model in a folder.

    Raises:
        SettingsError: Its manifest cannot be read.
    """
    _, digest = read_manifest(folder)
    return Chosen(folder.name, digest)


def write_promotion(
    settings: Settings, now: Chosen, before: Chosen, *, seed: bytes
) -> None:
    """Sign and write which model answers from the next start on.

    Raises:
        SettingsError: The key does not fit, or the file cannot be written.
    """
    tier = _tier_in_note(settings)
    of_tier = f"tier {tier}\n" if tier else ""
    text = (
        f"{FORMAT}\n{of_tier}model {now.name} {now.digest}\n"
        f"before {before.name} {before.digest}\n"
    )
    content = sign_text(text, seed=seed, vkey=release_vkey(settings))
    write_whole(note_path(settings), content)


def models_in_use(
    settings: Settings, chosen: Mapping[str, str] = MappingProxyType({})
) -> Models:
    """Give the digest of the model that answers, of each tier where there are several.

    Args:
        settings: As they were read, for all tiers.
        chosen: Tier to a digest that is about to be chosen for it.

    Raises:
        SettingsError: A tier has no model.
    """
    digests = {
        tier: chosen.get(tier) or find_answering(settings.for_tier(tier)).digest
        for tier in settings.engine.names
    }
    return digests if settings.engine.tiers else digests[settings.engine.tier]


def _tier_in_note(settings: Settings) -> str | None:
    """Name the tier that a note must name: the first one's note names none."""
    engine = settings.engine
    return engine.tier if engine.tier in engine.tiers else None
