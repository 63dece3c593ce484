"""A process between web and engine that passes every byte on and keeps a copy.

The kernel tells the engine who connects, so it runs as the web process' user. It is
put in place by renaming the engine's socket and listening under its name.
"""

import contextlib
import itertools
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from appliance.demo.site import DemoSite
from appliance.demo.supervisor import Supervisor

_ROOT = Path(__file__).parents[2]


class RelayedSupervisor(Supervisor):
    """Runs a site with a relay before its engine, whenever that is started.

    Args:
        copies: Folder for the copies.
    """

    def __init__(self, site: DemoSite, copies: Path) -> None:
        super().__init__(site, lambda _: None)
        self._copies = copies
        self._relay: subprocess.Popen[bytes] | None = None
        if site.is_separated:
            uid = int(site.settings["users"]["web"])
            os.chown(copies, uid, uid)

    def sent(self) -> list[Path]:
        """Name the files with what the engine was sent, one for each connection."""
        return sorted(self._copies.glob("sent-*"))

    def answered(self) -> list[Path]:
        """Name the files with what it answered."""
        return sorted(self._copies.glob("answered-*"))

    def stop(self) -> None:
        """End every process, and the relay."""
        super().stop()
        self._end_relay()

    def _await_ready(self, name: str) -> None:
        super()._await_ready(name)
        # Before anybody has called it: a kept connection would go past the relay.
        if name == "engine":
            self._put_in_place()

    def _put_in_place(self) -> None:
        self._end_relay()
        users = self.site.settings["users"]
        place = self.site.root / "run" / "engine" / "engine.sock"
        real = place.rename(place.with_name("engine-itself.sock"))
        arguments = (str(real), str(place), str(self._copies), users["web"])
        self._relay = subprocess.Popen(
            [sys.executable, "-m", "tests.planted.relay", *arguments],
            stdout=subprocess.PIPE,
            cwd=_ROOT,
        )
        assert self._relay.stdout is not None
        # It says so once it listens.
        assert self._relay.stdout.readline() == b"ready\n"

    def _end_relay(self) -> None:
        if self._relay is not None:
            self._relay.kill()
            self._relay.wait(10)
            assert self._relay.stdout is not None
            self._relay.stdout.close()
            self._relay = None


def _copy(source: socket.socket, target: socket.socket, kept: Path) -> None:
    with kept.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            # Kept first: what is not in the copy was not passed on.
            file.write(data)
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _serve(real: str, place: str, folder: Path, uid: int) -> None:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    os.chmod(place, 0o666)  # noqa: PTH101, S103 - as the engine's own server does
    listening.listen(64)
    if uid != os.geteuid():
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    print("ready", flush=True)
    for number in itertools.count():
        caller, _ = listening.accept()
        engine = socket.socket(socket.AF_UNIX)
        try:
            engine.connect(real)
        except OSError:
            caller.close()
            continue
        stamp = f"{os.getpid()}-{number:04d}"
        for name, source, target in (
            ("sent", caller, engine),
            ("answered", engine, caller),
        ):
            kept = folder / f"{name}-{stamp}"
            threading.Thread(
                target=_copy, args=(source, target, kept), daemon=True
            ).start()


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
