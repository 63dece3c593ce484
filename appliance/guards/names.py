"""Whether the names of an answer stand in the texts it rests on. Pure.

Names are where a detector saw them, and after a title or a salutation, whatever a
detector says. Every word of one has to stand in a source; two and more of them beside
each other there, so that one person's first name never goes with another's last.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
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
    # Without a title this is what somebody is: "Sehr geehrte Kundin".
    rf"|(?:(?<=\n)|\A)[ \t]*Sehr geehrte[rs]?[ ](?P<whole>{_NAME}[ ]{_NAME})"
)
# Who is greeted by what they are, and words that stand before or after a name.
_NO_NAME = frozenset(
    """
    all applicant bank care client colleague colleagues customer customers damen dear
    department der des die den dem das del della doctor dr ein eine familie family frau
    friend gentlemen good guest guten tag tage morgen abend morning afternoon evening
    hallo hello herr herren herrn hi ihr ihre ihnen interessent kindly kolleginnen
    kollegen kunde kunden kundin kundendienst kundenservice ladies liebe lieber madam
    member mieter miss mitglied mr mrs ms mx neighbour office oder parents partner
    patient patientin prof professor reader regards gruessen gruesse freundlichen
    freundliche sehr geehrte geehrter geehrten sender service sincerely sir support
    team tenant the there und and von van de di da la le zu bin al you yours your
    zusammen abteilung resident residents subscriber passenger student students parent
    investor borrower policyholder cardholder employee employees candidate teacher pupil
    user owner landlord insured claimant donor volunteer visitor hiring manager editor
    neighbor mieterin nachbar nachbarin patienten eltern mitarbeiter mitarbeiterin
    nutzer nutzerin versicherte versicherter anwohner leser leserin gast
    """.split()  # noqa: SIM905 - a list would take a line for each
)
# "Your accounts team", "Ihre Buchhaltung": what follows is a part of the house.
_OWN_HOUSE = re.compile(
    r"(?<![^\W_])(?:your|our|the|a|an|this|ihre?n?m?r?|unsere?n?m?r?|d(?:er|ie|as|en|em)"
    r"|eine?n?m?r?)\s+\Z",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"\b(?:GmbH|AG|KG|OHG|SE|UG|e\. ?V\.|Ltd|Limited|LLP|LLC|Inc|Corp|plc|PLC|S\.?A\.?)\b"
)
_LOOK_BACK = 12
_NAMES = frozenset({EntityKind.PERSON, EntityKind.LOCATION})
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
    places = {(s.start, s.end) for s in seen if _is_name(answer, s)}
    for form in (_TITLED, _GREETED):
        places |= {match.span(match.lastgroup or 0) for match in form.finditer(answer)}
    for start, end in sorted(places):
        words = [
            fold(word)
            for word in _LETTERS.findall(answer[start:end])
            if len(word) > 1 and word[0].isupper() and fold(word) not in _NO_NAME
        ]
        if words and not _stand_together(words, sources):
            yield start, end


def _is_name(answer: str, span: Span) -> bool:
    """Tell whether what a detector saw is a name, and no part of the house.

    Without a legal form an organisation is not told from a department that signs.
    """
    if _LEGAL_FORM.search(answer, span.start, span.end):
        return True
    if span.kind not in _NAMES:
        return False
    first = _LETTERS.search(answer, span.start, span.end)
    begin = first.end() + 1 if first else span.start
    return not any(
        _OWN_HOUSE.search(answer, max(0, at - _LOOK_BACK), at)
        for at in (span.start, begin)
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
