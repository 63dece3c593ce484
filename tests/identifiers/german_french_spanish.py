"""Identifiers that German, Austrian, Swiss, French and Spanish offices issue."""

import random

from tests.identifiers.checks import icao, luhn, mod11_10, numbers, weigh
from tests.identifiers.kind import CAPITALS, Kind, born, drawn, one_of, picture

_CARD_LETTERS = "CFGHJKLMNPRTVWXYZ"
_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_DEPARTMENTS = [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B"]


def steuer_id_holds(number: str) -> bool:
    """BZSt, 139b AO: one digit of the first ten twice or thrice, then MOD 11,10."""
    counts = sorted(number[:10].count(digit) for digit in set(number[:10]))
    return counts[-1] in (2, 3) and counts[-2] == 1 and mod11_10(number)


def rente_holds(number: str) -> bool:
    """VKVV, 4: the letter is its place in the alphabet; digit sums of the products."""
    text = number[:8] + f"{CAPITALS.index(number[8]) + 1:02}" + number[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(sum(divmod(int(n) * w, 10)) for n, w in zip(text, weights, strict=True))
    return total % 10 == int(number[11])


def kvnr_holds(number: str) -> bool:
    """290 SGB V: the letter as two digits, weights 1 and 2, digit sums."""
    text = f"{CAPITALS.index(number[0]) + 1:02}" + number[1:9]
    total = sum(sum(divmod(int(n) * (1 + at % 2), 10)) for at, n in enumerate(text))
    return total % 10 == int(number[9])


def svnr_holds(number: str) -> bool:
    """Dachverband der Sozialversicherungstraeger: weights 3 7 9 _ 5 8 4 2 1 6."""
    return weigh(number, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == int(number[3])


def ahv_holds(number: str) -> bool:
    """ZAS, AHV-Nummer: the check digit of EAN-13."""
    return weigh(number, (1, 3) * 6 + (1,)) % 10 == 0


def nir_holds(number: str) -> bool:
    """INSEE, NIR: the key is 97 less the rest; 2A counts as 19, 2B as 18."""
    text = number[:13].replace("2A", "19", 1) if number[5:7] == "2A" else number[:13]
    text = text.replace("2B", "18", 1) if number[5:7] == "2B" else text
    return text.isdigit() and int(number[13:]) == 97 - int(text) % 97


def spi_holds(number: str) -> bool:
    """DGFiP, numero fiscal: the last three digits are the rest of the first ten by 511."""
    return int(number[:10]) % 511 == int(number[10:])


def dni_holds(number: str) -> bool:
    """Ministerio del Interior: the letter at the rest by 23."""
    return _DNI[int(number[:8]) % 23] == number[8]


def nie_holds(number: str) -> bool:
    """Ministerio del Interior: X, Y, Z count as 0, 1, 2, then as a DNI."""
    return number[0] in "XYZ" and dni_holds(f"{'XYZ'.index(number[0])}{number[1:]}")


def cif_holds(number: str) -> bool:
    """Orden EHA/451/2008: Luhn over seven digits; digit or letter by the first letter."""
    total = 0
    for at, digit in enumerate(numbers(number[1:8])):
        total += digit if at % 2 else sum(divmod(digit * 2, 10))
    check = -total % 10
    of_letter = "JABCDEFGHI"[check]
    return number[8] == (of_letter if number[0] in "KPQRSNW" else str(check))


def nass_holds(number: str) -> bool:
    """TGSS, numero de afiliacion: the first ten digits by 97."""
    province, middle = int(number[:2]), int(number[2:10])
    if middle < 10_000_000:
        return (middle + province * 10_000_000) % 97 == int(number[10:])
    return int(number[:10]) % 97 == int(number[10:])


def _steuer_id(rng: random.Random) -> str:
    digits = rng.sample("0123456789", 10)
    gone, twice = rng.sample(range(10), 2)
    digits[gone] = digits[twice]
    text = "".join(digits)
    return text + "?" if text[0] != "0" else _steuer_id(rng)


def _id_card(rng: random.Random) -> str:
    number = "".join(rng.choice("0123456789" + _CARD_LETTERS) for _ in range(8))
    return rng.choice("LMNPRTVWXY") + number + "?"


def _pass(rng: random.Random) -> str:
    return rng.choice("CFGHJK") + _id_card(rng)[1:-1]


def _rente(rng: random.Random) -> str:
    area = rng.choice(("02", "04", "12", "13", "15", "24", "50", "53", "65"))
    return f"{area}{born(rng):%d%m%y}" + drawn(rng, "@##?")


def _nir(rng: random.Random) -> str:
    return f"{rng.choice('12')}{born(rng):%y%m}{rng.choice(_DEPARTMENTS)}" + drawn(
        rng, "######??"
    )


def siren(rng: random.Random) -> str:
    """Draw a company's nine digits; establishments and VAT numbers hold them too."""
    while True:
        number = drawn(rng, "+########")
        if luhn(number):
            return number


def _spi(rng: random.Random) -> str:
    ten = rng.choice("0123") + drawn(rng, "#########")
    return ten + f"{int(ten) % 511:03}"


def _plate(rng: random.Random) -> str:
    town = rng.choice(("B", "M", "HH", "K", "F", "S", "DD", "KA", "WES", "LDK"))
    return f"{town}-{drawn(rng, rng.choice(('@', '@@')))} {drawn(rng, rng.choice(('+##', '+###')))}"


def _french_plate(rng: random.Random) -> str:
    letters = "".join(rng.choices("ABCDEFGHJKLMNPQRTVWXYZ", k=4))
    return letters[:2] + drawn(rng, "###") + letters[2:]


_DNI_LABELS = {"es": "DNI|NIF", "en": "DNI|Spanish tax number (NIF)"}

KINDS = (
    Kind("de-steuer-id", "BZSt, 139b AO", _steuer_id, {"de": "Steuer-ID|steuerliche Identifikationsnummer|IdNr.", "en": "German tax ID"}, "de", holds=steuer_id_holds, spellings=("", "## ### ### ###")),
    Kind("de-steuernummer", "Vereinheitlichtes Bundesschema, BMF", picture("+#########"), {"de": "Steuernummer|St.-Nr."}, "de", spellings=("##/###/#####", "###/###/####")),
    Kind("de-vat", "BZSt, 27a UStG", picture("DE+#######?"), {"de": "USt-IdNr.|Umsatzsteuer-ID", "en": "German VAT number"}, "de", holds=lambda n: mod11_10(n[2:]), spellings=("", "## #########", "## ### ### ###")),
    Kind("de-id-card", "PAuswV, annex; ICAO 9303", _id_card, {"de": "Personalausweis|Ausweisnummer", "en": "German ID card number"}, "de", holds=icao),
    Kind("de-passport", "PassV; ICAO 9303", _pass, {"de": "Reisepass Nr.|Passnummer", "en": "German passport number"}, "de"),
    Kind("de-rente", "VKVV, 4", _rente, {"de": "Rentenversicherungsnummer|Sozialversicherungsnummer|SV-Nummer", "en": "German pension number"}, "de", holds=rente_holds, lower=True, spellings=("", "## ###### # ###")),
    Kind("de-kvnr", "290 SGB V, ITSG", picture("@########?"), {"de": "KVNR|Krankenversichertennummer|Versichertennummer", "en": "German health insurance number"}, "de", holds=kvnr_holds, lower=True),
    Kind("de-plate", "FZV, annexes 1 and 2", _plate, {"de": "Kennzeichen|amtliches Kennzeichen"}, "de", fixed=True),
    Kind("de-driving-licence", "FeV, annex 8", one_of("@###******#*", "@0#**####**"), {"de": "F\u00fchrerschein Nr.|F\u00fchrerscheinnummer"}, "de"),
    Kind("de-register", "HRV, 13", one_of("HRB +####", "HRB +#####", "HRA +###"), {"de": "Handelsregister|Amtsgericht Ulm"}, "de", fixed=True),
    Kind("at-svnr", "Dachverband der Sozialversicherungstr\u00e4ger", lambda rng: drawn(rng, "+##?") + f"{born(rng):%d%m%y}", {"de": "SVNR|Sozialversicherungsnummer", "en": "Austrian social security number"}, "at", holds=svnr_holds, spellings=("", "#### ######")),
    Kind("ch-ahv", "ZAS, AHV-Nummer", picture("756#########?"), {"de": "AHV-Nummer|AHV-Nr.", "fr": "num\u00e9ro AVS|no AVS", "en": "Swiss AHV number"}, "ch", holds=ahv_holds, spellings=("", "###.####.####.##")),
    Kind("fr-nir", "INSEE, NIR", _nir, {"fr": "num\u00e9ro de s\u00e9curit\u00e9 sociale|NIR|n\u00b0 S\u00e9cu", "en": "French social security number"}, "fr", holds=nir_holds, spellings=("", "# ## ## ## ### ### ##", "# ## ## ## ### ### / ##")),
    Kind("fr-spi", "DGFiP, num\u00e9ro fiscal", _spi, {"fr": "num\u00e9ro fiscal|SPI|num\u00e9ro fiscal de r\u00e9f\u00e9rence"}, "fr", holds=spi_holds, spellings=("", "## ## ### ### ###")),
    Kind("fr-siren", "INSEE, SIRENE", picture("+#######?"), {"fr": "SIREN|num\u00e9ro SIREN"}, "fr", holds=luhn, spellings=("", "### ### ###")),
    Kind("fr-siret", "INSEE, SIRENE", lambda rng: siren(rng) + drawn(rng, "000+?"), {"fr": "SIRET|num\u00e9ro SIRET"}, "fr", holds=luhn, spellings=("", "### ### ### #####")),
    Kind("fr-id-card", "Arr\u00eat\u00e9 du 23 mars 2021; ANTS", one_of("############", "@@@@@####"), {"fr": "carte d'identit\u00e9|num\u00e9ro de CNI"}, "fr"),
    Kind("fr-passport", "ICAO 9303; ANTS", picture("##@@#####"), {"fr": "num\u00e9ro de passeport|passeport n\u00b0", "en": "French passport number"}, "fr", fixed=True),
    Kind("fr-driving-licence", "ANTS, permis de conduire", picture("############"), {"fr": "permis de conduire n\u00b0|num\u00e9ro de permis"}, "fr"),
    Kind("fr-plate", "SIV, arr\u00eat\u00e9 du 9 f\u00e9vrier 2009", _french_plate, {"fr": "immatriculation|plaque"}, "fr", fixed=True, spellings=("##-###-##", "## ### ##")),
    Kind("es-dni", "Ministerio del Interior, RD 1553/2005", picture("########?"), _DNI_LABELS, "es", holds=dni_holds, checks=_DNI, lower=True, spellings=("", "########-#", "##.###.###-#", "######## #")),
    Kind("es-nie", "Ministerio del Interior, RD 557/2011", one_of("X#######?", "Y#######?", "Z#######?"), {"es": "NIE|n\u00famero de extranjero", "en": "NIE"}, "es", holds=nie_holds, checks=_DNI, lower=True, spellings=("", "#-#######-#")),
    Kind("es-cif", "Orden EHA/451/2008", one_of("A#######?", "B#######?", "P#######?", "Q#######?", "G#######?"), {"es": "CIF|NIF de la empresa"}, "es", holds=cif_holds, checks="0123456789ABCDEFGHIJ", spellings=("", "#-########")),
    Kind("es-nass", "TGSS, n\u00famero de afiliaci\u00f3n", lambda rng: f"{rng.randint(1, 52):02}" + drawn(rng, "+#######??"), {"es": "n\u00famero de afiliaci\u00f3n|n\u00famero de la Seguridad Social|NASS"}, "es", holds=nass_holds, spellings=("", "##/########/##", "## ######## ##")),
    Kind("es-passport", "ICAO 9303; Polic\u00eda Nacional", picture("@@@######"), {"es": "pasaporte|n\u00famero de pasaporte"}, "es", fixed=True),
    Kind("es-driving-licence", "DGT, RD 818/2009: the number of the DNI", picture("########?"), {"es": "permiso de conducir|carn\u00e9 de conducir"}, "es", holds=dni_holds, checks=_DNI, spellings=("", "########-#")),
    Kind("es-plate", "RD 2822/1998, annex XVIII", lambda rng: drawn(rng, "####") + "".join(rng.choices("BCDFGHJKLMNPRSTVWXYZ", k=3)), {"es": "matr\u00edcula|placa"}, "es", fixed=True, spellings=("#### ###", "####-###", "")),
)  # fmt: skip
