"""Grounding: whether what an answer states stands in the texts it rests on.

Looked at are sums and other numbers, dates and times, codes and addresses, names and
quoted passages, each in whatever form it is written. Copies only: nothing is added up
or counted, so "14 days" does not stand in "two weeks". Pure.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from appliance.domain.span import Span
from appliance.domain.surrogate import EXACT, surrogates_in
from appliance.guards.calendar import find_partial_dates, find_times, find_weekdays
from appliance.guards.codes import find_codes, stands_in
from appliance.guards.figures import Figure, find_figures
from appliance.guards.names import ungrounded_names
from appliance.guards.sources import Sources, plainly

# What counts the parts of an answer, not a fact: "1. ", "Step 2", "Option 3", "24/7".
_OWN_COUNT = re.compile(
    r"(?m:^[ \t>*-]{0,8}\(?[0-9]{1,2}[.)](?=[ \t]))"
    r"|(?<=[.!?:;] )\(?[0-9]{1,2}[.)](?= [A-Z\u00c0-\u00de])"
    r"|(?i:\b(?:steps?|option|point|schritte?|punkt|variante)[ ][0-9]{1,2}\b)"
    r"|\b24/7\b|\[[0-9]{1,2}\]"
)
# Nouns that count what an answer says itself: "two things", "drei Schritte".
_OWN_NOUNS = re.compile(
    r"(?:things?|options?|steps?|points?|ways?|questions?|reasons?|parts?|matters?"
    r"|requests?|dinge|schritte?|punkte?n?|m\u00f6glichkeiten|fragen|gr\u00fcnde|anliegen"
    r"|optionen|teile)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,9}://|www\.)[^\s<>\"')\]]+"
    r"|[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:ending(?: in| with)?|ends(?: in| with)?|last (?:four|4) digits(?: are)?"
    r"|endet(?: auf| mit)?|endend auf|endziffern?|[*\u2022x\u2026.]{2,})\s*\Z",
    re.IGNORECASE,
)
_TAIL_CHARS = 30
# A stand-in of the case in any spelling, with its hint and its bracket.
_LOOSE = (
    r"(?i)(?:\\?\[)?[^\W\d_]{{2,16}}[\W_]{{1,6}}{nonce}[\W_]{{1,6}}[0-9]{{1,7}}"
    r"(?:\\?~[0-9+-]{{1,10}})?(?:\\?\])?"
)
# A number this long may be the figures of a code.
_LONG_NUMBER = 5
_QUOTED = re.compile(
    r"\u201c(?P<a>[^\u201c\u201d]{8,600})\u201d|\u201e(?P<b>[^\u201c\u201d\u201e]{8,600})[\u201c\u201d]"
    r"|\u00ab(?P<c>[^\u00ab\u00bb]{8,600})\u00bb|\u00bb(?P<d>[^\u00ab\u00bb]{8,600})\u00ab"
    r'|(?<!\w)"(?P<e>[^"\n]{8,600})"|(?m:^>[ \t]?(?P<f>[^\n]{8,600})$)'
)
_LEFT_OUT = re.compile(r"\[?\.{3}\]?|\u2026|\[\u2026\]")
_LEAST_QUOTED_WORDS = 3
_FEW = frozenset({Decimal(1), Decimal(2), Decimal(3)})
_RELATIVE = re.compile(
    r"(?<![^\W_])(?:yesterday|tomorrow|gestern|vorgestern|\u00fcbermorgen)(?![^\W_])",
    re.IGNORECASE,
)


class Fact(StrEnum):
    """What kind of thing an answer states."""

    NUMBER = "number"
    DATE = "date"
    CODE = "code"
    NAME = "name"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """A place of an answer that stands in none of its sources, in code points."""

    start: int
    end: int
    fact: Fact


def find_ungrounded(
    answer: str, sources: Sources, names: Sequence[Span] = ()
) -> tuple[Ungrounded, ...]:
    """Find what an answer states and its sources do not.

    Args:
        answer: The answer or a whole sentence of it; surrogates in place.
        sources: What it rests on.
        names: Where a detector saw people, organisations or places in the answer.

    Returns:
        Places in order; none inside another.
    """
    page = _Page(answer, sources)
    found = [
        *page.surrogates(),
        *page.quotes(),
        *(
            Ungrounded(start, end, Fact.NAME)
            for start, end in ungrounded_names(page.left, sources, names)
        ),
        *page.contacts(),
        *page.dates(),
        *page.times(),
        *page.codes(),
        *page.figures(),
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Ungrounded] = []
    for one in found:
        if not kept or one.end > kept[-1].end:
            kept.append(one)
    return tuple(kept)


class _Page:
    """An answer whose read places are blanked one kind after the other."""

    def __init__(self, answer: str, sources: Sources) -> None:
        self._answer = answer
        self._sources = sources
        self.left = EXACT.sub(_blank, answer)
        for nonce in sources.nonces:
            # However it is spelled, restoring reads it; who it names is asked elsewhere.
            self.left = re.sub(_LOOSE.format(nonce=nonce), _blank, self.left)

    def surrogates(self) -> Iterator[Ungrounded]:
        for match in EXACT.finditer(self._answer):
            named = {one.name for one in surrogates_in(match[0])}
            if not named <= self._sources.surrogates:
                yield Ungrounded(*match.span(), Fact.NAME)

    def quotes(self) -> Iterator[Ungrounded]:
        for match in _QUOTED.finditer(self._answer):
            group = match.lastgroup or "a"
            parts = (plainly(part) for part in _LEFT_OUT.split(match[group]))
            wanted = [part.strip(" .,;:!?-") for part in parts]
            if len(match[group].split()) < _LEAST_QUOTED_WORDS:
                continue
            if not all(part in self._sources.plain for part in wanted):
                yield Ungrounded(*match.span(group), Fact.QUOTE)

    def contacts(self) -> Iterator[Ungrounded]:
        known = self._sources.text.casefold()
        for match in _CONTACT.finditer(self.left):
            self._blank(*match.span())
            if match[0].rstrip(".,;:!?").casefold() not in known:
                yield Ungrounded(*match.span(), Fact.CODE)

    def dates(self) -> Iterator[Ungrounded]:
        for read in find_partial_dates(self.left):
            self._blank(read.start, read.end)
            one_month = not any(one.day or one.year for one in read.readings)
            if one_month and not self._sources.dates:
                continue
            if not any(self._sources.has_date(one) for one in read.readings):
                yield Ungrounded(read.start, read.end, Fact.DATE)
        # Where no source speaks of a day, "on weekdays and Sundays" is a way to speak.
        speaks = bool(self._sources.dates or self._sources.weekdays)
        for start, end, weekday in find_weekdays(self.left):
            if speaks and weekday not in self._sources.weekdays:
                yield Ungrounded(start, end, Fact.DATE)
        for match in _RELATIVE.finditer(self.left):
            if match[0].casefold() not in self._sources.words:
                yield Ungrounded(*match.span(), Fact.DATE)

    def times(self) -> Iterator[Ungrounded]:
        for read in list(find_times(self.left)):
            self._blank(read.start, read.end)
            if not read.minutes & self._sources.minutes:
                yield Ungrounded(read.start, read.end, Fact.DATE)

    def codes(self) -> Iterator[Ungrounded]:
        self.left = _OWN_COUNT.sub(_blank, self.left)
        for start, end in find_codes(self.left):
            self._blank(start, end)
            if not stands_in(self._answer[start:end], self._sources.text):
                yield Ungrounded(start, end, Fact.CODE)

    def figures(self) -> Iterator[Ungrounded]:
        for figure in find_figures(self.left):
            if self._is_own_count(figure) or self._is_grounded(figure):
                continue
            yield Ungrounded(figure.start, figure.end, Fact.NUMBER)

    def _is_own_count(self, figure: Figure) -> bool:
        """Tell a number that counts what the answer says, or is an article."""
        if not figure.written:
            return False
        after = self.left[figure.end : figure.end + 40].lstrip()
        counted = after.partition(" ")[2] if figure.noun else after
        if any(_OWN_NOUNS.match(one) for one in (after, counted)):
            return True
        # "ein Tag", "one of us", "zwei Wege": with no unit so few is a way to speak.
        if figure.values <= _FEW and not figure.unit:
            return True
        said = self.left[figure.start : figure.end].casefold()
        known = self._sources.values.values()
        spoken = any(figure.unit in units for units in known)
        if figure.values == {1} and (said in {"ein", "eins"} or not spoken):
            return True
        # "vier Teile" where no source knows of a part: it counts what comes next.
        noun = figure.noun
        return (
            figure.values == {4}
            and bool(noun)
            and not any(word.startswith(noun) for word in self._sources.words)
        )

    def _is_grounded(self, figure: Figure) -> bool:
        before = self._answer[max(0, figure.start - _TAIL_CHARS) : figure.start]
        if _TAIL.search(before):
            digits = re.escape(self._answer[figure.start : figure.end])
            return bool(re.search(rf"[\w*]?{digits}(?![0-9])", self._sources.text))
        known = self._sources
        fits = [value for value in figure.values if value in known.values]
        written = self._answer[figure.start : figure.end]
        if not fits and len(written) >= _LONG_NUMBER:
            return stands_in(written, known.text)
        if figure.unit:
            fits = [v for v in fits if known.values[v] & {figure.unit, ""}]
        elif figure.noun in known.nouns:
            beside = known.nouns[figure.noun]
            fits = [v for v in fits if v in beside or not _is_small(v)]
        return bool(fits)

    def _blank(self, start: int, end: int) -> None:
        self.left = self.left[:start] + "\n" * (end - start) + self.left[end:]


def _blank(match: re.Match[str]) -> str:
    return "\n" * len(match[0])


def _is_small(value: object) -> bool:
    return abs(int(value)) < 100  # type: ignore[call-overload, no-any-return]
