"""Numbers that Belgium, the Netherlands and Luxembourg give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import luhn_holds, verhoeff_holds, weighted
from appliance.detect.national.form import Group, form, groups
from appliance.domain.entity import EntityKind


def _bsn_holds(number: str) -> bool:
    """Check a citizen service number (Logisch Ontwerp BSN: the eleven test)."""
    return weighted(number.zfill(9), (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _national_register_holds(number: str) -> bool:
    """Check a Belgian register number (royal decree of 3 April 1984), either century."""
    check = int(number[9:])
    return check in (97 - int(century + number[:9]) % 97 for century in ("", "2"))


def _luxembourg_holds(number: str) -> bool:
    """Check a Luxembourg identification number (law of 19 June 2013): Luhn, Verhoeff."""
    return luhn_holds(number[:12]) and verhoeff_holds(number[:11] + number[12])


BENELUX = (
    form("be", Group.IDENTITY, r"[0-9]{2}[ .\-]?[0-9]{2}[ .\-]?[0-9]{2}[ .\-]{0,3}[0-9]{3}[ .\-]?[0-9]{2}",
         r"rijksregister|registre national|national n|nationalregister|niss|insz|nrn|rrn|identi", _national_register_holds, alone=True),
    form("be", Group.COMPANY, r"(?:BE ?)?[01][0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}", r"onderneming|entreprise|kbo|bce|btw|tva|vat|enterprise", lambda n: 97 - int(n[-10:-2]) % 97 == int(n[-2:]), kind=EntityKind.CODE),
    form("nl", Group.IDENTITY, f"{groups(3, 3, 3)}|{groups(4, 2, 3)}|{groups(2, 3, 3)}", r"bsn|burgerservice|sofi|citizen service", _bsn_holds),
    form("lu", Group.IDENTITY, r"(?:19|20)[0-9]{2}[ \-]?[01][0-9][ \-]?[0-3][0-9][ \-]?[0-9]{3}[ \-]?[0-9]{2}", r"matricule|luxembourg|cns\b|identi", _luxembourg_holds, alone=True),
)  # fmt: skip
