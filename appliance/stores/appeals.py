"""Appeals against refusals: one of an exchange, decided once, told to who made it.

The sentence and the reason of the decision are ciphertext.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from appliance.domain.appeal import Appeal, AppealState, Ground, Refusal, RuleAppeals
from appliance.errors import ConflictError, NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.decided import decide_in
from appliance.stores.tables import appeals

_TABLE = "appeals"
# More are not shown at once.
MAX_WAITING = 50
_WAITS = appeals.c.state == str(AppealState.WAITING)


@dataclass(frozen=True, slots=True)
class Decided:
    """How an appeal was decided.

    Args:
        reason: What the decider said, masked; `repr` hides it.
        at: Aware UTC.
    """

    reason: str = field(repr=False)
    at: datetime


class Appeals:
    """Every appeal, waiting and decided."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def add(self, appeal: Appeal, *, record: Callable[[], None]) -> None:
        """Put an appeal in line.

        Args:
            record: Called once it is in; what it raises takes it out again.

        Raises:
            ConflictError: There was one of the same exchange.
        """
        there = select(appeals.c.id).where(appeals.c.exchange == appeal.exchange)
        with self._database.writing() as connection:
            if connection.execute(there).first() is not None:
                raise ConflictError(f"exchange {appeal.exchange} was appealed already")
            connection.execute(appeals.insert().values(self._values(appeal)))
            record()

    def of_exchange(self, exchange: str) -> Appeal | None:
        """Read the appeal of an exchange; None where there is none."""
        query = select(appeals).where(appeals.c.exchange == exchange)
        return next(iter(self._read(query)), None)

    def get(self, appeal: str) -> Appeal:
        """Read an appeal.

        Raises:
            NotFoundError: There is none of this id.
        """
        found = self._read(select(appeals).where(appeals.c.id == appeal))
        if not found:
            raise NotFoundError("no such appeal")
        return found[0]

    def waiting(self, purposes: Collection[str]) -> tuple[Appeal, ...]:
        """List those of these purposes that wait, oldest first."""
        return self._read(
            select(appeals)
            .where(_WAITS, appeals.c.purpose.in_(sorted(purposes)))
            .order_by(appeals.c.made_at, appeals.c.id)
            .limit(MAX_WAITING)
        )

    def waiting_beside(self, purposes: Collection[str]) -> dict[str, tuple[str, str]]:
        """Name every other purpose of which one waits: the release, and the exchange.

        Of several the newest. The release of one that was made before it was kept is
        "": the log has it.
        """
        query = (
            select(appeals.c.purpose, appeals.c.release, appeals.c.exchange)
            .where(_WAITS, appeals.c.purpose.not_in(sorted(purposes)))
            .order_by(appeals.c.made_at, appeals.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {row.purpose: (row.release, row.exchange) for row in rows}

    def decided(self, appeal: str) -> Decided | None:
        """Read how an appeal was decided; None while it waits."""
        query = select(appeals.c.reason_sealed, appeals.c.decided_at).where(
            appeals.c.id == appeal
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.decided_at is None:
            return None
        reason = self._bodies.open(row.reason_sealed, _TABLE, appeal, "reason")
        return Decided(reason, row.decided_at)

    def decide(
        self,
        appeal: Appeal,
        *,
        decider: str,
        state: AppealState,
        reason: str,
        at: datetime,
        record: Callable[[Connection], None],
    ) -> None:
        """Uphold or grant exactly this waiting appeal, once.

        Args:
            record: Called with the transaction once this caller has won; what it
                raises undoes it.

        Raises:
            ConflictError: It was decided in the meantime.
        """
        values = {
            "state": str(state),
            "decider": decider,
            "reason_sealed": self._bodies.seal(reason, _TABLE, appeal.id, "reason"),
            "decided_at": at,
        }
        with self._database.writing() as connection:
            decide_in(connection, appeals, appeal.id, values, what="appeal")
            record(connection)

    def unseen(self, requester: str, *, most: int) -> tuple[tuple[str, str], ...]:
        """List a person's decided appeals that they have not seen yet.

        Returns:
            Exchange and purpose of each, the oldest first.
        """
        query = (
            select(appeals.c.exchange, appeals.c.purpose)
            .where(
                appeals.c.requester == requester,
                appeals.c.state != str(AppealState.WAITING),
                appeals.c.seen_at.is_(None),
            )
            .order_by(appeals.c.decided_at, appeals.c.id)
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple((row.exchange, row.purpose) for row in rows)

    def seen(self, appeal: str, *, at: datetime) -> None:
        """Keep that who made it has seen how it was decided."""
        fresh = and_(
            appeals.c.id == appeal,
            appeals.c.decided_at.is_not(None),
            appeals.c.seen_at.is_(None),
        )
        with self._database.writing() as connection:
            connection.execute(appeals.update().where(fresh).values(seen_at=at))

    def by_rule(self, purpose: str) -> tuple[RuleAppeals, ...]:
        """Count how appeals of a purpose ended, by the rule they were against."""
        query = (
            select(appeals.c.rules, appeals.c.state, func.count().label("times"))
            .where(appeals.c.purpose == purpose)
            .group_by(appeals.c.rules, appeals.c.state)
        )
        counts: dict[str, Counter[AppealState]] = defaultdict(Counter)
        with self._database.reading() as connection:
            for row in connection.execute(query):
                for rule in json.loads(row.rules):
                    counts[rule][AppealState(row.state)] += int(row.times)
        return tuple(
            RuleAppeals(
                rule,
                waiting=counts[rule][AppealState.WAITING],
                upheld=counts[rule][AppealState.UPHELD],
                granted=counts[rule][AppealState.GRANTED],
            )
            for rule in sorted(counts)
        )

    def _read(self, query: Select[Any]) -> tuple[Appeal, ...]:
        with self._database.reading() as connection:
            return tuple(map(self._appeal, connection.execute(query).all()))

    def _values(self, one: Appeal) -> dict[str, Any]:
        sealed = self._bodies.seal(one.sentence, _TABLE, one.id, "sentence")
        return {
            "id": one.id,
            "exchange": one.exchange,
            "case_id": one.case,
            "purpose": one.purpose,
            "language": one.language,
            "release": one.release,
            "requester": one.requester,
            "involved": json.dumps(one.involved),
            "ground": str(one.refusal.ground),
            "rules": json.dumps(one.refusal.rules),
            "sentence_sealed": sealed,
            "made_at": one.made_at,
            "state": str(one.state),
        }

    def _appeal(self, row: Row[Any]) -> Appeal:
        return Appeal(
            id=row.id,
            exchange=row.exchange,
            case=row.case_id,
            purpose=row.purpose,
            language=row.language,
            release=row.release,
            requester=row.requester,
            involved=tuple(json.loads(row.involved)),
            refusal=Refusal(Ground(row.ground), tuple(json.loads(row.rules))),
            sentence=self._bodies.open(row.sentence_sealed, _TABLE, row.id, "sentence"),
            made_at=row.made_at,
            state=AppealState(row.state),
        )
