"""Made-up people and what letters say of them, in four languages, from a seed.

Nobody real: names are drawn from lists, numbers carry right check digits over drawn
figures, mail and network addresses are those kept for examples (RFC 2606, RFC 5737),
telephone numbers those that regulators keep for drama where they do. Written apart
from the detectors, so that both do not share a mistake.
"""

from random import Random

LANGUAGES = ("en", "de", "fr", "es")

_GIVEN = {
    "en": "Imogen Rupert Chidi Saoirse Priya Tobias Mei Gwendolen Kwame Leila Alistair "
    "Folasade Harriet Declan Zainab Edmund Rosalind Minh Callum Beatrix",
    "de": "Friederike Thorben Anneliese Jörg Ayşe Leopold Svetlana Heinrich Mareike "
    "Günther Elif Konstantin Ottilie Rainer Dragana Wolfgang Hannelore Emre",
    "fr": "Amélie Baptiste Ghislaine Yannick Fatoumata Clémence Thibault Océane Rachid "
    "Solange Corentin Maud Gaspard Nadège Mamadou Héloïse Frédéric Odile",
    "es": "Encarnación Gonzalo Itziar Ramón Jimena Joaquín Nerea Álvaro Araceli "
    "Iker Consuelo Rodrigo Macarena Jordi Yolanda Anselmo Leire Fermín",
}
_SURNAMES = {
    "en": "Ashworth Okonkwo Pemberton Gallagher Venkataraman Whitlock Nguyen Thackeray "
    "Adeyemi Carmichael Hargreaves Rahman Lockhart Fitzgerald Osei Bexley Kavanagh",
    "de": "Wittgenstein Kowalczyk Hinrichs Demirtaş Oberhuber Schröder Petrović "
    "Hasenkamp Lindqvist Meißner Brandstätter Kurowski Freudenthal Niemann Zeynel",
    "fr": "Lefebvre Beauchamp Diallo Charpentier Benhaddou Rousselet Guillemot Traoré "
    "Delacourt Marchand Belkacem Fontanelle Quentin Sauvageot Ndiaye Perrault",
    "es": "Echevarría Villanueva Ibáñez Arrizabalaga Pacheco Zaldívar Quiroga "
    "Montenegro Urrutia Sepúlveda Carrasco Belmonte Goikoetxea Valdivia Escobar",
}
_CITIES = {
    "en": "Norwich Aberdeen Swansea Lichfield Penzance Derry Carlisle Ipswich",
    "de": "Oldenburg Regensburg Göttingen Wuppertal Chemnitz Lüneburg Passau Rostock",
    "fr": "Angers Limoges Besançon Quimper Valence Nancy Perpignan Colmar",
    "es": "Albacete Logroño Pamplona Badajoz Castellón Cuenca Girona Huelva",
}
_STREETS = {
    "en": ("{n} Wexford Lane", "{n} Marlowe Gardens", "{n} Tanyard Road"),
    "de": ("Lindenallee {n}", "Große Bergstraße {n}", "Am Mühlbach {n}"),
    "fr": ("{n} rue des Tilleuls", "{n} avenue Jean Moulin", "{n} impasse du Lavoir"),
    "es": (
        "Calle del Olmo, {n}",
        "Avenida de la Estación, {n}",
        "Plaza del Trigo, {n}",
    ),
}
_POSTCODES = {"en": "NR3 {n}QT", "de": "26{n}21", "fr": "49{n}00", "es": "02{n}04"}
_ORGS = {
    "en": "{s} & Sons Ltd|{s} Infirmary|{s} Building Society|{s} Logistics plc",
    "de": "{s} Maschinenbau GmbH|Kanzlei {s}|Klinikum {s}|{s} Versicherungs AG",
    "fr": "Cabinet {s}|Clinique {s}|{s} Assurances SA|Transports {s} SARL",
    "es": "Bufete {s}|Clínica {s}|{s} Seguros SA|Transportes {s} SL",
}
_MONTHS = {
    "en": "January February March April May June July August September October "
    "November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November "
    "Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre "
    "novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre",
}
_WORDED = {
    "en": "{d} {m} {y}",
    "de": "{d}. {m} {y}",
    "fr": "{d} {m} {y}",
    "es": "{d} de {m} de {y}",
}
# Ofcom's and the Bundesnetzagentur's numbers for drama, Arcep's for works of fiction;
# Spain keeps none, so its are mobile numbers over drawn figures.
_PHONES = {
    "en": "+44 20 7946 0{a}",
    "de": "+49 30 23125 {a}",
    "fr": "+33 1 99 00 {b} {c}",
    "es": "+34 612 {a} {b}1",
}
# Country, letters of the bank, figures that follow.
_IBAN_FORMS = {
    "en": ("GB", 4, 14),
    "de": ("DE", 0, 18),
    "fr": ("FR", 0, 23),
    "es": ("ES", 0, 20),
}
_NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


class Person:
    """Draws values of one language; no name comes twice from one of these."""

    def __init__(self, random: Random, language: str) -> None:
        self._random = random
        self._language = language
        self._given = random.sample(_GIVEN[language].split(), 6)
        self._surnames = random.sample(_SURNAMES[language].split(), 8)
        self._cities = random.sample(_CITIES[language].split(), 4)

    def person(self) -> str:
        """Draw a full name."""
        return f"{self._given.pop()} {self._surnames.pop()}"

    def org(self) -> str:
        """Draw an organisation's name."""
        form = self._random.choice(_ORGS[self._language].split("|"))
        return form.format(s=self._surnames.pop())

    def city(self) -> str:
        """Draw a town."""
        return self._cities.pop()

    def address(self) -> str:
        """Draw street, number, postcode and town on one line."""
        random = self._random
        street = random.choice(_STREETS[self._language]).format(n=random.randint(2, 98))
        code = _POSTCODES[self._language].format(n=random.randint(1, 9))
        if self._language == "en":
            return f"{street}, {self.city()} {code}"
        return f"{street}, {code} {self.city()}"

    def date(self) -> str:
        """Draw a recent day, with the month as a word."""
        return self._day(2019, 2025)

    def birthdate(self) -> str:
        """Draw a day of birth, in figures."""
        day, month = self._random.randint(1, 28), self._random.randint(1, 12)
        mark = "." if self._language == "de" else "/"
        return f"{day:02}{mark}{month:02}{mark}{self._random.randint(1935, 2004)}"

    def age(self) -> str:
        """Draw an age over 89."""
        return str(self._random.randint(90, 104))

    def email(self) -> str:
        """Draw an address at a domain for examples."""
        local = f"{self._given.pop()}.{self._surnames.pop()}".lower()
        plain = local.encode("ascii", "ignore").decode()
        return f"{plain}@kbmail.example.{self._random.choice(('com', 'org'))}"

    def phone(self) -> str:
        """Draw a telephone number in international form."""
        form = _PHONES[self._language]
        return form.format(a=self._figures(3), b=self._figures(2), c=self._figures(2))

    def iban(self) -> str:
        """Draw an IBAN (ISO 13616), in groups of four."""
        country, letters, figures = _IBAN_FORMS[self._language]
        bank = "".join(self._random.sample("KLMNPQRST", letters))
        account = bank + self._figures(figures)
        check = (
            98 - int("".join(str(int(s, 36)) for s in account + country + "00")) % 97
        )
        whole = f"{country}{check:02}{account}"
        return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))

    def card(self) -> str:
        """Draw a card number (ISO/IEC 7812), in groups of four."""
        number = "4" + self._figures(14)
        doubled = [int(s) * (2 - at % 2) for at, s in enumerate(number)]
        total = sum(value - 9 * (value > 9) for value in doubled)
        whole = f"{number}{-total % 10}"
        return " ".join(whole[at : at + 4] for at in range(0, 16, 4))

    def customer(self) -> str:
        """Draw a customer's number."""
        return f"{''.join(self._random.sample('KLMPRT', 2))}-{self._figures(6)}"

    def national(self) -> str:
        """Draw the national number of the language's largest country."""
        match self._language:
            case "en":
                return f"AB {self._figures(2)} {self._figures(2)} {self._figures(2)} C"
            case "de":
                return _tax_number(self._random)
            case "fr":
                year, place = self._random.randint(40, 99), self._figures(8)
                number = int(f"1{year}07{place}")
                return f"{number} {97 - number % 97:02}"
            case _:
                number = self._random.randint(10_000_000, 79_999_999)
                return f"{number}{_NIF_LETTERS[number % 23]}"

    def ip(self) -> str:
        """Draw an address of a network for documentation."""
        return f"198.51.100.{self._random.randint(10, 250)}"

    def url(self) -> str:
        """Draw the page of somebody's account."""
        return f"https://portal.example.net/kb/{self._figures(7)}"

    def _day(self, first: int, last: int) -> str:
        month = self._random.choice(_MONTHS[self._language].split())
        day, year = self._random.randint(1, 28), self._random.randint(first, last)
        return _WORDED[self._language].format(d=day, m=month, y=year)

    def _figures(self, count: int) -> str:
        return "".join(self._random.choice("23456789") for _ in range(count))


def _tax_number(random: Random) -> str:
    """Draw a German tax number: one digit stands twice, ISO/IEC 7064 ends it."""
    digits = random.sample("123456789", 9)
    digits.insert(random.randint(2, 9), digits[0])
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return "".join(digits) + str((11 - product) % 10)
