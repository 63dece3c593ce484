"""Find numbers that name a person or a file: national ids, case and customer numbers.

National forms come from their issuers; the check digit never decides whether to mask.
Any other long number or mix of letters and digits is masked too, since what it names
cannot be known here. Sums of money, percentages and lengths of time are left alone.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.checksum import digits_of, nhs_holds
from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "has the form of a national insurance number",
        re.compile(
            r"\b[A-Z]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}(?:[ \-]?[A-D])?\b"
            r"|\b[A-Za-z]{2}(?:[ \-]?[0-9]{2}){3}[ \-]?[A-Da-d]\b"
        ),
    ),
    (
        "has the form of a social security number",
        re.compile(r"(?<![\w\-])[0-9]{3}[\- ][0-9]{2}[\- ][0-9]{4}(?![\w\-])"),
    ),
    (
        "has the form of a Spanish identity number",
        re.compile(r"\b(?:[0-9]{8}[ \-]?[A-Z]|[XYZ][ \-]?[0-9]{7}[ \-]?[A-Z])\b"),
    ),
    (
        "has the form of a French social security number",
        re.compile(
            r"(?<!\w)[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{2})?(?!\w)"
        ),
    ),
    (
        "has the form of a German tax number",
        re.compile(
            r"(?<![\w.,])[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?![\w,.]?[0-9])"
        ),
    ),
    (
        "has the form of an Italian fiscal code",
        re.compile(
            r"\b[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]\b", re.IGNORECASE
        ),
    ),
    (
        "has the form of a vehicle registration",
        re.compile(r"\b[A-Z]{2}[0-9]{2} ?[A-Z]{3}\b"),
    ),
)
_NHS = re.compile(r"(?<![\w.,\-+])[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{4}(?![\w\-])")
_VALUE = r"(?P<value>[A-Z0-9](?:[A-Z0-9]|[\-/._](?=[A-Z0-9])){2,31})(?![\w%])"
_ID_WORDS = re.compile(
    r"\b(?:passport|reisepass|passeport|pasaporte|driv(?:ing|er'?s?) licen[cs]e|f\u00fchrerschein"
    r"|national insurance|ni|nino|social security|ssn|tax(?:payer)?(?: id)?|itin|utr"
    r"|steuer-?(?:id|nummer)|nhs|mrn|medical record|hospital|patient|kvnr|dni|nie|nif"
    r"|identity card|id card|ausweis|personalausweis|carte d'identit\u00e9)"
    r"(?:[ \-]?(?:number|num|no|nr|id|nummer|#))?\.?(?:\s+(?:is|was|ist))?\s*[:#=]?\s*"
    + _VALUE,
    re.IGNORECASE,
)
_CODE_WORDS = re.compile(
    r"\b(?:case|claim|policy|customer|client|reference|ref|matter|order|invoice|contract"
    r"|ticket|employee|staff|member(?:ship)?|booking|file|application|complaint|loan"
    r"|mortgage|docket|transaction|incident|vertrags|kunden|schaden|police|aktenzeichen|az"
    r"|rechnungs|dossier|expediente|p\u00f3liza|r\u00e9f(?:\u00e9rence)?|referencia)"
    r"(?:(?P<marked>[ \-]?(?:number|num|no|nr|id|nummer|n\u00ba|n\u00b0|#|ref(?:erence)?)\b\.?)|\.)?"
    r"(?:\s+(?:is|was|ist))?\s*(?P<sign>[:#=])?\s*" + _VALUE,
    re.IGNORECASE,
)
_MIXED = re.compile(
    r"(?<![\w@./\-])(?=[A-Z0-9\-/]{0,31}[0-9])(?=[0-9\-/]{0,31}[A-Z])[A-Z0-9](?:[A-Z0-9]|[\-/](?=[A-Z0-9])){5,31}(?![\w@]|[\-/.]\w)"
)
# In small letters more digits are needed: "mp3" and "b12" are words.
_SMALL_MIXED = re.compile(
    r"(?<![\w@./\-])(?!(?:eur|gbp|usd|chf|km|kg)[0-9])[a-z]{1,6}[\-/]?[0-9]{5,24}[a-z]{0,4}(?![\w@]|[\-/.]\w)"
    r"|(?<![\w@./\-])(?=[a-z0-9]{0,24}[0-9]{5})[a-z]{2}[a-z0-9]{9,23}(?![\w@]|[\-/.]\w)"
)
_LONG = re.compile(
    r"(?<![\w.,+\-/\u00a3$\u20ac])[0-9](?:[ \-]?[0-9]){7,23}(?![\w%]|[.,][0-9]|[\-/][0-9])"
)
_APPLICATION = re.compile(r"(?<![\w./])[0-9]{3,6}/[0-9]{2,4}(?![\w/])")
_HEX = re.compile(r"(?<!\w)[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?!\w)")
_MONEY_BEFORE = re.compile(
    r"(?:[\u00a3$\u20ac\u00a5]|\b(?:EUR|GBP|USD|CHF|JPY|AUD|CAD))\s*$", re.IGNORECASE
)
_MONEY_AFTER = re.compile(
    r"\s?(?:[\u00a3$\u20ac\u00a5]|(?:EUR|GBP|USD|CHF|euros?|pounds|dollars|months?|years?)\b)",
    re.IGNORECASE,
)


def find_identifiers(text: str) -> Iterator[Span]:
    """Find national ids, numbers of cases and customers, and other long numbers."""
    for reason, pattern in _FORMS:
        yield from spans_of(pattern, text, EntityKind.ID, "identifier", reason)
    for match in _NHS.finditer(text):
        holds = nhs_holds(digits_of(match.group()))
        reason = "checksum of an NHS number holds" if holds else "ten digits in a group"
        score = 900 if holds else 500
        yield Span(*match.span(), EntityKind.ID, score, "identifier", reason)
    yield from _after_words(text)
    yield from spans_of(
        _HEX, text, EntityKind.CODE, "identifier", "has the form of a UUID"
    )
    yield from spans_of(
        _APPLICATION, text, EntityKind.CODE, "identifier", "number of a file"
    )
    for match in _MIXED.finditer(text):
        if len(digits_of(match.group())) >= 3:
            reason = "letters and digits of a reference"
            yield Span(*match.span(), EntityKind.CODE, 500, "identifier", reason)
    yield from spans_of(
        _SMALL_MIXED,
        text,
        EntityKind.CODE,
        "identifier",
        "letters and digits of a reference",
        score_permille=450,
    )
    for match in _LONG.finditer(text):
        if not _is_money(text, *match.span()):
            reason = "long number"
            yield Span(*match.span(), EntityKind.CODE, 400, "identifier", reason)


def _after_words(text: str) -> Iterator[Span]:
    for match in _ID_WORDS.finditer(text):
        if len(digits_of(match.group("value"))) >= 4:
            reason = "number after a word for an identity document"
            span = match.span("value")
            yield Span(*span, EntityKind.ID, 950, "identifier", reason)
    for match in _CODE_WORDS.finditer(text):
        value = match.group("value")
        digits = len(digits_of(value))
        named = bool(match.group("marked") or match.group("sign"))
        plain_year = len(value) == 4 and value[:2] in {"19", "20"} and not named
        enough = digits >= 1 if named else digits >= 4
        start, end = match.span("value")
        if enough and not plain_year and not _is_money(text, start, end):
            reason = "number after a word for a file or customer"
            yield Span(start, end, EntityKind.CODE, 850, "identifier", reason)


def _is_money(text: str, start: int, end: int) -> bool:
    before = _MONEY_BEFORE.search(text[max(0, start - 8) : start])
    return before is not None or _MONEY_AFTER.match(text, end) is not None


IDENTIFIERS = Finder("identifier", find_identifiers)
