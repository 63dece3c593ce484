"""Connections to the directory: TLS always, certificate and host name always checked.

Every address is tried in order; each step has a time-out (ldap3 itself has none for
replies). Referrals are not followed: they could lead to a server nobody named.
"""

import math
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ldap3 import BASE, NONE, SIMPLE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException, LDAPSASLPrepError
from ldap3.protocol.sasl.sasl import sasl_prep

from appliance.directory.schema import MAX_GROUPS, DirectoryEntry
from appliance.errors import DirectoryError, SettingsError
from appliance.settings import DirectorySettings

_INVALID_CREDENTIALS = 49  # RFC 4511, 4.1.9
_SUCCESS = 0
_NO_SUCH_OBJECT = 32
# What a directory may answer to a bind of a person who may not sign in now; anything
# else means that it could not be asked. 19: constraint violation, 50: insufficient
# access, 53: unwilling to perform (locked, expired, must change the password).
_BIND_REFUSED = frozenset({19, _NO_SUCH_OBJECT, _INVALID_CREDENTIALS, 50, 53})

# What may come out of ldap3: its own errors, the socket's, and those of its decoder
# when a server sends something that is not LDAP.
_FAULTS = (LDAPException, OSError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Address:
    """One server: host, port, and whether TLS starts before or by StartTLS."""

    host: str
    port: int
    ldaps: bool


def parse_address(url: str) -> Address:
    """Read ldaps://host[:port] or ldap://host[:port].

    Raises:
        SettingsError: It is neither.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as err:
        raise SettingsError("directory.urls: a port is not a number") from err
    extra = parts.path or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname or extra:
        raise SettingsError("directory.urls: expected ldaps://host or ldap://host:port")
    ldaps = parts.scheme == "ldaps"
    return Address(parts.hostname, port or (636 if ldaps else 389), ldaps)


class Doorway:
    """Opens connections to the site's directory.

    Args:
        settings: The directory's settings.
        service_password: The file holding the service account's password.
    """

    def __init__(self, settings: DirectorySettings, service_password: Path) -> None:
        self._settings = settings
        self._addresses = tuple(parse_address(url) for url in settings.urls)
        self._service_password = service_password
        if not self._addresses:
            raise SettingsError("directory.urls: at least one address is needed")

    @contextmanager
    def as_service(self) -> Iterator["Session"]:
        """Open a session of the service account, on the first server that answers.

        Raises:
            DirectoryError: None could be asked, or none can be trusted.
        """
        password = self._read_service_password()
        faults = []
        for number, address in enumerate(self._addresses, start=1):
            connection = self._connection(address, self._settings.service_dn, password)
            try:
                self._open(connection, address)
                if connection.bind():
                    break
                faults.append(f"{number}: service account refused")
            except _FAULTS as err:
                faults.append(f"{number}: {type(err).__name__}")
            _close(connection)
        else:
            raise DirectoryError(f"no directory can be asked ({', '.join(faults)})")
        try:
            yield Session(connection, address, self._settings)
        finally:
            _close(connection)

    def accepts(self, address: Address, dn: str, password: str) -> bool:
        """Try a person's own password on a server that was just asked about them.

        Raises:
            DirectoryError: The server could not be asked.
        """
        connection = self._connection(address, dn, _as_sent(password))
        try:
            self._open(connection, address)
            if connection.bind():
                return True
            code = int(connection.result["result"])
        except _FAULTS as err:
            raise DirectoryError(f"bind: {type(err).__name__}") from err
        finally:
            _close(connection)
        if code in _BIND_REFUSED:
            return False
        raise DirectoryError(f"bind: result code {code}")

    def _connection(
        self, address: Address, dn: str, password: str | bytes
    ) -> Connection:
        tls = _CheckedTls(
            validate=ssl.CERT_REQUIRED, ca_certs_file=str(self._settings.ca_file)
        )
        server = Server(
            address.host,
            port=address.port,
            use_ssl=address.ldaps,
            tls=tls,
            get_info=NONE,
            connect_timeout=self._settings.connect_timeout_s,
        )
        return Connection(
            server,
            user=dn,
            password=password,  # type: ignore[arg-type] # takes bytes as they are
            authentication=SIMPLE,
            auto_referrals=False,
            # ldap3 packs this into a timeval of whole seconds.
            receive_timeout=math.ceil(self._settings.reply_timeout_s),
            raise_exceptions=False,
            check_names=False,
        )

    def _open(self, connection: Connection, address: Address) -> None:
        """Connect and make sure of TLS before any password is sent."""
        connection.open(read_server_info=False)
        if not address.ldaps and not connection.start_tls(read_server_info=False):
            raise DirectoryError("the directory refuses StartTLS")

    def _read_service_password(self) -> str:
        try:
            password = self._service_password.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as err:
            raise DirectoryError(
                f"service password: {type(err).__name__} at {self._service_password}"
            ) from err
        if not password:
            raise DirectoryError(f"service password: {self._service_password} is empty")
        return password


def _as_sent(password: str) -> bytes:
    """Prepare a password that is not empty, as RFC 4513, 5.1.3 asks.

    One that SASLprep (RFC 4013) forbids goes as it is: the directory says no to it, as
    to any wrong one.
    """
    try:
        prepared: str = sasl_prep(password)  # type: ignore[no-untyped-call] # the library's
    except LDAPSASLPrepError:
        return password.encode("utf-8")
    return prepared.encode("utf-8")


class _CheckedTls(Tls):
    """TLS whose certificate and host name OpenSSL checks within the handshake.

    ldap3's own check comes after it, through a function that Python has removed.
    """

    def wrap_socket(self, connection: Connection, do_handshake: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - ldap3's signature
        """Put TLS 1.2 or newer on a connection, checked against the site's CA."""
        context = ssl.create_default_context(cafile=self.ca_certs_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        connection.socket = context.wrap_socket(
            connection.socket, server_hostname=connection.server.host
        )


class Session:
    """An open connection of the service account: searches, nothing else."""

    def __init__(
        self, connection: Connection, address: Address, settings: DirectorySettings
    ) -> None:
        self._connection = connection
        self._settings = settings
        self.address = address

    def people(
        self, query: str, attributes: tuple[str, ...]
    ) -> tuple[DirectoryEntry, ...]:
        """Find people below the people's base, two at most: one is enough.

        Raises:
            DirectoryError: The directory could not answer.
        """
        # 4 is sizeLimitExceeded: more than two matched, which is "not exactly one".
        return self._search(
            self._settings.base_dn, query, attributes, limit=2, accepted={_SUCCESS, 4}
        )

    def groups(self, query: str) -> tuple[str, ...]:
        """Find the DNs of groups below the groups' base.

        Raises:
            DirectoryError: The directory could not answer, or not with all of them.
        """
        found = self._search(
            self._settings.group_base_dn,
            query,
            ("1.1",),
            limit=MAX_GROUPS,
            accepted={_SUCCESS},
        )
        return tuple(entry.dn for entry in found)

    def is_base_there(self) -> bool:
        """Tell whether the people's base can be read: the health of the directory."""
        settings = self._settings
        try:
            self._connection.search(
                settings.base_dn, "(objectClass=*)", search_scope=BASE, size_limit=1
            )
            return int(self._connection.result["result"]) == _SUCCESS
        except _FAULTS as err:
            raise DirectoryError(f"search: {type(err).__name__}") from err

    def _search(
        self,
        base: str,
        query: str,
        attributes: tuple[str, ...],
        *,
        limit: int,
        accepted: set[int],
    ) -> tuple[DirectoryEntry, ...]:
        try:
            self._connection.search(
                base,
                query,
                search_scope=SUBTREE,
                attributes=list(attributes),
                size_limit=limit,
                time_limit=math.ceil(self._settings.reply_timeout_s),
            )
            code = int(self._connection.result["result"])
            response: list[dict[str, Any]] = self._connection.response or []
        except _FAULTS as err:
            raise DirectoryError(f"search: {type(err).__name__}") from err
        if code not in accepted:
            raise DirectoryError(f"search: result code {code}")
        # Active Directory mixes referrals into results; only entries count.
        return tuple(
            DirectoryEntry(item["dn"], dict(item["raw_attributes"]))
            for item in response
            if item.get("type") == "searchResEntry"
        )


def _close(connection: Connection) -> None:
    """Say good-bye if the other side still listens, and close in any case."""
    sock = connection.socket
    try:
        connection.unbind()
    except _FAULTS:
        pass  # the other side is gone, which is what was wanted
    finally:
        # ldap3 leaves the socket of a connection that did not open.
        if sock is not None:
            sock.close()
