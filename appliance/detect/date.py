"""Find dates and dates of birth, in figures and in words of four languages.

Orders of ISO 8601 and of everyday writing. A month or a weekday alone is no date, nor
is a length of time: "in May", "on Monday", "12 months" and "since 2019" stay readable.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.detect.table import cells_under_headings
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_MONTH = (
    "jan(?:uary|uar|vier)?|feb(?:ruary|ruar|rero)?|f\u00e9v(?:rier)?|fevrier|mar(?:ch|s|zo)?|m\u00e4r(?:z)?|maerz|mrz|apr(?:il)?"
    "|abr(?:il)?|avr(?:il)?|may|mai|mayo|june?|juni|junio|juin|july?|juli|julio|juil(?:let)?|aug(?:ust)?"
    "|ao\u00fbt|aout|ago(?:sto)?|sept?(?:ember|embre|iembre)?|oct(?:ober|obre|ubre)?|okt(?:ober)?"
    "|nov(?:ember|embre|iembre)?|dec(?:ember|embre)?|dez(?:ember)?|d\u00e9c(?:embre)?|dic(?:iembre)?"
    "|ene(?:ro)?|j\u00e4n(?:ner)?"
)
# Only English puts the month first: "ago" is a word of it besides.
_MONTH_FIRST = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2})"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MON = r"(?:0?[1-9]|1[0-2])"
_ORDINAL_WORD = r"(?:(?:twenty|thirty)[ \-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
_DATE = re.compile(
    # 12/03/1971, 12.3.71, 12-03-1971, 1971-03-12, 1971/03/12
    rf"(?<![^\W_])(?<![0-9][./\-,])(?<![./\-]){_DAY}(?P<s>[./\-])(?:{_MON}|{_DAY})(?P=s)(?:{_YEAR}|'?[0-9]{{2}})(?![^\W_]|[/\-][0-9]|\.[0-9])"
    rf"|(?<![^\W_])(?<![./\-]){_YEAR}(?P<t>[./\-]){_MON}(?P=t){_DAY}(?:[T ][0-9]{{2}}:[0-9:.]+(?:Z|[+\-][0-9:]{{2,5}})?)?(?![^\W_]|[/\-][0-9])"
    # 12 / 03 / 1971, 12. 3. 1971, 12 03 1971
    rf"|(?<![^\W_])(?<![0-9][./\-,]){_DAY}(?: ?[./\-] ?|\. ){_MON}(?: ?[./\-] ?|\. ){_YEAR}(?![^\W_])"
    rf"|(?<![^\W_])(?<![0-9][ ./\-,])(?:0[1-9]|[12][0-9]|3[01]) (?:0[1-9]|1[0-2]) {_YEAR}(?![^\W_]| [0-9])"
    # 12 March 1971, 12th of March, 12. M\u00e4rz 1971, 3 de mayo de 2020, 1er mai 2020, 12-Mar-71
    rf"|(?<![^\W_])(?<![0-9][.,]){_DAY}(?:st|nd|rd|th|\.|er|\u00ba)?(?:\s+(?:day\s+)?of|\s+de|\s+d')?[\s.\-/]*(?:{_MONTH})(?![^\W\d_])\.?"
    rf"(?:,?(?:\s+de|\s+del|\s+of)?[\s.\-/,]*'?(?:{_YEAR}|[0-9]{{2}}(?![^\W_]|[:%,.]|\s)))?"
    # March 12th, 1971; Mar-12-1971; March the 12th; March 1971
    rf"|(?<![^\W_])(?:{_MONTH_FIRST})(?![^\W_])\.?[\s\-]+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?(?:,?[\s\-]+(?:of\s+)?(?:{_YEAR}|'[0-9]{{2}}))?(?![\w%]|[.,:][0-9]|\s*(?:months?|years?|days?|weeks?))"
    rf"|(?<![^\W_])(?:{_MONTH})(?![^\W_])\.?(?:\s+de|\s+of|\s+del)?[\s\-/,]+{_YEAR}(?![^\W_])"
    rf"|(?<![^\W_]){_YEAR}[\s\-/.,]+(?:{_MONTH})(?![^\W_])\.?[\s\-/.,]+{_DAY}(?:st|nd|rd|th)?(?![^\W_])"
    # the twenty-first of March (1971)
    rf"|(?<![^\W_])(?:the\s+)?{_ORDINAL_WORD}\s+(?:day\s+)?of\s+(?:{_MONTH})(?![^\W_])(?:,?\s+{_YEAR})?",
    # 12/03 of a form or a card's 03/27 is left alone: it may be a fraction.
    re.IGNORECASE,
)
# A day and a month, or a month and a year, after a word that says so.
_PARTIAL = re.compile(
    rf"(?<![^\W_])(?:am|vom|bis zum|zum|seit|ab|dated|on|du|le|el|d\u00eda)\s+(?P<day>{_DAY}\.\s?{_MON}\.|{_DAY}[./]{_MON}(?![^\W_]|[./,%][0-9]|\s?%|\s(?:of|de|der)\s))"
    rf"|(?<![^\W_])(?:exp(?:ir(?:y|es|ation))?(?: date)?|valid (?:until|thru|to)|g\u00fcltig bis|valable jusqu'(?:au|en)|v\u00e1lid[oa] hasta|caduca)\.?\s*[:=]?\s*(?P<month>{_MON}\s?[/\-.]\s?(?:20)?[0-9]{{2}})(?![^\W_])",
    re.IGNORECASE,
)
_BIRTH = (
    r"(?:d\.? ?o\.? ?b\.?|date[ _]of[ _]birth|birth[ _]?(?:date|day)?|born|geb(?:oren[er]?|urtsdatum|urtstag|dat)?\.?"
    r"|n\u00e9e?s?|naissance|date[ _]de[ _]naissance|nacid[oa]|fecha[ _]de[ _]nacimiento|nacimiento|f\.? ?nac\.?|natal|\*)"
)
_BORN = re.compile(
    rf"(?<![^\W_]){_BIRTH}(?![^\W_])"
    r"(?:\s?\([^()\n]{1,24}\))?(?:\s+(?:is|was|on|am|le|el|in|ist|the|est|es|den))*[\"'*|\s]{0,4}[:=|>,]?[\"'*|\s]{0,6}(?:</?\w{1,8}>){0,3}\s?$",
    re.IGNORECASE,
)
_BIRTH_HEADING = re.compile(rf"[\W_]{{0,4}}{_BIRTH}[\W_]{{0,4}}", re.IGNORECASE)
_BORN_YEAR = re.compile(
    rf"(?<![^\W_])(?:born|geboren|jahrgang|jg\.|n\u00e9e?|nacid[oa]|birth[ _]?year|year of birth|geburtsjahr|ann\u00e9e de naissance|a\u00f1o de nacimiento)[\"']?\s*(?:in|im Jahre?|en|is|:|=)?\s*[\"']?(?P<year>{_YEAR})(?![^\W_])",
    re.IGNORECASE,
)


def find_dates(text: str) -> Iterator[Span]:
    """Find dates; one after a word for birth is a date of birth."""
    births = [
        (start, end)
        for heading, start, end in cells_under_headings(text)
        if _BIRTH_HEADING.fullmatch(heading)
    ]
    for match in _DATE.finditer(text):
        start, end = match.span()
        if _BORN.search(text, max(0, start - 60), start) or any(
            first <= start < last for first, last in births
        ):
            kind, reason = EntityKind.BIRTHDATE, "date after a word for birth"
        else:
            kind, reason = EntityKind.DATE, "has the form of a date"
        yield Span(start, end, kind, 900, "date", reason)
    for group in ("day", "month"):
        reason = "has the form of a date"
        yield from spans_of(
            _PARTIAL, text, EntityKind.DATE, "date", reason, group=group
        )
    yield from spans_of(
        _BORN_YEAR, text, EntityKind.BIRTHDATE, "date", "year of birth", group="year"
    )


DATES = Finder("date", find_dates)
