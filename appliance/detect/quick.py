"""Finds what can be recognised without doubt by form and checksum, cheaply and purely.

The engine runs this over every sealed text as a second look: e-mail addresses
(RFC 5322 addr-spec, the common part), IBANs (ISO 13616, mod 97), card numbers
(ISO/IEC 7812, Luhn) and international phone numbers (E.164, numbering plans of
phonenumbers). It is not the masker's detection: it knows no names and no context, and
prefers to miss than to be wrong.
"""

import re
from collections.abc import Iterator

import phonenumbers

from appliance.detect.checksum import iban_holds, luhn_holds
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.domain.surrogate import EXACT

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}"
)
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])"
)
_CARD = re.compile(r"(?<![\w.,+-])[0-9](?:[ -]?[0-9]){12,18}(?![\w-]|[.,][0-9])")
_PHONE = re.compile(r"(?<![\w+])\+[1-9][0-9 ().\u00a0/-]{6,22}[0-9](?!\w)")
# Lengths of ISO 13616 run from 15 (NO) to 34.
_IBAN_LENGTHS = range(15, 35)


def find_structured(text: str) -> list[Span]:
    """Find e-mail addresses, IBANs, card and international phone numbers.

    Surrogates are not looked into, nor across.
    """
    blanked = EXACT.sub(lambda match: "\n" * len(match.group()), text)
    found = [
        *_emails(blanked),
        *_ibans(blanked),
        *_cards(blanked),
        *_phones(blanked),
    ]
    return sorted(found, key=lambda span: (span.start, span.end))


def _emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        yield _span(*match.span(), EntityKind.EMAIL, "has the form of an address")


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        # A capital word may follow the number, so shorter cuts are tried as well.
        for end in _cuts(match):
            iban = _compact(match.group()[:end])
            if len(iban) in _IBAN_LENGTHS and iban_holds(iban):
                start = match.start()
                yield _span(
                    start, start + end, EntityKind.IBAN, "checksum of an IBAN holds"
                )
                break


def _cuts(match: re.Match[str]) -> list[int]:
    whole = match.group()
    ends = [at for at, char in enumerate(whole) if char in " -"]
    return [len(whole), *reversed(ends)]


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        digits = _compact(match.group())
        if len(set(digits)) > 1 and luhn_holds(digits):
            yield _span(
                *match.span(), EntityKind.CARD, "checksum of a card number holds"
            )


def _phones(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        try:
            number = phonenumbers.parse(match.group(), None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            yield _span(
                *match.span(), EntityKind.PHONE, "is a number of a national plan"
            )


def _span(start: int, end: int, kind: EntityKind, reason: str) -> Span:
    return Span(start, end, kind, 1000, "quick", reason)


def _compact(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
