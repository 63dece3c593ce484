"""Letters of our own wording that carry planted identifiers.

Every letter also holds a long sentence that is its own, so that it can be told whether
the letter came to a place, and whether any of its words stand somewhere in the clear.
"""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.planted.identifiers import Planted

PER_LETTER = 8
_WHO = (
    "the girl at your counter",
    "an old woman",
    "the voice on the line",
    "your driver",
    "a tired guard",
)
_DID = (
    "weighed and folded",
    "lost and found",
    "counted twice",
    "folded away",
    "read aloud",
)
_WHAT = (
    "my yellow form",
    "the wet envelope",
    "all seven pages",
    "a list of stamps",
    "the wrong notice",
)
_WHEN = ("before the bells rang", "while it rained outside", "under the broken clock", "behind the glass", "to nobody at all")  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One letter.

    Args:
        text: All of it.
        own: The sentence that no other letter holds.
        planted: What it carries.
    """

    text: str
    own: str
    planted: tuple[Planted, ...]


def letters_of(planted: Sequence[Planted], seed: int = 7) -> Iterator[Letter]:
    """Spread identifiers over letters, kinds mixed."""
    rng = random.Random(seed)
    mixed = rng.sample(planted, len(planted))
    parts = rng.sample(list(itertools.product(_WHO, _DID, _WHAT, _WHEN)), len(mixed))
    for start, words in zip(range(0, len(mixed), PER_LETTER), parts, strict=False):
        carried = tuple(mixed[start : start + PER_LETTER])
        own = f"This is one of my worries: {' '.join(words)}, and I do not know why."
        lines = [own, *(one.sentence for one in carried)]
        text = (
            "Dear Sir or Madam,\n\n" + "\n".join(lines) + "\n\nPlease write back soon."
        )
        yield Letter(text, own, carried)
