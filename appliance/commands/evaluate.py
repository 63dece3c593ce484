"""`cloister evaluate`: have a purpose's golden cases run, and say what came out.

The worker runs them, as it would for a page; this command asks, shows how far it is,
and may be left: the evaluation goes on, and the same command shows it again.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from appliance.commands.evaluation import show_report, write_files
from appliance.commands.options import config_option
from appliance.commands.release_signing import sign_candidate
from appliance.commands.release_standing import whole_digest
from appliance.domain.verdict import Outcome
from appliance.errors import WorkerError
from appliance.release import shelf_of
from appliance.settings import load_settings
from appliance.worker.client import WorkerClient

_ASK_EVERY_S = 1.0
# The exit status of each verdict; 1 is also what click gives to anything that breaks.
EXIT = {Outcome.PASS: 0, Outcome.FAIL: 1, Outcome.INCONCLUSIVE: 3}


@click.command()
@click.argument("purpose")
@click.option(
    "--release", default="", help="Its digest, or how it begins; without, the live one."
)
@click.option(
    "--candidate",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Sign this folder of the purpose as a release, not live, and evaluate it.",
)
@click.option(
    "--version",
    type=click.IntRange(min=1),
    default=None,
    help="Number of a version; it is signed as a release first, not live.",
)
@click.option(
    "--against",
    type=click.Choice(("live",)),
    help="Compare with the live release, case by case.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the report as JSON, JUnit XML and HTML to this folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@config_option
@click.pass_context
def evaluate(  # noqa: PLR0917 - one argument for each option
    ctx: click.Context,
    purpose: str,
    release: str,
    candidate: Path | None,
    version: int | None,
    against: str | None,
    out: Path | None,
    *,
    as_json: bool,
    config: Path,
) -> None:
    """Run the golden cases of PURPOSE through the pipeline on one release.

    If the same evaluation is under way, that one is shown. Exit status 0 if it passes,
    1 if it fails, 3 if there are too few cases to tell. Run it as root, or as another
    user named in [users] operators.
    """
    if sum((bool(release), candidate is not None, version is not None)) > 1:
        raise click.UsageError("one of --release, --candidate and --version")
    settings = load_settings(config)
    if candidate is not None:
        release = sign_candidate(settings, purpose, candidate)
    elif release:
        release = whole_digest(release, shelf_of(settings).digests())
    worker = WorkerClient(settings)
    try:
        begun = worker.evaluate(
            purpose,
            release=release,
            against_live=against is not None,
            requester=None,
            version=version or 0,
        )
        over = _follow(worker, begun)
        if over["verdict"] is None:
            raise WorkerError(f"the evaluation ended with {over['error']}")
        report, measured = worker.evaluation_files(over["evaluation"])
    finally:
        worker.close()
    if out is not None:
        write_files(out, report, measured)
    if as_json:
        click.echo(json.dumps({**over, "report": json.loads(report)}))
    else:
        show_report(over, report, measured)
    ctx.exit(EXIT[Outcome(over["verdict"])])


def _follow(worker: WorkerClient, begun: Mapping[str, Any]) -> Mapping[str, Any]:
    """Show how far it is until it is over; give it as it is then."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    now = begun
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        shown = bars.add_task(now["purpose"], total=now["runs"], completed=now["done"])
        while not now["over"]:
            time.sleep(_ASK_EVERY_S)
            now = worker.evaluation(now["evaluation"])
            bars.update(shown, completed=now["done"])
    return now
