"""Sign a release, and load one only if the signature and every file hold.

Beside its files a signed release has two more: release.json, the manifest in canonical
JSON (RFC 8785), and release.note, a C2SP signed note over its digest and a summary that
a person can read. It does not decide who may sign: whoever holds a key for it does.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from appliance.errors import SettingsError
from appliance.release.release import Models, Release, assemble, read_sources
from audit.canonical import decode, encode
from audit.errors import AuditError, MalformedError
from audit.note import VerifierKey, check_note, encode_note, parse_note, parse_vkey
from audit.signer import Signer

MANIFEST_FILE = "release.json"
NOTE_FILE = "release.note"
_HEX = "[0-9a-f]{64}"
# What `summary_of` writes: no other text of this form is ever signed by these keys.
_SUMMARY = re.compile(
    rf"cloister-release/[12]\n{_HEX}\n(?:model (?:[a-z0-9]+ )?{_HEX}\n)+"
    rf"policies {_HEX}\nfiles [0-9]+\ntemplates [0-9]+\n"
    rf"(?:purpose [a-z0-9-]+ {_HEX}\n)+"
)


def release_folder(state: Path) -> Path:
    """Name the folder of what operators chose and signed, under `paths.state`."""
    return state / "release"


def sign_release(release: Release, *, seed: bytes, vkey: Path) -> bytes:
    """Sign a release; what comes back is its note, for `ReleaseShelf.put`.

    Args:
        release: What `assemble` gave.
        seed: 32 secret bytes, the Ed25519 key of releases.
        vkey: File of the public key; its name stands in the signature.

    Raises:
        SettingsError: The key is not the one whose public half is in `vkey`.
    """
    public = read_vkey(vkey)
    try:
        signer = Signer(public.name, seed)
    except MalformedError as err:
        raise SettingsError(f"the release key: {err}") from err
    if signer.key != public:
        raise SettingsError(f"{vkey}: not the public half of the release key")
    return encode_note(signer.sign(summary_of(release.manifest)))


def load_release(policies: Path, signed: Path, *vkeys: Path) -> Release:
    """Load the release in force, if nothing about it has changed since it was signed.

    Args:
        policies: The folder of purposes and rules (`settings.paths.policies`).
        signed: The folder of release.json and release.note.
        vkeys: Files of the public keys, one of which must have signed.

    Raises:
        SettingsError: A signature or file does not hold; the file is named.
    """
    # 1. the note is signed by the key  2. the manifest is the one the note is for
    # 3. each file is as signed, none is missing or added  4. so is all that they say
    manifest = check_signed(signed, *vkeys)  # 1, 2
    sources = read_sources(policies)
    _check_files(policies, manifest["files"], sources.files())  # 3
    release = assemble(sources, model=manifest["model"])
    if encode(dict(release.manifest)) != encode(manifest):  # 4
        raise SettingsError(
            f"{signed / MANIFEST_FILE}: the files are as signed, yet this version "
            "reads them otherwise; sign the release again"
        )
    return release


def check_signed(signed: Path, *vkeys: Path) -> dict[str, Any]:
    """Read a signed manifest and check its signature, without the files it is about.

    Raises:
        SettingsError: The signature does not hold; the file is named.
    """
    keys = [read_vkey(vkey) for vkey in vkeys]
    raw = _read(signed / MANIFEST_FILE)
    try:
        note = parse_note(_read(signed / NOTE_FILE))
        check_note(note, keys)
    except AuditError as err:
        raise SettingsError(f"{signed / NOTE_FILE}: {err}") from err
    try:
        manifest: dict[str, Any] = decode(raw)
        expected = summary_of(manifest)
    except (AuditError, KeyError, TypeError, AttributeError) as err:
        raise SettingsError(f"{signed / MANIFEST_FILE}: not a manifest") from err
    if note.text != expected:
        raise SettingsError(f"{signed / MANIFEST_FILE}: not the manifest of its note")
    return manifest


def summary_of(manifest: Mapping[str, Any]) -> str:
    """Say what is signed, one thing a line; the second line is the release's digest."""
    lines = [
        manifest["format"],
        hashlib.sha256(encode(dict(manifest))).hexdigest(),
        *_model_lines(manifest["model"]),
        f"policies {manifest['policies']}",
        f"files {len(manifest['files'])}",
        f"templates {len(manifest['templates'])}",
        *(
            f"purpose {n} {p['digest']}"
            for n, p in sorted(manifest["purposes"].items())
        ),
    ]
    return "\n".join(lines) + "\n"


def check_summary(summary: str) -> str:
    """Check that a text is the summary of a release and nothing else; give it back.

    Raises:
        SettingsError: It is not; such a text is not signed as a release.
    """
    if _SUMMARY.fullmatch(summary) is None:
        raise SettingsError("not the summary of a release")
    return summary


def _model_lines(models: Models) -> list[str]:
    if isinstance(models, str):
        return [f"model {models}"]
    return [f"model {tier} {digest}" for tier, digest in sorted(models.items())]


def _check_files(
    policies: Path, signed: Mapping[str, str], found: Mapping[str, str]
) -> None:
    for name in sorted({*signed, *found}):
        if name not in found:
            raise SettingsError(f"{policies / name}: signed, but missing")
        if name not in signed:
            raise SettingsError(f"{policies / name}: was not there when it was signed")
        if signed[name] != found[name]:
            raise SettingsError(f"{policies / name}: changed since it was signed")


def read_vkey(path: Path) -> VerifierKey:
    """Read a public key's file.

    Raises:
        SettingsError: It cannot be read, or is no key.
    """
    try:
        return parse_vkey(_read(path).decode("ascii").strip())
    except (MalformedError, UnicodeDecodeError) as err:
        raise SettingsError(f"{path}: not a public key line") from err


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all, readable by every unit.

    Raises:
        SettingsError: It cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o644)
        fresh.replace(path)
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
