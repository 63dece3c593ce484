"""Find numbers written out in German, French and Spanish: two years, twelve months.

The model for names finds English ones; of the other languages it has seen few. Words
that English uses for something else (once, six, seize, elf) are left to the model.
"""

import re
from collections.abc import Iterator

from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

COUNTED = "counted"
_REASON = "reads like an amount or a duration"
_WORDS = (
    "zwei drei vier f\u00fcnf sechs sieben acht neun zehn zw\u00f6lf dreizehn vierzehn "
    "f\u00fcnfzehn sechzehn siebzehn achtzehn neunzehn zwanzig drei\u00dfig vierzig "
    "f\u00fcnfzig sechzig siebzig achtzig neunzig "
    "deux trois quatre cinq sept huit neuf onze douze treize quatorze vingt trente "
    "quarante cinquante soixante "
    "dos tres cuatro cinco siete ocho nueve diez doce trece catorce quince "
    "diecis\u00e9is diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta "
    "sesenta setenta ochenta noventa cien ciento"
)
_NUMBER = re.compile(rf"\b(?:{'|'.join(_WORDS.split())})\b", re.IGNORECASE)


def find_counted(text: str) -> Iterator[Span]:
    """Find numbers written out."""
    for number in _NUMBER.finditer(text):
        yield Span(*number.span(), EntityKind.QUANTITY, 300, COUNTED, _REASON)
