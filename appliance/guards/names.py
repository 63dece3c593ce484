"""Whether the names of an answer stand in the texts it rests on. Pure.

Names are where a detector is sure of them and no word is a noun by its form, and after
a title whatever a detector says. Every word of one has to stand in a source; two and more of them beside
each other there, so that one person's first name never goes with another's last.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.guards.nouns import is_noun
from appliance.guards.sources import Sources, fold

_NAME = r"[A-Z\u00c0-\u00de][^\W\d_]*(?:['\u2019-][^\W\d_]+)*"
_WORDS = rf"{_NAME}(?:[ ](?:(?:von|van|de|der|den|del|di|da|la|le|zu|bin|al)[ ]){{0,2}}{_NAME}){{0,3}}"
_TITLED = re.compile(
    r"(?<![^\W_])(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Herrn?|Frau|Familie)\.?[ ])"
    rf"(?:(?:Dr|Prof)\.?[ ]){{0,2}}(?P<name>{_WORDS})"
)
_GREETED = re.compile(
    r"(?:(?<=\n)|\A)[ \t>*]*(?:Dear|Hello|Hi|Good (?:morning|afternoon|evening)|Liebe[rs]?|Hallo"
    rf"|Guten (?:Tag|Morgen|Abend))[ ](?P<name>{_WORDS})"
    # "Liebe Kundin, lieber Kunde" greets by what somebody is.
    r"(?![^\n]{0,40}\b(?:[Ll]iebe|[Gg]eehrte)[rs]?\b)"
)
# What stands before one name alone: what somebody is, as a title is.
_ROLE = re.compile(
    rf"(?<![^\W_])(?:Nurse|Sister|Judge|Councillor|Officer|Schwester|Pfleger|Richter(?:in)?)[ ](?P<name>{_NAME})"
)
# Titles, and what begins or joins a name.
_NO_NAME = frozenset(
    """
    and bin da damen de dear del della den der des di die doctor doktor dr familie
    family frau guten hallo hello herr herren herrn hi i la le liebe lieber madam miss
    mr mrs ms mx prof professor sie sir the und van von wir you your zu
    """.split()  # noqa: SIM905 - a list would take a line for each
)
# "Your accounts team", "Ihre Buchhaltung": what follows is a part of the house.
_OWN_HOUSE = re.compile(
    r"(?<![^\W_])(?:your|our|the|a|this|ihre?n?m?r?|unsere?n?m?r?|d(?:er|ie|as|en|em)"
    r"|eine?n?m?r?)\s+\Z",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"\b(?:GmbH|AG|KG|OHG|SE|UG|e\. ?V\.|Ltd|Limited|LLP|LLC|Inc|Corp|plc|PLC|S\.?A\.?)\b"
)
_LOOK_BACK = 12
# The detector leans to recall, and gives nouns in capitals for names. Those it is as
# sure of as this are names: of 65 German towns 80 in 100 and of 170 nouns in the same
# sentences 2 in 100, of first and last names beside each other all but a few.
_SURE, _SURE_OF_ONE, _SURE_OF_CALLED = 997, 998, 850
_LETTERS = re.compile(r"[^\W\d_]+")
# Words of a name stand this near to each other where they belong together.
_NEAR = 3


def ungrounded_names(
    answer: str, sources: Sources, seen: Sequence[Span]
) -> Iterator[tuple[int, int]]:
    """Find the names of an answer that stand in no source.

    Args:
        answer: The answer, surrogates blanked.
        sources: What it rests on.
        seen: Where a detector saw names in it.
    """
    here = {fold(word) for word in _LETTERS.findall(answer) if word[0].islower()}
    lower = sources.lower | here
    greeted = [match.span("name") for match in _GREETED.finditer(answer)]
    called = greeted + [match.span("name") for match in _ROLE.finditer(answer)]
    places = {
        (one.start, one.end)
        for one in seen
        if _is_name(answer, one, lower, is_called=_is_in(one, called))
    }
    places |= {match.span("name") for match in _TITLED.finditer(answer)}
    places |= {
        place
        for place in greeted
        if all(word in sources.capital for word in _words_of(answer, *place))
    }
    for start, end in sorted(places):
        words = _words_of(answer, start, end)
        # What stands before a whole name is what somebody is: "Ihre Ehefrau Mira Kern".
        known = len(words) > 2 and _stand_together(words[-2:], sources)
        if words and not known and not _stand_together(words, sources):
            yield start, end


def _words_of(answer: str, start: int, end: int) -> list[str]:
    """List the words of a name, folded, without what begins or joins one."""
    return [
        fold(word)
        for word in _LETTERS.findall(answer, start, end)
        if len(word) > 1 and word[0].isupper() and fold(word) not in _NO_NAME
    ]


def _is_in(span: Span, places: Sequence[tuple[int, int]]) -> bool:
    return any(span.start < end and start < span.end for start, end in places)


def _is_name(
    answer: str, span: Span, lower: frozenset[str], *, is_called: bool
) -> bool:
    """Tell whether what a detector saw is a name, and no noun with a capital.

    Without a legal form an organisation is not told from a department that signs. One
    word alone is a person's name only in a greeting and after what somebody is.
    """
    if _LEGAL_FORM.search(answer, span.start, span.end):
        return True
    letters = _LETTERS.findall(answer, span.start, span.end)
    words = [w for w in letters if w[0].isupper() and fold(w) not in _NO_NAME]
    if not words or any(is_noun(w) or fold(w) in lower for w in words):
        return False
    if span.kind is EntityKind.PERSON:
        sure = _SURE if len(words) > 1 else _SURE_OF_CALLED
        if len(words) == 1 and not is_called:
            return False
    elif span.kind is EntityKind.LOCATION:
        sure = _SURE if len(words) > 1 else _SURE_OF_ONE
    else:
        return False
    return span.score_permille >= sure and not any(
        _OWN_HOUSE.search(answer, max(0, at - _LOOK_BACK), at)
        for at in (span.start, answer.index(words[0], span.start))
    )


def _stand_together(words: list[str], sources: Sources) -> bool:
    known = [_as_known(word, sources.words) for word in words]
    if None in known:
        return False
    if len(known) == 1:
        return True
    places = [
        [at for at, word in enumerate(sources.order) if word == one] for one in known
    ]
    return all(
        any(abs(one - other) <= _NEAR for one in before for other in after)
        for before, after in pairwise(places)
    )


def _as_known(word: str, known: frozenset[str]) -> str | None:
    """Give a word as a source has it: a genitive's or a plural's s may come or go."""
    for form in (word, word.removesuffix("s"), word + "s"):
        if len(form) > 1 and form in known:
            return form
    return None
