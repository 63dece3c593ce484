"""Signs and checks what an operator vouches for about models, with the release key.

Two things are signed so: an imported model's manifest (`manifest.note` beside it), and
which model answers (`model.note` beside the signed release). Both are C2SP signed notes
by keys/release/signing.key, whose public half every unit can read. A shipped model has
no note of its own: the signed release names its digest, and nothing else vouches for
it.
"""

import os
from pathlib import Path

from appliance.engine.folder import IMPORTED, NOTE
from appliance.engine.manifest import Manifest, read_manifest
from appliance.errors import SettingsError
from audit.errors import AuditError, MalformedError
from audit.note import VerifierKey, check_note, encode_note, parse_note, parse_vkey
from audit.signer import Signer

FORMAT = "cloister-manifest/1"


def manifest_text(manifest: Manifest, digest: str) -> str:
    """Say what is signed about a manifest, one thing a line."""
    lines = (
        FORMAT,
        digest,
        f"name {manifest.name}",
        f"class {manifest.architecture}",
        f"run as {manifest.quantisation}",
        f"source {manifest.source}",
    )
    return "\n".join(lines) + "\n"


def sign_text(text: str, *, seed: bytes, vkey: Path) -> bytes:
    """Sign a text as a note.

    Args:
        seed: 32 secret bytes, the Ed25519 key of releases.
        vkey: File of the public key.

    Raises:
        SettingsError: The key is not the one whose public half is in `vkey`.
    """
    public = _read_vkey(vkey)
    try:
        signer = Signer(public.name, seed)
    except MalformedError as err:
        raise SettingsError(f"the release key: {err}") from err
    if signer.key != public:
        raise SettingsError(f"{vkey}: not the public half of the release key")
    return encode_note(signer.sign(text))


def read_signed(path: Path, vkey: Path) -> str:
    """Read a note's text, if the release key signed it.

    Raises:
        SettingsError: It is not there, or the signature does not hold.
    """
    try:
        note = parse_note(_read(path))
        check_note(note, [_read_vkey(vkey)])
    except AuditError as err:
        raise SettingsError(f"{path}: {err}") from err
    return note.text


def check_manifest_signature(folder: Path, vkey: Path) -> bool:
    """Check the signature over an imported model's manifest.

    Returns:
        False for a shipped model, which has none: the signed release vouches for it.

    Raises:
        SettingsError: It is missing or does not hold.
    """
    if folder.parent.name != IMPORTED:
        return False
    manifest, digest = read_manifest(folder)
    if read_signed(folder / NOTE, vkey) != manifest_text(manifest, digest):
        raise SettingsError(f"{folder / NOTE}: signed for another manifest")
    return True


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
        sync_path(path.parent)
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err


def sync_path(path: Path) -> None:
    """Bring a file, or a folder's list of names, to disk (fsync(2))."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_vkey(path: Path) -> VerifierKey:
    try:
        return parse_vkey(_read(path).decode("ascii").strip())
    except (MalformedError, UnicodeDecodeError) as err:
        raise SettingsError(f"{path}: not a public key line") from err


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
