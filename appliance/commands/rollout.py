"""`cloister rollout`: put a candidate beside what is live, watch it, end it.

With --as you sign in, and may what you may on the page. Without it the command acts as
whoever runs the machine, like `cloister release`. What it takes the log says.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from appliance.commands.ask import plain
from appliance.commands.client import StaffClient
from appliance.commands.options import config_option
from appliance.commands.rollout_doors import AsOperator, AsPerson, Door, Facts
from appliance.domain.rollout import Metric, RolloutKind
from appliance.release.rollout.asked import TEAM_FIELD, usual_words
from appliance.release.rollout.ending import METRIC_WORDS
from appliance.settings import load_settings

_LIMIT = "limit."


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every command here takes, and open the door that it asks for."""

    @config_option
    @click.option(
        "--as", "login", help="Your user name; without, as who runs the machine."
    )
    @click.option(
        "--url",
        default="https://localhost:8443",
        show_default=True,
        help="The appliance's address, for --as.",
    )
    @click.option(
        "--ca",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="PEM of the CA that signs its certificate, for --as.",
    )
    @click.option(
        "--password-stdin",
        is_flag=True,
        help="Read the password from the first line of standard input.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(command)
    def run(
        *,
        config: Path,
        login: str | None,
        url: str,
        ca: Path | None,
        password_stdin: bool,
        **more: Any,
    ) -> None:
        with _door(config, login, url, ca, password_stdin=password_stdin) as door:
            command(door=door, **more)

    return run


@contextmanager
def _door(
    config: Path, login: str | None, url: str, ca: Path | None, *, password_stdin: bool
) -> Iterator[Door]:
    if login is None:
        with AsOperator(load_settings(config)) as operator:
            yield operator
        return
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else click.prompt("Password", hide_input=True, err=True)
    )
    with StaffClient(url, ca) as client:
        client.sign_in(login, password)
        try:
            yield AsPerson(client)
        finally:
            client.leave()


@click.group()
def group() -> None:
    """Put a candidate beside what is live: shadow, canary, A/B; watch and end it."""


@group.command()
@click.argument("purpose")
@click.argument("digest")
@click.option(
    "--kind",
    type=click.Choice(list(map(str, RolloutKind))),
    required=True,
    help="shadow: nobody reads it. canary: some people get it. ab: which is better?",
)
@click.option(
    "--share", help="Percent of people, or of a shadow's texts. [shadow: 100]"
)
@click.option(
    "--team", "teams", multiple=True, help="Only for this team; may be repeated."
)
@click.option(
    "--metric",
    type=click.Choice(list(map(str, Metric))),
    help="Of an A/B: what is compared; named before the start.",
)
@click.option("--better", help="Of an A/B: better is less by more than this percent.")
@click.option("--sure", help="Of an A/B: how sure its answer is, in percent. [95]")
@click.option("--count", help="Of an A/B: outcomes of each side at most. [10000]")
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="METRIC.WHAT=NUMBER",
    help="What takes it back. WHAT is worse (percent more than live), most (percent in "
    "all), count (not before so many) or, of slow, ratio (times live's p95). May be "
    "repeated; the rest has its usual value (docs/rollout.md).",
)
@_options
def start(
    *,
    door: Door,
    purpose: str,
    digest: str,
    kind: str,
    share: str | None,
    teams: tuple[str, ...],
    limits: tuple[str, ...],
    as_json: bool,
    **plan: str | None,
) -> None:
    """Put release DIGEST beside what is live for PURPOSE, if the log lets it be."""
    if share is None and kind != RolloutKind.SHADOW:
        raise click.UsageError("--share: say how many percent of people get it")
    words = {"kind": kind, "release": digest, "share": share or "100"}
    words |= {name: value for name, value in plan.items() if value is not None}
    words |= {TEAM_FIELD + team: "1" for team in teams}
    door.start(purpose, {**words, **_limits(limits)})
    _tell(door.newest(purpose), as_json=as_json)


@group.command("list")
@_options
def list_all(door: Door, *, as_json: bool) -> None:
    """List rollouts, newest first."""
    found = door.all()
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    if not found:
        click.echo("no rollout yet")
        return
    table = Table()
    for heading in ("Purpose", "Kind", "Candidate", "Since", "State"):
        table.add_column(heading, overflow="fold")
    for one in found:
        cells = (one["purpose"], one["kind"], one["release"][:12])
        table.add_row(*cells, one["started_at"][:16], _state(one))
    Console().print(table)


@group.command()
@click.argument("purpose")
@_options
def show(door: Door, purpose: str, *, as_json: bool) -> None:
    """Show the newest rollout of PURPOSE, and what both sides came to."""
    _tell(door.newest(purpose), as_json=as_json)


@group.command()
@click.argument("purpose")
@_options
def stop(door: Door, purpose: str, *, as_json: bool) -> None:
    """End the rollout of PURPOSE; the next text of everybody has what is live."""
    door.stop(purpose)
    _tell(door.newest(purpose), as_json=as_json)


def _limits(given: tuple[str, ...]) -> dict[str, str]:
    known = {name for name in usual_words() if name.startswith(_LIMIT)}
    words: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or _LIMIT + name not in known:
            names = ", ".join(sorted(n.removeprefix(_LIMIT) for n in known))
            raise click.UsageError(f"--limit {plain(one)[:64]}: NAME=NUMBER of {names}")
        words[_LIMIT + name] = value
    return words


def _tell(found: Facts, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    rollout, figures = found["rollout"], found["figures"]
    if rollout is None:
        click.echo("no rollout yet: everybody is answered by what is live")
        return
    share = f"{rollout['share_permille'] / 10:g} %"
    whom = " of " + ", ".join(rollout["teams"]) if rollout["teams"] else ""
    click.echo(f"{rollout['purpose']}: {rollout['kind']}, {_state(rollout)}")
    click.echo(f"  candidate {rollout['release']}")
    click.echo(f"  live      {rollout['live']}")
    click.echo(f"  share     {share}{whom}")
    click.echo(f"  since     {rollout['started_at']}")
    if rollout["plan"]:
        _tell_plan(rollout["plan"])
    if figures is None:
        return
    click.echo("  bad of all, live and candidate; what takes it back")
    for one in figures["shares"]:
        _tell_share(one)
    for name in ("p50_ms", "p95_ms"):
        live, candidate = figures[name]
        click.echo(f"    {name[:3]} of live {live} ms, of the candidate {candidate} ms")


def _tell_plan(plan: Mapping[str, Any]) -> None:
    words = METRIC_WORDS[Metric(plan["metric"])]
    click.echo(f"  compared  {words}")
    click.echo(
        f"  decided   by a test by betting, {plan['confidence_permille'] / 10:g} % "
        f"sure, after {plan['most_count']} of each side at the latest"
    )


def _tell_share(one: Mapping[str, Any]) -> None:
    (live_bad, live), (bad, candidate) = one["live"], one["candidate"]
    most = one["most_permille"] / 10
    bound = f", {most:g} % in all" if most < 100 else ""
    click.echo(
        f"    {one['metric']:11} {live_bad}/{live}, {bad}/{candidate}; "
        f"{one['worse_permille'] / 10:g} % more than live{bound}, "
        f"from {one['least_count']} on"
    )


def _state(rollout: Mapping[str, Any]) -> str:
    if rollout["running"]:
        return "running"
    ended = {
        "limit": "ended by a limit",
        "answered": "ended with an answer",
        "undecided": "ended without a finding",
        "enough": "ended without a finding",
        "person": "ended by a person",
    }
    state = ended.get(rollout["cause"], "ended: another release went live")
    return f"{state}: {rollout['told']}" if rollout["told"] else state
