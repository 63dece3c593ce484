"""Reads the public sets that teach and measure the name detector, one shape for all.

No set annotates every kind: each document says which labels its set annotates, so that
a date which a set leaves unmarked does not teach that dates are ordinary words. The
development parts, and the last tenth of sets without one, are never trained on.
"""

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LABELS: tuple[str, ...] = (
    "PERSON", "ORG", "LOCATION", "ADDRESS", "DATE",
    "AGE", "CODE", "DEMOGRAPHIC", "TITLE", "QUANTITY",
)  # fmt: skip
UNSURE = "?"
SENTENCES = 8

_NAMES = frozenset(("PERSON", "ORG", "LOCATION"))
_MOST = _NAMES | {"ADDRESS", "DATE", "CODE"}
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
    r"(?:the|le|la|les|el|los|las|del|du|des|der|die|das|on|in) |[dl]['’]", re.I
)
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|march|mar|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre"
)
_CALENDAR = re.compile(
    rf"\b(?:{_MONTH})\b|\b1[5-9]\d\d|\b20\d\d|\d+[./]\d+[./]\d+|centur|\d0s\b", re.I
)
_CLOCK = re.compile(r"\d ?[ap]\.?m\b|\bnoon\b|midnight|\d h(?:eures)?\b|\d{1,2}:\d\d", re.I)
_NUMBER = re.compile(
    r"\d|teen|ty\b|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|several|few|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze"
    r"|plusieurs|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|varios)\b",
    re.I,
)
_DURATION = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|years?|minutes?|ans?|mois|jours?|semaines?"
    r"|heures?|años?|meses|mes|días?|semanas?|horas?)\b",
    re.I,
)
_AGE = re.compile(r"\bage[ds]?\b|years? old|years of age|\bans\b", re.I)
_STREET = re.compile(
    r"^\d{1,5} [A-Z]|\b(?:street|road|avenue|lane|square|drive|rue|calle|avenida)\b|"
    r"(?:straße|strasse|str\.)",
    re.I,
)
# Loan agreements annotate their roles, and re3d its pronouns: ordinary words here.
_ROLES = re.compile(
    r"(?:(?:the|this|such|remarketing|and)? ?(?:banks?|borrowers?|lenders?|company|agent"
    r"|executive|tenant|landlord|employee|guarantor|trustee|issuer|chief financial"
    r" officer|2nd floor|27th floor|gold hill venture lending 03))+",
    re.I,
)
_DIVINE = re.compile(r"(?:god|allah|jesus|lord|christ|christus)", re.I)
_PRONOUN = re.compile(
    r"(?:i|me|my|he|him|his|she|her|we|us|our|they|them|their|it|its|who|you|your|those"
    r"|these|that|which|one|both|here|there)",
    re.I,
)
_NATIONS = re.compile(
    r"(?:american|british|english|french|german|italian|spanish|japanese|chinese|russian"
    r"|canadian|australian|irish|scottish|welsh|dutch|swedish|polish|indian|european"
    r"|jewish|muslim|christian|catholic|arab|turkish|greek|brazilian|mexican)s?",
    re.I,
)
_NATION_DE = re.compile(r"[a-zäöü]*(?:isch|deutsch)e?[nrms]?|[A-Z]\w+ische[rn]?")
_NO_SPACE_BEFORE = frozenset(
    (",", ".", ";", ":", "!", "?", ")", "]", "'s", "’s", "n't", "'re", "'ll", "'m", "%")
)  # fmt: skip

# One raw label and the words under it give one of ours, UNSURE, or "" for none.
Sort = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what is known about it; offsets count code points."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    unsure: tuple[tuple[int, int], ...]
    annotated: frozenset[str]
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class _Set:
    """Where a column set lies, how it is read and what it annotates."""

    name: str
    pattern: str
    sort: Sort
    annotated: frozenset[str] = _NAMES
    language: str = "en"
    word: int = 0
    label: int = -1


def training_documents(data: Path) -> list[Document]:
    """Read what may be learned from."""
    documents = list(_read_tab(data / "pii/tab/train.jsonl"))
    for columns in _SETS:
        for part in _parts(data, columns):
            documents += part[: len(part) - len(part) // 10]
    for columns in _SETS_WITH_DEVELOPMENT:
        documents += [d for part in _parts(data, columns) for d in part]
    return documents


def development_documents(data: Path) -> dict[str, list[Document]]:
    """Read what settings are chosen on, by set; never trained on."""
    held = {"tab": list(_read_tab(data / "pii/tab/dev.jsonl"))}
    for columns in _SETS:
        parts = _parts(data, columns)
        held[columns.name] = [d for p in parts for d in p[len(p) - len(p) // 10 :]]
    for columns in _DEVELOPMENT:
        held[columns.name] = [d for p in _parts(data, columns) for d in p]
    return held


def assembled(
    text: str,
    marks: Iterable[tuple[int, int, str]],
    annotated: frozenset[str],
    source: str,
    language: str,
) -> Document:
    """Make a document of marks that may overlap: the longest mark wins."""
    taken = [False] * len(text)
    spans: list[tuple[int, int, str]] = []
    unsure: list[tuple[int, int]] = []
    known = sorted(marks, key=lambda mark: (mark[2] == UNSURE, mark[0] - mark[1], mark))
    for begin, stop, label in known:
        start, end = _stripped(text, begin, stop)
        if start >= end or any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        if label == UNSURE:
            unsure.append((start, end))
        else:
            spans.append((start, end, label))
    return Document(
        text, tuple(sorted(spans)), tuple(sorted(unsure)), annotated, source, language
    )


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _marks(
    text: str, start: int, end: int, label: str, titles: re.Pattern[str] = _TITLE
) -> Iterator[tuple[int, int, str]]:
    """Split the title off a person and the article off a date or a place."""
    if label == "PERSON":
        title = titles.match(text, start, end)
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


def _parts(data: Path, columns: _Set) -> list[list[Document]]:
    return [
        list(_read_columns(path, columns))
        for path in sorted((data / "pii").glob(columns.pattern))
    ]


def _read_columns(path: Path, columns: _Set) -> Iterator[Document]:
    """Read a column file, eight sentences to a document."""
    sentences: list[list[tuple[str, str]]] = []
    sentence: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split()
        if line.startswith(("#\t", "-DOCSTART-")):
            continue
        if len(cells) < 2:
            if sentence:
                sentences.append(sentence)
            sentence = []
            continue
        sentence.append((cells[columns.word], cells[columns.label]))
    for start in range(0, len(sentences), SENTENCES):
        yield _joined(sentences[start : start + SENTENCES], columns, start // SENTENCES)


def _joined(
    sentences: Sequence[Sequence[tuple[str, str]]], columns: _Set, number: int
) -> Document:
    """Join words into text: every third document keeps a space around each word."""
    spaced, line_end = number % 3 == 0, "\n" if number % 2 else " "
    text = ""
    raw: list[tuple[int, int, str]] = []
    for sentence in sentences:
        previous, name = "", ""
        for word, label in sentence:
            if previous and (spaced or _needs_space(text, previous, word)):
                text += " "
            start, before = len(text), name
            text += word
            name = label[2:] if label[:2] in {"B-", "I-"} else ""
            same = name == before and (label[0] == "I" or previous == "@")
            if not name and word[0] == "@" and len(word) > 1:
                name = "handle"  # some sets annotate these, others do not
            if name and same and raw:
                raw[-1] = (raw[-1][0], len(text), name)
            elif name:
                raw.append((start, len(text), name))
            previous = word
        text += line_end
    marks = []
    for start, end, name in raw:
        label = columns.sort(name, text[start:end])
        if label:
            titles = _TITLE_COURT if columns.sort is _sort_court else _TITLE
            marks += _marks(text, start, end, label, titles)
    return assembled(text, marks, columns.annotated, columns.name, columns.language)


def _needs_space(text: str, previous: str, word: str) -> bool:
    if word in _NO_SPACE_BEFORE or previous in {"(", "[", "@", "#", "/"}:
        return False
    if word == "/" or (word == "-" and previous[-1].isalnum()):
        return False
    return not (previous == "-" and text[-2:-1].isalnum() and word[0].isalnum())


def _sort_names(name: str, words: str) -> str:
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


def _sort_german(name: str, words: str) -> str:
    if name == "LOCderiv" and _NATION_DE.fullmatch(words):
        return "DEMOGRAPHIC"
    # A compound such as "SPD-Vorsitzende" holds a name; "Europameister" does not.
    if name.endswith("part") and "-" in words:
        return _sort_names(name.removesuffix("part"), words)
    return _sort_names(name, words)


def _sort_re3d(name: str, words: str) -> str:
    if name in {"Temporal", "Money", "Quantity"}:
        return _sort_time(words) if name == "Temporal" else _sort_amount(words)
    if name == "Nationality":
        return "DEMOGRAPHIC"
    if name == "Organisation":
        name = "ORG"
    bare = _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
    if _PRONOUN.fullmatch(words) or bare == bare.lower():
        return ""
    return _sort_names(name, words)


def _sort_court(name: str, words: str) -> str:
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
    return _sort_names("PER" if name == "LEGAL_PROFESSIONAL" else name, words)


def _sort_time(words: str) -> str:
    if _AGE.search(words) and not _CALENDAR.search(words):
        return "AGE"
    if _CALENDAR.search(words):
        return "DATE"
    lasting = _DURATION.search(words) and _NUMBER.search(words)
    return "QUANTITY" if lasting and not _CLOCK.search(words) else UNSURE


def _sort_amount(words: str) -> str:
    counted = re.search(r"\d{3}|\d.*\D|million|euro|pound|dollar|liras?\b", words, re.I)
    return "QUANTITY" if counted else UNSURE


def _sort_tab(name: str, words: str) -> str:
    if name == "DATETIME":
        return _sort_time(words)
    if name == "LOC":
        return "ADDRESS" if _STREET.search(words) else "LOCATION"
    if name == "DEM":
        if _CALENDAR.search(words):
            return "DATE"
        return "AGE" if _AGE.search(words) or words[:1].isdigit() else "DEMOGRAPHIC"
    return name if name in LABELS else UNSURE


def _read_tab(path: Path) -> Iterator[Document]:
    """Read court cases, one case to a document."""
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text, entities = case["text"], case["entities"]
        if isinstance(entities, str):
            # The set stores its list as Python text with single quotes.
            entities = ast.literal_eval(entities)
        marks: list[tuple[int, int, str]] = []
        for entity in entities:
            start, end = int(entity["start_offset"]), int(entity["end_offset"])
            label = _sort_tab(str(entity["entity_type"]), text[start:end])
            marks += _marks(text, start, end, label)
        annotated = _MOST | {"DEMOGRAPHIC", "QUANTITY"}
        yield assembled(text, marks, annotated, "tab", "en")


_SETS = (
    _Set("wikigold", "wikigold/wikigold.conll.txt", _sort_names),
    _Set("btc", "btc/*.conll", _sort_names),
    _Set("re3d", "re3d/train.conll", _sort_re3d),
    _Set("secfilings", "secfilings/FIN5.txt", _sort_names),
    _Set(
        "germeval", "germeval/NER-de-test.tsv", _sort_german,
        language="de", word=1, label=2,
    ),
)  # fmt: skip
_SETS_WITH_DEVELOPMENT = (
    _Set("wnut17", "wnut17/wnut17train.conll", _sort_names),
    _Set("echr_fr", "echr_fr_es/FR-manual-train.tsv", _sort_court, _MOST, "fr"),
    _Set("echr_es", "echr_fr_es/ES-manual-train.tsv", _sort_court, _MOST, "es"),
)
_DEVELOPMENT = (
    _Set("wnut17", "wnut17/emerging.dev.conll", _sort_names),
    _Set("echr_fr", "echr_fr_es/FR-manual-dev.tsv", _sort_court, _MOST, "fr"),
    _Set("echr_es", "echr_fr_es/ES-manual-dev.tsv", _sort_court, _MOST, "es"),
)
