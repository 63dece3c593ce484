"""Numbers that Germany, Austria and Switzerland give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import (
    cross_sum,
    luhn_holds,
    mod_11_10_holds,
    weighted,
)
from appliance.detect.national.form import Group, form, groups
from appliance.domain.entity import EntityKind

_TAX = r"steuer|lohnsteuer|identifikationsn|idnr|tax|tin\b|finanzamt|fiscal|impuesto|imp\u00f4t"
_SOCIAL = r"sozialvers|rentenvers|versicherungsnummer|rvnr|svnr|sv-n|vsnr|social|s\u00e9curit\u00e9|seguridad|ahv|avs"
_HEALTH = r"kranken|kvnr|versichert|gesundheitskarte|health|insur|assur|seguro|sanit"
_PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2)
_HEALTH_WEIGHTS = (1, 2, 1, 2, 1, 2, 1, 2, 1, 2)


def _with_letter_as_digits(number: str, place: int) -> str:
    """Write the letter at a place as two digits, A = 01."""
    order = ord(number[place]) - ord("A") + 1
    return f"{number[:place]}{order:02}{number[place + 1 :]}"


def _pension_holds(number: str) -> bool:
    """Check a pension insurance number (VKVV section 2)."""
    digits = _with_letter_as_digits(number, 8)
    return cross_sum(digits[:-1], (*_PENSION_WEIGHTS, 1)) % 10 == int(digits[-1])


def _kvnr_holds(number: str) -> bool:
    """Check a health insurance number (GKV, annex 1 of section 290 SGB V)."""
    digits = _with_letter_as_digits(number[:10], 0)
    return cross_sum(digits[:-1], _HEALTH_WEIGHTS) % 10 == int(digits[-1])


def _svnr_holds(number: str) -> bool:
    """Check an Austrian social insurance number; the fourth digit is the check."""
    total = weighted(number[:3] + number[4:], (3, 7, 9, 5, 8, 4, 2, 1, 6))
    return total % 11 == int(number[3])


def _ahv_holds(number: str) -> bool:
    """Check a Swiss AHV number (an EAN-13 that begins with 756)."""
    total = weighted(number[:12], (1, 3) * 6)
    return -total % 10 == int(number[12])


GERMANIC = (
    # Identification number for tax (section 139b AO; ISO 7064 MOD 11,10).
    form("de", Group.TAX, f"{groups(2, 3, 3, 3)}|{groups(11)}|{groups(3, 3, 3, 2)}", _TAX, mod_11_10_holds),
    # Tax number of an office, as each state writes it, and in the federal form.
    form("de", Group.TAX, r"[0-9]{2,3}[ /][0-9]{3,4}[ /][0-9]{4,5}|0[0-9]{2} [0-9]{3} [0-9]{5}|[1-9][0-9]{11,12}", _TAX + r"|st\.?-?nr"),
    form("de", Group.TAX, r"[0-9]{2,3}/[0-9]{3,4}/[0-9]{4,5}", _TAX, alone=True),
    form("de", Group.SOCIAL, r"[0-9]{2}[ \-]?[0-9]{6}[ \-]?[A-Z][ \-]?[0-9]{2}[ \-]?[0-9]|[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Z] ?[0-9]{3}",
         _SOCIAL, _pension_holds, alone=True),
    form("de", Group.HEALTH, r"[A-Z][ \-]?[0-9]{9}|[A-Z] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}", _HEALTH, _kvnr_holds, alone=True),
    # Numbers of doctors and practices (KBV: LANR, BSNR) and institutions (IK).
    form("de", Group.HEALTH, r"[0-9]{9}", r"lanr|bsnr|arztnummer|betriebsst|institutionskenn|ik-n|ik\b", kind=EntityKind.CODE),
    form("de", Group.COMPANY, r"(?:HR[AB]|GnR|GsR)[ :]{0,2}(?:Nr\.? ?)?[0-9]{1,6}(?: ?[A-Z]{1,2})?", r"handelsreg|amtsgericht|register|hr[ab]", alone=True, kind=EntityKind.CODE),
    form("at", Group.SOCIAL, r"[0-9]{4}[ \-/.]?[0-3][0-9][ .]?[01][0-9][ .]?[0-9]{2}|[0-9]{3}[ \-][0-9][ \-/.]?[0-9]{6}", _SOCIAL + r"|sv\b|e-card", _svnr_holds),
    form("at", Group.TAX, r"[0-9]{2}[ \-]?[0-9]{3}[/ ][0-9]{4}", _TAX + r"|abgabenkonto", luhn_holds),
    form("at", Group.COMPANY, r"FN ?[0-9]{5,6} ?[a-z]", r"firmenbuch|fn\b", alone=True, kind=EntityKind.CODE),
    # AHV number (Swiss Central Compensation Office).
    form("ch", Group.SOCIAL, r"756[ .\-]?[0-9]{4}[ .\-]?[0-9]{4}[ .\-]?[0-9]{2}", _SOCIAL, _ahv_holds, alone=True),
    form("ch", Group.SOCIAL, r"[0-9]{3}\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}|[0-9]{3}\.[0-9]{2}\.[0-9]{3}\.[0-9]{3}", _SOCIAL, alone=True),
    form("ch", Group.COMPANY, r"CHE[ \-]?[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}(?: ?(?:MWST|TVA|IVA|VAT))?", r"uid\b|mwst|tva|iva|vat", alone=True, kind=EntityKind.CODE),
)  # fmt: skip
