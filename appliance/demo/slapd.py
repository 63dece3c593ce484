"""A throwaway OpenLDAP server: TLS required, known people, in a folder of the demo.

Loaded by slapadd before it starts. Its root entry has no password: only the user who
runs the demo may change it, over the local socket (SASL EXTERNAL).
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from appliance.demo import accounts
from appliance.demo.child import ChildError

PROGRAM = "/usr/sbin/slapd"

_CONFIGURATION = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload argon2
pidfile {folder}/slapd.pid
argsfile {folder}/slapd.args
TLSCACertificateFile {ca}
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
TLSProtocolMin 3.3
# No password without TLS; the local socket counts as protected.
security simple_bind=128
localSSF 128
disallow bind_anon
idletimeout 30
database mdb
directory {folder}/database
maxsize 67108864
suffix "{suffix}"
rootdn "gidNumber={gid}+uidNumber={uid},cn=peercred,cn=external,cn=auth"
index objectClass,uid,member,entryUUID eq
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{service}" read by * none
"""


@dataclass(frozen=True, slots=True)
class DirectoryServer:
    """The demo's directory server: where it lives and listens.

    Args:
        folder: Its own folder.
        port: Where it listens with StartTLS on 127.0.0.1.
    """

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address that goes into the settings."""
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def local_url(self) -> str:
        """The socket over which the demo's own user may change entries."""
        return f"ldapi://{quote(str(self.folder / 'slapd.sock'), safe='')}"

    @property
    def command(self) -> tuple[str, ...]:
        """How to run it in the foreground."""
        return (
            PROGRAM,
            *("-f", str(self.folder / "slapd.conf"), "-d", "0"),
            *("-h", f"{self.url}/ {self.local_url}/"),
        )

    def prepare(
        self, *, ca: Path, password: str, service_password: str, as_user: int | None
    ) -> None:
        """Write its configuration and load its people.

        Args:
            ca: The authority's certificate; server.pem and server.key lie in `folder`.
            password: The one password of all people.
            service_password: The service account's.
            as_user: The uid it will run as; None for the caller's.

        Raises:
            ChildError: slapadd refuses; its message is passed on.
        """
        (self.folder / "database").mkdir(mode=0o700)
        configuration = self.folder / "slapd.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                folder=self.folder,
                ca=ca,
                certificate=self.folder / "server.pem",
                key=self.folder / "server.key",
                suffix=accounts.SUFFIX,
                service=accounts.SERVICE,
                uid=os.geteuid(),
                gid=os.getegid(),
            ),
            encoding="utf-8",
        )
        loaded = subprocess.run(
            [PROGRAM, "-T", "add", "-f", str(configuration)],
            input=accounts.ldif(password, service_password),
            check=False,
            capture_output=True,
            text=True,
        )
        if loaded.returncode:
            raise ChildError(f"slapadd: {loaded.stderr.strip()}")
        if as_user is not None:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, as_user, as_user)
