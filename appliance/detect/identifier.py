"""Find what no one can name: long numbers, and mixes of letters and digits.

What such a number names cannot be known here, so it is masked. Sums of money, lengths
of time and rows of years are left alone. Numbers with a form or a word of their own are
found by `national/` and `reference.py`.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.checksum import digits_of
from appliance.detect.detector import Finder, spans_of
from appliance.detect.money import is_money
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_MIXED = re.compile(
    r"(?<![\w@./\-])(?=[A-Z0-9\-/]{0,31}[0-9])(?=[0-9\-/]{0,31}[A-Z])[A-Z0-9](?:[A-Z0-9]|[\-/](?=[A-Z0-9])){5,31}(?![\w@]|[\-/.]\w)"
)
# In small letters more digits are needed: "mp3" and "b12" are words.
_SMALL_MIXED = re.compile(
    r"(?<![\w@./\-])(?:[A-Za-z]{1,6}[\-/][0-9]{5,24}[A-Za-z]{0,4}"
    r"|(?=(?:[A-Za-z]{0,12}[0-9]){4})(?=[0-9]{0,24}[A-Za-z])[A-Za-z0-9]{7,40}"
    r"|(?=(?:[A-Za-z]{0,30}[0-9]){2})(?=[0-9]{0,40}[A-Za-z])[A-Za-z0-9]{24,90})(?![\w@]|[\-/.]\w)"
)
# Words with a number, not numbers with letters: "eur25000", "30000km", "covid2019".
_WORD = re.compile(
    r"(?:eur|gbp|usd|chf|km|kg)[0-9]+|[0-9]+(?:st|nd|rd|th|er|e|km|kg|m|g|mg|ml|mm|cm|k|eur|gbp|usd|chf|mio|years?|months?|days?)"
    r"|[a-z]{3,}(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[a-z]{3,}",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"(?<![^\W_])(?<![0-9][.,\-/])(?<![+\u00a3$\u20ac])(?:[0-9]|[OIlS](?=[ \-]?[0-9]))(?:[ \-]?[0-9OIlS]){7,23}(?![^\W_%]|\.[0-9]|[\-/][0-9])"
    r"|(?<=[0-9],)[0-9]{8,24}(?![^\W_]|\.[0-9])"
)
# Groups of figures, some with capitals, that signs or spaces part: "QQ 12 34 56 C".
_CHAIN = re.compile(
    r"(?<![^\W_])(?<![0-9][.,\-/])(?<![+\u00a3$\u20ac])(?:[A-Z]{1,2}[ \-./])?"
    r"[A-Z]{0,4}[0-9][A-Z0-9]{0,7}(?:[ \-./](?:[A-Z]{0,4}[0-9][A-Z0-9]{0,7}|[A-Z]{1,2}|[A-Z]{4})(?![^\W_])){2,9}(?![^\W_%]|[\-/.,][0-9])"
)
_YEARS = re.compile(
    r"(?:(?:1[5-9]|20)[0-9]{2})(?:[ \-./]+(?:(?:1[5-9]|20)[0-9]{2}|[0-9]{2}(?![0-9])))*"
)
_LETTERS_AND_SPACE = " ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PERIOD = re.compile(r"(?:[QHT][1-4]|FY ?[0-9]{2,4})(?![^\W_])")
_CURRENCY = re.compile(r"(?<![^\W_])(?:EUR|GBP|USD|CHF|MIO|AM|PM)(?![^\W_])")
_DATE = re.compile(
    r"[0-9]{1,2}([./\- ])[0-9]{1,2}\1(?:19|20)?[0-9]{2}(?:[ T][0-9:]+)?|(?:19|20)[0-9]{2}([./\-])[0-9]{2}\2[0-9]{2}(?:[ T][0-9:]+)?"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.\u2019'][0-9]{3})+")
# The two or three lines that machines read in a passport (ICAO Doc 9303).
_MACHINE_READ = re.compile(
    r"(?<![A-Z0-9<])(?=[A-Z0-9]{0,40}<)[A-Z0-9<]{28,46}(?![A-Z0-9<])"
)
_HEX = re.compile(
    r"(?<!\w)(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?=[a-f]{0,9}[0-9])[0-9a-f]{32,128})(?!\w)"
)


def find_identifiers(text: str) -> Iterator[Span]:
    """Find long numbers and mixes of letters and digits."""
    kind, mixed = EntityKind.CODE, "letters and digits of a reference"
    yield from spans_of(_HEX, text, kind, "identifier", "has the form of a UUID")
    yield from spans_of(
        _MACHINE_READ, text, EntityKind.ID, "identifier", "line of a passport or card"
    )
    for match in _MIXED.finditer(text):
        digits = len(digits_of(match.group()))
        if digits >= 4 or (digits == 3 and match.end() - match.start() >= 7):
            yield Span(*match.span(), kind, 500, "identifier", mixed)
    for match in _SMALL_MIXED.finditer(text):
        if not _WORD.fullmatch(match.group()):
            yield Span(*match.span(), kind, 450, "identifier", mixed)
    for match in _LONG.finditer(text):
        if _is_number(text, match) and len(digits_of(match.group())) >= 7:
            yield Span(*match.span(), kind, 400, "identifier", "long number")
    for match in _CHAIN.finditer(text):
        if _is_chain(match.group()) and _is_number(text, match):
            yield Span(*match.span(), kind, 400, "identifier", mixed)


def _is_number(text: str, match: re.Match[str]) -> bool:
    """Tell a number from years, and from a sum of money."""
    value = match.group()
    if _YEARS.fullmatch(value.rstrip(_LETTERS_AND_SPACE)) or _THOUSANDS.fullmatch(
        value
    ):
        return False
    return not is_money(text, *match.span())


def _is_chain(value: str) -> bool:
    """Tell groups that may be one number from a list of dates, quarters or sums."""
    if _DATE.fullmatch(value) or _PERIOD.search(value) or _CURRENCY.search(value):
        return False
    digits = len(digits_of(value))
    letters = any(c.isalpha() for c in value)
    return digits >= (6 if letters else 8)


IDENTIFIERS = Finder("identifier", find_identifiers)
