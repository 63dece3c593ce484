"""The time, as every part asks for it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, so that tests can say what it is."""

    def now(self) -> datetime:
        """Tell the time, aware UTC."""
        ...
