"""Sorts the labels of the public sets into ours, by the words that they stand on.

Each set has its own labels and its own slips; what cannot be sorted is UNSURE and
nobody learns from it.
"""

import re
from collections.abc import Iterator

UNSURE = "?"
_TITLE_WORDS = (
    "Mr|Mrs|Ms|Miss|Dr|Doctor|Prof|Professor|Sir|Lord|Lady|Herr|Herrn|Frau|Mme|Mlle"
    "|Monsieur|Madame|Sra?|Srta"
)
_TITLE = re.compile(rf"(?:{_TITLE_WORDS})\b ?\.? ?(?:(?:Dr|Prof)\b ?\.? ?)*(?=\w)")
_TITLE_COURT = re.compile(rf"(?:{_TITLE_WORDS}|MM?|Me|Don|Doña)\b ?\.? ?(?=\w)")
_TITLE_BEFORE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Judge|Ambassador|Herr|Herrn|Frau|Mme"
    r"|Sra?)\b\.?(?= $)"
)
_ARTICLE = re.compile(
    r"(?:the|le|la|les|el|los|las|del|du|des|der|die|das|on|in) |[dl]['’]",
    re.IGNORECASE,
)
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|march|mar|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre"
)
_CALENDAR = re.compile(
    rf"\b(?:{_MONTH})\b|\b1[5-9]\d\d|\b20\d\d|\d+[./]\d+[./]\d+|centur|\d0s\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\d ?[ap]\.?m\b|\bnoon\b|midnight|\d h(?:eures)?\b|\d{1,2}:\d\d", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\d|teen|ty\b|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|several|few|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze"
    r"|plusieurs|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|varios)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|years?|minutes?|ans?|mois|jours?|semaines?"
    r"|heures?|años?|meses|mes|días?|semanas?|horas?)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\bage[ds]?\b|years? old|years of age|\bans\b", re.IGNORECASE)
_STREET = re.compile(
    r"^\d{1,5} [A-Z]|\b(?:street|road|avenue|lane|square|drive|rue|calle|avenida)\b|"
    r"(?:straße|strasse|str\.)",
    re.IGNORECASE,
)
# Loan agreements annotate their roles, and re3d its pronouns: ordinary words here.
_ROLES = re.compile(
    r"(?:(?:the|this|such|remarketing|and)? ?(?:banks?|borrowers?|lenders?|company"
    r"|agent|executive|tenant|landlord|employee|guarantor|trustee|issuer|chief"
    r" financial officer|2nd floor|27th floor|gold hill venture lending 03))+",
    re.IGNORECASE,
)
_DIVINE = re.compile(r"(?:god|allah|jesus|lord|christ|christus)", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?:i|me|my|he|him|his|she|her|we|us|our|they|them|their|it|its|who|you|your|those"
    r"|these|that|which|one|both|here|there)",
    re.IGNORECASE,
)
_NATIONS = re.compile(
    r"(?:american|british|english|french|german|italian|spanish|japanese|chinese|russian"
    r"|canadian|australian|irish|scottish|welsh|dutch|swedish|polish|indian|european"
    r"|jewish|muslim|christian|catholic|arab|turkish|greek|brazilian|mexican)s?",
    re.IGNORECASE,
)
_NATION_DE = re.compile(r"[a-zäöü]*(?:isch|deutsch)e?[nrms]?|[A-Z]\w+ische[rn]?")


def sort_names(name: str, words: str) -> str:
    """Sort the labels of the sets that annotate names of three sorts."""
    if _ROLES.fullmatch(words):
        return ""
    known = {
        "PER": "PERSON", "PERSON": "PERSON", "ORG": "ORG", "CORPORATION": "ORG",
        "GROUP": "ORG", "LOC": "LOCATION", "LOCATION": "LOCATION",
    }  # fmt: skip
    label = known.get(name.upper(), UNSURE)
    if label == "PERSON" and _DIVINE.fullmatch(words):
        return UNSURE
    if label == UNSURE and _NATIONS.fullmatch(words):
        return "DEMOGRAPHIC"
    return "ADDRESS" if label == "LOCATION" and _STREET.search(words) else label


def sort_german(name: str, words: str) -> str:
    """Sort the labels of GermEval, which marks words made of names too."""
    if name == "LOCderiv" and _NATION_DE.fullmatch(words):
        return "DEMOGRAPHIC"
    # A compound such as "SPD-Vorsitzende" holds a name; "Europameister" does not.
    if name.endswith("part") and "-" in words:
        return sort_names(name.removesuffix("part"), words)
    return sort_names(name, words)


def sort_re3d(name: str, words: str) -> str:
    """Sort the labels of re3d, which marks pronouns and things too."""
    if name in {"Temporal", "Money", "Quantity"}:
        return _sort_time(words) if name == "Temporal" else _sort_amount(words)
    if name == "Nationality":
        return "DEMOGRAPHIC"
    if name == "Organisation":
        name = "ORG"
    bare = _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
    if _PRONOUN.fullmatch(words) or bare == bare.lower():
        return ""
    return sort_names(name, words)


def sort_court(name: str, words: str) -> str:
    """Sort the labels of the French and Spanish court cases."""
    # The set's own slips: some judges stand as quantities, some dates as places.
    if name == "QUANTITY" and _TITLE_COURT.match(words):
        return "PERSON"
    if name == "LOC" and re.match(r"(?:le|el) \d", words):
        return "DATE"
    if name in {"DATE", "DATETIME"}:
        return _sort_time(words)
    if name in {"QUANTITY", "CURRENCY"}:
        return _sort_amount(words)
    if name == "CODE":
        return "CODE"
    if name in {"NATIONALITY", "ETHNIC_CATEGORY"}:
        return "DEMOGRAPHIC"
    return sort_names("PER" if name == "LEGAL_PROFESSIONAL" else name, words)


def _sort_time(words: str) -> str:
    if _AGE.search(words) and not _CALENDAR.search(words):
        return "AGE"
    if _CALENDAR.search(words):
        return "DATE"
    lasting = _DURATION.search(words) and _NUMBER.search(words)
    return "QUANTITY" if lasting and not _CLOCK.search(words) else UNSURE


def _sort_amount(words: str) -> str:
    counted = re.search(
        r"\d{3}|\d.*\D|million|euro|pound|dollar|liras?\b", words, re.IGNORECASE
    )
    return "QUANTITY" if counted else UNSURE


def sort_tab(name: str, words: str) -> str:
    """Sort the labels of the Text Anonymization Benchmark."""
    if name == "DATETIME":
        return _sort_time(words)
    if name == "LOC":
        return "ADDRESS" if _STREET.search(words) else "LOCATION"
    if name == "DEM":
        if _CALENDAR.search(words):
            return "DATE"
        return "AGE" if _AGE.search(words) or words[:1].isdigit() else "DEMOGRAPHIC"
    known = {"PERSON", "ORG", "CODE", "QUANTITY"}
    return name if name in known else UNSURE


def split_marks(
    text: str, start: int, end: int, label: str, *, court: bool = False
) -> Iterator[tuple[int, int, str]]:
    """Split the title off a person and the article off a date or a place.

    In French and Spanish court cases (`court`) "M." is a title, elsewhere an initial.
    """
    if label == "PERSON":
        title = (_TITLE_COURT if court else _TITLE).match(text, start, end)
        before = _TITLE_BEFORE.search(text, max(0, start - 14), start)
        if title:
            yield start, title.end(), "TITLE"
            start = title.end()
        elif before:
            yield before.start(), before.end(), "TITLE"
    elif label in {"DATE", "LOCATION", "ORG"}:
        article = _ARTICLE.match(text, start, end)
        start = article.end() if article else start
    yield start, end, label
