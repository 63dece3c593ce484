"""Call verbs of another process of the appliance over its Unix socket.

Connections are kept and re-used; a call on one that the other side has closed goes out
on a fresh one, which is safe because a server acts on whole frames only. A call that
was sent is never sent again. Two limits end a wait: the other side says nothing at all
for `SILENCE_S`, so it hangs; or it works longer than the caller has time.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from appliance import errors
from appliance.errors import ApplianceError, WireError
from appliance.wire.frame import CutShortError, receive_frame, send_frame
from appliance.wire.pulse import SILENCE_S

_MAX_IDLE = 16
# Younger than the server's idle time-out, so a kept connection is rarely stale.
_MAX_IDLE_AGE_S = 300.0
_SILENCE = struct.pack("ll", int(SILENCE_S), 0)  # a struct timeval


class WireClient:
    """A caller of one process; safe to share between threads.

    Args:
        path: The process' socket.
        unavailable: The error that says this process cannot be reached.
        timeout_s: How long the work for one reply, or for one event of a stream, may
            take. That the other side hangs is noticed after `SILENCE_S`.
    """

    def __init__(
        self, path: Path, unavailable: type[ApplianceError], timeout_s: float
    ) -> None:
        self._path = path
        self._unavailable = unavailable
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._idle: list[tuple[float, socket.socket]] = []

    def call(
        self,
        verb: str,
        body: Mapping[str, Any],
        *,
        timeout_s: float | None = None,
        heard: Callable[[dict[str, Any]], None] = lambda _: None,
    ) -> dict[str, Any]:
        """Ask once and return the reply.

        Args:
            heard: Called with each event that comes ahead of the reply.

        Raises:
            ApplianceError: The error the other side named, or `unavailable`.
        """
        for kind, payload in self._exchange(verb, body, timeout_s):
            if kind == "ok":
                return payload
            heard(payload)
        raise self._unavailable(f"{verb}: no reply")

    def stream(
        self, verb: str, body: Mapping[str, Any], *, timeout_s: float | None = None
    ) -> Iterator[dict[str, Any]]:
        """Ask once and yield each event as it comes.

        Closing the iterator closes the connection, which stops the work behind it.

        Raises:
            ApplianceError: The error the other side named, or `unavailable`.
        """
        for kind, payload in self._exchange(verb, body, timeout_s):
            if kind == "event":
                yield payload

    def close(self) -> None:
        """Close every kept connection."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, sock in idle:
            sock.close()

    def _late(self, told: str) -> ApplianceError:
        err = self._unavailable(told)
        err.late = True
        return err

    def _exchange(
        self, verb: str, body: Mapping[str, Any], timeout_s: float | None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        request = {"verb": verb, "body": dict(body)}
        wait_s = timeout_s if timeout_s is not None else self._timeout_s
        silence_s = min(SILENCE_S, wait_s)
        sock, finished = self._send(request, verb, silence_s), False
        give_up = time.monotonic() + wait_s
        try:
            while True:
                frame = receive_frame(sock)
                if frame is None:
                    raise self._unavailable(f"{verb}: connection closed before a reply")
                if "alive" in frame:
                    if time.monotonic() > give_up:
                        raise self._late(f"{verb}: no reply in time")
                    continue
                if "event" in frame:
                    yield "event", frame["event"]
                    give_up = time.monotonic() + wait_s
                    continue
                if "ok" not in frame:
                    # Not kept: whoever refuses a caller closes the connection.
                    raise _named(frame, self._unavailable)
                finished = True
                self._keep(sock)
                yield "ok", frame["ok"]
                return
        except TimeoutError as err:
            raise self._late(f"{verb}: silent for {silence_s:g} s") from err
        except (OSError, CutShortError) as err:
            raise self._unavailable(f"{verb}: {type(err).__name__}") from err
        finally:
            if not finished:
                sock.close()

    def _send(
        self, request: Mapping[str, Any], verb: str, silence_s: float
    ) -> socket.socket:
        """Send a request; on a fresh connection if a kept one turns out closed."""
        for sock in (self._kept(), None):
            sock = sock or self._connect()  # noqa: PLW2901 - None means a fresh one
            try:
                sock.settimeout(silence_s)
                send_frame(sock, request)
            except (BrokenPipeError, ConnectionResetError):
                sock.close()
            except TimeoutError as err:
                sock.close()
                raise self._late(f"{verb}: not taken in time") from err
            except OSError as err:
                sock.close()
                raise self._unavailable(f"{verb}: {type(err).__name__}") from err
            except WireError:
                sock.close()
                raise
            else:
                return sock
        raise self._unavailable(f"{verb}: connection closed while sending")

    def _kept(self) -> socket.socket | None:
        """Take a kept connection that is still open, if there is one."""
        with self._lock:
            while self._idle:
                kept_at, sock = self._idle.pop()
                if time.monotonic() - kept_at < _MAX_IDLE_AGE_S and _is_quiet(sock):
                    return sock
                sock.close()
        return None

    def _connect(self) -> socket.socket:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Blocking, with the kernel's own limit (socket(7)): only then does connect(2)
        # wait for a place while others fill the queue of connections.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _SILENCE)
        try:
            sock.connect(str(self._path))
        except OSError as err:
            sock.close()
            raise self._unavailable(f"cannot connect: {type(err).__name__}") from err
        return sock

    def _keep(self, sock: socket.socket) -> None:
        with self._lock:
            if len(self._idle) < _MAX_IDLE:
                self._idle.append((time.monotonic(), sock))
                return
        sock.close()


def _is_quiet(sock: socket.socket) -> bool:
    """Tell whether an idle connection is open with nothing unread on it."""
    sock.settimeout(0)
    try:
        return not isinstance(sock.recv(1, socket.MSG_PEEK), bytes)
    except BlockingIOError:
        return True
    except OSError:
        return False


def _named(
    frame: Mapping[str, Any], unavailable: type[ApplianceError]
) -> ApplianceError:
    """Turn an error frame into the error class it names, if it is one of ours."""
    error = frame.get("error")
    if not isinstance(error, dict):
        return WireError("a frame is neither event, reply nor error")
    cls = getattr(errors, str(error.get("name")), None)
    if isinstance(cls, type) and issubclass(cls, ApplianceError):
        named = cls(str(error.get("message", "")))
        details = error.get("details")
        if isinstance(details, dict):
            named.details = {str(key): str(text) for key, text in details.items()}
        return named
    return unavailable("the other side failed")
