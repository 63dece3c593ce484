"""What people think of an answer: a thumb and a reason, one per person, changeable.

The reason is ciphertext. Only who asked may rate; the check is part of the write.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from appliance.domain.ports.clock import Clock
from appliance.errors import NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import exchanges, ratings


class Thumb(StrEnum):
    """Whether an answer helped."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's rating; `repr` hides the reason."""

    thumb: Thumb
    reason: str = field(repr=False)
    rated_at: datetime


class Ratings:
    """The ratings of all answers, each kept by the person who asked."""

    def __init__(self, database: Database, bodies: Bodies, clock: Clock) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock

    def rate(self, exchange: str, person: str, thumb: Thumb, reason: str) -> None:
        """Keep or change a person's rating of their own exchange.

        Raises:
            NotFoundError: There is no such exchange, or it is not theirs.
        """
        place = f"{exchange}/{person}"
        values = {
            "exchange": exchange,
            "person": person,
            "thumb": str(thumb),
            "reason_sealed": self._bodies.seal(reason, "ratings", place, "reason"),
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
        query = select(ratings).where(
            ratings.c.exchange == exchange, ratings.c.person == person
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        place = f"{exchange}/{person}"
        return Rating(
            thumb=Thumb(row.thumb),
            reason=self._bodies.open(row.reason_sealed, "ratings", place, "reason"),
            rated_at=row.rated_at,
        )
