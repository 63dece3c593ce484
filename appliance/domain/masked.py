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
class PutBack:
    """Where an original stands for a surrogate, in code points.

    Args:
        start: First of the surrogate in the masked text.
        end: Past its last.
        length: How many the original has.
    """

    start: int
    end: int
    length: int


@dataclass(frozen=True, slots=True)
class Restoration:
    """A text with its people back.

    Args:
        text: The restored text.
        restored: How many surrogates were put back.
        unknown: Surrogate-shaped strings that this case never issued; left visible.
        commitments: One keyed digest (64 hex digits) per restored surrogate, in order:
            it binds the surrogate and the original, so a changed vault row shows.
        places: Where each was put back, in order.
    """

    text: PersonText
    restored: int
    unknown: tuple[str, ...]
    commitments: tuple[str, ...]
    places: tuple[PutBack, ...] = ()

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Give a span of the masked text its places in the restored one.

        A span that cuts a surrogate takes in all of what was put back for it.
        """
        return self._moved(start, first=True), self._moved(end, first=False)

    def _moved(self, at: int, *, first: bool) -> int:
        shift = 0
        for put in self.places:
            if at <= put.start:
                break
            if at < put.end:
                return put.start + shift + (0 if first else put.length)
            shift += put.length - (put.end - put.start)
        return at + shift
