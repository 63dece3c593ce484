"""Join what the detectors saw into disjoint spans: whole words, one kind each.

Pure. Overlapping spans become one that covers them all; of its kinds the longest and
most specific stands. A name or a code found once is found wherever it stands in the
text. When in doubt more is masked, never less.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from appliance.detect.phrases import Phrase, PhraseIndex, words_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

# The more specific of two kinds that cover the same text comes first.
_SPECIFIC = (
    EntityKind.SECRET,
    EntityKind.IBAN,
    EntityKind.CARD,
    EntityKind.EMAIL,
    EntityKind.URL,
    EntityKind.IP,
    EntityKind.BIRTHDATE,
    EntityKind.DATE,
    EntityKind.AGE,
    EntityKind.PHONE,
    EntityKind.ACCOUNT,
    EntityKind.ADDRESS,
    EntityKind.ID,
    EntityKind.CODE,
    EntityKind.PERSON,
    EntityKind.ORG,
    EntityKind.LOCATION,
    EntityKind.DEMOGRAPHIC,
    EntityKind.TITLE,
    EntityKind.QUANTITY,
    EntityKind.CUSTOM,
)
_RANK = {kind: place for place, kind in enumerate(_SPECIFIC)}
NAMES = frozenset(
    {EntityKind.PERSON, EntityKind.ORG, EntityKind.LOCATION, EntityKind.CUSTOM}
)
_TITLE = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev|herr|frau|monsieur"
    r"|madame|mme|mlle|sr|sra|se\u00f1or|se\u00f1ora|don|do\u00f1a|dear|hello|hi)\b\.?\s+)+",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['\u2019][sS]$")
_EDGE = ' \t\r\n,;:.!?"\u201c\u201d\u201e'
_HYPHENS = "-\u2010\u2011"
_WORDS_OF_ONE_NAME = 4
_SAYS_PERMILLE = 500
# What has no common form and so is found again by its letters alone.
_REPEATED = NAMES | {EntityKind.CODE, EntityKind.ADDRESS, EntityKind.ID}
_REPEATED_CHARS = 4


def merge(
    text: str,
    spans: Iterable[Span],
    *,
    allowed: PhraseIndex,
    known: Sequence[Phrase] = (),
    ordinary: Callable[[str], bool] = lambda _: False,
) -> tuple[Span, ...]:
    """Resolve spans over one text.

    Args:
        allowed: Phrases that stay readable.
        known: Names that the case has already given a surrogate.
        ordinary: Tells whether a lower-case word is an ordinary one, so that a
            person called Will does not hide every "will".

    Returns:
        Disjoint spans in order of place.
    """
    tidy = [t for t in (_tidy(text, span) for span in spans) if t is not None]
    kept = [span for span in tidy if not _is_allowed(text, span, allowed)]
    joined = join(kept)
    spread = _spread(text, joined, known, ordinary)
    clear = [span for span in spread if not _is_allowed(text, span, allowed)]
    return join([*joined, *clear])


def says_what_it_is(span: Span) -> bool:
    """Tell whether a form was recognised, which knows better than a sure guess."""
    return span.detector != "names" and span.score_permille >= _SAYS_PERMILLE


def _is_allowed(text: str, span: Span, allowed: PhraseIndex) -> bool:
    # A dictionary entry that is masked beats the list of what is not.
    return span.detector != "dictionary" and text[span.start : span.end] in allowed


def _tidy(text: str, span: Span) -> Span | None:
    """Cut titles, marks and the possessive off a name, then take whole words."""
    start, end = span.start, span.end
    if span.kind in NAMES and span.detector == "names":
        title = _TITLE.match(text, start, end)
        if title is not None:
            start = title.end()
        while start < end and text[start] in _EDGE:
            start += 1
        while start < end and text[end - 1] in _EDGE:
            end -= 1
        possessive = _POSSESSIVE.search(text[start:end])
        if possessive is not None:
            end = start + possessive.start()
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    start, end = _whole_words(text, start, end)
    if span.kind in NAMES and span.detector in {"names", "merge"}:
        start, end = _whole_compound(text, start, end)
    return replace(span, start=start, end=end)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to word boundaries; a word is letters, digits and combining marks."""
    while start > 0 and _inside_word(text, start):
        start -= 1
    while end < len(text) and _inside_word(text, end):
        end += 1
    return start, end


def _whole_compound(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen over hyphens: half of a double name names the other half."""
    while end + 1 < len(text) and text[end] in _HYPHENS and _is_word(text[end + 1]):
        start, end = _whole_words(text, start, end + 2)
    while start > 1 and text[start - 1] in _HYPHENS and _is_word(text[start - 2]):
        start, end = _whole_words(text, start - 2, end)
    return start, end


def _inside_word(text: str, at: int) -> bool:
    """Tell whether a boundary at this code point would cut a word in two."""
    return _is_word(text[at - 1]) and _is_word(text[at])


def _is_word(char: str) -> bool:
    return char.isalnum() or "\u0300" <= char <= "\u036f"


def join(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join overlapping spans into disjoint ones, in order of place."""
    joined: list[list[Span]] = []
    limit = -1
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if joined and span.start < limit:
            joined[-1].append(span)
            limit = max(limit, span.end)
        else:
            joined.append([span])
            limit = span.end
    return tuple(_winner(group) for group in joined)


def _winner(group: Sequence[Span]) -> Span:
    best = min(
        group,
        key=lambda s: (
            s.detector != "dictionary",
            s.kind is not EntityKind.SECRET,
            s.start - s.end,
            not says_what_it_is(s),
            -s.score_permille,
            _RANK[s.kind],
        ),
    )
    return replace(
        best, start=min(s.start for s in group), end=max(s.end for s in group)
    )


def _spread(
    text: str,
    found: Sequence[Span],
    known: Sequence[Phrase],
    ordinary: Callable[[str], bool],
) -> list[Span]:
    """Find every further place of names found here or known from the case."""
    phrases = list(known)
    phrases += [
        Phrase(text[span.start : span.end], span.kind)
        for span in found
        if span.kind in NAMES
        or (span.kind in _REPEATED and span.end - span.start >= _REPEATED_CHARS)
    ]
    parts = [
        Phrase(word, EntityKind.PERSON)
        for phrase in phrases
        if phrase.kind is EntityKind.PERSON
        for word in re.findall(r"[^\W\d_]{3,}", phrase.text)
        if len(phrase.text.split()) <= _WORDS_OF_ONE_NAME
    ]
    spans = []
    for place in PhraseIndex([*phrases, *parts]).find(text):
        surface = text[place.start : place.end]
        if _is_plain_word(surface, ordinary):
            continue
        reason = "is named elsewhere in this case"
        spans.append(Span(place.start, place.end, place.kind, 1, "merge", reason))
    whole = (_tidy(text, span) for span in spans)
    return [span for span in whole if span is not None]


def _is_plain_word(surface: str, ordinary: Callable[[str], bool]) -> bool:
    """Tell whether one word, as written here, is more likely an ordinary word."""
    words = words_of(surface)
    return len(words) == 1 and ordinary(words[0])
