"""Cases to test with, proposed from what people said: each is decided once.

The case is kept as the line of golden.jsonl that it becomes, as ciphertext: it is made
of a text that masking may have missed something in, until a second person has looked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select
from sqlalchemy.sql import ColumnElement

from appliance.domain.golden import CaseOrigin
from appliance.domain.proposal import ProposalState
from appliance.errors import ConflictError, NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.decided import decide_in
from appliance.stores.tables import golden_proposals as proposals

_TABLE = "golden_proposals"
# More are not shown at once.
MAX_SHOWN = 50


@dataclass(frozen=True, slots=True)
class GoldenProposal:
    """A case that somebody wants to test with; `repr` hides it.

    Args:
        id: 32 hex digits.
        sample: Id of what it was made from, as `origin` says.
        purpose: The purpose's name.
        line: The line of golden.jsonl, without its end.
        proposer: Directory key of who proposed it; they never decide on it.
        proposed_at: Aware UTC.
        state: Where it stands.
        origin: What it was made from.
    """

    id: str
    sample: str
    purpose: str
    line: str = field(repr=False)
    proposer: str
    proposed_at: datetime
    state: ProposalState = ProposalState.WAITING
    origin: CaseOrigin = CaseOrigin.SAMPLE


class GoldenProposals:
    """Every proposed case, waiting and decided."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def add(self, proposal: GoldenProposal, *, record: Callable[[], None]) -> None:
        """Put a case in line.

        Args:
            record: Called once it is in; what it raises takes it out again.

        Raises:
            ConflictError: One of the same source waits or was approved.
        """
        with self._database.writing() as connection:
            self.add_in(connection, proposal)
            record()

    def add_in(self, connection: Connection, proposal: GoldenProposal) -> None:
        """Do the same in a transaction that others have begun.

        Raises:
            ConflictError: One of the same source waits or was approved.
        """
        there = select(proposals.c.id).where(
            proposals.c.sample == proposal.sample,
            proposals.c.state != str(ProposalState.REJECTED),
        )
        if connection.execute(there).first() is not None:
            raise ConflictError(f"{proposal.origin} {proposal.sample} is proposed")
        connection.execute(proposals.insert().values(self._values(proposal)))

    def get(self, proposal: str) -> GoldenProposal:
        """Read a proposal.

        Raises:
            NotFoundError: There is none of this id.
        """
        found = self._read(select(proposals).where(proposals.c.id == proposal))
        if not found:
            raise NotFoundError("no such proposal")
        return found[0]

    def waiting(self) -> tuple[GoldenProposal, ...]:
        """List what waits for a decision, oldest first, `MAX_SHOWN` at most."""
        return self._read(_oldest_first(_is(ProposalState.WAITING)).limit(MAX_SHOWN))

    def approved(self, purpose: str) -> tuple[GoldenProposal, ...]:
        """List the approved cases of a purpose, oldest first."""
        wanted = and_(_is(ProposalState.APPROVED), proposals.c.purpose == purpose)
        return self._read(_oldest_first(wanted))

    def of_samples(self, samples: list[str]) -> frozenset[str]:
        """Tell of which of these answers a case waits or was approved."""
        query = select(proposals.c.sample).where(
            proposals.c.sample.in_(samples),
            proposals.c.state != str(ProposalState.REJECTED),
        )
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def count_approved(self) -> dict[str, int]:
        """Count the approved cases of each purpose that has any."""
        query = select(proposals.c.purpose, func.count()).where(
            _is(ProposalState.APPROVED)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(proposals.c.purpose)).all()
        return {purpose: int(count) for purpose, count in rows}

    def decide(
        self,
        proposal: GoldenProposal,
        *,
        decider: str,
        state: ProposalState,
        reason: str,
        at: datetime,
        record: Callable[[], None],
    ) -> None:
        """Approve or reject exactly this waiting proposal, once.

        Args:
            record: Called once this caller has won; what it raises undoes it.

        Raises:
            ConflictError: It was decided in the meantime.
        """
        values = {
            "state": str(state),
            "decider": decider,
            "reason_sealed": self._bodies.seal(reason, _TABLE, proposal.id, "reason"),
            "decided_at": at,
        }
        with self._database.writing() as connection:
            decide_in(connection, proposals, proposal.id, values, what="proposal")
            record()

    def _read(self, query: Select[Any]) -> tuple[GoldenProposal, ...]:
        with self._database.reading() as connection:
            return tuple(map(self._proposal, connection.execute(query).all()))

    def _values(self, proposal: GoldenProposal) -> dict[str, Any]:
        return {
            "id": proposal.id,
            "sample": proposal.sample,
            "origin": str(proposal.origin),
            "purpose": proposal.purpose,
            "line_sealed": self._bodies.seal(
                proposal.line, _TABLE, proposal.id, "line"
            ),
            "proposer": proposal.proposer,
            "proposed_at": proposal.proposed_at,
            "state": str(proposal.state),
        }

    def _proposal(self, row: Row[Any]) -> GoldenProposal:
        return GoldenProposal(
            id=row.id,
            sample=row.sample,
            purpose=row.purpose,
            line=self._bodies.open(row.line_sealed, _TABLE, row.id, "line"),
            proposer=row.proposer,
            proposed_at=row.proposed_at,
            state=ProposalState(row.state),
            origin=CaseOrigin(row.origin),
        )


def _is(state: ProposalState) -> ColumnElement[bool]:
    return proposals.c.state == str(state)


def _oldest_first(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(proposals)
        .where(condition)
        .order_by(proposals.c.proposed_at, proposals.c.id)
    )
