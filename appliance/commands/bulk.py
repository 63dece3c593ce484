"""`cloister bulk`: give many texts at once from the terminal, as yourself.

Shows how far the list is, and writes its results to a file that only you can read. The
list goes on without this command: `--go-on` with its number follows it again, and gives
the rest of the file where reading in was interrupted. Exit status: 0 ended, 1 refused,
2 wrong use, 3 paused, 4 the appliance cannot be reached, 130 interrupted.
"""

import io
import os
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from appliance.commands.ask import HELD, REFUSED, UNREACHABLE, plain
from appliance.commands.client import AnsweredError, StaffClient, UnreachableError
from appliance.commands.person import password_of, person_options

INTERRUPTED = 130
_LOOK_EVERY_S = 2.0
_INTERRUPTED = "Reading it in was interrupted: give the file with --go-on."
_PAUSED = {
    "person": "It is paused by you.",
    "budget": "It is paused: a budget is used up.",
    "halt": "It is paused: answers are halted by your organisation.",
}


@click.command()
@click.option("--purpose", default="", help="Name of the purpose.")
@person_options
@click.option("--case", default="", help="Number of a case of yours; a new one if not.")
@click.option("--title", default="", help="Name of the new case.")
@click.option("--language", default="", help="Language of the texts.")
@click.option("--text-column", default="", help='Column of the texts; else "text".')
@click.option("--name-column", default="", help='Column of names; else "id".')
@click.option(
    "--encoding", type=click.Choice(["utf-8", "windows-1252"]), default="utf-8"
)
@click.option(
    "--separator", type=click.Choice(["comma", "semicolon", "tab"]), default="comma"
)
@click.option("--go-on", "bulk", default="", help="Number of a list that was begun.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Where the results go; must not be there yet.",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True), required=False)
@click.pass_context
def bulk(
    ctx: click.Context,
    /,
    *,
    purpose: str,
    login: str,
    url: str,
    ca: Path | None,
    password_stdin: bool,
    bulk: str,
    out: Path,
    file: Path | None,
    **form: str,
) -> None:
    """Give FILE (.csv, .zip, .txt or a folder of .txt files) to a purpose."""
    notes = Console(stderr=True, highlight=False)
    if not bulk and (file is None or not purpose):
        raise click.UsageError("Give --purpose and a FILE, or --go-on and a number.")
    if out.exists():
        raise click.UsageError(f"{out} is there already.")
    raw = _read(file) if file is not None else None
    password = password_of(from_input=password_stdin)
    try:
        with StaffClient(url, ca) as client:
            client.sign_in(login, password)
            given = _given(client, purpose, bulk, raw, form)
            if problems := given.get("problems"):
                _show_problems(notes, problems)
                client.leave()
                ctx.exit(REFUSED)
            notes.print(f"The list is {given['bulk']}.")
            status = _follow(notes, client, given)
            _write(out, client.bulk_results(given["bulk"]))
            client.leave()
    except AnsweredError as err:
        notes.print(Text(plain(err.message), style="red"))
        ctx.exit(REFUSED)
    except UnreachableError as err:
        notes.print(Text(f"The appliance at {url}: {err}.", style="red"))
        ctx.exit(UNREACHABLE)
    except KeyboardInterrupt:
        notes.print("The list goes on. Follow it again with --go-on and its number.")
        ctx.exit(INTERRUPTED)
    notes.print(f"The results are in {out}.")
    ctx.exit(status)


def _read(file: Path) -> tuple[str, bytes]:
    """Read a file; a folder as a ZIP of its text files, which is never written."""
    try:
        if not file.is_dir():
            return file.name, file.read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
            for text in sorted(file.glob("*.txt")):
                package.writestr(text.name, text.read_bytes())
        return f"{file.name}.zip", packed.getvalue()
    except OSError as err:
        reason = os.strerror(err.errno or 0)
        raise click.UsageError(f"{file} cannot be read: {reason}.") from err


def _given(
    client: StaffClient,
    purpose: str,
    bulk: str,
    raw: tuple[str, bytes] | None,
    form: dict[str, str],
) -> dict[str, Any]:
    """Begin a list, or go on with one; its file is given again where it must be."""
    if not bulk:
        name, data = raw or ("", b"")
        return client.begin_bulk(purpose, name, data, form)
    now = client.bulk(bulk)
    is_missing = now["taken"] < now["rows"] and not now["reading"]
    if raw is not None and is_missing and now["state"] != "ended":
        return client.give_again(bulk, *raw, form)
    return now


def _show_problems(notes: Console, problems: list[dict[str, Any]]) -> None:
    notes.print("Nothing was begun: this has to be put right first.", style="red")
    for one in problems:
        row, column = one["row"], plain(one["column"])
        place = ", ".join(filter(None, (f"row {row}" if row else "", column)))
        notes.print(Text(f"  {place}: " if place else "  ").append(one["sentence"]))


def _follow(notes: Console, client: StaffClient, now: dict[str, Any]) -> int:
    """Show how far a list is until it ends or is paused; gives the exit status."""
    pause = threading.Event()
    with Progress(console=notes) as shown:
        task = shown.add_task("Texts", total=now["rows"])
        while True:
            now = client.bulk(now["bulk"])
            shown.update(task, completed=now["rows"] - now["counts"]["left"])
            interrupted = now["taken"] < now["rows"] and not now["reading"]
            if now["state"] != "running" or (interrupted and _nothing_left(now)):
                break
            pause.wait(_LOOK_EVERY_S)
    counts = now["counts"]
    said = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    notes.print(f"{said}.")
    if now["state"] == "ended":
        return 0
    notes.print(_PAUSED.get(now["why"], _INTERRUPTED))
    return HELD


def _nothing_left(now: dict[str, Any]) -> bool:
    """Tell whether all that was read in has ended."""
    ended = now["rows"] - now["counts"]["left"]
    return bool(ended >= now["taken"])


def _write(out: Path, results: bytes) -> None:
    """Write results to a file that nobody else can read."""
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(results)
    except OSError as err:
        sys.stderr.write(f"{out}: {os.strerror(err.errno or 0)}\n")
        raise click.exceptions.Exit(2) from err
