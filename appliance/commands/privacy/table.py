"""Shows figures as tables: one row for each file, then one for each type."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from appliance.commands.privacy.figures import Figure, Figures, proportion
from appliance.commands.privacy.measure import Measured
from appliance.commands.privacy.score import Share

# Wide enough for every column where the output is no terminal.
_WIDTH = 200


def show(sets: Sequence[Measured], total: Figures) -> None:
    """Print the tables."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    console.print(_by_file(sets, total))
    console.print(_by_type(sets, total))
    console.print(_by_kind(total))
    console.print(
        "In brackets: 95 % intervals. Masked: every word that tells something is "
        "covered, whatever the kind.\nPrecision counts letters and digits inside any "
        "label of the set: one that labels names only calls each masked date wrong, so "
        "beside\nit stands the same for spans of the kinds that the set labels.",
        soft_wrap=True,
    )


def _by_file(sets: Sequence[Measured], total: Figures) -> Table:
    table = Table(title="Masking, by file", title_justify="left")
    table.add_column("file", overflow="fold")
    for name in (
        "texts",
        "masked recall",
        "direct entities",
        "quasi entities",
        "character precision",
        "of labelled kinds",
        "typed F2",
        "false hits",
    ):
        table.add_column(name, justify="right")
    rows = [(one.name, one.figures) for one in sets]
    if len(sets) > 1:
        rows.append(("all", total))
    for name, figures in rows:
        clean = figures.total.false_hits
        table.add_row(
            Text(name),
            f"{figures.total.documents:,}",
            _figure(figures.masked_recall),
            _figure(figures.direct_recall),
            _figure(figures.quasi_recall),
            _figure(figures.char_precision),
            _figure(figures.own_char_precision),
            _figure(figures.typed_f2),
            f"{clean.part} of {clean.whole}" if clean.whole else "-",
        )
    return table


def _by_type(sets: Sequence[Measured], total: Figures) -> Table:
    table = Table(title="Masked recall, by type", title_justify="left")
    table.add_column("file", overflow="fold")
    table.add_column("type")
    for name in ("labelled", "masked", "recall"):
        table.add_column(name, justify="right")
    rows = [(one.name, one.figures) for one in sets]
    if len(sets) > 1:
        rows.append(("all", total))
    for name, figures in rows:
        shown = name
        for kind, share in sorted(figures.total.types.items()):
            table.add_row(Text(shown), Text(kind), *_share(share))
            shown = ""
        for kind, share in sorted(figures.total.things.items()):
            table.add_row(Text(shown), Text(f"{kind} (need not)"), *_share(share))
            shown = ""
        table.add_section()
    return table


def _by_kind(total: Figures) -> Table:
    table = Table(title="What was masked, by kind", title_justify="left")
    table.add_column("kind")
    for name in ("stretches", "outside every label"):
        table.add_column(name, justify="right")
    for kind, share in sorted(total.total.found.items()):
        table.add_row(kind, f"{share.whole:,}", f"{share.whole - share.part:,}")
    return table


def _share(share: Share) -> tuple[str, str, str]:
    return f"{share.whole:,}", f"{share.part:,}", _figure(proportion(share))


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return "-"
    if figure.interval is None:
        return f"{figure.value:.3f}"
    low, high = figure.interval
    return f"{figure.value:.3f} ({low:.3f}-{high:.3f})"
