"""Signed releases on a shelf, and a deployment that has them live, without a log."""

from pathlib import Path

from appliance.domain.deployment import Deployment, encode_deployment
from appliance.domain.purpose import Purpose
from appliance.release import (
    DeploymentFile,
    LivePurposes,
    Models,
    Release,
    ReleaseShelf,
    assemble_each,
    deployment_note,
    read_sources,
    shelf_of,
    sign_release,
)
from appliance.release.shelf import shelf_folder, vkeys_in
from appliance.release.signed import write_whole
from appliance.settings import Settings
from audit.note import encode_note
from audit.signer import Signer


def put_releases(
    state: Path, keys: Path, policies: Path, *, model: Models, seed: bytes | None = None
) -> list[Release]:
    """Sign each purpose of a folder with the release key and put it on the shelf."""
    vkeys = vkeys_in(keys)
    seed = seed or (keys / "release" / "signing.key").read_bytes()
    shelf = ReleaseShelf(shelf_folder(state), vkeys)
    made = assemble_each(read_sources(policies), model=model)
    for sources, release in made:
        shelf.put(sources, release, sign_release(release, seed=seed, vkey=vkeys[0]))
    return [release for _, release in made]


def purposes_of(releases: list[Release]) -> dict[str, Purpose]:
    """Name the purposes of releases."""
    return {purpose.name: purpose for one in releases for purpose in one.purposes}


def deploy(state: Path, releases: list[Release], signer: Signer) -> None:
    """Write a deployment that has these live, signed as the log's process does."""
    deployment = Deployment()
    for record, release in enumerate(releases):
        name = release.purposes[0].name
        deployment = deployment.with_live(name, release.digest, record=record)
    note = signer.sign(encode_deployment(deployment))
    write_whole(deployment_note(state), encode_note(note))


def live_purpose(settings: Settings, name: str) -> Purpose:
    """Read a purpose as the release has it that is live in a running appliance."""
    log = settings.paths.keys / "public" / "log.vkey"
    standing = DeploymentFile(deployment_note(settings.paths.state), log).now
    return LivePurposes(standing, shelf_of(settings).get).named(name)
