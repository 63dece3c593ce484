"""Text after the masker: surrogates in place of people, with its seal."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from appliance.domain.seal import Seal
from appliance.domain.span import MaskedSpan
from appliance.domain.text import PersonText


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A text without the people in it; may still name someone a detector missed.

    Its `repr` shows no text, for that reason.
    """

    text: str
    spans: tuple[MaskedSpan, ...]
    seal: Seal

    def __repr__(self) -> str:
        return f"<MaskedText of {len(self.text)} code points, {len(self.spans)} spans>"

    def counts(self) -> Mapping[str, int]:
        """Count the masked spans by kind."""
        return dict(sorted(Counter(str(span.kind) for span in self.spans).items()))

    def surrogates(self) -> tuple[str, ...]:
        """Name the surrogates in the text, each once, in order of appearance."""
        return tuple(dict.fromkeys(span.surrogate for span in self.spans))


@dataclass(frozen=True, slots=True)
class Restoration:
    """A text with its people back.

    Args:
        text: The restored text.
        restored: How many surrogates were put back.
        unknown: Surrogate-shaped strings that this case never issued; left visible.
        commitments: One keyed digest (64 hex digits) per restored surrogate, in order:
            it binds the surrogate and the original, so a changed vault row shows.
    """

    text: PersonText
    restored: int
    unknown: tuple[str, ...]
    commitments: tuple[str, ...]
