"""Identifiers of accounts, cards, companies and securities."""

import hashlib
import random

from tests.identifiers.checks import luhn, luhn_of_letters, mod97, numbers, weighted
from tests.identifiers.kind import (
    CAPITALS,
    Kind,
    drawn,
    grouped,
    one_of,
    picture,
    same,
)

# IBAN registry (SWIFT, release 97), by country; "?" are the check digits.
IBANS = (
    "AD??########************", "AT??################", "BE??############",
    "BG??@@@@######********", "CH??#####************", "CY??########****************",
    "CZ??####################", "DE??##################", "DK??##############",
    "EE??################", "ES??####################", "FI??##############",
    "FR??##########***********##", "GB??@@@@##############", "GR??#######****************",
    "HR??#################", "HU??########################", "IE??@@@@##############",
    "IT??@##########************", "LI??#####************", "LT??################",
    "LU??###*************", "LV??@@@@*************", "MT??@@@@#####******************",
    "NL??@@@@##########", "NO??###########", "PL??########################",
    "PT??#####################", "RO??@@@@****************", "SE??####################",
    "SI??###############", "SK??####################",
)  # fmt: skip
CARDS = (
    "4##############?", "51#############?", "55#############?", "2221###########?",
    "34############?", "37############?", "6011###########?", "3528###########?",
    "36###########?",
)  # fmt: skip
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def iban_holds(iban: str) -> bool:
    """ISO 13616-1, 6.1: the first four characters go to the end, then MOD 97-10."""
    return mod97(iban[4:] + iban[:4])


def cusip_holds(cusip: str) -> bool:
    """ANSI X9.6: double every second character's number, sum the digits."""
    doubled = [n * (1 + at % 2) for at, n in enumerate(numbers(cusip[:8]))]
    return (10 - sum(sum(divmod(n, 10)) for n in doubled)) % 10 == int(cusip[8])


def rib_holds(rib: str) -> bool:
    """CFONB, releve d'identite bancaire: letters as digits, weights 89, 15 and 3."""
    of = dict(zip(CAPITALS, "12345678912345678923456789", strict=True))
    text = "".join(of.get(char, char) for char in rib)
    bank, desk, account, key = text[:5], text[5:10], text[10:21], text[21:]
    rest = (89 * int(bank) + 15 * int(desk) + 3 * int(account)) % 97
    return int(key) == 97 - rest


def ccc_holds(ccc: str) -> bool:
    """AEB, codigo cuenta cliente: one digit for bank and branch, one for the account."""
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)

    def digit(part: str) -> int:
        check = 11 - sum(int(n) * w for n, w in zip(part, weights, strict=True)) % 11
        return {10: 1, 11: 0}.get(check, check)

    return ccc[8:10] == f"{digit('00' + ccc[:8])}{digit(ccc[10:])}"


def bitcoin_holds(address: str) -> bool:
    """Base58Check of Bitcoin: four bytes of the doubled SHA-256."""
    if set(address) - set(_BASE58):
        return False
    value = 0
    for char in address:
        value = value * 58 + _BASE58.index(char)
    raw = value.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def _bitcoin(rng: random.Random) -> str:
    raw = b"\0" + rng.randbytes(20)
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    value, text = int.from_bytes(raw, "big"), ""
    while value:
        value, rest = divmod(value, 58)
        text = _BASE58[rest] + text
    return "1" + text


def _bic(rng: random.Random) -> str:
    country = rng.choice(("GB", "US", "DE", "FR", "ES", "NL", "IT", "CH", "AT", "PL"))
    return drawn(rng, "@@@@" + country + rng.choice(("**", "**", "**XXX", "**###")))


_LEI = "LEI|legal entity identifier"
_CUT = {
    "en": ("card ending in", "Visa ending", "card ending", "debit card, last four digits"),
    "de": ("Karte mit den Endziffern", "Karte endet auf", "EC-Karte, letzte vier Ziffern"),
    "fr": ("carte se terminant par", "carte finissant par", "carte bancaire, quatre derniers chiffres"),
    "es": ("tarjeta terminada en", "tarjeta que termina en", "tarjeta, \u00faltimos cuatro d\u00edgitos"),
}  # fmt: skip
_AROUND = (
    "{} {value}",
    "- {} {value}\n- 2 x",
    "x; {} {value}; y",
    "{} {value}.\n\n--\n",
)
_AROUND_MORE = ("({} {value})", "| {} {value} | ok |", '"{} {value}"')

KINDS = (
    Kind(
        "iban", "ISO 13616, IBAN registry",
        one_of(*IBANS), same("IBAN", "en", "de", "fr", "es"),
        holds=iban_holds, lower=True, spellings=("", grouped(4, " "), grouped(4, "-")),
    ),
    Kind(
        "bic", "ISO 9362",
        _bic, {"en": "BIC|SWIFT code", "de": "BIC|SWIFT-Code", "fr": "BIC|code SWIFT", "es": "BIC|c\u00f3digo SWIFT"},
        fixed=True, lower=True,
    ),
    Kind(
        "gb-sort-code-account", "Pay.UK, sort code and account number",
        picture("+#############"), {"en": "sort code and account number|account"},
        "gb", fixed=True,
        spellings=("##-##-## ########", "## ## ## ########", "##-##-## / ########", "##-##-##, ########"),
    ),
    Kind(
        "card", "ISO/IEC 7812-1",
        one_of(*CARDS),
        {"en": "card number|credit card", "de": "Kartennummer|Kreditkarte", "fr": "num\u00e9ro de carte|carte bancaire", "es": "n\u00famero de tarjeta|tarjeta"},
        holds=luhn,
        spellings=("", "#### #### #### ####", "####-####-####-####", "#### ###### #####", "#### ###### ####"),
    ),
    Kind(
        "card-fragment", "PCI DSS 4.0, 3.4.1: what may be shown of a card number",
        picture("####"),
        frames={
            language: tuple(
                frame.replace("{}", word) for word in words for frame in (*_AROUND, *_AROUND_MORE)
            )
            for language, words in _CUT.items()
        },
    ),
    Kind("lei", "ISO 17442-1", picture("####00************??"), same(_LEI, "en", "de", "fr", "es"), holds=mod97, lower=True),
    Kind("isin", "ISO 6166", one_of(*(c + "*********?" for c in ("US", "GB", "FR")), "DE000*****#?", "ES0+#######?", "CH00#######?"), same("ISIN", "en", "de", "fr", "es"), holds=luhn_of_letters),
    Kind("us-cusip", "ANSI X9.6", one_of("+#######?", "#####@1#?", "+####@@1?"), {"en": "CUSIP"}, "us", holds=cusip_holds),
    Kind("gb-sedol", "LSE, SEDOL masterfile", lambda rng: rng.choice("BCDFGHJ") + drawn(rng, "#####?"), {"en": "SEDOL"}, "gb", holds=weighted((1, 3, 1, 7, 3, 9, 1), 10)),
    Kind("us-routing", "ABA, routing number policy", one_of("0########", "1########", "2########", "3########"), {"en": "routing number|ABA routing number"}, "us", holds=weighted((3, 7, 1) * 3, 10)),
    Kind("us-account", "ABA: up to 17 digits, by bank", one_of("+#########", "+###########"), {"en": "account number|checking account"}, "us"),
    Kind("de-account", "Deutsche Bundesbank, Bankleitzahlendatei", picture("+#######+#########"), {"de": "BLZ und Kontonummer|Bankverbindung BLZ/Konto", "en": "German bank code and account number"}, "de", spellings=("### ### ## / ##########", "######## / ##########", "######## ##########")),
    Kind("fr-rib", "CFONB", one_of("3#########00########+??", "1#########0#######@##??"), {"fr": "RIB|relev\u00e9 d'identit\u00e9 bancaire", "en": "French bank account (RIB)"}, "fr", holds=rib_holds, spellings=("", "##### ##### ########### ##")),
    Kind("es-ccc", "AEB, C\u00f3digo Cuenta Cliente", picture("####" + "####" + "??" + "##########"), {"es": "CCC|cuenta bancaria|n\u00famero de cuenta", "en": "Spanish account number (CCC)"}, "es", holds=ccc_holds, spellings=("", "#### #### ## ##########", "####-####-##-##########")),
    Kind("bitcoin", "Bitcoin, Base58Check", _bitcoin, {"en": "wallet|bitcoin address", "de": "Wallet|Bitcoin-Adresse", "fr": "portefeuille|adresse bitcoin", "es": "monedero|direcci\u00f3n bitcoin"}, holds=bitcoin_holds),
)  # fmt: skip
