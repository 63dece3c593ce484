"""`cloister cache`: when a text counts as the same as another; reads no site."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from appliance.commands.privacy.figures import proportion
from appliance.commands.privacy.score import Share
from appliance.domain.reading import reading_of
from appliance.domain.recalled import names_in, pieces_of

_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and whether one answer does for both.

    Args:
        family: What they differ in.
        part: Which part of a set they are of, e.g. "held back"; may be empty.
    """

    one: str
    other: str
    same: bool
    family: str = ""
    part: str = ""
    language: str = "en"


@click.group("cache")
def group() -> None:
    """Measure when an answer would be given again for another text."""


@group.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="JSON lines: one, other, same (true or false); family, part, language.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bench(*, data: Path, as_json: bool) -> None:
    """Say how often texts that mean the same are found, and others taken for them.

    Texts are read as they are, or masked, with surrogates. Exit status 2 if a line is
    no pair.
    """
    found = [
        {"part": part, "same": same, "family": family, **_figure(pairs)}
        for (part, same, family), pairs in sorted(_rows(read_pairs(data)).items())
    ]
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    table = Table("part", "differ in", "pairs", "taken for the same", "95 %")
    for row in found:
        table.add_row(
            row["part"],
            ("" if row["same"] else "NOT THE SAME: ") + (row["family"] or "all"),
            str(row["pairs"]),
            f"{row['taken']} ({row['share']:.4f})",
            "-".join(f"{end:.4f}" for end in row["interval"]),
        )
    Console(width=_WIDTH).print(table)


def read_pairs(path: Path) -> list[Pair]:
    """Read a set of pairs.

    Raises:
        click.UsageError: A line is no pair; it is named by its number.
    """
    found: list[Pair] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as err:
        raise click.UsageError(f"{path}: {type(err).__name__}") from err
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_pair(json.loads(line)))
        except (ValueError, TypeError) as err:
            raise click.UsageError(f"{path}:{number}: no pair") from err
    if not found:
        raise click.UsageError(f"{path}: holds no pair")
    return found


def _pair(raw: dict[str, Any]) -> Pair:
    """Read a pair.

    Raises:
        TypeError: It is none.
    """
    kinds = {name: bool if name == "same" else str for name in raw}
    if not all(type(raw[name]) is kind for name, kind in kinds.items()):
        raise TypeError("a value of another kind")
    return Pair(**raw)


def is_taken(pair: Pair) -> bool:
    """Tell whether the two are taken for the same."""
    read = []
    for text in (pair.one, pair.other):
        pieces = pieces_of(text, names_in([text])) or ()
        read.append(reading_of(pieces, pair.language))
    return read[0] == read[1]


def _rows(pairs: list[Pair]) -> dict[tuple[str, bool, str], list[Pair]]:
    rows: dict[tuple[str, bool, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        rows[pair.part, pair.same, ""].append(pair)
        if pair.family:
            rows[pair.part, pair.same, pair.family].append(pair)
    return rows


def _figure(pairs: list[Pair]) -> dict[str, Any]:
    taken = sum(map(is_taken, pairs))
    figure = proportion(Share(taken, len(pairs)))
    return {
        "pairs": len(pairs),
        "taken": taken,
        "share": figure.value,
        "interval": figure.interval,
    }
