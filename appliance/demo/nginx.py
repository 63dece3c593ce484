"""The front: nginx ends TLS, takes in slow clients, and passes on to the web process.

Unprivileged, on loopback. It adds no header of its own to pages: what browsers may do
is the application's to say. The installed site has a file of its own (ansible/).
"""

from dataclasses import dataclass
from pathlib import Path

PROGRAM = "/usr/sbin/nginx"
# Of one address at once; many people may share one (a terminal server, a proxy).
MAX_REQUESTS = 64

_CONFIGURATION = """\
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    # A line about a request holds its address, and a search in the history has a
    # person's words there. What keeps nginx from starting still goes to stderr.
    error_log /dev/null crit;
    server_tokens off;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;

    # A browser that is slow or silent holds a connection here, never a thread there.
    client_header_timeout 15s;
    client_body_timeout 30s;
    send_timeout 60s;
    keepalive_timeout 65s;
    client_max_body_size {max_request_bytes};
    large_client_header_buffers 4 16k;
    # A body is taken in whole before the web process hears of it, and in memory: a
    # person's text is in no temporary file.
    proxy_request_buffering on;
    client_body_buffer_size {max_request_bytes};

    # Nobody takes every place there is, nor tries passwords as fast as they come.
    limit_conn_zone $binary_remote_addr zone=cloister_requests:1m;
    limit_conn cloister_requests {max_requests};
    limit_conn_status 429;
    map $request_method $cloister_sign_in {{
        POST $binary_remote_addr;
        default "";
    }}
    limit_req_zone $cloister_sign_in zone=cloister_sign_in:1m rate=5r/s;
    limit_req_status 429;

    upstream web {{
        server unix:{socket} fail_timeout=0;
    }}
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_tickets off;
        ssl_session_cache shared:tls:2m;
        # Plain HTTP to this port is sent to HTTPS.
        error_page 497 =301 https://$http_host$request_uri;
        # What has no length could grow past the buffer above and into a file.
        if ($http_transfer_encoding) {{ return 411; }}

        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-For $remote_addr;
        # Answers are streamed as they are written.
        proxy_buffering off;
        proxy_read_timeout 3600s;
        proxy_connect_timeout 5s;
        location / {{
            proxy_pass http://web;
        }}
        location = /sign-in {{
            client_max_body_size 64k;
            limit_req zone=cloister_sign_in burst=50 nodelay;
            proxy_pass http://web;
        }}
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

    def prepare(self, *, socket: Path, max_request_bytes: int) -> None:
        """Write its configuration.

        Args:
            socket: The web process' socket.
            max_request_bytes: Bodies larger than this plus some slack for the form
                around the text end here; smaller ones get the application's words.
        """
        (self.folder / "nginx.conf").write_text(
            _CONFIGURATION.format(
                folder=self.folder,
                socket=socket,
                port=self.port,
                max_request_bytes=2 * max_request_bytes,
                max_requests=MAX_REQUESTS,
            ),
            encoding="utf-8",
        )
