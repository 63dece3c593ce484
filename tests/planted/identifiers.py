"""Identifiers to plant: of every kind the appliance looks for, each in a sentence.

Made from a seed, so that a run can be repeated; all invented, with check digits that
hold. `needles` is what may be found nowhere in the clear: what was typed, and the parts
of it that name somebody by themselves.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.domain.entity import EntityKind
from tests.planted import drawn
from tests.planted.names import SHORT_NAMES, free_people, known_names

K = EntityKind


@dataclass(frozen=True)
class Planted:
    """One identifier and how it stands in a letter.

    Args:
        kind: What it is.
        value: The identifier as it is typed.
        sentence: The sentence that holds it.
        source: Why it has to be found: "structured", "dictionary", or "free" for a name
            that nobody told the appliance.
        entry: Its line in the customer dictionary.
        needles: What may stand nowhere.
    """

    kind: EntityKind
    value: str
    sentence: str
    source: str
    needles: tuple[str, ...]
    entry: str = ""


def all_planted(seed: int = 20261121) -> tuple[Planted, ...]:
    """Make all of them, always the same for a seed."""
    made = [*_structured(random.Random(seed)), *_names(random.Random(seed + 1))]
    values = [planted.value for planted in made]
    assert len(set(values)) == len(values), "two identifiers are the same"
    return tuple(made)


def of_source(source: str) -> tuple[Planted, ...]:
    """Pick those of one source."""
    return tuple(planted for planted in all_planted() if planted.source == source)


def blocked() -> tuple[Planted, ...]:
    """Pick those whose kind no shipped purpose takes."""
    return tuple(planted for planted in all_planted() if planted.kind is K.SECRET)


def _structured(rng: random.Random) -> Iterator[Planted]:
    for kind, makers in _MAKERS.items():
        for make, frames in makers:
            for frame in frames:
                value = make(rng)
                yield Planted(
                    kind,
                    value,
                    frame.format(value),
                    "structured",
                    _needles(kind, value, frame),
                )


def _needles(kind: EntityKind, value: str, frame: str) -> tuple[str, ...]:
    if len(value) >= 8:
        return (value,)
    # Too short to be looked for by itself: with the words beside it.
    before, _, after = frame.partition("{}")
    if kind is K.AGE:
        return (value + after[:10],)
    known = before[-12:] + value
    return (known if len(known) >= 8 else value + after[:12],)


def _names(rng: random.Random) -> Iterator[Planted]:
    for kind, entry, typed in known_names(rng):
        sentence = rng.choice(_OF_NAME[kind]).format(typed)
        yield Planted(kind, typed, sentence, "dictionary", (typed, entry), entry)
    for name in free_people(rng):
        frame = rng.choice(_OF_NAME[K.PERSON])
        yield _free(name, frame)
    for name, frame in zip(SHORT_NAMES, _HARD, strict=True):
        yield _free(name, frame)


def _free(name: str, frame: str) -> Planted:
    needles = _needles(K.PERSON, name, frame)
    return Planted(K.PERSON, name, frame.format(name), "free", needles)


# Where even a person may wonder whether it is a name.
_HARD = (
    "i told {} at the desk that it hurts.",
    "the one called {} was kind, the other was not.",
    "cc {} and the rest",
    "Yours in haste, {}",
    "{} says no and means it.",
    "my little one, {}, lost the purse again.",
    "It was not me but {} who signed.",
    "Ask for {} if the shop is shut.",
    "old {} next door knows all about it.",
    "thanks a lot {}",
)
_OF_NAME = {
    K.PERSON: (
        "The parcel was handed to {} on the stairs.",
        "Please speak with {} before you decide anything.",
        "My neighbour {} saw how the machine kept the card.",
        "I am writing for {}, who cannot read small print any more.",
        "Kind regards, {}",
    ),
    K.ORG: (
        "The money was meant for {} and never came.",
        "I have worked for {} since the spring.",
        "A bill of {} was paid twice.",
    ),
    K.CUSTOM: (
        "The papers of {} lie with you since Easter.",
        "In the matter of {} nothing has moved.",
    ),
}

Maker = Callable[[random.Random], str]

_MAKERS: dict[EntityKind, list[tuple[Maker, tuple[str, ...]]]] = {
    K.IBAN: [
        *(
            (
                lambda rng, c=country: drawn.iban(rng, c, spaced=True),
                ("Please pay the refund to {} this week.",),
            )
            for country in drawn.IBAN_FORMS
        ),
        *(
            (
                lambda rng, c=country: drawn.iban(rng, c, spaced=False),
                ("My IBAN is {}, as it always was.",),
            )
            for country in ("DE", "GB", "FR", "NL", "ES", "AT")
        ),
    ],
    K.CARD: [
        (
            lambda rng, p=prefix, n=length, s=gap: drawn.card(rng, p, n, s),
            ("The machine kept the card {} and gave no receipt.",),
        )
        for prefix, length, gap in (
            ("4", 16, " "), ("4", 16, ""), ("4", 16, "-"), ("51", 16, " "),
            ("55", 16, ""), ("2221", 16, " "), ("34", 15, " "), ("37", 15, ""),
            ("36", 14, " "), ("6011", 16, " "), ("3528", 16, "-"), ("5018", 16, ""),
        )
    ],
    K.PHONE: [
        (
            lambda rng, f=form: drawn.filled(rng, f),
            ("You reach me on {} in the evening.",),
        )
        for form in (
            "+44 20 7946 0###", "020 7946 0###", "(020) 7946 0###", "+44 7700 900###",
            "07700 900###", "01632 960###", "+49 30 2312####", "030 2312####",
            "+49 (0)30 2312 ####", "0049 30 2312####", "0171 39#####", "+33 1 99 00 ## ##",
            "01 99 00 ## ##", "+34 612 34 ## ##", "612 34 ## ##", "+1 212-555-01##",
            "(212) 555-01##", "+12125550###", "+41 44 668 ## ##", "+48 22 345 ## ##",
        )
    ],
    K.EMAIL: [
        (
            lambda rng, f=form: drawn.filled(rng, f),
            ("Write to {} if anything is unclear.",),
        )
        for form in (
            "@@@@@@.@@@@@@@@@mail.example", "@@@@@@+card@@@@@@bank.example",
            "@.@@@@@@@@@post.example.co.uk", "@@@@@@@@@corp", "@@@@@@_@@@@##@mx.local",
            "@@@@@@@@@[192.0.2.###]",
        )
    ] + [
        (
            lambda rng, f=form: drawn.filled(rng, f),
            ("Write to {} if anything is unclear.",),
        )
        for form in (
            "j\u00f6rg.@@@@@@@@m\u00fcller-@@@@.example",
            "@@@@@@@.@@@@ (at) mail.example",
            "@@@@@@@ [at] post [dot] example",
        )
    ],
    K.ID: [
        (lambda rng: drawn.nino(rng, " "), ("My national insurance number is {}.",)),
        (lambda rng: drawn.nino(rng, ""), ("On the payslip it says {} at the top.",)),
        (lambda rng: drawn.nhs(rng, " "), ("My NHS number is {}.", "The card says {} in large figures.")),
        (lambda rng: drawn.nhs(rng, ""), ("NHS number: {}",)),
        (lambda rng: drawn.filled(rng, "4##-5#-6###"), ("My social security number is {}.", "It was filed under {} by mistake.")),
        (lambda rng: drawn.filled(rng, "9##-7#-1###"), ("The tax office knows me as {}.",)),
        (lambda rng: drawn.filled(rng, "53#######"), ("My passport number is {}.",)),
        (lambda rng: drawn.filled(rng, "C01X0#####"), ("Reisepass Nr. {}", "Personalausweis {}")),
        (drawn.german_tax, ("Meine Steuer-ID ist {}.", "The German tax number {} is mine.")),
        (drawn.german_tax_spaced, ("In the letter from Berlin it says {} under my name.",)),
        (drawn.kvnr, ("Meine KVNR: {}",)),
        (drawn.german_social, ("Rentenversicherungsnummer {} steht im Bescheid.",)),
        (drawn.nir, ("Mon num\u00e9ro de s\u00e9curit\u00e9 sociale est {}.",)),
        (drawn.nir_compact, ("NIR {} on the French form.",)),
        (drawn.dni, ("My DNI is {}.", "The Spanish card shows {} on its back.")),
        (drawn.nie, ("NIE {} was copied from the residence card.",)),
        (lambda rng: drawn.filled(rng, "$$$$$8#T4#H5##K"), ("Codice fiscale {} is on the contract.",)),
        (lambda rng: drawn.filled(rng, "$$$$$7#####$$9$$"), ("My driving licence number is {}.",)),
        (lambda rng: drawn.filled(rng, "MRN-#######"), ("The hospital filed it as {} last year.",)),
        (lambda rng: drawn.filled(rng, "#########"), ("Patient number {} is on the wristband.", "My tax ID is {}.")),
    ],
    K.ACCOUNT: [
        (lambda rng: drawn.filled(rng, "2#-4#-8# 3#######"), ("Sort code and account: {}.",)),
        (lambda rng: drawn.filled(rng, "6#-7#-1#"), ("The sort code is {}.",)),
        (lambda rng: drawn.filled(rng, "4#######"), ("My account number is {}.", "Account no {} was charged.")),
        (drawn.routing, ("The routing number is {}.",)),
        (lambda rng: drawn.filled(rng, "##########"), ("Konto {} bei der alten Filiale.", "Kontonummer: {}")),
        (lambda rng: drawn.filled(rng, "1005####"), ("BLZ {} steht auf der Karte.",)),
        (lambda rng: drawn.filled(rng, "$$$$DE##XXX"), ("The BIC is {}.", "SWIFT code: {}")),
        (lambda rng: drawn.filled(rng, "1A1zP1eP5QGefi2DMPTf@L5SLmv7Divf##"), ("It was sent to the wallet {} by mistake.",)),
    ],
    K.URL: [
        (
            lambda rng, f=form: drawn.filled(rng, f),
            ("Everything is on {} for you to see.",),
        )
        for form in (
            "https://people.example/@@@@@@-@@@@@@@", "http://www.example.org/profile?name=@@@@@@@+@@@@@",
            "www.@@@@@@@@-family.example", "ftp://files.example/@@@@@@@@/letter.pdf",
            "https://example.net/~@@@@@@@@#kontakt", "@@@@@@@@.example.com/home/@@@@@",
        )
    ],
    K.IP: [
        (
            lambda rng, f=form: drawn.filled(rng, f),
            ("The strange sign-in came from {} at night.",),
        )
        for form in (
            "203.0.113.1##", "198.51.100.2#/24", "2001:db8:85a3::8a2e:3#0:7#34",
            "fe80::1ff:fe23:4567:8#0a", "3D:F2:C9:A6:B3:##", "00-1B-63-84-45-##",
        )
    ],
    K.BIRTHDATE: [
        (
            lambda rng, f=form: drawn.dated(rng, f),
            ("I was born on {}.",),
        )
        for form in ("{d} {month} {y}", "{month} {d}, {y}", "{dd}/{mm}/{y}", "{dd}.{mm}.{y}", "{y}-{mm}-{dd}", "{d}th of {month} {y}")
    ] + [
        (lambda rng: drawn.dated(rng, "{dd}/{mm}/{y}"), ("Date of birth: {}", "DOB {}")),
        (lambda rng: drawn.dated(rng, "{d}. {monat} {y}"), ("Geboren am {} in der Stadt.",)),
        (lambda rng: drawn.dated(rng, "{d} {mois} {y}"), ("N\u00e9e le {} par une nuit froide.",)),
    ],
    K.DATE: [
        (lambda rng, f=form: drawn.dated(rng, f), ("The payment of {} is not mine.",))
        for form in ("{d} {month} {y}", "{dd}-{mm}-{y}", "{y}-{mm}-{dd}")
    ],
    K.ADDRESS: [
        (lambda rng, f=form: drawn.filled(rng, f), ("I have moved to {} with my books.",))
        for form in (
            "1## Quillhaven Street", "Flat 7, 2# Brambleford Road", "9# Ottermere Close",
            "SW1A #AQ", "EC#V 7HQ", "4### Pinecastle Avenue, Apt 3#", "TX 78###",
            "Lindenbrunnstra\u00dfe 1##", "1011# Kr\u00e4henfeld", "Am Eulenbusch Platz 4#",
            "1# rue des Trois Merles", "Calle de las Cig\u00fcenas 2#", "P.O. Box 66##", "Postfach 12 ## ##",
        )
    ],
    K.AGE: [
        (lambda rng: rng.choice(("91", "93", "94", "97")), ("My mother is {} years old and deaf.",)),
        (lambda rng: rng.choice(("101", "102", "103")), ("He is {} years of age by now.",)),
    ],
    K.CODE: [
        (lambda rng: drawn.filled(rng, "CL-2026-######"), ("My claim number is {}.",)),
        (lambda rng: drawn.filled(rng, "POL/88###/K"), ("Policy {} runs out soon.",)),
        (lambda rng: drawn.filled(rng, "KD########"), ("Customer no. {} is mine.", "Your letter bears {} at the top.")),
        (lambda rng: drawn.filled(rng, "INV-####-$$##"), ("Invoice {} was paid in May.",)),
        (lambda rng: drawn.filled(rng, "4####/21"), ("The court's number is {} this time.",)),
        (drawn.uuid, ("The app shows {} as its own name.",)),
        (lambda rng: drawn.filled(rng, "####-####-####-####-####"), ("The voucher {} does not work.",)),
        (lambda rng: drawn.filled(rng, "AZ 7###-44##-19"), ("The file bears the sign {} on each page.",)),
        (lambda rng: drawn.filled(rng, "BD5# SMR"), ("My van with the plate {} stood outside.",)),
        (lambda rng: drawn.filled(rng, "WVWZZZ1JZXW0#####"), ("The chassis number is {}.",)),
        (drawn.imei, ("The telephone itself has {} printed inside.",)),
    ],
    K.SECRET: [
        (lambda rng: drawn.filled(rng, "sk-@@@@####@@@@####@@@@##"), ("Our API key {} does not work.",)),
        (lambda rng: drawn.filled(rng, "Tr0mbone!@@##@@"), ("My password is {}, please set it back.",)),
        (lambda rng: drawn.filled(rng, "AKIA################"), ("They found {} in the mail.",)),
        (lambda rng: drawn.filled(rng, "ghp_@@@@@@##@@@@@@##@@@@@@##"), ("It was signed with {} it says.",)),
        (lambda rng: drawn.filled(rng, "48##"), ("The PIN is {} and it is refused.",)),
        (lambda rng: drawn.filled(rng, "7##"), ("The security code is {} on the back.",)),
        (lambda rng: drawn.filled(rng, "eyJ@@@@@@@@####.eyJ@@@@@@@@####.@@@@@@@@####"), ("The page showed {} for a moment.",)),
        (lambda rng: drawn.filled(rng, "@@@@####@@@@####"), ("Client secret: {}",)),
    ],
}  # fmt: skip
