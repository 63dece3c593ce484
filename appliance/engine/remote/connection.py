"""One HTTPS connection to the one allowed address, for one request (RFC 9112).

Both sides show a certificate. No proxy, no redirect, no name is looked up, nothing is
unpacked, nothing is kept from one request to the next. Each line of a reply has a
bound, each wait too; whoever holds a deadline ends all of it with `abort`.
"""

import contextlib
import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Lock, Timer
from urllib.parse import urlsplit

from appliance.engine.faults import FAULTS
from appliance.engine_settings import RemoteSettings
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    EngineError,
    SettingsError,
    TextTooLongError,
)

# A line holds a token and its 20 likeliest alternatives; a few kilobytes.
MAX_LINE_BYTES = 65_536
# What is read of a reply that is not a stream.
MAX_REPLY_BYTES = 1_000_000
_BUSY = frozenset({429, 503})
_TOO_LARGE, _BAD = 413, 400
# llama.cpp says exceed_context_size_error, vLLM "maximum context length" or "maximum
# model length", OpenAI context_length_exceeded.
_CONTEXT = re.compile(rb"context[ _](?:size|length|window)|maximum model length")
_PORT = 443


def tls_context(remote: RemoteSettings, own: Path | None) -> ssl.SSLContext:
    """Say whom to believe and, with a folder, who we are.

    Args:
        own: Folder of client.pem and client.key; None to show no certificate.

    Raises:
        SettingsError: A file is missing or is no certificate or key.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cafile=remote.ca_file)
    except OSError as err:  # an SSLError is one
        raise SettingsError(f"{remote.ca_file}: no certificate can be read") from err
    if own is not None:
        try:
            context.load_cert_chain(own / "client.pem", own / "client.key")
        except OSError as err:
            raise SettingsError(
                f"{own}: client.pem and client.key cannot be read or do not fit"
            ) from err
    return context


class Connection:
    """One request and its reply."""

    def __init__(self, remote: RemoteSettings, context: ssl.SSLContext) -> None:
        """Name the server; connects when asked."""
        self._remote = remote
        self._context = context
        self._url = urlsplit(remote.url)
        self._lock = Lock()
        self._aborted = False
        self._sock: socket.socket | None = None
        self._reply: http.client.HTTPResponse | None = None
        self._http = http.client.HTTPConnection(
            str(self._url.hostname), self._url.port or _PORT
        )

    def lines(
        self, method: str, path: str, body: bytes | None = None
    ) -> Iterator[bytes]:
        """Ask, and give the reply line by line.

        Raises:
            EngineBusyError: The server has too much to do.
            TextTooLongError: It says that the prompt does not fit.
            EngineError: It cannot be reached or trusted, or does not keep to HTTP.
        """
        try:
            reply = self._ask(method, path, body)
            while line := reply.readline(MAX_LINE_BYTES + 1):
                if len(line) > MAX_LINE_BYTES:
                    raise EngineError(f"the server sent a line over {len(line) - 1}")
                yield line
        except ssl.SSLCertVerificationError as err:
            told = f"the server's certificate: {err.verify_message}"
            raise EngineError(told) from None
        except (OSError, http.client.HTTPException, *FAULTS) as err:
            # Its own text may quote what was sent.
            raise EngineError(f"the server failed: {type(err).__name__}") from None
        finally:
            self.abort()
            self._close()

    def whole(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Ask, and give a short reply.

        Raises:
            EngineError: As `lines`, or it is not short.
        """
        read = bytearray()
        with contextlib.closing(self.lines(method, path, body)) as lines:  # type: ignore[type-var] # a generator behind Iterator
            for line in lines:
                read += line
                if len(read) > MAX_REPLY_BYTES:
                    raise EngineError(f"the server's reply is over {MAX_REPLY_BYTES}")
        return bytes(read)

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Abort whatever is asked inside if it takes longer."""
        timer = Timer(seconds, self.abort)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def abort(self) -> None:
        """End it at once; from any thread, and more than once."""
        with self._lock:
            self._aborted = True
            if self._sock is not None:
                # The plain socket's: TLS's own would let the other thread go on
                # without encryption for a moment.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def _ask(
        self, method: str, path: str, body: bytes | None
    ) -> http.client.HTTPResponse:
        self._connect()
        headers = {"Accept-Encoding": "identity", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._http.request(method, f"{self._url.path}{path}", body, headers)
        reply = self._reply = self._http.getresponse()
        if reply.status != http.client.OK:
            raise _refusal(reply.status, reply.read(MAX_LINE_BYTES))
        if reply.getheader("Content-Encoding", "identity") != "identity":
            raise EngineError("the server packed its reply unasked")
        return reply

    def _close(self) -> None:
        self._http.close()
        if self._reply is not None:
            self._reply.close()
        if self._sock is not None:
            self._sock.close()

    def _connect(self) -> None:
        remote = self._remote
        plain = socket.create_connection(
            (remote.address, self._url.port or _PORT), remote.connect_timeout_s
        )
        try:
            sock = self._context.wrap_socket(
                plain, server_hostname=self._url.hostname, do_handshake_on_connect=False
            )
        except BaseException:
            plain.close()
            raise
        self._http.sock = sock
        with self._lock:
            self._sock = sock
            if self._aborted:
                raise EngineError("ended before the server was reached")
        sock.do_handshake()
        sock.settimeout(remote.read_timeout_s)


def _refusal(status: int, words: bytes) -> ApplianceError:
    """Say what a refusal means; the server's words, which may quote a text, stay here.

    Args:
        words: The beginning of its reply.
    """
    if status in _BUSY:
        return EngineBusyError(f"the server answered with status {status}")
    if status == _TOO_LARGE or (status == _BAD and _CONTEXT.search(words)):
        return TextTooLongError("prompt of more tokens than the server's context")
    return EngineError(f"the server answered with status {status}")
