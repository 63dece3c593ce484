"""The command: what to measure, how far it is, and the figures as tables or JSON."""

import contextlib
import json
import signal
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from appliance.commands.pipeline.clients import MOST
from appliance.commands.pipeline.figures import MOST_ROUNDS, summary
from appliance.commands.pipeline.measure import Plan, measure

_MINUTE_S = 60
# At both ends of a round fewer ask at a time; the longer it is, the less that counts.
_OF_CLIENT = 5
# More of the processors than this makes a model with threads wait for itself.
_MUCH = 0.05


@click.command()
@click.option(
    "--shape",
    type=click.Choice(("m1", "m30", "m250")),
    default="m250",
    show_default=True,
    help="A model of this shape with random weights; m250 has 0.3 B parameters.",
)
@click.option(
    "--clients",
    type=click.IntRange(1, MOST),
    default=8,
    show_default=True,
    help="How many ask at a time.",
)
@click.option(
    "--answers",
    type=click.IntRange(1, 1_000),
    help="Answers of each round; five for each client if not given.",
)
@click.option(
    "--rounds", type=click.IntRange(1, MOST_ROUNDS), default=5, show_default=True
)
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True)
@click.option(
    "--minutes",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="No round begins later than this.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def pipeline(
    *,
    shape: str,
    clients: int,
    answers: int | None,
    rounds: int,
    threads: int,
    minutes: int,
    as_json: bool,
) -> None:
    """Measure a whole appliance beside its bare model.

    A throwaway appliance answers letters of made-up people, all steps of it in force;
    the bare model reads and writes as many tokens. In turns, and it takes minutes. All
    of it is in a temporary folder that is removed, by the next run if this one is
    killed.
    """
    plan = Plan(
        shape=shape,
        clients=clients,
        answers=answers or _OF_CLIENT * clients,
        rounds=rounds,
        threads=threads,
        most_s=minutes * _MINUTE_S,
    )
    console = Console(stderr=True, highlight=False)
    with _ended_by_signals(), console.status("starting") as status:

        def told(line: str) -> None:
            if console.is_terminal:
                status.update(line)
            else:
                console.print(line)

        found = summary(plan, measure(plan, told))
    if as_json:
        click.echo(json.dumps(found))
    else:
        _show(found)


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end it as Ctrl-C does, so that nothing stays behind."""

    def interrupt(number: int, frame: object) -> None:
        del number, frame
        raise KeyboardInterrupt

    before = {
        number: signal.signal(number, interrupt)
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(found: dict[str, Any]) -> None:
    console = Console()
    whole, bare = found["whole"], found["bare"]
    table = Table(
        "",
        "answers/min",
        "tokens/s",
        "first words p50, p95",
        "answer p50, p95",
        title=(
            f"{found['model']} ({found['parameters'] / 1e6:.0f} M parameters), "
            f"{found['clients']} clients, {found['threads']} threads, "
            f"{found['answers']} answers in {found['rounds']} rounds"
        ),
    )
    table.add_row(
        "whole appliance",
        f"{whole['answers_per_min']}",
        f"{whole['tokens_per_s']}",
        f"{whole['first_words_p50_s']} s, {whole['first_words_p95_s']} s",
        f"{whole['answer_p50_s']} s, {whole['answer_p95_s']} s",
    )
    table.add_row(
        "bare model", f"{bare['answers_per_min']}", f"{bare['tokens_per_s']}", "", ""
    )
    console.print(table)
    _show_split(console, "Step, by the clock", found["steps"])
    _show_split(console, "Process, of the processor", found["processes"])
    low, high = found["ratio_low"], found["ratio_high"]
    between = f", 95 % interval {low:.3f} to {high:.3f}" if low is not None else ""
    click.echo(f"whole / bare: {found['ratio']:.3f}{between}")
    click.echo(f"By processor time, clients' too: {found['cpu_ratio']:.3f}.")
    others = found["others_share"]
    click.echo(f"Other work took {others:.1%} of the machine's processors meanwhile.")
    if others > _MUCH:
        click.echo("So the clock says little; measure again on an idle machine.")
    loads = ", ".join(map(str, found["load_before"]))
    click.echo(f"The machine's load before each round: {loads}.")


def _show_split(console: Console, title: str, split: dict[str, Any]) -> None:
    table = Table(title, "s", "share", "ms an answer")
    for name, one in split.items():
        table.add_row(
            name, f"{one['s']}", f"{one['share']:.1%}", f"{one['ms_per_answer']}"
        )
    console.print(table)
