"""Characters that a person does not see and a model reads.

Soft hyphens, zero-width and directional characters (Unicode 16, 23.2; UAX #9), tags
(23.9) and variation selectors that follow none: words can be hidden in them.
"""

import re

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)


def hidden_in(text: str) -> tuple[tuple[int, int], ...]:
    """Find the runs of hidden characters: first and past-the-last code point of each.

    Joiners (U+200C, U+200D) belong to several scripts and to emoji, and stay out.
    """
    return tuple(match.span() for match in _HIDDEN.finditer(text))
