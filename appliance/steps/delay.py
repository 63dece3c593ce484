"""Delay: a part that an answer needs is not there, so the text waits.

What waits is the masked text that is kept already; the worker takes the exchange the
whole way again until it is answered. Of a page or a job it waits for the model alone,
and not longer than `WAITS`; then it fails, with its record, like every exchange that
could not be answered. A text of a list waits for all that its list waits for, and gives
way to whoever comes: nobody is kept waiting by it, and it costs no text of the list.
"""

from datetime import timedelta
from typing import Final

from appliance.domain.bulk import ORIGIN as BULK
from appliance.domain.exchange import Delayed, Exchange
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.errors import (
    ApplianceError,
    DirectoryError,
    EngineBusyError,
    EngineError,
    HaltedError,
    LedgerError,
    MaskerError,
    MaskingFloorError,
    OverBudgetError,
    SealError,
    StoppedError,
    StoreError,
    sentences_of,
)
from appliance.kinds import RecordKind

# Longer than an outage of a night; an answer of last week helps nobody.
WAITS = timedelta(hours=24)
# A program asks again by itself, and nobody reads an evaluation's answers.
_ORIGINS: Final = frozenset({"web", "terminal", "worker"})
_REASON = (
    "The model is not available right now. Your text is kept and is answered as soon "
    "as the model is back; you will be told on every page."
)
# What stops a list as a whole, and is no fault of one of its texts.
_OF_A_LIST: Final = (
    EngineError,
    StoppedError,
    DirectoryError,
    HaltedError,
    OverBudgetError,
    MaskingFloorError,
)


def waits(exchange: Exchange, err: ApplianceError, ports: Ports) -> bool:
    """Tell whether an exchange may wait.

    It may not where asking again helps nobody: a part was refused, or it has waited too
    long. Where the line is full, whoever asks next would only make it longer.
    """
    if isinstance(err, SealError):
        return False
    if exchange.origin == BULK:
        # What a detector or the vault says of a text is that text's own.
        return isinstance(err, _OF_A_LIST) or type(err) is MaskerError
    if isinstance(err, EngineBusyError) or not isinstance(err, EngineError):
        return False
    age = ports.clock.now() - exchange.received_at
    return exchange.origin in _ORIGINS and age < WAITS


def is_taken_up_again(exchange: Exchange, err: ApplianceError) -> bool:
    """Tell whether an exchange stays as it is, where nothing can be written of it.

    The worker takes a text of a list up again once log and database are back, and
    follows the log where it holds an end already.
    """
    return exchange.origin == BULK and isinstance(err, LedgerError | StoreError)


def delay(exchange: Exchange, err: ApplianceError, ports: Ports) -> Delayed:
    """Keep an exchange for later; the record says why.

    Raises:
        LedgerError: It could not be recorded.
        StoreError: It could not be kept.
    """
    reasons = sentences_of(err) if exchange.origin == BULK else (_REASON,)
    ports.exchanges.delayed(exchange.id, reasons)
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
    return Delayed(exchange.id, reasons, receipt.seq, err)
