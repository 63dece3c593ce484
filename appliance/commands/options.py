"""Options that several commands share."""

from pathlib import Path

import click

from appliance.commands.cli import DEFAULT_CONFIG

tier_option = click.option(
    "--tier", help="Of this tier; without, the first: engine.tier of the settings."
)
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT_CONFIG,
    show_default=True,
    help="The settings file.",
)
