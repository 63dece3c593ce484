"""Proposals for the site's dictionary: each is decided once, by whoever comes first.

Words and reasons are ciphertext, and kept no longer than a proposal waits or is in
force. What a decision does beyond this database (the masker, the log) runs inside
its transaction; what that raises undoes the decision.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, func, select

from appliance.detect.phrases import words_of
from appliance.domain.proposal import Proposal, ProposalAction, ProposalState
from appliance.errors import NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.decided import decide_in
from appliance.stores.tables import proposals

_TABLE = "dictionary_proposals"
# More are not shown at once.
MAX_SHOWN = 200
# Of what was decided against, taken out or withdrawn; it holds nothing.
_NOTHING = {"words_sealed": b"", "reason_sealed": None}
_IS_WAITING = proposals.c.state == str(ProposalState.WAITING)
_IS_IN_FORCE = and_(
    proposals.c.state == str(ProposalState.APPROVED),
    proposals.c.action == str(ProposalAction.ADD),
)


class Waiting(NamedTuple):
    """A proposal that waits and is from a text of a case, without its words.

    Args:
        digest: Of nothing, under the key that the case had.
        begun: Who began to approve it, so that the masker may have it; else None.
    """

    id: str
    listed: str
    case: str
    digest: str
    begun: str | None


class Proposals:
    """Every proposal, waiting and decided."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def add(self, proposal: Proposal, *, record: Callable[[Proposal], None]) -> None:
        """Put a proposal in line, unless the same waits or is in force already.

        What waits is the same only where it is from the same case: it goes with its own
        case, and what is from another one has to stay.

        Args:
            record: Called with the one that is there now; what it raises undoes it.
        """
        with self._database.writing() as connection:
            same = self._same(connection, proposal)
            if same is None:
                connection.execute(proposals.insert().values(self._values(proposal)))
            record(same or proposal)

    def get(self, proposal: str) -> Proposal:
        """Read a proposal.

        Raises:
            NotFoundError: There is none of this id.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                select(proposals).where(proposals.c.id == proposal)
            ).one_or_none()
        if row is None:
            raise NotFoundError("no such proposal")
        return self._proposal(row)

    def waiting(self) -> tuple[Proposal, ...]:
        """List what waits for a decision, oldest first, `MAX_SHOWN` at most."""
        with self._database.reading() as connection:
            return self._read(connection, _oldest_first(_IS_WAITING).limit(MAX_SHOWN))

    def count_waiting(self) -> int:
        """Count what waits for a decision."""
        query = select(func.count()).where(_IS_WAITING)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def in_force(self, *, start: int = 0) -> tuple[Proposal, ...]:
        """List the approved entries that nobody took out, oldest first.

        Args:
            start: How many to pass over; `MAX_SHOWN` come at most.
        """
        query = _oldest_first(_IS_IN_FORCE).offset(start).limit(MAX_SHOWN)
        with self._database.reading() as connection:
            return self._read(connection, query)

    def count_in_force(self) -> int:
        """Count the approved entries that nobody took out."""
        query = select(func.count()).where(_IS_IN_FORCE)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def begin(self, proposal: str, *, decider: str) -> None:
        """Keep that a waiting proposal is being approved, before the masker has it.

        Where the approval cannot be kept after that, the masker may have an entry whose
        proposal waits: whoever rejects it then takes it out.
        """
        waits = and_(proposals.c.id == proposal, _IS_WAITING)
        with self._database.writing() as connection:
            connection.execute(proposals.update().where(waits).values(decider=decider))

    def not_begun(self, proposal: str, *, decider: str) -> None:
        """Keep that the masker was not asked for what `begin` was called of."""
        is_theirs = and_(
            proposals.c.id == proposal, _IS_WAITING, proposals.c.decider == decider
        )
        with self._database.writing() as connection:
            connection.execute(proposals.update().where(is_theirs).values(decider=None))

    def decide(
        self,
        proposal: Proposal,
        *,
        decider: str,
        state: ProposalState,
        reason: str,
        at: datetime,
        carry_out: Callable[[], None],
        take_back: Callable[[], None] = lambda: None,
    ) -> None:
        """Approve or reject exactly this waiting proposal, once.

        Args:
            carry_out: Called once this caller has won; what it raises undoes it.
            take_back: Called after it to reject what `begin` was called of and no entry
                in force has too; what it raises undoes it.

        Raises:
            ConflictError: It was decided in the meantime.
        """
        values: dict[str, Any] = {
            "state": str(state),
            "decider": decider,
            "reason_sealed": self._bodies.seal(reason, _TABLE, proposal.id, "reason"),
            "decided_at": at,
        }
        comes_in = proposal.action is ProposalAction.ADD
        if not (comes_in and state is ProposalState.APPROVED):
            values |= _NOTHING
        begun = and_(proposals.c.id == proposal.id, proposals.c.decider.is_not(None))
        with self._database.writing() as connection:
            is_begun = connection.execute(select(proposals.c.id).where(begun)).first()
            decide_in(connection, proposals, proposal.id, values, what="proposal")
            if state is ProposalState.APPROVED:
                self._take_out(connection, proposal)
            carry_out()
            if (
                is_begun
                and state is ProposalState.REJECTED
                and comes_in
                and not self._of_same_words(connection, proposal)
            ):
                take_back()

    def of_cases(self) -> tuple[Waiting, ...]:
        """List all that wait and are from a text of a case, oldest first."""
        of_case = and_(_IS_WAITING, proposals.c.case_id.is_not(None))
        query = _oldest_first(of_case).with_only_columns(
            proposals.c.id,
            proposals.c.listed,
            proposals.c.case_id,
            proposals.c.case_digest,
            proposals.c.decider,
        )
        with self._database.reading() as connection:
            return tuple(Waiting(*row) for row in connection.execute(query).all())

    def withdraw(
        self, proposal: str, *, at: datetime, record: Callable[[], None]
    ) -> bool:
        """Take a waiting proposal back, with its words; tells whether it still waited.

        Args:
            proposal: Its id.
            record: Called once it is withdrawn; what it raises undoes it.
        """
        values = {
            **_NOTHING,
            "state": str(ProposalState.WITHDRAWN),
            "decided_at": at,
        }
        with self._database.writing() as connection:
            waits = and_(proposals.c.id == proposal, _IS_WAITING)
            done = connection.execute(proposals.update().where(waits).values(values))
            if done.rowcount:
                record()
            return done.rowcount == 1

    def _take_out(self, connection: Connection, proposal: Proposal) -> None:
        """Mark what a removal removes: every entry of these words in this list."""
        if proposal.action is not ProposalAction.REMOVE:
            return
        for entry in self._of_same_words(connection, proposal):
            gone = proposals.update().where(proposals.c.id == entry.id)
            state = str(ProposalState.REMOVED)
            connection.execute(gone.values({**_NOTHING, "state": state}))

    def _same(self, connection: Connection, proposal: Proposal) -> Proposal | None:
        """Find the proposal that waits, or is in force, for the same change."""
        waiting = (
            other
            for other in self._read(connection, _oldest_first(_IS_WAITING))
            if other.action is proposal.action
            and (other.case, other.case_digest) == (proposal.case, proposal.case_digest)
        )
        in_force = self._of_same_words(connection, proposal)
        if proposal.action is ProposalAction.REMOVE:
            in_force = ()
        there = (*waiting, *in_force)
        return next((one for one in there if _is_of_same_words(one, proposal)), None)

    def _of_same_words(
        self, connection: Connection, proposal: Proposal
    ) -> tuple[Proposal, ...]:
        """Give the entries in force that have these words in this list."""
        there = self._read(connection, _oldest_first(_IS_IN_FORCE))
        return tuple(one for one in there if _is_of_same_words(one, proposal))

    def _read(self, connection: Connection, query: Select[Any]) -> tuple[Proposal, ...]:
        return tuple(self._proposal(row) for row in connection.execute(query).all())

    def _values(self, proposal: Proposal) -> dict[str, Any]:
        return {
            "id": proposal.id,
            "action": str(proposal.action),
            "listed": proposal.listed,
            "words_sealed": self._bodies.seal(
                proposal.words, _TABLE, proposal.id, "words"
            ),
            "proposer": proposal.proposer,
            "proposed_at": proposal.proposed_at,
            "entry": proposal.entry,
            "case_id": proposal.case,
            "case_digest": proposal.case_digest,
            "state": str(proposal.state),
        }

    def _proposal(self, row: Row[Any]) -> Proposal:
        sealed = bytes(row.words_sealed)
        return Proposal(
            id=row.id,
            action=ProposalAction(row.action),
            listed=row.listed,
            words=self._bodies.open(sealed, _TABLE, row.id, "words") if sealed else "",
            proposer=row.proposer,
            proposed_at=row.proposed_at,
            state=ProposalState(row.state),
            entry=row.entry,
            case=row.case_id,
            case_digest=row.case_digest,
        )


def _is_of_same_words(one: Proposal, other: Proposal) -> bool:
    same = words_of(one.words) == words_of(other.words)
    return same and one.listed == other.listed


def _oldest_first(condition: Any) -> Select[Any]:
    return (
        select(proposals)
        .where(condition)
        .order_by(proposals.c.proposed_at, proposals.c.id)
    )
