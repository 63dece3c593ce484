"""Delay: a part that an answer needs is not there, so the text waits.

What waits is the masked text that is kept already; the worker takes the exchange the
whole way again until it is answered. A text of a page waits for the model alone; what
the worker has in hand waits for every part. Neither waits longer than `WAITS`; then it
fails, with its record, like every exchange that could not be answered. A text of a list
waits for all that its list waits for, and gives way to whoever comes: nobody is kept
waiting by it, and it costs no text of the list.
"""

from datetime import datetime, timedelta
from typing import Final

from appliance.domain.bulk import ORIGIN as BULK
from appliance.domain.exchange import Delayed, Exchange
from appliance.domain.outcome import Figures
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.error_table import sentences_of
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
    RestartingError,
    SealError,
    StoppedError,
    StoreError,
)
from appliance.kinds import RecordKind

# Longer than an outage of a night; an answer of last week helps nobody.
WAITS = timedelta(hours=24)
# A program asks again by itself, and nobody reads an evaluation's answers.
_ORIGINS: Final = frozenset({"web", "terminal"})
WORKER: Final = "worker"
_REASON = (
    "The model is not available right now. Your text is kept and is answered as soon "
    "as the model is back; you will be told on every page."
)
_REASON_OF_A_PART = (
    "A part of the appliance is not available right now. Your text is kept and is "
    "answered as soon as it is back; you will be told on every page."
)
_REASON_OF_A_RESTART = (
    "Cloister was restarted before your text was answered. Your text is kept and is "
    "answered as soon as the model has time for it; you will be told on every page."
)
_AWAY: Final = (EngineError, DirectoryError, MaskingFloorError)
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
    long. Where the line is full, a page that asks next would only make it longer; the
    worker asks seldom, and what it asks for was promised to be kept.
    """
    if isinstance(err, SealError):
        return False
    if exchange.origin == BULK:
        # What a detector or the vault says of a text is that text's own.
        return isinstance(err, _OF_A_LIST) or type(err) is MaskerError
    if exchange.origin == WORKER:
        return is_away(err) and _may_wait(exchange.received_at, ports)
    if isinstance(err, EngineBusyError) or not isinstance(err, EngineError):
        return False
    return exchange.origin in _ORIGINS and _may_wait(exchange.received_at, ports)


def is_away(err: ApplianceError) -> bool:
    """Tell whether a part is away, which is no fault of the text.

    What a part says of a text, a verdict of people and a used up budget are none.
    """
    if isinstance(err, SealError):
        return False
    # The other errors of the masker are of a text.
    return isinstance(err, _AWAY) or type(err) is MaskerError


def waits_on(received_at: datetime, err: ApplianceError, ports: Ports) -> bool:
    """Tell whether a text in the worker's hands waits on as it is, unrecorded.

    It broke off before anything could be recorded of it, or log or database are away.
    """
    unwritten = is_away(err) or isinstance(err, LedgerError | StoreError)
    return unwritten and _may_wait(received_at, ports)


def is_taken_up_again(exchange: Exchange, err: ApplianceError, ports: Ports) -> bool:
    """Tell whether an exchange stays as it is, where nothing can be written of it.

    The worker takes it up again once log and database are back, and follows the log
    where it holds an end already.
    """
    if not isinstance(err, LedgerError | StoreError):
        return False
    if exchange.origin == WORKER:
        return _may_wait(exchange.received_at, ports)
    return exchange.origin == BULK


def _may_wait(received_at: datetime, ports: Ports) -> bool:
    return ports.clock.now() - received_at < WAITS


def delay(
    exchange: Exchange, err: ApplianceError, ports: Ports, figures: Figures | None
) -> Delayed:
    """Keep an exchange for later; the record says why.

    Args:
        figures: What it came to so far: what the model wrote of it is counted now.

    Raises:
        LedgerError: It could not be recorded.
        StoreError: It could not be kept.
    """
    of_a_list = exchange.origin == BULK
    reasons = sentences_of(err) if of_a_list else reasons_of_waiting(err)
    ports.exchanges.delayed(exchange.id, reasons, figures)
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


def reasons_of_waiting(err: ApplianceError) -> tuple[str, ...]:
    """Say to the person why their text waits, and that it is kept."""
    if isinstance(err, RestartingError):
        return (_REASON_OF_A_RESTART,)
    return (_REASON if isinstance(err, EngineError) else _REASON_OF_A_PART,)
