"""What a person at the terminal sees of an exchange."""

import io

from rich.console import Console

from appliance.commands.ask import Printer
from appliance.commands.client import ServerEvent


def test_a_place_in_the_line_is_said_once() -> None:
    notes = io.StringIO()
    printer = Printer(Console(file=notes, width=200))
    for before in (3, 2, 1, 0):
        assert printer.show(ServerEvent("place", {"before": before})) == 0
    assert notes.getvalue() == "The model is busy. Answers before yours: 3.\n"
