"""The Directory port against a real OpenLDAP server, and against servers that misbehave."""

import contextlib
import dataclasses
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ldap3 import EXTERNAL, MODIFY_ADD, MODIFY_DELETE, SASL, Connection, Server

from appliance.demo import accounts
from appliance.demo.child import Child, Identity
from appliance.demo.pki import Authority
from appliance.demo.site import child_environment, free_port
from appliance.demo.slapd import DirectoryServer
from appliance.directory.ldap import LdapDirectory
from appliance.domain.caller import Role
from appliance.errors import (
    DirectoryError,
    RevokedError,
    SettingsError,
    SignInError,
)
from appliance.settings import (
    Database,
    DirectorySettings,
    LedgerSettings,
    Paths,
    Settings,
    Site,
    Users,
    Web,
)

PASSWORD = "sardine-lamp-42"
SERVICE_PASSWORD = "rope-attic-17"
STAFF = accounts.group_dn("cloister-staff")
DESK = accounts.group_dn("customer-desk")


@dataclass(frozen=True)
class Slapd:
    server: DirectoryServer
    settings: Settings

    @contextlib.contextmanager
    def as_root(self) -> Iterator[Connection]:
        """Change entries as the user who runs it, over the local socket."""
        server = Server(self.server.local_url)
        connection = Connection(
            server,
            authentication=SASL,
            sasl_mechanism=EXTERNAL,
            sasl_credentials="",
            auto_bind=True,
        )
        yield connection
        connection.unbind()


def settings_for(root: Path, urls: tuple[str, ...], **changes: object) -> Settings:
    directory = DirectorySettings(
        urls=urls,
        ca_file=root / "ca.pem",
        schema="rfc2307",
        base_dn=accounts.PEOPLE,
        group_base_dn=accounts.GROUPS,
        service_dn=accounts.SERVICE,
        roles={r: (accounts.group_dn(g),) for r, g in accounts.ROLES.items()},
        connect_timeout_s=2.0,
        reply_timeout_s=1.0,
    )
    own = str(os.geteuid())
    return Settings(
        site=Site(name="test", demo=True),
        paths=Paths(root, root, root / "keys", root, root),
        users=Users(own, own, own, own, own),
        web=Web(host_name="localhost"),
        directory=dataclasses.replace(directory, **changes),
        database=Database("sqlite://", "sqlite://"),
        ledger=LedgerSettings(origin="test"),
    )


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    root = tmp_path_factory.mktemp("slapd")
    folder = root / "d"
    folder.mkdir()
    authority = Authority()
    authority.write_certificate(root / "ca.pem")
    Authority().write_certificate(root / "other-ca.pem")
    authority.write_server(
        folder / "server.pem", folder / "server.key", common_name="d"
    )
    server = DirectoryServer(folder, free_port())
    server.prepare(
        ca=root / "ca.pem",
        password=PASSWORD,
        service_password=SERVICE_PASSWORD,
        as_user=None,
    )
    secret = root / "keys" / "directory" / "service-password"
    secret.parent.mkdir(parents=True)
    secret.write_text(SERVICE_PASSWORD + "\n")
    log = root / "slapd.log"
    child = Child("slapd", server.command, Identity(None), log, child_environment(root))
    child.start()
    try:
        for _ in range(500):
            child.check_alive()
            try:
                socket.create_connection(("127.0.0.1", server.port), 1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield Slapd(server, settings_for(root, (server.url,)))
    finally:
        child.stop()


@pytest.fixture
def directory(slapd: Slapd) -> LdapDirectory:
    return LdapDirectory(slapd.settings)


def with_directory(slapd: Slapd, **changes: object) -> LdapDirectory:
    directory = dataclasses.replace(slapd.settings.directory, **changes)
    return LdapDirectory(dataclasses.replace(slapd.settings, directory=directory))


def test_sign_in_gives_the_person_and_the_role_of_a_group_in_a_group(
    directory: LdapDirectory,
):
    caller = directory.sign_in("anna.staff", PASSWORD)
    assert (caller.login, caller.name) == ("anna.staff", "Anna Hale")
    assert frozenset({Role.STAFF}) == caller.roles


@pytest.mark.parametrize("account", accounts.ACCOUNTS, ids=lambda a: a.login)
def test_each_demo_account_has_the_role_its_name_says(
    directory: LdapDirectory, account: accounts.Account
):
    caller = directory.sign_in(account.login, PASSWORD)
    also = {"staff"} if account.login == "ralf.reviewer" else set()
    assert {account.login.partition(".")[2], *also} == set(caller.roles)


def test_login_ignores_case_and_surrounding_space_as_directories_do(
    directory: LdapDirectory,
):
    one = directory.sign_in("anna.staff", PASSWORD)
    assert one.person == directory.sign_in("  ANNA.Staff ", PASSWORD).person


def test_look_up_finds_who_signed_in(directory: LdapDirectory):
    caller = directory.sign_in("rita.reviewer", PASSWORD)
    found = directory.look_up(caller.person)
    assert dataclasses.replace(caller, checked_at=found.checked_at) == found


REFUSED = {
    "empty password": ("anna.staff", ""),
    "empty login": ("", PASSWORD),
    "both empty": ("", ""),
    "wrong password": ("anna.staff", "sardine-lamp-43"),
    "unknown": ("nobody.here", PASSWORD),
    "star": ("*", PASSWORD),
    "star at the end": ("anna*", PASSWORD),
    "filter closed": ("anna.staff)(uid=*", PASSWORD),
    "filter or": ("*)(|(uid=*", PASSWORD),
    "nul": ("anna.staff\0", PASSWORD),
    "nul in password": ("anna.staff", PASSWORD + "\0"),
    "tab in password": ("anna.staff", f"{PASSWORD}\t"),
    "password of a soft hyphen": ("anna.staff", "\u00ad"),
    "private use in password": ("anna.staff", f"{PASSWORD}\ue000"),
    "both directions in password": ("anna.staff", "\u05d0a"),
    "backslash": ("anna\\2astaff", PASSWORD),
    "dn as login": (accounts.ACCOUNTS[0].dn, PASSWORD),
    "service account": ("cloister", SERVICE_PASSWORD),
    "service dn": (accounts.SERVICE, SERVICE_PASSWORD),
    "lone surrogate": ("\ud800", PASSWORD),
    "very long": ("a" * 100_000, PASSWORD),
    "very long password": ("anna.staff", "a" * 100_000),
}


@pytest.mark.parametrize(("login", "password"), REFUSED.values(), ids=REFUSED)
def test_every_failed_sign_in_says_the_same(
    directory: LdapDirectory, login: str, password: str
):
    with pytest.raises(SignInError) as refused:
        directory.sign_in(login, password)
    assert str(refused.value) == "sign-in refused"
    assert SignInError is type(refused.value)


def test_someone_without_a_group_that_gives_a_role_may_not_sign_in(slapd: Slapd):
    nobody = with_directory(slapd, roles={"staff": (accounts.group_dn("no-such"),)})
    with pytest.raises(SignInError, match="sign-in refused"):
        nobody.sign_in("anna.staff", PASSWORD)


TEAMS = {
    "desk": DESK.upper(),
    "everyone": STAFF,
    "reviewers": accounts.group_dn("cloister-reviewers"),
    "nobodys": accounts.group_dn("no-such"),
}


def test_teams_are_read_with_the_roles_through_groups_in_groups(slapd: Slapd):
    directory = with_directory(slapd, teams=TEAMS)
    anna = directory.sign_in("anna.staff", PASSWORD)
    ralf = directory.sign_in("ralf.reviewer", PASSWORD)
    carl = directory.sign_in("carl.compliance", PASSWORD)
    assert anna.teams == {"desk", "everyone"}
    assert ralf.teams == {"desk", "everyone", "reviewers"}
    assert carl.teams == set()
    assert directory.look_up(anna.person).teams == anna.teams


def test_a_team_alone_lets_nobody_in(slapd: Slapd):
    directory = with_directory(slapd, teams=TEAMS, roles={})
    with pytest.raises(SignInError, match="sign-in refused"):
        directory.sign_in("anna.staff", PASSWORD)


def test_changing_teams_shows_at_the_next_look_up(slapd: Slapd):
    directory = with_directory(slapd, teams=TEAMS)
    adam = directory.sign_in("adam.admin", PASSWORD)
    dn = next(a.dn for a in accounts.ACCOUNTS if a.login == "adam.admin")
    with slapd.as_root() as root:
        assert root.modify(DESK, {"member": [(MODIFY_ADD, [dn])]})
        joined = directory.look_up(adam.person)
        assert root.modify(DESK, {"member": [(MODIFY_DELETE, [dn])]})
    assert adam.teams == set()
    assert joined.teams == {"desk", "everyone"}
    assert directory.look_up(adam.person).teams == set()


@pytest.mark.parametrize(
    ("teams", "told"),
    [
        ({"Desk": DESK}, "directory.teams.Desk: expected small letters"),
        ({"desk": "customer-desk"}, "directory.teams.desk: not a DN"),
    ],
)
def test_a_team_that_cannot_be_is_named_at_the_start(
    slapd: Slapd, teams: dict[str, str], told: str
):
    with pytest.raises(SettingsError, match=told):
        with_directory(slapd, teams=teams)


def test_leaving_the_group_revokes_at_the_next_look_up(
    slapd: Slapd, directory: LdapDirectory
):
    ben = directory.sign_in("ben.staff", PASSWORD)
    dn = next(a.dn for a in accounts.ACCOUNTS if a.login == "ben.staff")
    with slapd.as_root() as root:
        assert root.modify(DESK, {"member": [(MODIFY_DELETE, [dn])]})
        with pytest.raises(RevokedError):
            directory.look_up(ben.person)
        assert root.modify(DESK, {"member": [(MODIFY_ADD, [dn])]})
    assert ben.person == directory.look_up(ben.person).person


def test_a_person_who_is_gone_is_revoked_and_a_new_one_of_the_name_is_another(
    slapd: Slapd, directory: LdapDirectory
):
    dn = f"uid=temp.staff,{accounts.PEOPLE}"
    entry = {"uid": "temp.staff", "cn": "Temp", "sn": "T", "userPassword": "one-two-3"}
    with slapd.as_root() as root:
        assert root.add(dn, "inetOrgPerson", entry)
        assert root.modify(DESK, {"member": [(MODIFY_ADD, [dn])]})
        first = directory.sign_in("temp.staff", "one-two-3")
        assert root.delete(dn)
        with pytest.raises(RevokedError):
            directory.look_up(first.person)
        assert root.add(dn, "inetOrgPerson", entry)
        second = directory.sign_in("temp.staff", "one-two-3")
        assert first.person != second.person
        assert root.delete(dn)
        assert root.modify(DESK, {"member": [(MODIFY_DELETE, [dn])]})


def test_groups_that_contain_each_other_end(slapd: Slapd, directory: LdapDirectory):
    with slapd.as_root() as root:
        assert root.modify(DESK, {"member": [(MODIFY_ADD, [STAFF])]})
        caller = directory.sign_in("anna.staff", PASSWORD)
        assert root.modify(DESK, {"member": [(MODIFY_DELETE, [STAFF])]})
    assert frozenset({Role.STAFF}) == caller.roles


@pytest.mark.parametrize("key", ["", "*", "anna.staff", "x" * 36, "0" * 32])
def test_a_key_that_is_nobodys_is_revoked(directory: LdapDirectory, key: str):
    with pytest.raises(RevokedError):
        directory.look_up(key)


def test_health_is_well_and_unwell(slapd: Slapd, directory: LdapDirectory):
    directory.check_health()
    with pytest.raises(DirectoryError):
        with_directory(slapd, base_dn="ou=nowhere,dc=demo,dc=example").check_health()


# Servers that cannot be trusted or do not answer.


def test_a_certificate_of_another_authority_is_not_trusted(slapd: Slapd):
    other = slapd.settings.directory.ca_file.with_name("other-ca.pem")
    with pytest.raises(DirectoryError, match="LDAPStartTLSError"):
        with_directory(slapd, ca_file=other).sign_in("anna.staff", PASSWORD)


def test_a_certificate_for_another_name_is_not_trusted(slapd: Slapd):
    # inet_aton(3) reads 127.1 as 127.0.0.1, and the certificate does not name it.
    url = f"ldap://127.1:{slapd.server.port}"
    with pytest.raises(DirectoryError, match="no directory can be asked"):
        with_directory(slapd, urls=(url,)).sign_in("anna.staff", PASSWORD)


def test_the_second_address_is_asked_when_the_first_is_down(slapd: Slapd):
    urls = (f"ldap://127.0.0.1:{free_port()}", slapd.server.url)
    assert with_directory(slapd, urls=urls).sign_in("anna.staff", PASSWORD)


def test_a_wrong_service_password_is_a_fault_of_the_appliance_not_of_the_person(
    slapd: Slapd, tmp_path: Path
):
    secret = tmp_path / "directory" / "service-password"
    secret.parent.mkdir()
    secret.write_text("wrong\n")
    paths = dataclasses.replace(slapd.settings.paths, keys=tmp_path)
    directory = LdapDirectory(dataclasses.replace(slapd.settings, paths=paths))
    with pytest.raises(DirectoryError, match="service account refused"):
        directory.sign_in("anna.staff", PASSWORD)


def test_a_missing_service_password_names_the_file_not_the_word(
    slapd: Slapd, tmp_path: Path
):
    paths = dataclasses.replace(slapd.settings.paths, keys=tmp_path)
    directory = LdapDirectory(dataclasses.replace(slapd.settings, paths=paths))
    with pytest.raises(
        DirectoryError, match=r"FileNotFoundError at .*service-password"
    ):
        directory.sign_in("anna.staff", PASSWORD)


class Stub:
    """A TCP server that takes whatever comes and answers with fixed bytes, or nothing."""

    def __init__(self, reply: bytes, *, hang_up: bool = False) -> None:
        self.heard = bytearray()
        self._reply, self._hang_up = reply, hang_up
        self._sock = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"ldap://127.0.0.1:{self._sock.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._sock.accept()
                self._open.append(peer)
                peer.settimeout(5)
                self.heard += peer.recv(4096)
                if self._reply:
                    peer.sendall(self._reply)
                if self._hang_up:
                    peer.close()

    def close(self) -> None:
        self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()
        for peer in self._open:
            peer.close()
        self._thread.join(10)


# A StartTLS answer "unavailable" (52) and one "success" followed by no TLS at all.
_REFUSES = bytes.fromhex("300c02010178070a013404000400")
_PRETENDS = bytes.fromhex("300c02010178070a010004000400") + b"this is not TLS" * 20
STUBS = {
    "never answers": (b"", False),
    "hangs up": (b"", True),
    "garbage": (b"HTTP/1.1 200 OK\r\n\r\n" * 50, True),
    "refuses StartTLS": (_REFUSES, False),
    "pretends StartTLS": (_PRETENDS, False),
}


@pytest.mark.parametrize(("reply", "hang_up"), STUBS.values(), ids=STUBS)
def test_a_server_that_misbehaves_is_a_directory_error_and_hears_no_password(
    slapd: Slapd, reply: bytes, *, hang_up: bool
):
    stub = Stub(reply, hang_up=hang_up)
    try:
        with pytest.raises(DirectoryError, match="no directory can be asked"):
            with_directory(slapd, urls=(stub.url,)).sign_in("anna.staff", PASSWORD)
    finally:
        stub.close()
    assert stub.heard
    assert PASSWORD.encode() not in stub.heard
    assert SERVICE_PASSWORD.encode() not in stub.heard
