"""Fills the guard's wordings: choices, places, digits; one seeded generator draws all.

An eighth of the wordings and of the values of every long list are for choosing limits
and an eighth for the report: training draws neither.
"""

import re
from functools import cache
from random import Random

from models.training import guard_attacks_wide_de, guard_attacks_wide_en
from models.training import guard_benign_wide as fine
from models.training.guard_attacks_de import FRENCH
from models.training.guard_lists import DE, EN, MARKS

PARTS = ("learn", "choose", "report")
_EACH = 8
_TURN = {3: "choose", 6: "report"}
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{([A-Za-z][a-z0-9]*)\}")
_EN = EN | guard_attacks_wide_en.WIDE_LISTS | fine.WIDE_LISTS
_DE = DE | guard_attacks_wide_de.WIDE_LISTS | fine.WIDE_LISTS_DE
_LISTS = {"en": _EN, "de": _EN | _DE, "other": _EN | FRENCH}
_DAYS = ("3 March", "the 12th", "14.05.2024", "1 June 2023", "[DATE_k7q2_1]", "Monday")
_SURROGATES = ("[PERSON_k7q2_1]", "[PERSON_m3xa_4]", "Weber", "Okafor", "Lindqvist")


@cache
def wordings(block: str, *, part: str) -> tuple[str, ...]:
    """List the lines of a block that belong to one of `PARTS`."""
    lines = [line for line in block.strip().splitlines() if line != "{ask}"]
    return tuple(
        line
        for index, line in enumerate(lines)
        if _TURN.get(index % _EACH, "learn") == part
    )


@cache
def _values(name: str, language: str, *, part: str) -> tuple[str, ...]:
    if name in MARKS:
        return MARKS[name]
    if name == "date":
        return _DAYS
    if name == "surrogate":
        return _SURROGATES
    values = _LISTS[language][name].split("|")
    if len(values) < 2 * _EACH:
        return tuple(values)
    return tuple(
        value
        for index, value in enumerate(values)
        if _TURN.get(index % _EACH, "learn") == part
    )


class Grammar:
    """Draws wordings in one language."""

    def __init__(self, random: Random, language: str, *, part: str) -> None:
        """Take a generator and which of `PARTS` to draw from."""
        self._random = random
        self._language = language
        self._part = part

    def draw(self, block: str) -> str:
        """Draw a line of a block and fill it."""
        lines = wordings(block, part=self._part)
        return self.fill(self._random.choice(lines))

    def fill(self, line: str) -> str:
        """Fill one wording."""
        while choice := _CHOICE.search(line):
            drawn = self._random.choice(choice[1].split("|"))
            line = line[: choice.start()] + drawn + line[choice.end() :]
        line = self._filled(line)
        line = re.sub(r"\\d", lambda _: str(self._random.randint(1, 9)), line)
        line = line.replace("\\n", "\n")
        line = re.sub(r" +([.,!?])(?=\s|$)", r"\1", re.sub(r"  +", " ", line)).strip()
        return line[:1].upper() + line[1:] if self._random.random() < 0.9 else line

    def _filled(self, line: str) -> str:
        while slot := _SLOT.search(line):
            name = slot[1].lower()
            part = self._part if self._random.random() < 0.5 else PARTS[0]
            values = _values(name, self._language, part=part)
            drawn = self._random.choice(values)
            if slot[1][0].isupper():
                drawn = drawn[:1].upper() + drawn[1:]
            line = line[: slot.start()] + drawn + line[slot.end() :]
        return line
