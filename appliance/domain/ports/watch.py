"""What a person is shown while the pipeline works."""

from typing import Protocol

from appliance.domain.masked import MaskedText
from appliance.domain.parts import Place
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

    def part(self, place: Place) -> None:
        """A part of a long text is taken in hand."""
        ...

    def place(self, before: int) -> None:
        """It waits for the model: so many generations come first."""
        ...

    def wrote(self) -> None:
        """The model wrote more of a draft; what is raised here ends it."""
        ...

    def piece(self, text: PersonText) -> None:
        """More of a streamed answer, people back, safe to show."""
        ...

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        """What was shown of the answer must be taken back, and why."""
        ...


class Unwatched:
    """Nobody watches, so nothing is shown and nothing is streamed."""

    def has_reader(self) -> bool:
        """Nobody reads along."""
        return False

    def stage(self, name: str) -> None:
        """Show nothing."""

    def masking(self, permille: int) -> None:
        """Show nothing."""

    def masked(self, text: MaskedText) -> None:
        """Show nothing."""

    def part(self, place: Place) -> None:
        """Show nothing."""

    def place(self, before: int) -> None:
        """Show nothing."""

    def wrote(self) -> None:
        """Let it go on."""

    def piece(self, text: PersonText) -> None:
        """Show nothing."""

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        """Show nothing."""
