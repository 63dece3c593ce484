"""What stands after a word that says what it is: "Policy no.: X", "Kundennummer X".

Serves every kind of number that has no form of its own. The word may stand before the
value, in the cell beside it, at the head of its column, as a key of JSON, or after it
("4471 is my customer number"). Words are those of English, German, French and Spanish.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from appliance.detect.checksum import digits_of
from appliance.detect.money import is_money
from appliance.detect.table import cells_under_headings
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_NUMBER = (
    r"(?:numbers?|num\.?|nummern?|nbr|nr|no(?:s|\.)?|n\.?[\u00ba\u00b0]|n\u00fam(?:ero)?|num\u00e9ro|numero|ids?|ident(?:ifier|ification|ifiant)?"
    r"|codes?|key|\#|ref(?:erence|erenz)?s?|kennung|kennzeichen|zeichen|identifiant|c\u00f3digo)"
)
_HEAD = (
    r"(?:numbers?|nummern?|nr\.?|no\.|n\.?[\u00ba\u00b0]|n\u00fam(?:ero)?\.?|num\u00e9ro|numero|id|code|ref(?:erence|erenz)?\.?|r\u00e9f(?:\u00e9rence)?\.?|referencia|identifiant|c\u00f3digo)"
    r"(?:[ _](?:of|for|the|your|my|our|de|del|la|le|du|des|der|su|votre|notre|mon|ma|ihre[rs]?|meine[rs]?)){0,3}[ _]?(?:d['\u2019]|l['\u2019])?"
)
_VERB = r"(?:is|was|are|were|reads|lautet|lauten|ist|war|sind|est|sont|\u00e9tait|es|son|era|it'?s|its|c'est)"
_GLUE = (
    # Policy number (current) with us is: "
    r"(?:[ ]?\([^()\n0-9]{1,30}\))?"
    rf"(?:(?:[ ][^\W\d_]{{1,14}}){{0,5}}?[ ]{_VERB}(?:[ ](?:the|as|now|jetzt|nun))?)?"
    r"(?:[ ](?:with|under|bearing|mit|unter|sous|portant|avec|con|bajo)(?:[ ](?:the|der|dem|le|la|el))?(?:[ ](?:number|no\.?|nummer|nr\.?|num\u00e9ro|n\.?[\u00ba\u00b0]|n\u00famero))?)?"
    r"[\"'*_`\]\)]{0,3}[\s.\u2026_]{0,40}(?P<sign>[:=#|>,;.\u2013\u2014\-]{0,3}\s{0,20}(?:</?\w{1,8}[^<>\n]{0,60}>\s{0,4}){0,4})[\"'*_`(\[#|]{0,3}\s?"
)
_WORD = r"[^\W_](?:[^\W_]|[\-/._:\\](?=[^\W_])){0,39}"
_MORE = r"(?:[ ][A-Z]{1,4}[ ][0-9]{1,6}/[0-9]{2,4})?(?:[ ](?=[A-Z]{0,4}[0-9]{2})(?![0-9]{1,3}[.,][0-9])[A-Z0-9]{2,12}(?:[\-/.][A-Z0-9]{1,8}){0,3}(?![^\W_]|[/.,:][0-9])){0,6}(?:[ ](?-i:[A-Z])(?![\w'\u2019.]))?"
# Of some papers (the German passport) a number may happen to have no digit.
_CONSONANTS = "[BCDFGHJKLMNPRTVWXZ]{8,12}"
# "ab 123 456" is a number in small letters, "of 4500" is none.
_SMALL_WORDS = r"a|of|for|at|to|in|by|is|and|the|on|or|has|was|de|du|la|le|les|von|vom|bei|mit|der|die|das|den|und|um|zu|et|y|en|el|un|una|del|con|par|sur|au|an|am|im"
_VALUE = rf"(?P<value>(?-i:{_CONSONANTS})(?![^\W_])|(?:(?-i:[A-Z]{{1,6}}|(?!(?:{_SMALL_WORDS})[ ])[a-z]{{1,3}}(?=[ ][0-9]{{3}}))[ ](?=[A-Z0-9]{{0,4}}[0-9]))?(?=[^\s,;|\"]{{0,39}}?[0-9]){_WORD}{_MORE})(?![^\W_]|[%@])"
_ALSO = re.compile(
    rf"[ ]?(?:,|;|/|&|and|und|et|y|or|oder|ou|o|to|bis)[ ]{{1,2}}(?P<value>{_WORD})(?![^\W_]|[%@])",
    re.IGNORECASE,
)
# "4471 is my customer number", "4471 (customer number)".
_SAID = (
    r"(?<=\W)(?:[(,\u2013]|(?:is|ist|est|es|as|als|comme|como)[ ])[ ]?"
    r"(?:(?:the|my|your|our|his|her|their|a|die|das|meine|ihre|unsere|seine|le|la|mon|ma|votre|su|mi|el)[ ])?"
)
_BEFORE = re.compile(
    r"(?<![^\W_])(?P<value>(?=[A-Z\-/._]{0,16}[0-9])[A-Z0-9][A-Z0-9\-/._]{2,30}(?:[ ](?=[A-Z]{0,4}[0-9])[A-Z0-9]{2,8}){0,4})[\"'*)]{0,2}[ ]?$",
    re.IGNORECASE,
)
# Abbreviations that are words of some language as well.
_ALSO_WORDS = re.compile(
    "sin|ni|fin|pan|nas|sip|ik|tin|ein|rut|spi|cip|nda|chi|urn|sn|acn|az|ref|rib|aba|acc|nin|naf|rv|uid|valor",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:[\-/](?:(?:19|20)?[0-9]{2}))?")
_DATE = re.compile(
    r"[0-9]{1,2}([./\-])[0-9]{1,2}\1(?:[0-9]{2}){1,2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
)
_SUM = re.compile(
    r"[0-9]{1,3}(?:[.,'\u2019][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,2})?|[0-9]{1,6}[.,][0-9]{1,2}(?![0-9])"
)
# How far back a value may stand before the word that names it.
_BACK = 48


@dataclass(frozen=True, slots=True)
class Label:
    """Words that say what the number after them is.

    Args:
        kind: What the number is masked as.
        reason: Why, in one plain clause.
        words: Nouns that need "number", a sign or a long number after them, by `|`.
        names: Words that are enough alone: abbreviations and compounds, by `|`.
        score_permille: How sure it is.
        least: How many digits a value has at least after a noun and a sign.
    """

    kind: EntityKind
    reason: str
    words: str
    names: str
    score_permille: int = 850
    least: int = 2
    found: re.Pattern[str] = field(init=False)
    heading: re.Pattern[str] = field(init=False)
    said: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        named = (
            rf"(?P<named>(?:{self.names})(?:[ _\-]?{_NUMBER})?(?![^\W_])\.?"
            rf"|{_HEAD}(?:{self.words})s?(?![^\W_])"
            rf"|(?:{self.words})(?:[ _\-]?{_NUMBER})(?![^\W_])\.?)"
            rf"|(?:{self.words})(?P<plural>e?s|e?n)?(?![^\W_])\.?"
        )
        whole = rf"(?<![^\W_])(?:{named})"
        object.__setattr__(
            self, "found", re.compile(whole + _GLUE + _VALUE, re.IGNORECASE)
        )
        object.__setattr__(
            self,
            "heading",
            re.compile(rf"[\W_]{{0,4}}(?:{named})[\W_]{{0,4}}", re.IGNORECASE),
        )
        object.__setattr__(
            self, "said", re.compile(rf"{_SAID}(?:{named})", re.IGNORECASE)
        )


@dataclass(frozen=True, slots=True)
class LabelledDetector:
    """Finds values by the words beside them."""

    name: str
    labels: Sequence[Label]

    def find(self, text: str, language: str) -> list[Span]:
        """Find values beside, below or before their words."""
        del language
        found = list(self._below(text))
        for label in self.labels:
            found += [*self._beside(label, text), *self._before(label, text)]
        return found

    def _beside(self, label: Label, text: str) -> Iterator[Span]:
        for match in label.found.finditer(text):
            start, end = match.span("value")
            named = match["named"] is not None
            sign = match["sign"].strip(" \t\r\n,;.-\u2013\u2014")
            least = 1 if named else 4
            if named and not sign and _ALSO_WORDS.fullmatch(match["named"]):
                least = 6
            if not named and sign and not match["plural"]:
                least = label.least
            if not _is_number(match["value"], least=least, named=named):
                continue
            if is_money(text, start, end) or _is_part_of_sum(text, start, end):
                continue
            yield self._span(label, (start, end))
            while (also := _ALSO.match(text, end)) is not None:
                if not _is_number(also["value"], least=3, named=False):
                    break
                end = also.end("value")
                yield self._span(label, also.span("value"))

    def _before(self, label: Label, text: str) -> Iterator[Span]:
        for said in label.said.finditer(text):
            end = said.start()
            match = _BEFORE.search(text, max(0, end - _BACK), end)
            if match is not None and _is_number(match["value"], least=4, named=False):
                yield self._span(label, match.span("value"))

    def _below(self, text: str) -> Iterator[Span]:
        by_heading: dict[str, Label | None] = {}
        for heading, start, end in cells_under_headings(text):
            if heading not in by_heading:
                by_heading[heading] = next(
                    (one for one in self.labels if one.heading.fullmatch(heading)), None
                )
            label = by_heading[heading]
            bare = text[start:end].strip(" \t\"'*`")
            cell = text[start:end]
            if label is not None and _is_number(bare, least=1, named=True):
                at = start + cell.index(bare)
                yield self._span(label, (at, at + len(bare)))

    def _span(self, label: Label, place: tuple[int, int]) -> Span:
        return Span(*place, label.kind, label.score_permille, self.name, label.reason)


def _is_number(value: str, *, least: int, named: bool) -> bool:
    """Tell whether a value may be a number of somebody, rather than a year or a sum."""
    if named and re.fullmatch(_CONSONANTS, value):
        return True
    if len(digits_of(value)) < least or _DATE.fullmatch(value):
        return False
    return named or not (_YEAR.fullmatch(value) or _SUM.fullmatch(value))


def _is_part_of_sum(text: str, start: int, end: int) -> bool:
    """Tell whether a comma after the value leads to its thousands or cents."""
    return text[start:end].isdigit() and _SUM.match(text, start, end + 4) is not None
