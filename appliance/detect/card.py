"""Find payment card numbers (ISO/IEC 7812-1), right, mistyped or in part."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.checksum import digits_of, luhn_holds
from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_CARD = re.compile(
    r"(?<![\w.,])(?:[2-6][0-9]{3}(?:[ \-.]?[0-9]{4}){2}[ \-.]?[0-9]{2,5}"
    r"|3[47][0-9]{2}[ \-.]?[0-9]{6}[ \-.]?[0-9]{5}"
    r"|3[0689][0-9]{2}[ \-.]?[0-9]{6}[ \-.]?[0-9]{4})(?![\w])"
)
_FRAGMENT = re.compile(
    r"\bcard\b[^.\n]{0,30}?\b(?:end(?:s|ing)?(?: (?:in|with))?|last (?:four|4)"
    r"(?: digits)?(?: are)?)\W{0,4}(?P<digits>[0-9]{4})\b"
    r"|(?<![\w*•xX])[*•xX]{2,12}[ \-]?(?P<masked>[0-9]{4})\b",
    re.IGNORECASE,
)
_CVV = re.compile(
    r"\b(?:cvv|cvc|cv2|security code)2?\b(?:\s+(?:is|was))?\W{0,3}(?P<code>[0-9]{3,4})\b",
    re.IGNORECASE,
)


def find_cards(text: str) -> Iterator[Span]:
    """Find card numbers, their last digits and their security codes."""
    for match in _CARD.finditer(text):
        holds = luhn_holds(digits_of(match.group()))
        yield Span(
            match.start(),
            match.end(),
            EntityKind.CARD,
            1000 if holds else 850,
            "card",
            "checksum of a card number holds"
            if holds
            else "has the form of a card number",
        )
    for group in ("digits", "masked"):
        yield from spans_of(
            _FRAGMENT,
            text,
            EntityKind.CARD,
            "card",
            "last digits of a card",
            group=group,
        )
    yield from spans_of(
        _CVV,
        text,
        EntityKind.SECRET,
        "card",
        "security code of a card",
        group="code",
    )


CARDS = Finder("card", find_cards)
