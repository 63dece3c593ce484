"""Cases: a staff member's units of work, one customer file each.

Every query names the owner; another person's case and no case are the same answer.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, func, select

from appliance.domain.ports.clock import Clock
from appliance.errors import NotFoundError
from appliance.stores.bodies import EMPTY_BYTES, Bodies
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


class Titled(NamedTuple):
    """A case that its owner has given a title.

    Args:
        owner: Directory key of whose it is, or what stands for a program.
        digest: What `know` kept of it; None before that.
    """

    id: str
    owner: str
    digest: str | None
    created_at: datetime


class Cases:
    """The cases of everyone, each readable by its owner alone."""

    def __init__(self, database: Database, bodies: Bodies, clock: Clock) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock
        # The last that was looked at, of the known ones and of the others.
        self._looked_at = {True: "", False: ""}

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

    def titled(self, *, known: bool, most: int) -> Iterator[Titled]:
        """Give the next of the cases that have a title; after the last, the first.

        Where one is the last that was taken, the next call goes on behind it: all have
        their turn before one has another. It begins anew with the process.

        Args:
            known: Whether those of which `know` kept something, or the others.
            most: How many at most.
        """
        last, is_known = self._looked_at[known], cases.c.digest.is_not(None)
        query = (
            select(cases.c.id, cases.c.owner, cases.c.digest, cases.c.created_at)
            .where(
                func.length(cases.c.title_sealed) > EMPTY_BYTES,
                is_known if known else ~is_known,
            )
            .order_by(cases.c.id <= last, cases.c.id)
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            yield Titled(*row)
            # Only now: where the masker went away meanwhile, it is the next one again.
            self._looked_at[known] = row.id

    def know(self, case: str, digest: str) -> None:
        """Keep what tells later that the people of a case were erased.

        Args:
            digest: Of nothing, under the key that the case has now.
        """
        unknown = (cases.c.id == case, cases.c.digest.is_(None))
        with self._database.writing() as connection:
            connection.execute(cases.update().where(*unknown).values(digest=digest))

    def forget_title(self, case: str) -> None:
        """Forget what a case is called."""
        nothing = self._bodies.seal("", "cases", case, "title")
        with self._database.writing() as connection:
            connection.execute(
                cases.update().where(cases.c.id == case).values(title_sealed=nothing)
            )

    def _case(self, row: Row[tuple[object, ...]]) -> Case:
        title = self._bodies.open(row.title_sealed, "cases", row.id, "title")
        return Case(row.id, row.owner, title, row.created_at)
