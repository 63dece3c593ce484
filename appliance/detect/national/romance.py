"""Numbers that France, Spain, Portugal and Italy give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import luhn_holds, weighted
from appliance.detect.national.form import Group, form, groups
from appliance.domain.entity import EntityKind

_TAX = r"fiscal|tax|tin\b|steuer|imp[\u00f4o]t|impuesto|nif|spi\b|hacienda|finan\u00e7as|contribuinte|agenzia"
_SOCIAL = (
    r"s\u00e9cu|social|sozial|nir\b|insee|vitale|nuss|naf\b|afiliaci|niss|assur|seguro"
)
_IDENTITY = r"dni|nie\b|nif|documento|identi|ausweis|c[\u00e9e]dula|carte|extranjer"
_NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CIF_LETTERS = "JABCDEFGHI"
# Italian Ministry of Finance, decree of 23 December 1976: values of the odd places,
# and the letters that stand for digits where two people would share a code.
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4,
         18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip


def _nir_holds(number: str) -> bool:
    """Check a French social security number (INSEE); Corsica's A and B are 19 and 18."""
    if len(number) != 15:
        return False
    digits = number.replace("2A", "19", 1).replace("2B", "18", 1)
    return digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _spi_holds(number: str) -> bool:
    """Check a French tax number (DGFiP): the last three are the rest by 511."""
    return int(number[:10]) % 511 == int(number[10:])


def _nif_holds(number: str) -> bool:
    """Check a Spanish NIF or NIE (Ministry of the Interior; RD 1065/2007)."""
    first = number[0]
    digits = (str("XYZ".index(first)) if first in "XYZ" else first) + number[1:-1]
    return digits.isdigit() and _NIF_LETTERS[int(digits) % 23] == number[-1]


def _cif_holds(number: str) -> bool:
    """Check a Spanish company's NIF (Order EHA/451/2008)."""
    odd = (int(d) * 2 for d in number[1:8:2])
    total = sum(v // 10 + v % 10 for v in odd) + sum(int(d) for d in number[2:8:2])
    return number[8] in (str(-total % 10), _CIF_LETTERS[-total % 10])


def _nuss_holds(number: str) -> bool:
    """Check a Spanish social security number (TGSS): the rest by 97."""
    head = number[:2] + (number[3:10] if number[2] == "0" else number[2:10])
    return int(head) % 97 == int(number[10:])


def _nif_pt_holds(number: str) -> bool:
    """Check a Portuguese NIF (Autoridade Tributaria)."""
    rest = weighted(number[:8], (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest < 2 else 11 - rest) == int(number[8])


def _codice_holds(number: str) -> bool:
    """Check an Italian codice fiscale (decree of 23 December 1976)."""
    odd = sum(_ODD[c] for c in number[0:15:2])
    even = sum(int(c) if c.isdigit() else ord(c) - ord("A") for c in number[1:15:2])
    return chr(ord("A") + (odd + even) % 26) == number[15]


ROMANCE = (
    form("fr", Group.SOCIAL, r"[1-478][ .\-]?[0-9]{2}[ .\-]?[0-9]{2}[ .\-]?[0-9][0-9AB][ .\-]?[0-9]{3}[ .\-]?[0-9]{3}(?:[ .\-/|]{0,3}(?:cl\u00e9 ?)?[0-9]{2})?",
         _SOCIAL, _nir_holds, alone=True),
    form("fr", Group.TAX, r"[0-3][0-9] ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}", _TAX, _spi_holds),
    # SIREN and SIRET (INSEE): Luhn.
    form("fr", Group.COMPANY, f"{groups(3, 3, 3)}(?:[ .\\-]?[0-9]{{5}})?", r"siren|siret|rcs\b", luhn_holds, kind=EntityKind.CODE),
    form("es", Group.IDENTITY, r"[0-9]{8}[ \-]?[A-Z]|[0-9]{1,2}[. ][0-9]{3}[. ][0-9]{3}[ \-]?[A-Z]|[XYZ][ \-]?[0-9]{7}[ \-]?[A-Z]|[KLM][ \-]?[0-9]{7}[ \-]?[A-Z]", _IDENTITY,
         lambda n: _nif_holds(n) if len(n) == 9 and n[0] not in "KLM" else False, alone=True),
    form("es", Group.COMPANY, r"[A-HJNP-SUVW][ \-]?[0-9]{7}[ \-]?[0-9A-J]|[A-HJNP-SUVW][ \-]?[0-9]{8}", r"cif\b|nif\b|vat|iva\b|empresa|sociedad", _cif_holds, alone=True, kind=EntityKind.CODE),
    form("es", Group.SOCIAL, r"[0-9]{2}[ /\-]?[0-9]{8}[ /\-]?[0-9]{2}", _SOCIAL, _nuss_holds),
    form("pt", Group.TAX, groups(3, 3, 3), _TAX, _nif_pt_holds),
    form("pt", Group.IDENTITY, r"[0-9]{8} ?[0-9] ?[A-Z0-9]{2}[0-9]", r"cart\u00e3o|citizen|cidad\u00e3o|identi|bi\b", alone=True),
    form("it", Group.TAX, r"[A-Z]{3} ?[A-Z]{3} ?[0-9L-V]{2} ?[A-Z][0-9L-V]{2} ?[A-Z][0-9L-V]{3} ?[A-Z]", r"codice|fiscal|c\.?f\.?\b|tax|steuer", _codice_holds, alone=True),
    form("it", Group.TAX, r"[A-Z]{6}[0-9A-Z]{5}[A-Z][0-9A-Z]{3}[A-Z]", r"codice|fiscal|c\.?f\.?\b|tax"),
    # Partita IVA (Agenzia delle Entrate): Luhn.
    form("it", Group.COMPANY, r"[0-9]{11}", r"partita|p\.? ?iva|vat", luhn_holds, kind=EntityKind.CODE),
)  # fmt: skip
