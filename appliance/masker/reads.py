"""Who read names out of the vault, told to the log before they are given out.

A streamed answer restores in many small windows: the same reader of the same exchange
is recorded once in `WINDOW_S`. If the log cannot take the record, nobody reads.
"""

import threading
import time
from collections import OrderedDict

from appliance.errors import LedgerAwayError, LedgerError, PeerError, WireError
from appliance.kinds import RecordKind
from appliance.wire.client import WireClient

WINDOW_S = 300.0
_MAX_REMEMBERED = 10_000
_NOT_TAKEN = "the log did not take the record of a read"


class VaultReads:
    """Appends `vault.read`; safe to share between threads."""

    def __init__(self, ledger: WireClient) -> None:
        """Take over a client of the ledger."""
        self._ledger = ledger
        self._lock = threading.Lock()
        self._recorded: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    def record(self, *, exchange: str, case: str, reader: str) -> None:
        """Record that a person reads the names of an exchange.

        Raises:
            LedgerError: The log did not take it, so nothing may be read.
        """
        key = (exchange, case, reader)
        now = time.monotonic()
        with self._lock:
            if now - self._recorded.get(key, float("-inf")) < WINDOW_S:
                return
        try:
            self._ledger.call(
                "append",
                {
                    "kind": str(RecordKind.VAULT_READ),
                    "exchange": exchange,
                    "case": case,
                    "actor": reader,
                    "body": {"window_s": int(WINDOW_S)},
                    # Nothing durable may follow it: a reviewer only looks.
                    "durable": True,
                },
            )
        except LedgerAwayError as err:
            raise LedgerAwayError(_NOT_TAKEN) from err
        except (LedgerError, PeerError, WireError) as err:
            raise LedgerError(_NOT_TAKEN) from err
        with self._lock:
            self._recorded[key] = now
            self._recorded.move_to_end(key)
            while len(self._recorded) > _MAX_REMEMBERED:
                self._recorded.popitem(last=False)
