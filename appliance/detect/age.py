"""Find ages over 89 (45 CFR 164.514(b)(2)(i)(C)); younger ages stay readable.

So few people are that old that the age alone can single one out.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.detect.table import cells_under_headings
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_OLD = r"(?P<{name}>9[0-9]|1[01][0-9]|12[0-4])"
_WORDS = (
    r"(?P<words>ninety(?:[ \-](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?: and (?:one|two|three|four|five|six|seven|eight|nine|ten))?"
    r"|(?:ein|zwei|drei|vier|f\u00fcnf|sechs|sieben|acht|neun)und(?:neunzig)|neunzig|(?:ein)?hundert(?:eins|zwei|drei|vier|f\u00fcnf)?"
    r"|quatre-vingt-(?:dix(?:-(?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize)|cent(?: (?:un|deux|trois|quatre|cinq))?"
    r"|noventa(?: y (?:uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?|cien(?:to (?:uno?|dos|tres|cuatro|cinco))?)"
)
_YEARS = (
    r"(?:[\s\-]{0,2}(?:years?[\s\-]old|years?[\s\-]of[\s\-]age|year-old|y/?o(?![^\W_])|yrs?\.?[ \-]?old|yrs?(?![^\W_])|jahren? alt|j\.(?![^\W_])|j\u00e4hrige[rnms]?|jahre?n? (?=alt)|lebensjahr|-?j\u00e4hrig"
    r"|ans(?: r\u00e9volus)?(?![^\W_])|a\u00f1os(?: de edad)?(?![^\W_])))"
)
_AGE = re.compile(
    r"(?<![^\W_])(?:aged?(?: is| of)?|turn(?:s|ed|ing)|alter(?: von)?|im alter von|edad(?: de)?|\u00e2g\u00e9e?(?: de)?|\u00e2ge|wird|wurde)[\"']?\s*[:=|(,]?\s*[\"']?"
    + _OLD.format(name="after")
    + r"(?![\w%]|[.,/][0-9]|\s?(?:%|percent|prozent|days?|tage|months?|monate|minutes?|euros?|eur\b))"
    + r"|(?<![^\W_])(?<![0-9.,\u00a3$\u20ac])"
    + _OLD.format(name="before")
    + rf"(?={_YEARS})",
    re.IGNORECASE,
)
# "Mrs Gray, 99, fell", "Herr Grau (97)", "er wurde im Mai 97".
_ASIDE = re.compile(
    r"(?<![^\W_])[A-Z\u00c0-\u00de][\w'\u2019\-]+(?:,[ ]|[ ]\()"
    + _OLD.format(name="aside")
    + r"(?=[,)])|(?<![^\W_])(?i:turn(?:s|ed)|wird|wurde|cumpl(?:e|i\u00f3)|f\u00eate|a f\u00eat\u00e9)(?:[ ][^\W\d_]{1,12}){0,3}[ ]"
    + _OLD.format(name="turned")
    + r"(?=[.,;!?\n]|[ ][^\W\d_]|$)(?![.,][0-9]|[ ](?i:percent|prozent|per cent|euros?|eur|days|tage|months|monate|times|mal)(?![^\W_]))"
)
_SPELLED = re.compile(rf"(?<![^\W_]){_WORDS}(?={_YEARS})", re.IGNORECASE)
_SPELLED_ALONE = re.compile(_WORDS, re.IGNORECASE)
_HEADING = re.compile(
    r"\W{0,4}(?:age|alter|edad|\u00e2ge)(?:[ _]\(?\w{1,8}\)?)?\W{0,4}", re.IGNORECASE
)
_CELL = re.compile(r"\W*(?:9[0-9]|1[01][0-9]|12[0-4])\W*")


def find_ages(text: str) -> Iterator[Span]:
    """Find ages of 90 and more."""
    kind, reason = EntityKind.AGE, "age over 89"
    for group in ("after", "before"):
        yield from spans_of(_AGE, text, kind, "age", reason, group=group)
    for group in ("aside", "turned"):
        yield from spans_of(_ASIDE, text, kind, "age", reason, group=group)
    yield from spans_of(_SPELLED, text, kind, "age", reason, group="words")
    for heading, start, end in cells_under_headings(text):
        if _HEADING.fullmatch(heading) and _CELL.fullmatch(text[start:end]):
            yield Span(start, end, kind, 900, "age", reason)


def is_spelled(text: str) -> bool:
    """Tell whether a text is an age of 90 or more in words, and no more."""
    return _SPELLED_ALONE.fullmatch(text) is not None


AGES = Finder("age", find_ages)
