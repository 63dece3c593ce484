"""Pictures that the server draws: SVG from numbers alone, each beside its table.

Nothing here is markup of anybody else's: a template puts whole numbers into attributes.
Colours and dashes come from the style sheet by class, so both arms can be told apart
without colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 200

_DASH = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its CSS class, and its points as SVG has them."""

    name: str
    style: str
    points: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its CSS class, where it is and how wide, and what it says."""

    name: str
    style: str
    y: int
    width: int
    says: str


def line(
    name: str,
    style: str,
    values: Sequence[int | None],
    *,
    least: int = 0,
    most: int,
) -> Line:
    """Draw values side by side, the least at the foot; None leaves its place out.

    Args:
        least: The value at the foot.
        most: The value at the head.
    """
    steps, span = max(1, len(values) - 1), max(1, most - least)
    points = [
        (WIDTH * place // steps, HEIGHT * _within(value, least, most) // span)
        for place, value in enumerate(values)
        if value is not None
    ]
    if len(points) == 1:
        # A line of one point would not be seen.
        reach = WIDTH if len(values) == 1 else _DASH
        ((at, height),) = points
        points = [(max(0, at - reach), height), (min(WIDTH, at + reach), height)]
    drawn = " ".join(f"{x},{HEIGHT - height}" for x, height in points)
    return Line(name, style, drawn)


def band(lows: Sequence[int], highs: Sequence[int], *, least: int, most: int) -> str:
    """Give the outline of what lies between two lines, as points of a polygon."""
    there = line("", "", lows, least=least, most=most).points.split()
    back = line("", "", highs, least=least, most=most).points.split()
    return " ".join([*there, *reversed(back)])


def bars(values: Sequence[tuple[str, str, int, str]]) -> tuple[Bar, ...]:
    """Draw bars one below the other, the longest over the whole width.

    Args:
        values: Name, CSS class, value and what the bar says, of each.
    """
    most = max([1, *(value for _, _, value, _ in values)])
    return tuple(
        Bar(name, style, 40 * place, max(2, WIDTH * value // (2 * most)), says)
        for place, (name, style, value, says) in enumerate(values)
    )


def _within(value: int, least: int, most: int) -> int:
    return min(max(value, least), most) - least
