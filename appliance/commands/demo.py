"""`cloister demo`: a whole appliance on this machine until Ctrl-C; leaves nothing."""

import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from appliance.demo.accounts import ACCOUNTS
from appliance.demo.run import throwaway
from appliance.demo.site import DemoSite, free_port

_PORT = 8443
_MAY = {
    "staff": "asks, rates, finds again",
    "reviewer": "approves, edits or rejects held answers",
    "compliance": "reads the rules as sentences",
    "auditor": "reads and exports the log",
    "admin": "sees the rules and no texts; the machine is theirs from the terminal",
}


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="Default: 8443 or free.")
def demo(port: int | None) -> None:
    """Run a throwaway appliance on this machine.

    Own certification authority, throwaway directory, all processes. Ctrl-C ends it and
    removes everything it made.
    """
    console = Console(highlight=False)
    console.print("Starting a throwaway appliance ...")
    with _ended_by_signals(), contextlib.suppress(KeyboardInterrupt):
        chosen = port or (_PORT if _is_free(_PORT) else free_port())
        with throwaway(lambda line: console.print(f"  {line}"), port=chosen) as running:
            _tell(console, running.site)
            try:
                running.watch()
            finally:
                # From here on a second Ctrl-C must not leave anything behind.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                console.print("\nStopping ...")
    console.print("Everything is stopped and removed.")


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the demo as Ctrl-C does."""

    def interrupt(number: int, frame: object) -> None:
        del number, frame
        raise KeyboardInterrupt

    before = {
        number: signal.signal(number, interrupt)
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    before[signal.SIGINT] = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_free(port: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _tell(console: Console, site: DemoSite) -> None:
    console.print(f"\nOpen [bold]{site.front.url}[/]", soft_wrap=True)
    console.print(
        "Your browser does not know this demo's authority and will warn; its "
        f"certificate is {escape(str(site.ca))}",
        soft_wrap=True,
    )
    table = Table(box=None, pad_edge=False)
    for heading in ("user name", "who", "what they do"):
        table.add_column(heading)
    for account in ACCOUNTS:
        role = account.login.partition(".")[2]
        table.add_row(account.login, account.name, _MAY[role])
    console.print()
    console.print(table)
    console.print(f"\nThe password of all of them: [bold]{site.password}[/]")
    console.print(
        f"From a terminal: {_program()} ask --purpose reply-draft --as anna.staff "
        f"--url {site.front.url} --ca {escape(str(site.ca))} letter.txt",
        soft_wrap=True,
    )
    console.print("\nCtrl-C ends it and removes everything.")


def _program() -> str:
    """Name this program as the person here has to type it."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "cloister" else "cloister"
