"""Answers drawn for people to rate, as the steps draw them."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from appliance.domain.assessment import Assessment
from appliance.domain.sampling import Sample


class Samples(Protocol):
    """Answers drawn for people to rate."""

    def draw(self, exchange: str) -> int:
        """Draw a number from 0 to 999; the same for the same exchange."""
        ...

    def first_answered(self, purpose: str, release: str) -> datetime:
        """Tell when a release first answered for a purpose: now, if it never did."""
        ...

    def add(self, sample: Sample, *, record: Callable[[], None]) -> None:
        """Put an answer in line, unless it is there or too many wait.

        Args:
            record: Called once it is in; what it raises takes it out again.
        """
        ...

    def rate(self, assessment: Assessment, *, record: Callable[[], None]) -> None:
        """Keep what a person says of the answer they have in hand, once.

        Args:
            record: Called once it is kept; what it raises undoes it.

        Raises:
            ConflictError: They do not have it in hand any more.
        """
        ...
