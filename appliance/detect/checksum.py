"""Check digits of identifiers, each as its issuer defines it; pure arithmetic.

A number that fails its check is still masked: a typing error does not make a person's
number public. The outcome only words the reason and tells two kinds apart.
"""

_NHS_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)


def digits_of(text: str) -> str:
    """Keep the ASCII digits of a text."""
    return "".join(c for c in text if c in "0123456789")


def luhn_holds(digits: str) -> bool:
    """Tell whether the Luhn check of a card number holds (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban_holds(iban: str) -> bool:
    """Tell whether the check digits of an IBAN hold (ISO 13616, mod 97 of ISO 7064)."""
    compact = "".join(c for c in iban if c not in " .-").upper()
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def nhs_holds(digits: str) -> bool:
    """Tell whether the check digit of an NHS number holds (NHS Data Dictionary)."""
    total = sum(w * int(d) for w, d in zip(_NHS_WEIGHTS, digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
