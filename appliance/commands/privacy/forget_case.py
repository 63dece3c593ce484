"""`cloister privacy forget-case`: erase whom a case's surrogates stand for."""

from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.masker.client import MaskerClient
from appliance.settings import load_settings


@click.command("forget-case")
@click.argument("case")
@config_option
@click.confirmation_option(
    prompt="Nothing of this case can be restored any more. Erase it?"
)
def forget_case(case: str, config: Path) -> None:
    """Erase CASE from the vault, with its key, for good.

    Masked texts and answers of the case stay, without the people in them. Its title is
    forgotten when the worker next cleans up. Leaves a `vault.erased` record. Run it as
    root, or as another user named in [users] operators.
    """
    masker = MaskerClient(load_settings(config))
    try:
        erased = masker.erase([case], why="asked")
    finally:
        masker.close()
    if not erased:
        raise click.ClickException("the vault knows no such case")
    click.echo("The vault has forgotten the case.")
