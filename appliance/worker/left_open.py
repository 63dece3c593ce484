"""End exchanges whose process died in the middle: nobody else will.

The log shows an intent without an outcome; here it gets its outcome, and the person a
sentence instead of an exchange that seems to go on for ever.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from appliance.domain.exchange import ExchangeState
from appliance.domain.ports import Entry, Ports
from appliance.kinds import OUTCOMES, RecordKind
from appliance.stores.exchanges import KeptExchange
from appliance.stores.opened import Stores

# No seal holds this long by default, so nothing can still be at work on it.
LEFT_OPEN_AFTER = timedelta(minutes=30)
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


def settle_held(exchange: str, outcome: Mapping[str, Any], stores: Stores) -> None:
    """Keep that an exchange waits for a second person, as its record says.

    Raises:
        NotFoundError: No answer of it is in the queue of reviews.
    """
    held = stores.reviews.get(exchange)
    stores.exchanges.closed(
        exchange,
        ExchangeState.HELD,
        answer=held.draft,
        reasons=held.reasons,
        record=int(outcome["seq"]),
    )


def end_left_open(stores: Stores, ports: Ports, log: ReadableLog) -> int:
    """End every exchange that was left open; says how many.

    Raises:
        LedgerError: The log cannot be asked or written; what is left stays open.
        StoreError: The database cannot be used.
        NotFoundError: The log says held, and the queue of reviews does not.
    """
    found = stores.exchanges.left_open(ports.clock.now() - LEFT_OPEN_AFTER)
    for kept in found:
        outcome = outcome_of(kept.id, log)
        if outcome is not None and outcome["kind"] == RecordKind.EXCHANGE_HELD:
            settle_held(kept.id, outcome, stores)
            continue
        seq = int(outcome["seq"]) if outcome is not None else _record(kept, ports)
        stores.exchanges.closed(
            kept.id,
            ExchangeState.FAILED,
            answer=None,
            reasons=(_REASON,),
            record=seq,
        )
    return len(found)


def _record(kept: KeptExchange, ports: Ports) -> int:
    entry = Entry(
        kind=RecordKind.EXCHANGE_FAILED,
        exchange=kept.id,
        case=kept.case,
        actor=kept.owner,
        body={"error": "LeftOpen"},
    )
    return ports.ledger.append(entry, durable=True).seq
