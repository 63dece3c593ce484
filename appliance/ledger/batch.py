"""What passes between those who append, the committing thread and those who read."""

import threading
from dataclasses import dataclass, field

from appliance.errors import LedgerError
from appliance.ledger.index import Index
from audit.checkpoint import Checkpoint
from audit.record import Record


@dataclass(frozen=True, slots=True)
class Ack:
    """What a caller is told of its record.

    Attributes:
        seq: Its number.
        leaf: Its leaf hash, 32 bytes.
        run: The run of the writer that took it; if a later append names another run,
            a record that was not durable may be gone.
    """

    seq: int
    leaf: bytes
    run: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """The log up to its newest checkpoint: what readers may see.

    Attributes:
        checkpoint: Size and root.
        note: The signed checkpoint.
        index: Marks over the records.
    """

    checkpoint: Checkpoint
    note: bytes
    index: Index


@dataclass(slots=True)
class Batch:
    """Records that are committed together."""

    records: list[tuple[Record, bytes, bytes]] = field(default_factory=list)
    urgent: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    error: LedgerError | None = None
