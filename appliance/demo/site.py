"""Lays out a throwaway site: settings, keys, certificates, folders and their owners.

Under root each process gets a user and group of its own, by number only, so that no
account has to be made; otherwise all share the caller's and every page says so.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import appliance
from appliance.demo import accounts
from appliance.demo.child import ChildError, Identity
from appliance.demo.nginx import Front
from appliance.demo.pki import Authority
from appliance.demo.slapd import DirectoryServer
from appliance.errors import SettingsError
from appliance.keys import Owner, create_keys, write_service_password

# -P: nothing is imported from the current folder.
PROGRAM = (sys.executable, "-P", "-m", "appliance.commands.cli")
UNITS = ("ledger", "masker", "engine", "web", "worker")
ORIGIN = "demo.cloister.example/log"

# Numbers that neither Debian nor systemd hands out (systemd's UIDS-GIDS page lists
# 60578 to 61183 as unused).
_FIRST_UID = 61_001
_SITE_GROUP = 61_010  # web and worker: the database and its keys
_SEAL_GROUP = 61_011  # masker and engine: the seal key
_ORDER = (*UNITS, "directory", "front")
_UIDS = {name: _FIRST_UID + number for number, name in enumerate(_ORDER)}
_GROUPS = {
    "web": (_SITE_GROUP,),
    "worker": (_SITE_GROUP,),
    "masker": (_SEAL_GROUP,),
    "engine": (_SEAL_GROUP,),
    "front": (_UIDS["web"],),
}
_PROBE = "import os, sys, appliance.settings, orjson; os.stat(sys.argv[1])"
_MAX_ROOT_BYTES = 80
_MAX_SOCKET_BYTES = 107
_SHARES_FILES = 0o007
_SHARES_NOTHING = 0o077


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A site that is laid out and can be started.

    Args:
        root: The folder that holds all of it.
        front: Its nginx.
        directory: Its slapd.
        password: The one password of all demo accounts.
        identities: Who each process runs as.
        settings: The settings file's tables.
    """

    root: Path
    front: Front
    directory: DirectoryServer
    password: str
    identities: Mapping[str, Identity]
    settings: dict[str, Any]

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.root / "cloister.toml"

    @property
    def ca(self) -> Path:
        """The authority's certificate, for browsers and clients."""
        return self.root / "ca.pem"

    @property
    def engines(self) -> dict[str, str]:
        """The tier of each further engine, by the name of its process."""
        tiers = self.settings.get("engine", {}).get("tiers", {})
        return {f"engine-{tier}": tier for tier in tiers}

    @property
    def is_separated(self) -> bool:
        """Whether each process has its own user."""
        return self.identities["web"].uid is not None

    def run_command(self, *arguments: str) -> str:
        """Run a `cloister` command as the site's operator.

        Returns:
            What it printed.

        Raises:
            ChildError: It ended with an error; its message is passed on.
        """
        ended = subprocess.run(
            [*PROGRAM, *arguments, "--config", str(self.config)],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            cwd=self.root,
            env=child_environment(self.root / "home"),
        )
        if ended.returncode:
            told = ended.stderr.strip() or f"status {ended.returncode}"
            raise ChildError(f"cloister {' '.join(arguments[:2])}: {told}")
        return ended.stdout

    def write_settings(self, **tables: Mapping[str, Any]) -> None:
        """Write the settings file, with these keys of these tables changed.

        Raises:
            SettingsError: A tier's name is too long for the path of its socket.
        """
        for name, values in tables.items():
            self.settings.setdefault(name, {}).update(values)
        self.config.write_text(to_toml(self.settings), encoding="utf-8")
        self.config.chmod(0o644)
        for unit in self.engines:
            _make_engine_folders(self, unit)


def lay_out(root: Path, *, port: int, **tables: Mapping[str, Any]) -> DemoSite:
    """Lay out a site in an empty folder.

    Args:
        root: The folder.
        port: Where the front listens.
        tables: Settings that differ from the demo's, by table.

    Raises:
        SettingsError: Models or policies are missing, or the folder is not writable.
        ChildError: slapd refuses its configuration.
    """
    # Sockets lie below it, and their paths have at most 107 bytes (unix(7)).
    if len(os.fsencode(root)) > _MAX_ROOT_BYTES:
        raise SettingsError(f"the folder's path is too long for sockets: {root}")
    separated = may_separate(root)
    identities = {name: _identity(name, separated=separated) for name in _ORDER}
    site = DemoSite(
        root=root,
        front=Front(root / "front", port),
        directory=DirectoryServer(root / "directory", free_port()),
        password=accounts.make_password(),
        identities=identities,
        settings=_settings(root, identities),
    )
    root.chmod(0o711)
    _make_folders(site)
    _copy_shipped(root)
    service_password = accounts.make_password()
    _make_keys(site, service_password)
    _make_servers(site, service_password)
    site.write_settings(**tables)
    return site


def may_separate(root: Path) -> bool:
    """Tell whether processes can have users of their own here.

    It takes root, and that other users can read the program and reach the site: what
    lies below a folder that is closed to others cannot be run by them.
    """
    if os.geteuid() != 0:
        return False
    uid = str(_UIDS["web"])
    probe = subprocess.run(
        [
            *("setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "--"),
            *(sys.executable, "-P", "-c", _PROBE, str(root)),
        ],
        check=False,
        capture_output=True,
        cwd=root.anchor,
        env=child_environment(Path("/nonexistent")),
    )
    return probe.returncode == 0


def child_environment(home: Path) -> dict[str, str]:
    """Give all that a process of the demo gets as its environment."""
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONPATH": str(Path(appliance.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def free_port() -> int:
    """Find a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def shipped() -> Path:
    """Find the folder that holds models/ and policies/: a checkout or an install.

    Raises:
        SettingsError: Neither holds them.
    """
    checkout = Path(appliance.__file__).parents[1]
    for folder in (checkout, Path("/usr/share/cloister/current")):
        if (folder / "models" / "reference").is_dir() and (
            folder / "policies"
        ).is_dir():
            return folder
    raise SettingsError("models/reference and policies are neither here nor installed")


def to_toml(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Write settings as TOML: tables of texts, numbers, booleans, lists and tables."""
    lines: list[str] = []
    for name, table in tables.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {_toml_value(value)}" for key, value in table.items()]
        lines.append("")
    return "\n".join(lines)


def _toml_value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str() | Path():
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case list() | tuple():
            return f"[{', '.join(_toml_value(item) for item in value)}]"
        case Mapping():
            pairs = (f"{key} = {_toml_value(item)}" for key, item in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case _:
            raise SettingsError(f"a setting cannot be a {type(value).__name__}")


def _identity(name: str, *, separated: bool) -> Identity:
    shares = _SITE_GROUP in _GROUPS.get(name, ())
    umask = _SHARES_FILES if shares else _SHARES_NOTHING
    if not separated:
        return Identity(uid=None, umask=umask)
    return Identity(uid=_UIDS[name], groups=_GROUPS.get(name, ()), umask=umask)


def _settings(root: Path, identities: Mapping[str, Identity]) -> dict[str, Any]:
    own = str(os.geteuid())
    users: dict[str, Any] = {
        unit: own if identities[unit].uid is None else str(identities[unit].uid)
        for unit in UNITS
    }
    state = root / "state"
    return {
        "site": {"name": "Demo Bank", "demo": True},
        "paths": {
            "state": state,
            "run": root / "run",
            "keys": root / "keys",
            "models": root / "models",
            "policies": root / "policies",
        },
        "users": {**users, "operators": [own]},
        "web": {"host_name": "localhost"},
        "directory": {
            "urls": [],
            "ca_file": root / "ca.pem",
            "schema": "rfc2307",
            "base_dn": accounts.PEOPLE,
            "group_base_dn": accounts.GROUPS,
            "service_dn": accounts.SERVICE,
            "roles": {
                role: [accounts.group_dn(group)]
                for role, group in accounts.ROLES.items()
            },
        },
        "database": {
            "url": f"sqlite:///{state / 'web' / 'cloister.sqlite'}",
            "vault_url": f"sqlite:///{state / 'masker' / 'vault.sqlite'}",
        },
        "masker": {"dictionary": root / "dictionary"},
        "ledger": {"origin": ORIGIN},
        # Nobody waits for an evaluation before a demo, and every page says so.
        "release": {"needs_evaluation": False},
    }


def _make_folders(site: DemoSite) -> None:
    """Make the folders, each readable by those who need it and nobody else."""
    root = site.root
    for name in ("state", "run", "home", "notify", "logs"):
        _folder(root / name, 0o711)
    _folder(root / "dictionary", 0o755)
    for name, names in accounts.CUSTOMERS.items():
        path = root / "dictionary" / name
        path.write_text("".join(f"{entry}\n" for entry in names), encoding="utf-8")
        path.chmod(0o644)
    for name, identity in site.identities.items():
        _folder(root / "home" / name, 0o700, identity.uid)
    for unit in UNITS:
        uid = site.identities[unit].uid
        _folder(root / "run" / unit, 0o710 if unit == "web" else 0o711, uid)
    for unit in ("ledger", "masker"):
        _folder(root / "state" / unit, 0o700, site.identities[unit].uid)
    _folder(root / "state" / "release", 0o755)
    shelf = root / "state" / "releases"
    _folder(shelf, 0o755)
    if site.is_separated:
        # The worker puts releases there and takes away none but its own.
        os.chown(shelf, -1, _UIDS["worker"])
        shelf.chmod(0o1775)
    ledger = site.identities["ledger"].uid
    _folder(root / "state" / "deployment", 0o755, ledger)
    web = root / "state" / "web"
    _folder(web, 0o770)
    if site.is_separated:
        os.chown(web, _UIDS["web"], _SITE_GROUP)
        web.chmod(0o2770)  # what either of the two makes belongs to both
    for name in ("directory", "front"):
        _folder(root / name, 0o700, site.identities[name].uid)


def _make_engine_folders(site: DemoSite, unit: str) -> None:
    """Make the folders of a further engine; one user runs all of them."""
    folder = site.root / "run" / unit
    if len(os.fsencode(folder / f"{unit}.sock")) > _MAX_SOCKET_BYTES:
        raise SettingsError(f"the path is too long for a socket: {folder}")
    if folder.exists():
        return
    uid = site.identities["engine"].uid
    _folder(folder, 0o711, uid)
    _folder(site.root / "home" / unit, 0o700, uid)


def _folder(path: Path, mode: int, owner: int | None = None) -> None:
    path.mkdir()
    path.chmod(mode)
    if owner is not None:
        os.chown(path, owner, owner)


def _copy_shipped(root: Path) -> None:
    """Copy models and policies in, readable by all: they are no secrets."""
    source = shipped()
    for name in ("models/reference", "models/pii", "models/guard", "policies"):
        if not (source / name).is_dir():
            raise SettingsError(f"{source / name} is missing")
        shutil.copytree(source / name, root / name)
    (root / "models" / "imported").mkdir()
    for top in (root / "models", root / "policies"):
        top.chmod(0o755)
        for path in top.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)


def _make_keys(site: DemoSite, service_password: str) -> None:
    owners: dict[str, Owner] = {}
    if site.is_separated:
        owners = {
            "masker": Owner(_UIDS["masker"], _UIDS["masker"]),
            "ledger": Owner(_UIDS["ledger"], _UIDS["ledger"]),
            "seal": Owner(0, _SEAL_GROUP),
            "web": Owner(0, _SITE_GROUP),
            "directory": Owner(0, _SITE_GROUP),
        }
    keys = site.root / "keys"
    create_keys(keys, origin=ORIGIN, owners=owners)
    write_service_password(keys, service_password, owner=owners.get("directory"))


def _make_servers(site: DemoSite, service_password: str) -> None:
    """Make certificates and configurations of slapd and nginx."""
    authority = Authority()
    authority.write_certificate(site.ca)
    site.ca.chmod(0o644)
    for name in ("directory", "front"):
        folder, uid = site.root / name, site.identities[name].uid
        certificate, key = folder / "server.pem", folder / "server.key"
        authority.write_server(certificate, key, common_name=f"cloister demo {name}")
        if uid is not None:
            os.chown(certificate, uid, uid)
            os.chown(key, uid, uid)
    site.settings["directory"]["urls"] = [site.directory.url]
    site.directory.prepare(
        ca=site.ca,
        password=site.password,
        service_password=service_password,
        as_user=site.identities["directory"].uid,
    )
    site.front.prepare(
        socket=site.root / "run" / "web" / "web.sock",
    )
