"""Numbers of passports, identity cards and driving licences (ICAO Doc 9303, 2006/126/EC).

What stands after the document's name is found by `reference.py` whatever its form.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import weighted
from appliance.detect.national.form import Group, form

_WORDS = r"pass(?:port|eport|nummer|-nr)|reisepass|pasaporte|passaporto|ausweis|personalausweis|dni\b|id[ _\-]?card|identity card|carte (?:nationale )?d.identit|cni\b|tarjeta|dokument|document|dow[o\u00f3]d|aufenthaltstitel|residence permit"
_LICENCE = r"driv|licen[cs]e|f\u00fchrerschein|fahrerlaubnis|permis|conducir|conduc|patente|dvla"
# Letters that cannot be taken for digits or vowels (Personalausweisverordnung).
_GERMAN = "CFGHJKLMNPRTVWXYZ0-9"


def _icao_holds(number: str) -> bool:
    """Check the digit that follows a document's number (ICAO Doc 9303, 4.9)."""
    return weighted(number[:-1], (7, 3, 1) * 4) % 10 == int(number[-1])


def _polish_card_holds(number: str) -> bool:
    """Check a Polish identity card; its fourth character is the check."""
    return weighted(number, (7, 3, 1, 9, 7, 3, 1, 7, 3)) % 10 == 0


def _polish_passport_holds(number: str) -> bool:
    """Check a Polish passport; its third character is the check."""
    return weighted(number, (7, 3, 9, 1, 7, 3, 1, 7, 3)) % 10 == 0


DOCUMENTS = (
    form("de", Group.PASSPORT, rf"[CFGHJKLMNPRTVWXYZ][{_GERMAN}]{{8}}[0-9](?: ?D)?", _WORDS, lambda n: _icao_holds(n.removesuffix("D")), alone=True),
    form("de", Group.PASSPORT, rf"[CFGHJKLMNPRTVWXYZ](?=[^\s]{{0,7}}[0-9])[{_GERMAN}]{{8}}", _WORDS),
    form("fr", Group.PASSPORT, r"[0-9]{2}[A-Z]{2}[0-9]{5}", _WORDS, alone=True),
    form("fr", Group.PASSPORT, r"[0-9]{2} [A-Z]{2} ?[0-9]{5}", _WORDS),
    # Cards since 2021 have nine characters of any kind, older ones twelve digits.
    form("fr", Group.PASSPORT, r"[0-9]{12}|(?=[A-Z0-9]{0,8}[0-9])[A-Z0-9]{9}", _WORDS),
    form("es", Group.PASSPORT, r"[A-Z]{3} ?[0-9]{6}[A-Z]?", _WORDS, alone=True),
    form("it", Group.PASSPORT, r"[A-Z]{2}[0-9]{7}|[A-Z]{2}[0-9]{5}[A-Z]{2}", _WORDS, alone=True),
    form("it", Group.PASSPORT, r"[A-Z]{2} [0-9]{7}|[A-Z]{2} [0-9]{5} ?[A-Z]{2}", _WORDS),
    form("pl", Group.PASSPORT, r"[A-Z]{3} ?[0-9]{6}", _WORDS, _polish_card_holds),
    form("pl", Group.PASSPORT, r"[A-Z]{2} ?[0-9]{7}", _WORDS, _polish_passport_holds),
    # Most other states: one or two letters and digits, or nine digits.
    form("", Group.PASSPORT, r"[A-Z]{1,2}[ \-]?[0-9]{6,8}|[0-9]{8,9}|[A-Z]{2}[A-Z0-9]{6}[0-9]", _WORDS),
    form("gb", Group.LICENCE, r"[A-Z9]{5}[ \-]?[0-9][0156][0-9][0-3][0-9]{2}[ \-]?[A-Z9]{2}[A-Z0-9][A-Z]{2}(?: ?[0-9]{2})?|[A-Z9]{5}[ \-]?[0-9]{6}[ \-]?[A-Z0-9]{5}(?: ?[0-9]{2})?", _LICENCE, alone=True),
    form("de", Group.LICENCE, r"[A-Z][A-Z0-9]{2}[0-9]{5}[0-9A-Z][0-9X][0-9A-Z]|[A-Z0-9]{4} ?[0-9A-Z]{6,7}(?<=[0-9])", _LICENCE),
    form("fr", Group.LICENCE, r"[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{6}|[0-9]{2}[A-Z]{2}[0-9]{5}", _LICENCE),
    form("it", Group.LICENCE, r"[A-Z]{2}[0-9]{7}[A-Z]|U1[A-Z0-9]{7}[A-Z]", _LICENCE, alone=True),
    form("us", Group.LICENCE, r"[A-Z]{1,3}[ \-]?[0-9]{3,4}[ \-]?[0-9]{3,4}(?:[ \-]?[0-9]{2,6}){0,2}[A-Z]?|[0-9]{7,10}", _LICENCE),
)  # fmt: skip
