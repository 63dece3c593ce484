"""Find payment card numbers (ISO/IEC 7812-1), right, mistyped or in part."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.checksum import digits_of, luhn_holds
from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_CARD = re.compile(
    r"(?<![^\W_])(?<![0-9][.,])(?:[2-6][0-9]{3}(?:[ \-./]?[0-9]{4}){2}[ \-./]?[0-9]{1,5}(?:[ \-./]?[0-9]{1,3})?"
    r"|3[47][0-9]{2}[ \-.]?[0-9]{6}[ \-.]?[0-9]{5}"
    r"|3[0689][0-9]{2}[ \-.]?[0-9]{6}[ \-.]?[0-9]{4}"
    r"|35[0-9]{2}(?:[ \-.]?[0-9]{4}){3})(?![^\W_])"
)
# A number of which some digits were struck out: "4111 11** **** 1111".
_STRUCK = re.compile(
    r"(?<![\w*\u2022])(?=[0-9xX*\u2022#. \-]{0,30}[xX*\u2022#]{2})(?:[0-9]{4}[0-9xX*\u2022#]{0,12}|[xX*\u2022#]{2,16})(?:[ \-.]{0,2}[0-9xX*\u2022#]{2,12}){0,5}(?<=[0-9]{3})(?![^\W_])"
)
_ENDING = (
    r"(?:end(?:s|ed|ing)?(?: (?:in|with|on))?|last (?:four|4)(?: digits)?(?: (?:are|is|of))?|final (?:four|4)(?: digits)?"
    r"|endet (?:auf|mit)|endend (?:auf|mit)|endung|endziffern?|letzten? (?:vier|4)(?: (?:ziffern|stellen))?(?: (?:sind|lauten))?"
    r"|se termin(?:e|ant) par|finissant par|qui finit par|finit par|(?:quatre|4) derniers? chiffres(?: (?:sont))?"
    r"|termina(?:da|do|ndo)? (?:en|con)|acaba(?:da)? en|(?:cuatro|4) \u00faltim[ao]s(?: (?:cifras|d\u00edgitos))?(?: son)?|\u00faltim[ao]s (?:cuatro|4)(?: (?:cifras|d\u00edgitos|n\u00fameros))?(?: son)?)"
)
_FRAGMENT = re.compile(
    rf"(?<![^\W_])(?:cards?|\w{{0,10}}karte|carte|tarjeta|visa|mastercard|master card|amex|debit|credit|pan|account|konto|compte|cuenta|iban|maestro|girocard)(?![^\W_])[^.\n]{{0,40}}?(?<![^\W_]){_ENDING}[\W_]{{0,4}}(?P<digits>[0-9]{{3,5}})(?![^\W_])",
    re.IGNORECASE,
)
_CVV = re.compile(
    r"(?<![^\W_])(?:cvv|cvc|cv2|cid|csc|security code|(?:karten)?pr\u00fcf(?:nummer|ziffer|zahl)|cryptogramme(?: visuel)?|code de s\u00e9curit\u00e9|c\u00f3digo de seguridad)2?(?![^\W_])(?:\s+(?:is|was|ist|lautet|est|es))?\W{0,4}(?P<code>[0-9]{3,4})(?![^\W_])",
    re.IGNORECASE,
)


def find_cards(text: str) -> Iterator[Span]:
    """Find card numbers, their last digits and their security codes."""
    for match in _CARD.finditer(text):
        digits = digits_of(match.group())
        if not 12 <= len(digits) <= 19:
            continue
        holds = luhn_holds(digits)
        yield Span(
            match.start(),
            match.end(),
            EntityKind.CARD,
            1000 if holds else 850,
            "card",
            "checksum of a card number holds"
            if holds
            else "card number with a wrong check digit",
        )
    reason = "last digits of a card"
    kind = EntityKind.CARD
    yield from spans_of(_FRAGMENT, text, kind, "card", reason, group="digits")
    yield from spans_of(_STRUCK, text, kind, "card", reason)
    yield from spans_of(
        _CVV,
        text,
        EntityKind.SECRET,
        "card",
        "security code of a card",
        group="code",
    )


CARDS = Finder("card", find_cards)
