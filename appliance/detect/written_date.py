"""Read a date as somebody wrote it; one that could be another date is not read.

Reads the forms of detect/date.py that name a day, a month and a year of four figures:
ISO 8601, figures, and months in words of English, German, French and Spanish. A weekday
before it must be that date's. Never guesses: a missing or short year, or figures whose
order nothing settles, give None. Pure.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum, auto

_MONTHS = (
    "jan|january|januar|jänner|jän|janvier|janv|enero|ene",
    "feb|february|februar|febrero|février|fevrier|fév|févr",
    "mar|march|märz|maerz|mär|mrz|mars|marzo",
    "apr|april|avril|avr|abril|abr",
    "may|mai|mayo",
    "jun|june|juni|junio|juin",
    "jul|july|juli|julio|juillet|juil",
    "aug|august|août|aout|agosto|ago",
    "sep|sept|september|septembre|septiembre|setiembre",
    "oct|october|okt|oktober|octobre|octubre",
    "nov|november|novembre|noviembre",
    "dec|december|dez|dezember|déc|décembre|decembre|dic|diciembre",
)
_WEEKDAYS = (
    "mon|monday|mo|montag|lundi|lunes",
    "tue|tues|tuesday|di|dienstag|mardi|martes",
    "wed|wednesday|mi|mittwoch|mercredi|miércoles",
    "thu|thur|thurs|thursday|do|donnerstag|jeudi|jueves",
    "fri|friday|fr|freitag|vendredi|viernes",
    "sat|saturday|sa|samstag|sonnabend|samedi|sábado",
    "sun|sunday|so|sonntag|dimanche|domingo",
)
_MONTH_OF = {word: at + 1 for at, row in enumerate(_MONTHS) for word in row.split("|")}
_WEEKDAY_OF = {word: at for at, row in enumerate(_WEEKDAYS) for word in row.split("|")}
# Short dates of the CLDR: day first in English of these, month first in that of the US;
# in Canada and the Philippines people write both.
_DAY_FIRST_COUNTRIES = frozenset({"gb", "ie", "au", "nz", "in", "sg", "mt"})
_MIXED_COUNTRIES = frozenset({"ca", "ph"})
# Longer than any date; what is longer is not looked at.
_MAX_CHARS = 64

_YEAR = "(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAY = "(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|\\.)?"
_GAP = "[ .,/-]{0,3}"
_START = re.compile(
    "(?:(?P<weekday>"
    + "|".join(sorted(_WEEKDAY_OF, key=len, reverse=True))
    + r")\.?,? )?(?:(?:the|on|am|dem|den|vom|le|du|el|del) )?"
)
_WORDED = (
    re.compile(
        rf"{_DAY}(?: (?:day )?of\b| de\b| d')?{_GAP}{_MONTH}"
        rf",?(?: del?\b| of\b)?{_GAP}{_YEAR}"
    ),
    re.compile(rf"{_MONTH}[ -]{{1,2}}(?:the )?{_DAY}(?:, ?|[ -])(?:of )?{_YEAR}"),
    re.compile(rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}"),
)
_YEAR_FIRST = re.compile(
    f"{_YEAR}(?P<s>[./-])(?P<month>[0-9]{{1,2}})(?P=s)(?P<day>[0-9]{{1,2}})"
    "(?:[t ][0-9]{2}:[0-9:.]{2,16}(?:z|[+-][0-9:]{2,5})?)?"
)
_FIGURES = re.compile(
    f"(?P<one>[0-9]{{1,2}}) ?(?P<s>[./ -]) ?(?P<two>[0-9]{{1,2}}) ?(?P=s) ?{_YEAR}"
)


class DateOrder(StrEnum):
    """Which figure of "03/04/2024" is the day, if that is known."""

    DAY_FIRST = auto()
    MONTH_FIRST = auto()
    UNSETTLED = auto()


def order_of(language: str, countries: Collection[str]) -> DateOrder:
    """Tell how figures of a date are ordered in a language at a site.

    Args:
        language: Of the text, ISO 639-1.
        countries: The site's, ISO 3166 in lower case; they settle English alone.
    """
    if language in {"de", "fr", "es"}:
        return DateOrder.DAY_FIRST
    here = frozenset(countries)
    day_first, month_first = bool(here & _DAY_FIRST_COUNTRIES), "us" in here
    if language != "en" or here & _MIXED_COUNTRIES or day_first == month_first:
        return DateOrder.UNSETTLED
    return DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST


def read_date(text: str, order: DateOrder) -> date | None:
    """Read a date, or None if it is none or could be another."""
    if len(text) > _MAX_CHARS:
        return None
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    start = _START.match(plain)
    rest = plain[start.end() :] if start else plain
    found = _read_worded(rest) or _read_figures(rest, order)
    weekday = start["weekday"] if start else None
    if found and weekday and _WEEKDAY_OF[weekday] != found.weekday():
        return None
    return found


def _read_worded(plain: str) -> date | None:
    for pattern in _WORDED:
        match = pattern.fullmatch(plain)
        month = _MONTH_OF.get(match["month"]) if match else None
        if match and month:
            return _date(match["year"], month, match["day"])
    return None


def _read_figures(plain: str, order: DateOrder) -> date | None:
    match = _YEAR_FIRST.fullmatch(plain)
    if match:
        return _date(match["year"], match["month"], match["day"])
    match = _FIGURES.fullmatch(plain)
    if match is None:
        return None
    one, two = match["one"], match["two"]
    readings = {
        DateOrder.DAY_FIRST: _date(match["year"], two, one),
        DateOrder.MONTH_FIRST: _date(match["year"], one, two),
    }
    possible = {found for found in readings.values() if found}
    # One figure over 12, or the same figure twice, leaves one reading.
    return possible.pop() if len(possible) == 1 else readings.get(order)


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
