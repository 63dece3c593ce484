"""What an answer may rest on, read once: its text's and references' facts by kind. Pure."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from appliance.domain.surrogate import EXACT, surrogates_in
from appliance.guards.calendar import (
    PartialDate,
    find_partial_dates,
    find_times,
    find_weekdays,
    weekday_of,
)
from appliance.guards.codes import find_codes
from appliance.guards.figures import find_figures

# What says a number without naming it, in English and German.
_SAID = (
    (2, r"twice|double|doubled|doubly|both|two-?fold|couple|pair|fortnight|zweimal|doppelt[a-z]*|beide[nrms]?|zweifach"),
    (1, r"once|single|einmal|einzige[nrms]?"),
    (0, r"no|none|nil|never|without|kein[a-z]*|nie|ohne"),
    (3, r"thrice|triple|three-?fold|dreimal|dreifach"),
    (4, r"viermal|vierfach"),
    (5, r"fünfmal|fünffach"),
    (12, r"dozen|dutzend"),
)  # fmt: skip
_WORDS_SAID = tuple(
    (value, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for value, words in _SAID
)
# "a week", "eine Woche": one of it.
_ONE_OF = re.compile(
    r"\b(?:an?|ein(?:e[nrms]?)?|per|pro|each|every|jede[nrms]?)[ ]"
    r"(?P<noun>[^\W\d_]{3,})",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_SPACES = re.compile(r"\s+")
_SIGNS = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2010": "-", "\u2011": "-"}
    | {"\u2013": "-", "\u2014": "-", "\u2026": "...", "\u00a0": " "}
    | dict.fromkeys('"\u201c\u201d\u201e\u00ab\u00bb*_`')
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Sources:
    """The facts of the texts that an answer rests on.

    Args:
        text: All of them, one after the other.
        plain: The same folded, without quotation marks, in single spaces.
        values: What each value counts, by value; "" where that is not told.
        nouns: The values that stand before a word, by its first letters.
        dates: Dates, whole and in part; hints of surrogates are dates of it too.
        years: Every year that is named.
        weekdays: 0 to 6, named or of a whole date.
        minutes: Times of day since midnight.
        surrogates: Names of the surrogates in it.
        nonces: What the surrogates of the case have in common.
        words: Every word, folded; of a word with umlauts each way to write it.
        order: The words in their order, folded.
        lower: The words that stand somewhere without a capital, folded.
        capital: The words that stand with one and nowhere without, folded.
    """

    text: str
    plain: str
    values: dict[Decimal, frozenset[str]]
    nouns: dict[str, frozenset[Decimal]]
    dates: frozenset[PartialDate]
    years: frozenset[int]
    weekdays: frozenset[int]
    minutes: frozenset[int]
    surrogates: frozenset[str]
    nonces: frozenset[str]
    words: frozenset[str]
    order: tuple[str, ...]
    lower: frozenset[str]
    capital: frozenset[str]

    def has_date(self, wanted: PartialDate) -> bool:
        """Tell whether a date is one of these as far as it is written."""
        return any(self._fits(wanted, known) for known in self.dates)

    def _fits(self, wanted: PartialDate, known: PartialDate) -> bool:
        if wanted.day and wanted.day != known.day:
            return False
        if wanted.month and wanted.month != known.month:
            return False
        if not wanted.year or wanted.year == known.year:
            return True
        # "3 May" in a letter that names the year elsewhere.
        return not known.year and wanted.year in self.years


def read_sources(texts: Iterable[str]) -> Sources:
    """Read the texts that an answer may rest on: surrogates in place."""
    whole = "\n\n".join(texts)
    hints = [s.hint for s in surrogates_in(whole) if s.hint]
    bare = EXACT.sub(" ", whole)
    shown = "\n".join((bare, *(f"{hint} " for hint in hints)))
    reads = find_partial_dates(shown)
    dates = {one for read in reads for one in read.readings}
    times = list(find_times(shown))
    # The 4 of "4 May" counts nothing, nor do the figures of a code.
    read = [(date.start, date.end) for date in reads]
    counted = _blanked(shown, read + [(time.start, time.end) for time in times])
    counted = _blanked(counted, find_codes(counted))
    values: dict[Decimal, set[str]] = defaultdict(set)
    nouns: dict[str, set[Decimal]] = defaultdict(set)
    for figure in find_figures(counted):
        for value in figure.values:
            values[value].add(figure.unit)
            if figure.noun:
                nouns[figure.noun].add(value)
    _take_said(bare, values)
    years = {one.year for one in dates if one.year}
    for year in years:
        values[Decimal(year)].add("")
    years |= {int(value) for value in values if 1800 <= value < 2200 and value % 1 == 0}
    weekdays = {weekday for _, _, weekday in find_weekdays(bare)}
    weekdays |= {w for one in dates if (w := weekday_of(one)) is not None}
    written = _LETTERS.findall(bare)
    order = tuple(fold(word) for word in written)
    lower = frozenset(fold(word) for word in written if word[0].islower())
    return Sources(
        text=whole,
        plain=plainly(whole),
        values={value: frozenset(units) for value, units in values.items()},
        nouns={noun: frozenset(known) for noun, known in nouns.items()},
        dates=frozenset(dates),
        years=frozenset(years),
        weekdays=frozenset(weekdays),
        minutes=frozenset(minute for one in times for minute in one.minutes),
        surrogates=frozenset(s.name for s in surrogates_in(whole)),
        nonces=frozenset(s.nonce for s in surrogates_in(whole)),
        words=frozenset(order),
        order=order,
        lower=lower,
        capital=frozenset(order) - lower,
    )


def _take_said(text: str, values: dict[Decimal, set[str]]) -> None:
    """Take the numbers that are said without naming them, and the one of "a week"."""
    for value, words in _WORDS_SAID:
        if words.search(text):
            values[Decimal(value)].add("")
    for match in _ONE_OF.finditer(text):
        for figure in find_figures(f"1 {match['noun']}"):
            if figure.unit:
                values[Decimal(1)].add(figure.unit)


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def fold(word: str) -> str:
    """Write a word in one way: no case, no marks, umlauts as two letters."""
    plain = word.casefold().translate(_UMLAUTS)
    plain = re.sub(r"['\u2019]s\Z", "", plain)
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in apart if not unicodedata.combining(char))


def plainly(text: str) -> str:
    """Write a passage in one way, to compare a quotation with where it comes from."""
    plain = unicodedata.normalize("NFC", text).translate(_SIGNS).casefold()
    return _SPACES.sub(" ", plain).strip()
