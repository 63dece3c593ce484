"""A person's own exchanges, newest first, and search in them; not those of lists.

Texts are ciphertext, so the search decrypts the owner's rows page by page and looks at
what was decrypted; it stops after a bounded number of rows and says so. No index of
words is kept. It sees masked texts: a customer's name is found in the case title only.
"""

from dataclasses import dataclass

from sqlalchemy import and_, or_

from appliance.domain.bulk import ORIGIN as BULK
from appliance.domain.exchange import ExchangeState
from appliance.stores.database import Database
from appliance.stores.exchange_rows import KeptExchange, kept_rows
from appliance.stores.exchanges_read import ExchangesRead
from appliance.stores.tables import exchanges

PAGE_ROWS = 20
# About a second of decrypting on two cores.
MAX_SEARCHED_ROWS = 5_000
_MAX_QUERY_WORDS = 8


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of a person's exchanges.

    Args:
        items: At most `PAGE_ROWS` exchanges, newest first.
        page: Its number, from 1.
        more: Whether an older page exists.
        searched_all: False when the search stopped at its bound before the oldest.
    """

    items: tuple[KeptExchange, ...]
    page: int
    more: bool
    searched_all: bool = True


class History:
    """What a person asked before."""

    def __init__(self, database: Database, kept: ExchangesRead) -> None:
        self._database = database
        self._kept = kept

    def of_owner(self, owner: str, query: str = "", page: int = 1) -> HistoryPage:
        """Find a person's exchanges whose title, text or answer has all these words.

        Args:
            query: Words in any case; empty means all exchanges.
            page: From 1; a page beyond the last is empty.
        """
        words = query.casefold().split()[:_MAX_QUERY_WORDS]
        wanted = max(1, page) * PAGE_ROWS + 1
        found: list[KeptExchange] = []
        after: KeptExchange | None = None
        searched = 0
        while len(found) < wanted and searched < MAX_SEARCHED_ROWS:
            batch = self._batch(owner, after)
            found += [kept for kept in batch if _matches(kept, words)]
            searched += len(batch)
            if len(batch) < PAGE_ROWS:
                break
            after = batch[-1]
        start = wanted - 1 - PAGE_ROWS
        return HistoryPage(
            items=tuple(found[start : wanted - 1]),
            page=max(1, page),
            more=len(found) >= wanted,
            searched_all=searched < MAX_SEARCHED_ROWS or len(found) >= wanted,
        )

    def _batch(
        self, owner: str, after: KeptExchange | None
    ) -> tuple[KeptExchange, ...]:
        """Read the rows that follow; by key, so that a new row shifts none."""
        mine = exchanges.c.owner == owner
        # Texts of a list are found in their list.
        rows = kept_rows().where(mine, exchanges.c.origin != BULK)
        if after is not None:
            rows = rows.where(
                or_(
                    exchanges.c.received_at < after.received_at,
                    and_(
                        exchanges.c.received_at == after.received_at,
                        exchanges.c.id < after.id,
                    ),
                )
            )
        rows = rows.order_by(
            exchanges.c.received_at.desc(), exchanges.c.id.desc()
        ).limit(PAGE_ROWS)
        with self._database.reading() as connection:
            return self._kept.open_rows(connection.execute(rows).all())


def _matches(kept: KeptExchange, words: list[str]) -> bool:
    if not words:
        return True
    # A held draft is nobody's to read yet, so its words must not be found either.
    readable = kept.answer if kept.state is ExchangeState.RELEASED else None
    text = "\n".join((kept.case_title, kept.masked or "", readable or ""))
    folded = text.casefold()
    return all(word in folded for word in words)
