"""What people think of an answer: a thumb and why, one per person, changeable.

The remark is ciphertext. Only who asked may rate; the check is part of the write.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from appliance.domain.feedback import Thumb, Why
from appliance.domain.ports.clock import Clock
from appliance.errors import NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import exchanges, ratings

# More remarks are not shown at once.
MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's rating; `repr` hides the remark.

    Args:
        thumb: Whether it helped.
        why: The reason they chose, or None.
        remark: What else they said, masked.
        rated_at: Aware UTC.
        release: Digest of the release that answered.
    """

    thumb: Thumb
    why: Why | None
    remark: str = field(repr=False)
    rated_at: datetime
    release: str = ""


class Ratings:
    """The ratings of all answers, each kept by the person who asked."""

    def __init__(self, database: Database, bodies: Bodies, clock: Clock) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock

    def rate(
        self,
        exchange: str,
        person: str,
        thumb: Thumb,
        remark: str,
        *,
        why: Why | None = None,
    ) -> None:
        """Keep or change a person's rating of their own exchange.

        Args:
            remark: Masked.

        Raises:
            NotFoundError: There is no such exchange, or it is not theirs.
        """
        place = f"{exchange}/{person}"
        values = {
            "exchange": exchange,
            "person": person,
            "thumb": str(thumb),
            # Never NULL again: older rows hold remarks that were not masked.
            "why": "" if why is None else str(why),
            "reason_sealed": self._bodies.seal(remark, "ratings", place, "reason"),
            "rated_at": self._clock.now(),
        }
        with self._database.writing() as connection:
            theirs = connection.execute(
                select(exchanges.c.id).where(
                    exchanges.c.id == exchange, exchanges.c.owner == person
                )
            ).one_or_none()
            if theirs is None:
                raise NotFoundError("no such exchange for this person")
            connection.execute(
                self._database.upsert(ratings, values, ["exchange", "person"])
            )

    def get(self, exchange: str, person: str) -> Rating | None:
        """Read a person's own rating; None where they gave none."""
        query = _rows().where(
            ratings.c.exchange == exchange, ratings.c.person == person
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else self._rating(row)

    def remarks(self, purpose: str) -> tuple[Rating, ...]:
        """List what people remarked on a purpose's answers, newest first.

        What was kept before remarks were masked is its writer's alone.
        """
        query = (
            _rows()
            .where(exchanges.c.purpose == purpose, ratings.c.why.is_not(None))
            .order_by(ratings.c.rated_at.desc(), ratings.c.exchange)
        )
        found: list[Rating] = []
        with self._database.reading() as connection:
            for row in connection.execute(query):
                one = self._rating(row)
                if one.remark:
                    found.append(one)
                if len(found) == MAX_SHOWN:
                    break
        return tuple(found)

    def _rating(self, row: Row[Any]) -> Rating:
        place = f"{row.exchange}/{row.person}"
        return Rating(
            thumb=Thumb(row.thumb),
            why=Why(row.why) if row.why else None,
            remark=self._bodies.open(row.reason_sealed, "ratings", place, "reason"),
            rated_at=row.rated_at,
            release=row.release,
        )


def _rows() -> Select[Any]:
    return select(ratings, exchanges.c.release).join(
        exchanges, exchanges.c.id == ratings.c.exchange
    )
