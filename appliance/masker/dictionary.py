"""Change the site's dictionary: detectors, log and database all have it, or none.

Who may decide is the web's to ask; here a change is made once two people agreed. Its
record holds the digests before and after, who decided and which proposal, no entry.
"""

import threading
from collections.abc import Mapping
from typing import Any

from appliance.domain.entity import EntityKind
from appliance.domain.proposal import ALLOW
from appliance.errors import LedgerAwayError, LedgerError, PeerError, WireError
from appliance.kinds import RecordKind
from appliance.masker.children import Children
from appliance.masker.entries import ApprovedEntries, Entry, change_in
from appliance.masker.vault_key import CaseKey
from appliance.wire.client import WireClient

_LISTS = frozenset({ALLOW, *(kind.lower() for kind in EntityKind)})
_NOT_TAKEN = "the log did not take the record of the dictionary"


class SiteDictionary:
    """The dictionary in force; safe to share between threads."""

    def __init__(
        self,
        entries: ApprovedEntries,
        children: Children,
        ledger: WireClient,
        key: CaseKey,
    ) -> None:
        """Take over the opened parts; the children have the entries already.

        Args:
            key: Keys the digest of the entries: who reads the log could otherwise try
                words until the digest of the ones before with one more fits.
        """
        self._entries = entries
        self._children = children
        self._ledger = ledger
        self._key = key
        self._one_change = threading.Lock()

    @property
    def description(self) -> Mapping[str, Any]:
        """What the detector children have loaded."""
        loaded = self._children.description
        digest = self._key.digest(loaded["dictionary_digest"])
        return {**loaded, "dictionary_digest": digest}

    def in_force(self) -> Mapping[str, Any]:
        """Tell counts per list and the keyed digest of all entries."""
        loaded = self.description
        return {
            "counts": loaded["dictionary_counts"],
            "digest": loaded["dictionary_digest"],
        }

    def change(
        self, entry: Entry, *, adds: bool, actor: str, proposal: str
    ) -> Mapping[str, Any]:
        """Add or remove an entry, and tell what is in force then.

        Args:
            entry: Where it is listed, and its words.
            actor: Directory key of who decided.
            proposal: Id of what they decided on.

        Raises:
            ValueError: There is no such list.
            DetectionError: No detector child could take it; nothing changed.
            LedgerError: The log did not take the record; nothing changed.
            MaskerError: The database cannot be used.
        """
        if entry[0] not in _LISTS:
            raise ValueError("no such list")
        with self._one_change:
            before = self.in_force()
            wanted = change_in(self._entries.all(), entry, adds=adds)
            take_back = self._children.approve(wanted)
            after = self.in_force()
            try:
                with self._entries.changed(entry, adds=adds):
                    self._record(before, after, actor, proposal)
            except BaseException:
                take_back()
                raise
        return after

    def _record(
        self,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        actor: str,
        proposal: str,
    ) -> None:
        body = {
            "counts": after["counts"],
            "digest_before": before["digest"],
            "digest_after": after["digest"],
            "proposal": proposal,
        }
        entry = {
            "kind": str(RecordKind.DICTIONARY_CHANGED),
            "exchange": None,
            "case": None,
            "actor": actor,
            "body": body,
            "durable": True,
        }
        try:
            self._ledger.call("append", entry)
        except LedgerAwayError as err:
            raise LedgerAwayError(_NOT_TAKEN) from err
        except (LedgerError, PeerError, WireError) as err:
            raise LedgerError(_NOT_TAKEN) from err
