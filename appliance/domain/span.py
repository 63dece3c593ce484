"""A stretch of text that a detector recognised, in code points."""

from dataclasses import dataclass

from appliance.domain.entity import EntityKind


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data found in a text.

    Args:
        start: First code point.
        end: One past the last code point.
        kind: What it is.
        score_permille: How sure the detector is, 0 to 1000.
        detector: The detector's name, as `detect/` files are named.
        reason: One plain clause for the person: "checksum of an IBAN holds".
    """

    start: int
    end: int
    kind: EntityKind
    score_permille: int
    detector: str
    reason: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}..{self.end} is empty or negative")


@dataclass(frozen=True, slots=True)
class MaskedSpan:
    """A surrogate in a masked text.

    Args:
        start: First code point, in the masked text.
        end: One past the last code point, in the masked text.
        kind: What the surrogate stands for.
        surrogate: The stand-in text, without the hint that may stand in its bracket.
        reason: Why it was masked, in one plain clause.
    """

    start: int
    end: int
    kind: EntityKind
    surrogate: str
    reason: str
