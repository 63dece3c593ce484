"""Answers that are kept to be given again: few, for hours, and ciphertext.

Implements the `RecalledAnswers` port. A row is found by digests under the key of its
case, which the masker alone has and erases with the case: from then on nothing finds
it, and the worker's clean-up removes it. Case and person are part of what authenticates
the ciphertext, so a row that was moved to another does not open.
"""

import logging
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, delete, exists, func, select

from appliance.domain.answer import Finished, Weights
from appliance.domain.entity import EntityKind
from appliance.domain.feedback import Thumb
from appliance.domain.ports.clock import Clock
from appliance.domain.recalled import Digests, KeptAnswer, Piece, Place
from appliance.errors import StoreError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import amendments, ratings
from appliance.stores.tables import recalled_answers as recalled

log = logging.getLogger(__name__)

# A person asks the same of a case a few times; more are a program's, which may wait.
MOST_OF_CASE = 50
# The clean-up asks the masker once for each case, and this many it can.
MOST_IN_ALL = 20_000


class Marked(NamedTuple):
    """What shows whether a case is still the one whose answers are kept.

    Args:
        case: Its id.
        scope: The question's scope, as it was spelled; None if it cannot be read.
        digest: Its digest, under the key that the case had.
    """

    case: str
    scope: str | None
    digest: str


class KeptRecalled:
    """All answers that may be given again."""

    def __init__(self, database: Database, bodies: Bodies, clock: Clock) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock

    def same(self, place: Place, key: str) -> KeptAnswer | None:
        """Find the newest answer to the same question; see the port."""
        query = self._at(place).where(recalled.c.asked == key).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else self._kept(row)

    def alike(self, place: Place, reading: str) -> KeptAnswer | None:
        """Find the newest answer to a question that reads the same; see the port."""
        query = self._at(place).where(recalled.c.reading == reading).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else self._kept(row)

    def keep(self, place: Place, kept: KeptAnswer, digests: Digests) -> None:
        """Keep an answer in place of an older one to the same question."""
        values = {
            "exchange": kept.exchange,
            "case_id": place.case,
            "person": place.person,
            "asked": digests.whole,
            "reading": digests.reading,
            "scope": digests.scope,
            "kept_sealed": self._bodies.seal_json(
                _body_of(kept),
                "recalled_answers",
                _row_of(kept.exchange, place),
                "kept",
            ),
            "written_at": kept.written_at,
            "until": kept.until,
        }
        older = and_(
            recalled.c.case_id == place.case,
            recalled.c.person == place.person,
            recalled.c.asked == digests.whole,
        )
        newest = (
            select(recalled.c.exchange)
            .where(recalled.c.case_id == place.case)
            .order_by(recalled.c.written_at.desc(), recalled.c.exchange)
            .limit(MOST_OF_CASE)
        )
        with self._database.writing() as connection:
            connection.execute(delete(recalled).where(older))
            connection.execute(recalled.insert().values(values))
            stay = list(connection.execute(newest).scalars())
            connection.execute(
                delete(recalled).where(
                    recalled.c.case_id == place.case, recalled.c.exchange.not_in(stay)
                )
            )

    def forget(self, exchange: str) -> None:
        """Keep an answer no longer."""
        with self._database.writing() as connection:
            connection.execute(delete(recalled).where(recalled.c.exchange == exchange))

    def forget_case(self, case: str) -> int:
        """Keep no answer of a case any longer; tells how many there were."""
        with self._database.writing() as connection:
            return connection.execute(
                delete(recalled).where(recalled.c.case_id == case)
            ).rowcount

    def remove_over(self) -> int:
        """Remove what may not be given again any more, and the oldest of too many."""
        newest = (
            select(recalled.c.written_at)
            .order_by(recalled.c.written_at.desc())
            .offset(MOST_IN_ALL)
            .limit(1)
        )
        over = recalled.c.until <= self._clock.now()
        with self._database.writing() as connection:
            removed = connection.execute(delete(recalled).where(over)).rowcount
            last = connection.execute(newest).scalar_one_or_none()
            if last is not None:
                removed += connection.execute(
                    delete(recalled).where(recalled.c.written_at <= last)
                ).rowcount
        return removed

    def cases(self) -> Iterator[Marked]:
        """Give one question of each case, to see whether the case is still there."""
        first = select(func.min(recalled.c.exchange)).group_by(recalled.c.case_id)
        query = select(recalled).where(recalled.c.exchange.in_(first))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            yield Marked(row.case_id, self._scope(row), row.scope)

    def _at(self, place: Place) -> Select[Any]:
        """Select what a person may be given again in a case, newest first."""
        unhelpful = exists().where(
            ratings.c.exchange == recalled.c.exchange,
            ratings.c.thumb == str(Thumb.DOWN),
        )
        # Whatever became of the correction since.
        corrected = exists().where(amendments.c.exchange == recalled.c.exchange)
        return (
            select(recalled)
            .where(
                recalled.c.case_id == place.case,
                recalled.c.person == place.person,
                recalled.c.until > self._clock.now(),
                ~unhelpful,
                ~corrected,
            )
            .order_by(recalled.c.written_at.desc(), recalled.c.exchange)
        )

    def _scope(self, row: Row[Any]) -> str | None:
        try:
            return self._kept(row).scope
        except StoreError:
            log.warning("exchange %s: its kept answer cannot be read", row.exchange)
            return None

    def _kept(self, row: Row[Any]) -> KeptAnswer:
        """Open a row.

        Raises:
            StoreError: It was changed or moved, or is not of today's shape.
        """
        at = _row_of(row.exchange, Place(row.case_id, row.person))
        try:
            body: Any = self._bodies.open_json(
                row.kept_sealed, "recalled_answers", at, "kept"
            )
            return _read(row, body)
        except (LookupError, TypeError, ValueError, AttributeError) as err:
            # What the fault says may hold words of the answer.
            raise StoreError(
                f"kept answer of {row.exchange}: {type(err).__name__}"
            ) from None


def _read(row: Row[Any], body: Any) -> KeptAnswer:
    finished = body["finished"]
    return KeptAnswer(
        exchange=row.exchange,
        written_at=row.written_at,
        until=row.until,
        kinds=tuple(map(EntityKind, body["kinds"])),
        text=_pieces(body["text"]),
        answer=_pieces(body["answer"]),
        logprob=float(body["logprob"]),
        tier=body["tier"],
        finished=Finished(**{**finished, "weights": Weights(**finished["weights"])}),
        scope=body["scope"],
    )


def _row_of(exchange: str, place: Place) -> str:
    return f"{exchange}/{place.case}/{place.person}"


def _body_of(kept: KeptAnswer) -> dict[str, object]:
    return {
        "kinds": kept.kinds,
        "text": kept.text,
        "answer": kept.answer,
        "logprob": kept.logprob,
        "tier": kept.tier,
        "finished": asdict(kept.finished),
        "scope": kept.scope,
    }


def _pieces(given: list[Any]) -> tuple[Piece, ...]:
    return tuple(
        one if isinstance(one, str) else (EntityKind(one[0]), int(one[1]), str(one[2]))
        for one in given
    )
