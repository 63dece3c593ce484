"""What a log on disk holds, for the tests of its writer; and waiting for it to be well."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.ledger.writer import LedgerWriter
from audit.livelog import examine_log
from tests.unit.appliance.ledger.ledger_house import SIGNER

RELEASED = RecordKind.EXCHANGE_RELEASED
RECEIVED = RecordKind.REQUEST_RECEIVED
HELD = RecordKind.EXCHANGE_HELD
FULL = OSError(28, "No space left on device")
BROKEN = OSError(5, "Input/output error")


def kinds(folder: Path) -> Any:
    found = []
    examine_log(folder, SIGNER.key, on_line=lambda _, r, __: found.append(r.kind))
    return found


def bodies(folder: Path, kind: RecordKind) -> Any:
    found = []
    examine_log(folder, SIGNER.key, on_line=lambda _, r, __: found.append(r))
    return [dict(record.body) for record in found if record.kind == kind]


def wait_until(ready: Callable[[], object]) -> None:
    """Wait for the committing thread, at most some seconds."""
    pause = threading.Event()
    for _ in range(1000):
        if ready():
            return
        pause.wait(0.01)
    pytest.fail("the writer did not get there")


def is_well(writer: LedgerWriter) -> Any:
    try:
        writer.check_health()
    except LedgerError:
        return False
    return True
