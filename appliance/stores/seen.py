"""What exchanges came to, read one by one for metrics, pictures and alerts; no text.

A row has no id and names nobody: who reads these cannot find the exchange again.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Ended
from appliance.stores.database import Database
from appliance.stores.tables import compared, exchanges, outcomes, ratings

# Newest first: more than these of one period are left out.
MAX_ENDED = 50_000
_NOTHING = "{}"


class Seen:
    """The figures of exchanges, whoever answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ended(
        self,
        since: datetime,
        until: datetime,
        *,
        purposes: Collection[str] | None = None,
        most: int = MAX_ENDED,
    ) -> Sequence[Ended]:
        """List exchanges that ended, or were held, in a period; newest first.

        Args:
            since: First moment, aware UTC.
            until: First moment after.
            purposes: Only these; None for every one.
            most: How many at most.

        Raises:
            StoreError: They cannot be read.
        """
        query = (
            _rows()
            .where(outcomes.c.ended_at >= since, outcomes.c.ended_at < until)
            .order_by(outcomes.c.ended_at.desc(), outcomes.c.exchange)
            .limit(most)
        )
        if purposes is not None:
            query = query.where(outcomes.c.purpose.in_(sorted(purposes)))
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return [Ended._make((*row[:-1], _counts(row[-1]))) for row in found]

    def waiting(self) -> int:
        """Count the texts that wait: long ones, and those whose model is away.

        Raises:
            StoreError: They cannot be counted.
        """
        queued = exchanges.c.state == str(ExchangeState.QUEUED)
        query = select(func.count()).select_from(exchanges).where(queued)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())


def _rows() -> Select[Any]:
    """Select the columns of `Ended`, in its order."""
    shadow = case((compared.c.exchange.is_not(None), "shadow"), else_=outcomes.c.arm)
    # One person rates their own answer, so an exchange has one thumb at most.
    return (
        select(
            outcomes.c.ended_at,
            outcomes.c.purpose,
            outcomes.c.release,
            shadow,
            outcomes.c.state,
            func.coalesce(outcomes.c.tier, literal("")),
            outcomes.c.cause,
            outcomes.c.grave,
            outcomes.c.well_formed,
            outcomes.c.held,
            outcomes.c.edited,
            ratings.c.thumb,
            outcomes.c.queue_ms,
            outcomes.c.first_token_ms,
            outcomes.c.writing_ms,
            outcomes.c.total_ms,
            func.coalesce(outcomes.c.prompt_tokens, 0),
            func.coalesce(outcomes.c.output_tokens, 0),
            outcomes.c.findings,
        )
        .outerjoin(ratings, ratings.c.exchange == outcomes.c.exchange)
        .outerjoin(compared, compared.c.exchange == outcomes.c.exchange)
    )


def _counts(findings: str) -> dict[str, int]:
    if findings == _NOTHING:
        return {}
    counted: dict[str, int] = json.loads(findings)
    return counted
