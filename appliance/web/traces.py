"""The way of an exchange as a picture: rows of bars, drawn from numbers alone.

Places are percents of the picture's width, so that it fits a telephone and a wide
screen and its words keep their size. Nothing in it is anybody's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from appliance.explain import Trace
from appliance.explain.way import Mark, Part, Stretch
from appliance.explain.words import KIND_WORDS, TRACE_WORDS
from appliance.web.formats import lasted
from appliance.web.languages import say

ROW_HEIGHT = 40
_LEAST_WIDTH = 0.4
_WAITS = frozenset({"queue", "line", "model", "person", "review", "later"})
_MODEL = frozenset({"generate", "read", "write"})


@dataclass(frozen=True, slots=True)
class Tick:
    """A record on a row: where, in percent, its number, and what it says."""

    x: str
    seq: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A bar and its words.

    Args:
        name: What went on.
        lasted: How long.
        from_start: When it began, from the start of its part.
        y: Where the row begins, in pixels.
        x: Where the bar begins, in percent.
        width: How wide it is, in percent.
        style: Its CSS class: "step", "model" or "wait".
        broke: Whether it did not come to its end.
        ticks: Its records.
    """

    name: str
    lasted: str
    from_start: str
    y: int
    x: str
    width: str
    style: str
    broke: bool
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One part of the way.

    Args:
        title: Which part, in words.
        began_at: When it began.
        lasted: How long it took.
        height: In pixels.
        rows: From above to below, in the order in which they happened.
    """

    title: str
    began_at: datetime
    lasted: str
    height: int
    rows: tuple[Row, ...]


def draw(trace: Trace) -> tuple[Picture, ...]:
    """Draw a trace, a picture for each of its parts."""
    tries = max((part.tries for part in trace.parts), default=0)
    return tuple(
        _picture(part, _title(part, tries=tries, is_last=part is trace.parts[-1]))
        for part in trace.parts
    )


def as_json(trace: Trace) -> dict[str, Any]:
    """Put a trace into the words of the HTTP contract."""
    return {
        "parts": [
            {
                "try": part.tries,
                "began_at": part.began_at.isoformat(),
                "total_us": part.total_us,
                "stretches": [_stretch(stretch) for stretch in part.stretches],
            }
            for part in trace.parts
        ],
        "unknown": [say(sentence) for sentence in trace.unknown],
        "left_out": trace.left_out,
    }


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        "what": stretch.what,
        "words": say(TRACE_WORDS[stretch.what]),
        "start_us": stretch.start_us,
        "end_us": stretch.end_us,
        "broke": stretch.broke,
        "records": [
            {"seq": mark.seq, "kind": mark.kind, "at_us": mark.at_us}
            for mark in stretch.marks
        ],
    }


def _title(part: Part, *, tries: int, is_last: bool) -> str:
    if part.tries and tries == 1:
        return str(gettext("From the request to the end"))
    if part.tries:
        return str(
            gettext("Try %(number)s of %(tries)s", number=part.tries, tries=tries)
        )
    return str(gettext("Afterwards") if is_last else gettext("Before it went on"))


def _picture(part: Part, title: str) -> Picture:
    rows = tuple(_row(part, at, one) for at, one in enumerate(part.stretches))
    height = ROW_HEIGHT * len(rows)
    return Picture(title, part.began_at, lasted(part.total_us), height, rows)


def _row(part: Part, at: int, stretch: Stretch) -> Row:
    whole, took = max(1, part.total_us), stretch.end_us - stretch.start_us
    width = max(_LEAST_WIDTH, 100 * took / whole)
    x = min(100 * stretch.start_us / whole, 100 - width)
    return Row(
        name=say(TRACE_WORDS[stretch.what]),
        lasted=lasted(took),
        from_start=lasted(stretch.start_us),
        y=ROW_HEIGHT * at,
        x=_percent(x),
        width=_percent(width),
        style=_style(stretch.what),
        broke=stretch.broke,
        ticks=_ticks(stretch.marks, whole),
    )


def _ticks(marks: Sequence[Mark], whole_us: int) -> tuple[Tick, ...]:
    return tuple(
        Tick(
            _percent(100 * mark.at_us / whole_us),
            mark.seq,
            mark.kind,
            say(KIND_WORDS.get(mark.kind, mark.kind)),
        )
        for mark in marks
    )


def _style(what: str) -> str:
    if what in _WAITS:
        return "wait"
    return "model" if what in _MODEL else "step"


def _percent(share: float) -> str:
    return f"{share:.2f}%"
