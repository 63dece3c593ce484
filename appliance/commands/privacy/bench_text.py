"""Writes letters for measuring speed: people, numbers and ordinary words in proportion.

Made-up, from a seed: the same seed gives the same texts. They measure how long work
takes and not how well it is done.
"""

import random
from collections.abc import Iterator

_GIVEN = "Anna Rahul Chiara Tunde Ingrid Mehmet Yuki Carlos Fatima Owen Léa Jürgen"
_FAMILY = "Okafor Lindqvist Moreau Yilmaz Tanaka Hughes Schäfer Castillo Novak Byrne"
_PLACES = "Leeds Marburg Lyon Zaragoza Utrecht Boston Galway Salzburg"
_STREETS = "Mill Lane|Station Road|Lindenweg|Rue des Forges|Paseo del Prado|High Street"
_SENTENCES = (
    "My name is {person} and I have been a customer of {org} since {date}.",
    "Please send the statement to {number} {street}, {place}, before {date}.",
    "{person} called on {date} from {phone} and asked about reference {code}.",
    "The payment of {amount} from {iban} has not arrived, although it left on {date}.",
    "I am {age} years old, work as a nurse in {place} and earn {amount} a month.",
    "You can write to {mail}; my colleague {person} reads that box as well.",
    "Nothing in the terms says that a fee is due when an order is withdrawn in time.",
    "The form asks for the same thing three times and then loses what was typed.",
    "Ich heiße {person}, wohne in {place} und bitte um Rückruf: {phone}.",
    "Die Überweisung über {amount} vom {date} fehlt noch immer.",
    "Je m'appelle {person} et j'habite {number} {street} à {place}.",
    "Me llamo {person} y escribo desde {place} por el recibo del {date}.",
    "As agreed, the account stays open until the last instalment has been paid.",
    "I would be grateful for an answer that does not send me back to the same page.",
)


def texts_of(count: int, characters: int, *, seed: int) -> Iterator[str]:
    """Write so many texts of exactly so many characters."""
    dice = random.Random(seed)  # noqa: S311 - letters for measuring, no secrets
    for _ in range(count):
        text = ""
        while len(text) < characters:
            text += _sentence(dice)
            text += "\n\n" if dice.random() < 0.2 else " "
        yield text[:characters]


def _sentence(dice: random.Random) -> str:
    person = f"{dice.choice(_GIVEN.split())} {dice.choice(_FAMILY.split())}"
    name = person.lower().replace(" ", ".")
    return dice.choice(_SENTENCES).format(
        person=person,
        org=f"{dice.choice(_FAMILY.split())} & Partners",
        place=dice.choice(_PLACES.split()),
        street=dice.choice(_STREETS.split("|")),
        number=dice.randint(1, 199),
        date=f"{dice.randint(1, 28)} March {dice.randint(1990, 2026)}",
        phone=f"020 7946 0{dice.randint(100, 999)}",
        code=f"{dice.choice('KLM')}{dice.randint(10_000, 99_999)}/26",
        amount=f"{dice.randint(2, 90)},{dice.randint(100, 999)} euros",
        iban=f"DE{dice.randint(10, 99)} 5001 0517 {dice.randint(1000, 9999)} 7319 22",
        age=dice.randint(19, 96),
        mail=f"{name}@mail.example",
    )
