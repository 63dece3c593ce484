"""Draws people and organisations: their names in the forms that letters use."""

from random import Random

from models.training.pii_lists_held_back import (
    ORG_WORDS_HELD_BACK,
    PLACES_HELD_BACK,
    REGIONS_HELD_BACK,
)
from models.training.pii_lists_names import REGIONS
from models.training.pii_lists_places import COUNTRIES, PLACES
from models.training.pii_lists_words import (
    ORG_ENDINGS,
    ORG_KNOWN,
    ORG_PUBLIC,
    ORG_TRADES,
    ORG_WORDS,
)

LANGUAGES = ("en", "de", "fr", "es")
# Regions whose names are likelier in a language's letters than all others.
_HOME = {
    "en": ("english", "english2", "celtic", "caribbean", "indian"),
    "de": ("german", "german2", "turkish", "polish"),
    "fr": ("french", "french2", "arabic", "african2"),
    "es": ("spanish", "spanish2", "portuguese"),
}
_HOME_SHARE = 0.5
_INVENTED_SHARE = 0.18
_KNOWN_SHARE = 0.12
_SYLLABLES = (
    "ba be bi bo bu cha da de di do dra du fa fe fi ga gre gu ha he hu ja jo ka ke ki "
    "ko kra la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po pra ra re ri ro "
    "ru sa se sha si so ste su ta te thi ti to tra tu va ve vi vo wa we wi ya yo za "
    "ze zo qu xi nga mb nd ts zh øy ää ü ő ł ş ğ né ção lló"
)
_ENDINGS = (
    "n r s l m k t x ski son sen ez ini ova wicz berg ton ley man ian oglu a o e escu "
    "idis akis nen ović enko dze yan shvili quist well ford worth ham sky eau ault "
    "oux"
)


def words(text: str) -> list[str]:
    """Read a list in which a name of several words is joined by "_"."""
    return [word.replace("_", " ") for word in text.split()]


class People:
    """The people and organisations of one text after another."""

    def __init__(self, random: Random, *, held_back: bool) -> None:
        self._random = random
        self._held_back = held_back
        regions = REGIONS_HELD_BACK if held_back else REGIONS
        self._regions = {
            region: (words(given), words(surnames))
            for region, (given, surnames) in regions.items()
        }
        places = PLACES_HELD_BACK if held_back else PLACES
        self._places = {language: words(text) for language, text in places.items()}
        self._countries = {k: words(v) for k, v in COUNTRIES.items()}
        self._org_words = (ORG_WORDS_HELD_BACK if held_back else ORG_WORDS).split()
        self._cast: list[tuple[str, str]] = []

    def start_text(self) -> None:
        """Forget the people of the text before."""
        self._cast = []

    def person(self, index: int, language: str) -> tuple[str, str]:
        """Name the person with this number in the text at hand: given name, surname."""
        while len(self._cast) <= index:
            self._cast.append(self._new_person(language))
        return self._cast[index]

    def surname(self, language: str) -> str:
        """Draw a surname of nobody in particular."""
        return self._random.choice(self._region(language)[1])

    def place(self, language: str) -> str:
        """Draw a town."""
        other = "en" if self._random.random() < 0.15 else language
        return self._random.choice(self._places[other])

    def country(self, language: str) -> str:
        """Draw a country or region."""
        return self._random.choice(self._countries[language])

    def organisation(self, language: str) -> str:
        """Draw a company's name."""
        draw, random = self._random.random(), self._random
        if not self._held_back and random.random() < _KNOWN_SHARE:
            return random.choice(ORG_KNOWN.split("|"))
        word = random.choice(self._org_words)
        trade = random.choice(ORG_TRADES[language].split("|"))
        ending = random.choice(words(ORG_ENDINGS[language]))
        name = self.surname(language)
        forms = (
            (0.16, f"{word} {trade}"),
            (0.30, f"{word} {trade} {ending}"),
            (0.40, f"{name} {ending}"),
            (0.46, f"{name} & {self.surname(language)} {ending}"),
            (0.52, f"{name} {trade} {ending}"),
            (0.60, f"{self.place(language)} {trade}"),
            (0.64, f"{trade} {self.place(language)} {ending}"),
            (0.70, f"{self.invented()} {ending}"),
            (0.74, f"{word}{self.invented().lower()}"),
            (0.78, f"{word} {random.choice(self._org_words)} {ending}"),
            (
                0.82,
                "".join(random.choices("ABCDEFGHKLMNPRSTVW", k=random.randint(3, 4))),
            ),
        )
        for below, form in forms:
            if draw < below:
                return form
        return self.public_body(language)

    def public_body(self, language: str) -> str:
        """Draw a court, hospital, school, bank, club or authority."""
        form = self._random.choice(ORG_PUBLIC[language].split("|"))
        return form.format(
            p=self.place(language),
            w=self._random.choice(self._org_words),
            n=self.surname(language),
        )

    def invented(self) -> str:
        """Make up a name of syllables, so that spelling alone does not tell names."""
        count = self._random.randint(1, 3)
        word = "".join(self._random.choice(_SYLLABLES.split()) for _ in range(count))
        return (word + self._random.choice(_ENDINGS.split())).capitalize()

    def _region(self, language: str) -> tuple[list[str], list[str]]:
        random = self._random
        if not self._held_back and random.random() < _HOME_SHARE:
            return self._regions[random.choice(_HOME[language])]
        return self._regions[random.choice(sorted(self._regions))]

    def _new_person(self, language: str) -> tuple[str, str]:
        random = self._random
        givens, surnames = self._region(language)
        given, surname = random.choice(givens), random.choice(surnames)
        if not self._held_back:
            if random.random() < _INVENTED_SHARE:
                given = self.invented()
            if random.random() < _INVENTED_SHARE:
                surname = self.invented()
        if random.random() < 0.05:
            given += f" {random.choice('ABCDEFGHJKLMNPRSTW')}."
        if random.random() < 0.06:
            given += random.choice(" -") + random.choice(givens)
        double = 0.7 if language == "es" else 0.06
        if random.random() < double:
            glue = " " if language == "es" else random.choice((" ", "-", "-"))
            surname += glue + random.choice(surnames)
        if language == "en" and random.random() < 0.01:
            surname += random.choice((" Jr.", " III", " Jr", " Sr."))
        return given, surname
