"""Put made-up people where a masked text has surrogates, always the same for the same.

So a text that came in can be kept to test with, and goes through masking like any
other. A surrogate's hint (a moved date, a group of ages) is kept to: what is made up
fits it. It asks no vault and knows nobody.
"""

import re
from collections.abc import Callable
from random import Random

from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import EXACT, Surrogate, parse_surrogate
from appliance.domain.variable import Variable, VariableType
from appliance.errors import VariableError
from appliance.observe.made_values import LANGUAGES, Person

# Some kinds have few values; when all are taken two may be the same.
_TRIES = 50
# What can be given for a variable and is masked whole.
_FILLED: dict[VariableType, Callable[[Random, Variable], str]] = {
    VariableType.DATE: lambda random, _: (
        f"{random.randint(2019, 2025)}-{random.randint(1, 12):02}"
        f"-{random.randint(1, 28):02}"
    ),
    VariableType.INTEGER: lambda random, variable: str(
        random.randint(variable.least, variable.most)
    ),
}
# "40-49", "90+"
_AGES = re.compile(r"([0-9]{1,2})(?:-[0-9]{2}|\+)")
_DRAWN: dict[EntityKind, Callable[[Person], str]] = {
    EntityKind.PERSON: Person.person,
    EntityKind.ORG: Person.org,
    EntityKind.LOCATION: Person.city,
    EntityKind.ADDRESS: Person.address,
    EntityKind.DATE: Person.date,
    EntityKind.BIRTHDATE: Person.birthdate,
    EntityKind.AGE: Person.age,
    EntityKind.EMAIL: Person.email,
    EntityKind.PHONE: Person.phone,
    EntityKind.URL: Person.url,
    EntityKind.IP: Person.ip,
    EntityKind.IBAN: Person.iban,
    EntityKind.CARD: Person.card,
    EntityKind.ID: Person.national,
    EntityKind.CODE: Person.customer,
}
_FOUND = _DRAWN.keys() - {EntityKind.AGE}
# By language, for kinds of which nothing else is made up.
_WORDS: dict[EntityKind, dict[str, str]] = {
    EntityKind.DEMOGRAPHIC: {
        "en": "Methodist|Buddhist|widowed|Welsh",
        "de": "evangelisch|buddhistisch|verwitwet|sorbisch",
        "fr": "protestant|bouddhiste|veuf|breton",
        "es": "protestante|budista|viudo|gallego",
    },
    EntityKind.TITLE: {
        "en": "Dr|Professor|surveyor|bookbinder",
        "de": "Dr.|Professor|Landvermesser|Buchbinder",
        "fr": "Dr|professeur|géomètre|relieur",
        "es": "Dr.|profesora|topógrafo|encuadernador",
    },
    EntityKind.CUSTOM: {
        "en": "Harbourlight Saver|Fernhill Depot|Quillpoint",
        "de": "Hafenlicht Sparbrief|Depot Farnhügel|Federkiel",
        "fr": "Livret Lanterne|Compte Fougère|Plume",
        "es": "Libreta Farol|Cuenta Helecho|Pluma",
    },
}


class StandIns:
    """Made-up values for the surrogates of one exchange."""

    def __init__(self, seed: str, language: str) -> None:
        """Take a seed and the language of the text.

        Args:
            seed: The same seed gives the same people.
            language: Where nothing is made up for it, English.
        """
        self._seed = seed
        self._language = language if language in LANGUAGES else LANGUAGES[0]
        self._values: dict[str, str] = {}
        self._hidden: list[str] = []

    @property
    def hidden(self) -> tuple[str, ...]:
        """What was put in so far that masking must find again, each once.

        An age, a title, a number or a word of the site's dictionary it may let stand.
        """
        return tuple(dict.fromkeys(self._hidden))

    def put_in(self, masked: str) -> str:
        """Replace the surrogates of a masked text."""

        def replaced(match: re.Match[str]) -> str:
            surrogate = parse_surrogate(match.group())
            return match.group() if surrogate is None else self._value(surrogate)

        return EXACT.sub(replaced, masked)

    def fill(self, variable: Variable, masked: str) -> str:
        """Replace the surrogates of what was given for a variable.

        A day or a number that was masked whole becomes another that the variable takes,
        unless its surrogate stands for something else already.
        """
        surrogate = parse_surrogate(masked)
        if surrogate is not None and variable.type in _FILLED:
            name = surrogate.name
            hint = _hinted(surrogate)
            if name not in self._values and not _fits(variable, hint):
                random = Random(f"{self._seed}/{variable.name}")  # noqa: S311 - as below
                self._values[name] = _FILLED[variable.type](random, variable)
                if variable.type is VariableType.DATE:
                    self._hidden.append(self._values[name])
        return self.put_in(masked)

    def named_in(self, masked: str) -> tuple[str, ...]:
        """List what stands for the surrogates of a masked text, each once."""
        found = map(parse_surrogate, (m.group() for m in EXACT.finditer(masked)))
        return tuple(dict.fromkeys(self._value(one) for one in found if one))

    def _value(self, surrogate: Surrogate) -> str:
        name = surrogate.name
        if name not in self._values:
            value = _hinted(surrogate) or self._draw(surrogate)
            self._values[name] = value
            if surrogate.kind in _FOUND:
                self._hidden.append(value)
        return self._values[name]

    def _draw(self, surrogate: Surrogate) -> str:
        # The nonce is the case's own and says nothing here.
        place = f"{self._seed}/{surrogate.kind}/{surrogate.number}"
        value, taken = "", set(self._values.values())
        for attempt in range(_TRIES):
            random = Random(f"{place}/{attempt}")  # noqa: S311 - to be made again
            value = self._made(surrogate.kind, random)
            if value not in taken:
                break
        return value

    def _made(self, kind: EntityKind, random: Random) -> str:
        if kind in _DRAWN:
            return _DRAWN[kind](Person(random, self._language))
        if kind in _WORDS:
            return random.choice(_WORDS[kind][self._language].split("|"))
        if kind is EntityKind.QUANTITY:
            return f"{random.randint(2, 98)},{random.randint(100, 999)}"
        if kind is EntityKind.SECRET:
            return f"Pw-{random.randint(10**8, 10**9 - 1)}!x"
        return str(random.randint(10_000_000, 99_999_999))


def _fits(variable: Variable, value: str) -> bool:
    try:
        return variable.read(value) == value
    except VariableError:
        return False


def _hinted(surrogate: Surrogate) -> str:
    """Make up what a hint tells: its date, or an age of its group."""
    ages = _AGES.fullmatch(surrogate.hint)
    return str(int(ages.group(1)) + 4) if ages else surrogate.hint
