"""Who asks at the terminal: the options that say it, and the password."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_OPTIONS = (
    click.option("--as", "login", required=True, help="Your user name."),
    click.option(
        "--url",
        default="https://localhost:8443",
        show_default=True,
        help="The appliance's address.",
    ),
    click.option(
        "--ca",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="PEM of the CA that signs its certificate; the system's if not given.",
    ),
    click.option(
        "--password-stdin",
        is_flag=True,
        help="Read the password from the first line of standard input.",
    ),
)


def person_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command be told who asks, of which appliance."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def password_of(*, from_input: bool) -> str:
    """Read the password: from standard input, or ask for it."""
    if from_input:
        return _first_line()
    password: str = click.prompt("Password", hide_input=True, err=True)
    return password


def _first_line() -> str:
    """Read one line of standard input as bytes: the text may follow behind it."""
    try:
        return sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as err:
        raise click.UsageError("The password is not UTF-8 text.") from err
