"""Identifiers that the other European offices issue."""

import random

from tests.identifiers.checks import (
    Holds,
    from_eleven,
    luhn,
    mod11_10,
    mod97,
    weigh,
    weighted,
)
from tests.identifiers.german_french_spanish import siren
from tests.identifiers.kind import CAPITALS, DIGITS, Kind, born, drawn, one_of, picture

_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)  # fmt: skip
_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_PESEL = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)


def codice_fiscale_holds(code: str) -> bool:
    """DM 23 dicembre 1976 (Agenzia delle Entrate): odd and even places weigh apart."""
    total = 0
    for at, char in enumerate(code[:15]):
        place = int(char) if char.isdigit() else CAPITALS.index(char)
        total += place if at % 2 else _ODD[place]
    return CAPITALS[total % 26] == code[15]


def bsn_holds(number: str) -> bool:
    """Besluit BSN, elfproef: weights 9 to 2 and minus 1."""
    return weigh(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def dutch_vat_holds(number: str) -> bool:
    """Belastingdienst, btw-id: the elfproef of a company, or MOD 97-10 since 2020."""
    return bsn_holds(number[2:11]) or mod97(number)


def belgian_holds(number: str) -> bool:
    """IBZ, KB 3 april 1984: 97 less the rest; 2 in front for those born since 2000."""
    body, check = number[:9], int(number[9:])
    return check in (97 - int(body) % 97, 97 - int("2" + body) % 97)


def portuguese_card_holds(number: str) -> bool:
    """AMA, cartao de cidadao: Luhn over digits and letters, from the right."""
    total = 0
    for at, char in enumerate(reversed(number)):
        place = (DIGITS + CAPITALS).index(char)
        doubled = place * 2
        total += place if at % 2 == 0 else (doubled if doubled < 10 else doubled - 9)
    return total % 10 == 0


def norwegian_holds(number: str) -> bool:
    """Skatteetaten, fodselsnummer: two check digits by 11."""
    one = weigh(number[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return one == 0 and weigh(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def hetu_holds(code: str) -> bool:
    """DVV, henkilotunnus: nine digits by 31 give the last character."""
    return _HETU[int(code[:6] + code[7:10]) % 31] == code[10]


def baltic_holds(number: str) -> bool:
    """EVS 585:2007 (Estonia), Lithuania alike: by 11, second weights if ten is left."""
    rest = weigh(number[:10], (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if rest == 10:
        rest = weigh(number[:10], (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return rest == int(number[10])


def rodne_cislo_holds(number: str) -> bool:
    """Zakon 133/2000 Sb.: ten digits are a multiple of 11."""
    return int(number) % 11 == 0


def cnp_holds(number: str) -> bool:
    """OUG 97/2005: weights 279146358279 by 11; ten counts as 1."""
    rest = weigh(number[:12], (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (1 if rest == 10 else rest) == int(number[12])


def by_eleven(*weights: int) -> Holds:
    """Check a last digit that is the weighted rest by 11; ten counts as 0."""
    return lambda number: weigh(number[:-1], weights) % 11 % 10 == int(number[-1])


def _belgian(rng: random.Random) -> str:
    day = born(rng)
    body = f"{day:%y%m%d}" + drawn(rng, "###")
    return body + f"{97 - int(('2' if day.year >= 2000 else '') + body) % 97:02}"


def _norwegian(rng: random.Random) -> str:
    day = born(rng)
    first = rng.choice("01234" if day.year < 2000 else "56789")
    return f"{day:%d%m%y}{first}" + drawn(rng, "##??")


def _codice(rng: random.Random) -> str:
    day = born(rng)
    number = day.day + rng.choice((0, 40))
    consonants = "BCDFGHLMNPRSTVZ"
    name = "".join(rng.choices(consonants, k=6))
    return (
        f"{name}{day:%y}{'ABCDEHLMPRST'[day.month - 1]}{number:02}"
        + rng.choice("ABCDEFGHIL")
        + drawn(rng, "+##?")
    )


def _cpr(rng: random.Random) -> str:
    return f"{born(rng):%d%m%y}" + drawn(rng, "####")


def _baltic(rng: random.Random) -> str:
    return (
        f"{rng.choice('34')}{born(rng).replace(year=rng.randint(1931, 1999), day=9):%y%m%d}"
        + drawn(rng, "###?")
    )


def _pesel(rng: random.Random) -> str:
    day = born(rng)
    return f"{day:%y}{day.month + (20 if day.year >= 2000 else 0):02}{day:%d}" + drawn(
        rng, "####?"
    )


def _czech(rng: random.Random) -> str:
    day = born(rng).replace(year=rng.randint(1954, 1999), day=11)
    return f"{day:%y}{day.month + rng.choice((0, 50)):02}{day:%d}" + drawn(rng, "###?")


def _egn(rng: random.Random) -> str:
    return f"{born(rng).replace(year=rng.randint(1931, 1999), day=20):%y%m%d}" + drawn(
        rng, "###?"
    )


KINDS = (
    Kind("it-codice-fiscale", "DM 23 dicembre 1976", _codice, {"en": "codice fiscale|Italian tax code", "de": "codice fiscale|italienische Steuernummer"}, "it", holds=codice_fiscale_holds, checks=CAPITALS, lower=True, spellings=("", "### ### ##### #####")),
    Kind("it-partita-iva", "DPR 633/1972; Agenzia delle Entrate", lambda rng: drawn(rng, "0######") + f"{rng.randint(1, 100):03}?", {"en": "partita IVA|P.IVA"}, "it", holds=luhn),
    Kind("it-id-card", "Ministero dell'Interno, CIE", picture("CA#####@@"), {"en": "Italian identity card number|carta d'identit\u00e0"}, "it", fixed=True),
    Kind("nl-bsn", "Besluit BSN, elfproef", picture("+#######?"), {"en": "BSN|citizen service number|burgerservicenummer", "de": "BSN|B\u00fcrgerservicenummer"}, "nl", holds=bsn_holds, spellings=("", "####.##.###", "### ### ###")),
    Kind("nl-passport", "RvIG; ICAO 9303", lambda rng: "".join(rng.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=2)) + drawn(rng, "######+"), {"en": "Dutch passport number|paspoortnummer"}, "nl"),
    Kind("be-national", "IBZ, rijksregisternummer", _belgian, {"en": "Belgian national number|rijksregisternummer", "fr": "num\u00e9ro de registre national|NISS", "de": "Nationalregisternummer"}, "be", holds=belgian_holds, spellings=("", "##.##.##-###.##", "## ## ## ### ##")),
    *(
        Kind(f"{country}-passport", "ICAO 9303; the country's passport office", picture(form), labels, country)
        for country, form, labels in (
            ("at", "P#######", {"de": "Reisepass|Passnummer", "en": "Austrian passport number"}),
            ("be", "E@######", {"fr": "passeport n\u00b0|num\u00e9ro de passeport", "en": "Belgian passport number"}),
            ("ch", "X#######", {"de": "Passnummer|Pass-Nr.", "fr": "num\u00e9ro de passeport", "en": "Swiss passport number"}),
            ("ie", "P@#######", {"en": "Irish passport|passport no."}),
            ("it", "Y@#######", {"en": "Italian passport number|passaporto"}),
            ("pl", "E@#######", {"en": "Polish passport number|paszport"}),
        )
    ),
    Kind("it-plate", "DM 15 maggio 2006, targhe", lambda rng: "".join(rng.choices("ABCDEFGHJKLMNPRSTVWXYZ", k=2)) + drawn(rng, "###") + "".join(rng.choices("ABCDEFGHJKLMNPRSTVWXYZ", k=2)), {"en": "number plate|targa"}, "it", fixed=True, spellings=("", "## ### ##")),
    Kind("it-driving-licence", "Motorizzazione Civile", picture("U1*******@"), {"en": "Italian driving licence|patente"}, "it"),
    Kind("pt-nif", "Autoridade Tribut\u00e1ria, DL 14/2013", one_of("1#######?", "2#######?", "5#######?"), {"en": "NIF|Portuguese tax number", "es": "NIF portugu\u00e9s"}, "pt", holds=from_eleven((9, 8, 7, 6, 5, 4, 3, 2)), spellings=("", "### ### ###")),
    Kind("pt-card", "AMA, cart\u00e3o de cidad\u00e3o", picture("#########@@?"), {"en": "cart\u00e3o de cidad\u00e3o|Portuguese citizen card"}, "pt", holds=portuguese_card_holds, spellings=("", "######## # ###")),
    Kind("pl-pesel", "Ustawa o ewidencji ludno\u015bci, PESEL", _pesel, {"en": "PESEL|PESEL number", "de": "PESEL|PESEL-Nummer"}, "pl", holds=weighted(_PESEL, 10)),
    Kind("pl-nip", "Ustawa o NIP", picture("+########?"), {"en": "NIP|Polish tax number"}, "pl", holds=weighted((6, 5, 7, 2, 3, 4, 5, 6, 7, -1), 11), spellings=("", "###-###-##-##", "### ### ## ##")),
    Kind("pl-id-card", "Rozporz\u0105dzenie MSWiA, dow\u00f3d osobisty", lambda rng: rng.choice(("A", "C", "D")) + drawn(rng, "@@?#####"), {"en": "Polish ID card|dow\u00f3d osobisty"}, "pl", holds=weighted((7, 3, 1, -1, 7, 3, 1, 7, 3), 10), lower=True, spellings=("", "### ######")),
    Kind("se-personnummer", "Skatteverket, SKV 704", lambda rng: f"{born(rng):%y%m%d}" + drawn(rng, "###?"), {"en": "personnummer|Swedish personal number", "de": "Personnummer"}, "se", holds=luhn, spellings=("", *("######-####",) * 4, "######+####")),
    Kind("se-personnummer-12", "Skatteverket, SKV 704", lambda rng: f"{born(rng):%Y%m%d}" + drawn(rng, "###?"), {"en": "personnummer|Swedish personal number", "de": "Personnummer"}, "se", holds=lambda n: luhn(n[2:]), spellings=("", "########-####")),
    Kind("dk-cpr", "CPR-kontoret, personnummeret", _cpr, {"en": "CPR number|Danish CPR", "de": "CPR-Nummer"}, "dk", fixed=True, spellings=("######-####",)),
    Kind("dk-vat", "Erhvervsstyrelsen, CVR", picture("DK+######?"), {"en": "CVR|Danish VAT number"}, "dk", holds=lambda n: weigh(n[2:], (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0, spellings=("", "## ########")),
    Kind("no-fnr", "Skatteetaten, f\u00f8dselsnummer", _norwegian, {"en": "f\u00f8dselsnummer|Norwegian national identity number"}, "no", holds=norwegian_holds, spellings=("", "###### #####")),
    Kind("fi-hetu", "DVV, henkil\u00f6tunnus", lambda rng: f"{born(rng).replace(year=rng.randint(1931, 1999), day=8):%d%m%y}-{rng.choice('12345678')}" + drawn(rng, "##?"), {"en": "henkil\u00f6tunnus|HETU|Finnish personal identity code"}, "fi", holds=hetu_holds, checks=_HETU, lower=True),
    Kind("ee-isikukood", "EVS 585:2007", _baltic, {"en": "isikukood|Estonian personal code"}, "ee", holds=baltic_holds),
    Kind("lt-asmens-kodas", "Lietuvos gyventoj\u0173 registras", _baltic, {"en": "asmens kodas|Lithuanian personal code"}, "lt", holds=baltic_holds),
    Kind("cz-rodne-cislo", "Z\u00e1kon 133/2000 Sb.", _czech, {"en": "rodn\u00e9 \u010d\u00edslo|Czech birth number", "de": "Geburtsnummer (rodn\u00e9 \u010d\u00edslo)"}, "cz", holds=rodne_cislo_holds, spellings=("", "######/####")),
    Kind("sk-rodne-cislo", "Z\u00e1kon 301/1995 Z. z.", _czech, {"en": "rodn\u00e9 \u010d\u00edslo|Slovak birth number"}, "sk", holds=rodne_cislo_holds, spellings=("", "######/####")),
    Kind("hu-taj", "1996. \u00e9vi XX. t\u00f6rv\u00e9ny", picture("########?"), {"en": "TAJ|TAJ number|Hungarian social security number"}, "hu", holds=weighted((3, 7, 3, 7, 3, 7, 3, 7, -1), 10), spellings=("", "### ### ###", "###-###-###")),
    Kind("hu-adoazonosito", "1996. \u00e9vi XX. t\u00f6rv\u00e9ny", picture("8########?"), {"en": "ad\u00f3azonos\u00edt\u00f3 jel|Hungarian tax number"}, "hu", holds=weighted((1, 2, 3, 4, 5, 6, 7, 8, 9, -1), 11)),
    Kind("ro-cnp", "Legea 105/1996, OUG 97/2005", lambda rng: rng.choice("12") + f"{born(rng):%y%m%d}" + f"{rng.randint(1, 46):02}" + drawn(rng, "###?"), {"en": "CNP|Romanian personal code"}, "ro", holds=cnp_holds),
    Kind("gr-amka", "AMKA, \u03bd. 3655/2008", lambda rng: f"{born(rng):%d%m%y}" + drawn(rng, "####?"), {"en": "AMKA|Greek social security number"}, "gr", holds=luhn),
    Kind("gr-afm", "\u0391\u0391\u0394\u0395, \u0391\u03a6\u039c", picture("+#######?"), {"en": "AFM|Greek tax number"}, "gr", holds=by_eleven(256, 128, 64, 32, 16, 8, 4, 2)),
    Kind("bg-egn", "\u0413\u0420\u0410\u041e, \u0415\u0413\u041d", _egn, {"en": "EGN|Bulgarian personal number"}, "bg", holds=by_eleven(2, 4, 8, 5, 10, 9, 7, 3, 6)),
    Kind("hr-oib", "Zakon o OIB, NN 60/08", picture("+#########?"), {"en": "OIB|Croatian OIB", "de": "OIB"}, "hr", holds=mod11_10),
    Kind("at-vat", "BMF (Austria), UID", picture("ATU#######?"), {"de": "UID|UID-Nummer", "en": "Austrian VAT number"}, "at", holds=lambda n: (10 - (sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(n[3:10])) + 4) % 10) % 10 == int(n[10])),
    Kind("be-vat", "SPF Finances, num\u00e9ro d'entreprise", picture("BE0+######??"), {"fr": "num\u00e9ro d'entreprise|TVA", "en": "Belgian VAT number"}, "be", holds=lambda n: 97 - int(n[2:10]) % 97 == int(n[10:]), spellings=("", "## ####.###.###")),
    Kind("fr-vat", "BOFiP, num\u00e9ro de TVA intracommunautaire", lambda rng: "FR??" + siren(rng), {"fr": "num\u00e9ro de TVA|TVA intracommunautaire", "en": "French VAT number"}, "fr", holds=lambda n: (12 + 3 * (int(n[4:]) % 97)) % 97 == int(n[2:4]) and luhn(n[4:]), spellings=("", "## ## #########", "## ## ### ### ###")),
    Kind("nl-vat", "Belastingdienst, btw-id", picture("NL+#######?B0+"), {"en": "Dutch VAT number|btw-id"}, "nl", holds=dutch_vat_holds),
)  # fmt: skip
