"""A text too long to wait for: masked now, answered by the worker, found in history.

What waits is the masked text; the job row names the exchange and nothing else. Both are
kept first, then recorded, and then the worker is told: a web process killed in between
leaves a text that the worker finds by itself, never a record of one that is lost.
"""

import contextlib

from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.ports.ledger import Entry
from appliance.error_table import TABLE
from appliance.errors import LedgerError, NotFoundError, StoreError, WorkerError
from appliance.kinds import RecordKind
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.jobs import Job
from appliance.web.parts import Parts


def is_long(of: Parts, exchange: Exchange) -> bool:
    """Tell whether a text is one that nobody should wait for on a page."""
    return len(exchange.text) > of.settings.worker.long_text_chars


def put_in_line(of: Parts, masked: Masked) -> Job:
    """Put a masked text in line for the worker.

    Raises:
        LedgerError: It cannot be recorded, so it is not put in line.
        StoreError: It cannot be kept.
    """
    exchange = masked.admitted.exchange
    person = exchange.credential.person
    entry = Entry(RecordKind.JOB_QUEUED, exchange.id, exchange.case, person, {})
    try:
        job = of.stores.put_in_line(masked, person)
    except StoreError as err:
        body = {"error": type(err).__name__}
        failed = RecordKind.EXCHANGE_FAILED
        end = Entry(failed, exchange.id, exchange.case, person, body)
        of.ports.ledger.append(end, durable=True)
        err.told = True
        raise
    try:
        of.ports.ledger.append(entry, durable=True)
    except LedgerError as err:
        of.stores.exchanges.unqueue(exchange.id)
        err.told = True  # not asked again
        raise
    # The row is in: the worker finds it within a minute even if it is not told.
    with contextlib.suppress(StoreError):
        of.stores.queue.enqueue_job(job.id)
    return job


def why_waiting(of: Parts, kept: KeptExchange, job: Job | None) -> tuple[str, ...]:
    """Say in sentences why a text in line is not being worked on; nothing if it is."""
    if job is None or kept.state not in {ExchangeState.QUEUED, ExchangeState.OPEN}:
        return ()
    if of.readiness.now().get("worker", True):
        return ()
    return (TABLE[WorkerError].message,)


def job_of(of: Parts, kept: KeptExchange) -> Job | None:
    """Find the job that answers an exchange, if one does."""
    try:
        return of.stores.jobs.of_exchange(kept.id, kept.owner)
    except NotFoundError:
        return None
