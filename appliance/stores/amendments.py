"""Amendments: answers as who asked says they should have been; each decided once.

One of an exchange waits at most: a later one replaces it. The version is ciphertext.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from appliance.domain.feedback import Amendment, AmendmentState
from appliance.errors import NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.decided import decide_in
from appliance.stores.tables import amendments

_TABLE = "amendments"
# More are not shown at once.
MAX_SHOWN = 20


class Amendments:
    """Every amendment, waiting and decided."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def add(self, amendment: Amendment, *, record: Callable[[], None]) -> None:
        """Keep an amendment in place of the one of its exchange that waits.

        Args:
            record: Called once it is in; what it raises takes it out again.

        Raises:
            StoreError: It cannot be written.
        """
        before = and_(
            amendments.c.exchange == amendment.exchange,
            amendments.c.state == str(AmendmentState.WAITING),
        )
        replaced = {"state": str(AmendmentState.REPLACED)}
        with self._database.writing() as connection:
            connection.execute(amendments.update().where(before).values(replaced))
            connection.execute(amendments.insert().values(self._values(amendment)))
            record()

    def of_exchange(self, exchange: str) -> Amendment | None:
        """Read the newest amendment of an exchange; None where there is none."""
        query = (
            select(amendments)
            .where(amendments.c.exchange == exchange)
            .order_by(amendments.c.written_at.desc(), amendments.c.id)
            .limit(1)
        )
        return next(iter(self._read(query)), None)

    def waiting(self, purpose: str) -> tuple[Amendment, ...]:
        """List a purpose's that wait for a decision, oldest first."""
        return self._read(
            select(amendments)
            .where(
                amendments.c.purpose == purpose,
                amendments.c.state == str(AmendmentState.WAITING),
            )
            .order_by(amendments.c.written_at, amendments.c.id)
            .limit(MAX_SHOWN)
        )

    def get(self, amendment: str) -> Amendment:
        """Read an amendment.

        Raises:
            NotFoundError: There is none of this id.
        """
        found = self._read(select(amendments).where(amendments.c.id == amendment))
        if not found:
            raise NotFoundError("no such amendment")
        return found[0]

    def reason(self, amendment: str) -> str:
        """Read why an amendment was decided as it was; "" while it waits."""
        query = select(amendments.c.reason_sealed).where(amendments.c.id == amendment)
        with self._database.reading() as connection:
            sealed = connection.execute(query).scalar_one_or_none()
        if sealed is None:
            return ""
        return self._bodies.open(sealed, _TABLE, amendment, "reason")

    def decide(
        self,
        amendment: Amendment,
        *,
        decider: str,
        state: AmendmentState,
        reason: str,
        at: datetime,
        record: Callable[[Connection], None],
    ) -> None:
        """Accept or drop exactly this waiting amendment, once.

        Args:
            record: Called with the transaction once this caller has won; what it
                raises undoes it.

        Raises:
            ConflictError: It was decided or replaced in the meantime.
        """
        values = {
            "state": str(state),
            "decider": decider,
            "reason_sealed": self._bodies.seal(reason, _TABLE, amendment.id, "reason"),
            "decided_at": at,
        }
        with self._database.writing() as connection:
            decide_in(connection, amendments, amendment.id, values, what="amendment")
            record(connection)

    def _read(self, query: Select[Any]) -> tuple[Amendment, ...]:
        with self._database.reading() as connection:
            return tuple(map(self._amendment, connection.execute(query).all()))

    def _values(self, one: Amendment) -> dict[str, Any]:
        return {
            "id": one.id,
            "exchange": one.exchange,
            "case_id": one.case,
            "purpose": one.purpose,
            "language": one.language,
            "release": one.release,
            "writer": one.writer,
            "version_sealed": self._bodies.seal(one.version, _TABLE, one.id, "version"),
            "written_at": one.written_at,
            "state": str(one.state),
        }

    def _amendment(self, row: Row[Any]) -> Amendment:
        return Amendment(
            id=row.id,
            exchange=row.exchange,
            case=row.case_id,
            purpose=row.purpose,
            language=row.language,
            release=row.release,
            writer=row.writer,
            version=self._bodies.open(row.version_sealed, _TABLE, row.id, "version"),
            written_at=row.written_at,
            state=AmendmentState(row.state),
        )
