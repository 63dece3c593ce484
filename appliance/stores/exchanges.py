"""Exchanges as they are kept: where each stands, its masked text and masked answer.

Implements the `Exchanges` port: each step is written as it is done. Reading is in
exchanges_read.py, what waits for the worker in exchanges_waiting.py. Holds no text with
people in it: input and answer are masked, and ciphertext besides. The log is the proof.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.outcome import Figures
from appliance.errors import ConflictError, StoreError
from appliance.stores.budgets import settle_in
from appliance.stores.exchange_rows import beginning, masked_values
from appliance.stores.exchanges_waiting import ExchangesWaiting
from appliance.stores.outcomes import keep_in
from appliance.stores.tables import exchanges

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
_DECIDED = frozenset({ExchangeState.RELEASED, ExchangeState.REFUSED})
_ENDED = _DECIDED | {ExchangeState.FAILED}


class KeptExchanges(ExchangesWaiting):
    """All exchanges, each readable by the person who asked."""

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
                values = beginning(exchange, ExchangeState.OPEN)
                connection.execute(exchanges.insert().values(values))
                return
            # A job that was killed half way begins its exchange again.
            if row.queued_at is None or row.state not in {"queued", "open"}:
                raise StoreError(f"exchange {exchange.id} was begun before")
            if (row.owner, row.case_id) != (exchange.credential.person, exchange.case):
                raise StoreError(f"exchange {exchange.id} is queued for another")
            # What is still set aside is of a process that died; it sets aside anew.
            settle_in(connection, exchange.id, None, goes_on=True)
            connection.execute(
                exchanges.update()
                .where(exchanges.c.id == exchange.id)
                .values(state=str(ExchangeState.OPEN))
            )

    def never_began(self, exchange: str, figures: Figures) -> None:
        """Count as failed an exchange that the log did not take; no row is kept of it.

        Raises:
            StoreError: It cannot be written.
        """
        failed, now = ExchangeState.FAILED, self._clock.now()
        with self._database.writing() as connection:
            keep_in(connection, exchange, failed, now, figures)

    def masked(self, masked: Masked) -> None:
        """Keep the masked text of an exchange and where its surrogates are."""
        exchange = masked.admitted.exchange.id
        values = masked_values(self._bodies, masked)
        with self._database.writing() as connection:
            done = connection.execute(
                exchanges.update().where(exchanges.c.id == exchange).values(values)
            )
            if done.rowcount != 1:
                raise StoreError(f"no exchange {exchange}")

    def combined(
        self, exchange: str, codes: Sequence[Mapping[str, Sequence[str]]]
    ) -> None:
        """Keep the codes that each part of a text was answered with."""
        told = [{name: list(said) for name, said in one.items()} for one in codes]
        sealed = self._bodies.seal_json(told, "exchanges", exchange, "parts")
        with self._database.writing() as connection:
            done = connection.execute(
                exchanges.update()
                .where(exchanges.c.id == exchange)
                .values(parts_sealed=sealed)
            )
            if done.rowcount != 1:
                raise StoreError(f"no exchange {exchange}")

    def drafted(self, exchange: str, answer: str) -> None:
        """Keep the masked answer that is about to be released; nobody reads it yet.

        Raises:
            StoreError: It is not open: it never began, or was ended meanwhile.
        """
        sealed = self._bodies.seal(answer, "exchanges", exchange, "answer")
        with self._database.writing() as connection:
            done = connection.execute(
                exchanges.update()
                .where(exchanges.c.id == exchange)
                .where(exchanges.c.state == str(ExchangeState.OPEN))
                .values(answer_sealed=sealed)
            )
            if done.rowcount != 1:
                raise StoreError(f"no open exchange {exchange}")

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
            values |= {"answer_sealed": None, "parts_sealed": None}
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
