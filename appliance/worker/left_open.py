"""Bring rows in line with the log where a process or the database died in between.

The log is written first, the row after it. Here a row follows: an exchange without an
end gets one, with a sentence for the person instead of an exchange that seems to go on
for ever; an end without a record gets its record; a wait that the log has ended ends.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Figures, cause_named
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.rollout import Arm
from appliance.errors import ConflictError, NotFoundError
from appliance.kinds import ENDS, OUTCOMES, RecordKind
from appliance.steps.review import follow_log
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.opened import Stores

log = logging.getLogger(__name__)

# An end without a record may have its record on the way, for as long as a call takes.
_RECORD_LATE = timedelta(minutes=1)
# Older than any exchange gets; the figure has 31 bits.
_MOST = timedelta(days=1)
_REASON = "The appliance was stopped while it worked on this text. Send it again."


class ReadableLog(Protocol):
    """What the log says of one exchange."""

    def of_exchange(self, exchange: str) -> Iterable[Mapping[str, Any]]:
        """Read the records of an exchange, in order."""
        ...


def up_to_outcome(records: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Cut an exchange's records behind the one that ended it, or put it into review.

    Returns:
        Them in order, that one last; none where there is no such record.
    """
    read = tuple(records)
    ends = [at for at, record in enumerate(read, 1) if record["kind"] in OUTCOMES]
    return read[: ends[-1]] if ends else ()


def unmeasured(
    kept: KeptExchange,
    records: Iterable[Mapping[str, Any]],
    error: str | None,
    stores: Stores,
) -> Figures:
    """Give what is counted of an exchange whose process died before its end was kept.

    It took as long as the log has something of it. What the model took nobody knows.

    Args:
        records: Its records, in order.
        error: Class of what ended it; None where nothing broke.

    Raises:
        StoreError: The database cannot be used.
    """
    let_in = bool(kept.release)
    at = [(one["kind"], _at(one)) for one in records]
    # A text that waited was begun again each time.
    begun = [time for kind, time in at if kind == RecordKind.REQUEST_RECEIVED]
    began = max(begun, default=kept.received_at)
    took = max((time - began for _, time in at), default=timedelta(0))
    return Figures(
        # As it was typed, what was asked for could be anything.
        purpose=kept.purpose if let_in else "unknown",
        release=kept.release,
        arm=_arm_of(kept, stores),
        total_ms=min(_MOST, max(timedelta(0), took)) // timedelta(milliseconds=1),
        cause=None if error is None else cause_named(error),
        language=kept.language if let_in else None,
        measured=False,
    )


def _arm_of(kept: KeptExchange, stores: Stores) -> Arm:
    """Tell which side of a rollout that runs answered; live's where none does."""
    if not kept.release:
        return Arm.LIVE
    candidates = {
        one.rollout.release
        for one in stores.rollouts.newest(kept.purpose)
        if one.ended_at is None
    }
    return Arm.CANDIDATE if kept.release in candidates else Arm.LIVE


def follow(
    kept: KeptExchange, records: Iterable[Mapping[str, Any]], stores: Stores
) -> bool:
    """Keep of an exchange what its outcome's record says.

    Args:
        records: Its records, in order.

    Returns:
        False where nothing can be kept: there is no outcome, or it was recorded as
        held, and the answer never got into the queue of reviews.

    Raises:
        StoreError: The database cannot be used.
    """
    # What came later, like a job that begins it again, is not of its time.
    told = up_to_outcome(records)
    if not told:
        return False
    outcome = told[-1]
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
    error = outcome["body"].get("error")
    if state is ExchangeState.FAILED and error is None:
        error = "LeftOpen"
    stores.exchanges.closed(
        kept.id,
        state,
        answer=answer,
        reasons=reasons,
        record=int(outcome["seq"]),
        figures=unmeasured(kept, told, error, stores),
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
        follow_or_end(kept, stores, ports)
    return len(found)


def follow_or_end(kept: KeptExchange, stores: Stores, ports: Ports) -> None:
    """Keep of an exchange the end that the log knows, or give it one.

    Raises:
        LedgerError: The log cannot be asked or written; it stays open.
        StoreError: The database cannot be used.
    """
    records = ports.ledger.of_exchange(kept.id)
    if not follow(kept, records, stores):
        _end(kept, records, stores, ports)


def end_shadows(stores: Stores, ports: Ports, *, after: timedelta) -> int:
    """End in the log every shadow that a killed worker left; says how many.

    One of a long text leaves records part by part, however long it takes in all.

    Args:
        after: How old its newest record is where no process can still be at work on it.

    Raises:
        LedgerError: The log cannot be asked or written; what is left stays.
        StoreError: The database cannot be used.
    """
    ended = 0
    before = ports.clock.now() - after
    for left in stores.shadows.left(begun_before=before):
        records = ports.ledger.of_exchange(left.exchange)
        kinds = {record["kind"] for record in records}
        if not kinds & ENDS and any(_at(record) >= before for record in records):
            continue  # still in work
        # Without a record it never began; with an end there is nothing to add.
        if kinds and not kinds & ENDS:
            ports.ledger.append(
                _left_open(left.exchange, left.case, left.owner), durable=True
            )
            ended += 1
        stores.shadows.end(left.exchange)
    return ended


def _at(record: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(record["time"]))


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


def _end(
    kept: KeptExchange,
    records: Sequence[Mapping[str, Any]],
    stores: Stores,
    ports: Ports,
) -> None:
    entry = _left_open(kept.id, kept.case, kept.owner)
    figures = unmeasured(kept, records, "LeftOpen", stores)
    stores.exchanges.closed(
        kept.id,
        ExchangeState.FAILED,
        answer=None,
        reasons=kept.reasons or (_REASON,),
        record=ports.ledger.append(entry, durable=True).seq,
        figures=figures,
    )


def _left_open(exchange: str, case: str, owner: str) -> Entry:
    return Entry(
        kind=RecordKind.EXCHANGE_FAILED,
        exchange=exchange,
        case=case,
        actor=owner,
        body={"error": "LeftOpen"},
    )
