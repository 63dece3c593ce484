"""Finds the figures of a masked text that an answer may give, written as they stand.

A figure is a number in digits, with its separators, decimals and a `k` for thousands,
or a small number in words ("no", "seven"). A number of months takes its unit along, so
that it is not read as years. Digits inside a surrogate are no figure.
"""

import re
from collections.abc import Iterable

from appliance.domain.surrogate import EXACT

_WORDS = (
    "no|none|nil|zero|never|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    "|twelve"
)
_GROUPED = r"[0-9]{1,3}(?:[,.' \u00a0\u202f][0-9]{3})+(?:[.,][0-9]{1,2})?"
_PLAIN = r"[0-9]{1,12}(?:[.,][0-9]{1,4})?"
_FIGURE = re.compile(
    rf"(?<![0-9])(?:{_GROUPED}|{_PLAIN})(?![0-9])(?: ?[kK]\b| months?\b)?"
    rf"|(?<![\w'-])(?:{_WORDS})(?![\w'-])(?: months?\b)?",
    re.IGNORECASE,
)
MAX_FIGURES = 200


def figures_of(texts: Iterable[str]) -> tuple[str, ...]:
    """List the figures of texts, each once, in order.

    After `MAX_FIGURES` the rest cannot be given.
    """
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(_FIGURE.findall(EXACT.sub("\n", text))))
    return tuple(found)[:MAX_FIGURES]
