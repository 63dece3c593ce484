"""What may be used of the model, as the steps ask for it."""

from typing import Protocol

from appliance.domain.budget import Claim, OverBudget
from appliance.domain.outcome import Figures


class Budgets(Protocol):
    """What is used of the model, and what may be.

    What is reserved is settled when the exchange's end is kept (`Exchanges.closed`),
    in the same transaction; what a process that died left is settled when the exchange
    is begun again (`Exchanges.opened`), or by the worker.
    """

    def reserve(self, claim: Claim) -> OverBudget | None:
        """Set aside what an exchange may use: of every budget that it counts for.

        All or nothing, and never more than a budget has, however many ask at once. An
        exchange that has something set aside keeps it; a further try at its answer
        adds to that.

        Returns:
            None, or the first budget that does not hold it.

        Raises:
            SettingsError: A budget of money meets a tier without a price.
            StoreError: Nothing could be set aside.
        """
        ...

    def count_apart(self, why: str, figures: Figures, *, goes_on: bool = False) -> None:
        """Count what the appliance used for itself; it is no person's.

        Args:
            why: "evaluation" or "shadow".
            goes_on: It gave way, and counts as an exchange once it has ended.
        """
        ...
