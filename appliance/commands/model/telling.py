"""How models are shown, and how far long work is told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from appliance.engine.folder import Told
from appliance.engine.manifest import Manifest
from appliance.engine.sandbox import WEAK

without_sandbox_option = click.option(
    WEAK,
    "weak",
    is_flag=True,
    help="Go on where the model cannot be kept from your rights or from the network.",
)


def lines_of(manifest: Manifest, digest: str) -> list[str]:
    """Say what a manifest says, one thing a line."""
    facts: Mapping[str, Any] = {
        "name": manifest.name,
        "digest": digest,
        "class": manifest.architecture,
        "parameters": f"{manifest.parameters:,}",
        "context": f"{manifest.context_tokens:,} tokens",
        "run as": f"{manifest.quantisation} (stored {manifest.stored_as})",
        "licence": manifest.licence,
        "its text": manifest.licence_sha256 or "not in the folder",
        "template": manifest.template_sha256,
        "source": manifest.source or "shipped",
        "imported": (
            f"{manifest.imported_at} by {manifest.imported_by}"
            if manifest.imported_at
            else "shipped"
        ),
    }
    return [f"{name:<10} {value}" for name, value in facts.items()]


def size(count: int) -> str:
    """Write a number of bytes for people."""
    return f"{count / 1_000_000:.1f} MB"


@contextmanager
def telling() -> Iterator[Told]:
    """Show a bar on a terminal, and a line per stage elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        told: set[str] = set()

        def tell(stage: str, _done: int, _total: int) -> None:
            if stage not in told:
                told.add(stage)
                click.echo(stage, err=True)

        yield tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None)

        def draw(stage: str, done: int, total: int) -> None:
            bars.update(task, description=stage, completed=done, total=total or None)

        yield draw
