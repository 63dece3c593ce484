"""What is kept of exchanges, as the steps write it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from appliance.domain.conversation import Turn
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.outcome import Figures


class Exchanges(Protocol):
    """What is kept of exchanges; every text is stored as ciphertext."""

    def opened(self, exchange: Exchange) -> None:
        """Keep that an exchange began (no text yet)."""
        ...

    def never_began(self, exchange: str, figures: Figures) -> None:
        """Count as failed an exchange that the log did not take; nothing is kept."""
        ...

    def masked(self, masked: Masked) -> None:
        """Keep the masked text of an exchange."""
        ...

    def masked_text(self, exchange: str) -> str:
        """Read what a prompt held of a person, of any owner; "" where none is kept."""
        ...

    def earlier(self, exchange: Exchange) -> tuple[Turn, ...]:
        """Read the turns that an exchange goes on from, the oldest first.

        Raises:
            NotFoundError: What it follows is no exchange of this person, case and
                purpose, or, as a turn, has no answer that went out.
        """
        ...

    def combined(
        self, exchange: str, codes: Sequence[Mapping[str, Sequence[str]]]
    ) -> None:
        """Keep what was answered to each part of a text, as long as an answer is kept.

        Args:
            codes: Of each part the codes of its answer, by field; nothing else of it.
        """
        ...

    def drafted(self, exchange: str, answer: str) -> None:
        """Keep the masked answer that is about to be released.

        Nobody reads it yet. If this process ends between the record of the release and
        `closed`, the worker follows the log and has the answer to do so with.

        Raises:
            StoreError: It never began, or somebody else ended it meanwhile.
        """
        ...

    def delayed(
        self, exchange: str, reasons: tuple[str, ...], figures: Figures | None
    ) -> None:
        """Keep that an exchange waits for the worker, which asks the model again.

        Args:
            reasons: Why, for the person who waits; plain sentences.
            figures: What it came to so far; None where nobody knows.
        """
        ...

    def broke_off(self, exchange: str, figures: Figures) -> None:
        """Count what an exchange used that is taken up again; all else stays."""
        ...

    def closed(
        self,
        exchange: str,
        state: ExchangeState,
        *,
        answer: str | None,
        reasons: tuple[str, ...],
        record: int | None,
        figures: Figures | None = None,
    ) -> None:
        """Keep how an exchange ended.

        Args:
            answer: The masked answer, where there is one.
            reasons: Why it was held, refused or failed; plain sentences.
            record: Sequence number of the record that says so.
            figures: What it came to; None where they are kept already.
        """
        ...
