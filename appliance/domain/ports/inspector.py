"""What looks at texts before a model reads them, as the steps ask it."""

from collections.abc import Sequence
from typing import Protocol

from appliance.domain.finding import Sighting


class Inspector(Protocol):
    """Sees orders to the model and disguised letters."""

    def inspect(
        self, masked: str, passages: Sequence[str]
    ) -> tuple[tuple[Sighting, ...], ...]:
        """Look at what a model would read.

        Args:
            masked: Masked text of one exchange.
            passages: Signed texts that go with it.

        Returns:
            What is seen in each, the masked text first; spans are of that text.

        Raises:
            DetectionError: It failed; the texts count as not looked at.
            MaskerError: It is not there.
        """
        ...
