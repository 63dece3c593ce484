"""Real databases for the contract suites: SQLite files and a throwaway PostgreSQL."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from appliance.keys import create_keys
from appliance.settings import Settings, load_settings
from appliance.stores.migrate import migrate
from appliance.stores.opened import Stores, open_stores
from tests.fakes import FixedClock
from tests.migrated import lay_down


def find_postgres() -> Path | None:
    """Find the folder of PostgreSQL's programs; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


class PostgresServer:
    """A PostgreSQL on a unix socket only, as an ordinary user, gone at the end."""

    def __init__(self, programs: Path) -> None:
        # Not below pytest's own folder: that one only its owner may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="cloister-pg-", dir="/tmp"))
        self.user: str | None = None
        self._migrated: str | None = None
        if os.geteuid() == 0:
            # initdb and postgres refuse root.
            self.user = "nobody"
            entry = pwd.getpwnam(self.user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        where = str(self.folder / "db")
        start = {"cwd": "/", "user": self.user, "stdout": subprocess.DEVNULL}
        subprocess.run(
            [programs / "initdb", "-D", where, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, timeout=120, stderr=subprocess.PIPE, **start,
        )  # fmt: skip
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [programs / "postgres", "-D", where, "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off"],
                stderr=log, **start,
            )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Wait until the server answers."""
        engine = create_engine(
            self.url("postgres"), connect_args={"connect_timeout": 5}
        )
        for _ in range(600):
            assert self.process.poll() is None, (self.folder / "log").read_text()
            try:
                with engine.connect():
                    break
            except Exception:  # noqa: BLE001 - not up yet; the loop is bounded
                signal.sigtimedwait([], 0.05)
        engine.dispose()

    def url(self, name: str) -> str:
        """Name a database of this server."""
        return f"postgresql+psycopg://app@/{name}?host={self.folder}"

    def create(self) -> str:
        """Make an empty database; gives its URL."""
        name = f"t{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    def migrate(self, url: str) -> None:
        """Bring an empty database to the form this version needs, by a copy of one."""
        if self._migrated is None:
            self._migrated = self.create()
            migrate(self._migrated)
        name, like = (make_url(one).database for one in (url, self._migrated))
        self._run(f"DROP DATABASE {name}", f"CREATE DATABASE {name} TEMPLATE {like}")

    def _run(self, *statements: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        """Stop the server at once and remove its files."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait(10)
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    programs = find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed")
    server = PostgresServer(programs)
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/cloister.sqlite"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


SETTINGS = """
[site]
name = "Test"
demo = true
[paths]
state = "{folder}/state"
run = "{run}"
keys = "{folder}/keys"
models = "{folder}/models"
policies = "{folder}/policies"
[users]
web = "{uid}"
masker = "{uid}"
engine = "{uid}"
ledger = "{uid}"
worker = "{uid}"
[web]
host_name = "localhost"
[directory]
urls = ["ldaps://localhost"]
ca_file = "/nowhere"
schema = "rfc2307"
base_dn = "dc=x"
group_base_dn = "dc=x"
service_dn = "cn=x"
roles = {{}}
[database]
url = "{url}"
vault_url = "sqlite:////nowhere"
[ledger]
origin = "test.example/log"
"""


@pytest.fixture
def run_folder() -> Iterator[Path]:
    # Short, because the path of a Unix socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="cl-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def settings_file(tmp_path: Path, run_folder: Path) -> Callable[[str], Path]:
    """A settings file of an appliance in this test's folder, over a given database."""
    create_keys(tmp_path / "keys", origin="test.example/log")
    for unit in ("web", "ledger"):
        (tmp_path / "state" / unit).mkdir(parents=True, exist_ok=True)
        (run_folder / unit).mkdir()
    (run_folder / "worker").mkdir()

    def build(url: str) -> Path:
        path = tmp_path / "cloister.toml"
        path.write_text(
            SETTINGS.format(folder=tmp_path, run=run_folder, uid=os.geteuid(), url=url)
        )
        return path

    return build


@pytest.fixture
def settings_for(settings_file: Callable[[str], Path]) -> Callable[[str], Settings]:
    """The settings in that file."""
    return lambda url: load_settings(settings_file(url))


@pytest.fixture
def stores(
    request: pytest.FixtureRequest,
    database_url: str,
    settings_for: Callable[[str], Settings],
    clock: FixedClock,
) -> Iterator[Stores]:
    if database_url.startswith("sqlite"):
        lay_down(Path(str(make_url(database_url).database)))
    else:
        request.getfixturevalue("postgres").migrate(database_url)
    opened = open_stores(settings_for(database_url), clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def llama() -> Iterator[Any]:
    """llama.cpp's own server, behind nginx with mutual TLS (a `Remote`)."""
    # Most contract tests need no model library.
    from tests.contract.remote_house import llama_behind_nginx  # noqa: PLC0415

    with llama_behind_nginx() as remote:
        yield remote
