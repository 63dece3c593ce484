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

TEMPLATES: dict[str, tuple[str, ...]] = {
    "en": (
        "Dear {title} {sur0},\n\n{say} {say}\n\nYours sincerely,\n{full1}\n{job}",
        "Dear {title} {full0},\n\n{say}\n\nKind regards,\n\n{full1}",
        "Dear {given0},\n\n{say} {say} {say}\n\nBest wishes,\n{given1}",
        "Hi {given0},\n\n{say}\n\nThanks,\n{given1}",
        "Hello {full0},\n{say}\nRegards\n{initial1}",
        "Dear Sir or Madam,\n\nMy name is {full0}. {say} {say}\n\nYours faithfully,\n{full0}",
        "Dear Sir/Madam,\n\n{say}\n\nI live at {num} {street}, {place}. My husband {full1} also has an account with you. {say}\n\nYours faithfully\n{title} {initial0}",
        "To whom it may concern,\n\n{say} My {product} was opened in {month} {year} at your {place} branch.\n\nMany thanks,\n{full0}",
        "Hello team,\n\n{say} I am {full0} and I have been a customer since {year}. {say}\n\nBest regards,\n{full0}\n{phone}",
        "Hello, my name is {full0}. {say}",
        "This is {full0}. {say}",
        "I'm {given0} and {say}",
        "My name is {given0}. {say} You can ask for {given0} or my wife {given1}.",
        "Good morning,\n{say}\nPlease call {full0} on {phone} or write to {mail}.\nThank you",
        "From: {full0} <{mail}>\nTo: {full1}\nSubject: {product}\nDate: {day}, {date}\n\nHi {given1},\n\n{say} {say}\n\n{given0}",
        "From: {reversed0}\nSent: {day}, {date}\nTo: Complaints\nCc: {full1}; {full2}\nSubject: RE: {code}\n\n{say}\n\n{given0} {sur0}\n{job}\n{org}",
        "On {day}, {date}, {full0} wrote:\n> {say}\n> {say}\n",
        "Applicant: {full0}\nAmount: {amount}\nMonthly income: {amount}\nDebt ratio: {num} %\nYears employed: {num} years\nDefaults: 0\nPurpose: a used car",
        "Name: {full0}\nDate of birth: {date}\nAddress: {num} {street}, {place}\nPhone: {phone}\nEmployer: {org}\nOccupation: {job}",
        "First name: {given0}\nLast name: {sur0}\nNationality: British\nMarital status: Married\nSpouse: {full1}\nReference: {code}",
        "Customer: {reversed0}\nProduct: {product}\nStatus: Open\nHandler: {initial1}\nBranch: {place}",
        "Patient: {full0}\nDOB: {date}\nGP: Dr {sur1}, {org}\nNext of kin: {full2} (daughter)\n{say}",
        "Policyholder {full0} ({code}) reported a loss on {date}. The other driver was {full1} of {place}. {say}",
        "Call note {date}: spoke to {title} {sur0}. {say} {title} {sur0}'s daughter {given1} will call back on {day}.",
        "Attendees: {full0}, {full1}, {full2}\nApologies: {initial3}\n1. {say}\n2. {say}\nAction: {given0} to write to {org} by {day}.",
        "Present: {full0} (Chair), {full1}, {title} {sur2}\nThe Committee noted that {org} had replied. {say}",
        "{full0}\n{num} {street}\n{place}\n\n{date}\n\nDear {title} {sur1}\n\n{say} {say}\n\nYours sincerely\n\n{full0}",
        "{full0}\n{full1}\n{full2}\n{full3}\n{full4}",
        "- {full0}\n- {full1}\n- {full2}, {place}\n- {full3} ({org})",
        "1. {reversed0}\n2. {reversed1}\n3. {reversed2}",
        "Name;City;Amount\n{full0};{place};{amount}\n{full1};{place};{amount}\n{full2};{place};{amount}",
        "name,company,town\n{full0},{org},{place}\n{full1},{org},{place}",
        "| Name | Town | Balance |\n| {full0} | {place} | {amount} |\n| {full1} | {place} | {amount} |",
        "| {full0} | {amount} | {place} |\n| {full1} | {amount} | {place} |",
        "{full0}, {place}, {phone}\n{full1}, {place}, {phone}\n{full2}, {place}, {phone}",
        "{place}, {date}\n\nDear {title} {sur0}, {say}",
        "{num} {street}\n{place}\n{date}\n\n{say}",
        "I moved from {place} to {place} in {month}. {say}",
        "{say} I am writing from {place}. {say} Branch: {place}",
        "Town: {place}\nCountry: {place}\n{say}",
        "{sur0} will visit us on {day}. {say} {given1} agreed.",
        "Yours sincerely,\n{full0}\n{job}\n{org}, {place}",
        "Cheers, {full0}",
        "{say}\n\nCheers,\n{full0}\n{place}",
        "{say} Contact: {full0}, {org}, {num} {street}, {place}.",
        "{given0}: {say}\n{given1}: {say}\n{given0}: {say}",
        "Agent: {say}\nCustomer: {say} its {low0}\nAgent: Thank you {given0}.",
        "hi its {low0} here, {say}",
        "hey {low1} can u ask {low0} about the card pls, {say}",
        "my name is {low0} and i live in {place}. {say}",
        "pls call my husband {low0}, {say}",
        "thanks, {low0}",
        "{say} My brother {given0} lives in {place} and works for {org}.",
        "{say} I spoke to {given0} in your {place} branch and to {title} {sur1} on the phone.",
        "{say} The cheque is payable to {full0} and drawn on {org}.",
        "{say} My mother, {full0}, died on {date} and my sister {given1} is the executor.",
        "{say} My son {full0} ({num}) and his partner {given1} moved to {place} in {month}.",
        "I want to add {full0} to my {product}. {say}",
        "Please transfer {amount} to {full0}, {org}. {say}",
        "{full0} has asked us to stop the {product}. {say} {sur0} will visit the branch.",
        "{title} {sur0} and {title} {sur1} met at {org}. {say}",
        "The claimant, {full0}, of {num} {street}, {place}, is represented by {org}.",
        "Tenant: {full0} and {full1}\nLandlord: {org}\nRent: {amount}\nTerm: 12 months",
        "We refer to our client {full0} and your letter of {date}. {say}\n\n{org}\nper {initial1}",
        "Signed: {full0}\nWitness: {full1}, {job}",
        "Dr {full0} saw {given1} {sur1} at {org} in {place}. {say} {given1} takes two tablets a day.",
        "@{given0} {say} cc {given1}",
        "Sent from my phone\n{given0}",
        "{say}\n\nMany thanks\n{given0} & {given1} {sur0}",
        "Mr and Mrs {sur0} of {place} complained about the {product}. {say}",
        "NAME: {caps0}\nTOWN: {place}\nREF: {code}",
        "{caps0} HAS CALLED TWICE. {say}",
        "Beneficiary {full0}, sort code 20-00-00, has an account with {org}.",
        "Ask for {given0} at reception. {say}",
        "According to {full0}, {say}",
        "{full0}, who lives in {place}, said: {say}",
    ),
    "de": (
        "Sehr geehrter Herr {sur0},\n\nvielen Dank für Ihr Schreiben vom {date}. {say}\n\nMit freundlichen Grüßen\n{full1}",
        "Sehr geehrte Frau {sur0},\n\nwir haben Ihren Antrag erhalten. Bitte senden Sie uns die Unterlagen.\n\nMit freundlichen Grüßen\n{full1}\n{org}",
        "Sehr geehrte Damen und Herren,\n\nmein Name ist {full0}. Ich habe meine Karte verloren. Mein Mann {full1} wohnt auch in {place}.\n\nViele Grüße\n{full0}",
        "Liebe {given0},\n\nich komme am {day} nach {place}.\n\nLiebe Grüße\n{given1}",
        "Hallo {given0}, kannst du bitte {full1} anrufen? Die Rechnung über {amount} ist noch offen.",
        "Name: {full0}\nStraße: {street} {num}\nOrt: {place}\nArbeitgeber: {org}\nGeburtsdatum: {date}",
        "Der Kunde {full0} aus {place} hat am {date} eine Beschwerde eingereicht. Frau {sur1} prüft den Vorgang.",
        "Versicherungsnehmer: {reversed0}\nSchadennummer: {code}\nSachbearbeiter: {initial1}",
        "Patientin {full0}, geboren am {date}, wurde von Dr. {sur1} im {org} behandelt.",
    ),
    "fr": (
        "Madame, Monsieur,\n\nJe m'appelle {full0} et j'habite à {place}. J'ai perdu ma carte.\n\nCordialement,\n{full0}",
        "Monsieur {sur0},\n\nNous avons bien reçu votre courrier du {date}.\n\nVeuillez agréer nos salutations distinguées.\n{full1}\n{org}",
        "Bonjour {given0},\n\nPeux-tu appeler {full1} au {phone} ?\n\nMerci,\n{given2}",
        "Chère Madame {sur0},\nvotre demande de prêt de {amount} est en cours.\n{full1}",
        "Nom : {sur0}\nPrénom : {given0}\nAdresse : {num} {street}, {place}\nEmployeur : {org}",
        "Le client, {title} {full0}, domicilié à {place}, conteste le paiement de {amount} à {org}.",
    ),
    "es": (
        "Estimado señor {sur0}:\n\nHemos recibido su carta del {date}.\n\nAtentamente,\n{full1}\n{org}",
        "Hola, me llamo {full0} y vivo en {place}. He perdido mi tarjeta.\n\nUn saludo,\n{full0}",
        "Buenos días {given0},\n¿puedes llamar a {full1}? El pago de {amount} no ha llegado.\nGracias,\n{given2}",
        "Nombre: {given0}\nApellidos: {sur0}\nDirección: {street} {num}, {place}\nEmpresa: {org}",
        "La clienta, {title} {full0}, de {place}, presentó una reclamación contra {org} el {date}.",
    ),
}

PLAIN_TEMPLATES = (
    "{say} {say}",
    "Dear Sir or Madam,\n\n{say}\n\nYours faithfully",
    "Hello,\n\n{say} {say}\n\nThank you",
    "Dear Customer,\n\nThank you for contacting us about your {product}. {say}\n\nKind regards,\nCustomer Services",
    "Amount: {amount}\nTerm: {num} months\nPurpose: New Kitchen\nMonthly Income: {amount}\nDebt Ratio: {num} %\nYears Employed: {num}",
    "Subject: {product}\nPriority: High\n\n{say}",
    "Terms and Conditions\n\n1. {say}\n2. {say}\nPlease Note: The Annual Fee is {amount}.",
    "Complaint\n\n{say} Your Complaints Team has not replied since {day}. Please Call Me Back.",
    "Summary: {say}\nNext Steps: {say}\nDeadline: {day}, {date}",
    "{say} I expect a reply by {day}. Thanks In Advance!",
    "Hi Team, {say}",
    "Good Morning All,\n{say}\nRegards",
    "{month} Statement\nOpening Balance {amount}\nClosing Balance {amount}\n{say}",
    "To: Customer Services\nSubject: Direct Debit and Standing Order\n\n{say}",
    "URGENT: {say}",
    "Will the {product} be ready by {month}? {say} May I ask Grace Period questions? Mark this as urgent.",
)


def recase(sample: Labelled, random: Random) -> Labelled:
    """Copy a text in lower case or in capitals, if its length allows."""
    text = sample.text.lower() if random.random() < 0.7 else sample.text.upper()
    return Labelled(text, sample.spans) if len(text) == len(sample.text) else sample


def write_texts(
    random: Random, count: int, fillers: Sequence[str], *, held_back: bool
) -> list[Labelled]:
    """Write labelled texts, a fifth of them without any name."""
    writer = Writer(random, held_back=held_back, invented=0.0 if held_back else 0.3)
    texts = []
    for _ in range(count):
        draw = random.random()
        if draw < 0.2:
            texts.append(writer.write(random.choice(PLAIN_TEMPLATES), "en", fillers))
            continue
        language = "en" if draw < 0.8 else random.choice(["de", "fr", "es"])
        template = random.choice(TEMPLATES[language])
        sample = writer.write(template, language, fillers)
        texts.append(recase(sample, random) if random.random() < 0.12 else sample)
    return texts
