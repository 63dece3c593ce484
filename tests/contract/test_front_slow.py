"""Clients that are slow, silent or gone: nginx has only so much patience with them.

These tests have it wait a twentieth of the times in server.conf, and a second at least.
"""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.demo.nginx import PROGRAM
from tests.contract.front import ENDLESS, Site, demo, installed, running

pytestmark = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="no nginx here")

# Far more than any of those; a failure, not a measure.
LIMIT_S = 30.0
# What fits into nginx' buffers for one page.
PAGE = 900_000


@pytest.fixture(scope="module", params=[demo, installed], ids=["demo", "installed"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("front")
    with running(request.param, folder, hurried=True) as made:
        yield made


@contextlib.contextmanager
def said(site: Site, text: str) -> Iterator[ssl.SSLSocket]:
    """Say something and no more; with a small buffer for what comes back."""
    with socket.socket() as plain:
        plain.settimeout(LIMIT_S)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        plain.connect(("127.0.0.1", site.port))
        with site.context.wrap_socket(plain, server_hostname="localhost") as sock:
            sock.sendall(text.encode())
            yield sock


def read_all(sock: socket.socket) -> bytes:
    """Read until the other side closes; a socket's time-out fails the test."""
    got = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := sock.recv(65_536):
            got += piece
    return got


def test_who_does_not_finish_a_head_is_cut(site: Site) -> None:
    with said(site, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ") as sock:
        began = time.monotonic()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            # One byte a moment does not buy time: the limit is for the whole head.
            while time.monotonic() - began < LIMIT_S:
                sock.sendall(b"a")
                time.sleep(0.2)
        took_s = time.monotonic() - began

    assert took_s < LIMIT_S


def test_who_does_not_finish_a_handshake_is_cut(site: Site) -> None:
    for begun in (b"", b"\x16\x03\x01\x02\x00\x01"):
        with socket.create_connection(("127.0.0.1", site.port), LIMIT_S) as plain:
            plain.sendall(begun)
            assert read_all(plain) == b""


def test_who_does_not_finish_a_body_is_cut_and_the_web_process_not_asked(
    site: Site,
) -> None:
    before = len(site.seen)
    head = "POST /exchanges HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
    with said(site, head + "a=b") as sock:
        got = read_all(sock)

    assert b"exchanges" not in got
    assert len(site.seen) == before


def test_who_says_nothing_more_is_let_go(site: Site) -> None:
    with said(site, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as sock:
        assert read_all(sock).startswith(b"HTTP/1.1 200 ")


def test_a_page_leaves_the_web_process_though_nobody_reads_it(site: Site) -> None:
    path = f"/give/{PAGE}"
    with said(site, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        assert site.given.get(timeout=LIMIT_S) == (path, True)
    files = [path for path in site.folder.rglob("proxy/**/*") if path.is_file()]
    assert files == []


@pytest.mark.parametrize("kind", ["give", "stream"])
def test_who_never_reads_holds_the_web_process_only_so_long(
    site: Site, kind: str
) -> None:
    path = f"/{kind}/{ENDLESS}"
    with said(site, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        assert site.given.get(timeout=LIMIT_S) == (path, False)


def test_four_large_bodies_of_one_address_and_not_one_more(site: Site) -> None:
    head = "POST /exchanges HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n"
    with contextlib.ExitStack() as slow:
        for _ in range(4):
            slow.enter_context(said(site, head.format(12_000_000)))
        assert site.status("POST", "/exchanges", b"x" * 1_000_000) == 429
        assert site.status("POST", "/exchanges", b"x" * 900_000) == 200
