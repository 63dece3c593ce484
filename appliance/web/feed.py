"""What a person sees of an exchange while it runs, as server-sent events.

WHATWG HTML, 9.2. A feed is filled by the pipeline and emptied by one reader; neither
waits for the other. Keeps nothing.
"""

import json
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.domain.exchange import Delayed, Held, Outcome, Refused, Released
from appliance.domain.finding import STOPPED
from appliance.domain.masked import MaskedText
from appliance.domain.parts import Place
from appliance.domain.text import PersonText
from appliance.errors import StoppedError


@dataclass(frozen=True, slots=True)
class Event:
    """One event on its way to a page; `repr` shows no text of a person."""

    name: str
    body: Mapping[str, Any] = field(repr=False)

    def encode(self) -> str:
        """Write it as one server-sent event; JSON holds no line end."""
        body = json.dumps(self.body, ensure_ascii=True, separators=(",", ":"))
        return f"event: {self.name}\ndata: {body}\n\n"


class Feed:
    """What a person sees of one exchange, as a queue; implements the Watch port."""

    def __init__(
        self, say: Callable[[str], str] = str, *, is_read: bool = True
    ) -> None:
        """Make an empty one.

        Args:
            say: Translates a sentence.
            is_read: Whether its events go to somebody as they come.
        """
        self._is_read = is_read
        self._say = say
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._place = 0
        self._has_begun = False
        self._left = threading.Event()
        self.at_model: Callable[[], None] = _nothing
        # Raise what ends it: before each word of the model, and while it is masked.
        self.check_written: Callable[[], None] = _nothing
        self.check_masked: Callable[[], None] = _nothing
        # Of an exchange that has begun there is something in the history.
        self.may_go_on = False

    def put(self, name: str, /, **body: Any) -> None:
        """Add an event."""
        self._events.put(Event(name, body))

    def take(self, timeout_s: float) -> Event | None:
        """Take the next event, or None when there is none in time."""
        try:
            return self._events.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def leave(self) -> None:
        """The reader has gone: give up, unless the model has begun."""
        if self._is_read:
            self._left.set()

    def be_asked_later(self) -> None:
        """Nobody reads along any more, but its end is asked for: go on to it."""
        self._is_read = False

    def has_reader(self) -> bool:
        """Tell whether its events go to somebody who is still there."""
        return self._is_read and not self._left.is_set()

    def stage(self, name: str) -> None:
        """A step begins; the model is asked for nothing that is too late."""
        if name == "generate":
            self.check_written()
            self.at_model()
        self.put("stage", name=name)

    def masking(self, permille: int) -> None:
        """So much of a long text is masked."""
        self.check_masked()
        self.put("masking", permille=permille)

    def masked(self, text: MaskedText) -> None:
        """The text is masked."""
        self.put("masked", masked=text.text, spans=spans_of(text, self._say))

    def part(self, place: Place) -> None:
        """A part of a long text is taken in hand."""
        # The model has begun with the first, so what is left of it goes on.
        self._has_begun = place.number > 1
        self.put("part", number=place.number, of=place.of)

    def place(self, before: int) -> None:
        """It waits for the model; the place is told whenever it changes.

        Raises:
            StoppedError: Nobody waits for it any more.
        """
        if before and self._left.is_set() and not self._has_begun:
            raise StoppedError("the reader left the line")
        self.check_written()
        if before != self._place:
            self._place = before
            self.put("place", before=before)

    def wrote(self) -> None:
        """The model wrote more of a draft."""
        self.check_written()

    def piece(self, text: PersonText) -> None:
        """More of a streamed answer."""
        self.put("piece", text=text.reveal())

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        """What was shown must be taken back."""
        self.put("withdrawn", reasons=list(map(self._say, reasons)))


def spans_of(text: MaskedText, say: Callable[[str], str]) -> list[dict[str, Any]]:
    """Put the spans of a masked text into the words of the HTTP contract.

    Args:
        say: Translates a sentence.
    """
    return [
        {
            "start": span.start,
            "end": span.end,
            "kind": str(span.kind),
            "surrogate": span.surrogate,
            "reason": say(span.reason),
        }
        for span in text.spans
    ]


def _nothing() -> None:
    """Give no turn back where none was taken, and end nothing."""


def outcome_event(outcome: Outcome, url: str, say: Callable[[str], str]) -> Event:
    """Tell a page how an exchange ended.

    Args:
        url: Where it can be read again.
        say: Translates a sentence.
    """
    match outcome:
        case Delayed():
            return Event(
                "queued",
                {
                    "exchange": outcome.exchange,
                    "url": url,
                    "reasons": list(map(say, outcome.reasons)),
                },
            )
        case Released():
            return Event(
                "released",
                {
                    "exchange": outcome.exchange,
                    "text": outcome.text.reveal(),
                    "confidence_permille": outcome.confidence_permille,
                    "stopped": any(f.rule == STOPPED for f in outcome.findings),
                    "url": url,
                },
            )
        case Held():
            reasons = list(map(say, outcome.answer.reasons))
            body = {"exchange": outcome.exchange, "reasons": reasons, "url": url}
            return Event("held", body)
        case Refused():
            body = {
                "exchange": outcome.exchange,
                "reasons": list(map(say, outcome.reasons)),
                "url": url,
            }
            return Event("refused", body)
