"""Shadows that are being answered: what a killed worker left without an end.

A row stands from before the first record of a shadow until after its last. It holds
ids and no text; whether there was an end says the log.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from appliance.stores.database import Database
from appliance.stores.tables import shadows_begun


@dataclass(frozen=True, slots=True)
class BegunShadow:
    """One that has no end yet, as far as its row says.

    Args:
        exchange: Its own exchange, 32 hex digits.
        case: The case of the text that it answers.
        owner: Directory key of who asked.
        begun_at: Aware UTC.
    """

    exchange: str
    case: str
    owner: str
    begun_at: datetime


class BegunShadows:
    """All of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, shadow: BegunShadow) -> None:
        """Keep that one begins.

        Raises:
            StoreError: It cannot be written; then it does not begin.
        """
        values = {
            "exchange": shadow.exchange,
            "case_id": shadow.case,
            "owner": shadow.owner,
            "begun_at": shadow.begun_at,
        }
        with self._database.writing() as connection:
            connection.execute(shadows_begun.insert().values(values))

    def end(self, exchange: str) -> None:
        """Forget one whose end is in the log."""
        with self._database.writing() as connection:
            connection.execute(
                shadows_begun.delete().where(shadows_begun.c.exchange == exchange)
            )

    def left(self, *, begun_before: datetime) -> tuple[BegunShadow, ...]:
        """List those that no process can still be at work on."""
        query = select(shadows_begun).where(shadows_begun.c.begun_at < begun_before)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            BegunShadow(row.exchange, row.case_id, row.owner, row.begun_at)
            for row in rows
        )
