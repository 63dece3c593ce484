"""Which tiers may answer, in which order, and why: decided before the model is asked.

A purpose names its tier. Where it also names one for harder cases, the estimate decides
between the two. Where it names tiers to fall back to, they are tried, in their order,
if the one that was chosen cannot take the request. No other tier is ever asked.
"""

from dataclasses import dataclass
from enum import StrEnum

from appliance.domain.difficulty import Difficulty


@dataclass(frozen=True, slots=True)
class Routing:
    """What a purpose says about tiers besides its own.

    Args:
        harder_tier: The choice for cases that look hard; "" is none.
        harder_from_permille: From which estimate on a case looks hard, 1 to 1000.
        fall_back: What is tried if the choice is not available, in this order.
    """

    harder_tier: str = ""
    harder_from_permille: int = 500
    fall_back: tuple[str, ...] = ()

    def orders(self, tier: str) -> tuple[tuple[str, ...], ...]:
        """List each order in which tiers may be tried, for a purpose of this tier."""
        firsts = (tier, self.harder_tier) if self.harder_tier else (tier,)
        return tuple(self._order(first) for first in firsts)

    def choose(self, tier: str, difficulty: Difficulty) -> "Route":
        """Choose the order for a case of a purpose of this tier."""
        if not self.harder_tier:
            return Route(self._order(tier), Choice.ONLY, None)
        if difficulty.permille >= self.harder_from_permille:
            return Route(self._order(self.harder_tier), Choice.HARDER, difficulty)
        return Route(self._order(tier), Choice.ORDINARY, difficulty)

    def _order(self, first: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((first, *self.fall_back)))


class Choice(StrEnum):
    """Why a tier was chosen."""

    ONLY = "only"
    ORDINARY = "ordinary"
    HARDER = "harder"


@dataclass(frozen=True, slots=True)
class Route:
    """The tiers for one case.

    Args:
        tiers: In the order in which they are tried, the chosen one first.
        choice: Why it was chosen.
        difficulty: The estimate that chose; None where there was no choice.
    """

    tiers: tuple[str, ...]
    choice: Choice
    difficulty: Difficulty | None

    def record(self) -> dict[str, object]:
        """Give what the log keeps of it."""
        body: dict[str, object] = {
            "tier": self.tiers[0],
            "tiers": list(self.tiers),
            "tier_choice": str(self.choice),
        }
        if self.difficulty is not None:
            body["difficulty_permille"] = self.difficulty.permille
            body["difficulty"] = dict(self.difficulty.parts)
        return body
