"""Numbers that the countries of central and south-eastern Europe give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import luhn_holds, mod_11_10_holds, weighted
from appliance.detect.national.form import Group, form, groups
from appliance.domain.entity import EntityKind

_IDENTITY = r"pesel|rodn|cnp|egn|\u0435\u0433\u043d|amka|\u03b1\u03bc\u03ba\u03b1|oib|emšo|emso|jmbg|szem\u00e9ly|identi|national id|personal|birth number|social|ausweis|person"
_TAX = r"nip\b|ad\u00f3azonos|tax|tin\b|afm|\u03b1\u03c6\u03bc|steuer|fiscal|regon"


def _pesel_holds(number: str) -> bool:
    """Check a Polish PESEL (Act on the population register)."""
    return weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _nip_holds(number: str) -> bool:
    """Check a Polish tax number (NIP)."""
    return weighted(number, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def _birth_number_holds(number: str) -> bool:
    """Check a Czech or Slovak birth number (Act 133/2000); before 1954 it has none."""
    return len(number) == 10 and int(number) % 11 == 0


def _hungarian_id_holds(number: str) -> bool:
    """Check a Hungarian personal number (Act XX of 1996), before and since 1997."""
    for weights in (range(1, 11), range(10, 0, -1)):
        if weighted(number, weights) % 11 == int(number[10]):
            return True
    return False


def _taj_holds(number: str) -> bool:
    """Check a Hungarian social security number (TAJ)."""
    return weighted(number, (3, 7) * 4) % 10 == int(number[8])


def _ado_holds(number: str) -> bool:
    """Check a Hungarian tax number (Act XX of 1996)."""
    return weighted(number, range(1, 10)) % 11 == int(number[9])


def _cnp_holds(number: str) -> bool:
    """Check a Romanian CNP (GEO 97/2005)."""
    rest = weighted(number, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (1 if rest == 10 else rest) == int(number[12])


def _egn_holds(number: str) -> bool:
    """Check a Bulgarian EGN (GRAO)."""
    return weighted(number, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(number[9])


def _jmbg_holds(number: str) -> bool:
    """Check a number of the former Yugoslav scheme (JMBG, EMSO)."""
    rest = 11 - weighted(number, (7, 6, 5, 4, 3, 2) * 2) % 11
    return (0 if rest > 9 else rest) == int(number[12])


def _afm_holds(number: str) -> bool:
    """Check a Greek tax number (AFM)."""
    return weighted(number, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10 == int(number[8])


EASTERN = (
    form("pl", Group.IDENTITY, r"[0-9]{11}|[0-9]{6}[ \-][0-9]{5}", _IDENTITY, _pesel_holds),
    form("pl", Group.TAX, r"(?:PL ?)?[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{2}[ \-]?[0-9]{2}|[0-9]{3}-[0-9]{2}-[0-9]{2}-[0-9]{3}", _TAX, lambda n: _nip_holds(n[-10:]), kind=EntityKind.ID),
    form("cz", Group.IDENTITY, r"[0-9]{2}[0-9][0-9][0-3][0-9] ?/ ?[0-9]{3,4}|[0-9]{9,10}", _IDENTITY, _birth_number_holds),
    form("sk", Group.IDENTITY, r"[0-9]{6}/[0-9]{3,4}", _IDENTITY, _birth_number_holds, alone=True),
    form("cz", Group.IDENTITY, r"[0-9]{6}/[0-9]{3,4}", _IDENTITY, _birth_number_holds, alone=True),
    form("hu", Group.IDENTITY, r"[1-8][ \-]?[0-9]{6}[ \-]?[0-9]{4}", _IDENTITY, _hungarian_id_holds),
    form("hu", Group.SOCIAL, groups(3, 3, 3), r"taj\b|social|sozial|s\u00e9cu|seguro", _taj_holds),
    form("hu", Group.TAX, r"8[0-9]{9}", _TAX, _ado_holds),
    form("ro", Group.IDENTITY, r"[1-9][ \-]?[0-9]{6}[ \-]?[0-9]{6}", _IDENTITY, _cnp_holds),
    form("bg", Group.IDENTITY, r"[0-9]{6} ?[0-9]{4}", _IDENTITY, _egn_holds),
    form("hr", Group.IDENTITY, groups(11), _IDENTITY, mod_11_10_holds),
    form("si", Group.IDENTITY, groups(7, 6), _IDENTITY, _jmbg_holds),
    form("rs", Group.IDENTITY, groups(13), _IDENTITY, _jmbg_holds),
    form("gr", Group.SOCIAL, groups(6, 5), _IDENTITY, luhn_holds),
    form("gr", Group.TAX, groups(3, 3, 3), _TAX, _afm_holds),
    form("gr", Group.IDENTITY, r"[A-Z\u0391-\u03a9]{1,2}[ \-]?[0-9]{6}", r"identi|adt\b|\u03b4\u03b5\u03bb\u03c4|tautot|ausweis"),
)  # fmt: skip
