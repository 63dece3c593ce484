"""The deployment as it stands on disk: a note that the log's process signs.

    <paths.state>/deployment/deployment.note

It is written after the record that makes it so is durable, whole or not at all, and
read by every process that answers. It follows the log; it never leads it. A signature
does not age, so an old note put back is told by its record: a process that has read a
newer one refuses it, and the log's process is not well until it is gone.
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
            SettingsError: The note is not signed by the log, says something else, or is
                older than what was read before.
        """
        with self._lock:
            try:
                found = self._path.stat()
            except FileNotFoundError as err:
                if self._seen is None:
                    return Deployment()
                raise SettingsError(f"{self._path}: gone since it was read") from err
            except OSError as err:
                raise SettingsError(f"{self._path}: {err.strerror}") from err
            # A replaced file is another inode; its time tells two apart that follow.
            seen = (found.st_ino, found.st_mtime_ns, found.st_size)
            if seen != self._seen:
                read = self._open()
                if read.record < self._read.record:
                    raise SettingsError(
                        f"{self._path}: of record {read.record}, older than record "
                        f"{self._read.record}, which was read before"
                    )
                self._read, self._seen = read, seen
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
        self._content: bytes | None = None
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
            content = encode_note(self._sign(encode_deployment(standing)))
            write_whole(self._path, content)
            self._written, self._content = standing, content

    def check(self) -> None:
        """Check that what is on disk is what was written last.

        Raises:
            SettingsError: Somebody put another note there, or took it away.
        """
        with self._lock:
            if self._content is None:
                return
            try:
                found = self._path.read_bytes()
            except OSError as err:
                raise SettingsError(f"{self._path}: {err.strerror}") from err
            if found != self._content:
                raise SettingsError(
                    f"{self._path}: not what the log wrote; a new start of the log's "
                    "process writes it again"
                )
