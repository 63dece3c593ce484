"""Identifiers that British, Irish, American and Canadian offices issue."""

import random

from tests.identifiers.checks import luhn, weigh
from tests.identifiers.kind import CAPITALS, Kind, born, drawn, one_of, picture

_NINO_FIRST = "ABCEGHJKLMNOPRSTWXYZ"
_NINO_SECOND = "ABCEGHJKLMNPRSTWXYZ"
_NINO_NEVER = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
_PPS = "WABCDEFGHIJKLMNOPQRSTUV"


def nhs_holds(number: str) -> bool:
    """NHS Data Dictionary: weights 10 to 2, eleven less the rest; 11 is 0, 10 is none."""
    check = 11 - weigh(number[:9], range(10, 1, -1)) % 11
    return check != 10 and check % 11 == int(number[9])


def utr_holds(number: str) -> bool:
    """HMRC, unique taxpayer reference: the first digit checks the other nine."""
    rest = weigh(number[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11
    return "21987654321"[rest] == number[0]


def gb_vat_holds(number: str) -> bool:
    """HMRC VATREG: weights 8 to 2 and the two check digits make a multiple of 97."""
    return (weigh(number[2:9], range(8, 1, -1)) + int(number[9:])) % 97 == 0


def npi_holds(number: str) -> bool:
    """45 CFR 162.406: Luhn over the number with 80840 before it."""
    return luhn("80840" + number)


def dea_holds(number: str) -> bool:
    """21 CFR 1301: odd digits and twice the even ones give the last digit."""
    one, two, three, four, five, six, check = (int(digit) for digit in number[2:])
    return (one + three + five + 2 * (two + four + six)) % 10 == check


def pps_holds(number: str) -> bool:
    """Revenue (Ireland), PPS number: MOD 23; a ninth letter weighs nine."""
    total = weigh(number[:7], range(8, 1, -1))
    if len(number) > 8 and number[8] != "W":
        total += 9 * (CAPITALS.index(number[8]) + 1)
    return _PPS[total % 23] == number[7]


def _nino(rng: random.Random) -> str:
    while True:
        prefix = rng.choice(_NINO_FIRST) + rng.choice(_NINO_SECOND)
        if prefix not in _NINO_NEVER:
            return prefix + drawn(rng, "######") + rng.choice("ABCD")


def _ssn(rng: random.Random) -> str:
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03}{rng.randint(1, 99):02}{rng.randint(1, 9999):04}"


def _itin(rng: random.Random) -> str:
    middle = [*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)]
    return drawn(rng, "9##") + f"{rng.choice(middle)}" + drawn(rng, "####")


def _ein(rng: random.Random) -> str:
    """Draw a prefix that a campus of the IRS gives out."""
    return rng.choice(
        ("01", "12", "20", "33", "46", "52", "61", "74", "85", "93")
    ) + drawn(rng, "#######")


def _dvla(rng: random.Random) -> str:
    day = born(rng)
    year, month = f"{day:%y}", day.month + rng.choice((0, 50))
    surname = drawn(rng, rng.choice(("@@@@@", "@@@@9", "@@@99")))
    return f"{surname}{year[0]}{month:02}{day:%d}{year[1]}" + drawn(rng, "@9*@@")


def _mbi(rng: random.Random) -> str:
    letter, both = "ACDEFGHJKMNPQRTUVWXY", "0123456789ACDEFGHJKMNPQRTUVWXY"
    kinds = (
        "123456789",
        letter,
        both,
        "0123456789",
        letter,
        both,
        "0123456789",
        letter,
        letter,
        "0123456789",
        "0123456789",
    )
    return "".join(rng.choice(kind) for kind in kinds)


def _plate(rng: random.Random) -> str:
    years = [*range(2, 27), *range(51, 77)]
    letters = "ABCDEFGHJKLMNOPRSTUVWXYZ"
    first = rng.choice("ABCDEFGHKLMNOPRSVWY") + rng.choice("ABCDEFGHJKLMNOPRSTUVWXY")
    return first + f"{rng.choice(years):02}" + "".join(rng.choices(letters, k=3))


KINDS = (
    Kind("gb-nino", "HMRC NIM39110", _nino, {"en": "national insurance number|NI number|NINO"}, "gb", fixed=True, lower=True, spellings=("", "## ## ## ## #", "##-##-##-##-#", "## ###### #")),
    Kind("gb-nhs", "NHS Data Dictionary, NHS number", picture("+########?"), {"en": "NHS number|NHS no."}, "gb", holds=nhs_holds, spellings=("", "### ### ####", "###-###-####")),
    Kind("gb-utr", "HMRC, unique taxpayer reference", picture("?#########"), {"en": "UTR|unique taxpayer reference"}, "gb", holds=utr_holds, spellings=("", "##### #####")),
    Kind("gb-vat", "HMRC VATREG", picture("GB+######??"), {"en": "VAT number|VAT reg. no."}, "gb", holds=gb_vat_holds, spellings=("", "## ### #### ##")),
    Kind("gb-passport", "ICAO 9303; HM Passport Office", picture("+########"), {"en": "passport number|passport no."}, "gb"),
    Kind("gb-driving-licence", "DVLA, INF45/1", _dvla, {"en": "driving licence number|driver number"}, "gb", fixed=True, lower=True, spellings=("", "##### ###### #####")),
    Kind("gb-plate", "DVLA INF104", _plate, {"en": "registration number|number plate"}, "gb", fixed=True, lower=True, spellings=("", "#### ###")),
    Kind("ie-pps", "Revenue (Ireland), PPS number", one_of("#######?", "#######?A", "#######?B", "#######?W"), {"en": "PPS number|PPSN"}, "ie", holds=pps_holds, checks=_PPS, lower=True, spellings=("", "####### #", "####### ##")),
    Kind("us-ssn", "SSA POMS RM 10201", _ssn, {"en": "SSN|social security number", "es": "n\u00famero de seguro social|SSN"}, "us", fixed=True, spellings=("###-##-####", "### ## ####")),
    Kind("us-ssn-compact", "SSA POMS RM 10201", _ssn, {"en": "SSN|social security number"}, "us"),
    Kind("us-itin", "IRS, IRM 3.21.263", _itin, {"en": "ITIN|individual taxpayer identification number"}, "us", fixed=True, spellings=("###-##-####", "### ## ####")),
    Kind("us-ein", "IRS Publication 1635", _ein, {"en": "EIN|employer identification number"}, "us", spellings=("##-#######",)),
    Kind("us-passport", "US Department of State", one_of("+########", "A########", "C########"), {"en": "passport number|passport no."}, "us"),
    Kind("us-driver-license", "AAMVA DL/ID card standard; by state", one_of("@#######", "########", "@############", "@@######@"), {"en": "driver license number|driver's license no.|DL number"}, "us"),
    Kind("us-npi", "45 CFR 162.406", picture("1########?"), {"en": "NPI|national provider identifier"}, "us", holds=npi_holds),
    Kind("us-dea", "21 CFR 1301", lambda rng: rng.choice("ABFGMPR") + drawn(rng, "@######?"), {"en": "DEA number|DEA registration"}, "us", holds=dea_holds),
    Kind("us-medicare", "CMS, Medicare Beneficiary Identifier", _mbi, {"en": "Medicare number|MBI"}, "us", fixed=True, spellings=("", "####-###-####")),
    Kind("ca-sin", "ESDC (Canada), social insurance number", one_of("1#######?", "4#######?", "7#######?", "9#######?"), {"en": "SIN|social insurance number", "fr": "NAS|num\u00e9ro d'assurance sociale"}, "ca", holds=luhn, spellings=("", "### ### ###", "###-###-###")),
    Kind("ca-passport", "ICAO 9303; Passport Canada", picture("@@######"), {"en": "passport number|Canadian passport", "fr": "num\u00e9ro de passeport|passeport canadien"}, "ca"),
)  # fmt: skip
