"""Both nginx configurations, the demo's and the installed site's, run by nginx itself."""

import contextlib
import http.client
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer

import jinja2
import pytest

from appliance.demo.nginx import MAX_REQUESTS, PROGRAM, Front
from appliance.demo.pki import Authority
from appliance.demo.site import free_port

pytestmark = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="no nginx here")

TEMPLATE = (
    Path(__file__).parents[2]
    / "ansible/roles/cloister/templates/cloister-nginx.conf.j2"
)
INSTALLED = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 2048; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
WORDS = "Kowalski"


@dataclass
class Site:
    """A running nginx before a stand-in for the web process."""

    folder: Path
    port: int
    context: ssl.SSLContext
    seen: list[tuple[str, int, int]] = field(default_factory=list)
    """Path, bytes of the body and files nginx holds, of each request passed on."""

    def connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            "localhost", self.port, context=self.context, timeout=30
        )

    def status(self, method: str, path: str, body: bytes | None = None) -> int:
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, body)
            return connection.getresponse().status

    def body_files(self) -> int:
        """Count the body files nginx has open; it takes their names away at once."""
        pid = (self.folder / "nginx.pid").read_text().strip()
        opened = [str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()]
        return sum(path.startswith(f"{self.folder}/body/") for path in opened)

    def begin(self, path: str) -> ssl.SSLSocket:
        """Send the head of a POST and a part of its body, and stop there."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        sock = self.context.wrap_socket(plain, server_hostname="localhost")
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
        )
        sock.sendall(head.encode() + b"a=b")
        return sock


def _web(site: Site) -> type[BaseHTTPRequestHandler]:
    class Web(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            site.seen.append((self.path, len(body), site.body_files()))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = _take  # noqa: N815 - the names that the server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def address_string(self) -> str:
            return "front"

    return Web


def _demo(front: Front, web: Path) -> None:
    front.prepare(socket=web, max_request_bytes=12_000_000)


def _installed(front: Front, web: Path) -> None:
    site = jinja2.Template(TEMPLATE.read_text("utf-8")).render(
        ansible_managed="",
        cloister_listen=f"127.0.0.1:{front.port}",
        cloister_host_name="localhost",
        cloister_tls_certificate=front.folder / "server.pem",
        cloister_tls_key=front.folder / "server.key",
    )
    assert "/run/cloister/web/web.sock" in site
    site = site.replace("/run/cloister/web/web.sock", str(web))
    (front.folder / "site.conf").write_text(site, "utf-8")
    text = INSTALLED.format(folder=front.folder)
    (front.folder / "nginx.conf").write_text(text, "utf-8")


@contextlib.contextmanager
def _nginx(front: Front) -> Iterator[None]:
    """Run nginx until the end; its socket listens before it forks or serves."""
    subprocess.run([*front.command, "-t"], check=True, capture_output=True)
    with (
        (front.folder / "stderr").open("wb") as stderr,
        subprocess.Popen(front.command, stderr=stderr) as nginx,
    ):
        try:
            for _ in range(300):
                with contextlib.suppress(ConnectionError):
                    socket.create_connection(("127.0.0.1", front.port), 1).close()
                    break
                with contextlib.suppress(subprocess.TimeoutExpired):
                    nginx.wait(0.1)
            yield
        finally:
            nginx.terminate()


@pytest.fixture(params=[_demo, _installed], ids=["demo", "installed"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    prepare: Callable[[Front, Path], None] = request.param
    folder = tmp_path_factory.mktemp("front")
    authority, ca, web = Authority(), folder / "ca.pem", folder / "web.sock"
    authority.write_certificate(ca)
    authority.write_server(
        folder / "server.pem", folder / "server.key", common_name="localhost"
    )
    front = Front(folder, free_port())
    prepare(front, web)
    made = Site(folder, front.port, ssl.create_default_context(cafile=str(ca)))
    with ThreadingUnixStreamServer(str(web), _web(made)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with _nginx(front):
                yield made
        finally:
            server.shutdown()
            thread.join()
    shutil.rmtree(folder)


def test_the_web_process_never_hears_of_a_slow_body(site: Site) -> None:
    with contextlib.ExitStack() as slow:
        for _ in range(MAX_REQUESTS - 1):
            slow.enter_context(site.begin("/sign-in"))
        assert site.status("GET", "/") == 200
        assert site.seen == [("/", 0, 0)]


def test_one_address_cannot_take_every_place(site: Site) -> None:
    with contextlib.ExitStack() as slow:
        for _ in range(MAX_REQUESTS):
            slow.enter_context(site.begin("/exchanges"))
        assert site.status("GET", "/") == 429
    assert site.seen == []


def test_a_large_body_arrives_whole_and_is_in_no_file(site: Site) -> None:
    body = b"x" * 12_000_000
    assert site.status("POST", "/exchanges", body) == 200
    assert site.seen == [("/exchanges", len(body), 0)]


def test_a_body_without_a_length_is_not_taken(site: Site) -> None:
    with contextlib.closing(site.connect()) as connection:
        connection.request("POST", "/exchanges", iter([b"a=b"]), encode_chunked=True)
        assert connection.getresponse().status == 411
    assert site.seen == []


def test_the_door_takes_short_forms_only(site: Site) -> None:
    assert site.status("POST", "/sign-in", b"x" * 64_000) == 200
    assert site.status("POST", "/sign-in", b"x" * 66_000) == 413
    assert [path for path, *_ in site.seen] == ["/sign-in"]


def test_passwords_are_not_tried_as_fast_as_they_come(site: Site) -> None:
    with contextlib.closing(site.connect()) as connection:
        got = []
        for method in ["POST"] * 200 + ["GET"]:
            connection.request(method, "/sign-in", b"")
            response = connection.getresponse()
            response.read()
            got.append(response.status)
    assert got[:50] == [200] * 50
    assert 429 in got
    assert got[-1] == 200


def test_no_log_line_of_nginx_holds_what_was_searched_for(site: Site) -> None:
    (site.folder / "web.sock").unlink()
    assert site.status("GET", f"/history?q={WORDS}") == 502
    written = [path for path in site.folder.rglob("*") if path.is_file()]
    assert site.folder / "stderr" in written
    assert all(WORDS.encode() not in path.read_bytes() for path in written)
