"""What people have halted."""

from typing import Protocol

from appliance.domain.halt import Halt
from appliance.errors import HaltedError


class Halts(Protocol):
    """The halts that stand now."""

    def standing(self) -> tuple[Halt, ...]:
        """List them, oldest first.

        Raises:
            SettingsError: What the log says cannot be read; nothing may be answered.
        """
        ...


class NoHalts:
    """Nothing is halted: for evaluations, whose answers nobody reads."""

    def standing(self) -> tuple[Halt, ...]:
        """List none."""
        return ()


def check_not_halted(halts: Halts, purpose: str, tier: str = "") -> None:
    """Check that a purpose may answer.

    Args:
        tier: Whose answer it is; "" before one is asked.

    Raises:
        HaltedError: People have halted it, this tier, or the whole appliance.
        SettingsError: Nobody can say.
    """
    if any(halt.stops(purpose, tier) for halt in halts.standing()):
        raise HaltedError("halted by people")
