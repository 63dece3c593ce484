"""The database: one SQLAlchemy engine, two kinds of transaction, one kind of error.

SQLite runs in WAL mode with synchronous=FULL, so that a commit survives a power cut;
a write begins with BEGIN IMMEDIATE, so that two writers wait instead of failing half
way. Writers of one process take turns by a lock of our own, which wakes the next at
once: SQLite's wait is a sleep that grows. PostgreSQL runs through psycopg 3. Does not
retry: a failed write is told.
"""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Insert,
    Table,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from appliance.errors import SettingsError, StoreError

# How long a writer waits for the one before it, and a request for a connection.
BUSY_TIMEOUT_MS = 10_000
_POOL_TIMEOUT_S = 10.0
# How long a writer waits for others of its own process; they move on, one by one.
_TURN_S = 30.0
# Web and worker together stay below PostgreSQL's default of 100 connections. All are
# kept: with SQLite a new one costs more than most of what is asked on it.
_POOL_SIZE = 32
# Group, because web and worker are two users of one group; nobody else.
_FILE_MODE = 0o660


class Database:
    """A database whose faults are all `StoreError`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        lite = engine.dialect.name == "sqlite"
        self._turn = threading.Lock() if lite else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read in one transaction.

        Raises:
            StoreError: The database cannot be read.
        """
        with _told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write in one transaction; whatever is raised inside undoes it.

        Raises:
            StoreError: The database cannot be written; nothing of it happened.
        """
        with self._in_turn(), _told(), self._engine.connect() as connection:
            connection.execution_options(cloister_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
        elif self._turn.acquire(timeout=_TURN_S):
            try:
                yield
            finally:
                self._turn.release()
        else:
            raise StoreError("database: other writers take too long")

    def upsert(
        self,
        table: Table,
        values: Mapping[str, Any],
        key: Sequence[str],
        set_: Mapping[str, Any] | None = None,
        where: ColumnElement[bool] | None = None,
    ) -> Insert:
        """Make a statement that inserts a row, or updates the one with its key.

        Args:
            values: The row.
            key: Columns of the key.
            set_: What to change in a row that is there; the rest of `values` if None.
            where: Changes a row that is there only if this holds.
        """
        rest = [name for name in values if name not in key]
        if self._engine.dialect.name == "postgresql":
            plain = postgresql.insert(table).values(**values)
            changed = set_ or {name: plain.excluded[name] for name in rest}
            return plain.on_conflict_do_update(
                index_elements=list(key), set_=changed, where=where
            )
        lite = sqlite.insert(table).values(**values)
        changed = set_ or {name: lite.excluded[name] for name in rest}
        return lite.on_conflict_do_update(
            index_elements=list(key), set_=changed, where=where
        )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_engine(url: str) -> Engine:
    """Make the SQLAlchemy engine of a database URL.

    Raises:
        SettingsError: The URL is not one of a database the appliance knows.
        StoreError: The database file cannot be made.
    """
    parsed = parse_url(url)
    # Parameters never go into error messages: some are a person's ciphertext.
    pool: dict[str, Any] = {
        "hide_parameters": True,
        "pool_size": _POOL_SIZE,
        "max_overflow": 0,
        "pool_timeout": _POOL_TIMEOUT_S,
    }
    if parsed.get_backend_name() == "postgresql":
        # Pings, because the server may have been restarted under a kept connection.
        return create_engine(parsed, pool_pre_ping=True, **pool)
    _make_file(file_of(parsed))
    # isolation_level=None stops the driver from opening transactions of its own.
    arguments = {"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000}
    engine = create_engine(parsed, connect_args=arguments, **pool)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def parse_url(url: str) -> URL:
    """Read a database URL: a SQLite file, or PostgreSQL through psycopg 3.

    Raises:
        SettingsError: It is neither.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as err:
        raise SettingsError("database.url: not a database URL") from err
    if parsed.drivername == "postgresql+psycopg":
        return parsed
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {
        None,
        "",
        ":memory:",
    }:
        return parsed
    raise SettingsError(
        "database.url: expected sqlite:///FILE or postgresql+psycopg://..., "
        f"got {parsed.drivername}"
    )


def file_of(url: URL) -> Path:
    """Name the file of a SQLite URL."""
    return Path(url.database or "")


def _make_file(path: Path) -> None:
    """Make an empty database file with its mode; SQLite gives the WAL the same mode."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _FILE_MODE)
    except FileExistsError:
        return
    except OSError as err:
        raise StoreError(f"{path}: {err.strerror}") from err
    try:
        os.fchmod(descriptor, _FILE_MODE)
    finally:
        os.close(descriptor)


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        # Asking first: setting it takes a lock even where it is already set.
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.execute("PRAGMA temp_store = MEMORY")
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("cloister_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the driver raises into `StoreError`, by code, without its text."""
    try:
        yield
    except DBAPIError as err:
        raise StoreError(f"database: {_code(err.orig)}") from err
    except SQLAlchemyError as err:
        raise StoreError(f"database: {type(err).__name__}") from err


def _code(origin: BaseException | None) -> str:
    """Name a driver's fault: SQLITE_FULL, or an SQLSTATE (PostgreSQL appendix A)."""
    for attribute in ("sqlite_errorname", "sqlstate"):
        code = getattr(origin, attribute, None)
        if isinstance(code, str):
            return code
    return type(origin).__name__
