"""Bring a database to the form this version needs, once, however many start at once.

Alembic holds the steps (migrations/). A lock is held around them: an advisory lock on
PostgreSQL, a file lock beside a SQLite file, which also covers the switch to WAL, for
which SQLite does not queue. Migrations only go up; going back is a restore.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from appliance.errors import StoreError
from appliance.stores.database import Database, file_of, open_engine

_SCRIPTS = Path(__file__).parent / "migrations"
# Any number that no other program on the same database server takes.
_ADVISORY_LOCK = 0x436C6F6973746572


def open_database(url: str) -> Database:
    """Open a database and bring it to the form this version needs.

    Raises:
        SettingsError: The URL is not one of a database the appliance knows.
        StoreError: It cannot be opened, or was written by a newer version.
    """
    migrate(url)
    return Database(open_engine(url))


def migrate(url: str) -> None:
    """Run the migrations that a database has not had yet.

    Raises:
        StoreError: They could not be run, or the database is from a newer version.
    """
    engine = open_engine(url)
    try:
        with _locked(engine), engine.connect() as connection:
            _upgrade(connection)
    except CommandError as err:
        raise StoreError(
            "the database is of a version this appliance does not know: "
            "install the newer appliance or restore an older backup"
        ) from err
    except SQLAlchemyError as err:
        raise StoreError(f"migration failed: {type(err).__name__}") from err
    finally:
        engine.dispose()


def newest() -> str:
    """Name the form that this version needs, as the database says it of itself.

    Each file of steps begins with its number, so none has to be read for it.
    """
    return max(path.stem[1:5] for path in (_SCRIPTS / "versions").glob("m[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    connection.execution_options(cloister_writes=True)
    with connection.begin():
        # Most starts find nothing to do; they need no write, and no step is loaded.
        if MigrationContext.configure(connection).get_current_revision() == newest():
            return
        command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    config = Config()
    # A percent sign in a path would be read as interpolation by configparser.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _locked(engine: Engine) -> Iterator[None]:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(
                text("SELECT pg_advisory_lock(:n)"), {"n": _ADVISORY_LOCK}
            )
            try:
                yield
            finally:
                connection.execute(
                    text("SELECT pg_advisory_unlock(:n)"), {"n": _ADVISORY_LOCK}
                )
        return
    path = file_of(engine.url).with_suffix(".migrate.lock")
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDONLY, 0o660)
    except OSError as err:
        raise StoreError(f"{path}: {err.strerror}") from err
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
