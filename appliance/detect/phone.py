"""Find telephone numbers (ITU-T E.164 and national forms of the site's countries).

Uses phonenumbers for what is a number where; a number after a word for a telephone
counts whatever its form. Sums of money and dates are not telephone numbers.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from appliance.detect.checksum import digits_of
from appliance.detect.detector import spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_CANDIDATE = re.compile(
    r"(?<![\w.,/\-])(?:\+|\(\+?)?[0-9](?:[ .\-/\u2010-\u2013]?\(?[0-9]\)?|\) ?[0-9]){5,17}"
    r"(?![\w]|[.,/\-][0-9]|\s?%)"
)
_NAMED = re.compile(
    r"\b(?:tel(?:ephone|efon|\u00e9fono|\u00e9phone)?|phone|mobile|mob|cell|handy|fax|call|ring|text"
    r"|whatsapp|rufnummer|m\u00f3vil|portable)\b\.?(?:\s+(?:me|us|him|her|them))?"
    r"(?:\s+(?:number|no|nr|num\u00e9ro|n\u00famero)\b\.?)?(?:\s+(?:is|on|at|under|unter|au|al))?"
    r"\s*[:#=]?\s*(?P<number>(?:\+|\()?[0-9][0-9 ().\-/]{4,20}[0-9])(?![\w%])",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"(?:[\u00a3$\u20ac\u00a5]|\b(?:EUR|GBP|USD|CHF|amount|sum)\b:?)\s*$", re.IGNORECASE
)
_DATE_SHAPE = re.compile(
    r"[0-9]{1,2}([./\-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
)
_REASON = "has the form of a telephone number"


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
        return [*self._by_form(text), *self._by_word(text)]

    def _by_form(self, text: str) -> Iterator[Span]:
        for match in _CANDIDATE.finditer(text):
            value = match.group()
            if _DATE_SHAPE.fullmatch(value):
                continue
            if _MONEY_BEFORE.search(text, max(0, match.start() - 12), match.start()):
                continue
            if self._is_phone(value):
                yield Span(*match.span(), EntityKind.PHONE, 800, "phone", _REASON)

    def _is_phone(self, value: str) -> bool:
        digits = digits_of(value)
        if value.lstrip("(").startswith("+"):
            return 7 <= len(digits) <= 16
        # A leading zero is the trunk prefix of most countries: mask when in doubt.
        if digits.startswith("0") and 9 <= len(digits) <= 15:
            return True
        if len(digits) == len(value):
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
        return spans_of(
            _NAMED,
            text,
            EntityKind.PHONE,
            "phone",
            "number after a word for a telephone",
            group="number",
        )
