"""Writes sums of money, measures, and the numbers given to people and things."""

from random import Random

from models.training.pii_lists_words import CURRENCIES, MEASURES

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# "#" stands for a figure, "A" and "a" for a letter.
_CODES = (
    "AA######|########|A#######|AA-####-##|####/##|#####/##|AAA-######|##-####|AA-#####"
    "|##/####-A|#### ####|AA/####/######|A##-####|#-AA-####|##.###.###|AA ## ## ## A"
    "|####-####-##|#########|AAA######-##|#:####-aa-#####|# A ###/##|## A ####/##"
    "|AAAA-#####|#####|####|A-#-##-###|##AA###|###/####|####/####|AAA ####|AA#-####-AA"
    "|###-##-####|######/##|no. ####|#####-##-A|A/#####/####|#### #### ####"
    "|AAA.###.##.A|AA## #### #### #### #### ##|AA####################"
    "|#### #### #### ####|AA######A|###.###.###-##|A-########-A"
    "|AA## AAAA #### #### ####"
)
_PHONES = (
    "0## #### ####|+## ### ### ####|(###) ###-####|07### ######|0# ## ## ## ##"
    "|### ### ####|###-###-####|+##########|0###/######|+## # ## ## ## ##|0#### ######"
    "|6## ### ###|001-###-###-####|###.###.####|+1 (###) ###-####|0### ##### ##"
)


class Numbers:
    """Draws amounts and codes."""

    def __init__(self, random: Random, language: str) -> None:
        self._random = random
        self._language = language

    def amount(self) -> str:
        """Write a sum of money."""
        draw = self._random
        sign = draw.choice(CURRENCIES.split())
        value = draw.choice((draw.randint(1, 400) * 250, draw.randint(1, 9999)))
        figures = f"{value:,}"
        if draw.random() < 0.3:
            figures += f".{draw.randint(0, 99):02}"
        if self._language in {"de", "es"}:
            figures = figures.translate(str.maketrans(",.", ".,"))
        elif self._language == "fr":
            figures = figures.translate(str.maketrans(",.", " ,"))
        if sign in {"£", "$"}:
            return f"{sign}{figures}"
        if sign in {"€", "EUR", "GBP", "USD"} and draw.random() < 0.6:
            return f"{sign}{'' if sign == '€' else ' '}{figures}"
        return f"{figures} {sign}"

    def measure(self) -> str:
        """Write a measured amount."""
        draw = self._random
        value = draw.choice((str(draw.randint(1, 900)), f"{draw.uniform(0.1, 99):.1f}"))
        unit = draw.choice(MEASURES.split("|"))
        close = unit in {"mg", "kg", "cm", "km", "g", "%"} and draw.random() < 0.5
        return f"{value}{'' if close else ' '}{unit}"

    def percent(self) -> str:
        """Write a share."""
        value = self._random.choice((str(self._random.randint(1, 99)), "12.5", "33,3"))
        return value + self._random.choice((" %", "%", "%"))

    def figure(self) -> str:
        """Write an amount whose currency stands elsewhere."""
        value = self._random.randint(2, 900) * 50
        return self._random.choice((f"{value:,}", f"{value}.00", f"{value:,}.00"))

    def network_address(self) -> str:
        """Write an address of a computer."""
        return ".".join(str(self._random.randint(1, 254)) for _ in range(4))

    def small(self) -> str:
        """Write a small number that says nothing about a person."""
        return str(self._random.randint(1, 30))

    def code(self) -> str:
        """Write a file, case, policy, claim, customer or patient number."""
        return self._signs(self._random.choice(_CODES.split("|")))

    def phone(self) -> str:
        """Write a telephone number."""
        return self._signs(self._random.choice(_PHONES.split("|")))

    def postcode(self) -> str:
        """Write a postcode."""
        if self._language != "en":
            return f"{self._random.randint(1000, 98999):05}"
        return self._signs(
            self._random.choice(("AA## #AA", "A# #AA", "AA# #AA", "#####"))
        )

    def _signs(self, shape: str) -> str:
        pools = {"#": "0123456789", "A": _LETTERS, "a": _LETTERS.lower()}
        return "".join(self._random.choice(pools.get(sign, sign)) for sign in shape)
