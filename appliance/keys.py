"""The key files of an appliance: which there are, who reads each, how they are made.

Raw random bytes, or an Ed25519 seed (RFC 8032, 5.1.5); one folder for each circle of
readers. Public keys are C2SP note verifier lines. Keys are never replaced here: what
a lost or leaked key means differs from key to key.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.errors import SettingsError
from audit.signer import Signer

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """Keys that the same units read.

    Args:
        name: Folder below `paths.keys`.
        readers: Units; none means operators only.
        keys: File names of random keys in it.
    """

    name: str
    readers: tuple[str, ...]
    keys: tuple[str, ...]


FOLDERS = (
    KeyFolder("masker", ("masker",), ("vault.key",)),
    KeyFolder("seal", ("masker", "engine"), ("seal.key",)),
    # The certificate shown to a remote model's server; the site brings it.
    KeyFolder("remote", ("engine",), ()),
    KeyFolder("ledger", ("ledger",), ("signing.key", "alias.key")),
    KeyFolder("web", ("web", "worker"), ("bodies.key", "session.key")),
    KeyFolder("directory", ("web", "worker"), ()),
    KeyFolder("release", (), ("signing.key",)),
)
PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who gets a folder: the uid or, for a circle of units, root and their gid."""

    uid: int
    gid: int


def create_keys(
    keys: Path, *, origin: str, owners: Mapping[str, Owner] | None = None
) -> tuple[str, ...]:
    """Make every key that is missing; leave those that are there.

    Args:
        keys: The folder of key folders.
        origin: The log's name, which its verifier key carries.
        owners: For each folder name who gets it; without, files stay the caller's.

    Returns:
        The files made, relative to `keys`.

    Raises:
        SettingsError: A folder or file cannot be written; it is named.
    """
    made: list[str] = []
    try:
        keys.mkdir(mode=0o711, parents=True, exist_ok=True)
        for folder in FOLDERS:
            made += _fill(keys / folder.name, folder)
        made += _publish(keys, origin)
        for folder in FOLDERS:
            _give(keys / folder.name, folder, (owners or {}).get(folder.name))
    except OSError as err:
        raise SettingsError(f"{err.filename or keys}: {err.strerror}") from err
    return tuple(made)


def write_service_password(
    keys: Path, password: str, *, owner: Owner | None = None
) -> None:
    """Keep the directory's service password where web and worker read it.

    Raises:
        SettingsError: It cannot be written; the file is named.
    """
    folder = next(folder for folder in FOLDERS if folder.name == "directory")
    path = keys / folder.name / "service-password"
    try:
        path.parent.chmod(0o700)
        path.unlink(missing_ok=True)
        _write(path, f"{password}\n".encode())
        _give(path.parent, folder, owner)
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err


def read_key(path: Path) -> bytes:
    """Read a key file of 32 bytes.

    Raises:
        SettingsError: It is not there, not readable or of another size.
    """
    try:
        key = path.read_bytes()
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
    if len(key) != KEY_BYTES:
        raise SettingsError(f"{path}: {len(key)} bytes, expected {KEY_BYTES}")
    return key


def _fill(path: Path, folder: KeyFolder) -> list[str]:
    path.mkdir(mode=0o700, exist_ok=True)
    made = [name for name in folder.keys if not (path / name).exists()]
    if made:
        path.chmod(0o700)  # a folder that was given to its readers is closed to change
    for name in made:
        _write(path / name, secrets.token_bytes(KEY_BYTES))
    return [f"{folder.name}/{name}" for name in made]


def _publish(keys: Path, origin: str) -> list[str]:
    """Write the verifier lines that belong to the signing keys."""
    public = keys / PUBLIC
    public.mkdir(mode=0o755, exist_ok=True)
    made = []
    names = {
        "log.vkey": ("ledger", origin),
        "release.vkey": ("release", f"{origin}/release"),
    }
    for name, (folder, key_name) in names.items():
        path = public / name
        seed = (keys / folder / "signing.key").read_bytes()
        line = f"{Signer(key_name, seed).key.vkey}\n".encode()
        if not path.exists() or path.read_bytes() != line:
            path.unlink(missing_ok=True)
            _write(path, line)
            made.append(f"{PUBLIC}/{name}")
        path.chmod(0o444)
    return made


def _give(path: Path, folder: KeyFolder, owner: Owner | None) -> None:
    """Let a folder's readers read it, and nobody else."""
    shared = len(folder.readers) > 1
    for file in path.iterdir():
        _set(file, 0o440 if shared else 0o400, owner)
    _set(path, 0o550 if shared else 0o500, owner)


def _set(path: Path, mode: int, owner: Owner | None) -> None:
    if owner is not None:
        os.chown(path, owner.uid, owner.gid)
    path.chmod(mode)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
