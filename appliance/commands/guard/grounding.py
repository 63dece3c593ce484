"""`cloister guard grounding`: how many planted facts are caught, how many true marked.

Runs the very rules and the very detectors of names that look at every draft. Prints
counts, shares and places; of the texts themselves it prints nothing.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from appliance.commands.privacy.options import countries_option, models_option
from appliance.detect.detectors import Detectors, load_detectors
from appliance.errors import SettingsError
from appliance.guards.measured import (
    Labelled,
    LineError,
    Tally,
    is_caught,
    read_lines,
    tally,
)
from appliance.release.statistics.binomial import lower_bound, upper_bound

# Each side of a two-sided interval of 95 percent.
_EACH_SIDE_PERMILLE = 975
_MOST_NAMED = 40


@click.command()
@click.option(
    "--data",
    "files",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Labelled answers as JSON lines (docs/guards.md); may be given again.",
)
@models_option
@countries_option
@click.option("--show", is_flag=True, help="Name the answers that went wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def grounding(
    files: tuple[Path, ...],
    models: Path,
    countries: tuple[str, ...],
    *,
    show: bool,
    as_json: bool,
) -> None:
    """Measure whether planted numbers, dates and names are told from true ones."""
    cases = [case for file in files for case in _read(file)]
    if not cases:
        raise SettingsError("no labelled answer in these files")
    found = tally(_looked_at(cases, load_detectors(models, countries, None)))
    if as_json:
        click.echo(json.dumps(_figures(found)))
    else:
        _tell(found)
    if show:
        for title, names in (("missed", found.missed), ("false", found.false)):
            for name in names[:_MOST_NAMED]:
                click.echo(f"{title}: {name}")
            if len(names) > _MOST_NAMED:
                click.echo(f"{title}: and {len(names) - _MOST_NAMED} more")


def _read(file: Path) -> list[Labelled]:
    try:
        return list(read_lines(file.read_text("utf-8").splitlines()))
    except (LineError, UnicodeDecodeError) as err:
        told = str(err) if isinstance(err, LineError) else "not UTF-8"
        raise SettingsError(f"{file}: {told}") from None


def _looked_at(
    cases: Sequence[Labelled], detectors: Detectors
) -> Iterator[tuple[Labelled, bool, str]]:
    with click.progressbar(cases, label="answers", file=sys.stderr) as bar:
        for case in bar:
            names = detectors.find_names(case.answer, case.language)
            yield case, *is_caught(case, names)


def _figures(found: Tally) -> dict[str, Any]:
    kinds = {
        kind: _share(found.caught[kind], count)
        for kind, count in sorted(found.planted.items())
    }
    all_caught, all_planted = sum(found.caught.values()), sum(found.planted.values())
    return {
        "caught": {**kinds, "all": _share(all_caught, all_planted)},
        "false": _share(found.marked, found.true),
    }


def _share(count: int, cases: int) -> dict[str, int | None]:
    """Give a share with its exact interval (Clopper and Pearson, 1934), permille."""
    if not cases:
        return {"count": 0, "cases": 0, "permille": None, "low": None, "high": None}
    return {
        "count": count,
        "cases": cases,
        "permille": 1000 * count // cases,
        "low": lower_bound(count, cases, _EACH_SIDE_PERMILLE),
        "high": upper_bound(count, cases, _EACH_SIDE_PERMILLE),
    }


def _tell(found: Tally) -> None:
    figures = _figures(found)
    for kind, share in figures["caught"].items():
        click.echo(_line(f"caught, {kind}", share))
    click.echo(_line("false on true answers", figures["false"]))


def _line(title: str, share: Mapping[str, int | None]) -> str:
    if not share["cases"]:
        return f"{title:<24} none in these files"
    percent = [f"{(share[key] or 0) / 10:.1f}" for key in ("permille", "low", "high")]
    return (
        f"{title:<24} {share['count']:>5} of {share['cases']:>5}  {percent[0]:>5} %  "
        f"(95 % between {percent[1]} and {percent[2]})"
    )
