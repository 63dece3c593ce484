"""Slow and silent clients by the hundred: everybody else is served as before.

They come from addresses of their own on loopback. How long nginx bears with one of them
is in tests/contract/test_front_slow.py; here they are all there at once, before the real
appliance.
"""

import contextlib
import os
import re
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.commands.client import StaffClient
from tests.fuzz.line import HOST, Line, connected
from tests.stack import Stack

COOKIE = "__Host-cloister"
LETTER = "My card has not come. Yours, Marta Kowalczyk"
# On two busy cores; a page takes some milliseconds.
P95_S = 2.0
LIMIT_S = 60.0
# States of a socket that somebody waits on: connecting, connected.
CONNECTING = {"02", "03"}
HEAD = b"GET /session HTTP/1.1\r\n" + HOST + b"X-Slow: "
BODY = b"POST /exchanges HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\na=b"
WHOLE = b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.fixture
def crowd(stack: Stack) -> Iterator[None]:
    """Fill the front with clients who are slow in every way there is."""
    port = stack.supervisor.site.front.port
    with contextlib.ExitStack() as all_of_them:

        def come(address: str, said: bytes) -> Line:
            line = all_of_them.enter_context(connected(stack, address))
            line.send(said)
            return line

        for _ in range(100):
            come("127.0.0.31", HEAD)
        for _ in range(60):
            come("127.0.0.32", BODY % 1_000)
        for number in range(16):
            come(f"127.0.0.{40 + number // 4}", BODY % 12_000_000)
        for _ in range(100):
            reply = come("127.0.0.33", WHOLE).reply()
            assert reply is not None
            assert reply.status == 200
        for said in (b"", b"\x16\x03\x01\x02\x00\x01"):
            for _ in range(100):
                plain = all_of_them.enter_context(socket.socket())
                plain.bind(("127.0.0.34", 0))
                plain.connect(("127.0.0.1", port))
                plain.sendall(said)
        yield


@pytest.mark.usefixtures("crowd")
def test_others_are_served_while_hundreds_are_slow(stack: Stack) -> None:
    took_s = []
    with stack.signed_in("ben.staff") as ben:
        for path in ("/", "/history", "/session", "/health/live", "/rules") * 8:
            began = time.monotonic()
            assert ben._http.get(path).status_code == 200
            took_s.append(time.monotonic() - began)
        answered = list(ben.ask("complaint-triage", LETTER))[-1]

    assert answered.name == "released"
    assert statistics.quantiles(took_s, n=20)[-1] < P95_S


def test_slow_clients_hold_nothing_of_the_web_process(
    stack: Stack, request: pytest.FixtureRequest
) -> None:
    before, resident = _held(stack), _resident_bytes(stack)

    request.getfixturevalue("crowd")

    _wait(lambda: _held(stack) <= before)
    assert _resident_bytes(stack) - resident < 50_000_000


def test_a_stream_that_nobody_reads_ends_and_is_whole_when_it_is_read(
    stack: Stack,
) -> None:
    with stack.signed_in("ben.staff") as ben, contextlib.ExitStack() as readers:
        known = {one["exchange"] for one in ben.history()["exchanges"]}
        before = _held(stack)
        lines = []
        for _ in range(3):
            line = readers.enter_context(
                connected(stack, "127.0.0.35", receive_bytes=4_096)
            )
            line.send(_question(ben, LETTER))
            lines.append(line)

        def ended() -> int:
            found = ben.history()["exchanges"]
            states = [o["state"] for o in found if o["exchange"] not in known]
            return len(states) - states.count("open")

        # Each has begun and ended though its reader has not taken one event.
        _wait(lambda: ended() == len(lines))
        _wait(lambda: _held(stack) <= before)
        streams = [line.reply() for line in lines]

    for stream in streams:
        assert stream is not None
        assert stream.status == 200
        last = stream.body.decode().strip().rpartition("\n\n")[2]
        assert re.match("event: (released|held|refused)\n", last)


def test_a_page_that_nobody_reads_holds_nothing_either(stack: Stack) -> None:
    with stack.signed_in("audrey.auditor") as audrey, contextlib.ExitStack() as readers:
        last = audrey.records()[0]["seq"]
        before = _held(stack)
        lines = []
        for _ in range(20):
            line = readers.enter_context(
                connected(stack, "127.0.0.36", receive_bytes=4_096)
            )
            line.send(
                b"GET /records?to=2099-01-01 HTTP/1.1\r\nAccept: text/html\r\n"
                + HOST + _cookie(audrey) + b"\r\n"
            )  # fmt: skip
            lines.append(line)

        def asked() -> int:
            found = audrey.records(kind="log.read")
            return sum(one["seq"] > last and one["body"]["to"] != "" for one in found)

        _wait(lambda: asked() == len(lines))
        _wait(lambda: _held(stack) <= before)
        pages = [line.reply() for line in lines]

    for page in pages:
        assert page is not None
        assert page.status == 200
        assert page.body.rstrip().endswith(b"</html>")


def test_who_sends_too_much_reads_why(stack: Stack) -> None:
    with stack.signed_in("ben.staff") as ben:
        for accept in ("text/html", "application/json", "text/event-stream"):
            reply = ben._http.post(
                "/exchanges",
                content=b"x" * 14_000_000,
                headers={"Accept": accept},
            )
            assert reply.status_code == 413
            assert reply.headers["Content-Type"].split(";")[0] == accept
            assert "larger than the appliance reads" in reply.text


def _question(client: StaffClient, text: str) -> bytes:
    body = (
        f"csrf_token={client.session()['csrf_token']}&purpose=reply-draft&text={text}"
    )
    sent = body.replace(" ", "+").encode()
    return (
        b"POST /exchanges HTTP/1.1\r\n" + HOST + _cookie(client)
        + b"Accept: text/event-stream\r\nConnection: close\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: %d\r\n\r\n" % len(sent) + sent
    )  # fmt: skip


def _cookie(client: StaffClient) -> bytes:
    return f"Cookie: {COOKIE}={client._http.cookies[COOKIE]}\r\n".encode()


def _held(stack: Stack) -> int:
    """Count the connections that the web process has to serve (proc_net_unix(5))."""
    path = str(stack.settings.paths.socket("web"))
    rows = [row.split() for row in Path("/proc/net/unix").read_text().splitlines()]
    return sum(row[-1] == path and row[5] in CONNECTING for row in rows)


def _resident_bytes(stack: Stack) -> int:
    """Tell how much memory gunicorn's worker has."""
    parent = stack.processes["web"].pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    pages = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in children]
    return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE")


def _wait(state: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not state():
        assert time.monotonic() < deadline
        time.sleep(0.05)
