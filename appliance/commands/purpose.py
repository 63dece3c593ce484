"""`cloister purpose`: every version of a purpose, what changed, and the export.

Reads the registry in the database; writes nothing. Whoever may read the database's file
and keys may read this. New versions are written on the pages, by the owner.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.domain.version import Version, VersionState
from appliance.errors import NotFoundError, SettingsError
from appliance.keys import read_key
from appliance.release.file_changes import Mark, changes_between
from appliance.settings import load_settings
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database, file_of, open_engine, parse_url
from appliance.stores.people import People
from appliance.stores.version_history import history_of
from appliance.stores.versions import Versions

_RELEASE = "signed release"


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry of an appliance, and the names of who wrote in it."""

    versions: Versions
    people: People

    def who(self, person: str | None) -> dict[str, str]:
        """Name somebody by what may be told of them."""
        if person is None:
            return {"from": _RELEASE}
        known = self.people.by_person([person]).get(person)
        if known is None:
            return {"person": person}
        alias = {"alias": known.alias} if known.alias else {}
        return {**alias, "login": known.login, "name": known.name}

    def named(self, person: str | None) -> str:
        """Name somebody in one word."""
        told = self.who(person)
        return told.get("login") or told.get("from") or told["person"]

    def of(self, purpose: str) -> tuple[Version, ...]:
        """List the versions of a purpose.

        Raises:
            NotFoundError: It never had one.
        """
        found = self.versions.of(purpose)
        if not found:
            raise NotFoundError(f"no purpose {purpose} has versions")
        return found


class _SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@click.group()
def group() -> None:
    """Read the versions of purposes: what is live, what changed, who and why."""


@group.command("list")
@config_option
def list_(config: Path) -> None:
    """List every purpose, with the version that is live and the newest one."""
    with _opened(config) as registry:
        for purpose in registry.versions.purposes():
            found = registry.versions.of(purpose)
            live = [v for v in found if v.state is VersionState.LIVE]
            told = (
                f"version {live[0].number} live since {_day(live[0])}"
                if live
                else ("no version live")
            )
            newest = found[-1]
            click.echo(f"{purpose}: {told}; newest {newest.number} ({newest.state})")


@group.command()
@click.argument("purpose")
@click.argument("number", type=int, required=False)
@config_option
def show(purpose: str, number: int | None, config: Path) -> None:
    """Show the history of PURPOSE, or the files of its version NUMBER."""
    with _opened(config) as registry:
        found = registry.of(purpose)
        if number is not None:
            version = registry.versions.get(purpose, number)
            _tell(registry, version)
            for name, text in registry.versions.files(version).items():
                click.echo(f"\n==> {name} <==\n{text}", nl=not text.endswith("\n"))
            return
        for version in found:
            _tell(registry, version)


@group.command()
@click.argument("purpose")
@click.argument("before", type=int)
@click.argument("after", type=int)
@config_option
def diff(purpose: str, before: int, after: int, config: Path) -> None:
    """Show what changed in PURPOSE from version BEFORE to version AFTER."""
    with _opened(config) as registry:
        versions = registry.versions
        old = versions.files(versions.get(purpose, before))
        new = versions.files(versions.get(purpose, after))
    for change in changes_between(old, new):
        click.echo(f"--- {'/dev/null' if change.is_new else f'{before}/{change.file}'}")
        click.echo(f"+++ {'/dev/null' if change.is_gone else f'{after}/{change.file}'}")
        for hunk in change.hunks:
            olds = [line.before for line in hunk if line.before is not None]
            news = [line.after for line in hunk if line.after is not None]
            click.echo(f"@@ -{_range(olds)} +{_range(news)} @@")
            for line in hunk:
                click.echo(f"{Mark(line.mark)}{line.text}")


@group.command()
@click.argument("purpose")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file; without, to standard output.",
)
@config_option
def export(purpose: str, to: Path | None, config: Path) -> None:
    """Export the whole history of PURPOSE as JSON, with numbers of records."""
    with _opened(config) as registry:
        registry.of(purpose)
        history = history_of(
            registry.versions, purpose, who=registry.who, at=datetime.now(UTC)
        )
    text = json.dumps(history, ensure_ascii=False, indent=1) + "\n"
    if to is None:
        click.echo(text, nl=False)
        return
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as err:
        raise SettingsError(f"{to}: {err.strerror}") from err


@contextmanager
def _opened(config: Path) -> Iterator[Registry]:
    """Open the registry as it is; a database that is not there is not made.

    Raises:
        SettingsError: There is no database, or its keys cannot be read.
        StoreError: The database cannot be read.
    """
    settings = load_settings(config)
    url = parse_url(settings.database.url)
    if url.get_backend_name() == "sqlite" and not file_of(url).exists():
        raise SettingsError(f"{file_of(url)}: no database yet; start the web unit")
    bodies = Bodies(read_key(settings.paths.keys / "web" / "bodies.key"))
    database = Database(open_engine(settings.database.url))
    try:
        people = People(database, bodies, _SystemClock())
        yield Registry(Versions(database), people)
    finally:
        database.close()


def _tell(registry: Registry, version: Version) -> None:
    click.echo(
        f"version {version.number} {version.state} {version.digest[:12]} "
        f"{version.written_at:%Y-%m-%d %H:%M}Z {registry.named(version.author)} "
        f"(record {version.record}): {version.why}"
    )
    for move in version.moves:
        click.echo(
            f"  {move.before} -> {move.after} {move.moved_at:%Y-%m-%d %H:%M}Z "
            f"{registry.named(move.mover)} (record {move.record}): {move.why}"
        )


def _day(version: Version) -> str:
    return f"{version.since:%Y-%m-%d}"


def _range(numbers: list[int]) -> str:
    return f"{numbers[0]},{len(numbers)}" if numbers else "0,0"
