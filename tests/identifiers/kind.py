"""A kind of identifier: how its issuer makes it, and how people call and write it.

Made from the issuers' published specifications alone, without a look at the detectors:
what both sides got wrong in the same way would otherwise never show.
"""

import itertools
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER_SHARE = 0.15

Draw = Callable[[random.Random], str]
Spelling = str | Callable[[str], str]


@dataclass(frozen=True)
class Kind:
    """One kind of identifier.

    Args:
        name: What it is called here: country and short name.
        source: The specification it is made from.
        draw: Draws one in its shortest spelling; `?` stands for a check character.
        labels: What people call it, by language; more than one divided by `|`.
        country: Who issues it (ISO 3166 code in lower case); empty if everybody does.
        holds: Tells whether the check characters are right; None if there are none.
        checks: The characters a check character is one of.
        fixed: Has no check character, yet a format that nothing else has.
        spellings: How it is written: each `#` takes a character, the rest is literal,
            "" is as it was made; one that does not fit is passed over.
        frames: Sentences of its own by language, with `{value}` in them.
        lower: People also write it in small letters.
    """

    name: str
    source: str
    draw: Draw
    labels: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    holds: Callable[[str], bool] | None = None
    checks: str = DIGITS
    fixed: bool = False
    spellings: tuple[Spelling, ...] = ("",)
    frames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lower: bool = False

    @property
    def stands_alone(self) -> bool:
        """Tell whether it can be known for what it is without a word beside it."""
        return self.fixed or self.holds is not None

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({*self.labels, *self.frames}))

    def make(self, rng: random.Random) -> str:
        """Make one, in its shortest spelling."""
        while True:
            form = self.draw(rng)
            if self.holds is None:
                return form
            for checks in itertools.product(self.checks, repeat=form.count("?")):
                left = iter(checks)
                made = re.sub(r"\?", lambda _, left=left: next(left), form)
                if self.holds(made):
                    return made
            # The issuer passes over a number that no check character fits.

    def written(self, rng: random.Random, made: str, *, lower: bool) -> str:
        """Write it as one of the people who use it would."""
        ways = [way for way in self.spellings if _fits(way, made)]
        way = rng.choice(ways or [""])
        if callable(way):
            made = way(made)
        elif way:
            left = iter(made)
            made = "".join(next(left) if char == "#" else char for char in way)
        if lower and self.lower and rng.random() < LOWER_SHARE:
            return made.lower()
        return made


def _fits(way: Spelling, made: str) -> bool:
    return callable(way) or not way or way.count("#") == len(made)


def picture(form: str) -> Draw:
    """Draw by a picture: # digit, + digit but 0, @ capital, * either, ~ small letter."""
    return lambda rng: drawn(rng, form)


def drawn(rng: random.Random, form: str) -> str:
    """Fill a picture; see `picture`."""
    of = {"#": DIGITS, "+": DIGITS[1:], "@": CAPITALS, "*": DIGITS + CAPITALS}
    of["~"] = CAPITALS.lower()
    return "".join(rng.choice(of[char]) if char in of else char for char in form)


def one_of(*forms: str) -> Draw:
    """Draw by one of several pictures."""
    return lambda rng: drawn(rng, rng.choice(forms))


def born(rng: random.Random) -> date:
    """Draw somebody's date of birth."""
    return date(1931, 1, 1) + timedelta(days=rng.randrange(365 * 75))


def grouped(size: int, mark: str) -> Callable[[str], str]:
    """Write in groups of a size from the left."""
    return lambda made: mark.join(
        made[at : at + size] for at in range(0, len(made), size)
    )


def same(text: str, *languages: str) -> dict[str, str]:
    """Give several languages the same labels."""
    return dict.fromkeys(languages, text)
