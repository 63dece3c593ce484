"""A real OpenAI-compatible server behind nginx with mutual TLS, and houses that use it.

llama.cpp's own server writes; nginx asks each caller for a certificate of the house's
authority, as docs/remote-engine.md tells a site to have it.
"""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.demo.nginx import PROGRAM
from appliance.demo.pki import Authority
from appliance.demo.site import free_port
from appliance.engine.promotion import find_answering
from appliance.settings import load_settings
from tests.contract.gguf_file import write_gguf
from tests.unit.appliance.engine.tiny_model import make_folder

CONTEXT = 4096
NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        ssl_client_certificate {folder}/ca.pem;
        ssl_verify_client {verify};
        client_max_body_size 16m;
        location /v1/ {{
            proxy_pass {behind};
            proxy_http_version 1.1;
            proxy_buffering off;
        }}
    }}
}}
"""
REMOTE = """
[engine.remote]
url = "https://localhost:{port}/v1"
address = "127.0.0.1"
ca_file = "{ca}"
model = "tiny"
server = "{server}"
weights = "a tiny random Llama"
quantisation = "float32"
context_tokens = {context}
parallel = {parallel}
connect_timeout_s = 5.0
read_timeout_s = {read_timeout_s}
"""


@dataclass(frozen=True)
class Remote:
    """A server, and what a house needs to be let in."""

    folder: Path
    port: int
    authority: Authority
    behind: str
    nginx: subprocess.Popen[bytes]

    def make_model(
        self,
        *,
        server: str = "llama.cpp",
        parallel: int = 2,
        read_timeout_s: float = 30.0,
        own: Authority | None = None,
    ) -> Callable[[Path], str]:
        """Give what a house calls to make its model: it names this one.

        Args:
            own: Signs the certificate it shows; without, the server's own authority.
        """

        def make(folder: Path) -> str:
            root = folder.parents[1]
            keys = root / "keys" / "remote"
            keys.chmod(0o700)
            (own or self.authority).write_client(
                keys / "client.pem", keys / "client.key", common_name="engine"
            )
            config = root / "cloister.toml"
            table = REMOTE.format(
                port=self.port,
                ca=self.folder / "ca.pem",
                server=server,
                context=CONTEXT,
                parallel=parallel,
                read_timeout_s=read_timeout_s,
            )
            config.write_text(config.read_text() + table)
            return find_answering(load_settings(config)).digest

        return make


@contextlib.contextmanager
def llama_behind_nginx() -> Iterator[Remote]:
    """Run llama.cpp's server over a tiny random model, and nginx before it."""
    folder = Path(tempfile.mkdtemp(prefix="llm-", dir="/tmp"))
    try:
        # Its end is never the likeliest token, so an answer is as long as it may be.
        made = make_folder(
            folder / "tiny", hidden=256, layers=4, endless=True, context=CONTEXT
        )
        write_gguf(made, folder / "tiny.gguf")
        with _llama(folder) as behind, nginx_before(folder, behind) as remote:
            yield remote
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _llama(folder: Path) -> Iterator[str]:
    program = Path(__file__).with_name("llama_server.py")
    command = [sys.executable, str(program), str(folder / "tiny.gguf")]
    with (folder / "llama.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, str(2 * CONTEXT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        address = process.stdout.readline().decode().strip()
        assert address, (folder / "llama.log").read_text()
        yield address
    finally:
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextlib.contextmanager
def nginx_before(folder: Path, behind: str, *, verify: str = "on") -> Iterator[Remote]:
    """Run nginx with mutual TLS before a server, or without asking who calls."""
    authority, port = Authority(), free_port()
    authority.write_certificate(folder / "ca.pem")
    authority.write_server(
        folder / "server.pem", folder / "server.key", common_name="localhost"
    )
    text = NGINX.format(folder=folder, port=port, behind=behind, verify=verify)
    (folder / "nginx.conf").write_text(text)
    command = [PROGRAM, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with (
        (folder / "nginx.log").open("wb") as log,
        subprocess.Popen([*command, "-e", "stderr"], stderr=log) as nginx,
    ):
        try:
            for _ in range(300):
                with contextlib.suppress(ConnectionError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                with contextlib.suppress(subprocess.TimeoutExpired):
                    nginx.wait(0.1)
            yield Remote(folder, port, authority, behind, nginx)
        finally:
            nginx.terminate()
