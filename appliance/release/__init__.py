"""A release: purposes, prompts, references, rules and model, signed as one unit.

    release = load_release(policies, signed, vkey)
    release.digest            names it in every record
    release.templates[id]     the exact text of a prompt slice, passage or schema
    release.purposes          what staff may pick; ReleasePurposes(release) is the port
    release.passages          what retrieve may find; ids begin "<purpose>/references/"
    release.bundle            the rules that were signed; CedarPolicy(release.bundle)
    release.model             SHA-256 hex of the model's manifest.toml it was made for,
                              or one for each tier; model_of(release.model, tier)

`policies` is the folder of purposes and rules (settings.paths.policies), `signed` the
folder that `cloister release sign` wrote (release_folder(settings.paths.state)) with
release.json and release.note, `vkey` the public key's file
(settings.paths.keys / "public" / "release.vkey"). A file that was changed, added or
removed since it was signed stops the load, and is named. It starts no model.
"""

from appliance.release.purposes import ReleasePurposes
from appliance.release.release import (
    Models,
    Release,
    build_release,
    check_tiers,
    model_of,
)
from appliance.release.signed import load_release, release_folder, sign_release

__all__ = [
    "Models",
    "Release",
    "ReleasePurposes",
    "build_release",
    "check_tiers",
    "load_release",
    "model_of",
    "release_folder",
    "sign_release",
]
