"""Runs what touches a model nobody has vouched for yet: apart, without network.

A workshop is one process with the model's libraries loaded; each piece of work is a
child of it (workshop.py), so that nothing of one model is left for the next. The
process gets an empty network namespace (unshare(1)), and its children become nobody,
with bounds of memory, processor time and what they may write; time is bounded here too.
Only root can do all of that. Where a part of it does not work the workshop does not
start, unless the caller said that a weak one will do; then it says what it is.
"""

import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from appliance.errors import SettingsError

_ROOT = Path(__file__).resolve().parents[2]
_MODULE = "appliance.engine.workshop"
_MAX_REPLY_BYTES = 4_000_000
_START_S = 300.0
_STOP_S = 10.0
# Who children become; Debian's user of no files.
NOBODY = 65_534
# How often it is looked at whether the disk fills.
_LOOK_S = 0.5
# The option of commands that lets a weak sandbox do.
WEAK = "--without-sandbox"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How a workshop is kept away from the network.

    Args:
        prefix: Command in front of its own.
        words: What it is, for the person who runs the command, and for the record.
        weak: Whether the work may keep rights or the network where it cannot lose them.
    """

    prefix: tuple[str, ...]
    words: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one piece of work may take.

    Args:
        time_s: Wall clock.
        cpu_s: Processor time, all threads together.
        memory_bytes: Memory of its own (RLIMIT_DATA), files that it maps not counted.
        write_bytes: The largest file it may write; 0 for none at all.
        spare_bytes: What must stay free on the disk of its folder meanwhile.
    """

    time_s: float
    cpu_s: int
    memory_bytes: int
    write_bytes: int = 0
    spare_bytes: int = 0


def find_sandbox(*, weak: bool = False) -> Sandbox:
    """Find the strongest sandbox that works here.

    Args:
        weak: Whether less than the whole will do.

    Raises:
        SettingsError: There is no whole one, and a weak one will not do.
    """
    if os.geteuid() != 0 and not weak:
        raise SettingsError(
            "only root can have a stranger's model handled as nobody; as another user "
            "it could read all that you can, the signing key too. Run this as root, or "
            f"say {WEAK} if you trust where the model came from"
        )
    unshare = shutil.which("unshare")
    if unshare is not None:
        for options, words in (
            (("--net",), "a network namespace of its own"),
            (("--user", "--map-root-user", "--net"), "a user and network namespace"),
        ):
            prefix = (unshare, *options, "--")
            tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
            if tried.returncode == 0:
                return Sandbox(prefix, words, weak)
    if not weak:
        raise SettingsError(
            "this machine offers no network namespace (unshare --net), so a stranger's "
            f"model could reach the network; say {WEAK} if you trust where it came from"
        )
    return Sandbox((), "no network namespace", weak)


class Workshop:
    """A process that does pieces of work, each in a child of its own."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Name the sandbox; the process starts with the first piece of work."""
        self._sandbox = sandbox
        self._process: subprocess.Popen[bytes] | None = None
        self._rights = ""

    @property
    def words(self) -> str:
        """What kept the work apart, once there was any."""
        return f"{self._sandbox.words}, {self._rights}"

    def start(self) -> None:
        """Start the process, which otherwise the first piece of work does.

        Raises:
            SettingsError: It does not start, or cannot give up its rights.
        """
        self._started()

    def do(self, verb: str, folder: Path, bounds: Bounds, **facts: Any) -> Any:
        """Do a piece of work in a folder and give what came of it.

        Args:
            verb: A name of workshop.VERBS.
            folder: The work's current directory.
            facts: What it needs to know besides; JSON.

        Raises:
            SettingsError: It was refused, or took too much of something; it says what.
        """
        order = {
            "verb": verb,
            "folder": str(folder),
            "facts": facts,
            "cpu_s": bounds.cpu_s,
            "memory_bytes": bounds.memory_bytes,
            "write_bytes": bounds.write_bytes,
        }
        process = self._started()
        try:
            assert process.stdin is not None  # noqa: S101 - opened as a pipe
            process.stdin.write(orjson.dumps(order) + b"\n")
            process.stdin.flush()
            reply = self._read(process, bounds.time_s, folder, bounds.spare_bytes)
        except BrokenPipeError as err:
            self.close()
            raise SettingsError("the workshop ended") from err
        if "refused" in reply:
            # A stranger's files may have had a say in it.
            raise SettingsError(printable(str(reply["refused"])[:500]))
        return reply

    def close(self) -> None:
        """End the process and all its children."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                # What was not yet written goes nowhere now.
                with suppress(BrokenPipeError):
                    stream.close()
        process.wait(_STOP_S)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            return self._process
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "PYTHONPATH": str(_ROOT),
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "2"),
            "LANG": "C.UTF-8",
            # Libraries look for caches in the home, and for a user; there is none.
            "HOME": "/nonexistent",
            "USER": "nobody",
            "CUDA_VISIBLE_DEVICES": "",
            # A folder that is there already: nothing is compiled, and nothing is kept.
            "TORCHINDUCTOR_CACHE_DIR": "/",
        }
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen(
                # -P, and from the root: the current folder may be the stranger's, and
                # Python would import from there first.
                [*self._sandbox.prefix, sys.executable, "-P", "-s", "-m", _MODULE],
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                env=environment,
                start_new_session=True,
            )
            self._process = process
            try:
                ready = self._read(process, _START_S)
            except SettingsError as err:
                told.seek(0)
                last = told.read().decode("utf-8", "replace").strip().splitlines()[-1:]
                raise SettingsError(
                    f"the workshop did not start: {last[0][:300] if last else err}"
                ) from err
        if ready.get("drops") is True:
            self._rights = "as nobody"
        else:
            self._rights = f"with the rights of uid {os.geteuid()} ({WEAK})"
            if not self._sandbox.weak:
                self.close()
                raise SettingsError(
                    f"nobody (uid 65534) cannot read the libraries in {sys.prefix}, so "
                    "a stranger's model would be handled as root; let all users read "
                    f"them, or say {WEAK} if you trust where the model came from"
                )
        return process

    def _read(
        self,
        process: subprocess.Popen[bytes],
        time_s: float,
        folder: Path = Path("/"),
        spare_bytes: int = 0,
    ) -> dict[str, Any]:
        assert process.stdout is not None  # noqa: S101 - opened as a pipe
        line, give_up = b"", time.monotonic() + time_s
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                left = give_up - time.monotonic()
                if left <= 0:
                    self.close()
                    raise SettingsError(f"trying it out took over {time_s:.0f} s")
                if spare_bytes and shutil.disk_usage(folder).free < spare_bytes:
                    self.close()
                    raise SettingsError(
                        f"it filled the disk: under {spare_bytes} bytes were left"
                    )
                if not selector.select(min(left, _LOOK_S)):
                    continue
                piece = os.read(process.stdout.fileno(), 1 << 16)
                if not piece or len(line) > _MAX_REPLY_BYTES:
                    self.close()
                    raise SettingsError("the workshop ended without an answer")
                line += piece
        try:
            reply = orjson.loads(line)
        except orjson.JSONDecodeError:
            reply = None
        if not isinstance(reply, dict):
            self.close()
            raise SettingsError("the workshop gave no answer that can be read")
        return reply


def printable(text: str) -> str:
    """Replace what a terminal or a log line could take for more than text."""
    return "".join(char if char.isprintable() else "?" for char in text)


@contextmanager
def open_workshop(sandbox: Sandbox | None = None) -> Iterator[Workshop]:
    """Give a workshop, and end it afterwards."""
    workshop = Workshop(sandbox or find_sandbox())
    try:
        yield workshop
    finally:
        workshop.close()
