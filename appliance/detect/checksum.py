"""Check digits that several issuers share; pure arithmetic.

A number that fails its check is still masked: a typing error does not make a person's
number public. The outcome only words the reason and tells two kinds apart. A check that
one issuer alone uses stands beside that issuer's form in `national/`.
"""

from collections.abc import Sequence

_NHS_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
# The dihedral group of order 10 and its permutation (Verhoeff 1969).
_DIHEDRAL = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def digits_of(text: str) -> str:
    """Keep the ASCII digits of a text."""
    return "".join(c for c in text if c in "0123456789")


def compact(text: str) -> str:
    """Keep the ASCII letters and digits of a text, in capitals."""
    return "".join(c for c in text if c.isascii() and c.isalnum()).upper()


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Add up digits by their weights; the digits beyond the last weight do not count.

    Letters count from A = 10, as in ISO/IEC 7064 and ICAO Doc 9303.
    """
    return sum(int(d, 36) * w for d, w in zip(digits, weights, strict=False))


def cross_sum(digits: str, weights: Sequence[int]) -> int:
    """Add up the digits of each weighted digit, as Luhn does with two and one."""
    products = (int(d) * w for d, w in zip(digits, weights, strict=False))
    return sum(p // 10 + p % 10 for p in products)


def luhn_holds(digits: str) -> bool:
    """Tell whether the Luhn check of a number holds (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mod_97_of(text: str) -> int:
    """Give the remainder of ISO/IEC 7064 MOD 97-10, letters from A = 10."""
    return int("".join(str(int(c, 36)) for c in text)) % 97


def iban_holds(iban: str) -> bool:
    """Tell whether the check digits of an IBAN hold (ISO 13616, mod 97 of ISO 7064)."""
    whole = compact(iban)
    return mod_97_of(whole[4:] + whole[:4]) == 1


def mod_11_10_holds(digits: str) -> bool:
    """Tell whether the last digit holds (ISO/IEC 7064 MOD 11,10)."""
    product = 10
    for digit in digits[:-1]:
        product = (((int(digit) + product) % 10 or 10) * 2) % 11
    return (11 - product) % 10 == int(digits[-1])


def verhoeff_holds(digits: str) -> bool:
    """Tell whether the last digit holds (Verhoeff 1969)."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_DIHEDRAL[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0


def nhs_holds(digits: str) -> bool:
    """Tell whether the check digit of an NHS number holds (NHS Data Dictionary)."""
    return (11 - weighted(digits, _NHS_WEIGHTS) % 11) % 11 == int(digits[9])
