"""Numbers that countries of the Americas give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import luhn_holds, weighted
from appliance.detect.national.form import Group, form, groups
from appliance.domain.entity import EntityKind

_TAX = r"itin|ein\b|tin\b|fein|tax|irs|employer id|cpf|cnpj|cuit|cuil|rut\b|rfc|fiscal|steuer"
# RENAPO, Instructivo normativo: the alphabet of the CURP's check digit.
_CURP_ORDER = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"


def _npi_holds(number: str) -> bool:
    """Check a National Provider Identifier (45 CFR 162.406): Luhn after 80840."""
    return luhn_holds("80840" + number)


def _aba_holds(number: str) -> bool:
    """Check a routing number (ABA)."""
    return weighted(number, (3, 7, 1) * 3) % 10 == 0


def _dea_holds(number: str) -> bool:
    """Check a registration number of the Drug Enforcement Administration."""
    digits = number[2:]
    return weighted(digits, (1, 2) * 3) % 10 == int(digits[6])


def _by_eleven(number: str) -> bool:
    """Check the two last digits of a Brazilian number (Receita Federal)."""
    cycle = 10 if len(number) == 11 else 8
    for end in (len(number) - 2, len(number) - 1):
        weights = [2 + place % cycle for place in reversed(range(end))]
        rest = weighted(number[:end], weights) % 11
        if (0 if rest < 2 else 11 - rest) != int(number[end]):
            return False
    return True


def _curp_holds(number: str) -> bool:
    """Check a Mexican CURP."""
    total = sum(_CURP_ORDER.index(c) * (18 - i) for i, c in enumerate(number[:17]))
    return str(-total % 10) == number[17]


def _cuit_holds(number: str) -> bool:
    """Check an Argentine CUIT or CUIL (AFIP)."""
    rest = 11 - weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return {11: 0, 10: 9}.get(rest, rest) == int(number[10])


def _rut_holds(number: str) -> bool:
    """Check a Chilean RUT (Registro Civil)."""
    digits = number[:-1]
    total = sum(int(d) * (2 + i % 6) for i, d in enumerate(reversed(digits)))
    return "0K987654321"[total % 11] == number[-1]


AMERICAS = (
    # Social Security number (SSA, RM 10201): no check digit. ITIN (IRS) begins with 9.
    form("us", Group.SOCIAL, r"[0-9]{3}([ .\-])[0-9]{2}\1[0-9]{4}", r"ssn|s\.s\.n|social|itin|taxpayer", alone=True),
    form("us", Group.SOCIAL, r"[0-9]{9}", r"ssn|social|itin|taxpayer"),
    form("us", Group.TAX, r"[0-9]{2}-[0-9]{7}", _TAX, alone=True),
    form("us", Group.HEALTH, r"[12][0-9]{9}", r"npi\b|provider", _npi_holds),
    form("us", Group.HEALTH, r"[1-9][A-Z][A-Z0-9][0-9]-?[A-Z][A-Z0-9][0-9]-?[A-Z]{2}[0-9]{2}", r"mbi|medicare|beneficiary", alone=True),
    form("us", Group.HEALTH, r"[A-Z][A-Z9][0-9]{7}", r"dea\b|prescriber", _dea_holds),
    form("us", Group.TAX, r"[0-9]{4}-?[0-9]{4}-?[0-9]", r"routing|aba\b|rtn\b|transit", _aba_holds, kind=EntityKind.ACCOUNT),
    form("ca", Group.SOCIAL, groups(3, 3, 3), r"sin\b|social insurance|assurance sociale|nas\b", luhn_holds),
    form("ca", Group.HEALTH, r"[0-9]{4}[ \-]?[0-9]{3}[ \-]?[0-9]{3}(?:[ \-]?[A-Z]{2})?|[A-Z]{4} ?[0-9]{4} ?[0-9]{4}", r"ohip|health card|ramq|assurance maladie|phn\b"),
    form("br", Group.TAX, r"[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}[ \-]?[0-9]{2}", _TAX, _by_eleven),
    form("br", Group.COMPANY, r"[0-9]{2}[ .]?[0-9]{3}[ .]?[0-9]{3}[ /]?[0-9]{4}[ \-]?[0-9]{2}", _TAX, _by_eleven, kind=EntityKind.CODE),
    form("br", Group.TAX, r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|[0-9]{2}\.[0-9]{3}\.[0-9]{3}/[0-9]{4}-[0-9]{2}", _TAX, alone=True),
    form("mx", Group.IDENTITY, r"[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]", r"curp", _curp_holds, alone=True),
    form("mx", Group.TAX, r"[A-Z&\u00d1]{3,4}[ \-]?[0-9]{6}[ \-]?[A-Z0-9]{3}", _TAX, alone=True),
    form("ar", Group.TAX, r"[23][0-9][ \-]?[0-9]{8}[ \-]?[0-9]", _TAX, _cuit_holds, alone=True),
    form("ar", Group.IDENTITY, r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}", r"dni\b|documento|c\u00e9dula"),
    form("cl", Group.TAX, r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-[0-9K]", _TAX + r"|run\b", _rut_holds),
)  # fmt: skip
