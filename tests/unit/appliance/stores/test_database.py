import stat
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from appliance.errors import SettingsError, StoreError
from appliance.stores.database import Database, open_engine, parse_url
from appliance.stores.tables import UtcMicros


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cloister.sqlite",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://u@h/d",
        "postgresql://u@h/d",
        "postgresql+psycopg2://u@h/d",
    ],
)
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"database\.url"):
        parse_url(url)


def test_a_refused_url_does_not_show_its_password() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_url("mysql://user:pa55word@host/d")
    assert "pa55word" not in str(caught.value)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_time_reads_back_to_the_microsecond(moment: datetime) -> None:
    kind, dialect = UtcMicros(), sqlite.dialect()
    stored = kind.process_bind_param(moment, dialect)
    assert kind.process_result_value(stored, dialect) == moment


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    kind, dialect = UtcMicros(), sqlite.dialect()
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=5)))
    assert kind.process_bind_param(there, dialect) == kind.process_bind_param(
        noon, dialect
    )


def test_a_naive_time_is_refused() -> None:
    naive = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001 - the refused case
    with pytest.raises(ValueError, match="aware"):
        UtcMicros().process_bind_param(naive, sqlite.dialect())


def test_a_sqlite_connection_is_durable_and_strict(tmp_path: Path) -> None:
    database = Database(open_engine(f"sqlite:///{tmp_path}/c.sqlite"))
    asked = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "busy_timeout",
        "secure_delete",
        "trusted_schema",
    )
    with database.reading() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in asked
        ]
    database.close()
    assert found == ["wal", 2, 1, 10_000, 1, 0]


def test_the_files_of_a_database_are_for_its_user_and_group_only(
    tmp_path: Path,
) -> None:
    database = Database(open_engine(f"sqlite:///{tmp_path}/c.sqlite"))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()
    }
    database.close()
    assert modes == {"c.sqlite": 0o660, "c.sqlite-wal": 0o660, "c.sqlite-shm": 0o660}


def test_writers_at_once_wait_for_each_other(tmp_path: Path) -> None:
    database = Database(open_engine(f"sqlite:///{tmp_path}/c.sqlite"))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (0)"))

    def add() -> None:
        for _ in range(10):
            with database.writing() as connection:
                n = connection.execute(text("SELECT n FROM t")).scalar_one()
                connection.execute(text("UPDATE t SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with database.reading() as connection:
        assert connection.execute(text("SELECT n FROM t")).scalar_one() == 80
    database.close()


def test_a_fault_says_its_code_and_no_value(tmp_path: Path) -> None:
    database = Database(open_engine(f"sqlite:///{tmp_path}/c.sqlite"))
    with (
        pytest.raises(StoreError) as caught,
        database.reading() as connection,
    ):
        connection.execute(
            text("SELECT :planted FROM missing"), {"planted": "Anna Kowalski"}
        )
    database.close()
    assert str(caught.value) == "database: SQLITE_ERROR"
    assert "Anna" not in str(caught.value.__cause__)
