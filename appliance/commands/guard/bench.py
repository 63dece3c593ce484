"""`cloister guard bench`: how many attacks the guards of the input see, and how fast.

The guards are the masker's own, run here without it, on the texts as they are: what a
person's letter loses by masking they do not see either. Nothing leaves the machine and
nothing is written but what --out asks for.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from appliance.commands.guard.read import Source, read_sources
from appliance.commands.privacy.bench_text import texts_of
from appliance.commands.privacy.figures import Figure, proportion
from appliance.commands.privacy.options import models_option
from appliance.commands.privacy.progress import progress
from appliance.commands.privacy.score import Share
from appliance.detect.detectors import NAMES_FOLDER
from appliance.detect.inspection import Inspection, load_inspection
from appliance.detect.names import load_names

_PIECES = 500
_ROUNDS, _SEED = 200, 1
_WIDTH = 160
_MS = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """What the guards made of one side of one source."""

    source: str
    is_hostile: bool
    flagged: int
    texts: int
    rules: dict[str, int]

    @property
    def figure(self) -> Figure:
        """The share that was flagged, with Wilson's interval."""
        return proportion(Share(self.flagged, self.texts))

    def to_json(self) -> dict[str, Any]:
        """Write it as an object."""
        figure = self.figure
        return {
            "source": self.source,
            "side": "hostile" if self.is_hostile else "harmless",
            "texts": self.texts,
            "flagged": self.flagged,
            "share": figure.value,
            "interval": figure.interval,
            "rules": self.rules,
        }


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="A file, or a folder of them: JSON lines, JSON, CSV or a line a text.",
)
@models_option
@click.option("--limit", type=click.IntRange(1), help="Only so many texts of a source.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the JSON object to this file as well.",
)
def bench(
    *, data: Path, models: Path, limit: int | None, as_json: bool, out: Path | None
) -> None:
    """Say how many attacks the guards see, and how often they cry wolf.

    A row of a set says which side it is of (`label`), or its path does (`benign`,
    `attacks`, ...); what says neither is passed over. Exit status 2 if nothing is left.
    """
    sources, others = read_sources(data)
    for name in others:
        click.echo(f"passed over {name}: nothing tells which side it is of", err=True)
    if not sources:
        raise click.UsageError("no set of hostile or harmless texts")
    names = load_names(models / NAMES_FOLDER)
    inspection = load_inspection(models, names.tagger.tokenizer)
    rows: list[Row] = []
    with progress() as begin:
        for source in sources:
            texts = source.texts[:limit]
            done = begin(source.name, sum(len(one.text) for one in texts))
            rows += _rows(Source(source.name, texts), inspection, done)
    speed = _speed(inspection)
    found = {
        "limit_permille": inspection.injections.limit,
        "rows": [row.to_json() for row in rows],
        "all": [row.to_json() for row in _all(rows)],
        "speed": speed,
        "passed_over": others,
    }
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if out is not None:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as err:
            raise click.ClickException(f"{out}: {err.strerror}") from err
    if as_json:
        click.echo(text, nl=False)
    else:
        _show(rows, speed)


def _rows(
    source: Source, inspection: Inspection, done: Callable[[int], None]
) -> list[Row]:
    found: list[Row] = []
    for side in (True, False):
        texts = [one.text for one in source.texts if one.is_hostile is side]
        rules: dict[str, int] = {}
        flagged = 0
        for text in texts:
            seen = {sighting.rule for sighting in inspection.inspect(text)}
            flagged += any(rule.startswith("injection.") for rule in seen)
            for rule in seen:
                rules[rule] = rules.get(rule, 0) + 1
            done(len(text))
        if texts:
            found.append(Row(source.name, side, flagged, len(texts), rules))
    return found


def _all(rows: Sequence[Row]) -> list[Row]:
    found = []
    for side in (True, False):
        part = [row for row in rows if row.is_hostile is side]
        rules: dict[str, int] = {}
        for row in part:
            for rule, count in row.rules.items():
                rules[rule] = rules.get(rule, 0) + count
        flagged, texts = sum(r.flagged for r in part), sum(r.texts for r in part)
        if part:
            found.append(Row("all", side, flagged, texts, rules))
    return found


def _speed(inspection: Inspection) -> dict[str, float]:
    """Measure texts of 500 word pieces on one thread, by the clock and by the CPU."""
    texts = []
    for text in texts_of(_ROUNDS, 8 * _PIECES, seed=_SEED):
        encoding = inspection.injections.tokenizer.encode(
            text, add_special_tokens=False
        )
        texts.append(text[: encoding.offsets[_PIECES - 1][1]])
    inspection.inspect(texts[0])
    clock, cpu = [], []
    for text in texts:
        start, used = time.perf_counter(), time.thread_time()
        inspection.inspect(text)
        clock.append(_MS * (time.perf_counter() - start))
        cpu.append(_MS * (time.thread_time() - used))
    return {
        "pieces": _PIECES,
        "texts": len(texts),
        "p50_ms": round(float(np.percentile(clock, 50)), 1),
        "p95_ms": round(float(np.percentile(clock, 95)), 1),
        "cpu_p50_ms": round(float(np.percentile(cpu, 50)), 1),
        "cpu_p95_ms": round(float(np.percentile(cpu, 95)), 1),
    }


def _show(rows: Sequence[Row], speed: dict[str, float]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    for side, title, share in (
        (True, "Attacks seen, by source", "recall (95 %)"),
        (False, "Harmless texts called attacks, by source", "false alarms (95 %)"),
    ):
        part = [row for row in rows if row.is_hostile is side]
        if not part:
            continue
        table = Table(title=title, title_justify="left")
        table.add_column("source", overflow="fold")
        for name in ("texts", "flagged", share):
            table.add_column(name, justify="right")
        total = [row for row in _all(rows) if row.is_hostile is side]
        for row in [*part, *total] if len(part) > 1 else part:
            value, interval = row.figure.value, row.figure.interval
            shown = "-"
            if value is not None and interval is not None:
                shown = f"{value:.3f} ({interval[0]:.3f}-{interval[1]:.3f})"
            table.add_row(Cell(row.source), f"{row.texts:,}", f"{row.flagged:,}", shown)
        console.print(table)
    console.print(
        f"Texts of {speed['pieces']} word pieces on one thread: "
        f"p50 {speed['p50_ms']} ms, "
        f"p95 {speed['p95_ms']} ms by the clock; p50 {speed['cpu_p50_ms']} ms, "
        f"p95 {speed['cpu_p95_ms']} ms of CPU.",
        soft_wrap=True,
    )
