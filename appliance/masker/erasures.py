"""Erase cases from the vault, each time with a record of how many, why and for whom.

The record is durable before the erasure is final: if the log cannot take it, nothing
is erased and whoever asked is told.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from appliance.errors import LedgerAwayError, LedgerError, PeerError, WireError
from appliance.kinds import RecordKind
from appliance.masker.vault import Vault
from appliance.wire.client import WireClient

# More than a probe or an evaluation needs at once; what asks for more is mistaken.
MAX_CASES = 1_000
_NOT_TAKEN = "the log did not take the record of an erasure"


class Erasures:
    """Erases with a record; safe to share between threads."""

    def __init__(self, vault: Vault, ledger: WireClient) -> None:
        """Take over the vault and a client of the ledger."""
        self._vault = vault
        self._ledger = ledger

    def erase(
        self,
        cases: Sequence[str],
        *,
        why: str,
        operator: Mapping[str, str | None] | None = None,
    ) -> int:
        """Erase these cases; returns how many of them there were.

        Args:
            why: One word for the record: "asked", "probe" or "evaluation".
            operator: Accounts of the operator who asked (`wire.peers.account_of`).

        Raises:
            LedgerError: The log did not take the record, so nothing is erased.
            MaskerError: The vault failed.
        """
        if len(cases) > MAX_CASES:
            raise ValueError(f"{len(cases)} cases at once, at most {MAX_CASES}")
        case = cases[0] if len(cases) == 1 else None
        return self._vault.erase(
            cases, record=lambda count: self._record(count, why, case, operator)
        )

    def erase_expired(self) -> int:
        """Erase the cases that nobody used for so long as the site keeps them.

        Raises:
            LedgerError: The log did not take the record, so nothing is erased.
            MaskerError: The vault failed.
        """
        return self._vault.erase_expired(
            record=lambda count: self._record(count, "expired", None, None)
        )

    def _record(
        self,
        count: int,
        why: str,
        case: str | None,
        operator: Mapping[str, str | None] | None,
    ) -> None:
        body: dict[str, Any] = {"cases": count, "why": why}
        if operator is not None:
            body["operator"] = dict(operator)
        try:
            self._ledger.call(
                "append",
                {
                    "kind": str(RecordKind.VAULT_ERASED),
                    "exchange": None,
                    "case": case,
                    "actor": None,
                    "body": body,
                    "durable": True,
                },
            )
        except LedgerAwayError as err:
            raise LedgerAwayError(_NOT_TAKEN) from err
        except (LedgerError, PeerError, WireError) as err:
            raise LedgerError(_NOT_TAKEN) from err
