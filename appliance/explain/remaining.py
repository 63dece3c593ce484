"""What a masked text still tells about a person: details that narrow down who is meant.

Age, profession, origin, family, dates, places and amounts single people out when they
stand together (quasi-identifiers: ISO/IEC 20889:2018, 3.24; GDPR recital 26). Pure, by
words of two languages and by form. It counts nobody and claims no anonymity: a detail
that no word here names can single a person out as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import EXACT
from appliance.explain.remaining_words import (
    BACKGROUNDS,
    MONTHS,
    PROFESSIONS,
    RARE,
    pattern_of,
)

NONE_LEFT = (
    "No detail was recognised here that narrows down who is meant. "
    "Masked is not anonymous: one that nobody recognised still could."
)
ONE_LEFT = (
    "A detail is left that narrows down who is meant. "
    "Masked is not anonymous: who knows more could still recognise the person."
)
SEVERAL_LEFT = (
    "Together, these details could single one person out. "
    "Take out what the answer does not need."
)
RARE_LEFT = (
    "One of these details is rare and could single a person out by itself. "
    "Take out what the answer does not need."
)
SENTENCES = (NONE_LEFT, ONE_LEFT, SEVERAL_LEFT, RARE_LEFT)

# Of each kind so many are named; more would be a list that nobody reads.
_MOST = 6
_NUMBER = r"[0-9]{1,3}"
_AGE = re.compile(
    rf"(?<![\w.,]){_NUMBER}(?:[\s-]years?[\s-]old|[\s-]?j\u00e4hrige[nrsm]?|\sjahre\salt)\b"
    rf"|\b(?:aged?|alter(?:\svon)?)[\s:]{{1,3}}{_NUMBER}(?![\w%]|[.,][0-9])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![\w.,/-])(?:[0-9]{1,2}[./-]){1,2}(?:19|20)[0-9]{2}(?![\w/-]|[.,][0-9])"
    rf"|(?<!\w)(?:(?:[0-9]{{1,2}}\.?\s)?(?:{MONTHS})\s)?(?:19|20)[0-9]{{2}}(?![\w/-]|[.,][0-9])",
    re.IGNORECASE,
)
_FIGURE = r"[0-9](?:[0-9.,']{0,14}[0-9])?"
_CURRENCY = r"(?:EUR|GBP|USD|CHF)"
_AMOUNT = re.compile(
    rf"(?:[\u00a3$\u20ac]\s?|\b{_CURRENCY}\s){_FIGURE}"
    rf"|(?<![\w.,]){_FIGURE}\s?(?:[\u00a3$\u20ac]|{_CURRENCY}\b)"
    r"|(?<![\w.,])[0-9]{1,3}(?:[.,'][0-9]{3}){1,4}(?!\w|[.,][0-9])"
    rf"|(?<![\w.,]){_NUMBER}\s(?:months?|years?|monate?n?|jahre?n?)\b(?!\s(?:old|alt)\b)",
    re.IGNORECASE,
)
_PATTERNS = {
    EntityKind.AGE: _AGE,
    EntityKind.TITLE: pattern_of(PROFESSIONS + RARE),
    EntityKind.DEMOGRAPHIC: pattern_of(BACKGROUNDS),
    EntityKind.DATE: _DATE,
    EntityKind.QUANTITY: _AMOUNT,
}
_RARE = pattern_of(RARE)
# Left readable by a purpose, they name somebody or something outright.
_NAMING = (EntityKind.LOCATION, EntityKind.ADDRESS, EntityKind.ORG)


@dataclass(frozen=True, slots=True)
class Detail:
    """One kind of detail that is still readable.

    Args:
        kind: What kind.
        found: Its words as they stand in the masked text, each once; empty for a kind
            that the purpose leaves readable and no rule here looks for.
    """

    kind: EntityKind
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left in a masked text, and what that means in one sentence."""

    sentence: str
    details: tuple[Detail, ...]


def remaining(masked: str, kept: Sequence[EntityKind] = ()) -> Remaining:
    """Name the details of a masked text that together could single a person out.

    Args:
        kept: Kinds that its purpose leaves readable.
    """
    # Line ends, so that nothing is read out of a surrogate or across one.
    plain = EXACT.sub(lambda match: "\n" * len(match.group()), masked)
    details = tuple(_details(plain, kept))
    if _RARE.search(plain):
        return Remaining(RARE_LEFT, details)
    if not details:
        return Remaining(NONE_LEFT, ())
    return Remaining(ONE_LEFT if len(details) == 1 else SEVERAL_LEFT, details)


def _details(plain: str, kept: Sequence[EntityKind]) -> Iterator[Detail]:
    # What an earlier kind has explained, a later one does not count again.
    for kind, pattern in _PATTERNS.items():
        found = [" ".join(match.group().split()) for match in pattern.finditer(plain)]
        if found:
            yield Detail(kind, _each_once(found))
        plain = pattern.sub(lambda match: "\n" * len(match.group()), plain)
    yield from (Detail(kind, ()) for kind in _NAMING if kind in kept)


def _each_once(found: Sequence[str]) -> tuple[str, ...]:
    by_fold: dict[str, str] = {}
    for words in found:
        by_fold.setdefault(words.casefold(), words)
    return tuple(by_fold.values())[:_MOST]
