"""Lists of texts as the worker takes them: one text at a time, the lists in turn.

A turn is counted before the text is begun, so that one which kills the worker is not
begun for ever. Whether a text is over says its exchange.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, not_, or_, select

from appliance.domain.bulk import BulkState, BulkWhy
from appliance.domain.ports.clock import Clock
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import bulk_items, bulk_lists, cases, exchanges

_LEFT = exchanges.c.state.in_(["queued", "open"])

# Where people and the programs that they use ask.
_OF_PEOPLE = ("web", "terminal", "api")


@dataclass(frozen=True, slots=True)
class Turn:
    """A text whose turn it is.

    Args:
        bulk: Its list.
        row: Its row there.
        exchange: Its exchange.
        owner: Directory key of whose list it is.
        case: The list's case.
        purpose: The purpose's name.
        attempts: How often it was begun without coming to an end, this time included.
        delays: How often it waited for a part that was not there.
        gave_way: How often it gave way to somebody.
    """

    bulk: str
    row: int
    exchange: str
    owner: str
    case: str
    purpose: str
    attempts: int
    delays: int
    gave_way: int


@dataclass(frozen=True, slots=True)
class Leftover:
    """A text of a list that has ended, which nobody answers any more."""

    exchange: str
    owner: str
    case: str
    why: BulkWhy


@dataclass(frozen=True, slots=True)
class Named:
    """A list that keeps names of its texts.

    Args:
        bulk: Its id.
        case: Its case.
        case_digest: Of nothing, under the key that the case had when its first text was
            masked; None where that is not known.
        is_masked: Whether any of its texts was masked.
        begun_at: Aware UTC.
    """

    bulk: str
    case: str
    case_digest: str | None
    is_masked: bool
    begun_at: datetime


class BulkLine:
    """The line of all lists; used by one thread of one worker."""

    def __init__(self, database: Database, bodies: Bodies, clock: Clock) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock

    def next(self) -> Turn | None:
        """Take the next text of the list that was served longest ago; None for none."""
        now = self._clock.now()
        is_time = or_(bulk_items.c.not_before.is_(None), bulk_items.c.not_before <= now)
        query = (
            select(
                bulk_items,
                bulk_lists.c.owner,
                bulk_lists.c.case_id,
                bulk_lists.c.purpose,
            )
            .join(bulk_lists, bulk_lists.c.id == bulk_items.c.list)
            .join(exchanges, exchanges.c.id == bulk_items.c.exchange)
            .where(bulk_lists.c.state == str(BulkState.RUNNING), _LEFT, is_time)
            .order_by(bulk_lists.c.served_at, bulk_lists.c.id, bulk_items.c.row)
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        with self._database.writing() as connection:
            connection.execute(
                bulk_items.update()
                .where(bulk_items.c.exchange == row.exchange)
                .values(attempts=row.attempts + 1)
            )
            connection.execute(
                bulk_lists.update()
                .where(bulk_lists.c.id == row.list)
                .values(served_at=now)
            )
        return Turn(
            bulk=row.list,
            row=row.row,
            exchange=row.exchange,
            owner=row.owner,
            case=row.case_id,
            purpose=row.purpose,
            attempts=row.attempts + 1,
            delays=row.delays,
            gave_way=row.gave_way,
        )

    def is_asked_since(self, since: datetime) -> bool:
        """Tell whether somebody who waits for the answer has asked from then on."""
        query = (
            select(exchanges.c.id)
            .where(
                exchanges.c.received_at >= since,
                exchanges.c.origin.in_(_OF_PEOPLE),
            )
            .limit(1)
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def give_back(
        self,
        turn: Turn,
        *,
        not_before: datetime | None,
        gave_way: bool = False,
        attempts: int = 0,
    ) -> None:
        """Have a text wait again; what it came to was no end.

        Args:
            not_before: It is begun again then or later.
            gave_way: It gave way to somebody, and no part was missing.
            attempts: How often it was begun without coming to an end before this time.
        """
        values: dict[str, Any] = {"attempts": attempts, "not_before": not_before}
        if gave_way:
            values["gave_way"] = turn.gave_way + 1
        elif not_before is not None:
            values["delays"] = turn.delays + 1
        with self._database.writing() as connection:
            connection.execute(
                bulk_items.update()
                .where(bulk_items.c.exchange == turn.exchange)
                .values(values)
            )

    def worked_off(self) -> tuple[tuple[str, str], ...]:
        """Name the running lists that are read in and have no text left, and whose."""
        mine = bulk_items.c.list == bulk_lists.c.id
        taken = select(func.count()).where(mine).scalar_subquery()
        left = exists().where(mine, bulk_items.c.exchange == exchanges.c.id, _LEFT)
        query = select(bulk_lists.c.id, bulk_lists.c.owner).where(
            bulk_lists.c.state == str(BulkState.RUNNING),
            taken >= bulk_lists.c.rows,
            not_(left),
        )
        with self._database.reading() as connection:
            return tuple((r.id, r.owner) for r in connection.execute(query).all())

    def leftovers(self, *, most: int) -> tuple[Leftover, ...]:
        """List texts of ended lists that have no end yet."""
        query = (
            select(
                bulk_items.c.exchange,
                bulk_lists.c.owner,
                bulk_lists.c.case_id,
                bulk_lists.c.why,
            )
            .join(bulk_lists, bulk_lists.c.id == bulk_items.c.list)
            .join(exchanges, exchanges.c.id == bulk_items.c.exchange)
            .where(bulk_lists.c.state == str(BulkState.ENDED), _LEFT)
            .order_by(bulk_items.c.list, bulk_items.c.row)
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Leftover(row.exchange, row.owner, row.case_id, BulkWhy(row.why))
            for row in rows
        )

    def named(self) -> tuple[Named, ...]:
        """List the lists that keep names of texts."""
        mine = bulk_items.c.list == bulk_lists.c.id
        masked = exists().where(
            mine,
            bulk_items.c.exchange == exchanges.c.id,
            exchanges.c.masked_sealed.is_not(None),
        )
        query = select(
            bulk_lists.c.id,
            bulk_lists.c.case_id,
            bulk_lists.c.case_digest,
            masked.label("is_masked"),
            bulk_lists.c.created_at,
        ).where(bulk_lists.c.named)
        with self._database.reading() as connection:
            return tuple(Named(*row) for row in connection.execute(query).all())

    def forget_names(self, bulk: str, *, case: str | None) -> None:
        """Forget what the texts of a list are called, and what tells it from others.

        Args:
            case: The list's case, whose title is forgotten too; None to leave it.
        """
        rows = select(bulk_items.c.row).where(bulk_items.c.list == bulk)
        given = self._bodies.seal("", "bulk_lists", bulk, "given")
        with self._database.writing() as connection:
            # The list first: a text that is taken in meanwhile has its name after it.
            connection.execute(
                bulk_lists.update()
                .where(bulk_lists.c.id == bulk)
                .values(named=False, given_sealed=given)
            )
            for row in connection.execute(rows).scalars().all():
                nothing = self._bodies.seal("", "bulk_items", f"{bulk}/{row}", "name")
                connection.execute(
                    bulk_items.update()
                    .where(and_(bulk_items.c.list == bulk, bulk_items.c.row == row))
                    .values(name_sealed=nothing)
                )
            if case is not None:
                untitled = self._bodies.seal("", "cases", case, "title")
                connection.execute(
                    cases.update()
                    .where(cases.c.id == case)
                    .values(title_sealed=untitled)
                )
