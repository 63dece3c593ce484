"""Answers that wait for a second person, as the steps hold them."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from appliance.domain.review import HeldAnswer, ReviewState


class Reviews(Protocol):
    """Answers that wait for a second person."""

    def hold(self, held: HeldAnswer, *, record: Callable[[], None]) -> None:
        """Put an answer into the queue.

        Args:
            record: Called once it is in; what it raises takes it out again.
        """
        ...

    def conclude(
        self,
        held: HeldAnswer,
        *,
        reviewer: str,
        state: ReviewState,
        reason: str,
        at: datetime,
        record: Callable[[], None],
    ) -> None:
        """End the wait of exactly this held answer, once.

        Args:
            record: Called once this caller has won; what it raises undoes the end.

        Raises:
            ConflictError: It was concluded or changed in the meantime.
        """
        ...

    def replace(
        self, held: HeldAnswer, successor: HeldAnswer, *, record: Callable[[], None]
    ) -> None:
        """Put an edited answer in place of exactly this held one.

        Args:
            record: Called once this caller has won; what it raises undoes the change.

        Raises:
            ConflictError: It was concluded or changed in the meantime.
        """
        ...
