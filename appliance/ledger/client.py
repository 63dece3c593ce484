"""Reach the ledger's process from another: append, read, export.

It remembers which run of the ledger took an exchange's records that are not durable
yet. If the ledger was taken up anew since, they may be lost, and the exchange can only
end without an answer: every later record of it is refused, except that it failed.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from appliance.domain.known_release import KnownRelease, known_of_json
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.errors import LedgerAwayError, LedgerError
from appliance.kinds import RecordKind
from appliance.settings import Settings
from appliance.wire.client import WireClient
from audit.canonical import check_profile
from audit.errors import AuditError
from audit.record import format_time

# These say that nothing came of an exchange, so nothing before them need be kept.
_ENDS_WITHOUT_ANSWER = frozenset(
    {RecordKind.EXCHANGE_FAILED, RecordKind.EXCHANGE_REFUSED}
)
_MAX_REMEMBERED = 10_000
_REMEMBERED_S = 3_600.0  # far longer than any exchange takes


class LedgerClient:
    """The log as other processes see it; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._wire = WireClient(
            settings.paths.socket("ledger"),
            LedgerAwayError,
            # A little longer than the ledger itself waits for its disk.
            settings.ledger.append_timeout_s + 2.0,
        )
        self._lock = threading.Lock()
        self._runs: dict[str, tuple[str, float]] = {}

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        """Append a record (`domain.ports.ledger.Ledger.append`).

        Raises:
            LedgerAwayError: It did not answer; it may have the record or not.
            LedgerError: The log cannot take it; nothing may happen.
        """
        body = dict(entry.body)
        try:
            # The wire would turn what the log cannot hold into something else: NaN
            # into null.
            check_profile(body)
        except AuditError as err:
            raise LedgerError(f"{entry.kind} cannot be recorded: {err}") from err
        ends = entry.kind in _ENDS_WITHOUT_ANSWER
        reply = self._wire.call(
            "append",
            {
                "kind": entry.kind.value,
                "exchange": entry.exchange,
                "case": entry.case,
                "actor": entry.actor,
                "body": body,
                "durable": durable,
                "run": None if ends else self._run_of(entry.exchange),
            },
        )
        self._remember(entry.exchange, reply["run"], durable=durable)
        return Receipt(seq=reply["seq"], leaf=reply["leaf"])

    def alias(self, person: str) -> str:
        """Name the alias the log knows a person by.

        Args:
            person: Their stable key in the directory.

        Raises:
            LedgerError: The ledger is not there.
        """
        return str(self._wire.call("alias", {"person": person})["alias"])

    def sign_release(
        self, summary: str, *, actor: str | None, body: Mapping[str, Any]
    ) -> bytes:
        """Have a release signed with the log's key, and recorded.

        Args:
            summary: What is signed (`release.signed.summary_of`).
            actor: Directory key of who wrote it, or None.
            body: What the record says (`release.release.told_of`).

        Returns:
            The signature as a note, for `ReleaseShelf.put`.

        Raises:
            PromotionRefusedError: The log knows this release otherwise.
            LedgerError: The ledger is not there, or does not take it.
        """
        asked = {"summary": summary, "actor": actor, "body": dict(body)}
        return str(self._wire.call("sign_release", asked)["note"]).encode()

    def releases(self, purpose: str) -> tuple[KnownRelease, ...]:
        """Tell what the log knows of every release of a purpose, newest first.

        Raises:
            LedgerError: The ledger is not there.
        """
        told = self._wire.call("releases", {"purpose": purpose})["releases"]
        return tuple(known_of_json(one) for one in told)

    def checkpoint(self) -> bytes:
        """Fetch the newest signed checkpoint.

        Raises:
            LedgerError: The ledger is not there.
        """
        return str(self._wire.call("checkpoint", {})["note"]).encode()

    def size(self) -> int:
        """Count the records that are sealed.

        Raises:
            LedgerError: The ledger is not there.
        """
        return int(self._wire.call("checkpoint", {})["size"])

    def read(self, first: int, count: int) -> Sequence[Mapping[str, Any]]:
        """Read records by number, oldest first; fewer only at the end of the log.

        Raises:
            LedgerError: The ledger is not there, or the log cannot be read.
        """
        found: list[Mapping[str, Any]] = []
        while len(found) < count:
            asked = {"first": first + len(found), "count": count - len(found)}
            part = self._wire.call("read", asked)["records"]
            if not part:
                break
            found += part
        return found

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        """Read the records of one exchange, oldest first.

        Raises:
            LedgerError: The ledger is not there, or the log cannot be read.
        """
        events = self._wire.stream("of_exchange", {"exchange": exchange})
        return [event["record"] for event in events if "record" in event]

    def export(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        *,
        case: str | None = None,
        exchange: str | None = None,
    ) -> Iterator[bytes]:
        """Export a period, a case or an exchange as one file that verifies offline.

        Args:
            start: First moment, or None for the beginning.
            end: First moment after, or None for the end.
            case: Disclose only this case's records.
            exchange: Disclose only this exchange's records.

        Raises:
            LedgerError: The ledger is not there, or the log cannot be read.
        """
        try:
            asked = {
                "from": None if start is None else format_time(start),
                "to": None if end is None else format_time(end),
                "case": case,
                "exchange": exchange,
            }
        except AuditError as err:
            raise LedgerError(f"no such period: {err}") from err
        for event in self._wire.stream("export", asked):
            if "text" in event:
                yield str(event["text"]).encode()

    def health(self) -> Mapping[str, Any]:
        """Ask whether the log would take a record now.

        Raises:
            LedgerError: It would not, or the ledger is not there.
        """
        return self._wire.call("health", {})

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _run_of(self, exchange: str | None) -> str | None:
        with self._lock:
            run, _ = self._runs.get(exchange or "", (None, 0.0))
            return run

    def _remember(self, exchange: str | None, run: str, *, durable: bool) -> None:
        if exchange is None:
            return
        with self._lock:
            if durable:
                self._runs.pop(exchange, None)
                return
            now = time.monotonic()
            if len(self._runs) >= _MAX_REMEMBERED:
                self._runs = {
                    name: (kept, at)
                    for name, (kept, at) in self._runs.items()
                    if now - at < _REMEMBERED_S
                }
            self._runs[exchange] = (run, now)
