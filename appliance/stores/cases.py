"""Cases: a staff member's units of work, one customer file each.

Every query names the owner; another person's case and no case are the same answer.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, select

from appliance.domain.ports.clock import Clock
from appliance.errors import NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import cases


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    Args:
        id: 32 hex digits.
        owner: Directory key of the person whose case it is.
        title: What its owner calls it; may name a customer, so `repr` hides it.
        created_at: Aware UTC.
    """

    id: str
    owner: str
    title: str = field(repr=False)
    created_at: datetime


class Cases:
    """The cases of everyone, each readable by its owner alone."""

    def __init__(self, database: Database, bodies: Bodies, clock: Clock) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock

    def create(self, owner: str, title: str) -> Case:
        """Begin a case; its title is stored as ciphertext and may be empty."""
        case = Case(secrets.token_hex(16), owner, title, self._clock.now())
        with self._database.writing() as connection:
            connection.execute(
                cases.insert().values(
                    id=case.id,
                    owner=owner,
                    title_sealed=self._bodies.seal(title, "cases", case.id, "title"),
                    created_at=case.created_at,
                )
            )
        return case

    def ensure(self, case: str, owner: str) -> Case:
        """Begin a program's case of this id, or go on with it if it is there.

        It has no title: its id is made of what the program calls it, and nobody would
        ever read one.

        Raises:
            NotFoundError: It is there and is another's.
        """
        values = {
            "id": case,
            "owner": owner,
            "title_sealed": self._bodies.seal("", "cases", case, "title"),
            "created_at": self._clock.now(),
        }
        # What is there stays as it is: two requests may begin it at once.
        begin = self._database.upsert(cases, values, ["id"], {"id": case})
        with self._database.writing() as connection:
            connection.execute(begin)
        return self.get(case, owner)

    def get(self, case: str, owner: str) -> Case:
        """Read one of a person's cases.

        Raises:
            NotFoundError: There is none of this id, or it is not theirs.
        """
        query = select(cases).where(cases.c.id == case, cases.c.owner == owner)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("no such case of this person")
        return self._case(row)

    def of_owner(self, owner: str, *, limit: int = 50) -> tuple[Case, ...]:
        """List a person's cases, newest first."""
        query = (
            select(cases)
            .where(cases.c.owner == owner)
            .order_by(cases.c.created_at.desc(), cases.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(self._case(row) for row in rows)

    def _case(self, row: Row[tuple[object, ...]]) -> Case:
        title = self._bodies.open(row.title_sealed, "cases", row.id, "title")
        return Case(row.id, row.owner, title, row.created_at)
