"""What the tables share: how they are named, and how a time is kept.

Times are microseconds since 1970 UTC, so that both databases keep the same value and
the same order.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, MetaData, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

names = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def micros_of(at: datetime) -> int:
    """Give the stored number of an aware time.

    Raises:
        ValueError: It is not aware.
    """
    if at.tzinfo is None:
        raise ValueError("a stored time must be aware")
    return (at - _EPOCH) // timedelta(microseconds=1)


class UtcMicros(TypeDecorator[datetime]):
    """An aware UTC time, stored as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> int | None:
        """Give the stored number of a time."""
        del dialect
        return None if value is None else micros_of(value)

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> datetime | None:
        """Give the time of a stored number."""
        del dialect
        return None if value is None else _EPOCH + timedelta(microseconds=value)
