"""Find telephone numbers (ITU-T E.164 and the forms in which people write them).

A number with a plus sign, a trunk zero or an area code in brackets counts in any
country; one without counts if phonenumbers knows it in one of the site's countries, or
after a word for a telephone. Sums of money, dates and years are no telephone numbers.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from appliance.detect.checksum import digits_of
from appliance.detect.detector import spans_of
from appliance.detect.table import cells_under_headings
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_EXTENSION = r"(?:[ ,;/\-]{0,3}(?:ext(?:ension)?\.?|x|poste|durchwahl|dw|apdo|anexo|int\.?|#)[ :.]?[0-9]{1,6})?"
_CANDIDATE = re.compile(
    r"(?<![^\W_])(?<![0-9][.,/\-])(?:\+ ?|\(\+? ?)?[0-9](?:(?:[ .\-/\u2010-\u2013]| [\-\u2013/] )?\(?[0-9]\)?|\) ?[\-/]? ?[0-9]){5,17}"
    + _EXTENSION
    + r"(?![^\W_]|[.,/\-][0-9]{1,2}(?![0-9])|\s?%)",
    re.IGNORECASE,
)
_WORDS = (
    r"(?:tele?phone?s?|tel|phones?|telefon(?:e|o|nummer|nr)?|telefax|tel\u00e9fonos?|t\u00e9l(?:\u00e9phone)?|tfno|tlf|t[eé]l|mobile?|mob|cell(?:phone|ular)?|handy|fax|faxnummer|call|ring|text|sms"
    r"|whatsapp|rufnummer|mobil(?:nummer|funk)?|durchwahl|m\u00f3vil|celular|portable|gsm|landline|festnetz|hotline|pager|extension|anruf\w*|erreichbar|appel\w*|joindre|llam\w*)"
)
_NAMED = re.compile(
    rf"(?<![^\W_]){_WORDS}(?![^\W_])\.?(?:\s+(?:me|us|him|her|them|back|mich|uns|sie|ihn|moi|nous|lui))?"
    r"(?:[ _\-]?(?:number|no|nr|num\u00e9ro|n\u00famero|nummer|n\u00ba|n\u00b0)(?![^\W_])\.?)?"
    r"(?:\s?\([^()\n0-9]{1,20}\))?(?:\s+(?:is|on|at|under|unter|au|al|le|ist|est|es|en|via|lautet))*"
    r"[\"'*_]{0,3}\s*[:#=|>,\-]?\s*(?:</?\w{1,8}>){0,3}[\"'*_]{0,2}\s?"
    rf"(?P<number>(?:\+|\()?[0-9](?:[0-9 ().\-/\u2010-\u2013]){{3,22}}[0-9]{_EXTENSION})(?![\w%])",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"[\W_]{{0,4}}(?:\w{{1,12}}[ _\-])?{_WORDS}(?:[ _\-]?(?:number|no|nr|num\u00e9ro|n\u00famero|nummer)\.?)?[\W_]{{0,4}}",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"(?:[\u00a3$\u20ac\u00a5]|\b(?:EUR|GBP|USD|CHF|amount|sum)\b:?)\s*$", re.IGNORECASE
)
_MONEY_AFTER = re.compile(
    r"\s?(?:[\u00a3$\u20ac\u00a5]|(?:EUR|GBP|USD|CHF|euros?)\b)", re.IGNORECASE
)
_DATE_OR_YEARS = re.compile(
    r"[0-9]{1,2}([./\-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2})?"
    r"|(?:1[0-9]|20)[0-9]{2}[ \-\u2013/]{1,3}(?:1[0-9]|20)[0-9]{2}"
)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[. ][0-9]{3})+")
_REASON = "has the form of a telephone number"
_FEWEST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class PhoneDetector:
    """Finds telephone numbers as people of these countries write them.

    Args:
        regions: ISO 3166 codes in capitals.
    """

    regions: tuple[str, ...]
    name: str = "phone"

    def find(self, text: str, language: str) -> list[Span]:
        """Find telephone numbers."""
        del language
        return [*self._by_form(text), *self._by_word(text), *self._by_heading(text)]

    def _by_form(self, text: str) -> Iterator[Span]:
        for match in _CANDIDATE.finditer(text):
            value = match.group()
            start, end = match.span()
            if _DATE_OR_YEARS.fullmatch(value.strip("() ")) or _THOUSANDS.fullmatch(
                value
            ):
                continue
            if _MONEY_BEFORE.search(text, max(0, start - 12), start):
                continue
            if _MONEY_AFTER.match(text, end):
                continue
            if self._is_phone(value):
                yield Span(start, end, EntityKind.PHONE, 800, "phone", _REASON)

    def _is_phone(self, value: str) -> bool:
        digits = digits_of(value)
        if value.strip("() ").startswith("+"):
            return _FEWEST_DIGITS <= len(digits) <= 18
        # A trunk zero or an area code in brackets: mask when in doubt.
        if digits.startswith("0") and 9 <= len(digits) <= 16:
            return True
        if value.startswith("(") and ")" in value and len(digits) >= _FEWEST_DIGITS:
            return True
        if len(digits) == len(value) or len(digits) < _FEWEST_DIGITS:
            # A bare run of digits is more often a number of something else; those
            # are masked as identifiers by `identifier.py`.
            return False
        return any(self._is_valid(value, region) for region in self.regions)

    def _is_valid(self, value: str, region: str) -> bool:
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.is_valid_number(number)

    def _by_word(self, text: str) -> Iterator[Span]:
        for span in spans_of(
            _NAMED,
            text,
            EntityKind.PHONE,
            "phone",
            "number after a word for a telephone",
            group="number",
        ):
            value = text[span.start : span.end]
            if len(digits_of(value)) >= 5 and not _DATE_OR_YEARS.fullmatch(value):
                yield span

    def _by_heading(self, text: str) -> Iterator[Span]:
        for heading, start, end in cells_under_headings(text):
            if len(digits_of(text[start:end])) >= 5 and _HEADING.fullmatch(heading):
                reason = "number after a word for a telephone"
                yield Span(start, end, EntityKind.PHONE, 900, "phone", reason)
