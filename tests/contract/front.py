"""nginx itself, with the demo's configuration or the installed site's, for tests.

Behind it is a stand-in for the web process that tells what reached it.
"""

import contextlib
import http.client
import queue
import re
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

from appliance.demo.nginx import RULES, Front
from appliance.demo.pki import Authority
from appliance.demo.site import free_port

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
    # What Debian's nginx.conf says there.
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    access_log {folder}/access.log;
    error_log {folder}/error.log;
    gzip on;
    include {folder}/site.conf;
}}
"""
# As server.conf says.
MAX_REQUESTS = 64
MAX_LARGE_BODIES_OF_ALL = 16
# More than fits into all buffers on the way to a reader who takes none of it.
ENDLESS = 60_000_000
PIECE = 65_536
# /give/1000 is answered with so many bytes, /stream/1000 with a stream of them.
GIVEN = re.compile("/(give|stream)/([0-9]+)")
PATIENCE = re.compile(
    r"^(client_header_timeout|client_body_timeout|send_timeout|keepalive_timeout) (\d+)s;",
    re.MULTILINE,
)


@dataclass
class Site:
    """A running nginx before a stand-in for the web process."""

    folder: Path
    port: int
    context: ssl.SSLContext
    seen: list[tuple[str, int, int]] = field(default_factory=list)
    """Path, bytes of the body and files nginx holds, of each request passed on."""
    given: queue.SimpleQueue[tuple[str, bool]] = field(
        default_factory=queue.SimpleQueue
    )
    """Path, and whether nginx took the whole answer, of each answer that has ended."""

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
            asked = GIVEN.fullmatch(self.path)
            size = int(asked[2]) if asked else 0
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            if asked and asked[1] == "stream":
                self.send_header("X-Accel-Buffering", "no")
            self.end_headers()
            if asked:
                site.given.put((self.path, self._give(size)))

        def _give(self, size: int) -> bool:
            try:
                for begin in range(0, size, PIECE):
                    self.wfile.write(b"x" * min(PIECE, size - begin))
            except ConnectionError:
                return False
            return True

        do_GET = do_POST = _take  # noqa: N815 - the names that the server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def address_string(self) -> str:
            return "front"

    return Web


def demo(front: Front, web: Path) -> None:
    front.prepare(socket=web)


def installed(front: Front, web: Path) -> None:
    site = jinja2.Template(TEMPLATE.read_text("utf-8")).render(
        ansible_managed="",
        cloister_listen=f"127.0.0.1:{front.port}",
        cloister_host_name="localhost",
        cloister_tls_certificate=front.folder / "server.pem",
        cloister_tls_key=front.folder / "server.key",
    )
    assert "/run/cloister/web/web.sock" in site
    site = site.replace("/run/cloister/web/web.sock", str(web))
    for rules in RULES.glob("*.conf"):
        shutil.copy(rules, front.folder)
    site = site.replace("/etc/cloister/front/", f"{front.folder}/")
    assert "/etc/cloister" not in site
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


@contextlib.contextmanager
def running(
    prepare: Callable[[Front, Path], None], folder: Path, *, hurried: bool = False
) -> Iterator[Site]:
    """Run one of the configurations.

    Args:
        prepare: `demo` or `installed`.
        folder: Its own.
        hurried: Whether its patience is a twentieth of what it says, at least a second.
    """
    authority, ca, web = Authority(), folder / "ca.pem", folder / "web.sock"
    authority.write_certificate(ca)
    authority.write_server(
        folder / "server.pem", folder / "server.key", common_name="localhost"
    )
    front = Front(folder, free_port())
    prepare(front, web)
    if hurried:
        rules = folder / "server.conf"
        text, count = PATIENCE.subn(_hurry, rules.read_text("utf-8"))
        assert count == 4
        rules.write_text(text, "utf-8")
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


def _hurry(found: re.Match[str]) -> str:
    return f"{found[1]} {max(1, int(found[2]) // 20)}s;"
