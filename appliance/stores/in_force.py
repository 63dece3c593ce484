"""The purposes in force, kept as versions: what is live is never lost.

An operator may change a purpose in its folder and sign it, without any page. So
whatever is live is written down as a version if it is none yet, and is the live one.
Does not decide what is in force: the log does (release/desk.py).
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from appliance.domain.ports.clock import Clock
from appliance.domain.ports.ledger import Entry, Ledger
from appliance.domain.version import (
    FOUND,
    PUT_IN_FORCE,
    TAKEN_OUT,
    Move,
    Version,
    VersionState,
)
from appliance.kinds import RecordKind
from appliance.stores.versions import Versions


@dataclass(frozen=True, slots=True)
class LiveVersion:
    """The edition of a purpose that is live.

    Args:
        digest: SHA-256 hex that names it.
        files: Reads its files, path to text.
    """

    digest: str
    files: Callable[[], Mapping[str, str]]


class VersionsInForce:
    """Keeps what is live as live versions; safe to share between threads."""

    def __init__(
        self,
        versions: Versions,
        ledger: Ledger,
        clock: Clock,
        live: Callable[[], Mapping[str, LiveVersion]],
    ) -> None:
        """Take the parts.

        Args:
            live: Tells what is live now, by purpose.
        """
        self._versions = versions
        self._ledger = ledger
        self._clock = clock
        self._live = live
        self._turn = threading.RLock()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else bring the registry to what is live.

        Between a person's record in the log and the move that names them, somebody
        else would make that move in nobody's name, or take it back.
        """
        with self._turn:
            yield

    def keep(self) -> None:
        """Bring the registry to what is live.

        Raises:
            LedgerError: The log does not take a record; that purpose waits.
            SettingsError: A release that is live does not hold.
            StoreError: The database cannot be used.
        """
        with self._turn:
            live = self._live()
            for purpose in sorted(live):
                self._keep(purpose, live[purpose])
            for purpose in self._versions.purposes():
                if purpose not in live:
                    self._take_out(self._versions.of(purpose))

    def _keep(self, purpose: str, live: LiveVersion) -> None:
        now, there = self._clock.now(), self._versions.of(purpose)
        version = next((one for one in there if one.digest == live.digest), None)
        if version is None:
            before = [one.number for one in there if one.state is VersionState.LIVE]
            version = self._versions.write(
                purpose,
                live.files(),
                parent=before[0] if before else None,
                author=None,
                why=FOUND,
                at=now,
                record=lambda written: record_written(self._ledger, written),
            )
        if version.state is not VersionState.LIVE:
            self._versions.move(
                version,
                VersionState.LIVE,
                mover=None,
                why=PUT_IN_FORCE,
                at=now,
                record=lambda move: record_moved(self._ledger, move),
            )
        else:
            # A row that says so beside what the log says makes nothing live.
            self._take_out(one for one in there if one.number != version.number)

    def _take_out(self, versions: Iterable[Version]) -> None:
        for version in versions:
            if version.state is VersionState.LIVE:
                self._versions.move(
                    version,
                    VersionState.RETIRED,
                    mover=None,
                    why=TAKEN_OUT,
                    at=self._clock.now(),
                    record=lambda move: record_moved(self._ledger, move),
                )


def record_written(ledger: Ledger, version: Version) -> int:
    """Append the record of a version that is being written; gives its number.

    Raises:
        LedgerError: The log does not take it.
    """
    body = {
        "purpose": version.purpose,
        "version": version.number,
        "digest": version.digest,
        "parent": version.parent or 0,
        "why_chars": len(version.why),
    }
    entry = Entry(RecordKind.VERSION_WRITTEN, None, None, version.author, body)
    return ledger.append(entry, durable=True).seq


def record_moved(ledger: Ledger, move: Move) -> int:
    """Append the record of a move that is being made; gives its number.

    Raises:
        LedgerError: The log does not take it.
    """
    body = {
        "purpose": move.purpose,
        "version": move.number,
        "from": str(move.before),
        "to": str(move.after),
        "why_chars": len(move.why),
    }
    entry = Entry(RecordKind.VERSION_MOVED, None, None, move.mover, body)
    return ledger.append(entry, durable=True).seq
