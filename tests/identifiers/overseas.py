"""Identifiers that offices of other continents issue."""

import random

from tests.identifiers.checks import (
    from_eleven,
    luhn,
    mod11_2,
    verhoeff,
    weigh,
    weighted,
)
from tests.identifiers.kind import CAPITALS, DIGITS, Kind, born, drawn, picture

_CURP = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
_STATES = ("AS", "BC", "CL", "CS", "DF", "GT", "JC", "MC", "NL", "OC", "PL", "YN", "NE")


def cpf_holds(number: str) -> bool:
    """Receita Federal, CPF: two digits by 11, the second over the first."""
    one = from_eleven(range(10, 1, -1))(number[:10])
    return one and from_eleven(range(11, 1, -1))(number)


def cnpj_holds(number: str) -> bool:
    """Receita Federal, CNPJ: two digits by 11."""
    one = from_eleven((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))(number[:13])
    return one and from_eleven((6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))(number)


def abn_holds(number: str) -> bool:
    """ABR (Australia): one off the first digit, weights 10 and 1 to 19, by 89."""
    if number[:2] < "11":
        return False
    text = f"{int(number[0]) - 1}{number[1:]}"
    return weigh(text, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


def au_medicare_holds(number: str) -> bool:
    """Services Australia, Medicare card: eight digits by ten give the ninth."""
    return weigh(number[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8])


def curp_holds(code: str) -> bool:
    """RENAPO, CURP: places in the alphabet with N tilde, weights 18 to 2."""
    total = sum(_CURP.index(c) * (18 - at) for at, c in enumerate(code[:17]))
    return str(-total % 10) == code[17]


def my_number_holds(number: str) -> bool:
    """Ministry of Internal Affairs (Japan), order 85 of 2014: by 11."""
    rest = weigh(number[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest < 2 else 11 - rest) == int(number[11])


def tckn_holds(number: str) -> bool:
    """NVI (Turkey), law 5490: the tenth and the eleventh digit by ten."""
    digits = [int(digit) for digit in number]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return tenth == digits[9] and sum(digits[:10]) % 10 == digits[10]


def nric_holds(code: str) -> bool:
    """ICA (Singapore), NRIC: weights 2 7 6 5 4 3 2; T counts four more."""
    total = weigh(code[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if code[0] == "T" else 0)
    return "JZIHGFEDCBA"[total % 11] == code[8]


def _curp(rng: random.Random) -> str:
    letters = "BCDFGHJKLMNPQRSTVWXYZ"
    name = (
        rng.choice(letters) + rng.choice("AEIOU") + "".join(rng.choices(letters, k=2))
    )
    tail = "".join(rng.choices(letters, k=3))
    return f"{name}{born(rng):%y%m%d}{rng.choice('HM')}{rng.choice(_STATES)}{tail}0?"


KINDS = (
    Kind("br-cpf", "Receita Federal, IN 1548/2015", picture("#########??"), {"en": "CPF|Brazilian CPF", "es": "CPF"}, "br", holds=cpf_holds, spellings=("", "###.###.###-##")),
    Kind("br-cnpj", "Receita Federal, IN 2119/2022", picture("########0001??"), {"en": "CNPJ|Brazilian CNPJ"}, "br", holds=cnpj_holds, spellings=("", "##.###.###/####-##")),
    Kind("au-tfn", "ATO, tax file number", picture("+#######?"), {"en": "TFN|tax file number"}, "au", holds=weighted((1, 4, 3, 7, 5, 8, 6, 9, 10), 11), spellings=("", "### ### ###")),
    Kind("au-abn", "ABR, Australian business number", picture("??+########"), {"en": "ABN|Australian business number"}, "au", holds=abn_holds, spellings=("", "## ### ### ###")),
    Kind("au-medicare", "Services Australia", lambda rng: rng.choice("23456") + drawn(rng, "#######?+"), {"en": "Medicare number|Medicare card"}, "au", holds=au_medicare_holds, spellings=("", "#### ##### #")),
    Kind("in-aadhaar", "UIDAI, Aadhaar", lambda rng: rng.choice("23456789") + drawn(rng, "##########?"), {"en": "Aadhaar|Aadhaar number"}, "in", holds=verhoeff, spellings=("", "#### #### ####", "####-####-####")),
    Kind("in-pan", "Income Tax Rules, 114", lambda rng: drawn(rng, "@@@") + rng.choice("PCHFATB") + drawn(rng, "@####@"), {"en": "PAN|PAN card"}, "in", fixed=True, lower=True),
    Kind("mx-curp", "RENAPO, CURP", _curp, {"en": "CURP", "es": "CURP|clave \u00fanica de registro"}, "mx", holds=curp_holds),
    Kind("jp-my-number", "Ministry of Internal Affairs, order 85 of 2014", picture("###########?"), {"en": "My Number|Japanese individual number"}, "jp", holds=my_number_holds, spellings=("", "#### #### ####")),
    Kind("cn-id", "GB 11643-1999", lambda rng: rng.choice(("110105", "310101", "440106")) + f"{born(rng):%Y%m%d}" + drawn(rng, "###?"), {"en": "Chinese ID number|resident identity card"}, "cn", holds=mod11_2, checks=DIGITS + "X"),
    Kind("za-id", "Identification Act 68 of 1997", lambda rng: f"{born(rng):%y%m%d}" + drawn(rng, "####08?"), {"en": "South African ID number|RSA ID"}, "za", holds=luhn, spellings=("", "###### #### ###")),
    Kind("tr-tckn", "NVI, law 5490", picture("+########??"), {"en": "TCKN|Turkish identity number", "de": "TC-Kimlik-Nummer|TCKN"}, "tr", holds=tckn_holds),
    Kind("sg-nric", "ICA, NRIC", lambda rng: rng.choice("ST") + drawn(rng, "#######?"), {"en": "NRIC|Singapore NRIC"}, "sg", holds=nric_holds, checks=CAPITALS, lower=True),
)  # fmt: skip
