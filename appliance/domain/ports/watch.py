"""What a person is shown while the pipeline works."""

from typing import Protocol

from appliance.domain.masked import MaskedText
from appliance.domain.text import PersonText


class Watch(Protocol):
    """What the person sees while the pipeline works."""

    def has_reader(self) -> bool:
        """Tell whether somebody reads what is shown; else nothing is streamed."""
        ...

    def stage(self, name: str) -> None:
        """A step begins; `name` is the step's."""
        ...

    def masking(self, permille: int) -> None:
        """So much of a long text is masked."""
        ...

    def masked(self, text: MaskedText) -> None:
        """The text is masked: this is what the model will see."""
        ...

    def place(self, before: int) -> None:
        """It waits for the model: so many generations come first."""
        ...

    def piece(self, text: PersonText) -> None:
        """More of a streamed answer, people back, safe to show."""
        ...

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        """What was shown of the answer must be taken back, and why."""
        ...
