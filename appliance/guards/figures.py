"""Read the numbers of a text with what they count: sums, percentages, lengths of time.

"1.200,50" and "1,200.50" are one value; "1.200" can be two, and is both. Numbers
written out count as figures. What a number counts is told only where it is plain: a
currency, a percent sign, a unit of time beside it. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from appliance.guards.number_words import find_numbers

# The same length of time by either name; a working day is a day.
_UNITS = {
    "percent": r"%|percent|per[ -]cent|pct|prozent(?:punkte?n?)?",
    "EUR": r"\u20ac|eur|euros?",
    "USD": r"\$|usd|us-?dollars?|dollars?",
    "GBP": r"\u00a3|gbp|pounds?|pfund",
    "CHF": r"chf|sfr\.?|francs?|franken",
    "JPY": r"\u00a5|jpy|yen",
    "cent": r"cents?|pence|rappen",
    "minute": r"min(?:ute[ns]?)?",
    "hour": r"hours?|hrs?|stunden?|std",
    "day": r"days?|tage?[sn]?|(?:werk|arbeits|bank|kalender)tage?[sn]?",
    "week": r"weeks?|wochen?",
    "month": r"months?|monat(?:e[ns]?|s)?|monatsraten?",
    "year": r"years?|yrs?|jahre?[sn]?",
}
_BESIDE = (
    r"(?:(?:working|business|bank|banking|calendar|full|whole|more|further|other"
    r"|volle[nr]?|ganze[nr]?|weitere[nr]?)[ -]){0,2}"
)
_AFTER = re.compile(
    rf"[ \u00a0\u202f-]{{0,2}}{_BESIDE}(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
    + r")(?![^\W_])",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:"
    + "|".join(
        f"(?P<{name}>{_UNITS[name]})" for name in ("EUR", "USD", "GBP", "CHF", "JPY")
    )
    + r")[ \u00a0\u202f]?\Z",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"[ \u00a0-]?(?:(?P<k>k|tsd\.?|tausend|thousand)|(?P<m>mio\.?|million(?:en)?|mn)"
    r"|(?P<b>mrd\.?|bn|billion|milliarden?))(?![^\W_])",
    re.IGNORECASE,
)
_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9}
_SPACE = "\u00a0\u202f "
_NUMBER = re.compile(
    r"(?<![^\W_])(?<![0-9][.,])"
    rf"(?:[0-9]{{1,3}}(?:[{_SPACE}'\u2019][0-9]{{3}})+(?:[.,][0-9]{{1,2}}(?![0-9]))?"
    r"|[0-9]+(?:[.,][0-9]+)*)"
    r"(?![0-9])"
)
_NOUN = re.compile(r"[ \u00a0-]{1,2}(?P<noun>[^\W\d_]{3,})")
_STEM = 5
_LOOK_BACK = 14


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    Args:
        start: First code point, without its unit.
        end: One past the last.
        values: What it can be; more than one where its sign can be read two ways.
        unit: What it counts, as `_UNITS` names it, or "".
        noun: The first letters of the word after it, folded, or "".
        written: Whether it is written out.
    """

    start: int
    end: int
    values: frozenset[Decimal]
    unit: str
    noun: str
    written: bool


def find_figures(text: str) -> Iterator[Figure]:
    """Find the numbers in a text, those written out included."""
    for match in _NUMBER.finditer(text):
        yield _figure(text, *match.span(), _values(match[0]), written=False)
    for found in find_numbers(text):
        values = frozenset({Decimal(found.value)})
        yield _figure(text, found.start, found.end, values, written=True)


def _figure(
    text: str, start: int, end: int, values: frozenset[Decimal], *, written: bool
) -> Figure:
    at = end
    scale = _SCALE.match(text, end)
    if scale is not None and scale.lastgroup is not None:
        values = frozenset(value * _SCALES[scale.lastgroup] for value in values)
        at = scale.end()
    before = _BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    # "1.200,- Euro" and "1.200.- Euro"
    dash = re.compile(r"[.,](?:-{1,2}|\u2013)").match(text, at)
    at = dash.end() if dash else at
    after = _AFTER.match(text, at)
    unit = next((m.lastgroup or "" for m in (before, after) if m), "")
    noun = _NOUN.match(text, at)
    word = noun["noun"].casefold()[:_STEM] if noun else ""
    return Figure(start, end, values, unit, "" if after else word, written)


def _values(written: str) -> frozenset[Decimal]:
    """Read figures with their signs; a lone sign before three figures is either."""
    plain = re.sub(rf"[{_SPACE}'\u2019]", "", written)
    signs = [char for char in plain if char in ".,"]
    if not signs:
        return frozenset({Decimal(plain)})
    if len(set(signs)) == 1 and len(signs) > 1:
        return frozenset({Decimal(re.sub("[.,]", "", plain))})
    whole, _, part = plain.rpartition(signs[-1])
    decimal = Decimal(re.sub("[.,]", "", whole) + "." + part)
    if len(signs) == 1 and len(part) == 3 and whole != "0":
        return frozenset({decimal, Decimal(whole + part)})
    return frozenset({decimal})
