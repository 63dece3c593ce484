"""Exchanges, read: by who asked, by whose work it is, and those that nobody ended.

Every read names the owner, except those that say otherwise.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select

from appliance.domain.conversation import Turn
from appliance.domain.exchange import Exchange, ExchangeState
from appliance.errors import NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.conversations import Conversations
from appliance.stores.database import Database
from appliance.stores.exchange_rows import (
    KeptExchange,
    kept_rows,
    open_row,
)
from appliance.stores.tables import amendments, appeals, exchanges, reviews, samples

_ENDED = (ExchangeState.RELEASED, ExchangeState.REFUSED, ExchangeState.FAILED)


class ExchangesRead:
    """What is kept of exchanges, for who may read it."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies
        self._conversations = Conversations(database, bodies)

    def get(self, exchange: str, owner: str) -> KeptExchange:
        """Read one of a person's exchanges.

        Raises:
            NotFoundError: There is none of this id, or it is not theirs.
        """
        return self._one(
            kept_rows().where(exchanges.c.id == exchange, exchanges.c.owner == owner)
        )

    def get_under_review(self, exchange: str) -> KeptExchange:
        """Read an exchange that has a held answer, for a reviewer (of any owner).

        Raises:
            NotFoundError: No answer of it was ever held.
        """
        return self._one(
            kept_rows()
            .join(reviews, reviews.c.exchange == exchanges.c.id)
            .where(exchanges.c.id == exchange)
        )

    def get_sampled(self, exchange: str) -> KeptExchange:
        """Read an exchange that was drawn, for a rater (of any owner).

        Raises:
            NotFoundError: Its answer was never drawn.
        """
        return self._one(
            kept_rows()
            .join(samples, samples.c.exchange == exchanges.c.id)
            .where(exchanges.c.id == exchange)
        )

    def get_amended(self, exchange: str) -> KeptExchange:
        """Read an exchange whose answer who asked wrote anew (of any owner).

        Raises:
            NotFoundError: Nobody did.
        """
        amended = select(amendments.c.exchange)
        return self._one(
            kept_rows().where(exchanges.c.id == exchange, exchanges.c.id.in_(amended))
        )

    def get_appealed(self, exchange: str) -> KeptExchange:
        """Read an exchange whose refusal was appealed against (of any owner).

        Raises:
            NotFoundError: It was not.
        """
        appealed = select(appeals.c.exchange)
        return self._one(
            kept_rows().where(exchanges.c.id == exchange, exchanges.c.id.in_(appealed))
        )

    def get_answered(self, exchange: str) -> KeptExchange:
        """Read an exchange that has an answer, let out or held (of any owner).

        Raises:
            NotFoundError: It has none.
        """
        return self._one(
            kept_rows().where(
                exchanges.c.id == exchange,
                exchanges.c.state.in_(["released", "held"]),
                exchanges.c.answer_sealed.is_not(None),
            )
        )

    def masked_text(self, exchange: str) -> str:
        """Read what a prompt held of a person, of any owner; "" where none is kept."""
        try:
            kept = self._one(kept_rows().where(exchanges.c.id == exchange))
        except NotFoundError:
            return ""
        if kept.masked is None:
            return ""
        before = self._conversations.before(kept)
        turns = [said or "" for one in before for said in (one.masked, one.answer)]
        return "\n".join((*turns, kept.masked, *kept.values.values()))

    def earlier(self, exchange: Exchange) -> tuple[Turn, ...]:
        """Read the turns that an exchange goes on from, the oldest first.

        Raises:
            NotFoundError: What it follows is no exchange of this person, case and
                purpose, or, as a turn, has no answer that went out.
        """
        return self._conversations.earlier(exchange)

    def left_open(
        self, *, begun_before: datetime, ended_before: datetime
    ) -> tuple[KeptExchange, ...]:
        """List exchanges that no process ends any more, or whose end has no record.

        Those that wait for the worker, or are in its hands, are its own to end.
        """
        left = and_(
            exchanges.c.state == str(ExchangeState.OPEN),
            exchanges.c.queued_at.is_(None),
            exchanges.c.received_at < begun_before,
        )
        unproven = and_(
            exchanges.c.state.in_(sorted(map(str, _ENDED))),
            exchanges.c.record.is_(None),
            exchanges.c.closed_at < ended_before,
        )
        rows = kept_rows().where(or_(left, unproven))
        with self._database.reading() as connection:
            return self.open_rows(connection.execute(rows).all())

    def open_rows(self, rows: Sequence[Row[Any]]) -> tuple[KeptExchange, ...]:
        """Decrypt rows of `kept_rows`."""
        return tuple(open_row(self._bodies, row) for row in rows)

    def _one(self, query: Select[Any]) -> KeptExchange:
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("no such exchange for this person")
        return open_row(self._bodies, row)
