"""One child process of a demo: started as its own user, ended with all its own.

util-linux' setpriv drops the user, the groups and every privilege, and asks the kernel
to end the child when the supervisor dies, so nothing stays behind even after a kill -9.
"""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from appliance.errors import ApplianceError


class ChildError(ApplianceError):
    """A process of the demo did not start, or ended by itself."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The user a child runs as; None keeps the supervisor's.

    Args:
        uid: User, group of the same number.
        groups: Further groups.
        umask: Of the files it makes.
    """

    uid: int | None
    groups: tuple[int, ...] = ()
    umask: int = 0o077


@dataclass(slots=True)
class Child:
    """A process and how to start it.

    Args:
        name: What the demo calls it.
        command: Its argument list.
        identity: Who it runs as.
        log: Where its standard output and error go.
        environment: All of its environment.
        grace_s: How long it may take to end before it is killed.
        niceness: How far it gives way to the others (nice(1)).
    """

    name: str
    command: tuple[str, ...]
    identity: Identity
    log: Path
    environment: dict[str, str]
    grace_s: float = 10.0
    niceness: int = 0
    _running: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """The process' id.

        Raises:
            ChildError: It was not started.
        """
        if self._running is None:
            raise ChildError(f"{self.name} is not running")
        return self._running.pid

    def start(self) -> None:
        """Start it.

        Raises:
            ChildError: The program is missing.
        """
        with self.log.open("ab") as log:
            try:
                self._running = subprocess.Popen(
                    [
                        *("nice", "-n", str(self.niceness)),
                        *_as_user(self.identity),
                        *self.command,
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.log.parent,
                    env=self.environment,
                    umask=self.identity.umask,
                    # A group of its own: Ctrl-C reaches the supervisor alone, and
                    # whatever the child starts ends with it.
                    start_new_session=True,
                )
            except OSError as err:
                raise ChildError(f"{self.name}: {err.strerror}") from err

    def exit_status(self) -> int | None:
        """Tell how it ended, or None while it runs; negative is a signal."""
        return None if self._running is None else self._running.poll()

    def check_alive(self) -> None:
        """Check that it still runs.

        Raises:
            ChildError: It ended; the message says how and shows the end of its log.
        """
        status = self.exit_status()
        if status is not None:
            how = f"signal {-status}" if status < 0 else f"status {status}"
            raise ChildError(f"{self.name} ended with {how}:\n{self.last_lines()}")

    def last_lines(self, count: int = 15) -> str:
        """Read the end of its log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-count:])

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process alone."""
        os.kill(self.pid, number)

    def ask_to_stop(self) -> None:
        """Ask it to end, and do not wait; harmless when it ended already."""
        if self._running is not None and self._running.poll() is None:
            # A stopped process takes no signal but this one.
            self._running.send_signal(signal.SIGCONT)
            self._running.terminate()

    def stop(self) -> None:
        """End it and everything it started; harmless when it ended already."""
        if self._running is None:
            return
        group = self._running.pid
        self.ask_to_stop()
        if self._running.poll() is None:
            try:
                self._running.wait(self.grace_s)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait(self.grace_s)
        _end_group(group)
        self._running = None

    def kill(self) -> None:
        """Kill it and everything it started, without a chance to clean up."""
        group = self.pid
        os.killpg(group, signal.SIGKILL)
        if self._running is not None:
            self._running.wait(self.grace_s)


def _as_user(identity: Identity) -> tuple[str, ...]:
    setpriv: tuple[str, ...] = ("setpriv", "--pdeathsig", "TERM", "--no-new-privs")
    if identity.uid is None:
        return (*setpriv, "--")
    groups = ",".join(str(gid) for gid in (identity.uid, *identity.groups))
    return (
        *setpriv,
        *("--reuid", str(identity.uid), "--regid", str(identity.uid)),
        *("--groups", groups, "--inh-caps=-all", "--bounding-set=-all"),
        "--",
    )


def _end_group(group: int) -> None:
    """Kill what is left of a process group, within a bound."""
    for _ in range(100):
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.01)
