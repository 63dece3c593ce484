"""What every answer carries so that a browser trusts nothing but this appliance.

OWASP ASVS 5.0 V3.4 (headers) and V14.3.2 (no-store). The Host header is checked first
(V4.1): a request under another name is refused before anything reads it.
"""

from flask import Flask, Response, request
from werkzeug.exceptions import MisdirectedRequest

POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A static file's address carries its digest, so it never changes under its name.
_FOREVER = "public, max-age=31536000, immutable"


def install(app: Flask, host_name: str) -> None:
    """Refuse other Host headers, and put the headers on every answer."""

    @app.before_request
    def check_host() -> None:
        # The health of the process is asked over its own socket, under any name.
        if request.endpoint in ("health.live", "health.ready"):
            return
        name = request.host.rsplit(":", 1)[0].strip("[]").lower()
        if name != host_name.lower():
            raise MisdirectedRequest

    @app.after_request
    def put_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if request.endpoint == "static" and response.status_code in (200, 304):
            response.headers["Cache-Control"] = _FOREVER
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
