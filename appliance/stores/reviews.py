"""Held answers and their verdicts: each is concluded once, by whoever comes first.

Implements the `Reviews` port. The end of a wait is one compare-and-set on exactly what
the reviewer saw: state, draft digest, commitments and authors. The winner's record is
written to the log inside that transaction; if the log refuses, nothing changed.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from appliance.domain.purpose import Risk
from appliance.domain.review import Binding, HeldAnswer, ReviewState
from appliance.errors import ConflictError, NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.outcomes import mark_edited_in
from appliance.stores.tables import exchanges, reviews

# What the queue sorts by: the riskiest first.
_RISK_RANKS = {str(Risk.HIGH): 1, str(Risk.LOW): 2}
_RISKIEST = 0
MAX_WAITING = 200
# An approval lets the answer out, so the exchange ends with it, in one transaction.
_EXCHANGE_ENDS = {ReviewState.APPROVED: "released", ReviewState.REJECTED: "refused"}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How a held answer ended.

    Args:
        state: Approved, rejected or voided.
        reviewer: Directory key of who concluded it.
        reason: What they said; `repr` hides it.
        at: Aware UTC.
    """

    state: ReviewState
    reviewer: str
    reason: str = field(repr=False)
    at: datetime


class KeptReviews:
    """All answers that wait, or waited, for a second person."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def hold(self, held: HeldAnswer, *, record: Callable[[], None]) -> None:
        """Put an answer into the queue.

        Args:
            record: Called once it is in; what it raises takes it out again.

        Raises:
            StoreError: It cannot be written, or an answer of this exchange was held.
        """
        values = {
            "exchange": held.exchange,
            "case_id": held.case,
            "purpose": held.purpose,
            "language": held.language,
            "requester": held.requester,
            "risk": held.risk,
            "risk_rank": _RISK_RANKS.get(held.risk, _RISKIEST),
            "held_at": held.held_at,
            "state": str(held.state),
            "release": held.release,
            **self._content(held),
        }
        with self._database.writing() as connection:
            connection.execute(reviews.insert().values(values))
            record()

    def conclude(
        self,
        held: HeldAnswer,
        *,
        reviewer: str,
        state: ReviewState,
        reason: str,
        at: datetime,
        record: Callable[[], None],
    ) -> None:
        """End the wait of exactly this held answer, once.

        Args:
            record: Called once this caller has won; what it raises undoes the end.

        Raises:
            ConflictError: It was concluded or changed in the meantime.
        """
        values = {
            "state": str(state),
            "reviewer": reviewer,
            "reason_sealed": self._bodies.seal(
                reason, "reviews", held.exchange, "reason"
            ),
            "concluded_at": at,
        }
        with self._database.writing() as connection:
            self._swap(connection, held, values)
            self._end_exchange(connection, held, state, at)
            record()

    def replace(
        self, held: HeldAnswer, successor: HeldAnswer, *, record: Callable[[], None]
    ) -> None:
        """Put an edited answer in place of exactly this held one.

        Args:
            record: Called once this caller has won; what it raises undoes the change.

        Raises:
            ConflictError: It was concluded or changed in the meantime.
        """
        with self._database.writing() as connection:
            self._swap(connection, held, self._content(successor))
            mark_edited_in(connection, held.exchange)
            record()

    def waiting(self, purposes: Collection[str]) -> tuple[HeldAnswer, ...]:
        """List waiting answers of these purposes: riskiest first, then oldest."""
        query = (
            select(reviews)
            .where(
                reviews.c.state == str(ReviewState.WAITING),
                reviews.c.purpose.in_(sorted(purposes)),
            )
            .order_by(reviews.c.risk_rank, reviews.c.held_at, reviews.c.exchange)
            .limit(MAX_WAITING)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(self._held(row) for row in rows)

    def count_waiting(self, purposes: Collection[str]) -> int:
        """Count the waiting answers of these purposes."""
        query = select(func.count()).where(
            reviews.c.state == str(ReviewState.WAITING),
            reviews.c.purpose.in_(sorted(purposes)),
        )
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def get(self, exchange: str) -> HeldAnswer:
        """Read the held answer of an exchange, for a reviewer (of any requester).

        Raises:
            NotFoundError: No answer of it was ever held.
        """
        return self._held(self._row(exchange))

    def conclusion(self, exchange: str) -> Conclusion | None:
        """Read how a held answer ended; None while it waits.

        Raises:
            NotFoundError: No answer of it was ever held.
        """
        row = self._row(exchange)
        if row.concluded_at is None:
            return None
        return Conclusion(
            state=ReviewState(row.state),
            reviewer=row.reviewer,
            reason=self._bodies.open(row.reason_sealed, "reviews", exchange, "reason"),
            at=row.concluded_at,
        )

    def _row(self, exchange: str) -> Row[Any]:
        with self._database.reading() as connection:
            row = connection.execute(
                select(reviews).where(reviews.c.exchange == exchange)
            ).one_or_none()
        if row is None:
            raise NotFoundError("no held answer of such an exchange")
        return row

    @staticmethod
    def _swap(connection: Connection, held: HeldAnswer, values: dict[str, Any]) -> None:
        """Change the row only if it is still exactly what the reviewer saw."""
        unchanged = and_(
            reviews.c.exchange == held.exchange,
            reviews.c.state == str(ReviewState.WAITING),
            reviews.c.draft_digest == held.binding.draft_digest,
            reviews.c.commitments == json.dumps(held.binding.commitments),
            reviews.c.authors == json.dumps(held.authors),
        )
        done = connection.execute(reviews.update().where(unchanged).values(values))
        if done.rowcount != 1:
            raise ConflictError(
                f"held answer {held.exchange} was concluded or changed meanwhile"
            )

    def _end_exchange(
        self,
        connection: Connection,
        held: HeldAnswer,
        state: ReviewState,
        at: datetime,
    ) -> None:
        ended = _EXCHANGE_ENDS.get(state)
        if ended is None:
            return
        values: dict[str, Any] = {"state": ended, "closed_at": at}
        if state is ReviewState.APPROVED:
            values["answer_sealed"] = self._bodies.seal(
                held.draft, "exchanges", held.exchange, "answer"
            )
        connection.execute(
            exchanges.update().where(exchanges.c.id == held.exchange).values(values)
        )

    def _content(self, held: HeldAnswer) -> dict[str, Any]:
        return {
            "authors": json.dumps(held.authors),
            "reasons": json.dumps(held.reasons),
            "draft_sealed": self._bodies.seal(
                held.draft, "reviews", held.exchange, "draft"
            ),
            "draft_digest": held.binding.draft_digest,
            "commitments": json.dumps(held.binding.commitments),
        }

    def _held(self, row: Row[Any]) -> HeldAnswer:
        return HeldAnswer(
            exchange=row.exchange,
            case=row.case_id,
            purpose=row.purpose,
            language=row.language,
            requester=row.requester,
            authors=tuple(json.loads(row.authors)),
            draft=self._bodies.open(row.draft_sealed, "reviews", row.exchange, "draft"),
            binding=Binding(row.draft_digest, tuple(json.loads(row.commitments))),
            risk=row.risk,
            reasons=tuple(json.loads(row.reasons)),
            held_at=row.held_at,
            state=ReviewState(row.state),
            release=row.release,
        )
