"""A browser tab for load: HTTP/1.1 over TLS, by hand, so that it costs little itself.

Many of them run in one process beside the appliance on the same processors; a real
HTTP library would use more of them than what is measured.
"""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

LAST = frozenset({"released", "held", "refused", "failed", "queued"})


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Seen:
    """One event of a stream, and when it came (the event loop's clock, seconds)."""

    name: str
    body: Mapping[str, Any]
    at_s: float


@dataclass(slots=True)
class Visitor:
    """One tab with one connection, which is kept.

    Args:
        url: The appliance, https://localhost:port.
        tls: Trusts its CA.
        address: Where it comes from: one of 127.0.0.0/8, as a person has one desk.
        cookies: Of the tab; tabs of one browser share them.
    """

    url: str
    tls: ssl.SSLContext
    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def connect(self) -> None:
        """Open the connection now, so that the first request does not pay for it."""
        port = urlsplit(self.url).port
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1",
            port,
            ssl=self.tls,
            server_hostname="localhost",
            local_addr=(self.address, 0),
        )

    async def leave(self) -> None:
        """Close the tab: the connection ends at once."""
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def get(self, path: str, accept: str = "text/html") -> Reply:
        """Read a page."""
        return await self._whole(self._head("GET", path, accept), b"")

    async def post(
        self, path: str, form: Mapping[str, str], accept: str = "application/json"
    ) -> Reply:
        """Send a form with this session's token."""
        token = (await self.get("/session", "application/json")).json()["csrf_token"]
        body = urlencode({**form, "csrf_token": token}).encode()
        return await self._whole(self._head("POST", path, accept, body), body)

    async def sign_in(self, login: str, password: str) -> None:
        """Sign in; the session is in the cookies."""
        reply = await self.post("/sign-in", {"login": login, "password": password})
        assert reply.status == 303, reply.status

    async def ask(self, purpose: str, text: str, token: str) -> AsyncIterator[Seen]:
        """Send a text and read its events to the last one.

        Args:
            token: The session's, read before, so that many can ask at one moment.

        Raises:
            ConnectionError: The stream ended before the exchange did.
        """
        form = {"purpose": purpose, "text": text, "csrf_token": token}
        body = urlencode(form).encode()
        head = self._head("POST", "/exchanges", "text/event-stream", body)
        reader = await self._send(head, body)
        status, headers = await self._head_of(reader)
        waiting = b""
        async for piece in _pieces(reader, headers):
            *blocks, waiting = (waiting + piece).split(b"\n\n")
            at_s = asyncio.get_running_loop().time()
            for block in blocks:
                if not block.startswith(b"event: "):
                    continue
                name, _, data = block.partition(b"\n")
                event = Seen(
                    name.removeprefix(b"event: ").decode(),
                    json.loads(data.removeprefix(b"data: ")),
                    at_s,
                )
                yield event
        if status != 200:
            raise ConnectionError(f"status {status}")

    def _head(self, method: str, path: str, accept: str, body: bytes = b"") -> bytes:
        host = urlsplit(self.url).netloc
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {host}",
            f"Accept: {accept}",
        ]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        if method == "POST":
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _send(self, head: bytes, body: bytes) -> asyncio.StreamReader:
        if self._writer is None or self._writer.is_closing():
            await self.connect()
        assert self._writer is not None
        assert self._reader is not None
        self._writer.write(head + body)
        await self._writer.drain()
        return self._reader

    async def _whole(self, head: bytes, body: bytes) -> Reply:
        reader = await self._send(head, body)
        status, headers = await self._head_of(reader)
        pieces = [piece async for piece in _pieces(reader, headers)]
        if headers.get("connection") == "close":
            await self.leave()
        return Reply(status, headers, b"".join(pieces))

    async def _head_of(
        self, reader: asyncio.StreamReader
    ) -> tuple[int, Mapping[str, str]]:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as err:
            raise ConnectionError("closed before an answer") from err
        first, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._take(value)
            headers[name.lower()] = value
        return int(first.split()[1]), headers

    def _take(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if value:
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)


async def _pieces(
    reader: asyncio.StreamReader, headers: Mapping[str, str]
) -> AsyncIterator[bytes]:
    """Give the body as it comes: by length or by chunks (RFC 9112, 6)."""
    try:
        if "chunked" not in headers.get("transfer-encoding", ""):
            length = int(headers.get("content-length", "0"))
            if length:
                yield await reader.readexactly(length)
            return
        while size := int(await reader.readuntil(b"\r\n"), 16):
            yield (await reader.readexactly(size + 2))[:-2]
        await reader.readexactly(2)
    except asyncio.IncompleteReadError as err:
        raise ConnectionError("cut short") from err
