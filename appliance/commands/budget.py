"""`cloister budget`: what is used of the model, by whom, and what may be.

Reads the database as the operator and writes nothing. People are named by login, so
what is printed is personal data.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from appliance.budget_settings import Budget
from appliance.commands.options import config_option
from appliance.domain.budget import (
    MICROS_A_CENT,
    MS_A_SECOND,
    Kept,
    Measure,
    Period,
    Scope,
    limits_in,
)
from appliance.domain.local_time import check_zone
from appliance.errors import NotFoundError, SettingsError
from appliance.keys import read_key
from appliance.release import DeploymentFile, LivePurposes, deployment_note, shelf_of
from appliance.settings import Settings, load_settings
from appliance.stores.bodies import Bodies
from appliance.stores.budget_reads import BudgetReads
from appliance.stores.database import Database, file_of, open_engine, parse_url
from appliance.stores.people import People

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@dataclass(frozen=True, slots=True)
class Books:
    """The accounts of an appliance, and what is set for them."""

    settings: Settings
    reads: BudgetReads
    people: People
    purposes: Mapping[str, Budget]

    def budget(self, scope: Scope, name: str) -> Budget:
        """Find what is set for one."""
        match scope:
            case Scope.PERSON:
                return self.settings.budgets.person
            case Scope.TEAM:
                return self.settings.budgets.teams.get(name, Budget())
            case Scope.PURPOSE:
                return self.purposes.get(name, Budget())
            case Scope.APPLIANCE:
                return Budget()

    def told(self, kept: Kept, name: str) -> dict[str, Any]:
        """Put one account into words and whole numbers."""
        account = kept.account
        limits = limits_in(self.budget(account.scope, account.name), account.period)
        return {
            "scope": str(account.scope),
            "name": name,
            "period": str(account.period),
            "starts": account.starts.isoformat(),
            "tokens": kept.used.tokens,
            "ms": kept.used.ms,
            "micros": kept.used.micros,
            "set_aside_tokens": kept.held.tokens,
            "set_aside_ms": kept.held.ms,
            "set_aside_micros": kept.held.micros,
            "limit": {str(measure): limit for measure, limit in limits.items()},
            "used_permille": kept.permille(limits) if limits else None,
            "exchanges": kept.exchanges,
            "refused": kept.refused,
        }


class _SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@click.group()
def group() -> None:
    """Say what is used of the model, by whom, and what may be."""


@group.command("list")
@json_option
@config_option
def list_(config: Path, as_json: bool) -> None:  # noqa: FBT001 - click's
    """List what everybody has used today and this month."""
    with _opened(config) as books:
        found = [kept for scope in Scope for kept in books.reads.now(scope)]
        known = books.people.by_person(_people_in(found))
        rows = [
            books.told(kept, known[kept.account.name].login)
            if kept.account.name in known and kept.account.scope is Scope.PERSON
            else books.told(kept, kept.account.name)
            for kept in found
        ]
        _print(rows, books, as_json=as_json)


@group.command()
@click.argument("scope", type=click.Choice([str(scope) for scope in Scope]))
@click.argument("name")
@json_option
@config_option
def show(scope: str, name: str, config: Path, as_json: bool) -> None:  # noqa: FBT001 - click's
    """Show every day and month of NAME: a login, team or purpose."""
    with _opened(config) as books:
        key = name
        if scope == Scope.PERSON:
            key = _person(books, name)
        rows = [
            books.told(kept, name)
            for period in Period
            for kept in books.reads.history(Scope(scope), key, period)
        ]
        if not rows:
            raise NotFoundError(f"nothing was used by {scope} {name}")
        _print(rows, books, as_json=as_json)


def _people_in(found: list[Kept]) -> list[str]:
    return [one.account.name for one in found if one.account.scope is Scope.PERSON]


def _person(books: Books, login: str) -> str:
    """Find the directory key of somebody by login, among those who used anything."""
    keys = books.reads.names(Scope.PERSON)
    for start in range(0, len(keys), 1_000):
        known = books.people.by_person(keys[start : start + 1_000])
        for person, one in known.items():
            if one.login.casefold() == login.casefold():
                return person
    raise NotFoundError("nobody of this login has used anything")


@contextmanager
def _opened(config: Path) -> Iterator[Books]:
    """Open the accounts as they are; a database that is not there is not made.

    Raises:
        SettingsError: There is no database, or its keys cannot be read.
        StoreError: The database cannot be read.
    """
    settings = load_settings(config)
    url = parse_url(settings.database.url)
    if url.get_backend_name() == "sqlite" and not file_of(url).exists():
        raise SettingsError(f"{file_of(url)}: no database yet; start the web unit")
    bodies = Bodies(read_key(settings.paths.keys / "web" / "bodies.key"))
    standing = DeploymentFile(
        deployment_note(settings.paths.state), settings.paths.keys / "public/log.vkey"
    )
    live = LivePurposes(standing.now, shelf_of(settings).get)
    database = Database(open_engine(settings.database.url))
    clock = _SystemClock()
    try:
        yield Books(
            settings,
            BudgetReads(database, clock, check_zone(settings.site.time_zone)),
            People(database, bodies, clock),
            {purpose.name: purpose.budget for purpose in live.all()},
        )
    finally:
        database.close()


def _print(rows: list[dict[str, Any]], books: Books, *, as_json: bool) -> None:
    currency = books.settings.budgets.currency
    if as_json:
        click.echo(json.dumps({"currency": currency, "budgets": rows}, indent=2))
        return
    if not rows:
        click.echo("nothing was used yet")
    for row in rows:
        click.echo(_line(row, currency))


def _line(row: Mapping[str, Any], currency: str) -> str:
    limit = row["limit"]
    money = row["micros"] / MICROS_A_CENT / 100
    parts = [
        f"{row['tokens']:,}{_of(limit, Measure.TOKENS, 1)} tokens",
        f"{row['ms'] / MS_A_SECOND:,.1f}{_of(limit, Measure.SECONDS, MS_A_SECOND)} s",
        f"{money:,.2f}{_of(limit, Measure.MONEY, 100 * MICROS_A_CENT)} {currency}",
    ]
    share = row["used_permille"]
    said = "no limit" if share is None else f"{share / 10:.1f} % used"
    refused = f", {row['refused']} refused" if row["refused"] else ""
    return (
        f"{row['scope']} {row['name']}, {row['period']} from {row['starts']}: "
        f"{', '.join(parts)}; {said}{refused}"
    )


def _of(limit: Mapping[str, int], measure: Measure, unit: int) -> str:
    return f" of {limit[measure] / unit:,g}" if measure in limit else ""
