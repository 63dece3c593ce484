"""What stands on disk as one release: its manifest, its digest and all that is in it.

The manifest lists every file and template with its SHA-256, the rules' digest and the
model's; its canonical bytes (RFC 8785) are what a signature is for. Signing and
checking signatures is in signed.py.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from appliance.domain.passage import Passage
from appliance.domain.prompt import digest_of
from appliance.domain.purpose import Purpose
from appliance.errors import SettingsError
from appliance.policy.bundles import RuleBundle, check_bundle, read_bundle
from appliance.release.purpose_folder import (
    PurposeFolder,
    digests_of,
    parse_folder,
    read_folder,
)
from audit.canonical import encode

FORMAT = "cloister-release/1"
# The same, where each tier has a model of its own.
FORMAT_OF_TIERS = "cloister-release/2"

# SHA-256 hex of a model's manifest.toml: one for every tier, or one for each.
Models = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Release:
    """Purposes, prompts, references, rules and model as one unit.

    Args:
        digest: SHA-256 hex of the manifest's canonical bytes.
        templates: Every text that may reach the model, by template id.
        purposes: The purposes, sorted by title.
        passages: Every passage of every purpose's references.
        model: The model it was made for, or one for each tier.
        bundle: The rules.
        manifest: What is signed.
    """

    digest: str
    templates: Mapping[str, str]
    purposes: tuple[Purpose, ...]
    passages: tuple[Passage, ...]
    model: Models
    bundle: RuleBundle
    manifest: Mapping[str, Any]

    def version_of(self, purpose: str) -> str:
        """SHA-256 hex that names the edition of a purpose's files."""
        return str(self.manifest["purposes"][purpose]["digest"])

    @property
    def policy_digest(self) -> str:
        """SHA-256 hex of the set of rules."""
        return self.bundle.digest


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a release as they were read, once.

    Args:
        rules: Rule files, file name to text.
        purposes: Purpose name to its files, path to text.
    """

    rules: Mapping[str, str]
    purposes: Mapping[str, Mapping[str, str]]

    def files(self) -> dict[str, str]:
        """SHA-256 hex of every file, by its path in the policies folder."""
        found = digests_of(self.rules)
        for purpose, texts in self.purposes.items():
            for file, digest in digests_of(texts).items():
                found[f"purposes/{purpose}/{file}"] = digest
        return found


def read_sources(policies: Path) -> Sources:
    """Read every file of a release.

    Raises:
        SettingsError: A file cannot be read or does not belong; it is named.
    """
    folders = [p for p in sorted((policies / "purposes").glob("*")) if p.is_dir()]
    if not folders:
        raise SettingsError(f"{policies / 'purposes'}: no purpose folder")
    return Sources(
        rules=read_bundle(policies),
        purposes={folder.name: read_folder(folder) for folder in folders},
    )


def model_of(models: Models, tier: str) -> str:
    """Give the digest of the model that answers for a tier; "" if there is none."""
    return models if isinstance(models, str) else models.get(tier, "")


def check_tiers(purposes: Iterable[Purpose], tiers: Collection[str]) -> None:
    """Check that every tier that a purpose names is one of those that there are.

    Raises:
        SettingsError: One is not; purpose and tier are named.
    """
    for purpose in purposes:
        for tier in sorted({tier for order in purpose.tier_orders() for tier in order}):
            if tier not in tiers:
                raise SettingsError(
                    f"purpose {purpose.name}: no tier {tier!r} in the settings, only "
                    f"{', '.join(tiers)} (engine.tier and engine.tiers)"
                )


def build_release(policies: Path, *, model: Models) -> Release:
    """Build the release that stands in a policies folder; it is not signed yet.

    Args:
        policies: The folder of purposes and rules.
        model: SHA-256 hex of the model's manifest.toml, or one for each tier.

    Raises:
        SettingsError: A file cannot be used; it is named.
    """
    return assemble(read_sources(policies), model=model)


def told_of(release: Release) -> dict[str, Any]:
    """Say what a record of a signed release says."""
    (purpose,) = release.purposes
    models = release.model
    return {
        "release": release.digest,
        "purpose": purpose.name,
        "risk": str(purpose.risk),
        "version": release.version_of(purpose.name),
        "models": models if isinstance(models, str) else dict(models),
        "policy_digest": release.policy_digest,
    }


def assemble_each(
    sources: Sources, *, model: Models, judge: str = ""
) -> list[tuple[Sources, Release]]:
    """Make a release of each purpose, with its own files and the rules.

    Args:
        sources: The files of any number of purposes.
        model: As for `build_release`; a release names the tiers of its purpose alone.
        judge: The tier whose model judges the answers of purposes that have a prompt
            for it; "" for none. Their releases name it too.

    Raises:
        SettingsError: A file cannot be used; it is named.
    """
    made = []
    for name, texts in sources.purposes.items():
        own = Sources(sources.rules, {name: texts})
        release = assemble(own, model=model)
        if not isinstance(model, str):
            (purpose,) = release.purposes
            used = {tier for order in purpose.tier_orders() for tier in order}
            used |= {judge} if judge and purpose.judge else set()
            models = {tier: model_of(model, tier) for tier in sorted(used)}
            release = assemble(own, model=models)
        made.append((own, release))
    return made


def assemble(sources: Sources, *, model: Models) -> Release:
    """Parse what was read and put it together.

    Raises:
        SettingsError: A file cannot be used; it is named.
    """
    bundle = check_bundle(sources.rules)
    folders = [parse_folder(name, texts) for name, texts in sources.purposes.items()]
    templates = {
        template: text
        for folder in folders
        for template, text in folder.templates().items()
    }
    manifest = _manifest(sources, folders, bundle, templates, model)
    digest = hashlib.sha256(encode(manifest)).hexdigest()
    purposes = [folder.purpose(digest) for folder in folders]
    return Release(
        digest=digest,
        templates=MappingProxyType(templates),
        purposes=tuple(sorted(purposes, key=lambda p: (p.title, p.name))),
        passages=tuple(p for folder in folders for p in folder.passages),
        model=model,
        bundle=bundle,
        manifest=MappingProxyType(manifest),
    )


def _manifest(
    sources: Sources,
    folders: list[PurposeFolder],
    bundle: RuleBundle,
    templates: Mapping[str, str],
    model: Models,
) -> dict[str, Any]:
    alone = isinstance(model, str)
    return {
        "format": FORMAT if alone else FORMAT_OF_TIERS,
        "files": sources.files(),
        "model": model if isinstance(model, str) else dict(model),
        "policies": bundle.digest,
        "purposes": {
            folder.name: {
                "digest": hashlib.sha256(encode(folder.files)).hexdigest(),
                "hold_below_permille": folder.read.confidence.hold_below_permille,
            }
            for folder in folders
        },
        "templates": {id_: digest_of(text) for id_, text in templates.items()},
    }
