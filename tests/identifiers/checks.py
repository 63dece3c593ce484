"""Check characters that several issuers use, each from its standard."""

from collections.abc import Callable, Sequence

from tests.identifiers.kind import CAPITALS, DIGITS

Holds = Callable[[str], bool]
_ORDER = DIGITS + CAPITALS


def numbers(text: str) -> list[int]:
    """Read each character as a number: 0 to 9, A = 10 to Z = 35."""
    return [_ORDER.index(char) for char in text]


def weigh(text: str, weights: Sequence[int]) -> int:
    """Sum the characters' numbers, each times its weight."""
    return sum(n * w for n, w in zip(numbers(text), weights, strict=True))


def luhn(text: str) -> bool:
    """ISO/IEC 7812-1, annex B: double every second digit from the right."""
    total = 0
    for at, digit in enumerate(reversed(numbers(text))):
        total += sum(divmod(digit * 2, 10)) if at % 2 else digit
    return total % 10 == 0


def luhn_of_letters(text: str) -> bool:
    """ISO 6166, annex: letters become two digits, then Luhn."""
    return luhn("".join(map(str, numbers(text))))


def mod97(text: str) -> bool:
    """ISO/IEC 7064, MOD 97-10: letters become two digits, the rest is 1."""
    return int("".join(map(str, numbers(text)))) % 97 == 1


def mod11_10(text: str) -> bool:
    """ISO/IEC 7064, MOD 11,10: the hybrid system with one digit."""
    product = 10
    for digit in numbers(text[:-1]):
        product = (product + digit) % 10 or 10
        product = product * 2 % 11
    return (product + int(text[-1])) % 10 == 1


def mod11_2(text: str) -> bool:
    """ISO/IEC 7064, MOD 11-2: X stands for ten."""
    total = 0
    if not (text[:-1].isdigit() and text[-1] in "0123456789X"):
        return False
    for char in text:
        total = (total * 2 + (10 if char == "X" else int(char))) % 11
    return total == 1


def icao(text: str) -> bool:
    """ICAO 9303-3, 4.9: weights 7, 3, 1 over digits and letters."""
    weights = [(7, 3, 1)[at % 3] for at in range(len(text) - 1)]
    return weigh(text[:-1], weights) % 10 == int(text[-1])


def verhoeff(text: str) -> bool:
    """Verhoeff (Mathematical Centre Tracts 29, 1969), in the dihedral group of ten."""

    def times(one: int, other: int) -> int:
        if one < 5:
            return (one + other) % 5 + (5 if other >= 5 else 0)
        return (one - other) % 5 + (5 if other < 5 else 0)

    moved = list(range(10))
    check = 0
    for digit in reversed(numbers(text)):
        check = times(check, moved[digit])
        step = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
        moved = [moved[step[at]] for at in range(10)]
    return check == 0


def weighted(weights: Sequence[int], modulus: int, rest: int = 0) -> Holds:
    """Check that all characters, each times its weight, leave this rest."""
    return lambda text: weigh(text, weights) % modulus == rest


def from_eleven(weights: Sequence[int]) -> Holds:
    """Check a last digit that is 11 less the weighted rest; 10 and 11 are 0."""

    def holds(text: str) -> bool:
        rest = weigh(text[:-1], weights) % 11
        return (0 if rest < 2 else 11 - rest) == int(text[-1])

    return holds
