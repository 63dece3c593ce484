"""Numbers of international registries: entities, securities, vehicles, devices, VAT."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import luhn_holds, mod_97_of
from appliance.detect.national.form import Group, form
from appliance.domain.entity import EntityKind

_CODE = EntityKind.CODE
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _isin_holds(number: str) -> bool:
    """Check a security's number (ISO 6166): Luhn over letters from A = 10."""
    return luhn_holds("".join(str(int(c, 36)) for c in number))


def _cusip_holds(number: str) -> bool:
    """Check a CUSIP (ANSI X9.6)."""
    total = 0
    for place, char in enumerate(number[:8]):
        value = int(char, 36) * (1 + place % 2)
        total += value // 10 + value % 10
    return -total % 10 == int(number[8])


def _sedol_holds(number: str) -> bool:
    """Check a SEDOL (London Stock Exchange)."""
    total = sum(
        int(c, 36) * w for c, w in zip(number, (1, 3, 1, 7, 3, 9, 1), strict=True)
    )
    return total % 10 == 0


def _vin_holds(number: str) -> bool:
    """Check a vehicle's number (ISO 3779; the check is 49 CFR 565's, not Europe's)."""
    values = (int(_VIN_VALUES.get(c, c)) for c in number)
    rest = sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return "0123456789X"[rest] == number[8]


REGISTERED = (
    # Legal Entity Identifier (ISO 17442; ISO 7064 MOD 97-10).
    form("", Group.SECURITY, r"[A-Z0-9]{4}[ \-]?(?:[A-Z0-9]{4}[ \-]?){3}[A-Z0-9]{2}[0-9]{2}(?<=[0-9]{2})", r"lei\b|legal entity|rechtstr", lambda n: len(n) == 20 and mod_97_of(n) == 1, kind=_CODE),
    form("", Group.SECURITY, r"[A-Z]{2}[A-Z0-9]{9}[0-9]|(?=(?:[A-Z \-]{0,12}[0-9]){4})[A-Z]{2}[ \-](?:[A-Z0-9]{9}|[A-Z0-9]{3} [A-Z0-9]{3} [A-Z0-9]{3}|[A-Z0-9]{4} [A-Z0-9]{4} [A-Z0-9])[ \-]?[0-9]", r"isin|wertpapier|securit|valeur|titre|valor", _isin_holds, kind=_CODE),
    form("", Group.SECURITY, r"(?=[A-Z0-9*@#]{0,8}[0-9]{2})[A-Z0-9]{8}[0-9]", r"cusip|securit", _cusip_holds, kind=_CODE),
    form("", Group.SECURITY, r"[B-DF-HJ-NP-TV-Z0-9]{6}[0-9]", r"sedol", _sedol_holds, kind=_CODE),
    form("", Group.SECURITY, r"[A-HJ-NP-Z0-9]{6}", r"wkn\b|valoren", kind=_CODE),
    # Vehicle (ISO 3779) and mobile device (3GPP TS 23.003, Luhn; with two more: IMEISV).
    form("", Group.DEVICE, r"(?=[A-Z0-9]{0,16}[0-9]{3})[A-HJ-NPR-Z0-9]{3}[ \-]?[A-HJ-NPR-Z0-9]{6}[ \-]?[A-HJ-NPR-Z0-9]{4}[0-9]{4}", r"vin\b|fin\b|fahrgestell|fahrzeug|chassis|ch\u00e2ssis|bastidor|vehicle|serie|v\u00e9hicule", lambda n: n.isalnum() and _vin_holds(n), alone=True, kind=_CODE),
    form("", Group.DEVICE, r"[0-9]{2}[ \-]?[0-9]{6}[ \-]?[0-9]{6}[ \-/]?[0-9]{1,2}|[0-9]{6}[ \-][0-9]{2}[ \-][0-9]{6}[ \-/]?[0-9]{1,2}", r"imei|device|ger\u00e4t|appareil|dispositivo|m\u00f3vil|handy|phone", lambda n: len(n) == 15 and luhn_holds(n), kind=_CODE),
    form("", Group.DEVICE, r"89[0-9]{2}[ \-]?[0-9]{4}[ \-]?[0-9]{4}[ \-]?[0-9]{4}[ \-]?[0-9]{2,4}", r"iccid|sim\b", luhn_holds, kind=_CODE),
    # VAT numbers of the Union, the United Kingdom, Switzerland and Norway (VIES).
    form("", Group.COMPANY,
         r"ATU ?[0-9]{8}|BE ?[01][0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}|BG ?[0-9]{9,10}|CY ?[0-9]{8}[A-Z]|CZ ?[0-9]{8,10}|DE ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}|DK ?(?:[0-9]{2} ?){3}[0-9]{2}|(?:EE|EL|GR) ?[0-9]{9}|ES ?[A-Z0-9]-?[0-9]{7}-?[A-Z0-9]|FI ?[0-9]{7}-?[0-9]"
         r"|FR ?[A-Z0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}|(?:GB|XI) ?(?:[0-9]{3} ?[0-9]{4} ?[0-9]{2}(?: ?[0-9]{3})?|(?:GD|HA)[0-9]{3})|HR ?[0-9]{11}|HU ?[0-9]{8}|IE ?[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}|IT ?[0-9]{11}|LT ?(?:[0-9]{12}|[0-9]{9})|LU ?[0-9]{8}|LV ?[0-9]{11}|MT ?[0-9]{8}"
         r"|NL ?[0-9]{3}\.?[0-9]{3}\.?[0-9]{3} ?\.?B ?\.?[0-9]{2}|NO ?[0-9]{9}(?: ?MVA)?|PL ?[0-9]{10}|PT ?[0-9]{9}|RO ?[0-9]{6,10}|SE ?[0-9]{12}|SI ?[0-9]{8}|SK ?[0-9]{10}",
         r"vat|cvr|uid|ust|mwst|umsatzsteuer|tva|iva\b|btw|tax", alone=True, kind=_CODE),
)  # fmt: skip
