"""Shows how far a long command is: a bar on a terminal, a line per stage elsewhere.

Written to the error stream, so that figures can be piped.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

Begin = Callable[[str, int], Callable[[int], None]]


@contextmanager
def progress() -> Iterator[Begin]:
    """Give a function that begins a stage of so many steps, and tells of each step."""
    console = Console(stderr=True)
    if not console.is_terminal:

        def tell(name: str, total: int) -> Callable[[int], None]:
            click.echo(f"{name}: {total:,} characters", err=True)
            return lambda _: None

        yield tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:

        def begin(name: str, total: int) -> Callable[[int], None]:
            task = bars.add_task(escape(name), total=total)
            return lambda steps: bars.advance(task, steps)

        yield begin
