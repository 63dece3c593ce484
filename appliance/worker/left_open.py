"""Bring rows in line with the log where a process or the database died in between.

The log is written first, the row after it. Here a row follows: an exchange without an
end gets one, with a sentence for the person instead of an exchange that seems to go on
for ever; an end without a record gets its record; a wait that the log has ended ends.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.errors import ConflictError, NotFoundError
from appliance.kinds import ENDS, OUTCOMES, RecordKind
from appliance.steps.review import follow_log
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.opened import Stores

log = logging.getLogger(__name__)

# An end without a record may have its record on the way, for as long as a call takes.
_RECORD_LATE = timedelta(minutes=1)
_REASON = "The appliance was stopped while it worked on this text. Send it again."


class ReadableLog(Protocol):
    """What the log says of one exchange."""

    def of_exchange(self, exchange: str) -> Iterable[Mapping[str, Any]]:
        """Read the records of an exchange, in order."""
        ...


def outcome_of(exchange: str, log: ReadableLog) -> Mapping[str, Any] | None:
    """Find the record that ended an exchange, or put it into the queue of reviews."""
    ends = [r for r in log.of_exchange(exchange) if r["kind"] in OUTCOMES]
    return ends[-1] if ends else None


def follow(kept: KeptExchange, outcome: Mapping[str, Any], stores: Stores) -> bool:
    """Keep of an exchange what its outcome's record says.

    Returns:
        False where nothing can be kept: it was recorded as held, and the answer never
        got into the queue of reviews.

    Raises:
        StoreError: The database cannot be used.
    """
    state, answer, reasons = ExchangeState.FAILED, None, kept.reasons or (_REASON,)
    match outcome["kind"]:
        case RecordKind.EXCHANGE_HELD:
            try:
                held = stores.reviews.get(kept.id)
            except NotFoundError:
                return False
            state, answer, reasons = ExchangeState.HELD, held.draft, held.reasons
        case RecordKind.EXCHANGE_RELEASED if kept.answer is not None:
            state, answer, reasons = ExchangeState.RELEASED, kept.answer, ()
        case RecordKind.EXCHANGE_REFUSED:
            state = ExchangeState.REFUSED
    stores.exchanges.closed(
        kept.id, state, answer=answer, reasons=reasons, record=int(outcome["seq"])
    )
    return True


def end_left_open(stores: Stores, ports: Ports, *, after: timedelta) -> int:
    """End every exchange that was left open or has no record of its end.

    Args:
        after: How old an open exchange is that no process can still be at work on.

    Returns:
        How many.

    Raises:
        LedgerError: The log cannot be asked or written; what is left stays open.
        StoreError: The database cannot be used.
    """
    now = ports.clock.now()
    found = stores.exchanges.left_open(
        begun_before=now - after, ended_before=now - _RECORD_LATE
    )
    for kept in found:
        outcome = outcome_of(kept.id, ports.ledger)
        if outcome is None or not follow(kept, outcome, stores):
            _end(kept, stores, ports)
    return len(found)


def end_shadows(stores: Stores, ports: Ports, *, after: timedelta) -> int:
    """End in the log every shadow that a killed worker left; says how many.

    Args:
        after: How old one is that no process can still be at work on.

    Raises:
        LedgerError: The log cannot be asked or written; what is left stays.
        StoreError: The database cannot be used.
    """
    ended = 0
    for left in stores.shadows.left(begun_before=ports.clock.now() - after):
        kinds = {record["kind"] for record in ports.ledger.of_exchange(left.exchange)}
        # Without a record it never began; with an end there is nothing to add.
        if kinds and not kinds & ENDS:
            ports.ledger.append(
                _left_open(left.exchange, left.case, left.owner), durable=True
            )
            ended += 1
        stores.shadows.end(left.exchange)
    return ended


def end_waits(stores: Stores, ports: Ports) -> int:
    """End every wait for a second person that the log has ended; says how many.

    Raises:
        LedgerError: The log cannot be asked.
        StoreError: The database cannot be used.
    """
    purposes = [purpose.name for purpose in ports.purposes.all()]
    ended = 0
    for held in stores.reviews.waiting(purposes):
        try:
            ended += follow_log(held, ports)
        except ConflictError:
            # A reviewer is concluding it right now: its row is about to follow.
            log.info("held answer %s is being concluded", held.exchange)
    return ended


def _end(kept: KeptExchange, stores: Stores, ports: Ports) -> None:
    entry = _left_open(kept.id, kept.case, kept.owner)
    stores.exchanges.closed(
        kept.id,
        ExchangeState.FAILED,
        answer=None,
        reasons=kept.reasons or (_REASON,),
        record=ports.ledger.append(entry, durable=True).seq,
    )


def _left_open(exchange: str, case: str, owner: str) -> Entry:
    return Entry(
        kind=RecordKind.EXCHANGE_FAILED,
        exchange=exchange,
        case=case,
        actor=owner,
        body={"error": "LeftOpen"},
    )
