"""Signs of life: who waits for a reply hears each second that it is being worked on.

So a caller can tell a part that takes long from one that hangs: it gives up after
`SILENCE_S` without a word, however long the work itself may take. The signs come from a
thread of the process that works; they say that it runs, not that it gets anywhere.
"""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from appliance.wire.frame import send_frame

PULSE_S = 1.0
# Several signs may be late on a busy host; longer than this, and the part hangs.
SILENCE_S = 5.0


class Line:
    """The sending side of one connection: frames never mix."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.Lock()
        self._awaited = False

    def begin(self) -> None:
        """Say that somebody waits for a reply from now on."""
        self._awaited = True

    def send(self, body: Mapping[str, Any], *, last: bool = False) -> None:
        """Send a frame; after the last one of a reply nobody waits.

        Raises:
            WireError: The frame is too large or not JSON.
            OSError: The peer is gone.
        """
        with self._lock:
            send_frame(self._sock, body)
            self._awaited = not last

    def beat(self) -> None:
        """Send a sign of life if somebody waits; never waits itself."""
        # Held only while a frame is being sent, which is a sign of life too.
        if not self._lock.acquire(blocking=False):
            return
        try:
            writable = select.poll()
            writable.register(self._sock, select.POLLOUT)
            if self._awaited and writable.poll(0):
                send_frame(self._sock, {"alive": True})
        except (OSError, ValueError):
            # The peer went away; whoever works for it finds out when it is done.
            self._awaited = False
        finally:
            self._lock.release()


class Pulse:
    """Beats for all lines of one server, in one thread."""

    def __init__(self) -> None:
        self._lines: set[Line] = set()
        self._changing = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Beat no more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    @contextlib.contextmanager
    def over(self, sock: socket.socket) -> Iterator[Line]:
        """Have a connection beat while somebody waits on it."""
        line = Line(sock)
        with self._changing:
            self._lines.add(line)
        try:
            yield line
        finally:
            with self._changing:
                self._lines.discard(line)

    def _beat(self) -> None:
        while not self._over.wait(PULSE_S):
            with self._changing:
                lines = list(self._lines)
            for line in lines:
                line.beat()
