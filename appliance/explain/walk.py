"""Goes through the records of an exchange and finds what took how long.

A step lasts from the record before it to its own. Between tries, and after the last,
there are waits; each is named for what it waits for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from appliance.explain.way import END, GENERATE, STEP_OF, Mark, Part, Stretch
from appliance.kinds import OUTCOMES, RecordKind

# What is under way once a step is done; what breaks off has no record of its own.
_NEXT = {
    "": "identify",
    "identify": "decide",
    "decide": "pseudonymise",
    "pseudonymise": "retrieve",
    "retrieve": "inspect",
    "inspect": "compose",
    "divide": "compose",
    "compose": "reserve",
    "recall": "guard",
    "open": "reserve",
    "reserve": GENERATE,
    GENERATE: "guard",
    "combine": "guard",
    "guard": "gate",
    "gate": "restore",
    "show": "restore",
    "restore": "respond",
}
_BREAKS = frozenset({RecordKind.EXCHANGE_FAILED, RecordKind.EXCHANGE_DELAYED})
_CLOSES = OUTCOMES | _BREAKS
# For what it waits between two records that no step is in.
_WAITS: Mapping[str, str] = {
    RecordKind.EXCHANGE_DELAYED: "model",
    RecordKind.EXCHANGE_HELD: "person",
}
LATER = "later"
# While a held answer waits, somebody looks at it, or has and another must.
_REVIEWED: Mapping[str, str] = {
    RecordKind.REVIEW_OPENED: "review",
    RecordKind.REVIEW_EDITED: "person",
    RecordKind.REVIEW_REFUSED: "person",
}
# Records that one act of a person or of the worker leaves.
_AT_ONCE_US = 1_000_000
# An answer may be read again any number of times; the log lists them all.
_MOST_LATER = 40


@dataclass(slots=True)
class _Open:
    """A part that goes on."""

    tries: int
    began_at: datetime
    so_far_us: int = 0
    done: str = ""
    marks: list[Mark] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)

    def reach(self, at: datetime) -> int:
        """Tell when a moment is in its time; a clock that was set back stands still."""
        at_us = (at - self.began_at) // timedelta(microseconds=1)
        last_us = self.marks[-1].at_us if self.marks else 0
        return max(at_us, self.so_far_us, last_us)

    def close(self, what: str, at_us: int, *, broke: bool = False) -> None:
        """End a stretch at a moment."""
        marks, self.marks = tuple(self.marks), []
        done = Stretch(what, self.so_far_us, at_us, broke=broke, marks=marks)
        self.stretches.append(done)
        self.so_far_us = at_us

    def close_wait(self, what: str, at_us: int) -> None:
        """End a wait; what follows at once belongs to the one before."""
        last = self.stretches[-1] if self.stretches else None
        if last is None or last.what != what or at_us - self.so_far_us >= _AT_ONCE_US:
            self.close(what, at_us)
            return
        marks, self.marks = (*last.marks, *self.marks), []
        self.stretches[-1] = replace(last, end_us=at_us, marks=marks)
        self.so_far_us = at_us

    def part(self) -> Part:
        return Part(self.tries, self.began_at, self.so_far_us, tuple(self.stretches))


class Walk:
    """Goes through the records of an exchange, one after another."""

    def __init__(self, began_at: datetime) -> None:
        self._parts: list[Part] = []
        self._now = _Open(0, began_at)
        self._tries = 0
        self._waits_for = "line"
        self._later = 0
        self.left_out = 0
        # Whether the last try has no end.
        self.is_open = False

    def take(self, line: Mapping[str, Any]) -> None:
        """Go on by a record."""
        kind, at = str(line["kind"]), datetime.fromisoformat(line["time"])
        if kind == RecordKind.REQUEST_RECEIVED:
            self._begin_try(at)
        at_us = self._now.reach(at)
        self._now.marks.append(Mark(int(line["seq"]), kind, at_us))
        if self._now.tries:
            self._step(kind, at, at_us)
        else:
            self._between(kind, at_us)

    def ended(self) -> list[Part]:
        """End the walk, and give the parts."""
        now = self._now
        self.is_open = now.tries > 0
        if self.is_open:
            # Whatever comes next is under way, and has no record yet.
            last = now.marks[-1].at_us if now.marks else now.so_far_us
            now.close(_NEXT.get(now.done, END), last, broke=True)
        elif now.marks:
            now.close_wait(self._waits_for, now.marks[-1].at_us)
        self._end_part(now.began_at)
        return self._parts

    def _begin_try(self, at: datetime) -> None:
        now = self._now
        if now.tries:
            # Its process died and left no end.
            now.close(_NEXT.get(now.done, END), now.reach(at), broke=True)
        elif now.stretches or now.marks or self._parts:
            now.close_wait(self._waits_for, now.reach(at))
        self._end_part(at)
        self._tries += 1
        self._now = _Open(self._tries, at)

    def _step(self, kind: str, at: datetime, at_us: int) -> None:
        now = self._now
        if kind == RecordKind.REQUEST_RECEIVED:
            return
        if kind in _BREAKS:
            now.close(_NEXT.get(now.done, END), at_us, broke=True)
        elif kind in STEP_OF and not (
            now.done and kind == RecordKind.CALLER_IDENTIFIED
        ):
            # Who is asked for again amid an answer ends no step: it is a mark on it.
            now.done = STEP_OF[kind]
            now.close(now.done, at_us)
        if kind in _CLOSES:
            self._waits_for = _WAITS.get(kind, LATER)
            self._end_part(at)

    def _between(self, kind: str, at_us: int) -> None:
        now = self._now
        if self._later >= _MOST_LATER:
            now.marks.clear()
            self.left_out += 1
            return
        self._later += 1
        if at_us or now.stretches or self._parts:
            now.close_wait(self._waits_for, at_us)
        if kind in _CLOSES:
            self._waits_for = _WAITS.get(kind, LATER)
        elif self._waits_for in {"person", "review"}:
            self._waits_for = _REVIEWED.get(kind, self._waits_for)

    def _end_part(self, at: datetime) -> None:
        part = self._now.part()
        if part.stretches:
            self._parts.append(part)
        self._now = _Open(0, at)
