"""Fills the slots of a template: each value comes in pieces with their labels.

A slot's name ends in the number of the person it speaks of, 0 if left out. What the
tagger shall not learn from, because other detectors find it, is labelled UNSURE.
"""

from collections.abc import Callable
from random import Random

from models.training.pii_corpora_labels import UNSURE
from models.training.pii_lists_words import (
    DAYS,
    ETHNICITIES,
    EXCLAMATIONS,
    MARITAL,
    NATIONALITIES,
    NOUNS_DE,
    PRODUCTS,
    PROFESSIONS,
    RELIGIONS,
    ROLES,
    TITLES,
)
from models.training.pii_texts_address import Addresses
from models.training.pii_texts_numbers import Numbers
from models.training.pii_texts_people import People, words
from models.training.pii_texts_times import Times

Pieces = list[tuple[str, str]]


class Values:
    """Draws what stands in a template's slots, in one language."""

    def __init__(self, random: Random, people: People, language: str) -> None:
        self._random = random
        self._people = people
        self._language = language
        times, numbers = Times(random, language), Numbers(random, language)
        addresses = Addresses(random, people, language)
        self._slots: dict[str, tuple[Callable[[], str], str]] = {
            "place": (lambda: people.place(language), "LOCATION"),
            "country": (lambda: people.country(language), "LOCATION"),
            "org": (lambda: people.organisation(language), "ORG"),
            "body": (lambda: people.public_body(language), "ORG"),
            "address": (addresses.line, "ADDRESS"),
            "street": (addresses.street, "ADDRESS"),
            "zipplace": (addresses.last_line, "ADDRESS"),
            "zip": (numbers.postcode, "ADDRESS"),
            "date": (times.date, "DATE"),
            "worded": (times.worded, "DATE"),
            "monthyear": (times.month_and_year, "DATE"),
            "year": (times.year, "DATE"),
            "range": (times.range, "DATE"),
            "day": (self._of(DAYS, " "), UNSURE),
            "time": (times.time, UNSURE),
            "age": (times.age, "AGE"),
            "aged": (times.aged, "AGE"),
            "dur": (times.duration, "QUANTITY"),
            "amount": (numbers.amount, "QUANTITY"),
            "measure": (numbers.measure, "QUANTITY"),
            "years": (times.years, "QUANTITY"),
            "pct": (numbers.percent, "QUANTITY"),
            "figure": (numbers.figure, "QUANTITY"),
            "num": (numbers.small, ""),
            "code": (numbers.code, "CODE"),
            "phone": (numbers.phone, "CODE"),
            "ip": (numbers.network_address, UNSURE),
            "url": (lambda: f"www.{people.invented().lower()}.example", UNSURE),
            "title": (self._of(TITLES, " "), "TITLE"),
            "role": (self._of(ROLES, "|"), "TITLE"),
            "job": (self._of(PROFESSIONS, "|"), "DEMOGRAPHIC"),
            "rel": (self._of(RELIGIONS, "|"), "DEMOGRAPHIC"),
            "eth": (self._of(ETHNICITIES, "|"), "DEMOGRAPHIC"),
            "marital": (self._of(MARITAL, "|"), "DEMOGRAPHIC"),
            "nat": (self._nationality, "DEMOGRAPHIC"),
            "product": (self._product, ""),
            "oh": (lambda: random.choice(EXCLAMATIONS.split("|")), ""),
            "letter": (self._letter, "PERSON"),
        }
        self._person_forms: dict[str, Callable[[str, str], str]] = {
            "handle": self._handle,
            **_PERSON_FORMS,
        }

    def fill(self, slot: str) -> Pieces:
        """Give the pieces that stand in a slot.

        Raises:
            KeyError: No slot has this name.
        """
        kind = slot.rstrip("0123456789")
        index = int(slot[len(kind) :] or 0)
        if kind in self._slots:
            draw, label = self._slots[kind]
            value = draw()
            # An article is no part of a name or a date.
            article = "the " if value.startswith("the ") else ""
            return [(article, ""), (value.removeprefix("the "), label)]
        given, surname = self._people.person(index, self._language)
        if kind == "mail":
            return [(self._mail(given, surname), UNSURE)]
        if kind == "couple":
            other, _ = self._people.person(index + 1, self._language)
            glue = {"en": "and", "de": "und", "fr": "et", "es": "y"}[self._language]
            return [
                (given, "PERSON"),
                (f" {glue} ", ""),
                (f"{other} {surname}", "PERSON"),
            ]
        return [(self._person_forms[kind](given, surname), "PERSON")]

    def _of(self, table: dict[str, str], mark: str) -> Callable[[], str]:
        text = table[self._language]
        choices = text.split("|") if mark == "|" else words(text)
        return lambda: self._random.choice(choices)

    def _letter(self) -> str:
        """Write the name of somebody of whom one letter is left, or two."""
        count = self._random.choice((1, 1, 2))
        letters = self._random.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=count)
        return ".".join(letters) + self._random.choice(("", "."))

    def _mail(self, given: str, surname: str) -> str:
        name = f"{given}.{surname}".lower().replace(" ", "").replace("..", ".")
        hosts = (
            "example.com",
            "mail.test",
            "firm.local",
            "example.org",
            "post.example",
        )
        return f"{name}@{self._random.choice(hosts)}"

    def _handle(self, given: str, surname: str) -> str:
        tail = self._random.choice(("", surname, f"_{surname}", "7", "1984", "xx"))
        return "@" + (given + tail).replace(" ", "").replace(".", "")

    def _nationality(self) -> str:
        word = self._random.choice(words(NATIONALITIES[self._language]))
        ends = ("e", "er", "en", "em", "") if self._language == "de" else ("",)
        return word + self._random.choice(ends)

    def _product(self) -> str:
        if self._language == "de" and self._random.random() < 0.8:
            return self._random.choice(NOUNS_DE.split("|"))
        return self._random.choice(PRODUCTS.split("|"))


def _initials(*names: str) -> str:
    return "".join(f"{part[0].upper()}." for name in names for part in name.split())


_PERSON_FORMS: dict[str, Callable[[str, str], str]] = {
    "full": lambda given, surname: f"{given} {surname}",
    "given": lambda given, _: given.split()[0],
    "sur": lambda _, surname: surname,
    "gen": lambda _, surname: f"{surname}s",
    "init": lambda given, surname: f"{_initials(given)} {surname}",
    "bare": lambda given, surname: f"{given[0].upper()} {surname}",
    "inits": _initials,
    "mid": lambda given, surname: f"{given.split()[0]} {surname[0]} {surname}",
    "nick": lambda given, surname: f'{given} "{given[:3]}" {surname}',
    "cite": lambda given, surname: f"{surname} {given[0].upper()}",
    "cites": lambda given, surname: f"{surname} {_initials(given).replace('.', '')}",
    "tight": lambda given, surname: f"{given[0].upper()}.{surname}",
    "capsrev": lambda given, surname: f"{surname} {given}".upper(),
    "capscomma": lambda given, surname: f"{surname}, {given}".upper(),
    "rev": lambda given, surname: f"{surname}, {given}",
    "revs": lambda given, surname: f"{surname} {given}",
    "capsur": lambda given, surname: f"{surname.upper()} {given}",
    "surcaps": lambda given, surname: f"{given} {surname.upper()}",
    "caps": lambda given, surname: f"{given} {surname}".upper(),
    "low": lambda given, surname: f"{given} {surname}".lower(),
    "lowgiven": lambda given, _: given.lower(),
}
