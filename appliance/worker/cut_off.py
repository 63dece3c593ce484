"""End what an earlier web process was killed at, soon after the next has begun.

Without it a person would be told only once clean-up finds the exchange too old.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from appliance.domain.bulk import ORIGIN as LIST
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.wired import Ports
from appliance.errors import ApplianceError
from appliance.steps.delay import WORKER
from appliance.stores.opened import Stores
from appliance.worker.left_open import follow_or_end

log = logging.getLogger(__name__)

# Longer than a web process that was told to end is given for what it has begun: 15 s by
# gunicorn, and at a reload 20 more until it misses the sign of life of a process.
CLOSES_S = 45.0
_OF_THE_WORKER = frozenset({LIST, WORKER})


def end_cut_off_soon(
    stores: Stores,
    ports: Ports,
    *,
    after: timedelta,
    wait: Callable[[float], object] = time.sleep,
) -> threading.Thread:
    """End it in a thread of its own, once no earlier process can be at work on it.

    Args:
        after: How old an exchange is that clean-up ends.
        wait: Waits so many seconds.
    """
    began = ports.clock.now()

    def end() -> None:
        wait(CLOSES_S)
        try:
            ended = end_cut_off(stores, ports, began=began, after=after)
        except ApplianceError as err:
            # Clean-up ends it later.
            log.warning("what was cut off is not ended yet: %s", type(err).__name__)
        else:
            log.info("%d exchanges of an earlier process ended", ended)

    thread = threading.Thread(target=end, name="cut-off", daemon=True)
    thread.start()
    return thread


def end_cut_off(
    stores: Stores, ports: Ports, *, began: datetime, after: timedelta
) -> int:
    """End every exchange that a web process before this one left open.

    What waits for the worker, or is in its hands, is not among them: a text of a list
    that it has just begun is open too, and no web process is at it.

    Args:
        began: When this process did.
        after: How old an exchange is that clean-up ends.

    Returns:
        How many.

    Raises:
        LedgerError: The log cannot be asked or written; what is left stays open.
        StoreError: The database cannot be used.
    """
    oldest = ports.clock.now() - after
    found = [
        kept
        for kept in stores.exchanges.left_open(begun_before=began, ended_before=oldest)
        if kept.state is ExchangeState.OPEN
        and kept.received_at >= oldest
        and kept.origin not in _OF_THE_WORKER
    ]
    for kept in found:
        follow_or_end(kept, stores, ports)
    return len(found)
