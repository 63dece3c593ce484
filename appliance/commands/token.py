"""`cloister token`: tokens with which in-house programs ask by themselves."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from appliance.commands.options import config_option
from appliance.settings import load_settings
from appliance.worker.client import WorkerClient


@click.group()
def group() -> None:
    """Make, list and revoke tokens of in-house programs."""


@group.command()
@click.argument("name")
@click.option(
    "--owner", required=True, help="Login of the person who answers for the program."
)
@click.option(
    "--purpose",
    "purposes",
    multiple=True,
    required=True,
    help="What it is for; may be given several times.",
)
@click.option(
    "--days", type=click.IntRange(1, 731), default=365, show_default=True, help="Lasts."
)
@click.option(
    "--from",
    "networks",
    multiple=True,
    help="An address or network it may be used from; without, any.",
)
@config_option
def create(  # noqa: PLR0917 - one argument for each option
    name: str,
    owner: str,
    purposes: tuple[str, ...],
    days: int,
    networks: tuple[str, ...],
    config: Path,
) -> None:
    """Make a token for the program NAME and print it, this once.

    Only a keyed digest of it is kept: who loses it has another one made. Run it as
    root, or as another user named in [users] operators.
    """
    worker = WorkerClient(load_settings(config))
    try:
        made = worker.make_token(
            name, owner=owner, purposes=purposes, days=days, networks=networks
        )
    finally:
        worker.close()
    click.echo(made["secret"])
    click.echo(
        f"token {made['token']} for {', '.join(made['purposes'])}, until "
        f"{made['expires_at'][:10]}; it is not shown again",
        err=True,
    )


@group.command("list")
@config_option
def list_all(config: Path) -> None:
    """List every token that was ever made, newest first."""
    worker = WorkerClient(load_settings(config))
    try:
        found = worker.tokens()
    finally:
        worker.close()
    table = Table()
    # The id is what is typed next, so it is never cut.
    table.add_column("Token", no_wrap=True, min_width=32)
    for heading in ("Program", "Owner", "Purposes", "Until", "State", "Used"):
        table.add_column(heading, overflow="fold")
    for one in found:
        state = f"revoked {one['revoked_at'][:10]}" if one["revoked_at"] else ""
        used = one["used_at"][:10] if one["used_at"] else "never"
        purposes, until = ", ".join(one["purposes"]), one["expires_at"][:10]
        name, owner = one["name"], one["owner"]
        table.add_row(one["token"], name, owner, purposes, until, state, used)
    Console().print(table)


@group.command()
@click.argument("token")
@config_option
def revoke(token: str, config: Path) -> None:
    """Have TOKEN, as `list` names it, open nothing from now on."""
    worker = WorkerClient(load_settings(config))
    try:
        revoked = worker.revoke_token(token)
    finally:
        worker.close()
    click.echo(f"token {revoked['token']} opens nothing since {revoked['revoked_at']}")
