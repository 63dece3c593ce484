"""Reidentify: the directory still vouches for whom names are put back for.

A text may have waited long minutes for the model; who left meanwhile reads no name.
Policy let this person have the answer before, so it is not asked once more.
"""

from appliance.domain.exchange import Admitted
from appliance.domain.ports.halts import check_not_halted
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.errors import DirectoryError
from appliance.kinds import RecordKind


class Reader:
    """Who reads an answer; checked before each part of it that names may be in."""

    def __init__(self, admitted: Admitted, ports: Ports) -> None:
        self._exchange = admitted.exchange
        self._ports = ports
        self._caller = admitted.caller
        self._tiers: frozenset[str] = frozenset({""})

    def reads_from(self, tiers: frozenset[str]) -> None:
        """Take whose answer it is, once it is written."""
        self._tiers = tiers

    def check(self) -> None:
        """Ask the directory again where its word is minutes old.

        Raises:
            HaltedError: People have halted the purpose, or one of these tiers.
            RevokedError: It no longer lets this person in.
            DirectoryError: It cannot be asked or trusted, so no name comes back.
        """
        for tier in self._tiers:
            check_not_halted(self._ports.halts, self._exchange.purpose, tier)
        now, fresh_s = self._ports.clock.now(), self._ports.recheck_after_s
        if self._caller.is_fresh(now, within_s=fresh_s):
            return
        caller = self._ports.directory.look_up(self._caller.person)
        if caller.person != self._caller.person:
            raise DirectoryError("the directory answered with another person")
        self._caller = caller
        self._ports.ledger.append(
            Entry(
                kind=RecordKind.CALLER_IDENTIFIED,
                exchange=self._exchange.id,
                case=self._exchange.case,
                actor=caller.person,
                body={
                    "roles": sorted(map(str, caller.roles)),
                    "directory_asked": True,
                    "checked_at": caller.checked_at.isoformat(),
                },
            )
        )
