"""The tour's transcript: what is done, what is seen, and whether it is as it must be.

Coloured on a terminal, plain elsewhere. A claim that does not hold ends the tour.
"""

import textwrap
import time

from rich.console import Console
from rich.text import Text

from appliance.errors import ApplianceError

_MAX_LINES = 12
_WIDTH = 100


class TourError(ApplianceError):
    """The appliance did not do what it should have; names the claim."""


class Transcript:
    """Writes the tour for a reader, and counts the claims that held."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, width=_WIDTH)
        self._began = time.monotonic()
        self.held = 0

    def chapter(self, title: str) -> None:
        """Begin a journey."""
        self._console.print()
        self._console.rule(Text(title, style="bold"), align="left")

    def does(self, what: str) -> None:
        """Say what happens next."""
        self._console.print(Text(f"\n{what}", style="bold"))

    def notes(self, line: str) -> None:
        """Say something aside."""
        self._console.print(Text(f"  {line}", style="dim"))

    def shows(self, text: str) -> None:
        """Show a text that a person would see."""
        lines = [
            part
            for line in text.strip().splitlines()
            for part in textwrap.wrap(line, _WIDTH - 6) or [""]
        ]
        for line in lines[:_MAX_LINES]:
            self._console.print(Text(f"  │ {line}", style="cyan"))
        if len(lines) > _MAX_LINES:
            self.notes(f"│ ... {len(lines) - _MAX_LINES} more lines")

    def check(self, claim: str, *, holds: bool) -> None:
        """State a claim that must hold.

        Raises:
            TourError: It does not.
        """
        mark, style = ("✓", "green") if holds else ("✗", "bold red")
        self._console.print(Text(f"  {mark} {claim}", style=style))
        if not holds:
            raise TourError(f"this does not hold: {claim}")
        self.held += 1

    def ends(self) -> None:
        """Say how it went."""
        took_s = time.monotonic() - self._began
        self._console.rule(style="green")
        self._console.print(f"All {self.held} claims held, in {took_s:.0f} s.")
