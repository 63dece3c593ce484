"""How operators change what answers: one at a time, and recorded before it is done."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from appliance.engine.records import append_durably
from appliance.errors import SettingsError
from appliance.kinds import RecordKind
from appliance.settings import Settings

# What is changed apart from each other: a rollback does not wait for an import.
IMPORTS = "import"
CHOICE = "choice"


def record(settings: Settings, kind: RecordKind, body: Mapping[str, Any]) -> None:
    """Record a change before it is made.

    Only before the log was ever started is there none to record in; `engine.started`
    then says what was chosen.

    Raises:
        SettingsError: The log does not run.
        LedgerError: The running log does not take it.
    """
    if settings.paths.socket("ledger").exists():
        append_durably(settings, kind, body, wait_s=0.0)
        return
    if _has_log(settings):
        raise SettingsError(
            "the log does not run, and nothing is changed that it cannot record; start "
            "it first (systemctl start cloister-ledger)"
        )
    click.echo("not recorded: the log was never started here", err=True)


def record_in_log(
    settings: Settings, kind: RecordKind, body: Mapping[str, Any]
) -> None:
    """Record what is nothing without its record.

    Raises:
        SettingsError: The log does not run.
        PromotionRefusedError: The log does not hold what a release needs.
        LedgerError: The running log does not take it.
    """
    if not settings.paths.socket("ledger").exists():
        raise SettingsError(
            "the log does not run, and it is the log that says which releases are "
            "live; start it first (systemctl start cloister-ledger)"
        )
    append_durably(settings, kind, body, wait_s=0.0)


def hold_alone(settings: Settings, what: str) -> None:
    """Let no other command change the same until this one has ended.

    Args:
        what: `IMPORTS` or `CHOICE`.

    Raises:
        SettingsError: Another command is at it.
    """
    click.get_current_context().with_resource(held(settings, what))


@contextmanager
def held(settings: Settings, what: str) -> Iterator[None]:
    """Do the same for as long as a block runs."""
    path = settings.paths.state / f"{what}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}") from err
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            who = os.read(descriptor, 20).decode("ascii", "replace").strip()
            raise SettingsError(
                f"process {who or 'of another command'} is at it ({what}); try again "
                "when it has ended"
            ) from err
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _has_log(settings: Settings) -> bool:
    try:
        return any((settings.paths.state / "ledger").iterdir())
    except FileNotFoundError:
        return False
    except OSError:
        # Whoever may not look cannot say that there is none.
        return True
