"""Appends the engine's own records to the log, over the ledger's socket.

They are about models, never about an exchange: the steps record those.
"""

import time
from collections.abc import Mapping
from typing import Any

from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.settings import Settings
from appliance.wire.client import WireClient

_PAUSE_S = 0.2


def append_durably(
    settings: Settings, kind: RecordKind, body: Mapping[str, Any], *, wait_s: float
) -> int:
    """Append a record and return its number once it is on disk.

    Args:
        wait_s: How long to go on trying while the ledger is not there yet.

    Raises:
        LedgerError: The log does not take it.
    """
    ledger = WireClient(
        settings.paths.socket("ledger"), LedgerError, settings.ledger.append_timeout_s
    )
    entry = {
        "kind": str(kind),
        "exchange": None,
        "case": None,
        "actor": None,
        "body": dict(body),
        "durable": True,
    }
    give_up = time.monotonic() + wait_s
    try:
        while True:
            try:
                return int(ledger.call("append", entry)["seq"])
            except LedgerError:
                if time.monotonic() >= give_up:
                    raise
                time.sleep(_PAUSE_S)
    finally:
        ledger.close()
