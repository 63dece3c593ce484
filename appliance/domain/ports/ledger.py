"""The log, as the steps append to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from appliance.kinds import RecordKind


@dataclass(frozen=True, slots=True)
class Entry:
    """A record before it is one.

    Args:
        kind: What happened.
        exchange: Exchange id, or None.
        case: Case id, or None.
        actor: Directory key of who did it, or None for the appliance itself. The
            ledger writes a keyed alias of it, never the key.
        body: Integers, booleans, strings, lists and objects; no floats, no text of a
            person.
    """

    kind: RecordKind
    exchange: str | None
    case: str | None
    actor: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a record stands: its sequence number and leaf hash (64 hex digits)."""

    seq: int
    leaf: str


class Ledger(Protocol):
    """The log. Records are ordered as they are appended."""

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        """Append a record.

        With `durable`, returns only after this and every earlier record are on disk
        under a signed checkpoint.

        An exchange ends once: the log refuses a second end of it.

        Raises:
            LedgerAwayError: The log did not answer; it may have the record or not.
            LedgerError: The log cannot take it; nothing may happen.
        """
        ...

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        """Read the records of one exchange, oldest first: `kind`, `seq`, `actor`, ...

        Raises:
            LedgerError: The log cannot be read.
        """
        ...
