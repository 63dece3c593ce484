"""The deployment as it stands on disk: a note that the log's process signs.

    <paths.state>/deployment/deployment.note

It is written after the record that makes it so is durable, whole or not at all, and
read by every process that answers. It follows the log; it never leads it.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from appliance.domain.deployment import (
    Deployment,
    encode_deployment,
    parse_deployment,
)
from appliance.errors import SettingsError
from appliance.release.signed import read_vkey, write_whole
from audit.errors import AuditError
from audit.note import Note, check_note, encode_note, parse_note


def deployment_note(state: Path) -> Path:
    """Name the file under `settings.paths.state`."""
    return state / "deployment" / "deployment.note"


class DeploymentFile:
    """Reads the note, again whenever it was replaced; safe between threads."""

    def __init__(self, path: Path, vkey: Path) -> None:
        """Name the note and the log's public key."""
        self._path = path
        self._vkey = vkey
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._read = Deployment()

    def now(self) -> Deployment:
        """Give the deployment; an empty one where there is none yet.

        Raises:
            SettingsError: The note is not signed by the log, or says something else.
        """
        with self._lock:
            try:
                found = self._path.stat()
            except FileNotFoundError:
                return Deployment()
            except OSError as err:
                raise SettingsError(f"{self._path}: {err.strerror}") from err
            # A replaced file is another inode; its time tells two apart that follow.
            seen = (found.st_ino, found.st_mtime_ns, found.st_size)
            if seen != self._seen:
                self._read = self._open()
                self._seen = seen
            return self._read

    def _open(self) -> Deployment:
        try:
            note = parse_note(self._path.read_bytes())
            check_note(note, [read_vkey(self._vkey)])
        except AuditError as err:
            raise SettingsError(f"{self._path}: {err}") from err
        except OSError as err:
            raise SettingsError(f"{self._path}: {err.strerror}") from err
        return parse_deployment(note.text)


class DeploymentWriter:
    """Writes the note, in the process that has the log's key."""

    def __init__(
        self,
        path: Path,
        sign: Callable[[str], Note],
        standing: Callable[[], Deployment],
    ) -> None:
        """Take the parts.

        Args:
            path: Where the note is.
            sign: Signs a text with the key of the log.
            standing: What the log's durable records make it.
        """
        self._path = path
        self._sign = sign
        self._standing = standing
        # Nothing was ever live: there is nothing to say yet.
        self._written = None if path.exists() else Deployment()
        self._lock = threading.Lock()

    def publish(self) -> None:
        """Bring the note to what the log says; nothing is done where it says so.

        Raises:
            SettingsError: It cannot be written; the next call tries again.
        """
        with self._lock:
            standing = self._standing()
            if standing == self._written:
                return
            write_whole(
                self._path, encode_note(self._sign(encode_deployment(standing)))
            )
            self._written = standing
