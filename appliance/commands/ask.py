"""`cloister ask`: give a text to the appliance from the terminal, as yourself.

The masked text goes to standard error, coloured by kind; the answer alone goes to
standard output, so that it can be piped. Exit status: 0 answered, 1 refused or failed,
2 wrong use, 3 not answered yet (held, in line, or it may go on behind a restart), 4 the
appliance cannot be reached. A session that cannot be ended then changes none of them.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from appliance.commands.client import (
    AnsweredError,
    ServerEvent,
    StaffClient,
    UnreachableError,
)
from appliance.commands.person import password_of, person_options

REFUSED, HELD, UNREACHABLE = 1, 3, 4
_STYLES = {
    "PERSON": "magenta",
    "BIRTHDATE": "magenta",
    "ORG": "blue",
    "LOCATION": "green",
    "ADDRESS": "green",
    "DATE": "yellow",
    "EMAIL": "cyan",
    "PHONE": "cyan",
    "IBAN": "red",
    "CARD": "red",
    "ACCOUNT": "red",
}
# What a terminal could take for a command (ECMA-48), were a text to hold it.
_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@click.command()
@click.option("--purpose", required=True, help="Name of the purpose.")
@person_options
@click.option("--title", default="", help="Name of the case, for your history.")
@click.argument("file", type=click.Path(allow_dash=True, path_type=str))
@click.pass_context
def ask(
    ctx: click.Context,
    *,
    purpose: str,
    login: str,
    url: str,
    ca: Path | None,
    password_stdin: bool,
    title: str,
    file: str,
) -> None:
    """Give FILE (or - for standard input) to the model and print the answer."""
    notes = Console(stderr=True, highlight=False)
    password = password_of(from_input=password_stdin)
    text = _read(file)
    try:
        with StaffClient(url, ca) as client:
            client.sign_in(login, password)
            printer, status = Printer(notes), 0
            for event in client.ask(purpose, text, title=title):
                status = printer.show(event) or status
            client.leave()
    except AnsweredError as err:
        notes.print(Text(plain(err.message), style="red"))
        ctx.exit(REFUSED)
    except UnreachableError as err:
        notes.print(Text(f"The appliance at {url}: {err}.", style="red"))
        ctx.exit(UNREACHABLE)
    ctx.exit(status)


def plain(text: str) -> str:
    """Take from a text what a terminal would obey instead of show."""
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)


def coloured(masked: str, spans: list[dict[str, Any]]) -> Text:
    """Colour the surrogates of a masked text by kind."""
    shown = Text(plain(masked))
    for span in spans:
        style = _STYLES.get(span["kind"], "bright_black")
        shown.stylize(f"bold {style}", span["start"], span["end"])
    return shown


def _status_of(failed: Mapping[str, Any]) -> int:
    """Tell an exchange that goes on without its reader from one that has ended."""
    return HELD if failed.get("goes_on") else REFUSED


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as err:
        reason = os.strerror(err.errno or 0)
        raise click.UsageError(f"{file} cannot be read: {reason}.") from err
    except UnicodeDecodeError as err:
        raise click.UsageError(f"{file} is not UTF-8 text.") from err


class Printer:
    """Shows the events of one exchange."""

    def __init__(self, notes: Console) -> None:
        self._notes = notes
        self._streamed = False
        self._waited = False
        self._masked_quarters = 0

    def show(self, event: ServerEvent) -> int:
        """Show one event; gives the exit status it asks for."""
        body = event.body
        match event.name:
            case "masked":
                self._notes.print("What the model sees:", style="bold")
                self._notes.print(coloured(body["masked"], body["spans"]))
                self._notes.print()
            case "masking" | "place" | "part":
                self._wait(event)
            case "piece":
                click.echo(plain(body["text"]), nl=False)
                self._streamed = True
            case "withdrawn":
                self._streamed = False
                click.echo()
                self._notes.print("The answer was taken back.", style="bold red")
            case "released":
                click.echo("" if self._streamed else plain(body["text"]))
            case "held":
                self._say("A second person looks at this first.", body["reasons"])
                self._notes.print(f"It will be in your history: {body['url']}")
                return HELD
            case "queued":
                self._queued(body.get("reasons", []))
                self._notes.print(f"It will be in your history: {body['url']}")
                return HELD
            case "refused":
                self._say("There is no answer.", body["reasons"])
                return REFUSED
            case "failed":
                return self._failed(body)
        return 0

    def _failed(self, body: Mapping[str, Any]) -> int:
        self._notes.print(Text(plain(body["message"]), style="red"))
        status = _status_of(body)
        if status == HELD and body.get("exchange"):
            self._notes.print(f"It is at /exchanges/{body['exchange']}")
        return status

    def _queued(self, reasons: list[str]) -> None:
        if reasons:
            self._say("There is no answer yet.", reasons)
        else:
            self._notes.print("It is long, so it is answered in the background.")

    def _wait(self, event: ServerEvent) -> None:
        """Say now and then how far it is; a terminal is no place for a countdown."""
        before = event.body.get("before", 0)
        if before and not self._waited:
            self._notes.print(f"The model is busy. Answers before yours: {before}.")
            self._waited = True
        quarters = event.body.get("permille", 0) // 250
        if quarters > self._masked_quarters:
            self._masked_quarters = quarters
            self._notes.print(f"Masked so far: {25 * quarters} %.")
        if event.name == "part":
            part, count = event.body["number"], event.body["of"]
            self._notes.print(f"The model reads part {part} of {count}.")

    def _say(self, title: str, reasons: list[str]) -> None:
        self._notes.print(title, style="bold yellow")
        for reason in reasons:
            self._notes.print(Text(f"- {plain(reason)}"))
