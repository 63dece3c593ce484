"""Made-up letters, forms, mails and notes with known people in them, from a seed.

What the daily probe sends through the masker. Each text says which values of which
kind stand in it. The same seed and version of this file give the same texts, so that
whoever doubts a measurement can make them again.
"""

# ruff: noqa: E501, ISC004 - a text per comma, broken about where the line is full

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from appliance.domain.entity import EntityKind
from appliance.domain.text import PersonText
from appliance.observe.made_values import LANGUAGES, Person

# Of each language; every template comes this often, with other people.
ROUNDS = 3
_SLOT = re.compile(r"\{([a-z]+)\}")
_KINDS = {
    "person": EntityKind.PERSON,
    "org": EntityKind.ORG,
    "city": EntityKind.LOCATION,
    "address": EntityKind.ADDRESS,
    "date": EntityKind.DATE,
    "birthdate": EntityKind.BIRTHDATE,
    "age": EntityKind.AGE,
    "email": EntityKind.EMAIL,
    "phone": EntityKind.PHONE,
    "iban": EntityKind.IBAN,
    "card": EntityKind.CARD,
    "customer": EntityKind.CODE,
    "national": EntityKind.ID,
    "ip": EntityKind.IP,
    "url": EntityKind.URL,
}
_TEMPLATES = {
    "en": (
        "Dear Sir or Madam,\n\nI have banked with you since {date}. Yesterday my card "
        "{card} was refused at a shop in {city}, although there was enough money. "
        "Please write to me at {address} or call {phone}.\n\nYours faithfully,\n"
        "{person}",
        "From: {person} <{email}>\nSubject: transfer to {org}\n\nHello,\n\nthe payment "
        "to {org} from {iban} has not arrived. I sent it on {date}. What happened?",
        "Application form\nName: {person}\nDate of birth: {birthdate}\nAddress: "
        "{address}\nEmployer: {org}\nNational Insurance number: {national}\n"
        "Telephone: {phone}",
        "ok so {person} rang again about customer number {customer}, she says nobody "
        "called back, can you mail her at {email} please",
        "| Customer | Number | Account |\n| --- | --- | --- |\n| {person} | {customer} "
        "| {iban} |\n| {person} | {customer} | {iban} |",
        "Note for the file. The patient, {person}, aged {age}, lives in {city} and was "
        "referred by {org} on {date}. A niece, {person}, will collect the papers.",
        '{{"customer": "{person}", "born": "{birthdate}", "email": "{email}", '
        '"reference": "{customer}", "note": "wants to close the account"}}',
        "The log shows a sign-in from {ip} on {date}, which {person} does not know of. "
        "The page was {url}. We have told {org}.",
    ),
    "de": (
        "Sehr geehrte Damen und Herren,\n\nseit dem {date} bin ich bei Ihnen. Gestern "
        "wurde meine Karte {card} in {city} abgelehnt, obwohl genug Geld da war. Bitte "
        "schreiben Sie mir: {address}, oder rufen Sie an: {phone}.\n\nMit freundlichen "
        "Grüßen\n{person}",
        "Von: {person} <{email}>\nBetreff: Zahlung an {org}\n\nGuten Tag,\n\ndie "
        "Zahlung an {org} von {iban} ist nicht angekommen. Ich habe sie am {date} "
        "veranlasst. Was ist geschehen?",
        "Antrag\nName: {person}\nGeburtsdatum: {birthdate}\nAnschrift: {address}\n"
        "Arbeitgeber: {org}\nSteuer-ID: {national}\nTelefon: {phone}",
        "also {person} hat wieder wegen kundennummer {customer} angerufen, niemand hat "
        "sich gemeldet, bitte schreib an {email}",
        "| Kunde | Kundennummer | Konto |\n| --- | --- | --- |\n| {person} | {customer} "
        "| {iban} |\n| {person} | {customer} | {iban} |",
        "Aktennotiz. Die Patientin, {person}, {age} Jahre alt, wohnt in {city} und "
        "wurde am {date} von {org} überwiesen. Die Nichte, {person}, holt alles ab.",
        '{{"kunde": "{person}", "geboren": "{birthdate}", "email": "{email}", '
        '"kundennummer": "{customer}", "notiz": "will das Konto schließen"}}',
        "Das Protokoll zeigt eine Anmeldung von {ip} am {date}, von der {person} nichts "
        "weiß. Die Seite war {url}. Wir haben {org} Bescheid gegeben.",
    ),
    "fr": (
        "Madame, Monsieur,\n\nje suis chez vous depuis le {date}. Hier, ma carte {card} "
        "a été refusée dans un magasin à {city}, alors qu'il y avait assez d'argent. "
        "Écrivez-moi au {address} ou appelez le {phone}.\n\nCordialement,\n{person}",
        "De : {person} <{email}>\nObjet : virement vers {org}\n\nBonjour,\n\nle virement "
        "vers {org} depuis {iban} n'est pas arrivé. Je l'ai fait le {date}. Que "
        "s'est-il passé ?",
        "Demande\nNom : {person}\nDate de naissance : {birthdate}\nAdresse : {address}\n"
        "Employeur : {org}\nNuméro de sécurité sociale : {national}\nTéléphone : {phone}",
        "bon alors {person} a rappelé pour le numéro client {customer}, personne n'a "
        "répondu, tu peux écrire à {email} stp",
        "| Client | Numéro client | Compte |\n| --- | --- | --- |\n| {person} | "
        "{customer} | {iban} |\n| {person} | {customer} | {iban} |",
        "Note au dossier. La patiente, {person}, âgée de {age} ans, habite à {city} et a "
        "été adressée par {org} le {date}. Sa nièce, {person}, viendra tout prendre.",
        '{{"client": "{person}", "naissance": "{birthdate}", "email": "{email}", '
        '"numéro client": "{customer}", "note": "veut fermer son compte"}}',
        "Le journal montre une connexion depuis {ip} le {date}, que {person} ne "
        "reconnaît pas. La page était {url}. Nous avons prévenu {org}.",
    ),
    "es": (
        "Estimados señores:\n\nsoy cliente desde el {date}. Ayer mi tarjeta {card} fue "
        "rechazada en una tienda en {city}, aunque había dinero. Escríbanme a "
        "{address} o llamen al {phone}.\n\nAtentamente,\n{person}",
        "De: {person} <{email}>\nAsunto: pago a {org}\n\nBuenos días,\n\nel pago a {org} "
        "desde {iban} no ha llegado. Lo hice el {date}. ¿Qué ha pasado?",
        "Solicitud\nNombre: {person}\nFecha de nacimiento: {birthdate}\nDirección: "
        "{address}\nEmpresa: {org}\nNIF: {national}\nTeléfono: {phone}",
        "pues {person} llamó otra vez por el número de cliente {customer}, nadie le "
        "contestó, escríbele a {email} por favor",
        "| Cliente | Número de cliente | Cuenta |\n| --- | --- | --- |\n| {person} | "
        "{customer} | {iban} |\n| {person} | {customer} | {iban} |",
        "Nota. La paciente, {person}, de {age} años de edad, vive en {city} y fue "
        "enviada por {org} el {date}. Su sobrina, {person}, recogerá todo.",
        '{{"cliente": "{person}", "nacimiento": "{birthdate}", "email": "{email}", '
        '"número de cliente": "{customer}", "nota": "quiere cerrar su cuenta"}}',
        "El registro muestra una entrada desde {ip} el {date}, que {person} no "
        "reconoce. La página era {url}. Hemos avisado a {org}.",
    ),
}


@dataclass(frozen=True, slots=True)
class MadeText:
    """A made-up text.

    Args:
        language: Its language.
        text: The text.
        values: What stands in it: kind and value, each at least once.
        rest: What is left of it without the values.
    """

    language: str
    text: PersonText
    values: tuple[tuple[EntityKind, str], ...]
    rest: str


def made_texts(seed: int) -> Iterator[MadeText]:
    """Make the texts of a seed, language by language."""
    random = Random(seed)  # noqa: S311 - to be made again, not to be secret
    for language in LANGUAGES:
        for _ in range(ROUNDS):
            for template in _TEMPLATES[language]:
                yield _fill(template, language, random)


def _fill(template: str, language: str, random: Random) -> MadeText:
    person = Person(random, language)
    values: list[tuple[EntityKind, str]] = []
    orgs: list[str] = []

    def draw(match: re.Match[str]) -> str:
        slot = match.group(1)
        if slot == "org" and orgs:
            return orgs[0]  # a letter is about one organisation
        value: str = getattr(person, slot)()
        if slot == "org":
            orgs.append(value)
        values.append((_KINDS[slot], value))
        return value

    plain = template.replace("{{", "\x02").replace("}}", "\x03")
    text = _SLOT.sub(draw, plain).replace("\x02", "{").replace("\x03", "}")
    rest = _SLOT.sub(" ", plain).replace("\x02", "{").replace("\x03", "}")
    return MadeText(language, PersonText(text), tuple(values), rest)
