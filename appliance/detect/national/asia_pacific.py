"""Numbers that countries of Asia, the Pacific and Africa give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import luhn_holds, verhoeff_holds, weighted
from appliance.detect.national.form import Group, form, groups
from appliance.domain.entity import EntityKind

_TAX = r"tfn|tax|ird\b|pan\b|permanent account|steuer|fiscal"
_IDENTITY = r"identi|national|aadha|uidai|my ?number|resident|nric|fin\b|citizen|kimlik|t\.?c\.?\b|teudat|id[ \-]?(?:no|num|card)|ausweis|hkid"


def _tfn_holds(number: str) -> bool:
    """Check an Australian tax file number (ATO)."""
    weights = (1, 4, 3, 7, 5, 8, 6, 9, 10)
    return (
        weighted(number, weights if len(number) == 9 else (10, 7, 8, 4, 6, 3, 5, 1))
        % 11
        == 0
    )


def _medicare_holds(number: str) -> bool:
    """Check an Australian Medicare number; the ninth digit is the check."""
    return weighted(number[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8])


def _abn_holds(number: str) -> bool:
    """Check an Australian Business Number (ABR)."""
    digits = str(int(number[0]) - 1) + number[1:] if number[0] != "0" else number
    return weighted(digits, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


def _ird_holds(number: str) -> bool:
    """Check a New Zealand IRD number (Inland Revenue), by either row of weights."""
    digits = number.zfill(9)
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        rest = -weighted(digits[:8], weights) % 11
        if rest != 10:
            return rest == int(digits[8])
    return False


def _my_number_holds(number: str) -> bool:
    """Check a Japanese individual number (Cabinet Office order 85 of 2014)."""
    rest = weighted(number[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest < 2 else 11 - rest) == int(number[11])


def _chinese_holds(number: str) -> bool:
    """Check a Chinese identity number (GB 11643-1999; ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[weighted(number[:17], weights) % 11] == number[17]


def _rrn_holds(number: str) -> bool:
    """Check a Korean resident number issued before October 2020."""
    total = weighted(number[:12], (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    return (11 - total % 11) % 10 == int(number[12])


def _nric_holds(number: str) -> bool:
    """Check a Singapore NRIC or FIN of the series S, T, F and G."""
    first = number[0]
    total = weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if first in "TG" else 0)
    letters = "JZIHGFEDCBA" if first in "ST" else "XWUTRQPNMLK"
    return letters[total % 11] == number[8]


def _kimlik_holds(number: str) -> bool:
    """Check a Turkish identity number (NVI): two digits."""
    d = [int(c) for c in number]
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10
    return tenth == d[9] and sum(d[:10]) % 10 == d[10]


ASIA_PACIFIC = (
    form("au", Group.TAX, f"{groups(3, 3, 3)}|{groups(3, 3, 2)}", _TAX, _tfn_holds),
    form("au", Group.HEALTH, r"[2-6][0-9]{3}[ \-]?[0-9]{5}[ \-]?[0-9](?:[ /\-]?[0-9])?", r"medicare|health|irn\b", _medicare_holds),
    form("au", Group.COMPANY, groups(2, 3, 3, 3), r"abn\b|business number|acn\b", _abn_holds, kind=EntityKind.CODE),
    form("nz", Group.TAX, r"[0-9]{2,3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}", r"ird\b|inland revenue|tax", _ird_holds),
    form("nz", Group.HEALTH, r"[A-HJ-NP-Z]{3}(?:[0-9]{4}|[0-9]{2}[A-Z]{2})", r"nhi\b|health|patient"),
    form("in", Group.IDENTITY, r"[2-9][0-9]{3}([ \-]?)[0-9]{4}\1[0-9]{4}", _IDENTITY, verhoeff_holds),
    form("in", Group.TAX, r"[A-Z]{5}[0-9]{4}[A-Z]", _TAX, alone=True),
    form("jp", Group.IDENTITY, groups(4, 4, 4), _IDENTITY, _my_number_holds),
    form("cn", Group.IDENTITY, r"[1-9][0-9]{5} ?(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9] ?[0-9]{3}[0-9X]", _IDENTITY, _chinese_holds, alone=True),
    form("kr", Group.IDENTITY, r"[0-9]{6}[ \-]?[1-8][0-9]{6}", _IDENTITY, _rrn_holds),
    form("sg", Group.IDENTITY, r"[STFGM][0-9]{7}[A-Z]", _IDENTITY, lambda n: n[0] != "M" and _nric_holds(n), alone=True),
    form("hk", Group.IDENTITY, r"[A-Z]{1,2}[0-9]{6} ?\(?[0-9A]\)?", _IDENTITY),
    form("tr", Group.IDENTITY, r"[1-9][0-9]{10}", _IDENTITY, _kimlik_holds),
    form("il", Group.IDENTITY, r"[0-9]{8}[ \-]?[0-9]", _IDENTITY, luhn_holds),
    form("za", Group.IDENTITY, r"[0-9]{6} ?[0-9]{4} ?[01][89] ?[0-9]|[0-9]{13}", _IDENTITY, luhn_holds),
)  # fmt: skip
