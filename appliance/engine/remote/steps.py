"""The answers that a server writes now; the line drives them like the running batch.

Each is read by a thread of its own. A step only looks whom to end, and rests.
"""

import ssl
import threading

from appliance.engine.remote.answering import RemoteAnswering, RemoteWork
from appliance.engine.remote.connection import Connection
from appliance.engine.written import Ended, Halt, Tell, Written
from appliance.engine_settings import RemoteSettings
from appliance.errors import ApplianceError

# How soon a stop is noticed while a server is silent, and how long a new request may
# wait beside others.
_REST_S = 0.02


class RemoteSteps:
    """The answers of one server."""

    def __init__(self, remote: RemoteSettings, context: ssl.SSLContext) -> None:
        """Begin with none."""
        self._remote = remote
        self._context = context
        self._lock = threading.Lock()
        self._running: list[RemoteAnswering] = []
        self._ended = threading.Event()

    @property
    def max_rows(self) -> int:
        """How many may run at a time."""
        return self._remote.parallel

    @property
    def writing(self) -> int:
        """How many run."""
        return len(self._running)

    def fits(self, work: RemoteWork) -> bool:  # noqa: ARG002 - the memory is the server's
        """Tell whether some work can begin now: whether it fits the server tells."""
        return True

    def begin(self, work: RemoteWork, halt: Halt, tell: Tell) -> None:
        """Ask for an answer; the last thing it tells is `Ended` or an error."""

        def heard(item: Written | ApplianceError) -> None:
            ended = isinstance(item, Ended | ApplianceError)
            if ended:
                # At once: no text of it is kept when nothing else comes.
                with self._lock:
                    self._running.remove(answering)
            tell(item)
            if ended:
                self._ended.set()

        connection = Connection(self._remote, self._context)
        answering = RemoteAnswering(work, connection, halt, heard)
        with self._lock:
            self._running.append(answering)
        # A daemon: the process need not wait for a server that it has turned from.
        threading.Thread(target=answering.run, name="answer", daemon=True).start()

    def step(self) -> None:
        """End what is to end, and rest until something has ended."""
        with self._lock:
            running = list(self._running)
        for answering in running:
            answering.check_halt()
        self._ended.wait(_REST_S)
        self._ended.clear()
