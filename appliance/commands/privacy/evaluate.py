"""`cloister privacy evaluate`: how much of a labelled set the detectors mask.

The detectors are the masker's own, run here without it. Nothing leaves the machine and
nothing is written but what --out asks for.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from appliance.commands.privacy.labelled import LabelledSet
from appliance.commands.privacy.measure import (
    Measured,
    describe,
    figures_of_all,
    measure,
)
from appliance.commands.privacy.options import countries_option, models_option
from appliance.commands.privacy.progress import progress
from appliance.commands.privacy.read_sets import read_sets
from appliance.commands.privacy.recase import Case, recase
from appliance.commands.privacy.table import show
from appliance.detect.detectors import load_detectors
from appliance.domain.entity import EntityKind

_AROUND = 30


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="A labelled file, or a folder of them; formats are known by content.",
)
@models_option
@countries_option
@click.option(
    "--dictionary",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The customer dictionary's folder.",
)
@click.option("--language", help="Of all texts; otherwise what each says, or en.")
@click.option(
    "--case",
    type=click.Choice(["lower", "upper"]),
    help="Score copies in lower or upper case.",
)
@click.option(
    "--keep",
    type=click.Choice([str(kind) for kind in EntityKind]),
    multiple=True,
    help="A kind that stays readable, as a purpose may say; again for more.",
)
@click.option(
    "--limit", type=click.IntRange(1), help="Only the first so many texts of a file."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the JSON object to this file as well.",
)
@click.option(
    "--missed",
    type=click.IntRange(0),
    default=0,
    help="Show so many missed stretches of each file: this SHOWS TEXT of the set.",
)
def evaluate(
    *,
    data: Path,
    models: Path,
    countries: tuple[str, ...],
    dictionary: Path | None,
    language: str | None,
    case: Case | None,
    keep: tuple[str, ...],
    limit: int | None,
    as_json: bool,
    out: Path | None,
    missed: int,
) -> None:
    """Say how much of a labelled set the detectors mask.

    Reads columns (CoNLL, GermEval), TAB, presidio-research and our own JSON lines.
    Exit status 2 if a file cannot be read.
    """
    sets, others = read_sets(data)
    for name in others:
        click.echo(f"passed over {name}: not a labelled set in UTF-8", err=True)
    sets = [_as_asked(labelled, case, limit) for labelled in sets]
    detectors = load_detectors(models, countries, dictionary)
    kept = frozenset(EntityKind(kind) for kind in keep)
    measured = []
    with progress() as begin:
        for one in sets:
            characters = sum(len(document.text) for document in one.documents)
            done = begin(one.name, characters)
            measured.append(
                measure(one, detectors, language=language, kept=kept, done=done)
            )
    total = figures_of_all(measured)
    found = {
        **total.to_json(),
        "files": [one.to_json() for one in measured],
        "passed_over": others,
        "detectors": describe(detectors, models),
        "asked": {
            "countries": list(countries),
            "dictionary": detectors.dictionary.digest if dictionary else None,
            "language": language,
            "case": case,
            "keep": sorted(kept),
            "limit": limit,
        },
    }
    if out is not None:
        _write(out, found)
    if as_json:
        click.echo(_json(found), nl=False)
    else:
        show(measured, total)
    if missed:
        _show_missed(measured, missed)


def _as_asked(
    labelled: LabelledSet, case: Case | None, limit: int | None
) -> LabelledSet:
    documents = labelled.documents[:limit]
    if case is not None:
        documents = tuple(recase(document, case) for document in documents)
    return LabelledSet(labelled.name, labelled.form, documents)


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _write(out: Path, found: dict[str, Any]) -> None:
    try:
        out.write_text(_json(found), encoding="utf-8")
    except OSError as err:
        raise click.ClickException(f"{out}: {err.strerror}") from err


def _show_missed(sets: Sequence[Measured], most: int) -> None:
    """Print missed stretches with what stands around them; the person asked for it."""
    click.echo("Missed stretches; this is text of the set:", err=True)
    for one in sets:
        for missed in one.missed[:most]:
            text, label = missed.document.text, missed.label
            before = text[max(0, label.start - _AROUND) : label.start]
            after = text[label.end : label.end + _AROUND]
            inside = text[label.start : label.end]
            told = f"{before}>>{inside}<<{after}"
            shown = "".join(char if char.isprintable() else " " for char in told)
            place = f"{one.name}, {missed.document.place}"
            click.echo(f"{place}, {label.type}: {shown}", err=True)
