"""Where one request ends and the next begins: nginx and the web process agree.

Raw bytes over TLS. Each attack carries a request of its own in what the outer framing
calls a body or nonsense: a page that its person may not see, so that reading it would
leave a record. It must leave none, and no answer more than requests were owned may come.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from appliance.commands.client import StaffClient
from appliance.kinds import RecordKind
from tests.fuzz.line import HOST, Line, connected
from tests.stack import Stack

ADDRESS = "127.0.0.21"
COOKIE = "__Host-cloister"
LAST = b"GET /health/live HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
GET = b"GET /health/live HTTP/1.1\r\n" + HOST
POST = b"POST /health/live HTTP/1.1\r\n" + HOST
# `MARK` in an attack becomes the smuggled request, `SIZE` its length.
Attack = tuple[bytes, list[int]]
CHUNKED = b"Transfer-Encoding: chunked\r\n"
WHOLE = b"\r\nHEX\r\nMARK\r\n0\r\n\r\n"

ATTACKS: dict[str, Attack] = {
    # Two lengths.
    "CL.TE": (POST + CHUNKED + b"Content-Length: SIZE\r\n\r\n0\r\n\r\nMARK", [400]),
    "TE.CL": (POST + b"Content-Length: 4\r\n" + CHUNKED + WHOLE, [400]),
    "two lengths": (
        POST + b"Content-Length: 0\r\nContent-Length: SIZE\r\n\r\nMARK",
        [400],
    ),
    "the same length twice": (
        POST + b"Content-Length: SIZE\r\nContent-Length: SIZE\r\n\r\nMARK",
        [400],
    ),
    "a list of lengths": (POST + b"Content-Length: SIZE, SIZE\r\n\r\nMARK", [400]),
    "a negative length": (POST + b"Content-Length: -1\r\n\r\nMARK", [400]),
    "a length with a sign": (POST + b"Content-Length: +SIZE\r\n\r\nMARK", [400]),
    "a length in hex": (POST + b"Content-Length: 0xff\r\n\r\nMARK", [400]),
    "a length with a blank": (POST + b"Content-Length: 0 0\r\n\r\nMARK", [400]),
    "no length in it": (POST + b"Content-Length: \r\n\r\nMARK", [400]),
    "a length beyond numbers": (
        POST + b"Content-Length: 99999999999999999999\r\n\r\nMARK",
        [400],
    ),
    "a length of gigabytes": (
        POST + b"Content-Length: 9000000000\r\n\r\nMARK",
        [413],
    ),
    "a body of a GET": (GET + b"Content-Length: SIZE\r\n\r\nMARK", [200]),
    "a body of a POST": (POST + b"Content-Length: SIZE\r\n\r\nMARK", [405]),
    # Chunks.
    "chunks": (POST + CHUNKED + WHOLE, [411]),
    "chunks of a GET": (GET + CHUNKED + WHOLE, [411]),
    "chunks in capitals": (POST + b"tRANSFER-eNCODING: CHUNKED\r\n" + WHOLE, [411]),
    "chunks after a tab": (POST + b"Transfer-Encoding:\tchunked\r\n" + WHOLE, [400]),
    "chunks twice": (POST + CHUNKED + CHUNKED + WHOLE, [400]),
    "chunks and identity": (
        POST + b"Transfer-Encoding: identity\r\n" + CHUNKED + WHOLE,
        [400],
    ),
    "a list of encodings": (
        POST + b"Transfer-Encoding: chunked, identity\r\n" + WHOLE,
        [400],
    ),
    "an unknown encoding": (POST + b"Transfer-Encoding: xchunked\r\n" + WHOLE, [400]),
    "an encoding, quoted": (POST + b'Transfer-Encoding: "chunked"\r\n' + WHOLE, [400]),
    "a blank before the colon": (
        POST + b"Transfer-Encoding : chunked\r\n" + WHOLE,
        [400],
    ),
    "NUL before the colon": (
        POST + b"Transfer-Encoding\0: chunked\r\n" + WHOLE,
        [400],
    ),
    "a vertical tab": (POST + b"Transfer-Encoding:\x0bchunked\r\n" + WHOLE, [400]),
    "a folded header": (POST + b"Transfer-Encoding:\r\n chunked\r\n" + WHOLE, [400]),
    "underscores": (
        POST + b"Transfer_Encoding: chunked\r\nContent-Length: SIZE\r\n\r\nMARK",
        [405],
    ),
    "hidden behind LF": (POST + b"X: x\nTransfer-Encoding: chunked\r\n" + WHOLE, [411]),
    "hidden behind CR": (POST + b"X: x\rTransfer-Encoding: chunked\r\n" + WHOLE, [400]),
    "size of a chunk is none": (POST + CHUNKED + b"\r\nZZ\r\nMARK", [400]),
    "size of a chunk is negative": (POST + CHUNKED + b"\r\n-1\r\nMARK", [400]),
    "size of a chunk is huge": (POST + CHUNKED + b"\r\n" + b"F" * 17 + b"\r\nMARK", [400]),
    "a chunk with an extension": (
        POST + CHUNKED + b'\r\nHEX;a="b"\r\nMARK\r\n0;c=d\r\nE: e\r\n\r\n',
        [411],
    ),
    # Lines.
    "bare LF": (b"GET /health/live HTTP/1.1\nHost: localhost\n\n", [200]),
    "NUL in a value": (GET + b"X: a\0b\r\n\r\nMARK", [400]),
    "NUL in the path": (b"GET /health/\0live HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
    "CR in a value": (GET + b"X: a\rMARK", [400]),
    "no colon": (GET + b"nonsense\r\n\r\n", [200]),
    "a blank in the path": (b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
    "a fragment of HTTP": (b"\r\n\r\nGET\r\n\r\n", [400]),
    # Names.
    "no host": (b"GET /session HTTP/1.1\r\n\r\n", [400]),
    "two hosts": (b"GET /session HTTP/1.1\r\n" + HOST + HOST + b"\r\n", [400]),
    "another host": (b"GET /session HTTP/1.1\r\nHost: evil.example\r\n\r\n", [421]),
    "a host with a path": (b"GET /session HTTP/1.1\r\nHost: localhost/x\r\n\r\n", [400]),
    "a host with a person": (
        b"GET /session HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n",
        [421],
    ),
    "an address as target": (
        b"GET https://localhost/session HTTP/1.1\r\n" + HOST + b"\r\n",
        [200],
    ),
    "another's address as target": (
        b"GET https://evil.example/session HTTP/1.1\r\n" + HOST + b"\r\n",
        [421],
    ),
    "a tunnel": (b"CONNECT localhost:443 HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
    "a star": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
    # Other protocols.
    "an upgrade to h2c": (
        GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
        [200],
    ),
    "an upgrade to a socket": (
        GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        [200],
    ),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
    "HTTP/3.0": (b"GET /health/live HTTP/3.0\r\n" + HOST + b"\r\n", [400]),
    "HTTP/1.0": (b"GET /health/live HTTP/1.0\r\n\r\n", [200]),
    "HTTP/1.0 that stays": (
        b"GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" * 3,
        [200] * 3,
    ),
    # Much of it.
    "64 kB of a header": (GET + b"X: " + b"a" * 65_536 + b"\r\n\r\n", [400]),
    "8 MB of a header": (GET + b"X: " + b"a" * 8_000_000 + b"\r\n\r\n", [400]),
    "64 kB of headers": (GET + (b"X: " + b"a" * 1_000 + b"\r\n") * 64 + b"\r\n", [400]),
    "500 headers": (GET + b"".join(b"X%d: a\r\n" % n for n in range(500)) + b"\r\n", [200]),
    "64 kB of a path": (b"GET /" + b"a" * 65_536 + b" HTTP/1.1\r\n" + HOST + b"\r\n", [414]),
    "a path as long as nginx takes": (
        b"GET /" + b"a" * 8_176 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        [404],
    ),
    "five at once": (GET + b"\r\n" + (GET + b"\r\n") * 4, [200] * 5),
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Somebody whose session is in the smuggled requests, and a reader of the log."""

    stack: Stack
    cookie: str
    auditor: StaffClient

    def mark(self) -> bytes:
        session = f"Cookie: {COOKIE}={self.cookie}\r\n".encode()
        return b"GET /reviews HTTP/1.1\r\n" + HOST + session + b"\r\n"

    def marks_seen(self) -> int:
        """Count how often the smuggled request has reached its page."""
        found = self.auditor.records(kind=RecordKind.ACCESS_REFUSED)
        return sum(one["body"].get("page") == "reviews.index" for one in found)


@pytest.fixture(scope="module")
def desk(stack: Stack) -> Iterator[Desk]:
    with (
        stack.signed_in("ben.staff") as ben,
        stack.signed_in("audrey.auditor") as audrey,
    ):
        yield Desk(stack, ben._http.cookies[COOKIE], audrey)


@pytest.mark.parametrize("name", ATTACKS)
def test_no_request_is_read_where_none_is_owned(desk: Desk, name: str) -> None:
    attack, statuses = ATTACKS[name]
    mark = desk.mark()
    for word, meant in (("SIZE", b"%d"), ("HEX", b"%x")):
        attack = attack.replace(word.encode(), meant % len(mark))
    attack = attack.replace(b"MARK", mark)
    before = desk.marks_seen()

    with connected(desk.stack, ADDRESS) as line:
        line.send(attack)
        got = [line.reply() for _ in statuses]
        after = _to_the_end(line)

    assert [one.status if one else None for one in got] == statuses
    # Either the connection has ended, or it is at the beginning of a request.
    assert after in ([], [(200, b'{"ok":true}\n')])
    assert desk.marks_seen() == before


def test_a_request_that_is_owned_is_seen(desk: Desk) -> None:
    # Else the test above would show nothing.
    before = desk.marks_seen()

    with connected(desk.stack, ADDRESS) as line:
        line.send(GET + b"\r\n" + desk.mark())
        got = [line.reply(), line.reply()]

    assert [one.status for one in got if one] == [200, 403]
    assert desk.marks_seen() == before + 1


def _to_the_end(line: Line) -> list[tuple[int, bytes]]:
    """Send one more request, and read all that comes until the other side closes."""
    line.send(LAST)
    found = []
    while reply := line.reply():
        found.append((reply.status, reply.body))
    return found
