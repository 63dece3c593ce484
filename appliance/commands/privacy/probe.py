"""`cloister privacy probe`: have masking measured now, or show what the last run found.

The worker runs it, as it does every day; this command only asks. Run it as root, or as
another user named in [users] operators.
"""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from appliance.commands.options import config_option
from appliance.domain.measurement import Standing, to_body
from appliance.errors import WorkerError
from appliance.masker.client import MaskerClient
from appliance.observe.metrics import masking_metrics
from appliance.settings import Settings, load_settings
from appliance.wire.client import WireClient

# A hundred texts; on a busy host each may wait for its turn.
_RUN_S = 600.0


@click.command()
@config_option
@click.option("--last", is_flag=True, help="Show the last run instead of a new one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json", "metrics")),
    default="table",
    show_default=True,
    help="`metrics` is for a monitor's text file collector.",
)
@click.pass_context
def probe(ctx: click.Context, config: Path, *, last: bool, form: str) -> None:
    """Measure with made-up texts how much the live masker masks.

    Exit status 1 while texts are refused because of the site's floor.
    """
    settings = load_settings(config)
    if not last:
        _run(settings)
    masker = MaskerClient(settings)
    try:
        standing = masker.standing()
    finally:
        masker.close()
    match form:
        case "json":
            click.echo(json.dumps(_as_json(standing)))
        case "metrics":
            click.echo(masking_metrics(standing), nl=False)
        case _:
            _show(standing)
    if standing.refuses:
        ctx.exit(1)


def _run(settings: Settings) -> None:
    worker = WireClient(settings.paths.socket("worker"), WorkerError, _RUN_S)
    try:
        worker.call("probe", {})
    finally:
        worker.close()


def _as_json(standing: Standing) -> dict[str, object]:
    last = standing.measurement
    found: dict[str, object] = {
        "refuses": standing.refuses,
        "floor_permille": standing.floor_permille,
        "measurement": None if last is None else to_body(last),
    }
    if last is not None:
        found |= {
            "recall_permille": last.recall_permille(),
            "weakest_permille": last.weakest_permille(),
            "leak_permille": last.leak_permille(),
            "plain_permille": last.plain_permille(),
        }
    return found


def _show(standing: Standing) -> None:
    last = standing.measurement
    if last is None:
        click.echo("Masking was never measured.")
    else:
        languages = sorted({count.language for count in last.counts})
        table = Table("", *languages, title=f"Masked, measured {last.at:%F %T} UTC")
        for kind in sorted({count.kind for count in last.counts}):
            counts = {c.language: c for c in last.counts if c.kind is kind}
            cells = [
                f"{c.masked}/{c.values}" if (c := counts.get(one)) else ""
                for one in languages
            ]
            table.add_row(str(kind), *cells)
        shares = [f"{last.recall_permille(language=one)} ‰" for one in languages]
        table.add_row("all", *shares, style="bold")
        Console().print(table)
        click.echo(
            f"{last.texts} texts, {last.leaking} with a readable word of a value, "
            f"{last.refused} refused; {last.plain_permille()} ‰ of the words that "
            "name nobody stayed readable."
        )
    floor = standing.floor_permille
    if not floor:
        click.echo("The site has set no floor.")
    elif standing.refuses:
        click.echo(f"The floor is {floor} ‰ and is not met: no text is taken.")
    else:
        click.echo(f"The floor is {floor} ‰ and is met.")
