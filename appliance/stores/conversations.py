"""Conversations, read: the turns that an exchange goes on from, of its owner's alone.

What follows what is kept in the rows; only the bodies of the turns that are wanted are
decrypted.
"""

from sqlalchemy import select

from appliance.domain.conversation import (
    MAX_TURNS,
    Continues,
    Follows,
    Turn,
    thread,
)
from appliance.domain.exchange import Exchange, ExchangeState
from appliance.errors import NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.exchange_rows import (
    KeptExchange,
    follows_of,
    kept_rows,
    open_row,
)
from appliance.stores.tables import exchanges


class Conversations:
    """What exchanges of one case go on from."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def earlier(self, exchange: Exchange) -> tuple[Turn, ...]:
        """Read the turns that an exchange goes on from, the oldest first.

        Of long conversations the newest turns are read that a model may be given, and
        of those before them the ids alone.

        Raises:
            NotFoundError: What it follows is no exchange of this person, case and
                purpose, or, as a turn, has no answer that went out.
        """
        follows = exchange.follows
        if follows is None:
            return ()
        kept = self.followed(
            follows,
            owner=exchange.credential.person,
            case=exchange.case,
            purpose=exchange.purpose,
        )
        numbers = self._thread(kept, follows)
        read = {one.id: one for one in self._open(numbers[-MAX_TURNS:])}
        return tuple(_turn(number, read.get(number)) for number in numbers)

    def followed(
        self, follows: Follows, *, owner: str, case: str, purpose: str
    ) -> KeptExchange:
        """Read the exchange that another wants to go on from.

        Raises:
            NotFoundError: It is none of this person, case and purpose, is under way
                still, or, as a turn, has no answer that went out.
        """
        (kept,) = self._open([follows.exchange]) or (None,)
        ended = {ExchangeState.RELEASED}
        if follows.how is not Continues.TURN:
            ended |= {ExchangeState.REFUSED, ExchangeState.FAILED}
        if (
            kept is None
            or (kept.owner, kept.case, kept.purpose) != (owner, case, purpose)
            or kept.state not in ended
            or kept.masked is None
        ):
            raise NotFoundError("nothing that can be gone on from")
        return kept

    def before(self, kept: KeptExchange) -> tuple[KeptExchange, ...]:
        """Read the turns that a kept exchange went on from, the oldest first."""
        if kept.follows is None:
            return ()
        numbers = self._thread(kept, kept.follows)
        found = {one.id: one for one in self._open(numbers)}
        return tuple(found[number] for number in numbers if number in found)

    def after(self, kept: KeptExchange) -> tuple[tuple[str, Continues], ...]:
        """List what goes on from an exchange, the oldest first, and how."""
        query = (
            select(exchanges.c.id, exchanges.c.continues)
            .where(exchanges.c.case_id == kept.case, exchanges.c.follows == kept.id)
            .order_by(exchanges.c.received_at, exchanges.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple((row.id, Continues(row.continues)) for row in rows)

    def _thread(self, kept: KeptExchange, follows: Follows) -> list[str]:
        """List the turns before, of the same case, owner and purpose."""
        query = select(
            exchanges.c.id, exchanges.c.follows, exchanges.c.continues
        ).where(
            exchanges.c.case_id == kept.case,
            exchanges.c.owner == kept.owner,
            exchanges.c.purpose == kept.purpose,
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return thread({row.id: follows_of(row) for row in rows}, follows)

    def _open(self, numbers: list[str]) -> tuple[KeptExchange, ...]:
        query = kept_rows().where(exchanges.c.id.in_(numbers))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(open_row(self._bodies, row) for row in rows)


def _turn(number: str, kept: KeptExchange | None) -> Turn:
    if kept is None:
        return Turn(number, "", "")
    return Turn(number, kept.masked or "", kept.answer or "")
