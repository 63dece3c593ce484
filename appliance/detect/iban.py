"""Find international bank account numbers (ISO 13616), right or mistyped."""

import re
from collections.abc import Iterator

from appliance.detect.checksum import iban_holds
from appliance.detect.detector import Finder
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

# Length by country, from the SWIFT IBAN registry.
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22,
    "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27,
    "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28,
    "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip
_GAPS = " .-"
_HEAD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ .\-]?[0-9]{2}(?=[ .\-]?[A-Za-z0-9])")
_LOOSE = re.compile(
    r"(?i:\biban\b(?:\s+(?:is|ist|est|es|number|nummer|no))*\W{0,3})"
    r"(?P<value>[A-Z0-9]{2,8}(?:[ \-]?[A-Z0-9]{2,6}){1,8})\b"
)


def find_ibans(text: str) -> Iterator[Span]:
    """Find account numbers of a known country's form; the check may fail."""
    for match in _HEAD.finditer(text):
        end = _end(text, match.start())
        if end:
            holds = iban_holds(text[match.start() : end])
            form = "checksum of an IBAN holds" if holds else "has the form of an IBAN"
            score = 1000 if holds else 900
            yield Span(match.start(), end, EntityKind.IBAN, score, "iban", form)
    for match in _LOOSE.finditer(text):
        if sum(c in "0123456789" for c in match.group("value")) >= 6:
            form = "stands after the word IBAN"
            yield Span(*match.span("value"), EntityKind.IBAN, 800, "iban", form)


def _end(text: str, start: int) -> int:
    """Find where an IBAN of its country's length ends; 0 where there is none.

    One character too few or too many is a typing error and still counts.
    """
    wanted = _LENGTHS.get(text[start : start + 2].upper())
    if wanted is None:
        return 0
    ends: dict[int, int] = {}
    digits = 0
    for index in range(start, len(text)):
        char = text[index]
        if char.isascii() and char.isalnum():
            ends[len(ends) + 1] = index + 1
            digits += char.isdigit()
        elif char not in _GAPS or text[index - 1] in _GAPS:
            break
        if len(ends) > wanted:
            break
    exact = ends.get(wanted, 0)
    # So few digits may be words; a check that holds makes them a number all the same.
    if digits * 2 < wanted - 4 and not (exact and iban_holds(text[start:exact])):
        return 0
    # The exact length first: what follows may be the next word of the sentence.
    for length in (wanted, wanted + 1, wanted - 1):
        end = ends.get(length, 0)
        if end and (end == len(text) or not text[end].isalnum()):
            return end
    return 0


IBANS = Finder("iban", find_ibans)
