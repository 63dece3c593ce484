"""Every release that was ever signed here, each in a folder named by its digest.

    <paths.state>/releases/<digest>/
        release.json release.note      the manifest and its signature
        purposes/<name>/... *.cedar    every file the manifest names

A folder holds all that the release is, so it can be read, checked and shown long after
the purpose's own folder has changed. Nothing is ever taken away.
"""

import os
import shutil
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path

from appliance.domain.deployment import is_digest
from appliance.errors import BrokenReleaseError, NotFoundError, SettingsError
from appliance.release.release import Release, Sources, read_sources
from appliance.release.signed import (
    MANIFEST_FILE,
    NOTE_FILE,
    check_signed,
    load_release,
    write_whole,
)
from appliance.settings import Settings
from audit.canonical import encode

# Parsed releases in memory; a purpose rarely has more than two in use.
_MAX_KEPT = 64


def shelf_folder(state: Path) -> Path:
    """Name the folder of all releases under `settings.paths.state`."""
    return state / "releases"


def shelf_of(settings: Settings) -> "ReleaseShelf":
    """Open the shelf of an appliance."""
    paths = settings.paths
    return ReleaseShelf(shelf_folder(paths.state), vkeys_in(paths.keys))


def vkeys_in(keys: Path) -> tuple[Path, Path]:
    """Name the public keys a release may be signed with: the operator's, the log's."""
    return keys / "public" / "release.vkey", keys / "public" / "log.vkey"


class ReleaseShelf:
    """Reads releases by digest; safe to share between threads."""

    def __init__(self, folder: Path, vkeys: tuple[Path, ...]) -> None:
        """Take up a shelf.

        Args:
            folder: Where the releases are.
            vkeys: Files of the public keys; one of them must have signed.
        """
        self.folder = folder
        self._vkeys = vkeys
        self._kept: OrderedDict[str, Release] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str) -> Release:
        """Read a release, checked whole.

        Raises:
            NotFoundError: None of this digest was signed here.
            BrokenReleaseError: Its signature or a file of it does not hold.
        """
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        if not self.has(digest):
            raise NotFoundError("no release of this digest was signed here")
        folder = self.folder / digest
        try:
            release = load_release(folder, folder, *self._vkeys)
        except SettingsError as err:
            raise BrokenReleaseError(str(err), digest) from err
        if release.digest != digest:
            told = f"{folder}: holds release {release.digest[:12]}"
            raise BrokenReleaseError(told, digest)
        with self._lock:
            self._kept[digest] = release
            while len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)
        return release

    def sources(self, digest: str) -> Sources:
        """Read the files of a release, after checking it whole.

        Raises:
            NotFoundError: None of this digest was signed here.
            BrokenReleaseError: Its signature or a file of it does not hold.
        """
        self.get(digest)
        return read_sources(self.folder / digest)

    def has(self, digest: str) -> bool:
        """Tell whether there is a release of this digest, without reading it."""
        return is_digest(digest) and (self.folder / digest / NOTE_FILE).is_file()

    def digests(self) -> tuple[str, ...]:
        """List what is there, in no order that means anything."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(p.name for p in self.folder.iterdir() if self.has(p.name)))

    def names_model(self, tier: str, digest: str) -> bool:
        """Tell whether any signed release is for this model in this tier.

        Raises:
            SettingsError: A manifest's signature does not hold.
        """
        for release in self.digests():
            manifest = check_signed(self.folder / release, *self._vkeys)
            models = manifest["model"]
            if digest == (models if isinstance(models, str) else models.get(tier)):
                return True
        return False

    def put(self, sources: Sources, release: Release, note: bytes) -> None:
        """Put a signed release there, whole or not at all; once there, it stays as is.

        Args:
            sources: The files it was assembled from.
            note: Its signature (`summary_of` its manifest, signed).

        Raises:
            SettingsError: It cannot be written, or the signature does not hold.
        """
        target = self.folder / release.digest
        if self.has(release.digest):
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
            try:
                _fill(fresh, sources)
                write_whole(fresh / MANIFEST_FILE, encode(dict(release.manifest)))
                write_whole(fresh / NOTE_FILE, note)
                load_release(fresh, fresh, *self._vkeys)
                _move(fresh, target)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        except OSError as err:
            raise SettingsError(f"{err.filename or target}: {err.strerror}") from err


def _fill(folder: Path, sources: Sources) -> None:
    files = dict(sources.rules)
    for purpose, texts in sources.purposes.items():
        files |= {f"purposes/{purpose}/{name}": text for name, text in texts.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


def _move(fresh: Path, target: Path) -> None:
    if target.exists():
        # Half of one that a crash left; it has no note, or `has` had found it.
        shutil.rmtree(target)
    fresh.rename(target)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
