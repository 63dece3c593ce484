"""Read the dates of a text, whole or in part, in English and German.

"3 May", "May 2024", "03.05.", "Friday" are parts of a date; "03/05/2024" can be two
dates and is both. Times of day count beside. Pure; the calendar is ISO 8601's.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "jan(?:uary|uar)?|jän(?:ner)?",
    "feb(?:ruary|ruar)?",
    "mar(?:ch)?|mär(?:z)?|maerz|mrz",
    "apr(?:il)?",
    "may|mai",
    "june?|juni",
    "july?|juli",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?|okt(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?|dez(?:ember)?",
)
_WEEKDAYS = (
    "mondays?|montags?",
    "tuesdays?|dienstags?",
    "wednesdays?|mittwochs?",
    "thursdays?|donnerstags?",
    "fridays?|freitags?",
    "saturdays?|samstags?|sonnabends?",
    "sundays?|sonntags?",
)
_ORDINALS = (
    "first|erste",
    "second|zweite",
    "third|dritte",
    "fourth|vierte",
    "fifth|fünfte",
    "sixth|sechste",
    "seventh|siebte|siebente",
    "eighth|achte",
    "ninth|neunte",
    "tenth|zehnte",
    "eleventh|elfte",
    "twelfth|zwölfte",
    "thirteenth|dreizehnte",
    "fourteenth|vierzehnte",
    "fifteenth|fünfzehnte",
    "sixteenth|sechzehnte",
    "seventeenth|siebzehnte",
    "eighteenth|achtzehnte",
    "nineteenth|neunzehnte",
    "twentieth|zwanzigste",
    "twenty-first|einundzwanzigste",
    "twenty-second|zweiundzwanzigste",
    "twenty-third|dreiundzwanzigste",
    "twenty-fourth|vierundzwanzigste",
    "twenty-fifth|fünfundzwanzigste",
    "twenty-sixth|sechsundzwanzigste",
    "twenty-seventh|siebenundzwanzigste",
    "twenty-eighth|achtundzwanzigste",
    "twenty-ninth|neunundzwanzigste",
    "thirtieth|dreißigste",
    "thirty-first|einunddreißigste",
)
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_MONTH_OF = [re.compile(month, re.IGNORECASE) for month in _MONTHS]
_WEEKDAY_OF = [re.compile(day, re.IGNORECASE) for day in _WEEKDAYS]
_ORDINAL_OF = [re.compile(rf"(?:{day})[nrs]?", re.IGNORECASE) for day in _ORDINALS]
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_NTH = "(?:" + "|".join(rf"(?:{day})[nrs]?" for day in reversed(_ORDINALS)) + ")"
_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2}|21[0-9]{2})"
_B, _E = r"(?<![^\W_])(?<![0-9][.,/\-])", r"(?![^\W_])"
# In order: the first that fits a place is the one that is read.
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_B}(?P<y>{_YEAR})(?P<s>[./\-])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>{_DAY})(?:T[0-9:.Z+\-]+)?{_E}(?![./\-][0-9])",
        rf"{_B}(?P<one>[0-9]{{1,2}})(?: ?(?P<s>[./\-]) ?|(?P<t>\. ?))(?P<two>[0-9]{{1,2}})(?(s) ?(?P=s) ?|\. ?)(?P<y>{_YEAR}|'?[0-9]{{2}}){_E}(?![./\-][0-9])",
        rf"{_B}(?P<d>{_DAY})(?:st|nd|rd|th|\.)?(?:\s+(?:day\s+)?of)?[\s.\-/]*(?P<month>{_MONTH}){_E}\.?(?:,?(?:\s+of)?[\s.\-/,]*(?P<y>'?{_YEAR}|'[0-9]{{2}}){_E})?",
        rf"{_B}(?:the\s+)?(?P<nth>{_NTH})\s+(?:of\s+)?(?P<month>{_MONTH}){_E}(?:,?\s+(?P<y>{_YEAR}){_E})?",
        rf"{_B}(?P<month>{_MONTH}){_E}\.?[\s\-]+(?:the\s+)?(?P<d>{_DAY})(?:st|nd|rd|th)?{_E}(?![.,:][0-9]|\s*(?:%|months?|years?|days?|weeks?))(?:,?[\s\-]+(?:of\s+)?(?P<y>{_YEAR}){_E})?",
        rf"{_B}(?P<month>{_MONTH}){_E}\.?(?:\s+(?:of|des Jahres))?[\s\-/,]+(?P<y>{_YEAR}){_E}",
        rf"{_B}(?P<y>{_YEAR})[\s\-/.,]+(?P<month>{_MONTH}){_E}(?:[\s\-/.,]+(?P<d>{_DAY}){_E})?",
        rf"{_B}(?P<d>{_DAY})\. ?(?P<m>0?[1-9]|1[0-2])\.(?![0-9])",
        rf"(?:(?<=\bon )|(?<=\bby )|(?<=\buntil )|(?<=\bam )|(?<=\bbis )|(?<=\bsince )){_B}(?P<one>[0-9]{{1,2}})/(?P<two>[0-9]{{1,2}}){_E}(?![./\-%][0-9])",
        rf"{_B}(?P<m>0?[1-9]|1[0-2])[/.](?P<y>{_YEAR}){_E}",
    )
)
# A month alone is one in capitals, or "May I" and "they march" would be two.
_MONTH_ALONE = re.compile(
    r"(?<![^\W_])(?P<month>January|Januar|Jänner|February|Februar|April|June|Juni|July|Juli|August|September|October|Oktober|November|December|Dezember|März|Mai"
    r"|(?:(?<=in )|(?<=In )|(?<=of )|(?<=since )|(?<=until )|(?<=by )|(?<=from )|(?<=for )|(?<=last )|(?<=next )|(?<=this )|(?<=and )|(?<=to ))(?:May|March))(?![^\W_])"
)
_WEEKDAY = re.compile(rf"(?<![^\W_])(?:{'|'.join(_WEEKDAYS)})(?![^\W_])", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![^\W_])(?<![0-9][.,:])(?:(?P<h>[01]?[0-9]|2[0-4])(?P<s>[:.])(?P<min>[0-5][0-9])(?::[0-5][0-9])?|(?P<hour>[01]?[0-9]|2[0-4]))"
    r"(?:\s?(?P<half>am(?-i:(?! [0-9A-Z\u00c4\u00d6\u00dc]))|pm|a\.m\.|p\.m\.)|\s?(?P<clock>uhr|h|o'clock|o\u2019clock))?(?![^\W_])(?![.,:][0-9])",
    re.IGNORECASE,
)
_HALF_DAY = 12


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is written; 0 for what is not.

    Args:
        year: With century, or 0.
        month: 1 to 12, or 0.
        day: 1 to 31, or 0.
    """

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class DateRead:
    """A place with a date and what it can be."""

    start: int
    end: int
    readings: tuple[PartialDate, ...]


@dataclass(frozen=True, slots=True)
class TimeRead:
    """A place with a time of day: minutes since midnight, twice where it has no half."""

    start: int
    end: int
    minutes: frozenset[int]


def find_partial_dates(text: str) -> list[DateRead]:
    """Find dates and parts of dates, without overlaps, in order of place."""
    found: list[DateRead] = []
    blank = text
    for form in (*_FORMS, _MONTH_ALONE):
        for match in form.finditer(blank):
            readings = _readings(match)
            if readings:
                found.append(DateRead(*match.span(), readings))
        for read in found:
            blank = _blanked(blank, read.start, read.end)
    return sorted(found, key=lambda read: read.start)


def find_weekdays(text: str) -> Iterator[tuple[int, int, int]]:
    """Find weekdays: where each stands and which it is, 0 for Monday."""
    for match in _WEEKDAY.finditer(text):
        yield *match.span(), _place(_WEEKDAY_OF, match[0])


def find_times(text: str) -> Iterator[TimeRead]:
    """Find times of day that a sign or a word shows to be one."""
    for match in _TIME.finditer(text):
        half, clock = match["half"], match["clock"]
        if not (half or clock or match["s"] == ":"):
            continue
        hour, minute = int(match["h"] or match["hour"]), int(match["min"] or 0)
        if half and hour <= _HALF_DAY:
            hour = hour % _HALF_DAY + (_HALF_DAY if half[0] in "pP" else 0)
        spoken = {hour} if half or hour > _HALF_DAY else {hour, hour + _HALF_DAY}
        minutes = frozenset(60 * (one % 24) + minute for one in spoken)
        yield TimeRead(*match.span(), minutes)


def weekday_of(read: PartialDate) -> int | None:
    """Name the weekday of a whole date, 0 for Monday; None if it is not whole."""
    try:
        return date(read.year, read.month, read.day).weekday()
    except ValueError:
        return None


def _readings(match: re.Match[str]) -> tuple[PartialDate, ...]:
    parts = match.groupdict()
    years = _years(parts.get("y") or "")
    if parts.get("one"):
        one, two = int(parts["one"]), int(parts["two"])
        orders = [(two, one)] if "." in match[0] else [(two, one), (one, two)]
    else:
        month = parts.get("month")
        number = _place(_MONTH_OF, month) + 1 if month else int(parts.get("m") or 0)
        nth = parts.get("nth")
        day = _place(_ORDINAL_OF, nth) + 1 if nth else int(parts.get("d") or 0)
        orders = [(number, day)]
    return tuple(
        dict.fromkeys(
            PartialDate(year, month, day)
            for year in years
            for month, day in orders
            if 0 <= month <= 12 and 0 <= day <= 31
        )
    )


def _years(written: str) -> tuple[int, ...]:
    plain = written.lstrip("'")
    if not plain:
        return (0,)
    return (int(plain),) if len(plain) == 4 else (2000 + int(plain), 1900 + int(plain))


def _place(patterns: list[re.Pattern[str]], word: str) -> int:
    return next(at for at, one in enumerate(patterns) if one.fullmatch(word))


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + "\n" * (end - start) + text[end:]
