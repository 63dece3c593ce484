"""Delay: the model is not there, so the text waits and nobody has to send it again.

What waits is the masked text that is kept already; the worker takes the exchange the
whole way again until the model answers or `WAITS` is over. Then it fails, with its
record, like every exchange that could not be answered.
"""

from datetime import timedelta
from typing import Final

from appliance.domain.exchange import Delayed, Exchange
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.errors import EngineBusyError, EngineError, SealError
from appliance.kinds import RecordKind

# Longer than an outage of a night; an answer of last week helps nobody.
WAITS = timedelta(hours=24)
# A program asks again by itself, and nobody reads an evaluation's answers.
_ORIGINS: Final = frozenset({"web", "terminal", "worker"})
_REASON = (
    "The model is not available right now. Your text is kept and is answered as soon "
    "as the model is back; you will be told on every page."
)


def waits(exchange: Exchange, err: EngineError, ports: Ports) -> bool:
    """Tell whether an exchange may wait for the model.

    It may not where asking again helps nobody: a part was refused, or it has waited too
    long. Where the line is full, whoever asks next would only make it longer.
    """
    if isinstance(err, SealError | EngineBusyError):
        return False
    age = ports.clock.now() - exchange.received_at
    return exchange.origin in _ORIGINS and age < WAITS


def delay(exchange: Exchange, err: EngineError, ports: Ports) -> Delayed:
    """Keep an exchange for later; the record says why.

    Raises:
        LedgerError: It could not be recorded.
        StoreError: It could not be kept.
    """
    ports.exchanges.delayed(exchange.id, (_REASON,))
    receipt = ports.ledger.append(
        Entry(
            kind=RecordKind.EXCHANGE_DELAYED,
            exchange=exchange.id,
            case=exchange.case,
            actor=exchange.credential.person,
            body={"error": type(err).__name__},
        ),
        durable=True,
    )
    return Delayed(exchange.id, (_REASON,), receipt.seq)
