"""The whole appliance for tests: the demo's supervisor around real processes."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ldap3 import EXTERNAL, SASL, Connection, Server

from appliance.commands.client import StaffClient
from appliance.demo.accounts import ACCOUNTS, Account
from appliance.demo.child import Child
from appliance.demo.run import throwaway
from appliance.demo.supervisor import Supervisor
from appliance.domain.guards import RULES
from appliance.settings import Settings, load_settings


@dataclass(frozen=True)
class Stack:
    """A running appliance.

    Args:
        supervisor: What runs it; restart, stop and kill through this object.
        log: What the supervisor reported, line by line.
    """

    supervisor: Supervisor
    log: list[str]

    @property
    def root(self) -> Path:
        """The folder that holds all of it."""
        return self.supervisor.site.root

    @property
    def config(self) -> Path:
        return self.supervisor.site.config

    @property
    def url(self) -> str:
        return self.supervisor.site.front.url

    @property
    def ca(self) -> Path:
        return self.supervisor.site.ca

    @property
    def password(self) -> str:
        """The one password of all accounts."""
        return self.supervisor.site.password

    @property
    def accounts(self) -> dict[str, Account]:
        """The people, by login."""
        return {account.login: account for account in ACCOUNTS}

    @property
    def settings(self) -> Settings:
        """The settings its processes read."""
        return load_settings(self.config)

    @property
    def processes(self) -> dict[str, Child]:
        """directory, ledger, masker, engine, web, worker, front."""
        return self.supervisor.children

    @property
    def is_separated(self) -> bool:
        """Whether each process has a user of its own."""
        return self.supervisor.site.is_separated

    def stop(self, name: str) -> None:
        """End one process cleanly."""
        self.processes[name].stop()

    def kill(self, name: str) -> None:
        """Kill one process and what it started."""
        self.processes[name].kill()

    def restart(self, name: str) -> None:
        """End one process and start it again; returns when it is ready."""
        self.supervisor.restart(name)

    @contextlib.contextmanager
    def signed_in(self, login: str) -> Iterator[StaffClient]:
        """Open a session of one person."""
        with StaffClient(self.url, self.ca) as client:
            client.sign_in(login, self.password)
            yield client

    @contextlib.contextmanager
    def directory_root(self) -> Iterator[Connection]:
        """Change the directory's entries, as the user who runs the demo."""
        server = Server(self.supervisor.site.directory.local_url)
        connection = Connection(
            server,
            authentication=SASL,
            sasl_mechanism=EXTERNAL,
            sasl_credentials="",
            auto_bind=True,
        )
        try:
            yield connection
        finally:
            connection.unbind()


@contextlib.contextmanager
def running_stack(**tables: dict[str, object]) -> Iterator[Stack]:
    """Run an appliance, with these settings changed, and remove it."""
    log: list[str] = []
    with throwaway(log.append, **tables) as supervisor:
        yield Stack(supervisor, log)


def note_only(stack: Stack) -> None:
    """Have the guards only note what a purpose may let pass: other things are tested."""
    write_note_only(stack.root / "policies")
    stack.supervisor.site.run_command("release", "sign")


def write_note_only(policies: Path) -> None:
    """Write the same into purposes that are not signed yet."""
    mild = [
        f'"{name}" = "note"' for name, rule in RULES.items() if rule.least == "note"
    ]
    for path in (policies / "purposes").glob("*/purpose.toml"):
        read = path.read_text(encoding="utf-8")
        assert "[guards]" not in read
        path.write_text("\n".join((read, "[guards]", *mild, "")), encoding="utf-8")
