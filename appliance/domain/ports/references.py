"""A purpose's reference documents, as the steps search them."""

from typing import Protocol

from appliance.domain.passage import Passage


class References(Protocol):
    """Search in a purpose's own reference documents."""

    def search(
        self, purpose: str, language: str, text: str, limit: int
    ) -> tuple[Passage, ...]:
        """Find the passages nearest to a masked text, best first."""
        ...
