"""Exchanges as they are kept: where each stands, its masked text and masked answer.

Implements the `Exchanges` port and the reads of pages and jobs. Every read names the
owner, except those that say otherwise. Holds no text with people in
it: input and answer are masked, and ciphertext besides. The log is the proof.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select

from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.outcome import Figures
from appliance.domain.ports.clock import Clock
from appliance.domain.span import MaskedSpan
from appliance.errors import ConflictError, NotFoundError, StoreError
from appliance.stores.bodies import Bodies
from appliance.stores.budgets import give_back_in, settle_in
from appliance.stores.database import Database
from appliance.stores.jobs import FIRST_AGAIN, JobKind, Jobs
from appliance.stores.outcomes import keep_in
from appliance.stores.tables import cases, exchanges, jobs, reviews, samples

# Which states may follow which. A reviewer may be faster than the pipeline that put
# the answer into the queue: then HELD comes late and changes nothing.
_FOLLOWS: dict[ExchangeState, frozenset[ExchangeState]] = {
    ExchangeState.QUEUED: frozenset(ExchangeState),
    ExchangeState.OPEN: frozenset(ExchangeState) - {ExchangeState.QUEUED},
    ExchangeState.HELD: frozenset(
        {
            ExchangeState.HELD,
            ExchangeState.RELEASED,
            ExchangeState.REFUSED,
            ExchangeState.FAILED,
        }
    ),
    ExchangeState.RELEASED: frozenset({ExchangeState.RELEASED}),
    ExchangeState.REFUSED: frozenset({ExchangeState.REFUSED}),
    ExchangeState.FAILED: frozenset({ExchangeState.FAILED}),
}


@dataclass(frozen=True, slots=True)
class KeptExchange:
    """An exchange as it is kept; `repr` shows no text.

    Args:
        id: 32 hex digits.
        case: Its case.
        case_title: What the owner calls the case.
        owner: Directory key of who asked.
        purpose: The purpose's name.
        language: Language of the text.
        origin: "web", "terminal" or "worker".
        state: Where it stands.
        received_at: Aware UTC.
        closed_at: When it ended or was held, or None.
        masked: The text as the model saw it, or None before masking.
        spans: The surrogates in `masked`.
        answer: The masked answer, or None.
        reasons: Why it was held, refused or failed, in plain sentences.
        record: Sequence number of the record of how it stands, or None.
        release: Digest of the release that answered it; "" before one did.
        values: What the model saw for each variable of the purpose.
    """

    id: str
    case: str
    case_title: str = field(repr=False)
    owner: str
    purpose: str
    language: str
    origin: str
    state: ExchangeState
    received_at: datetime
    closed_at: datetime | None
    masked: str | None = field(repr=False)
    spans: tuple[MaskedSpan, ...] = field(repr=False)
    answer: str | None = field(repr=False)
    reasons: tuple[str, ...] = field(repr=False)
    record: int | None
    release: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


class KeptExchanges:
    """All exchanges, each readable by the person who asked."""

    def __init__(
        self, database: Database, bodies: Bodies, clock: Clock, jobs: Jobs
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock
        self._jobs = jobs

    def opened(self, exchange: Exchange) -> None:
        """Keep that an exchange began (no text yet); one that was queued begins now.

        Raises:
            StoreError: It cannot be written, its case does not exist, or it was begun
                before.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                select(exchanges).where(exchanges.c.id == exchange.id).with_for_update()
            ).one_or_none()
            if row is None:
                values = self._beginning(exchange, ExchangeState.OPEN)
                connection.execute(exchanges.insert().values(values))
                return
            # A job that was killed half way begins its exchange again.
            if row.queued_at is None or row.state not in {"queued", "open"}:
                raise StoreError(f"exchange {exchange.id} was begun before")
            if (row.owner, row.case_id) != (exchange.credential.person, exchange.case):
                raise StoreError(f"exchange {exchange.id} is queued for another")
            connection.execute(
                exchanges.update()
                .where(exchanges.c.id == exchange.id)
                .values(state=str(ExchangeState.OPEN))
            )

    def queue(self, masked: Masked) -> None:
        """Keep a masked text to be answered in the background.

        Raises:
            StoreError: It cannot be written, its case does not exist, or its id is
                taken.
        """
        with self._database.writing() as connection:
            self.queue_in(connection, masked)

    def queue_in(self, connection: Connection, masked: Masked) -> None:
        """Do the same in a transaction that others have begun."""
        exchange = masked.admitted.exchange
        values = {
            **self._beginning(exchange, ExchangeState.QUEUED),
            **self._masked_values(masked),
            "queued_at": self._clock.now(),
        }
        connection.execute(exchanges.insert().values(values))

    def unqueue(self, exchange: str) -> None:
        """Forget a text that could not be put in line, unless it was begun already."""
        waits = and_(
            exchanges.c.id == exchange,
            exchanges.c.state == str(ExchangeState.QUEUED),
        )
        with self._database.writing() as connection:
            if connection.execute(select(exchanges.c.id).where(waits)).first():
                connection.execute(jobs.delete().where(jobs.c.exchange == exchange))
                connection.execute(exchanges.delete().where(waits))

    def masked(self, masked: Masked) -> None:
        """Keep the masked text of an exchange and where its surrogates are."""
        exchange = masked.admitted.exchange.id
        values = self._masked_values(masked)
        with self._database.writing() as connection:
            done = connection.execute(
                exchanges.update().where(exchanges.c.id == exchange).values(values)
            )
            if done.rowcount != 1:
                raise StoreError(f"no exchange {exchange}")

    def masked_text(self, exchange: str) -> str:
        """Read what a prompt held of a person, of any owner; "" where none is kept."""
        columns = (exchanges.c.masked_sealed, exchanges.c.variables_sealed)
        with self._database.reading() as connection:
            row = connection.execute(
                select(*columns).where(exchanges.c.id == exchange)
            ).one_or_none()
        if row is None or row.masked_sealed is None:
            return ""
        text = self._bodies.open(row.masked_sealed, "exchanges", exchange, "masked")
        return "\n".join((text, *self._values(row.variables_sealed, exchange).values()))

    def _values(self, sealed: bytes | None, exchange: str) -> dict[str, str]:
        if sealed is None:
            return {}
        values: Any = self._bodies.open_json(sealed, "exchanges", exchange, "variables")
        return {str(name): str(value) for name, value in values.items()}

    def drafted(self, exchange: str, answer: str) -> None:
        """Keep the masked answer that is about to be released; nobody reads it yet."""
        sealed = self._bodies.seal(answer, "exchanges", exchange, "answer")
        with self._database.writing() as connection:
            done = connection.execute(
                exchanges.update()
                .where(exchanges.c.id == exchange)
                .values(answer_sealed=sealed)
            )
            if done.rowcount != 1:
                raise StoreError(f"no exchange {exchange}")

    def delayed(self, exchange: str, reasons: tuple[str, ...]) -> None:
        """Keep that an exchange waits for the worker, with the job that answers it.

        Raises:
            StoreError: It never began, has ended, or cannot be written.
        """
        sealed = self._bodies.seal_json(list(reasons), "exchanges", exchange, "reasons")
        now = self._clock.now()
        begun = exchanges.c.state.in_([ExchangeState.OPEN, ExchangeState.QUEUED])
        with self._database.writing() as connection:
            found = connection.execute(
                select(exchanges.c.owner, exchanges.c.queued_at)
                .where(exchanges.c.id == exchange, begun)
                .with_for_update()
            ).one_or_none()
            if found is None:
                raise StoreError(f"exchange {exchange} is not under way")
            connection.execute(
                exchanges.update()
                .where(exchanges.c.id == exchange)
                .values(
                    state=str(ExchangeState.QUEUED),
                    queued_at=found.queued_at or now,
                    reasons_sealed=sealed,
                )
            )
            give_back_in(connection, exchange)
            if found.queued_at is None:
                # In the worker's hands already otherwise: its job goes on.
                self._jobs.add_in(
                    connection,
                    JobKind.ANSWER,
                    exchange=exchange,
                    owner=found.owner,
                    not_before=now + FIRST_AGAIN,
                )

    def unseen(self, owner: str, *, most: int) -> tuple[tuple[str, str], ...]:
        """List what a person waited for, has ended and was not opened by them yet.

        Returns:
            Exchange and purpose of each, the oldest first.
        """
        query = (
            select(exchanges.c.id, exchanges.c.purpose)
            .where(
                exchanges.c.owner == owner,
                exchanges.c.queued_at.is_not(None),
                exchanges.c.closed_at.is_not(None),
                exchanges.c.seen_at.is_(None),
            )
            .order_by(exchanges.c.closed_at, exchanges.c.id)
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            return tuple((row.id, row.purpose) for row in rows)

    def seen(self, exchange: str, owner: str) -> None:
        """Keep that its owner has opened an exchange that ended."""
        with self._database.writing() as connection:
            connection.execute(
                exchanges.update()
                .where(
                    exchanges.c.id == exchange,
                    exchanges.c.owner == owner,
                    exchanges.c.closed_at.is_not(None),
                    exchanges.c.seen_at.is_(None),
                )
                .values(seen_at=self._clock.now())
            )

    def closed(
        self,
        exchange: str,
        state: ExchangeState,
        *,
        answer: str | None,
        reasons: tuple[str, ...],
        record: int | None,
        figures: Figures | None = None,
    ) -> None:
        """Keep how an exchange ended; without a record, until the log says otherwise.

        Raises:
            StoreError: It never began, or cannot be written.
            ConflictError: It had ended otherwise.
        """
        values: dict[str, Any] = {
            "state": str(state),
            "closed_at": self._clock.now(),
            "reasons_sealed": self._bodies.seal_json(
                list(reasons), "exchanges", exchange, "reasons"
            ),
            "record": record,
        }
        if answer is not None:
            values["answer_sealed"] = self._bodies.seal(
                answer, "exchanges", exchange, "answer"
            )
        elif record is not None:
            # A draft that is not let out is not kept; unless a record is to come.
            values["answer_sealed"] = None
        with self._database.writing() as connection:
            row = connection.execute(
                select(exchanges.c.state, exchanges.c.record)
                .where(exchanges.c.id == exchange)
                .with_for_update()
            ).one_or_none()
            if row is None:
                raise StoreError(f"no exchange {exchange}")
            before = ExchangeState(row.state)
            if state is ExchangeState.HELD and before in _DECIDED:
                # The reviewer was faster: it was held all the same.
                at = values["closed_at"]
                self._keep_figures(connection, exchange, state, at, figures)
                keep_in(connection, exchange, before, at, None)
                return
            unproven = before in _ENDED and row.record is None
            if state not in _FOLLOWS[before] and not (unproven and record is not None):
                raise ConflictError(f"exchange {exchange} is {before}, not {state}")
            connection.execute(
                exchanges.update().where(exchanges.c.id == exchange).values(values)
            )
            at = values["closed_at"]
            self._keep_figures(connection, exchange, state, at, figures)

    @staticmethod
    def _keep_figures(
        connection: Connection,
        exchange: str,
        state: ExchangeState,
        at: datetime,
        figures: Figures | None,
    ) -> None:
        """Keep what an exchange came to, and settle what was set aside for it."""
        keep_in(connection, exchange, state, at, figures)
        if figures is not None:
            settle_in(connection, exchange, figures)

    def get(self, exchange: str, owner: str) -> KeptExchange:
        """Read one of a person's exchanges.

        Raises:
            NotFoundError: There is none of this id, or it is not theirs.
        """
        return self._one(
            kept_rows().where(exchanges.c.id == exchange, exchanges.c.owner == owner)
        )

    def get_under_review(self, exchange: str) -> KeptExchange:
        """Read an exchange that has a held answer, for a reviewer (of any owner).

        Raises:
            NotFoundError: No answer of it was ever held.
        """
        return self._one(
            kept_rows()
            .join(reviews, reviews.c.exchange == exchanges.c.id)
            .where(exchanges.c.id == exchange)
        )

    def get_sampled(self, exchange: str) -> KeptExchange:
        """Read an exchange that was drawn, for a rater (of any owner).

        Raises:
            NotFoundError: Its answer was never drawn.
        """
        return self._one(
            kept_rows()
            .join(samples, samples.c.exchange == exchanges.c.id)
            .where(exchanges.c.id == exchange)
        )

    def get_answered(self, exchange: str) -> KeptExchange:
        """Read an exchange that has an answer, let out or held (of any owner).

        Raises:
            NotFoundError: It has none.
        """
        return self._one(
            kept_rows().where(
                exchanges.c.id == exchange,
                exchanges.c.state.in_(["released", "held"]),
                exchanges.c.answer_sealed.is_not(None),
            )
        )

    def get_queued(self, exchange: str) -> KeptExchange:
        """Read an exchange that waits for the worker (of any owner).

        Raises:
            NotFoundError: It was not queued, or has ended.
        """
        return self._one(
            kept_rows().where(
                exchanges.c.id == exchange,
                exchanges.c.queued_at.is_not(None),
                exchanges.c.state.in_(["queued", "open"]),
            )
        )

    def left_open(
        self, *, begun_before: datetime, ended_before: datetime
    ) -> tuple[KeptExchange, ...]:
        """List exchanges that no process ends any more, or whose end has no record.

        Those that wait for the worker, or are in its hands, are its own to end.
        """
        left = and_(
            exchanges.c.state == str(ExchangeState.OPEN),
            exchanges.c.queued_at.is_(None),
            exchanges.c.received_at < begun_before,
        )
        unproven = and_(
            exchanges.c.state.in_(sorted(map(str, _ENDED))),
            exchanges.c.record.is_(None),
            exchanges.c.closed_at < ended_before,
        )
        rows = kept_rows().where(or_(left, unproven))
        with self._database.reading() as connection:
            return self.open_rows(connection.execute(rows).all())

    def open_rows(self, rows: Sequence[Row[Any]]) -> tuple[KeptExchange, ...]:
        """Decrypt rows of `kept_rows`."""
        return tuple(self._kept(row) for row in rows)

    def _one(self, query: Select[Any]) -> KeptExchange:
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("no such exchange for this person")
        return self._kept(row)

    @staticmethod
    def _beginning(exchange: Exchange, state: ExchangeState) -> dict[str, Any]:
        return {
            "id": exchange.id,
            "case_id": exchange.case,
            "owner": exchange.credential.person,
            "purpose": exchange.purpose,
            "language": exchange.language,
            "origin": exchange.origin,
            "state": str(state),
            "received_at": exchange.received_at,
        }

    def _masked_values(self, masked: Masked) -> dict[str, Any]:
        exchange, text = masked.admitted.exchange.id, masked.text
        spans = [
            [span.start, span.end, str(span.kind), span.surrogate, span.reason]
            for span in text.spans
        ]
        return {
            "release": masked.admitted.purpose.release,
            "masked_sealed": self._bodies.seal(
                text.text, "exchanges", exchange, "masked"
            ),
            "spans_sealed": self._bodies.seal_json(
                spans, "exchanges", exchange, "spans"
            ),
            "variables_sealed": self._bodies.seal_json(
                masked.values(), "exchanges", exchange, "variables"
            )
            if masked.values()
            else None,
        }

    def _kept(self, row: Row[Any]) -> KeptExchange:
        def text(column: str) -> str | None:
            sealed = getattr(row, f"{column}_sealed")
            if sealed is None:
                return None
            return self._bodies.open(sealed, "exchanges", row.id, column)

        def values(column: str) -> Any:
            sealed = getattr(row, f"{column}_sealed")
            if sealed is None:
                return []
            return self._bodies.open_json(sealed, "exchanges", row.id, column)

        return KeptExchange(
            id=row.id,
            case=row.case_id,
            case_title=self._bodies.open(
                row.title_sealed, "cases", row.case_id, "title"
            ),
            owner=row.owner,
            purpose=row.purpose,
            language=row.language,
            origin=row.origin,
            state=ExchangeState(row.state),
            received_at=row.received_at,
            closed_at=row.closed_at,
            masked=text("masked"),
            spans=tuple(
                MaskedSpan(start, end, EntityKind(kind), surrogate, reason)
                for start, end, kind, surrogate, reason in values("spans")
            ),
            answer=text("answer"),
            reasons=tuple(values("reasons")),
            record=row.record,
            release=row.release,
            values=self._values(row.variables_sealed, row.id),
        )


_DECIDED = frozenset({ExchangeState.RELEASED, ExchangeState.REFUSED})
_ENDED = _DECIDED | {ExchangeState.FAILED}


def kept_rows() -> Select[Any]:
    """Select exchanges with the title of their case."""
    return select(exchanges, cases.c.title_sealed).join(
        cases, cases.c.id == exchanges.c.case_id
    )
