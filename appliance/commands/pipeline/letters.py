"""The letters of the measurement: made-up people, lengths as letters have them."""

from random import Random

from appliance.observe.made_values import Person

_SEED = 8
_OPENING = (
    "Dear Sir or Madam,\n\nmy name is {person} and I have banked with you since {date}."
)
_PARAGRAPHS = tuple(
    " ".join(paragraph.split())
    for paragraph in """
Yesterday my card {card} was refused at the till although there was more than enough
money on the account. The cashier tried it three times, and in the end I had to leave
everything there. The same happened to me in spring, and nobody could say why.

Your branch in {city} told me that a transfer from {iban} was held back. I was given no
date by which it will be looked at, and the people who wait for the money begin to lose
patience. Please tell me what you need from me and how long it takes.

I have also moved house. My new address is {address}, and the statements of the last two
months still went to the old one. The present tenant was kind enough to bring them
round, but they are nobody else's business.

When I rang, I was put through four times and then cut off. I would rather have a letter
that says plainly what went wrong, what you have changed since and whether I will be
charged for any of it. If a form has to be filled in, please send it.

My employer, {org}, pays on the last working day, so from tomorrow on there is enough on
the account for the bills that were sent back. I would be glad if the charges for them
were taken off again, as it was not I who caused them.
""".strip().split("\n\n")
)
_CLOSING = "You can reach me at {email} or on {phone}.\n\nYours faithfully,\n{person}"
_SLOTS = ("person", "date", "card", "city", "iban", "address", "org", "email", "phone")
_LEAST, _MOST = 1, 4


def make_letters(count: int, seed: int = _SEED) -> list[str]:
    """Make letters of 500 to 1,500 characters; the same seed gives the same ones."""
    random = Random(seed)  # noqa: S311 # nosec B311 - to be made again, not secret
    return [_letter(random) for _ in range(count)]


def _letter(random: Random) -> str:
    person = Person(random, "en")
    middle = random.sample(_PARAGRAPHS, random.randint(_LEAST, _MOST))
    text = "\n\n".join((_OPENING, *middle, _CLOSING))
    return text.format(**{slot: getattr(person, slot)() for slot in _SLOTS})
