"""A release: one purpose with its prompts, references, rules and model, signed as one.

    shelf = shelf_of(settings)
    release = shelf.get(digest)   every release that was ever signed here
    release.templates[id]         the exact text of a prompt slice, passage or schema
    release.purposes              its purpose; build_release(policies) reads all of them
    release.passages              what retrieve may find
    release.bundle                the rules that were signed, for CedarPolicy(bundle)
    model_of(release.model, tier) SHA-256 hex of the model's manifest.toml

    standing = DeploymentFile(deployment_note(state), log_vkey).now
    standing().placements[name]   which release is live for a purpose, since when
    DeployedReleases(...)         chooses the release of an exchange (`Releases` port)

A release is put on the shelf by `cloister release sign` or the worker, and signed by
the operator's release key or by the log's process. What is live the log decides
(desk.py). It starts no model.
"""

from appliance.release.choice import (
    DeployedReleases,
    HouseRules,
    LivePurposes,
    StandingHalts,
)
from appliance.release.deployed import DeploymentFile, deployment_note
from appliance.release.purposes import ReleasePurposes
from appliance.release.release import (
    Models,
    Release,
    Sources,
    assemble,
    assemble_each,
    build_release,
    check_tiers,
    model_of,
    read_sources,
    told_of,
)
from appliance.release.shelf import ReleaseShelf, shelf_of
from appliance.release.signed import load_release, release_folder, sign_release

__all__ = [
    "DeployedReleases",
    "DeploymentFile",
    "HouseRules",
    "LivePurposes",
    "Models",
    "Release",
    "ReleasePurposes",
    "ReleaseShelf",
    "Sources",
    "StandingHalts",
    "assemble",
    "assemble_each",
    "build_release",
    "check_tiers",
    "deployment_note",
    "load_release",
    "model_of",
    "read_sources",
    "release_folder",
    "shelf_of",
    "sign_release",
    "told_of",
]
