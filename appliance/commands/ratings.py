"""`cloister ratings`: how far people who rated answers blind agree with each other."""

import json
from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.release.agreement import FEW, RatedAgreement, agreement_of
from appliance.settings import load_settings
from appliance.stores.database import Database, open_engine
from appliance.stores.samples import rated_pairs


@click.group()
def group() -> None:
    """Say what people make of answers they rated blind."""


@group.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreement(config: Path, as_json: bool) -> None:  # noqa: FBT001 - click's
    """Print Cohen's kappa with its 95 % interval for each purpose.

    1 is complete agreement, 0 is what chance would give.
    """
    database = Database(open_engine(load_settings(config).database.url))
    try:
        pairs = rated_pairs(database)
    finally:
        database.close()
    measured = [agreement_of(name, found) for name, found in sorted(pairs.items())]
    if as_json:
        click.echo(json.dumps([one.as_json() for one in measured], indent=2))
        return
    if not measured:
        click.echo("no answer was rated by two people yet")
    for one in measured:
        click.echo(_line(one))


def _line(one: RatedAgreement) -> str:
    measured = one.agreement
    said = f"{one.purpose}: {measured.items} answers rated by two"
    if measured.kappa_permille is None:
        return f"{said}, all the same; kappa has no value"
    low, high = measured.low_permille or 0, measured.high_permille or 0
    figures = (
        f"agreed on {measured.agreed_permille / 10:.1f} %, "
        f"kappa {measured.kappa_permille / 1000:.2f} "
        f"({low / 1000:.2f} to {high / 1000:.2f})"
    )
    few = "; too few to tell" if measured.items < FEW else ""
    return f"{said}, {figures}{few}"
