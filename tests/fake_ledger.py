"""A log in memory, which keeps the order and says what the real one would not take."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from appliance.domain.deployment import Deployment
from appliance.domain.known_release import KnownRelease
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.errors import LedgerError
from appliance.kinds import ENDS, RecordKind
from appliance.release.desk import Desk
from audit.canonical import encode
from audit.errors import MalformedError
from tests.made import NOON


class MemoryLedger:
    """A log in memory that keeps the order, what is durable, and the body's profile."""

    def __init__(self) -> None:
        self.records: list[Entry] = []
        self.durable_to = 0
        self._ended: set[str] = set()
        self._desk = Desk(needs_evaluation=True)

    def alias(self, person: str) -> str:
        """Name a person otherwise than the directory does."""
        return f"alias of {person}"

    def know(self, release: str, purpose: str) -> None:
        """Have a release be one that was signed before the first record."""
        signed = {"release": release, "purpose": purpose, "risk": "low"}
        self._desk.take(-1, RecordKind.RELEASE_SIGNED, None, signed)

    @property
    def deployment(self) -> Deployment:
        """What the records make it, as the log's process publishes it."""
        return self._desk.now

    def put_live(self, purpose: str, live: str, *passed: str) -> None:
        """Have a release live and others passed, and forget the records of it."""
        for release in (live, *passed):
            for kind, more in (
                (RecordKind.RELEASE_SIGNED, {"risk": "low"}),
                (RecordKind.EVALUATION_FINISHED, {"verdict": "pass"}),
            ):
                body = {"purpose": purpose, "release": release, **more}
                self._desk.check(kind, None, body)
                self._desk.take(0, kind, None, body)
        body = {"purpose": purpose, "release": live}
        self._desk.take(0, RecordKind.RELEASE_PROMOTED, None, body)

    def releases(self, purpose: str) -> tuple[KnownRelease, ...]:
        """Tell what the records say of the releases of a purpose."""
        return self._desk.of_purpose(purpose)

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        body = {
            "kind": str(RecordKind(entry.kind)),
            "exchange": entry.exchange,
            "case": entry.case,
            "actor": entry.actor,
            "body": dict(entry.body),
            "seq": len(self.records),
        }
        try:
            leaf = hashlib.sha256(encode(body)).hexdigest()
        except MalformedError as err:
            raise LedgerError(f"{entry.kind}: {err}") from err
        if entry.kind in ENDS and entry.exchange in self._ended:
            raise LedgerError(f"exchange {entry.exchange} has ended already")
        if entry.kind in ENDS and entry.exchange is not None:
            self._ended.add(entry.exchange)
        alias = None if entry.actor is None else self.alias(entry.actor)
        self._desk.check(entry.kind, alias, entry.body)
        self._desk.take(len(self.records), entry.kind, alias, entry.body)
        self.records.append(entry)
        if durable:
            self.durable_to = len(self.records)
        return Receipt(len(self.records) - 1, leaf)

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        return [
            {
                "kind": str(entry.kind),
                "seq": seq,
                "actor": entry.actor,
                "body": dict(entry.body),
                "time": NOON.isoformat(),
            }
            for seq, entry in enumerate(self.records)
            if entry.exchange == exchange
        ]

    def kinds(self) -> list[str]:
        """Name the kinds in order."""
        return [str(entry.kind) for entry in self.records]

    def only(self, kind: RecordKind) -> Entry:
        """Give the one record of a kind."""
        (found,) = [entry for entry in self.records if entry.kind is kind]
        return found
