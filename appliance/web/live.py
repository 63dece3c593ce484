"""An exchange while it runs: the pipeline in a bounded pool, its events to one reader.

Events leave as server-sent events (WHATWG HTML, 9.2). The pipeline never waits for the
reader: when a browser goes away the exchange still ends, and its end is in the history.
Keeps nothing; what an exchange became is in the stores and the log.
"""

import json
import logging
import queue
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from appliance.domain.exchange import Exchange, Held, Outcome, Refused, Released
from appliance.domain.masked import MaskedText
from appliance.domain.ports import Ports
from appliance.domain.text import PersonText
from appliance.errors import ApplianceError, EngineBusyError
from appliance.pipeline import run

log = logging.getLogger(__name__)

HEARTBEAT_S = 10.0
# Well under gunicorn's graceful time-out, so the person reads a sentence, not a cut.
CLOSING_S = 8.0
# Of one person at once; a few windows are work, more are somebody's script.
MAX_OF_PERSON = 4
_TICK_S = 1.0
# Closes a feed once its exchange has ended; never leaves the process.
_END = "end"


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

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def put(self, name: str, /, **body: Any) -> None:
        """Add an event."""
        self._events.put(Event(name, body))

    def take(self, timeout_s: float) -> Event | None:
        """Take the next event, or None when there is none in time."""
        try:
            return self._events.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def stage(self, name: str) -> None:
        """A step begins."""
        self.put("stage", name=name)

    def masked(self, text: MaskedText) -> None:
        """The text is masked."""
        self.put("masked", masked=text.text, spans=spans_of(text))

    def piece(self, text: PersonText) -> None:
        """More of a streamed answer."""
        self.put("piece", text=text.reveal())

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        """What was shown must be taken back."""
        self.put("withdrawn", reasons=list(reasons))


def spans_of(text: MaskedText) -> list[dict[str, Any]]:
    """Put the spans of a masked text into the words of the HTTP contract."""
    return [
        {
            "start": span.start,
            "end": span.end,
            "kind": str(span.kind),
            "surrogate": span.surrogate,
            "reason": span.reason,
        }
        for span in text.spans
    ]


class LiveExchanges:
    """Runs exchanges, at most so many at once and so many waiting."""

    def __init__(self, ports: Ports, *, max_running: int) -> None:
        """Make the pool.

        Args:
            max_running: Exchanges in work at once; as many again may wait.
        """
        self._ports = ports
        self._pool = ThreadPoolExecutor(max_running, thread_name_prefix="exchange")
        self._places = threading.BoundedSemaphore(2 * max_running)
        self._closing = threading.Event()
        self._of_person: Counter[str] = Counter()
        self._counting = threading.Lock()

    def start(self, exchange: Exchange, feed: Feed) -> "Future[Outcome]":
        """Begin an exchange; its outcome or its error is in the future.

        Raises:
            EngineBusyError: Too many are in work, of all or of this person, or the
                appliance is closing.
        """
        person = exchange.credential.person
        self._enter(person)
        try:
            future = self._pool.submit(run, exchange, self._ports, feed)
        except RuntimeError:
            self._leave(person)
            raise EngineBusyError("the pool is closed") from None
        future.add_done_callback(lambda _: self._leave(person))
        future.add_done_callback(lambda _: feed.put(_END))
        return future

    def _enter(self, person: str) -> None:
        with self._counting:
            if self._of_person[person] >= MAX_OF_PERSON:
                raise EngineBusyError(f"{MAX_OF_PERSON} exchanges of one person")
            if self._closing.is_set() or not self._places.acquire(blocking=False):
                raise EngineBusyError("no place for another exchange")
            self._of_person[person] += 1

    def _leave(self, person: str) -> None:
        with self._counting:
            self._of_person[person] -= 1
            if not self._of_person[person]:
                del self._of_person[person]
        self._places.release()

    def close(self) -> None:
        """Take no more exchanges, and have open streams say so soon."""
        self._closing.set()

    def shut_down(self) -> None:
        """Close, and wait for the exchanges in work to end."""
        self.close()
        self._pool.shutdown(wait=True)

    def close_on_terminate(self) -> None:
        """Close when this process is told to end, before what ends it now does.

        gunicorn's own handler waits for open requests and then cuts them; a stream has
        to hear of it in time to end with a sentence.
        """
        if threading.current_thread() is not threading.main_thread():
            return
        before = signal.getsignal(signal.SIGTERM)

        def terminate(number: int, frame: FrameType | None) -> None:
            self.close()
            if callable(before):
                before(number, frame)
            else:
                raise SystemExit(0)

        signal.signal(signal.SIGTERM, terminate)

    def events(
        self, feed: Feed, future: "Future[Outcome]", end: Callable[..., Event]
    ) -> Iterator[str]:
        """Stream an exchange to its end, with a sign of life in every pause.

        Args:
            end: Makes the last event from the outcome or the error.
        """
        silent_s = closing_s = 0.0
        while True:
            event = feed.take(_TICK_S)
            if event is not None and event.name == _END:
                break
            if event is not None:
                silent_s = 0.0
                yield event.encode()
                continue
            silent_s += _TICK_S
            if silent_s >= HEARTBEAT_S:
                silent_s = 0.0
                yield ": still working\n\n"
            closing_s += _TICK_S if self._closing.is_set() else 0.0
            if closing_s >= CLOSING_S:
                yield end(None, EngineBusyError("closing")).encode()
                return
        error = future.exception()
        if isinstance(error, ApplianceError) or error is None:
            yield end(None if error else future.result(), error).encode()
            return
        # pipeline.run lets nothing else out; if it does, the page must not hear of it.
        raise error


def outcome_event(outcome: Outcome, url: str, say: Callable[[str], str]) -> Event:
    """Tell a page how an exchange ended.

    Args:
        url: Where it can be read again.
        say: Translates a sentence.
    """
    match outcome:
        case Released():
            return Event(
                "released",
                {
                    "exchange": outcome.exchange,
                    "text": outcome.text.reveal(),
                    "confidence_permille": outcome.confidence_permille,
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
