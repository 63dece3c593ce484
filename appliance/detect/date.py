"""Find dates and dates of birth, in figures and in words of four languages.

A month or a weekday alone is no date, nor is a length of time: "in May", "on Monday",
"12 months" and "since 2019" stay readable.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_MONTH = (
    "jan(?:uary|uar|vier)?|feb(?:ruary|ruar|rero)?|f\u00e9vrier|mar(?:ch|s|zo)?|m\u00e4rz|apr(?:il)?"
    "|abril|avril|may|mai|mayo|june?|juni|junio|juin|july?|juli|julio|juillet|aug(?:ust)?"
    "|ao\u00fbt|agosto|sept?(?:ember|embre|iembre)?|oct(?:ober|obre|ubre)?|okt(?:ober)?"
    "|nov(?:ember|embre|iembre)?|dec(?:ember)?|dez(?:ember)?|d\u00e9cembre|dic(?:iembre)?"
    "|enero|j\u00e4nner"
)
_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2})"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(
    # 12/03/1971, 12.3.71, 12-03-1971, 1971-03-12, 1971/03/12
    rf"(?<![\w./\-,]){_DAY}(?P<s>[./\-])(?:0?[1-9]|1[0-2]|{_DAY})(?P=s)(?:{_YEAR}|[0-9]{{2}})(?![\w/\-]|\.[0-9])"
    rf"|(?<![\w./\-]){_YEAR}(?P<t>[./\-])(?:0[1-9]|1[0-2])(?P=t){_DAY}(?:T[0-9:.]+Z?)?(?![\w/\-])"
    # 12 March 1971, 12th of March, 12. M\u00e4rz 1971, 3 de mayo de 2020, 1er mai 2020
    rf"|(?<![\w.,]){_DAY}(?:st|nd|rd|th|\.|er|\u00ba)?(?:\s+of|\s+de)?[\s.\-]*(?:{_MONTH})\b\.?"
    rf"(?:,?(?:\s+de|\s+del)?[\s.\-]+'?(?:{_YEAR}|[0-9]{{2}}(?![\w:%,.]|\s)))?"
    # March 12th, 1971; March 1971
    rf"|(?<!\w)(?:{_MONTH})\b\.?\s+{_DAY}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?![\w%]|[.,:][0-9]|\s*(?:months?|years?|days?|weeks?))"
    rf"|(?<!\w)(?:{_MONTH})\b\.?(?:\s+de|\s+of)?\s+{_YEAR}(?!\w)",
    # 12/03 of a form or a card's 03/27 is left alone: it may be a fraction.
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born|geb(?:oren|urtsdatum|\.)"
    r"|n\u00e9e?|date de naissance|nacid[oa]|fecha de nacimiento)\b"
    r"(?:\s+(?:is|was|on|am|le|el|in|ist))*\s*[:=]?\s*$",
    re.IGNORECASE,
)
_BORN_YEAR = re.compile(
    rf"\b(?:born|geboren|n\u00e9e?|nacid[oa])\s+(?:in|im Jahr|en)\s+(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)


def find_dates(text: str) -> Iterator[Span]:
    """Find dates; one after a word for birth is a date of birth."""
    for match in _DATE.finditer(text):
        start, end = match.span()
        if _BORN.search(text[max(0, start - 40) : start]):
            kind, reason = EntityKind.BIRTHDATE, "date after a word for birth"
        else:
            kind, reason = EntityKind.DATE, "has the form of a date"
        yield Span(start, end, kind, 900, "date", reason)
    yield from spans_of(
        _BORN_YEAR, text, EntityKind.BIRTHDATE, "date", "year of birth", group="year"
    )


DATES = Finder("date", find_dates)
