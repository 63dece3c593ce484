"""Numbers as their issuers make them, drawn at random, with check digits that hold."""

import random
import uuid as uuids

from appliance.detect.checksum import luhn_holds, nhs_holds

_LETTERS = "bcdfghjklmnpqrstvwxz"
_VOWELS = "aeiou"
_CAPITALS = "ABCDEFGHJKLMNPRSTUWXYZ"

# The BBAN of each country: "a" a capital, "n" a digit, other characters themselves.
IBAN_FORMS = {
    "AD": "n" * 20, "AT": "n" * 16, "BE": "n" * 12, "BG": "aaaa" + "n" * 14,
    "CH": "n" * 17, "CY": "n" * 24, "CZ": "n" * 20, "DE": "n" * 18, "DK": "n" * 14,
    "EE": "n" * 16, "ES": "n" * 20, "FI": "n" * 14, "FR": "n" * 10 + "n" * 11 + "nn",
    "GB": "aaaa" + "n" * 14, "GI": "aaaa" + "n" * 15, "GR": "n" * 23, "HR": "n" * 17,
    "HU": "n" * 24, "IE": "aaaa" + "n" * 14, "IS": "n" * 22, "IT": "a" + "n" * 22,
    "LI": "n" * 17, "LT": "n" * 16, "LU": "n" * 16, "LV": "aaaa" + "n" * 13,
    "MT": "aaaa" + "n" * 23, "NL": "aaaa" + "n" * 10, "NO": "n" * 11, "PL": "n" * 24,
    "PT": "n" * 21, "RO": "aaaa" + "n" * 16, "SE": "n" * 20, "SI": "n" * 15, "SK": "n" * 20,
}  # fmt: skip
_MONTHS = ("January", "March", "April", "June", "August", "October", "December")
_MONATE = ("Januar", "M\u00e4rz", "April", "Juni", "August", "Oktober", "Dezember")
_MOIS = ("janvier", "mars", "avril", "juin", "ao\u00fbt", "octobre", "d\u00e9cembre")


def filled(rng: random.Random, form: str) -> str:
    """Fill a form: `#` a digit, `$` a capital, a run of `@` a word in small letters.

    The last `@` of a run before a host's letters or a bracket stays what it is.
    """
    out: list[str] = []
    for at, char in enumerate(form):
        if char == "#":
            out.append(str(rng.randint(1, 9)))
        elif char == "$":
            out.append(rng.choice(_CAPITALS))
        elif char == "@" and not _is_at(form, at):
            out.append(rng.choice(_VOWELS if len(out) % 2 else _LETTERS))
        else:
            out.append(char)
    return "".join(out)


def _is_at(form: str, at: int) -> bool:
    """Tell whether this is the sign of an address: a run of words ends in it."""
    host = form[at + 1 : at + 2]
    return at > 0 and bool(host) and (host.islower() or host == "[")


def iban(rng: random.Random, country: str, *, spaced: bool) -> str:
    """Make an IBAN (ISO 13616)."""
    bban = "".join(
        rng.choice(_CAPITALS) if c == "a" else str(rng.randint(0, 9))
        for c in IBAN_FORMS[country]
    )
    moved = "".join(str(int(c, 36)) for c in f"{bban}{country}00")
    whole = f"{country}{98 - int(moved) % 97:02d}{bban}"
    if not spaced:
        return whole
    return " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))


def card(rng: random.Random, prefix: str, length: int, gap: str) -> str:
    """Make a card number (ISO/IEC 7812-1)."""
    body = prefix + "".join(
        str(rng.randint(0, 9)) for _ in range(length - 1 - len(prefix))
    )
    whole = _with_check(body)
    groups = {16: (4, 4, 4, 4), 15: (4, 6, 5), 14: (4, 6, 4)}[length]
    parts, at = [], 0
    for size in groups:
        parts.append(whole[at : at + size])
        at += size
    return gap.join(parts)


def imei(rng: random.Random) -> str:
    """Make an IMEI (3GPP TS 23.003, annex B)."""
    return _with_check("35" + "".join(str(rng.randint(0, 9)) for _ in range(12)))


def _with_check(body: str) -> str:
    return next(body + d for d in "0123456789" if luhn_holds(body + d))


def nino(rng: random.Random, gap: str) -> str:
    digits = [f"{rng.randint(10, 99)}" for _ in range(3)]
    return gap.join((rng.choice("ABCEGHJ") + rng.choice("ABCEH"), *digits, "C"))


def nhs(rng: random.Random, gap: str) -> str:
    while True:
        body = "".join(str(rng.randint(1, 9)) for _ in range(9))
        for check in "0123456789":
            if nhs_holds(body + check):
                whole = body + check
                return gap.join((whole[:3], whole[3:6], whole[6:]))


def german_tax(rng: random.Random) -> str:
    """Make a Steuer-ID: one digit twice among the first ten, check by ISO 7064."""
    digits = list("123456789")
    rng.shuffle(digits)
    body = digits[0] + digits[0] + "".join(digits[1:9])
    product = 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return body + str((11 - product) % 10)


def german_tax_spaced(rng: random.Random) -> str:
    whole = german_tax(rng)
    return f"{whole[:2]} {whole[2:5]} {whole[5:8]} {whole[8:]}"


def kvnr(rng: random.Random) -> str:
    """Make a health insurance number (SGB V, 290): a letter, eight digits, a check."""
    letter = rng.choice("ABCDEFGHJK")
    body = "".join(str(rng.randint(1, 9)) for _ in range(8))
    digits = f"{ord(letter) - 64:02d}{body}"
    total = 0
    for place, digit in enumerate(digits):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return f"{letter}{body}{total % 10}"


def german_social(rng: random.Random) -> str:
    """Make a pension insurance number: area, birth date, initial, serial and check."""
    birth = f"{rng.randint(10, 28)}{rng.randint(10, 12)}{rng.randint(50, 99)}"
    return f"65 {birth} {rng.choice('ABCKM')} {rng.randint(100, 999)}"


def nir(rng: random.Random) -> str:
    whole = nir_compact(rng)
    parts = (1, 2, 2, 2, 3, 3, 2)
    out, at = [], 0
    for size in parts:
        out.append(whole[at : at + size])
        at += size
    return " ".join(out)


def nir_compact(rng: random.Random) -> str:
    """Make a French social security number: the key is 97 minus the rest mod 97."""
    body = f"{rng.randint(1, 2)}{rng.randint(50, 99)}{rng.randint(10, 12)}75{rng.randint(100, 999)}{rng.randint(100, 999)}"
    return f"{body}{97 - int(body) % 97:02d}"


_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def dni(rng: random.Random) -> str:
    number = rng.randint(10_000_000, 99_999_999)
    return f"{number}{_DNI[number % 23]}"


def nie(rng: random.Random) -> str:
    number = rng.randint(1_000_000, 9_999_999)
    return f"Y{number}{_DNI[int(f'1{number}') % 23]}"


def routing(rng: random.Random) -> str:
    """Make an ABA routing number: weights 3, 7, 1."""
    while True:
        body = f"02{rng.randint(100_000, 999_999)}"
        weights = (3, 7, 1, 3, 7, 1, 3, 7)
        total = sum(w * int(d) for w, d in zip(weights, body, strict=True))
        return body + str(-total % 10)


def uuid(rng: random.Random) -> str:
    return str(uuids.UUID(int=rng.getrandbits(128), version=4))


def dated(rng: random.Random, form: str) -> str:
    """Write a day of the last century."""
    day, month = rng.randint(11, 28), rng.randint(0, 6)
    return form.format(
        d=day, dd=f"{day:02d}", mm=f"{(1, 3, 4, 6, 8, 10, 12)[month]:02d}",
        month=_MONTHS[month], monat=_MONATE[month], mois=_MOIS[month],
        y=rng.randint(1931, 1999),
    )  # fmt: skip
