"""`cloister audit`: take the log away as one file that verifies on another machine."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.domain.ports.ledger import Entry
from appliance.errors import SettingsError
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.settings import load_settings


@click.group()
def group() -> None:
    """Export the log for an auditor."""


@group.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--from", "start", required=True, help="First day (UTC), or a moment with offset."
)
@click.option(
    "--to", "end", required=True, help="Last day (UTC), or the first moment after."
)
@config_option
def export(out: Path, start: str, end: str, config: Path) -> None:
    """Write the records of a period to the new file OUT.

    The export is itself recorded, before the first byte is written.
    """
    since, until = moment(start, is_end=False), moment(end, is_end=True)
    if since >= until:
        raise click.UsageError("--from must be before --to")
    settings = load_settings(config)
    ledger = LedgerClient(settings)
    ledger.append(
        Entry(
            kind=RecordKind.LOG_EXPORTED,
            exchange=None,
            case=None,
            actor=None,
            body={"from": since.isoformat(), "to": until.isoformat()},
        ),
        durable=True,
    )
    written = _write(out, ledger.export(since, until))
    key = settings.paths.keys / "public" / "log.vkey"
    click.echo(f"wrote {out}: {written:,} bytes")
    click.echo(f"verify it with: cloister-audit verify {out} --key {key}")


def moment(text: str, *, is_end: bool) -> datetime:
    """Read a day, or a moment with its offset; a last day ends at the next midnight.

    Raises:
        click.UsageError: It is neither.
    """
    try:
        if len(text) == len("2026-11-21"):
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day + timedelta(days=1) if is_end else day
        at = datetime.fromisoformat(text)
    except ValueError as err:
        raise click.UsageError(f"not a day or moment: {text}") from err
    if at.tzinfo is None:
        raise click.UsageError(f"a moment needs an offset, like {text}+00:00")
    return at.astimezone(UTC)


def _write(out: Path, pieces: Iterator[bytes]) -> int:
    """Write a new file, whole or not at all."""
    fresh = out.with_name(f".{out.name}.new")
    written = 0
    try:
        if out.exists():
            raise SettingsError(f"{out} is there already; nothing was overwritten")
        with fresh.open("wb") as file:
            for piece in pieces:
                written += file.write(piece)
        fresh.rename(out)
    except OSError as err:
        raise SettingsError(f"{out}: {err.strerror}") from err
    finally:
        fresh.unlink(missing_ok=True)
    return written
