"""How far a longer piece of work is, told while it goes on."""

from collections.abc import Callable

# Called with thousandths of the work, never fewer than before.
Progress = Callable[[int], None]


def untold(permille: int) -> None:
    """Tell nobody."""
    del permille
