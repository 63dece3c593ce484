"""Writes streets and postal addresses as each language writes them."""

from random import Random

from models.training.pii_lists_places import (
    HOUSES,
    STATES,
    STREET_KINDS,
    STREET_WORDS,
)
from models.training.pii_texts_numbers import Numbers
from models.training.pii_texts_people import People, words

_ELSEWHERE = (
    "Via {w} {n}, {z:05} {p}",
    "{w}straat {n}, {z:04} AB {p}",
    "ul. {w} {n} m. {k}, {z:05} {p}",
    "{w}gatan {n}, {z:05} {p}",
    "{w}vej {n}, {k}. tv., {z:04} {p}",
    "{w}katu {n} A {k}, {z:05} {p}",
    "Rua {w}, {n}, {k}º andar, {p}",
    "{w} Mah. {w} Cad. No:{n} D:{k}, {p}",
    "{w} utca {n}, {z:04} {p}",
    "{n}, {w} Nagar, {p} {z:05}0",
    "Plot {n}, {w} Road, {p}",
    "{k}-{n} {w}-cho, {p}",
    "No. {n}, Lane {k}, {w} Road, {p} {z:05}",
    "Odos {w} {n}, {z:05} {p}",
    "Str. {w} nr. {n}, bl. {k}, ap. {k}, {p}",
    "{n} {w} Marg, Sector {k}, {p}",
    "P.O. Box {z}, {p}",
)


class Addresses:
    """Draws addresses."""

    def __init__(self, random: Random, people: People, language: str) -> None:
        self._random = random
        self._people = people
        self._language = language
        self._numbers = Numbers(random, language)
        self._words = words(STREET_WORDS[language])
        self._kinds = words(STREET_KINDS[language])

    def line(self) -> str:
        """Write a whole postal address on one line."""
        place, code = self._people.place(self._language), self._numbers.postcode()
        if self._random.random() < 0.12:
            return self._elsewhere()
        if self._language != "en":
            return f"{self.street()}, {code} {place}"
        draw = self._random
        state, box = draw.choice(STATES.split()), draw.randint(10, 9999)
        zip_code = draw.randint(10000, 99999)
        start = draw.choice((*(self.street(),) * 6, f"P.O. Box {box}", f"PO Box {box}"))
        end = draw.choice(
            (
                f"{place} {code}", f"{place}, {code}", f"{place}, {state} {zip_code}",
                f"{place}", f"{place} {state} {zip_code}", f"{code} {place}",
                f"{place}\n{code}",
            )
        )  # fmt: skip
        return f"{start}, {end}"

    def last_line(self) -> str:
        """Write the town with its postcode."""
        place, code = self._people.place(self._language), self._numbers.postcode()
        return f"{place} {code}" if self._language == "en" else f"{code} {place}"

    def _elsewhere(self) -> str:
        """Write an address as it is written in a country of another language."""
        draw, name = self._random, self._people.surname(self._language)
        return draw.choice(_ELSEWHERE).format(
            w=draw.choice((name, self._people.invented())), n=draw.randint(1, 190),
            p=self._people.place("en"), z=draw.randint(1000, 99999),
            k=draw.randint(1, 20),
        )  # fmt: skip

    def street(self) -> str:
        """Write a street with its number."""
        draw, language = self._random, self._language
        word, kind = draw.choice(self._words), draw.choice(self._kinds)
        number = f"{draw.randint(1, 280)}{draw.choice(('', '', '', 'a', 'b'))}"
        if draw.random() < 0.3:
            word = self._people.surname(language)
        if language == "de":
            glued = word.endswith("-") or kind != "Straße"
            return f"{word + kind if glued else f'{word} {kind}'} {number}"
        if language == "fr":
            return f"{number}{draw.choice((' ', ', '))}{kind} {word}"
        if language == "es":
            end = draw.choice(
                ("", "", ", 2º B", f", piso {draw.randint(1, 9)}", " bajo")
            )
            return f"{kind} {word}{draw.choice((', ', ' ', ', nº '))}{number}{end}"
        line = f"{number} {word} {kind}"
        if draw.random() < 0.75:
            return line
        house = draw.choice(words(HOUSES)).format(n=draw.randint(1, 60))
        return draw.choice((f"{house}, {line}", f"{line}, {house}", f"{line} {house}"))
