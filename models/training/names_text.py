"""Writes letters, e-mails, forms, lists, notes and chats that name people, with labels.

A template holds slots; filling one yields the text and where its names stand. Ordinary
sentences between them come from the caller. Names come from `name_lists`, some are
made up of syllables so that a tagger learns the place of a name and not only its
spelling. Everything is drawn from one seeded random generator.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from models.training.name_lists import (
    HELD_BACK,
    HELD_BACK_PLACES,
    ORG_ENDINGS,
    ORG_TRADES,
    ORG_WORDS,
    PLACES,
    REGIONS,
)

# ruff: noqa: E501 - a letter reads better when its template is not broken


def listed(text: str, mark: str | None = None) -> list[str]:
    """Read a list from one line of text."""
    return text.split(mark)


_SLOT = re.compile(r"\{(\w+)\}")
_SYLLABLES = listed(
    "ba be bi bo bu cha da de di do dra du fa fe fi ga gre gu ha he hu ja jo ka ke ki "
    "ko kra la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po pra ra re ri ro ru "
    "sa se sha si so ste su ta te thi ti to tra tu va ve vi vo wa we wi ya yo za ze zo"
)
_ENDINGS = listed(
    "n r s l m k t x ski son sen ez ini ova wicz berg ton ley man ian oglu"
)

TITLES = {
    "en": listed("Mr Mrs Ms Miss Dr Mr. Mrs. Ms. Dr. Prof Professor Sir Dame Rev"),
    "de": listed("Herr Frau Dr. Prof."),
    "fr": listed("M. Mme Monsieur Madame Me Mlle"),
    "es": listed("Sr. Sra. Don Doña Señor Señora"),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and its names: (start, end, label) with label PERSON, ORG or LOCATION."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


class Writer:
    """Draws names and fills templates; `held_back` draws from the lists kept apart."""

    def __init__(self, random: Random, *, held_back: bool, invented: float) -> None:
        self._random = random
        regions = HELD_BACK if held_back else REGIONS
        self._regions = [
            (_words(given), _words(surnames)) for given, surnames in regions.values()
        ]
        self._places = _words(HELD_BACK_PLACES if held_back else PLACES)
        self._org_words = _words(ORG_WORDS)
        self._trades = _words(ORG_TRADES)
        self._org_ends = ORG_ENDINGS.split()
        self._invented = invented
        self._cast: list[tuple[str, str]] = []

    def write(self, template: str, language: str, fillers: Sequence[str]) -> Labelled:
        """Fill a template with a new cast of people."""
        self._cast = []
        parts: list[str] = []
        spans: list[tuple[int, int, str]] = []
        at, position = 0, 0
        for slot in _SLOT.finditer(template):
            before = template[position : slot.start()]
            value, label = self._value(slot.group(1), language, fillers)
            parts += [before, value]
            at += len(before)
            if label:
                spans.append((at, at + len(value), label))
            at += len(value)
            position = slot.end()
        parts.append(template[position:])
        return Labelled("".join(parts), tuple(spans))

    def person(self, index: int) -> tuple[str, str]:
        """Name the person with this number in the text at hand."""
        while len(self._cast) <= index:
            given, surnames = self._random.choice(self._regions)
            pair = [self._random.choice(given), self._random.choice(surnames)]
            for part in (0, 1):
                if self._random.random() < self._invented:
                    pair[part] = self._made_up()
            if self._random.random() < 0.06:
                pair[0] += " " + self._random.choice("ABCDEFGHJKLMNPRSTW") + "."
            if self._random.random() < 0.06:
                pair[0] += self._random.choice(" -") + self._random.choice(given)
            if self._random.random() < 0.06:
                pair[1] += self._random.choice(" -") + self._random.choice(surnames)
            self._cast.append((pair[0], pair[1]))
        return self._cast[index]

    def _made_up(self) -> str:
        count = self._random.randint(1, 3)
        word = "".join(self._random.choice(_SYLLABLES) for _ in range(count))
        return (word + self._random.choice(_ENDINGS)).capitalize()

    def _value(
        self, slot: str, language: str, fillers: Sequence[str]
    ) -> tuple[str, str]:
        kind, number = slot.rstrip("0123456789"), slot[-1]
        index = int(number) if number.isdigit() else 0
        if kind in {"full", "given", "sur", "initial", "reversed", "caps", "low"}:
            return self._person_text(kind, *self.person(index)), "PERSON"
        if kind == "place":
            return self._random.choice(self._places), "LOCATION"
        if kind == "street":
            return self._street(language), "LOCATION"
        if kind == "org":
            return self._org(), "ORG"
        if kind == "title":
            return self._random.choice(TITLES[language]), ""
        if kind == "say":
            return self._random.choice(fillers), ""
        return self._plain(kind), ""

    def _person_text(self, kind: str, given: str, surname: str) -> str:
        forms = {
            "full": f"{given} {surname}",
            "given": given,
            "sur": surname,
            "initial": f"{given[0]}. {surname}",
            "reversed": f"{surname}, {given}",
            "caps": f"{given} {surname}".upper(),
            "low": f"{given} {surname}".lower(),
        }
        return forms[kind]

    def _org(self) -> str:
        draw = self._random.random()
        word = self._random.choice(self._org_words)
        trade = self._random.choice(self._trades)
        if draw < 0.25:
            return f"{word} {trade}"
        if draw < 0.5:
            return f"{word} {trade} {self._random.choice(self._org_ends)}"
        surname = self._random.choice(self._random.choice(self._regions)[1])
        if draw < 0.65:
            return f"{surname} {self._random.choice(self._org_ends)}"
        if draw < 0.75:
            other = self._random.choice(self._random.choice(self._regions)[1])
            return f"{surname} & {other} {self._random.choice(self._org_ends)}"
        place = self._random.choice(self._places)
        if draw < 0.85:
            return f"{trade} of {place}"
        if draw < 0.95:
            return f"{place} {trade}"
        return f"{self._made_up()} {self._random.choice(self._org_ends)}"

    def _street(self, language: str) -> str:
        word = self._random.choice(
            [*self._places, *self._random.choice(self._regions)[1]]
        )
        if language == "de":
            return f"{word}{self._random.choice(['straße', 'str.', 'weg', ' Allee'])}"
        if language == "fr":
            return f"{self._random.choice(['rue de', 'avenue', 'place'])} {word}"
        if language == "es":
            return f"{self._random.choice(['Calle', 'Avenida', 'Plaza'])} {word}"
        return f"{word} {self._random.choice(['Street', 'Road', 'Lane', 'Avenue', 'Close', 'St', 'Rd', 'Drive', 'Court', 'Gardens'])}"

    def _plain(self, kind: str) -> str:  # noqa: C901 - one line per slot
        draw = self._random
        if kind == "num":
            return str(draw.randint(1, 180))
        if kind == "year":
            return str(draw.randint(1950, 2026))
        if kind == "date":
            return draw.choice(
                [
                    f"{draw.randint(1, 28)}/{draw.randint(1, 12):02}/{draw.randint(1950, 2026)}",
                    f"{draw.randint(1, 28)} {draw.choice(_MONTHS)} {draw.randint(1950, 2026)}",
                    f"{draw.choice(_MONTHS)} {draw.randint(1, 28)}, {draw.randint(1950, 2026)}",
                ]
            )
        if kind == "month":
            return draw.choice(_MONTHS)
        if kind == "day":
            return draw.choice(_DAYS)
        if kind == "amount":
            sum_of_money = f"{draw.randint(1, 400) * 250:,}"
            return draw.choice(["£", "$", "€", "EUR ", "GBP "]) + sum_of_money
        if kind == "code":
            letters = "".join(draw.choice("ABCDEFGHKLMNPQRSTUVWXYZ") for _ in range(2))
            return f"{letters}{draw.randint(10**5, 10**8)}"
        if kind == "phone":
            return f"0{draw.randint(20, 99)} {draw.randint(1000, 9999)} {draw.randint(1000, 9999)}"
        if kind == "mail":
            given, surname = self.person(0)
            user = f"{given}.{surname}".lower().replace(" ", "")
            return f"{user}@{draw.choice(['example.com', 'mail.test', 'firm.local'])}"
        if kind == "job":
            return draw.choice(_JOBS)
        if kind == "product":
            return draw.choice(_PRODUCTS)
        raise ValueError(f"no such slot: {kind}")


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


_MONTHS = listed(
    "January February March April May June July August September October November "
    "December Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec"
)
_DAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_JOBS = listed(
    "Customer Services Manager|Head of Claims|Branch Manager|Solicitor|Loan Officer|"
    "Staff Nurse|Consultant Cardiologist|Team Leader|Complaints Officer|Adviser|"
    "Senior Underwriter|Practice Manager|Data Protection Officer|Relationship Manager",
    "|",
)
_PRODUCTS = listed(
    "Premier Account|Gold Card|Home Insurance|Fixed Rate Bond|Cash ISA|Direct Debit|"
    "Current Account|Personal Loan|Online Banking|Mobile App|Travel Cover|Credit Card|"
    "Standing Order|Apple Pay|Google Pay|Visa|Mastercard|Standard Plan|Annual Statement",
    "|",
)
