"""`cloister judge`: which model judges, and how far it agrees with people."""

import json
from pathlib import Path
from typing import Any

import click

from appliance.commands.options import config_option
from appliance.domain.assessment import Judgement
from appliance.domain.judging import Judge
from appliance.release import DeploymentFile, Release, deployment_note, shelf_of
from appliance.release.judges import JudgeStanding, Missing, judges_in_force
from appliance.release.release import model_of
from appliance.settings import Settings, load_settings
from appliance.stores.database import Database, open_engine
from appliance.stores.judges import standings


@click.group()
def group() -> None:
    """Say which model judges drawn answers, and what its word is worth."""


@group.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(config: Path, as_json: bool) -> None:  # noqa: FBT001 - click's
    """Print which purposes have a judge, and whether what it says is shown."""
    settings = load_settings(config)
    found = _status(settings)
    if as_json:
        tier = settings.judge.tier
        click.echo(json.dumps({"tier": tier, "purposes": found}, indent=2))
        return
    if not settings.judge.tier:
        click.echo("no judge: judge.tier is not set")
        return
    click.echo(f"judge: the model of tier {settings.judge.tier}")
    for one in found:
        click.echo(f"{one['purpose']}: {one['state']}")


@group.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreement(config: Path, as_json: bool) -> None:  # noqa: FBT001 - click's
    """Print how far each judge agrees with people, on the same answers.

    Counted are answers on which two people, who rated them blind, said the same.
    """
    settings = load_settings(config)
    measured = _standings(settings)
    if as_json:
        told = [one.as_json() for one in measured.values()]
        click.echo(json.dumps(told, indent=2))
        return
    if not measured:
        click.echo("no purpose has a judge")
    for one in measured.values():
        click.echo(_line(one, settings))
        for row in _table(one):
            click.echo(f"  {row}")


def _judges(settings: Settings) -> tuple[dict[str, Judge], dict[str, Release]]:
    paths = settings.paths
    vkey = paths.keys / "public" / "log.vkey"
    standing = DeploymentFile(deployment_note(paths.state), vkey).now()
    get = shelf_of(settings).get
    live = {name: get(one.live) for name, one in standing.placements.items()}
    return judges_in_force(standing, get, settings.judge.tier), live


def _standings(settings: Settings) -> dict[str, JudgeStanding]:
    judges, _ = _judges(settings)
    database = Database(open_engine(settings.database.url))
    try:
        return standings(database, judges.values(), settings.judge)
    finally:
        database.close()


def _status(settings: Settings) -> list[dict[str, Any]]:
    _, live = _judges(settings)
    measured = _standings(settings)
    return [
        {
            "purpose": name,
            "state": _state(measured.get(name), release, settings),
            "usable": name in measured and measured[name].is_usable,
        }
        for name, release in sorted(live.items())
    ]


def _state(one: JudgeStanding | None, release: Release, settings: Settings) -> str:
    if one is not None:
        return _line(one, settings).partition(": ")[2]
    if all(purpose.judge is None for purpose in release.purposes):
        return "its live release has no judge.md"
    tier = settings.judge.tier
    if tier and not model_of(release.model, tier):
        return f"its live release names no model of tier {tier}; sign it again"
    return "no judge"


def _line(one: JudgeStanding, settings: Settings) -> str:
    found, needs = one.agreement, settings.judge
    told = (
        f"{one.judge.purpose}: {one.judged} judged, {one.rated} of them rated by two, "
        f"who agree on {found.items}"
    )
    if found.kappa_permille is not None:
        low, high = found.low_permille or 0, found.high_permille or 0
        told += (
            f"; with them it agrees on {found.agreed_permille / 10:.1f} %, "
            f"kappa {found.kappa_permille / 1000:.2f} "
            f"({low / 1000:.2f} to {high / 1000:.2f})"
        )
    match one.missing:
        case Missing.FEW:
            return f"{told}; not shown, {needs.min_rated} are needed"
        case Missing.LOW:
            least = needs.min_kappa_permille / 1000
            return f"{told}; not shown, kappa is not known to be {least:.2f}"
        case Missing.NONE:
            return f"{told}; shown beside its agreement"


def _table(one: JudgeStanding) -> list[str]:
    """Lay out what people said, a line each, and what the judge said of the same."""
    if not one.agreement.items:
        return []
    judged: list[Judgement | None] = [*Judgement, None]
    head = "".join(f"{other or 'not judged':>12}" for other in judged)
    lines = [f"{'people':<10}{head}"]
    for said in Judgement:
        counts = "".join(f"{one.cells.get((said, j), 0):>12}" for j in judged)
        lines.append(f"{said:<10}{counts}")
    return lines
