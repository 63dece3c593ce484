"""A running appliance whose parts can be held still, killed and started again.

Nothing in the product helps: a point of an exchange is reached by holding the part that
it needs next, and seen in the events that its reader gets or in the log's own file.
"""

import contextlib
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.commands.client import AnsweredError, ServerEvent, UnreachableError
from appliance.commands.client import StaffClient as Client
from tests.stack import Stack

# Long enough for a busy machine; a held part counts as hung after five seconds.
REACHED_S = 60.0


class NotReachedError(Exception):
    """The exchange did not get to the point, or was past it before it was held."""


def until(
    is_so: Callable[[], object],
    what: str,
    *,
    seconds: float = REACHED_S,
    pause_s: float = 0.005,
) -> None:
    """Wait until something is so.

    Raises:
        NotReachedError: It never was.
    """
    give_up = time.monotonic() + seconds
    pause = threading.Event()
    while not is_so():
        if time.monotonic() > give_up:
            raise NotReachedError(what)
        pause.wait(pause_s)


class Asked:
    """One exchange, read in a thread of its own as a page's script reads it."""

    def __init__(self, client: Client, purpose: str, text: str) -> None:
        self.events: list[ServerEvent] = []
        self.said = ""
        self.ended_at = 0.0
        self._thread = threading.Thread(target=self._read, args=(client, purpose, text))
        self._thread.start()

    def _read(self, client: Client, purpose: str, text: str) -> None:
        try:
            for event in client.ask(purpose, text):
                self.events.append(event)
        except (AnsweredError, UnreachableError) as err:
            self.said = str(err)
        else:
            last = self.events[-1]
            reasons = last.body.get("reasons") or [last.name]
            self.said = str(last.body.get("message") or " ".join(reasons))
        self.ended_at = time.monotonic()

    @property
    def names(self) -> list[str]:
        """The events so far; a stage as `stage NAME`."""
        return [
            f"stage {e.body['name']}" if e.name == "stage" else e.name
            for e in list(self.events)
        ]

    @property
    def exchange(self) -> str:
        """Its id, once the page was told."""
        told = [e.body["exchange"] for e in self.events if e.body.get("exchange")]
        return str(told[0]) if told else ""

    @property
    def is_over(self) -> bool:
        """Whether its reader knows how it ended."""
        return bool(self.ended_at)

    @property
    def has_last(self) -> bool:
        """Whether the last event of an exchange came."""
        return bool(self.events) and self.events[-1].is_last

    def reach(self, name: str, *, times: int = 1) -> None:
        """Wait until an event has come so often.

        Raises:
            NotReachedError: The exchange ended before.
        """
        until(lambda: self.names.count(name) >= times or self.is_over, name)
        if self.names.count(name) < times:
            raise NotReachedError(f"{name}: the exchange was over before")

    def join(self, seconds: float) -> bool:
        """Wait for its end; tells whether it came."""
        self._thread.join(seconds)
        return self.is_over


class FaultyHouse:
    """The faults of one stack.

    Faults are made in the thread that started the stack: children die with the thread
    that started them.
    """

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._held: set[str] = set()

    def hold(self, part: str) -> None:
        """Have a part stand still, with all that it started: SIGSTOP."""
        os.killpg(self.stack.processes[part].pid, signal.SIGSTOP)
        self._held.add(part)

    def let_go(self, part: str) -> None:
        """Let a part go on: SIGCONT."""
        if part in self._held:
            os.killpg(self.stack.processes[part].pid, signal.SIGCONT)
            self._held.discard(part)

    def kill(self, part: str) -> None:
        """Kill a part and all that it started: SIGKILL."""
        self.stack.kill(part)
        self._held.discard(part)

    def end(self, part: str) -> None:
        """Tell a part to end, as systemd does: SIGTERM."""
        self.let_go(part)
        self.stack.processes[part].signal(signal.SIGTERM)

    def restart(self, part: str) -> None:
        """End a part, if it still runs, and start it again."""
        self.stack.restart(part)
        self._held.discard(part)

    def let_all_go(self) -> None:
        """Let every part go on, and start those that are gone."""
        for part in sorted(self._held):
            self.let_go(part)
        for name, child in self.stack.processes.items():
            if child.exit_status() is not None:
                self.restart(name)

    @property
    def _database(self) -> Path:
        return self.stack.settings.paths.state / "web" / "cloister.sqlite"

    def await_draft(self, exchange: str) -> None:
        """Wait until the answer that is about to be released is kept.

        Raises:
            NotReachedError: It never was.
        """
        query = "SELECT 1 FROM exchanges WHERE id = ? AND answer_sealed IS NOT NULL"
        with contextlib.closing(sqlite3.connect(self._database)) as connection:
            until(lambda: connection.execute(query, (exchange,)).fetchone(), "a draft")

    @contextlib.contextmanager
    def database_held(self) -> Iterator[Callable[[], None]]:
        """Keep web and worker from writing to the database; yields how to let go."""
        connection = sqlite3.connect(self._database, timeout=30, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")

            def let_go() -> None:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

            yield let_go
        finally:
            connection.close()

    def await_record(self, kind: str, exchange: str = "") -> None:
        """Wait until the log's file holds a record of this kind (and exchange).

        Raises:
            NotReachedError: It never came.
        """
        until(lambda: self._holds(kind, exchange), f"{kind} in the log")

    def _holds(self, kind: str, exchange: str) -> bool:
        folder: Path = self.stack.settings.paths.state / "ledger" / "segments"
        wanted = f'"kind":"{kind}"'.encode()
        newest = max(folder.glob("*.jsonl"))
        lines = newest.read_bytes().splitlines()
        return any(wanted in line and exchange.encode() in line for line in lines)

    def count_of_web(self) -> tuple[int, int]:
        """Count threads and open files of the web process, its master's included."""
        threads = files = 0
        master = self.stack.processes["web"].pid
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdecimal() and os.getpgid(int(entry.name)) == master:
                    threads += len(list((entry / "task").iterdir()))
                    files += len(list((entry / "fd").iterdir()))
        return threads, files
