"""How hard a case looks from its outside: an estimate, made before the model is asked.

    length      500   as long as the purpose's longest text, or longer
    masked      200   ten or more stand-ins
    references  100   four or more passages
    language    100   another language than the purpose's first
    form        100   a form to fill in, not free text

Each part grows evenly from 0 to the points beside it; their sum is the score, 0 to
1000. What stands in the text is not read, only measured. It says nothing about how good
an answer will be.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MOST = {"length": 500, "masked": 200, "references": 100, "language": 100, "form": 100}
MANY_SURROGATES = 10
MANY_PASSAGES = 4


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known of a case without reading it.

    Args:
        chars: Length of the masked text in code points.
        max_chars: The longest text that the purpose takes.
        surrogates: How many different stand-ins are in the text.
        passages: How many reference passages go with it.
        first_language: Whether it is in the first language of the purpose.
        structured: Whether the answer has a form.
    """

    chars: int
    max_chars: int
    surrogates: int
    passages: int
    first_language: bool
    structured: bool


@dataclass(frozen=True, slots=True)
class Difficulty:
    """An estimate, and what it is made of.

    Args:
        parts: Points of each part of the table above.
    """

    parts: Mapping[str, int]

    @property
    def permille(self) -> int:
        """The score, 0 to 1000."""
        return sum(self.parts.values())

    @property
    def mostly(self) -> str:
        """The part with the most points; of equals, the first in the table."""
        return max(MOST, key=lambda part: self.parts.get(part, 0))


def estimate(outside: Outside) -> Difficulty:
    """Estimate how hard a case is."""
    return Difficulty(
        {
            "length": _share("length", outside.chars, outside.max_chars),
            "masked": _share("masked", outside.surrogates, MANY_SURROGATES),
            "references": _share("references", outside.passages, MANY_PASSAGES),
            "language": 0 if outside.first_language else MOST["language"],
            "form": MOST["form"] if outside.structured else 0,
        }
    )


def _share(part: str, count: int, many: int) -> int:
    return MOST[part] * min(count, many) // many
