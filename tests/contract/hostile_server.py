"""A TLS server that answers a chat completion with whatever a test tells it to."""

import contextlib
import json
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from appliance.demo.pki import Authority

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
DONE = b"data: [DONE]\n\n"
Answer = Callable[[socket.socket], None]


def chunk(text: str | None = None, **changes: Any) -> bytes:
    """One line of a stream: a token, unless the changes say otherwise."""
    told = {"token": text, "logprob": -0.5, "top_logprobs": []}
    choice: dict[str, Any] = {
        "index": 0,
        "delta": {} if text is None else {"content": text},
        "logprobs": None if text is None else {"content": [told]},
        "finish_reason": None,
    }
    return line({"choices": [choice | changes]})


def line(value: object) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def end(reason: str = "stop") -> bytes:
    return chunk(finish_reason=reason)


def says(*pieces: bytes) -> Answer:
    """Answer with these bytes, and hang up."""
    return lambda sock: sock.sendall(b"".join(pieces))


def for_ever(first: bytes, piece: bytes) -> Answer:
    """Answer without an end."""

    def answer(sock: socket.socket) -> None:
        sock.sendall(first)
        while True:
            sock.sendall(piece)

    return answer


def silent(first: bytes = b"") -> Answer:
    """Answer with these bytes, and then say nothing until the other side hangs up."""

    def answer(sock: socket.socket) -> None:
        sock.sendall(first)
        sock.recv(1)

    return answer


GOOD = says(HEAD, chunk("Yes"), end(), line({"choices": [], "usage": {"prompt_tokens": 3}}), DONE)  # fmt: skip


class HostileServer:
    """Listens on loopback; `answer` says how the next requests are answered.

    Where not all are answered alike, `choose` says how, by the body of each; a request
    without a body has an empty one.
    """

    def __init__(self, folder: Path, authority: Authority) -> None:
        authority.write_certificate(folder / "ca.pem")
        authority.write_server(
            folder / "server.pem", folder / "server.key", common_name="localhost"
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "server.pem", folder / "server.key")
        self.context.load_verify_locations(folder / "ca.pem")
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.folder = folder
        self.answer: Answer = GOOD
        self.choose: Callable[[Mapping[str, Any]], Answer] = lambda _: self.answer
        self.bodies: queue.SimpleQueue[Mapping[str, Any]] = queue.SimpleQueue()
        self.left: queue.SimpleQueue[None] = queue.SimpleQueue()
        """Something for each connection that has ended."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        # accept(2) is woken by this, not by closing.
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            plain.settimeout(30)
            with self.context.wrap_socket(plain, server_side=True) as sock:
                self._take(sock)
        self.left.put(None)

    def _take(self, sock: socket.socket) -> None:
        with sock.makefile("rb") as reading:
            head = b"".join(iter(reading.readline, b"\r\n")).lower()
            length = 0
            for field in head.split(b"\r\n"):
                if field.startswith(b"content-length:"):
                    length = int(field.split(b":")[1])
            body: Mapping[str, Any] = {}
            if length:
                body = json.loads(reading.read(length))
                self.bodies.put(body)
            self.choose(body)(sock)


@contextlib.contextmanager
def hostile_server(folder: Path, authority: Authority) -> Iterator[HostileServer]:
    server = HostileServer(folder, authority)
    try:
        yield server
    finally:
        server.stop()
