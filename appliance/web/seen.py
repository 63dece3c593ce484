"""What the checks saw, as it is shown beside the text that they saw it in.

One line for each rule and each text it looked at, with a number; each place of it is
marked in the text and carries that number. The text itself stays as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext

from appliance.detect.unveil import unveil
from appliance.domain.finding import Finding, Severity, Where
from appliance.domain.masked import Restoration
from appliance.domain.surrogate import EXACT
from appliance.explain.dossier import FindingLine

# More of a place says nothing that its beginning does not.
_MOST_QUOTED = 80
_MOST_CODES = 6
_DISGUISED = frozenset({"characters.hidden", "characters.lookalike"})
_HIDDEN = "characters.hidden"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, in code points, and the number of its line.

    Args:
        id: Its own on the page, such as "1-2".
    """

    start: int
    end: int
    line: int
    rule: str
    id: str

    @property
    def is_hidden(self) -> bool:
        """Whether nobody sees what stands there."""
        return self.rule == _HIDDEN


@dataclass(frozen=True, slots=True)
class SeenLine:
    """What one rule saw in one text.

    Args:
        number: Its number on the page, from 1.
        rule: The guard rule's id.
        severity: How much it matters.
        sentence: What it means, in plain words.
        where: What the rule looked at.
        places: Where it stands in that text; empty where it is about the whole.
    """

    number: int
    rule: str
    severity: Severity
    sentence: str
    where: Where
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the places that a check saw in it; `repr` shows none of it."""

    text: str = field(repr=False)
    places: tuple[Place, ...] = ()

    def restored(self, found: Restoration) -> "Marked":
        """Give it with the people back, each place where it stands then."""
        moved = [(place, found.moved(place.start, place.end)) for place in self.places]
        places = (replace(one, start=start, end=end) for one, (start, end) in moved)
        return Marked(found.text.reveal(), tuple(places))


def lines_of(
    findings: Iterable[Finding | FindingLine], first: int = 1
) -> tuple[SeenLine, ...]:
    """Put findings of one rule and one text into one line, in the order of the first.

    Args:
        first: The number of the first line.
    """
    lines: dict[tuple[str, str], SeenLine] = {}
    for one in findings:
        key = (one.rule, str(one.where))
        line = lines.get(key) or SeenLine(
            first + len(lines),
            one.rule,
            Severity(one.severity),
            one.sentence,
            Where(one.where),
        )
        span = _span_of(one)
        if span is not None and span[0] < span[1]:
            id_ = f"{line.number}-{len(line.places) + 1}"
            place = Place(*span, line.number, line.rule, id_)
            line = replace(line, places=(*line.places, place))
        lines[key] = line
    return tuple(lines.values())


def _span_of(one: Finding | FindingLine) -> tuple[int, int] | None:
    if isinstance(one, Finding):
        return one.span
    if one.start is None or one.end is None:
        return None
    return one.start, one.end


def places_in(text: str, lines: Iterable[SeenLine], where: Where) -> tuple[Place, ...]:
    """List the places of a text that carry a number, none of which cuts a surrogate.

    What stands behind its end belongs to what was typed for a variable.
    """
    names = [match.span() for match in EXACT.finditer(text)]
    found = []
    for line in lines:
        for place in line.places if line.where is where else ():
            if place.end > len(text):
                continue
            cut = [n for n in names if n[0] < place.end and place.start < n[1]]
            start = min([place.start, *(name[0] for name in cut)])
            end = max([place.end, *(name[1] for name in cut)])
            found.append(replace(place, start=start, end=end))
    return tuple(sorted(found, key=lambda place: (place.start, place.end)))


def within(places: Sequence[Place], start: int, length: int) -> tuple[Place, ...]:
    """Give the places inside a stretch of a text, counted from where it begins."""
    return tuple(
        replace(place, start=place.start - start, end=place.end - start)
        for place in places
        if start <= place.start and place.end <= start + length
    )


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands at a place.

    Args:
        id: The place's.
        text: Its beginning.
        codes: Numbers of its characters, where nobody sees them.
        reads: What a model takes it for, where that is something else.
    """

    id: str
    text: str = field(repr=False)
    codes: tuple[str, ...] = ()
    reads: str = field(default="", repr=False)


def quotes_in(texts: Iterable[Marked]) -> dict[int, list[Quoted]]:
    """Quote what stands at each place, by the number of its line."""
    quotes: dict[int, list[Quoted]] = {}
    for marked in texts:
        for place in marked.places:
            quotes.setdefault(place.line, []).append(_quote(marked.text, place))
    return quotes


def _quote(text: str, place: Place) -> Quoted:
    there = text[place.start : place.end]
    reads = _short(unveil(there).text) if place.rule in _DISGUISED else ""
    if place.rule == _HIDDEN:
        return Quoted(place.id, "", codes_of(there), reads)
    return Quoted(place.id, _short(there), reads=reads)


def codes_of(there: str) -> tuple[str, ...]:
    """Name characters that nobody sees by their numbers; the first of many."""
    codes = [f"U+{ord(char):04X}" for char in there[:_MOST_CODES]]
    return (*codes, *(["\u2026"] if len(there) > _MOST_CODES else []))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _MOST_QUOTED else f"{line[:_MOST_QUOTED]}\u2026"


def severity_label(severity: Severity) -> str:
    """Say in the reader's words how much a finding matters."""
    labels: dict[Severity, str] = {
        Severity.NOTE: gettext("Noted"),
        Severity.WARN: gettext("Please check"),
        Severity.HOLD: gettext("For a second person"),
        Severity.REFUSE: gettext("Not allowed"),
    }
    return labels[severity]


def gravest(lines: Sequence[SeenLine]) -> str:
    """Name the look of what holds these lines: a CSS class, "" for mere notes."""
    looks = {Severity.WARN: "wait", Severity.HOLD: "wait", Severity.REFUSE: "bad"}
    order = list(Severity)
    worst = max((line.severity for line in lines), key=order.index, default=None)
    return looks.get(worst, "") if worst else ""


def consequence(severity: Severity) -> str:
    """Say what would become of a text that holds it, were it sent."""
    said: dict[Severity, str] = {
        Severity.NOTE: gettext("It is only noted."),
        Severity.WARN: gettext("You can send it; you read this beside the answer."),
        Severity.HOLD: gettext(
            "You can send it, but its answer waits for a second person, or is refused "
            "where the rules let nobody decide."
        ),
        Severity.REFUSE: gettext("Sent like this, it is refused."),
    }
    return said[severity]


def lines_as_json(
    lines: Iterable[SeenLine], text: Marked, say: Callable[[str], str]
) -> list[dict[str, Any]]:
    """Put what was seen in a text that is not sent into the words of the contract."""
    quotes = quotes_in([text])
    return [
        {
            "number": line.number,
            "rule": line.rule,
            "severity": str(line.severity),
            "severity_label": severity_label(line.severity),
            "sentence": say(line.sentence),
            "consequence": consequence(line.severity),
            "places": [
                {
                    "id": place.id,
                    "start": place.start,
                    "end": place.end,
                    "quote": quoted.text,
                    "codes": list(quoted.codes),
                    "reads": quoted.reads,
                }
                for place, quoted in zip(
                    [p for p in text.places if p.line == line.number],
                    quotes.get(line.number, ()),
                    strict=True,
                )
            ],
        }
        for line in lines
    ]
