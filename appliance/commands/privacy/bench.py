"""`cloister bench privacy`: how fast detectors work here, and what they take for it."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from appliance.commands.privacy.bench_text import texts_of
from appliance.commands.privacy.labelled import UnreadableSetError
from appliance.commands.privacy.options import countries_option, models_option
from appliance.commands.privacy.progress import progress
from appliance.commands.privacy.read_sets import read_sets
from appliance.commands.privacy.speed import measure_speed
from appliance.masker.lanes import ChildSetup

_SEED = 1
_MB = 1_000_000


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    help="Texts of a labelled set, as for `privacy evaluate`; generated otherwise.",
)
@click.option("--texts", type=click.IntRange(1), default=100, show_default=True)
@click.option(
    "--characters",
    type=click.IntRange(1),
    default=2_000,
    show_default=True,
    help="Length of each text.",
)
@models_option
@countries_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def privacy(
    *,
    data: Path | None,
    texts: int,
    characters: int,
    models: Path,
    countries: tuple[str, ...],
    as_json: bool,
) -> None:
    """Measure the detectors: speed, waits, memory and start, on one core.

    A detector child is started as the masker does it. Stock Presidio without a model
    runs over the same texts in the same run, so that figures of two machines compare.
    """
    if data is None:
        chosen = list(texts_of(texts, characters, seed=_SEED))
    else:
        chosen = _pieces(data, characters)[:texts]
    setup = ChildSetup(models, countries, None)
    with progress() as begin:
        done = begin("detectors", sum(map(len, chosen)))
        found = measure_speed(setup, chosen, done=done).to_json()
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        _show(found)


def _pieces(data: Path, characters: int) -> list[str]:
    """Cut the texts of a labelled set into pieces of one length."""
    sets, _ = read_sets(data)
    whole = "\n\n".join(doc.text for one in sets for doc in one.documents)
    ends = range(characters, len(whole) + 1, characters)
    if not whole.strip():
        raise UnreadableSetError(f"{data}: its texts are empty")
    return [whole[end - characters : end] for end in ends] or [whole]


def _show(found: dict[str, Any]) -> None:
    latency, memory = found["latency_ms"], found["memory_bytes"]
    length = found["characters"] // found["texts"]
    table = Table(show_header=False, title="Detectors, one core", title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    for name, value in (
        ("characters a second", f"{found['characters_per_s']:,}"),
        ("characters a processor second", _known(found["characters_per_cpu_s"])),
        (
            "the same, stock Presidio without a model",
            _known(found["baseline_characters_per_cpu_s"]),
        ),
        ("ratio of the two", _known(found["ratio_to_baseline"])),
        (f"half of {found['texts']} texts of {length:,} within", _ms(latency["p50"])),
        ("95 % within", _ms(latency["p95"])),
        ("99 % within", _ms(latency["p99"])),
        ("ready after", _ms(found["start_ms"])),
        ("memory, resident", f"{memory['rss'] / _MB:,.0f} MB"),
        ("memory, its share", f"{memory['pss'] / _MB:,.0f} MB"),
        ("memory, at most", f"{memory['peak_rss'] / _MB:,.0f} MB"),
    ):
        table.add_row(name, value)
    Console(highlight=False).print(table)


def _known(value: float | None) -> str:
    return "too little to tell" if value is None else f"{value:,}"


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"
