"""What is watched, quarter by quarter, and the alerts: figures and names of purposes.

Of people they name only who took note of one, by their key in the directory.
A quarter is kept in one transaction with what follows from it, its records included,
so that a worker that dies raises nothing twice and leaves nothing out.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from appliance.domain.alert import Alert, Series, Signal, Value
from appliance.domain.unusual import Level
from appliance.errors import NotFoundError
from appliance.stores.database import Database
from appliance.stores.tables import alerts, watched_levels, watched_quarters

# How many a page lists.
MOST = 100
_RAISED_TOLD, _ENDED_TOLD = 1, 2


@dataclass(frozen=True, slots=True)
class Watched:
    """What one quarter of an hour gave, and what follows from it.

    Args:
        starts: Its begin, aware UTC.
        values: What it gave.
        levels: Where each signal stands now; of others nothing is kept.
        raised: Alerts to raise.
        ended: Alerts that end.
    """

    starts: datetime
    values: Mapping[Series, Value]
    levels: Mapping[Series, Level]
    raised: Sequence[Alert]
    ended: Sequence[Alert]


class KeptAlerts:
    """All alerts of the appliance, and the quarters they come from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest_quarter(self) -> datetime | None:
        """Tell the begin of the newest quarter that is kept."""
        with self._database.reading() as connection:
            query = select(func.max(watched_quarters.c.starts))
            found: datetime | None = connection.execute(query).scalar()
        return found

    def values(
        self, starts: Collection[datetime]
    ) -> dict[tuple[Series, datetime], Value]:
        """Read what these quarters gave."""
        table = watched_quarters
        query = select(table).where(table.c.starts.in_(sorted(starts)))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {
            (_series(row), row.starts): Value(row.total, row.amount) for row in rows
        }

    def levels(self) -> dict[Series, Level]:
        """Read where each signal stands."""
        with self._database.reading() as connection:
            rows = connection.execute(select(watched_levels)).all()
        return {_series(row): Level(row.level, row.scored) for row in rows}

    def keep(
        self,
        watched: Watched,
        *,
        oldest: datetime,
        record: Callable[[Alert], None],
    ) -> None:
        """Keep a quarter and what follows from it.

        Args:
            oldest: Quarters before this are no longer needed.
            record: Called for each alert that is raised or ended; what it raises
                undoes all of it.
        """
        table = watched_quarters
        with self._database.writing() as connection:
            connection.execute(table.delete().where(table.c.starts < oldest))
            rows = [
                {**_key(series), "starts": watched.starts, **value._asdict()}
                for series, value in watched.values.items()
            ]
            if rows:
                connection.execute(table.insert(), rows)
            connection.execute(watched_levels.delete())
            levels = [
                {**_key(series), **level._asdict()}
                for series, level in watched.levels.items()
            ]
            if levels:
                connection.execute(watched_levels.insert(), levels)
            for alert in (*watched.raised, *watched.ended):
                _keep(connection, alert)
                record(alert)

    def change(self, alert: Alert, *, record: Callable[[Alert], None]) -> None:
        """Raise or end an alert that follows from no quarter.

        Args:
            record: Called for it; what it raises undoes it.
        """
        with self._database.writing() as connection:
            _keep(connection, alert)
            record(alert)

    def standing(self) -> Sequence[Alert]:
        """List the alerts that stand, oldest first."""
        query = _alerts().where(alerts.c.ended_at.is_(None))
        return self._read(query.order_by(alerts.c.raised_at))

    def newest(self, purposes: Collection[str] | None) -> Sequence[Alert]:
        """List alerts, newest first.

        Args:
            purposes: Only of these; None for all, the whole appliance's too.
        """
        query = _alerts().order_by(alerts.c.raised_at.desc(), alerts.c.id).limit(MOST)
        return self._read(_of(query, purposes))

    def note(
        self,
        alert: str,
        *,
        person: str,
        at: datetime,
        purposes: Collection[str] | None,
        record: Callable[[Alert], None],
    ) -> None:
        """Keep who took note of an alert; the first one stays.

        Args:
            purposes: The person's; None for all.
            record: Called if nobody had; what it raises undoes it.

        Raises:
            NotFoundError: There is none of this id for this person.
        """
        with self._database.writing() as connection:
            query = _of(_alerts().where(alerts.c.id == alert), purposes)
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                raise NotFoundError("no such alert for this person")
            if row.noted_by is not None:
                return
            mine = alerts.update().where(alerts.c.id == alert)
            connection.execute(mine.values(noted_by=person, noted_at=at))
            record(_alert(row))

    def to_mail(self, since: datetime) -> Sequence[Alert]:
        """List what was raised or ended from a moment on and is not mailed yet."""
        raised = (alerts.c.mailed < _RAISED_TOLD) & (alerts.c.raised_at >= since)
        ended = (alerts.c.mailed < _ENDED_TOLD) & (alerts.c.ended_at >= since)
        query = _alerts().where(raised | ended).order_by(alerts.c.raised_at)
        return self._read(query)

    def mailed(self, alert: Alert) -> None:
        """Keep that an alert is mailed as it stands there."""
        told = _RAISED_TOLD if alert.ended_at is None else _ENDED_TOLD
        with self._database.writing() as connection:
            mine = alerts.update().where(alerts.c.id == alert.id)
            connection.execute(mine.values(mailed=told))

    def remove_old(self, *, ended_before: datetime) -> int:
        """Remove alerts that ended long ago; says how many."""
        gone = alerts.delete().where(alerts.c.ended_at < ended_before)
        with self._database.writing() as connection:
            return connection.execute(gone).rowcount

    def _read(self, query: Select[Any]) -> Sequence[Alert]:
        with self._database.reading() as connection:
            return tuple(_alert(row) for row in connection.execute(query).all())


def _alerts() -> Select[Any]:
    return select(alerts)


def _of(query: Select[Any], purposes: Collection[str] | None) -> Select[Any]:
    if purposes is None:
        return query
    return query.where(alerts.c.purpose.in_(sorted(purposes)))


def _keep(connection: Connection, alert: Alert) -> None:
    if alert.ended_at is not None:
        mine = alerts.update().where(alerts.c.id == alert.id)
        connection.execute(mine.values(ended_at=alert.ended_at))
        return
    connection.execute(
        alerts.insert().values(
            id=alert.id,
            **_key(alert.series),
            raised_at=alert.raised_at,
            seen=alert.seen,
            usual=alert.usual,
            total=alert.count,
        )
    )


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        row.id,
        _series(row),
        row.raised_at,
        row.seen,
        row.usual,
        row.total,
        row.ended_at,
        row.noted_by,
        row.noted_at,
    )


def _series(row: Row[Any]) -> Series:
    return Series(Signal(row.signal), row.purpose)


def _key(series: Series) -> dict[str, str]:
    return {"signal": str(series.signal), "purpose": series.purpose}
