"""What a person at the terminal sees of an exchange."""

import io

from rich.console import Console

from appliance.commands.ask import HELD, REFUSED, Printer
from appliance.commands.client import ServerEvent


def test_a_place_in_the_line_is_said_once() -> None:
    notes = io.StringIO()
    printer = Printer(Console(file=notes, width=200))
    for before in (3, 2, 1, 0):
        assert printer.show(ServerEvent("place", {"before": before})) == 0
    assert notes.getvalue() == "The model is busy. Answers before yours: 3.\n"


def shown(event: ServerEvent) -> tuple[int, str]:
    notes = io.StringIO()
    return Printer(Console(file=notes, width=200)).show(event), notes.getvalue()


def test_why_a_text_waits_is_said_in_the_words_of_the_appliance() -> None:
    url = {"exchange": "a" * 32, "url": "/exchanges/a"}
    away = "The model is not available right now. Your text is kept."
    status, said = shown(ServerEvent("queued", {**url, "reasons": [away]}))
    assert (status, "It is long" in said) == (HELD, False)
    assert away in said
    assert "It is long" in shown(ServerEvent("queued", url))[1]


def test_an_exchange_that_goes_on_without_its_reader_is_not_refused() -> None:
    body = {"exchange": "a" * 32, "status": 503, "message": "It goes on."}
    address = f"/exchanges/{'a' * 32}"
    status, said = shown(ServerEvent("failed", body))
    assert (status, address in said) == (REFUSED, False)
    status, said = shown(ServerEvent("failed", {**body, "goes_on": True}))
    assert (status, address in said) == (HELD, True)
    nameless = {**body, "exchange": "", "goes_on": True}
    assert shown(ServerEvent("failed", nameless)) == (HELD, "It goes on.\n")
