"""`cloister cost`: what a day takes, ordinary and bad, now and at ten times the load.

From what was measured here, or from a table that somebody assumes. Seconds are those of
the processor; money is seconds times the site's price, and nothing else.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.domain.cost_model import (
    FEW_DAYS,
    FEW_EXCHANGES,
    Assumed,
    Forecast,
    Load,
    Seen,
    forecast,
)
from appliance.domain.local_time import check_zone
from appliance.errors import NotFoundError, SettingsError
from appliance.settings import Settings, load_settings, read_record
from appliance.stores.database import Database, file_of, open_engine, parse_url
from appliance.stores.measured_days import MeasuredDays

MAX_DAYS = 400
MAX_TIMES = 1_000


@dataclass(frozen=True, slots=True)
class AssumedPurpose:
    """What somebody assumes of one purpose; P50 and P99 of each."""

    tier: str
    exchanges_p50: float
    exchanges_p99: float
    tokens_p50: float
    tokens_p99: float
    seconds_p50: float
    seconds_p99: float


@dataclass(frozen=True, slots=True)
class AssumedTable:
    """A table of assumptions: [purposes.NAME]."""

    purposes: Mapping[str, AssumedPurpose]


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1, MAX_DAYS),
    default=90,
    show_default=True,
    help="Measured: the newest so many whole days.",
)
@click.option(
    "--assume",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A TOML table of assumptions instead of what was measured.",
)
@click.option(
    "--times",
    type=click.IntRange(1, MAX_TIMES),
    multiple=True,
    default=(1, 10),
    show_default=True,
    help="How many times as many requests; may be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@config_option
def cost(
    days: int,
    assume: Path | None,
    times: tuple[int, ...],
    as_json: bool,  # noqa: FBT001 - click's
    config: Path,
) -> None:
    """Say what an ordinary day (P50) and one in a hundred (P99) take, and at 10x."""
    settings = load_settings(config)
    doubts: list[str] = []
    if assume is not None:
        loads: Sequence[Load] = read_assumed(assume, settings.engine.names)
        doubts.append(f"assumed in {assume.name}, not measured")
    else:
        loads = _measured(settings, days, doubts)
    prices = dict(settings.budgets.prices)
    unpriced = sorted({load.tier for load in loads} - set(prices))
    doubts += [f"tier {tier} has no price: its money counts as 0" for tier in unpriced]
    told = [forecast(loads, prices, one) for one in times]
    currency = settings.budgets.currency
    if as_json:
        body = {
            "currency": currency,
            "doubts": doubts,
            "days": [asdict(one) for one in told],
        }
        click.echo(json.dumps(body, indent=2))
        return
    for line in lines_of(told, currency):
        click.echo(line)
    for doubt in doubts:
        click.echo(f"note: {doubt}")


def read_assumed(path: Path, tiers: Sequence[str]) -> list[Load]:
    """Read a table of assumptions.

    Raises:
        SettingsError: It cannot be read, or a figure is none; its key is named.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise SettingsError(f"{path.name}: {err.strerror}") from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as err:
        raise SettingsError(f"{path.name}: not TOML: {err}") from err
    table: AssumedTable = read_record(AssumedTable, raw, "")
    if not table.purposes:
        raise SettingsError("purposes: at least one")
    return [
        Load(
            purpose=name,
            tier=_tier(one.tier, f"purposes.{name}.tier", tiers),
            a_day=_assumed(name, "exchanges", one.exchanges_p50, one.exchanges_p99),
            tokens=_assumed(name, "tokens", one.tokens_p50, one.tokens_p99),
            seconds=_assumed(name, "seconds", one.seconds_p50, one.seconds_p99),
        )
        for name, one in table.purposes.items()
    ]


def _tier(tier: str, key: str, tiers: Sequence[str]) -> str:
    if tier not in tiers:
        raise SettingsError(f"{key}: no such tier, one of {', '.join(tiers)}")
    return tier


def _assumed(purpose: str, key: str, p50: float, p99: float) -> Assumed:
    # Also false where one is not a number (IEEE 754).
    if not 0 < p50 <= p99 < 10**12:
        raise SettingsError(f"purposes.{purpose}.{key}_p50: expected 0 < p50 <= p99")
    return Assumed(p50, p99)


def _measured(settings: Settings, days: int, doubts: list[str]) -> list[Load]:
    """Read what was measured, and say how far it can be relied on."""
    url = parse_url(settings.database.url)
    if url.get_backend_name() == "sqlite" and not file_of(url).exists():
        raise SettingsError(f"{file_of(url)}: no database yet; start the web unit")
    zone = check_zone(settings.site.time_zone)
    database = Database(open_engine(settings.database.url))
    try:
        measured = MeasuredDays(database, zone).read(
            datetime.now(UTC), at_most=timedelta(days=days)
        )
    finally:
        database.close()
    if not measured.rows:
        raise NotFoundError(
            "no whole day with an answer was measured yet; give a table with --assume"
        )
    if measured.days < FEW_DAYS:
        doubts.append(
            f"only {measured.days} whole days were measured: P99 is little more than "
            f"the worst of them; {FEW_DAYS} say more"
        )
    if measured.exchanges < FEW_EXCHANGES:
        doubts.append(
            f"only {measured.exchanges} answers were measured; {FEW_EXCHANGES} say more"
        )
    return [
        Load(
            purpose=purpose,
            tier=tier,
            a_day=Seen(tuple(row.a_day)),
            tokens=Seen(tuple(row.tokens)),
            seconds=Seen(tuple(row.ms), 1_000),
            is_own=is_own,
        )
        for (purpose, tier, is_own), row in sorted(measured.rows.items())
    ]


def lines_of(told: Sequence[Forecast], currency: str) -> list[str]:
    """Lay a forecast out as a table."""
    heads = ("", "requests", "tokens", "processor s", currency, "busy")
    rows = [heads]
    for one in told:
        for name in ("p50", "p99"):
            day: list[float] = [
                getattr(figure, name)
                for figure in (
                    one.exchanges,
                    one.tokens,
                    one.seconds,
                    one.money,
                    one.busy_permille,
                )
            ]
            rows.append(
                (
                    f"{one.times}x {name.upper()}",
                    f"{day[0]:,.0f}",
                    f"{day[1]:,.0f}",
                    f"{day[2]:,.0f}",
                    f"{day[3]:,.2f}",
                    f"{day[4] / 10:,.1f} %",
                )
            )
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
