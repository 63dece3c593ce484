"""Lists of texts as their owners see them: begun, read in, paused, ended, read.

A text is in its list from the moment it is masked, as an exchange that waits for the
worker; what becomes of it stands in that exchange and nowhere else. Every read names
the owner. The worker's side is bulk_line.py.
"""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from appliance.domain.bulk import (
    RATE_OVER,
    BulkCounts,
    BulkList,
    BulkState,
    BulkWhy,
    GivenItem,
    count_of,
)
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.ports.clock import Clock
from appliance.errors import ForgottenError, NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.exchange_rows import KeptExchange, beginning, kept_rows, open_row
from appliance.stores.exchanges_waiting import ExchangesWaiting
from appliance.stores.tables import bulk_items, bulk_lists, cases, exchanges

PAGE_ROWS = 50
# Older ones are found no more; nobody looks through so many.
MAX_LISTS = 200


@dataclass(frozen=True, slots=True)
class WantedList:
    """What a list is to be.

    Args:
        owner: Directory key of whose it is.
        case: Their case that all its texts are of.
        purpose: The purpose's name.
        language: Language of the texts.
        rows: How many texts it has.
        given: What tells it from another list; kept as ciphertext.
        case_digest: Of nothing, under the key of a case that is there already.
    """

    owner: str
    case: str
    purpose: str
    language: str
    rows: int
    given: str = field(repr=False)
    case_digest: str | None = None


@dataclass(frozen=True, slots=True)
class KeptItem:
    """One text of a list as it is kept.

    Args:
        row: Its row in the file, or the number of its file.
        name: What its owner calls it, or "".
        repeats: The first row with the same text and values, or None.
        kept: Its exchange.
    """

    row: int
    name: str = field(repr=False)
    repeats: int | None
    kept: KeptExchange


class BulkLists:
    """The lists of everyone, each readable by its owner alone."""

    def __init__(
        self,
        database: Database,
        bodies: Bodies,
        clock: Clock,
        waiting: ExchangesWaiting,
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock
        self._waiting = waiting

    def begin(self, wanted: WantedList) -> BulkList:
        """Put a list down, with nothing read in yet.

        Raises:
            StoreError: It cannot be written, or its case does not exist.
        """
        bulk, now = secrets.token_hex(16), self._clock.now()
        values = {
            "id": bulk,
            "owner": wanted.owner,
            "case_id": wanted.case,
            "purpose": wanted.purpose,
            "language": wanted.language,
            "given_sealed": self._bodies.seal(
                wanted.given, "bulk_lists", bulk, "given"
            ),
            "rows": wanted.rows,
            "state": str(BulkState.RUNNING),
            "why": str(BulkWhy.NONE),
            "created_at": now,
            "served_at": now,
            "named": True,
            "case_digest": wanted.case_digest,
        }
        with self._database.writing() as connection:
            connection.execute(bulk_lists.insert().values(values))
        return self.get(bulk, wanted.owner)

    def forget(self, bulk: str) -> None:
        """Forget a list that could not be recorded; nothing was read in."""
        with self._database.writing() as connection:
            connection.execute(bulk_lists.delete().where(bulk_lists.c.id == bulk))

    def get(self, bulk: str, owner: str) -> BulkList:
        """Read one of a person's lists.

        Raises:
            NotFoundError: There is none of this id, or it is not theirs.
        """
        found = self._lists(bulk_lists.c.id == bulk, bulk_lists.c.owner == owner)
        if not found:
            raise NotFoundError("no such list of this person")
        return found[0]

    def of_owner(self, owner: str) -> tuple[BulkList, ...]:
        """List a person's lists, newest first."""
        return self._lists(bulk_lists.c.owner == owner)

    def is_given(self, bulk: str, owner: str, given: str) -> bool:
        """Tell whether it is this list that somebody gives again."""
        query = select(bulk_lists.c.given_sealed).where(
            bulk_lists.c.id == bulk, bulk_lists.c.owner == owner
        )
        with self._database.reading() as connection:
            sealed = connection.execute(query).scalar_one_or_none()
        if sealed is None:
            return False
        return self._bodies.open(sealed, "bulk_lists", bulk, "given") == given

    def rows_taken(self, bulk: str) -> frozenset[int]:
        """Tell which rows of a list are read in."""
        query = select(bulk_items.c.row).where(bulk_items.c.list == bulk)
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def take_in(
        self, bulk: str, item: GivenItem, masked: Masked, case_digest: str
    ) -> None:
        """Keep a masked text of a list, for the worker.

        Args:
            case_digest: Of nothing, under the key that its case has now; the first of
                a list is kept (`know`).

        Raises:
            ForgottenError: The case was erased since; nothing is kept of the text.
            StoreError: It cannot be written, or its row is taken.
        """
        known = bulk_lists.c.case_digest
        is_same = or_(known.is_(None), known == case_digest)
        with self._database.writing() as connection:
            done = connection.execute(
                bulk_lists.update()
                .where(bulk_lists.c.id == bulk, is_same)
                .values(case_digest=case_digest)
            )
            if done.rowcount != 1:
                raise ForgottenError(f"the case of list {bulk} was erased")
            self._waiting.queue_in(connection, masked)
            self._add(connection, bulk, item, masked.admitted.exchange.id)

    def know(self, bulk: str, case_digest: str) -> None:
        """Keep what tells later that the people of a list's case were erased."""
        with self._database.writing() as connection:
            connection.execute(
                bulk_lists.update()
                .where(bulk_lists.c.id == bulk, bulk_lists.c.case_digest.is_(None))
                .values(case_digest=case_digest)
            )

    def take_ended(
        self,
        bulk: str,
        item: GivenItem,
        exchange: Exchange,
        *,
        state: ExchangeState,
        reasons: Sequence[str],
        record: int | None,
    ) -> None:
        """Keep a text of a list that ended before it was masked; nothing of it stays.

        Args:
            record: Number of the record of its end; None where it has to be found.
        """
        sealed = self._bodies.seal_json(
            list(reasons), "exchanges", exchange.id, "reasons"
        )
        values = {
            **beginning(exchange, state),
            "closed_at": self._clock.now(),
            "reasons_sealed": sealed,
            "record": record,
        }
        with self._database.writing() as connection:
            connection.execute(exchanges.insert().values(values))
            self._add(connection, bulk, item, exchange.id)

    def _add(
        self, connection: Connection, bulk: str, item: GivenItem, exchange: str
    ) -> None:
        values = {
            "list": bulk,
            "row": item.row,
            "exchange": exchange,
            "name_sealed": self._bodies.seal(
                item.name, "bulk_items", f"{bulk}/{item.row}", "name"
            ),
            "repeats": item.repeats,
            "attempts": 0,
            "delays": 0,
            "gave_way": 0,
        }
        # The list first: whoever forgets its names meanwhile waits, or is waited for.
        connection.execute(
            bulk_lists.update().where(bulk_lists.c.id == bulk).values(named=True)
        )
        connection.execute(bulk_items.insert().values(values))

    def move(
        self,
        bulk: str,
        before: Collection[BulkState],
        after: BulkState,
        why: BulkWhy,
        *,
        record: Callable[[], None],
    ) -> bool:
        """Pause, go on or end; tells whether it stood where this may be done.

        Args:
            record: Called once it is moved; what it raises undoes it. Not called for
                a list that stood elsewhere.
        """
        values: dict[str, Any] = {"state": str(after), "why": str(why)}
        if after is BulkState.ENDED:
            values["ended_at"] = self._clock.now()
        with self._database.writing() as connection:
            done = connection.execute(
                bulk_lists.update()
                .where(bulk_lists.c.id == bulk)
                .where(bulk_lists.c.state.in_(list(map(str, before))))
                .values(values)
            )
            if done.rowcount:
                record()
            return done.rowcount == 1

    def counts(self, bulk: BulkList) -> BulkCounts:
        """Count the texts of a list by where they stand."""
        query = (
            select(exchanges.c.state, func.count())
            .join(bulk_items, bulk_items.c.exchange == exchanges.c.id)
            .where(bulk_items.c.list == bulk.id)
            .group_by(exchanges.c.state)
        )
        with self._database.reading() as connection:
            states = {row[0]: row[1] for row in connection.execute(query).all()}
        return count_of(states, rows=bulk.rows)

    def ended_lately(self, bulk: str) -> tuple[datetime, ...]:
        """Tell when texts of a list ended within `RATE_OVER`."""
        query = (
            select(exchanges.c.closed_at)
            .join(bulk_items, bulk_items.c.exchange == exchanges.c.id)
            .where(
                bulk_items.c.list == bulk,
                exchanges.c.closed_at > self._clock.now() - RATE_OVER,
            )
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def items(
        self,
        bulk: str,
        owner: str,
        *,
        states: Collection[ExchangeState] = (),
        after: int = 0,
        skip: int = 0,
        most: int = PAGE_ROWS,
    ) -> tuple[KeptItem, ...]:
        """Read texts of a person's list, in order of their rows.

        Args:
            states: Only those that stand so; all if empty.
            after: Only rows behind this one.
            skip: Leave out the first so many.
            most: At most so many.
        """
        query = self._items(bulk, owner).where(bulk_items.c.row > after)
        if states:
            query = query.where(exchanges.c.state.in_(list(map(str, states))))
        query = query.order_by(bulk_items.c.row).offset(skip).limit(most)
        with self._database.reading() as connection:
            return tuple(self._item(row) for row in connection.execute(query).all())

    def _items(self, bulk: str, owner: str) -> Select[Any]:
        return (
            kept_rows()
            .add_columns(
                bulk_items.c.list,
                bulk_items.c.row,
                bulk_items.c.name_sealed,
                bulk_items.c.repeats,
            )
            .join(bulk_items, bulk_items.c.exchange == exchanges.c.id)
            .where(bulk_items.c.list == bulk, exchanges.c.owner == owner)
        )

    def _item(self, row: Row[Any]) -> KeptItem:
        place = f"{row.list}/{row.row}"
        name = self._bodies.open(row.name_sealed, "bulk_items", place, "name")
        return KeptItem(row.row, name, row.repeats, open_row(self._bodies, row))

    def _lists(self, *conditions: ColumnElement[bool]) -> tuple[BulkList, ...]:
        taken = (
            select(func.count())
            .where(bulk_items.c.list == bulk_lists.c.id)
            .scalar_subquery()
        )
        query = (
            select(bulk_lists, cases.c.title_sealed, taken.label("taken"))
            .join(cases, cases.c.id == bulk_lists.c.case_id)
            .where(*conditions)
            .order_by(bulk_lists.c.created_at.desc(), bulk_lists.c.id)
            .limit(MAX_LISTS)
        )
        with self._database.reading() as connection:
            return tuple(self._list(row) for row in connection.execute(query).all())

    def _list(self, row: Row[Any]) -> BulkList:
        title = self._bodies.open(row.title_sealed, "cases", row.case_id, "title")
        return BulkList(
            id=row.id,
            owner=row.owner,
            case=row.case_id,
            case_title=title,
            purpose=row.purpose,
            language=row.language,
            rows=row.rows,
            taken=row.taken,
            state=BulkState(row.state),
            why=BulkWhy(row.why),
            created_at=row.created_at,
            ended_at=row.ended_at,
            case_digest=row.case_digest,
        )
