"""Finds the figures of a masked text that an answer may give, written as they stand.

A figure is a number in digits, with its separators, decimals and a `k` for thousands,
or a small number in words ("no", "seven"). A number of months takes its unit along, so
that it is not read as years. Digits inside a surrogate are no figure. A figure is a
percentage where a percent sign or word follows it, or stands in the label before it.
"""

import re
from collections.abc import Iterable, Iterator

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
_PERCENT = r"(?:%|per ?cent\b|pct\b)"
_FOLLOWS = re.compile(rf"[ \u00a0\u202f]?{_PERCENT}", re.IGNORECASE)
# "Debts in % of income: 38", but not "4.5 % interest: 38".
_LABELS = re.compile(
    rf"(?<![0-9])(?<![0-9] ){_PERCENT}[^0-9\n:=|\t]*[:=|\t][ \t]*$", re.IGNORECASE
)
MAX_FIGURES = 200


def figures_of(texts: Iterable[str], *, percent: bool = False) -> tuple[str, ...]:
    """List the figures of texts, each once, in order.

    After `MAX_FIGURES` the rest cannot be given.

    Args:
        texts: Masked texts.
        percent: Only those that are written as a percentage somewhere.
    """
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(_figures(EXACT.sub("\n", text), percent=percent)))
    return tuple(found)[:MAX_FIGURES]


def _figures(text: str, *, percent: bool) -> Iterator[str]:
    for line in text.split("\n"):
        for figure in _FIGURE.finditer(line):
            if not percent or (
                _FOLLOWS.match(line, figure.end())
                or _LABELS.search(line, 0, figure.start())
            ):
                yield figure.group()
