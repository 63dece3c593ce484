"""How far people who rated the same answers blind agree, per purpose.

The pairs are as seats were taken, so neither side is a person. What the figures mean
depends on how common each judgement is: the table of pairs stands beside them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.domain.assessment import Judgement
from appliance.release.statistics.agreement import Agreement, cohen_kappa

Pair = tuple[Judgement, Judgement]
# Below this the interval is so wide that the figure alone would mislead.
FEW = 20


@dataclass(frozen=True, slots=True)
class RatedAgreement:
    """What two raters each said of a purpose's answers.

    Args:
        purpose: The purpose's name.
        agreement: Cohen's kappa with its 95 % interval, and the share of agreement.
        cells: How often each pair of judgements was given; those not named, never.
    """

    purpose: str
    agreement: Agreement
    cells: Mapping[Pair, int]

    def as_json(self) -> dict[str, Any]:
        """Put it into plain values, permille as whole numbers."""
        measured = self.agreement
        return {
            "purpose": self.purpose,
            "rated_by_two": measured.items,
            "agreed_permille": measured.agreed_permille,
            "kappa_permille": measured.kappa_permille,
            "low_permille": measured.low_permille,
            "high_permille": measured.high_permille,
            "pairs": [
                {"first": str(one), "second": str(other), "count": count}
                for (one, other), count in sorted(self.cells.items())
            ],
        }


def agreement_of(purpose: str, pairs: Sequence[Pair]) -> RatedAgreement:
    """Measure the agreement on one purpose's answers."""
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    return RatedAgreement(purpose, cohen_kappa(first, second), Counter(pairs))
