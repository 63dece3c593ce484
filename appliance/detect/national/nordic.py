"""Numbers that the Nordic and Baltic countries give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import luhn_holds, weighted
from appliance.detect.national.form import Group, form

_WORDS = r"person|cpr|f\u00f8dsels|fodsels|d-nummer|hetu|henkil|kennitala|isikukood|asmens|personas kods|national id|identi|ssn|social|ausweis|id[ \-]?(?:no|num|code|nr)"
_DAY_MONTH = r"[0-7][0-9][ .]?[0-5][0-9][ .]?[0-9]{2}"
_HETU_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _personnummer_holds(number: str) -> bool:
    """Check a Swedish personal number (SKV 704): Luhn over the last ten digits."""
    return luhn_holds(number[-10:])


def _cpr_holds(number: str) -> bool:
    """Check a Danish CPR number; those since 2007 may fail it (CPR-kontoret)."""
    return weighted(number, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _fnr_holds(number: str) -> bool:
    """Check a Norwegian birth number (Skatteetaten): two digits by 11."""
    first = weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    second = weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11
    return first == second == 0


def _hetu_holds(number: str) -> bool:
    """Check a Finnish identity code (Digital and Population Data Services Agency)."""
    digits = number[:6] + number[-4:-1]
    return digits.isdigit() and _HETU_CHECKS[int(digits) % 31] == number[-1]


def _kennitala_holds(number: str) -> bool:
    """Check an Icelandic kennitala (Registers Iceland)."""
    return weighted(number, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _baltic_holds(number: str) -> bool:
    """Check an Estonian or Lithuanian personal code (EVS 585): two rounds by 11."""
    rest = weighted(number, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if rest == 10:
        rest = weighted(number, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11
    return rest % 10 == int(number[10])


def _latvian_holds(number: str) -> bool:
    """Check a Latvian personal code issued before 2017."""
    total = weighted(number, (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
    return (1101 - total) % 11 % 10 == int(number[10])


NORDIC = (
    form("se", Group.IDENTITY, r"(?:19|20)?[0-9]{2}[01][0-9][0-9]{2}[ \-+]?[0-9]{4}|[0-9]{6}[\-+][0-9]{4}|(?:19|20)[0-9]{6}[\-+][0-9]{4}", _WORDS, _personnummer_holds, alone=True),
    form("dk", Group.IDENTITY, _DAY_MONTH + r"[ \-]?[0-9]{4}", _WORDS, _cpr_holds, alone=True),
    form("no", Group.IDENTITY, _DAY_MONTH + r"[ \-]?[0-9]{3}[ ]?[0-9]{2}", _WORDS, _fnr_holds, alone=True),
    form("fi", Group.IDENTITY, r"[0-9]{6}[\-+A-FU-Y][0-9]{3}[0-9A-Y]", _WORDS, _hetu_holds, alone=True),
    form("is", Group.IDENTITY, _DAY_MONTH + r"[ \-]?[0-9]{4}", _WORDS, _kennitala_holds),
    form("ee", Group.IDENTITY, r"[1-8][0-9]{10}", _WORDS, _baltic_holds),
    form("lt", Group.IDENTITY, r"[1-8][0-9]{10}", _WORDS, _baltic_holds),
    form("lv", Group.IDENTITY, r"[0-9]{6}[ \-]?[0-9]{5}", _WORDS, _latvian_holds, alone=True),
)  # fmt: skip
