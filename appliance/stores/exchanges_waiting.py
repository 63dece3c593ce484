"""Exchanges that wait for the worker: put in line, taken out of it, seen once ended."""

from sqlalchemy import Connection, and_, select

from appliance.domain.bulk import ORIGIN as BULK
from appliance.domain.exchange import ExchangeState, Masked
from appliance.domain.outcome import Figures
from appliance.domain.ports.clock import Clock
from appliance.errors import StoreError
from appliance.stores.bodies import Bodies
from appliance.stores.budgets import settle_in
from appliance.stores.database import Database
from appliance.stores.exchange_rows import (
    KeptExchange,
    beginning,
    kept_rows,
    masked_values,
)
from appliance.stores.exchanges_read import ExchangesRead
from appliance.stores.jobs import FIRST_AGAIN, JobKind, Jobs
from appliance.stores.tables import exchanges, jobs


class ExchangesWaiting(ExchangesRead):
    """The exchanges that a person does not wait for at the page."""

    def __init__(
        self, database: Database, bodies: Bodies, clock: Clock, jobs: Jobs
    ) -> None:
        super().__init__(database, bodies)
        self._clock = clock
        self._jobs = jobs

    def queue(self, masked: Masked) -> None:
        """Keep a masked text to be answered in the background.

        Raises:
            StoreError: It cannot be written, its case does not exist, or its id is
                taken.
        """
        with self._database.writing() as connection:
            self.queue_in(connection, masked)

    def queue_in(self, connection: Connection, masked: Masked) -> None:
        """Do the same in a transaction that others have begun."""
        exchange = masked.admitted.exchange
        values = {
            **beginning(exchange, ExchangeState.QUEUED),
            **masked_values(self._bodies, masked),
            "queued_at": self._clock.now(),
        }
        connection.execute(exchanges.insert().values(values))

    def unqueue(self, exchange: str) -> None:
        """Forget a text that could not be put in line, unless it was begun already."""
        waits = and_(
            exchanges.c.id == exchange,
            exchanges.c.state == str(ExchangeState.QUEUED),
        )
        with self._database.writing() as connection:
            if connection.execute(select(exchanges.c.id).where(waits)).first():
                connection.execute(jobs.delete().where(jobs.c.exchange == exchange))
                connection.execute(exchanges.delete().where(waits))

    def delayed(
        self, exchange: str, reasons: tuple[str, ...], figures: Figures | None
    ) -> None:
        """Keep that an exchange waits for the worker, with the job that answers it.

        Args:
            figures: What it came to so far, which is counted now; None where nobody
                knows.

        Raises:
            StoreError: It never began, has ended, or cannot be written.
        """
        sealed = self._bodies.seal_json(list(reasons), "exchanges", exchange, "reasons")
        now = self._clock.now()
        begun = exchanges.c.state.in_([ExchangeState.OPEN, ExchangeState.QUEUED])
        with self._database.writing() as connection:
            found = connection.execute(
                select(exchanges.c.owner, exchanges.c.queued_at)
                .where(exchanges.c.id == exchange, begun)
                .with_for_update()
            ).one_or_none()
            if found is None:
                raise StoreError(f"exchange {exchange} is not under way")
            connection.execute(
                exchanges.update()
                .where(exchanges.c.id == exchange)
                .values(
                    state=str(ExchangeState.QUEUED),
                    queued_at=found.queued_at or now,
                    reasons_sealed=sealed,
                )
            )
            settle_in(connection, exchange, figures, goes_on=True)
            if found.queued_at is None:
                # In the worker's hands already otherwise: its job goes on.
                self._jobs.add_in(
                    connection,
                    JobKind.ANSWER,
                    exchange=exchange,
                    owner=found.owner,
                    not_before=now + FIRST_AGAIN,
                )

    def broke_off(self, exchange: str, figures: Figures) -> None:
        """Count what an exchange used that is taken up again; all else stays.

        Raises:
            StoreError: It cannot be written.
        """
        with self._database.writing() as connection:
            settle_in(connection, exchange, figures, goes_on=True)

    def get_queued(self, exchange: str) -> KeptExchange:
        """Read an exchange that waits for the worker (of any owner).

        Raises:
            NotFoundError: It was not queued, or has ended.
        """
        return self._one(
            kept_rows().where(
                exchanges.c.id == exchange,
                exchanges.c.queued_at.is_not(None),
                exchanges.c.state.in_(["queued", "open"]),
            )
        )

    def unseen(self, owner: str, *, most: int) -> tuple[tuple[str, str], ...]:
        """List what a person waited for, has ended and was not opened by them yet.

        Returns:
            Exchange and purpose of each, the oldest first.
        """
        query = (
            select(exchanges.c.id, exchanges.c.purpose)
            .where(
                exchanges.c.owner == owner,
                # A list tells of itself.
                exchanges.c.origin != BULK,
                exchanges.c.queued_at.is_not(None),
                exchanges.c.closed_at.is_not(None),
                exchanges.c.seen_at.is_(None),
            )
            .order_by(exchanges.c.closed_at, exchanges.c.id)
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            return tuple((row.id, row.purpose) for row in rows)

    def seen(self, exchange: str, owner: str) -> None:
        """Keep that its owner has opened an exchange that ended."""
        with self._database.writing() as connection:
            connection.execute(
                exchanges.update()
                .where(
                    exchanges.c.id == exchange,
                    exchanges.c.owner == owner,
                    exchanges.c.closed_at.is_not(None),
                    exchanges.c.seen_at.is_(None),
                )
                .values(seen_at=self._clock.now())
            )
