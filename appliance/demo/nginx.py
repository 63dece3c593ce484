"""The front: nginx ends TLS, takes in slow clients, and passes on to the web process.

Unprivileged, on loopback. Its limits are those of an installed site (ansible/): both
include the files of web/front/. It adds no header of its own to pages: what browsers
may do is the application's to say.
"""

from dataclasses import dataclass
from pathlib import Path

from appliance import web

PROGRAM = "/usr/sbin/nginx"
# What stands before the web process, wherever it runs.
RULES = Path(web.__file__).with_name("front")

_CONFIGURATION = """\
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/http.conf;
    upstream cloister_web {{ server unix:{socket} fail_timeout=0; }}
    server {{
        # HTTP/1.1 alone: one way to say where a request ends.
        listen 127.0.0.1:{port} ssl;
        server_name localhost;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        include {folder}/server.conf;
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """The demo's nginx.

    Args:
        folder: Its own folder, with server.pem and server.key in it.
        port: Where it listens on 127.0.0.1.
    """

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address people open."""
        return f"https://localhost:{self.port}"

    @property
    def command(self) -> tuple[str, ...]:
        """How to run it in the foreground."""
        return (
            PROGRAM,
            *("-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)),
            *("-e", "stderr"),
        )

    def prepare(self, *, socket: Path) -> None:
        """Write its configuration, readable for the user it runs as.

        Args:
            socket: The web process' socket.
        """
        own = _CONFIGURATION.format(folder=self.folder, socket=socket, port=self.port)
        texts = {rules.name: rules.read_text("utf-8") for rules in RULES.glob("*.conf")}
        for name, text in {**texts, "nginx.conf": own}.items():
            (self.folder / name).write_text(text, encoding="utf-8")
            (self.folder / name).chmod(0o644)
