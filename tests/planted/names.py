"""Names to plant: such as stand in the customer dictionary, and such as nobody told."""

import random
from collections.abc import Iterator

from appliance.domain.entity import EntityKind

_FIRST = (
    "Marvella", "Tobiasz", "Ingeborg", "Cosmo", "Fiorenza", "Dagny", "Leopold",
    "Philippa", "Ruslan", "Yevhenia", "Bartholomew", "Zsófia", "Øystein", "Åsa",
    "Chinwe", "Nour", "Siobhán", "Xiomara", "Bjørg", "Aurélien",
)  # fmt: skip
_HEAD = (
    "Quen",
    "Hollo",
    "Brax",
    "Vander",
    "Tschirn",
    "Mac",
    "Odu",
    "Kova",
    "Lind",
    "Szcz",
    "Ferro",
    "Pemb",
)
_TAIL = ("ridge", "wayne", "berger", "hausen", "owska", "lander", "nwosu", "czyk", "quist", "erek", "monte", "leton")  # fmt: skip
_FIRMS = (
    "Thistlewick Bakery", "Oakum & Pitch Ltd", "Sternfall Logistik GmbH", "Marrow Lane Dental",
    "Quayside Haulage", "Larchmont Vets", "Brightwell Pumps plc", "Vogelsang Orgelbau",
)  # fmt: skip
_MATTERS = ("Project Silverthorn", "Operation Wetherlamb", "Estate Hollingdrake", "File Nightheron")  # fmt: skip
# Ways in which somebody types a name that is in the dictionary.
_WAYS = (
    lambda name: name,
    str.upper,
    str.lower,
    lambda name: name.replace(" ", "  "),
    lambda name: name.replace(" ", "\n"),
    lambda name: name + "'s",
    lambda name: "".join(
        chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in name
    ),
    lambda name: name.replace(" ", "\u00a0"),
)
_FREE_FIRST = (
    "Martin", "Emily", "Hassan", "Katarzyna", "Jürgen", "Chloé", "Giulia", "Rohan",
    "Siobhan", "Pedro", "Wei", "Olena", "Kwame", "Yuki", "Ahmed", "Sarah",
)  # fmt: skip
_FREE_LAST = (
    "Fairweather", "Nkemelu", "Oberhuber", "Delacroix", "Pettigrew", "Szymańska",
    "Al-Rashidi", "Castellanos", "Ashdown", "Vermeulen", "Hoshizaki", "Birchall",
    "O'Hanlon", "Rautenberg", "Mukherjee", "Trevanion",
)  # fmt: skip
# First names and nicknames alone, as they are typed in haste.
SHORT_NAMES = (
    "wei", "bo", "MJ", "Faith", "Will", "rosie", "Chance", "Jette", "dewi", "Oli",
)  # fmt: skip


def known_names(rng: random.Random) -> Iterator[tuple[EntityKind, str, str]]:
    """Make names for the dictionary: kind, the entry, and how it is typed."""
    firsts = rng.sample(_FIRST, len(_FIRST)) * 2
    lasts = rng.sample([h + t for h in _HEAD for t in _TAIL], len(firsts))
    for number, (first, rest) in enumerate(zip(firsts, lasts, strict=True)):
        last = rest.capitalize()
        if number % 9 == 4:
            last += f"-{rng.choice(_HEAD)}{rng.choice(_TAIL)}"
        second = f" {rng.choice(_FIRST)}" if number % 9 == 7 else ""
        entry = f"{first}{second} {last}"
        yield EntityKind.PERSON, entry, _WAYS[number % len(_WAYS)](entry)
    for number, firm in enumerate(_FIRMS):
        yield EntityKind.ORG, firm, _WAYS[number % 3](firm)
    for matter in _MATTERS:
        yield EntityKind.CUSTOM, matter, matter


def free_people(rng: random.Random) -> Iterator[str]:
    """Make names of people that are in no dictionary."""
    firsts = [rng.choice(_FREE_FIRST) for _ in range(40)]
    for number, first in enumerate(firsts):
        last = _FREE_LAST[number % len(_FREE_LAST)]
        if number >= len(_FREE_LAST):
            last += rng.choice(("s", "er", "son", "ley"))
        name = f"{first} {last}"
        yield name.lower() if number % 8 == 7 else name
