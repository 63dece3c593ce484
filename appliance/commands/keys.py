"""`cloister keys`: make the key files of an appliance, readable by their units only."""

import grp
import os
import pwd
from pathlib import Path
from typing import IO

import click

from appliance.commands.options import config_option
from appliance.errors import SettingsError
from appliance.keys import FOLDERS, KeyFolder, Owner, create_keys
from appliance.keys import write_service_password as keep_service_password
from appliance.settings import Settings, load_settings

# Groups of units that share a folder of keys; the installer makes them.
_CIRCLES = {
    "seal": "cloister-seal",
    "web": "cloister-app",
    "directory": "cloister-app",
}


@click.group()
def group() -> None:
    """Make the appliance's keys."""


@group.command()
@config_option
@click.option(
    "--service-password-file",
    type=click.File("r", encoding="utf-8"),
    help="Keep the directory's service password too; - reads it from the input.",
)
def create(config: Path, service_password_file: IO[str] | None) -> None:
    """Make every key that is missing; what is there stays as it is.

    Under root each folder is given to the units that read it. Back the keys up apart
    from the rest: without them the texts and the vault cannot be read by anybody.
    """
    settings = load_settings(config)
    keys = settings.paths.keys
    owners = owners_of(settings) if os.geteuid() == 0 else {}
    made = create_keys(keys, origin=settings.ledger.origin, owners=owners)
    for name in made:
        click.echo(f"made {keys / name}")
    if not made:
        click.echo("every key is there already; nothing was changed")
    if service_password_file is not None:
        password = service_password_file.read().strip()
        if not password:
            raise SettingsError("the service password is empty; nothing was kept")
        keep_service_password(keys, password, owner=owners.get("directory"))
        click.echo(f"kept {keys / 'directory' / 'service-password'}")
    vkey = (keys / "public" / "log.vkey").read_text(encoding="ascii").strip()
    click.echo(f"Give auditors this line, on paper:\n  {vkey}")


def owners_of(settings: Settings) -> dict[str, Owner]:
    """Say who gets each key folder.

    Raises:
        SettingsError: A user or group is not on this machine; it is named.
    """
    return {
        folder.name: _owner(folder, settings) for folder in FOLDERS if folder.readers
    }


def _owner(folder: KeyFolder, settings: Settings) -> Owner:
    if len(folder.readers) == 1:
        user = getattr(settings.users, folder.readers[0])
        try:
            entry = pwd.getpwuid(int(user)) if user.isdecimal() else pwd.getpwnam(user)
        except KeyError as err:
            raise SettingsError(f"no user {user!r} on this machine") from err
        return Owner(entry.pw_uid, entry.pw_gid)
    circle = _CIRCLES[folder.name]
    try:
        return Owner(0, grp.getgrnam(circle).gr_gid)
    except KeyError as err:
        readers = " and ".join(folder.readers)
        raise SettingsError(
            f"no group {circle!r} on this machine; make it and put {readers} in it"
        ) from err
