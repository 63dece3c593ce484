"""Starts a site's processes in order, waits until each is ready, and ends them all.

For demo, tour and tests; on an installed machine systemd does this. Units say that
they are ready as they tell systemd (sd_notify(3)). A process that ends by itself is
told, never restarted in silence.
"""

import http.client
import select
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from appliance.demo.child import Child, ChildError
from appliance.demo.site import PROGRAM, UNITS, DemoSite, child_environment

START_LIMIT_S = 120.0
_POLL_S = 0.05
# Each group starts together, after the one before is ready.
ORDER = (
    ("directory", "ledger"),
    ("masker", "engine"),
    ("web", "worker"),
    ("front",),
)
# As the systemd units say it: pages answer while the model works.
NICENESS = {"engine": 10, "worker": 5}


class Supervisor:
    """The processes of one demo site, as a context that leaves none behind.

    Children die with the thread that started them, so start and restart from a thread
    that stays.

    Args:
        site: Where they live.
        report: Told what happens, one line at a time.
    """

    def __init__(self, site: DemoSite, report: Callable[[str], None]) -> None:
        self.site = site
        self._report = report
        self._order = tuple(
            (*group, *site.engines) if "engine" in group else group for group in ORDER
        )
        self._units = (*UNITS, *site.engines)
        self.children = {
            name: self._child(name) for group in self._order for name in group
        }
        self._notices: dict[str, socket.socket] = {}

    def __enter__(self) -> Self:
        """Start all."""
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Stop all."""
        self.stop()

    def start(self) -> None:
        """Start every process, group by group.

        Raises:
            ChildError: One of them did not become ready; its last log lines follow.
        """
        for group in self._order:
            began = time.monotonic()
            for name in group:
                self._begin(name)
            for name in group:
                self._await_ready(name)
                self._report(f"{name} is ready ({time.monotonic() - began:.1f} s)")
            if "ledger" in group:
                # The log takes the releases; a model answers only for what is signed.
                self.site.run_command("release", "sign")

    def stop(self) -> None:
        """End every process, last started first; harmless when some ended already."""
        for group in reversed(self._order):
            children = [self.children[name] for name in group]
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop()
        for notice in self._notices.values():
            notice.close()
        self._notices.clear()

    def restart(self, name: str) -> None:
        """End one process and start it again, with the settings file of now.

        Raises:
            ChildError: It did not become ready.
        """
        self.children[name].stop()
        self._begin(name)
        self._await_ready(name)

    def check_all_alive(self) -> None:
        """Check that no process ended by itself.

        Raises:
            ChildError: One did; it is named.
        """
        for child in self.children.values():
            child.check_alive()

    def watch(self) -> None:
        """Stay until a process ends by itself.

        Raises:
            ChildError: Which, how, and the end of its log.
        """
        while True:
            self.check_all_alive()
            time.sleep(0.5)

    def _child(self, name: str) -> Child:
        site = self.site
        home = site.root / "home" / name
        unit = "engine" if name in site.engines else name
        environment = child_environment(home)
        if name == "directory":
            command = site.directory.command
        elif name == "front":
            command = site.front.command
        else:
            tier = ("--tier", site.engines[name]) if unit != name else ()
            command = (*PROGRAM, "serve", unit, *tier, "--config", str(site.config))
            environment["NOTIFY_SOCKET"] = str(self._notice_path(name))
        return Child(
            name=name,
            command=command,
            identity=site.identities[unit],
            log=site.root / "logs" / f"{name}.log",
            environment=environment,
            niceness=NICENESS.get(unit, 0),
        )

    def _notice_path(self, name: str) -> Path:
        return self.site.root / "notify" / f"{name}.sock"

    def _begin(self, name: str) -> None:
        if name in self._units:
            old = self._notices.pop(name, None)
            if old is not None:
                old.close()
            path = self._notice_path(name)
            path.unlink(missing_ok=True)
            notice = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            notice.bind(str(path))
            path.chmod(0o666)
            self._notices[name] = notice
        self.children[name].start()

    def _await_ready(self, name: str) -> None:
        child = self.children[name]
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            child.check_alive()
            if self._is_ready(name):
                return
        raise ChildError(
            f"{name} is not ready after {START_LIMIT_S:.0f} s:\n{child.last_lines()}"
        )

    def _is_ready(self, name: str) -> bool:
        """Look once, waiting a moment at most."""
        if name in self._units:
            notice = self._notices[name]
            heard, _, _ = select.select([notice], [], [], _POLL_S)
            return bool(heard) and b"READY=1" in notice.recv(4096).split(b"\n")
        try:
            if name == "front":
                return self._answers_ready()
            with socket.create_connection(("127.0.0.1", self.site.directory.port), 1):
                return True
        except OSError:
            time.sleep(_POLL_S)
            return False

    def _answers_ready(self) -> bool:
        """Ask the whole appliance, as a browser would, whether it is ready."""
        context = ssl.create_default_context(cafile=str(self.site.ca))
        connection = http.client.HTTPSConnection(
            "localhost", self.site.front.port, timeout=30, context=context
        )
        try:
            connection.request("GET", "/health/ready")
            status = connection.getresponse().status
        except http.client.HTTPException:
            return False
        finally:
            connection.close()
        if status != http.client.OK:
            time.sleep(_POLL_S)
        return status == http.client.OK
