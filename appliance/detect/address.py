"""Find postal addresses: streets with numbers, postcodes and post-office boxes.

Forms of Britain, Ireland, the United States, Germany, Austria, France and Spain. Towns
alone are left to the name detector.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_NAME = r"[A-Z\u00c0-\u00de][\w'\u2019.\-]*"
_STREET_WORD = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Av|Close|Drive|Dr|Court|Ct|Crescent|Cres"
    r"|Gardens|Gdns|Grove|Place|Pl|Square|Sq|Terrace|Way|Walk|Hill|Park|Row|Mews|Green"
    r"|Boulevard|Blvd|Highway|Hwy|Parkway|Pkwy|Circle|Quay|Parade|View|Rise|Wharf)"
)
_ENGLISH = re.compile(
    rf"\b(?:(?i:flat|apartment|apt|unit|suite|house)\.?\s*\w{{1,4}},?\s+)?"
    rf"[0-9]{{1,5}}[a-z]?(?:[\-\u2013/][0-9]{{1,5}})?,?\s+(?:(?:{_NAME}|of|the)\s+){{1,4}}"
    rf"{_STREET_WORD}\b\.?(?:,?\s+(?i:flat|apt|apartment|suite|unit|#)\.?\s*\w{{1,4}})?"
)
_ENGLISH_ANY_CASE = re.compile(
    r"\b(?:(?:flat|apartment|apt|unit|suite)\.?\s*\w{1,4},?\s+)?"
    r"[0-9]{1,5}[a-z]?\s+(?:[a-z'\-]{3,20}\s+){1,2}"
    r"(?:street|road|lane|avenue|close|drive|crescent|gardens|terrace|boulevard)\b"
    r"(?:,?\s+(?:flat|apt|apartment|suite|unit)\.?\s*\w{1,4})?",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"\b(?:[A-Z\u00c4\u00d6\u00dc][\w\-]*(?:stra(?:\u00df|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|ring)"
    r"|(?:[A-Z\u00c4\u00d6\u00dc][\w\-]*\s){1,3}(?:Stra\u00dfe|Strasse|Str\.|Weg|Platz|Allee|Gasse|Damm|Ufer|Ring))"
    r"\s+[0-9]{1,4}\s?[a-z]?\b(?:\s?[\-/]\s?[0-9]{1,4}[a-z]?)?"
)
_FRENCH = re.compile(
    r"\b[0-9]{1,4}(?:\s?(?:bis|ter|quater))?,?\s+"
    r"(?:rue|avenue|av\.|boulevard|bd\.?|place|chemin|impasse|all\u00e9e|quai|cours|route)\s+"
    r"(?:(?:de|du|des|la|le|les|l'|d'|l\u2019|d\u2019)\s?){0,3}[\w'\u2019\-]+(?:\s[A-Z\u00c0-\u00de][\w\-]*){0,3}",
    re.IGNORECASE,
)
_SPANISH = re.compile(
    r"\b(?:calle|c/|avenida|avda\.?|plaza|pza\.?|paseo|camino|carrer|ronda)\s+"
    r"(?:(?:de|del|la|las|los|el)\s){0,3}[\w'\u2019\-]+(?:\s[A-Z\u00c0-\u00de][\w\-]*){0,3},?\s*"
    r"(?:n\.?\u00ba?\s*)?[0-9]{1,4}\b(?:,?\s+[0-9]{1,2}\.?[\u00ba\u00aa]\s?\w?)?",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"\b(?:p\.?\s?o\.?\s?box|post office box|postfach|b\.?p\.|apartado(?: de correos)?)"
    r"\s+[0-9][0-9 ]{0,8}[0-9]?",
    re.IGNORECASE,
)
_UK_POSTCODE = re.compile(
    r"(?<![\w])(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2})(?!\w)",
    re.IGNORECASE,
)
_US_ZIP = re.compile(
    r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]"
    r"|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\.?\s+[0-9]{5}(?:-[0-9]{4})?\b"
)
_FIVE_DIGITS = re.compile(
    r"(?<![\w.,\-/\u00a3$\u20ac])(?:[DFA]-)?[0-9]{5}\s+"
    r"(?!(?:Euro?s?|EUR|USD|GBP|CHF|Dollars?|Pounds?|Stück|Mal|Kunden|Personen|Jahre)\b)"
    r"[A-Z\u00c0-\u00de][\w\u00c0-\u00ff'\u2019\-]{2,}(?:\s(?:am|an der|im|sur|sous|de|la)\s[A-Z]\w+)?"
)
_NAMED_CODE = re.compile(
    r"\b(?:zip(?:[ \-]?code)?|post ?code|plz|postleitzahl|code postal|c\u00f3digo postal|cp)"
    r"(?:\s+is)?\s*[:=]?\s*(?P<code>[0-9A-Z][0-9A-Z \-]{2,8}[0-9A-Z])\b",
    re.IGNORECASE,
)


def find_addresses(text: str) -> Iterator[Span]:
    """Find streets with numbers, postcodes and boxes."""
    street, code = "has the form of a street address", "has the form of a postcode"
    for pattern, reason, score in (
        (_ENGLISH, street, 900),
        (_ENGLISH_ANY_CASE, street, 700),
        (_GERMAN, street, 900),
        (_FRENCH, street, 900),
        (_SPANISH, street, 900),
        (_BOX, "post-office box", 900),
        (_UK_POSTCODE, code, 900),
        (_US_ZIP, code, 850),
        (_FIVE_DIGITS, "postcode with a town", 750),
    ):
        yield from spans_of(
            pattern,
            text,
            EntityKind.ADDRESS,
            "address",
            reason,
            score_permille=score,
        )
    for match in _NAMED_CODE.finditer(text):
        if any(c in "0123456789" for c in match.group("code")):
            span = match.span("code")
            reason = "number after a word for a postcode"
            yield Span(*span, EntityKind.ADDRESS, 850, "address", reason)


ADDRESSES = Finder("address", find_addresses)
