"""`cloister bench`: how fast this machine works."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from appliance.commands.pipeline import pipeline

_MB = 1_000_000
_GB = 1_000_000_000
# What we do, and how `generate` does the same.
_ROWS = {
    "single_vs_generate": ("one stream", ""),
    "batch8_vs_static": ("8 equal", "padded 8"),
    "ragged24_vs_static": ("24 ragged, 8 at a time", "padded 8"),
    "random32_vs_sequential": ("32 arriving at random", "one by one"),
}


class _Benches(click.Group):
    """The benches; that of masking is loaded only where it is asked for.

    Its detectors take seconds to load, and where spaCy finds torch it loads that too.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them."""
        return sorted([*super().list_commands(ctx), "privacy"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find one."""
        if cmd_name != "privacy":
            return super().get_command(ctx, cmd_name)
        from appliance.commands.privacy.bench import privacy  # noqa: PLC0415 - see above

        return privacy


@click.group(cls=_Benches)
def group() -> None:
    """Measure how fast this machine works."""


@group.command()
@click.option(
    "--shape",
    type=click.Choice(("m1", "m30", "m250", "llama-8b")),
    default="m30",
    show_default=True,
    help="A model of this shape with random weights.",
)
@click.option(
    "--model",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="An imported model's folder instead.",
)
@click.option(
    "--quantise",
    type=click.Choice(("nf4", "int8")),
    help="Pack the shape's weights, layer by layer.",
)
@click.option(
    "--streams",
    is_flag=True,
    help="Also one stream and 32, beside continuous batching and the memory's limit.",
)
@click.option("--device", type=click.Choice(("cpu", "cuda")), default="cpu")
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def engine(
    *,
    shape: str,
    folder: Path | None,
    quantise: str | None,
    streams: bool,
    device: str,
    threads: int,
    rounds: int,
    as_json: bool,
) -> None:
    """Measure the engine's running batch beside `transformers` generate and llama.cpp.

    Same model, same prompts, same length of answers, in turns. It takes minutes.
    llama.cpp is measured where its packages are installed (xllamacpp and gguf).
    """
    if folder is not None and quantise is not None:
        raise click.UsageError("--quantise packs a shape; an imported model is stored")
    # Here and not above: no other command may load torch.
    from appliance.engine import bench  # noqa: PLC0415

    console = Console(stderr=True)
    found = bench.run(
        shape=shape,
        folder=folder,
        device=device,
        threads=threads,
        rounds=rounds,
        told=lambda name: console.print(f"measuring: {name}"),
        quantise=quantise or "",
        streams=streams,
    )
    if as_json:
        click.echo(json.dumps(found))
    else:
        _show(found)


group.add_command(pipeline)


def _show(found: dict[str, Any]) -> None:
    title = f"{found['model']}, {found['device']}, {found['threads']} threads: tokens/s"
    table = Table(title=title)
    kinds = (f"llama.cpp {kind}" for kind in found["llama_cpp"])
    first = ("ours", "first token p50", "p95")
    for header in ("", *first, "generate", *kinds):
        table.add_column(header, overflow="fold")
    for name, (ours, how) in _ROWS.items():
        run = found["runs"][name]
        mine, other = run["ours"], run["transformers"]
        table.add_row(
            ours,
            f"{mine['tokens_per_s']}",
            f"{mine['first_token_p50_s']} s",
            f"{mine['first_token_p95_s']} s",
            f"{other['tokens_per_s']} ({found['ratios'][name]}) {how}",
            *(_llama_cell(side, name) for side in found["llama_cpp"].values()),
        )
    Console().print(table)
    click.echo("In brackets: how many times as fast ours is.")
    if "streams" in found:
        _show_streams(found["streams"])
    click.echo(f"Most memory held: {found['peak_memory_bytes'] // _MB} MB.")


def _llama_cell(side: dict[str, Any], name: str) -> str:
    if "left_out" in side:
        return str(side["left_out"])
    return f"{side['runs'][name]['tokens_per_s']} ({side['times_as_fast'][name]})"


def _show_streams(found: dict[str, Any]) -> None:
    table = Table(
        "streams",
        "",
        "tokens/s",
        "first token p50",
        "p95",
        "of the memory's bandwidth",
        title=f"A copy moves {found['bandwidth_bytes_per_s'] / _GB:.1f} GB/s",
    )
    for streams, sides in found["runs"].items():
        for name, run in sides.items():
            table.add_row(
                streams,
                name,
                f"{run['tokens_per_s']}",
                f"{run['first_token_p50_s']} s",
                f"{run['first_token_p95_s']} s",
                f"{run['of_bandwidth']:.0%}",
            )
    Console().print(table)
