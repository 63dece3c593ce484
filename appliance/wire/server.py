"""Serve verbs on a Unix socket; the kernel says who asks, a table says who may.

A request is `{"verb": name, "body": {...}}`. A reply is `{"ok": {...}}` or an error
frame `{"error": {"name", "message"}}`, with "details" where the error has some; any
number of `{"event": {...}}` frames may come before it.
A connection carries one request after another; while one waits or is worked on,
`{"alive": true}` frames say so (pulse.py). Nothing is retried here. A request whose
caller has left before it was begun is not begun. Of a uid that may call no verb nothing
is read, and it takes no place from those who may.
"""

import contextlib
import logging
import select
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.errors import ApplianceError, PeerError, WireError
from appliance.wire.frame import receive_frame, send_frame
from appliance.wire.notify import notify_ready
from appliance.wire.peers import Peer, peer_of
from appliance.wire.pulse import Line, Pulse

log = logging.getLogger(__name__)

Body = dict[str, Any]

# How many strangers are told so at once, and how long one is waited for.
_MAX_STRANGERS = 8
_STRANGER_WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """One call as a verb sees it: what was asked, and by which process.

    Args:
        tell: Sends an event ahead of the reply; for nothing if the caller has left.
    """

    body: Body
    peer: Peer
    tell: Callable[[Mapping[str, Any]], None] = field(default=lambda _: None)


Answer = Callable[[Request], Mapping[str, Any]]
Stream = Callable[[Request], Iterator[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Verb:
    """A callable verb: its handler and the uids that may call it.

    `streams` says that the handler is an iterator; each item leaves as an event,
    and an empty reply ends them. The iterator is closed when the peer goes away.
    """

    handler: Answer | Stream
    allowed: frozenset[int]
    streams: bool = False


class WireServer:
    """A bounded, threaded server of verbs on one socket path."""

    def __init__(
        self,
        path: Path,
        verbs: Mapping[str, Verb],
        *,
        max_connections: int = 256,
        idle_timeout_s: float = 600.0,
        mode: int = 0o666,
    ) -> None:
        """Bind the socket.

        Args:
            path: Where to listen; a stale socket there is replaced.
            verbs: Every verb this process serves, and no more.
            max_connections: Connections served at once; further ones wait.
            idle_timeout_s: A silent connection is closed after this long.
            mode: File mode of the socket. Who may call is decided by uid, per verb;
                the directory's mode decides who may reach the socket at all.
        """
        self._path = path
        self._verbs = dict(verbs)
        self._idle_timeout_s = idle_timeout_s
        self._slots = threading.BoundedSemaphore(max_connections)
        self._callers = frozenset().union(*(verb.allowed for verb in verbs.values()))
        self._strangers = threading.BoundedSemaphore(_MAX_STRANGERS)
        self._pulse = Pulse()
        outer = self

        class _Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._serve(self.request)

        class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True
            request_queue_size = 256
            block_on_close = False

            def handle_error(self, request: object, client_address: object) -> None:
                # Unforeseen: the connection closes, which the caller sees. Only the
                # class is told, because a traceback's last line could hold text.
                del request, client_address
                log.error("unforeseen %s in a verb", type(sys.exception()).__name__)

        # Named only once it listens: whoever sees the socket can connect.
        unnamed = path.with_name(path.name[:-1] + "~")
        unnamed.unlink(missing_ok=True)
        self._server = _Server(str(unnamed), _Handler)
        unnamed.chmod(mode)
        unnamed.replace(path)

    def serve_forever(self) -> None:
        """Say that this unit is ready, and serve until `stop` is called."""
        self._pulse.start()
        notify_ready()
        self._server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        """Stop accepting, and remove the socket."""
        self._server.shutdown()
        self._server.server_close()
        self._pulse.stop()
        self._path.unlink(missing_ok=True)

    def _serve(self, sock: socket.socket) -> None:
        peer = peer_of(sock)
        if peer.uid not in self._callers:
            self._turn_away(sock, peer)
            return
        with self._pulse.over(sock) as line, self._place(line):
            sock.settimeout(self._idle_timeout_s)
            try:
                while (frame := receive_frame(sock)) is not None:
                    if _has_left(sock):
                        log.warning("a request was not begun: its caller has left")
                        return
                    line.begin()
                    self._answer(line, peer, frame)
            except WireError as err:
                _try_error(sock, err)
            except OSError as err:
                # The peer went away; what it asked for has been recorded or not,
                # and that is the ledger's business, not the connection's.
                log.info("connection ended: %s", type(err).__name__)

    @contextlib.contextmanager
    def _place(self, line: Line) -> Iterator[None]:
        """Wait for a place; who connects has something to ask, so it hears of it."""
        line.begin()
        with self._slots:
            yield

    def _turn_away(self, sock: socket.socket, peer: Peer) -> None:
        """Tell a stranger why, reading nothing; if many come at once, just close."""
        if not self._strangers.acquire(blocking=False):
            return
        try:
            log.warning("uid %d refused", peer.uid)
            sock.settimeout(_STRANGER_WAIT_S)
            err = PeerError(f"uid {peer.uid} may not call anything here")
            _try_error(sock, err)
            # Closed before it has asked, it would see a broken pipe and not the reason.
            asking = select.poll()
            asking.register(sock, select.POLLIN)
            asking.poll(_STRANGER_WAIT_S * 1000)
        finally:
            self._strangers.release()

    def _answer(self, line: Line, peer: Peer, frame: Body) -> None:
        name, body = frame.get("verb"), frame.get("body", {})
        verb = self._verbs.get(name) if isinstance(name, str) else None
        try:
            if verb is None or not isinstance(body, dict):
                raise WireError("unknown verb or malformed body")
            if peer.uid not in verb.allowed:
                log.warning("uid %d refused for verb %s", peer.uid, name)
                raise PeerError(f"uid {peer.uid} may not call {name}")
            request = Request(body, peer, lambda event: _tell(line, event))
            if verb.streams:
                self._stream(line, verb.handler(request))  # type: ignore[arg-type] # `streams` says it is an iterator
            else:
                line.send({"ok": verb.handler(request)}, last=True)
        except ApplianceError as err:
            line.send(_error(err), last=True)
        except (TypeError, ValueError, KeyError) as err:
            # A body of the wrong shape: name the kind of mistake, never its content.
            log.warning("verb %s: malformed body: %s", name, type(err).__name__)
            malformed = WireError(f"malformed body: {type(err).__name__}")
            line.send(_error(malformed), last=True)

    def _stream(self, line: Line, events: Iterator[Mapping[str, Any]]) -> None:
        try:
            for event in events:
                line.send({"event": event})
            line.send({"ok": {}}, last=True)
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()


def _tell(line: Line, event: Mapping[str, Any]) -> None:
    # Work that somebody has left goes on to its end; what it changes is not halved.
    with contextlib.suppress(OSError):
        line.send({"event": event})


def _has_left(sock: socket.socket) -> bool:
    """Tell whether the caller has closed its end, because it would wait no longer.

    A process that was stopped finds requests that nobody waits for any more; a caller
    that has told its person "not done" must not find it done later.
    """
    ended = select.poll()
    ended.register(sock, select.POLLRDHUP)
    return bool(ended.poll(0))


def _error(err: ApplianceError) -> Body:
    error: Body = {"name": type(err).__name__, "message": str(err)}
    if err.details:
        error["details"] = dict(err.details)
    return {"error": error}


def _try_error(sock: socket.socket, err: ApplianceError) -> None:
    try:
        send_frame(sock, _error(err))
    except OSError:
        return
