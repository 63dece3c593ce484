"""Bytes on a TLS connection, as no HTTP library would send them.

Who calls brings an address of its own on loopback, so that what nginx counts by address
touches nobody else's tests.
"""

import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import BinaryIO

from tests.stack import Stack

HOST = b"Host: localhost\r\n"
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Reply:
    """One answer as it came."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Line:
    """A connection: what is sent and what comes back."""

    sock: ssl.SSLSocket
    stream: BinaryIO

    def send(self, raw: bytes) -> None:
        """Send bytes; that the other side has closed already shows in its replies."""
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            self.sock.sendall(raw)

    def reply(self) -> Reply | None:
        """Read one answer, or None when the other side has closed instead."""
        try:
            first = self.stream.readline()
            if not first:
                return None
            headers = http.client.parse_headers(self.stream)
            return Reply(int(first.split()[1]), headers, self._body(headers))
        except (ConnectionError, ssl.SSLError):
            return None

    def _body(self, headers: Message) -> bytes:
        if headers["Transfer-Encoding"] == "chunked":
            return b"".join(self._chunks())
        if headers["Content-Length"] is not None:
            return self.stream.read(int(headers["Content-Length"]))
        return self.stream.read()

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.stream.readline(), 16):
            yield self.stream.read(size)
            self.stream.readline()
        self.stream.readline()


@contextlib.contextmanager
def connected(stack: Stack, address: str, *, receive_bytes: int = 0) -> Iterator[Line]:
    """Connect from one of loopback's addresses.

    Args:
        receive_bytes: Size of the receive buffer, a small one fills soon; 0 for the
            system's.
    """
    context = ssl.create_default_context(cafile=str(stack.ca))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.socket() as plain:
        plain.settimeout(TIMEOUT_S)
        if receive_bytes:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        plain.bind((address, 0))
        plain.connect(("127.0.0.1", stack.supervisor.site.front.port))
        with (
            context.wrap_socket(plain, server_hostname="localhost") as sock,
            sock.makefile("rb") as stream,
        ):
            yield Line(sock, stream)
