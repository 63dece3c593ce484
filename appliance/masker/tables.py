"""The vault's tables, and how its database is opened (SQLite or PostgreSQL).

The masker's own database; no other unit may open it. What names a person is
ciphertext; a surrogate's kind and number are not secret.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from appliance.errors import MaskerError, SettingsError

_METADATA = MetaData()

CASES = Table(
    "vault_cases",
    _METADATA,
    Column("id", String(64), primary_key=True),
    Column("nonce", String(8), nullable=False, unique=True),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("used_at_s", BigInteger, nullable=False, index=True),
)

PSEUDONYMS = Table(
    "vault_pseudonyms",
    _METADATA,
    Column(
        "case_id",
        String(64),
        ForeignKey("vault_cases.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("kind", String(16), primary_key=True),
    Column("number", Integer, primary_key=True),
    # Who it is among the case's people: the first number under which they came up.
    Column("subject", Integer, nullable=False),
    # Blind tags under the case's key: of the exact text, and of the text normalised.
    Column("surface_tag", LargeBinary(32), nullable=False),
    Column("value_tag", LargeBinary(32), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "surface_tag"),
)

# One row: what the last probe measured, as its record says it.
MEASUREMENTS = Table(
    "masking_measurements",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

# What people said must be masked in a case, besides what the detectors find.
MARKS = Table(
    "vault_marks",
    _METADATA,
    Column(
        "case_id",
        String(64),
        ForeignKey("vault_cases.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("tag", LargeBinary(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# One row, made when it is first asked for: what tells this vault from any other.
ITSELF = Table(
    "vault_itself",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),
)

# The site's dictionary besides its folder: what two people agreed on.
ENTRIES = Table(
    "dictionary_entries",
    _METADATA,
    Column("tag", LargeBinary(32), primary_key=True),
    Column("listed", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)


def open_database(url: str) -> Engine:
    """Open the vault's database and make its tables if they are not there.

    Raises:
        SettingsError: The URL is none, or the database cannot be opened.
    """
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
        if parsed.get_backend_name() == "sqlite":
            _set_up_sqlite(engine)
        _METADATA.create_all(engine)
    except ArgumentError as err:
        raise SettingsError("database.vault_url is not a database URL") from err
    except SQLAlchemyError as err:
        raise SettingsError(
            f"database.vault_url cannot be opened: {type(err).__name__}"
        ) from err
    return engine


def wipe_erased(engine: Engine) -> None:
    """Take erased rows out of SQLite's write-ahead log, where they would wait.

    The file itself is overwritten at once (secure_delete). PostgreSQL overwrites what
    was erased when it vacuums; backups and its own log are the site's to let go.

    Raises:
        SQLAlchemyError: The database cannot be used.
    """
    if engine.dialect.name != "sqlite":
        return
    # Not through the engine's own connections, which begin a transaction first.
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        raw.close()


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        # SQLAlchemy begins transactions itself, below.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "busy_timeout=10000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        # The writer's lock is taken at once: two transactions that read, then write,
        # would otherwise fail in the middle instead of waiting for each other.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine, what: str) -> Iterator[Connection]:
    """Open a transaction that ends with the block.

    Args:
        what: What failed, in the error: "the vault".

    Raises:
        MaskerError: The database failed.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as err:
        raise MaskerError(f"{what} failed: {type(err).__name__}") from err
