"""Tell once each period when a budget is used to 80, 95 and 100 percent.

A record, and a line in the system log without whose a person's budget is: only the
record's alias says so. What was told counts against the limits of then: where one was
raised since, it is told anew. Pages read the same accounts. Nothing here refuses
anything.
"""

import logging
from collections.abc import Iterator, Sequence

from appliance.budget_settings import Budget, BudgetSettings
from appliance.domain.budget import Kept, Period, Scope, limits_in
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.kinds import RecordKind
from appliance.stores.budget_reads import BudgetReads

log = logging.getLogger(__name__)


class BudgetAlerts:
    """Looks at budgets; used by one thread."""

    def __init__(
        self, settings: BudgetSettings, reads: BudgetReads, ports: Ports
    ) -> None:
        self._settings = settings
        self._reads = reads
        self._ports = ports

    def look(self) -> None:
        """Look at every budget once, and tell what was not told.

        Raises:
            StoreError: The accounts cannot be read.
            LedgerError: An alert could not be recorded; the next look tells it.
        """
        for scope, names, budget in self._budgets():
            for period in Period:
                limits = limits_in(budget, period)
                for kept, reached in self._reads.untold(scope, period, limits, names):
                    if reached > kept.told_permille:
                        self._tell(kept, reached)
                    else:
                        self._reads.take_back(kept.account, reached)

    def _budgets(self) -> Iterator[tuple[Scope, Sequence[str] | None, Budget]]:
        yield Scope.PERSON, None, self._settings.person
        for team, budget in self._settings.teams.items():
            yield Scope.TEAM, [team], budget
        for purpose in self._ports.purposes.all():
            yield Scope.PURPOSE, [purpose.name], purpose.budget

    def _tell(self, kept: Kept, reached: int) -> None:
        account = kept.account
        is_persons = account.scope is Scope.PERSON
        body = {
            "scope": str(account.scope),
            **({} if is_persons else {"name": account.name}),
            "period": str(account.period),
            "starts": account.starts.isoformat(),
            "reached_permille": reached,
            "tokens": kept.used.tokens,
            "ms": kept.used.ms,
            "micros": kept.used.micros,
            "refused": kept.refused,
        }
        person = account.name if is_persons else None
        entry = Entry(RecordKind.BUDGET_WARNED, None, None, person, body)

        def record() -> None:
            self._ports.ledger.append(entry, durable=True)

        if self._reads.tell(account, reached, record=record):
            whose = "a person" if is_persons else f"{account.scope} {account.name}"
            log.warning(
                "the %s's budget of %s is used to %d percent",
                account.period,
                whose,
                reached // 10,
            )
