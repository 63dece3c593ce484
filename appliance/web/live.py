"""What takes longer than a page: in a bounded pool, its events to one reader.

The pipeline never waits for the reader: when a browser goes away while the model
writes, the exchange still ends, and its end is in the history. Who goes away before
gives the place in the line to others. Keeps nothing; what an exchange became is in the
stores and the log.
"""

import contextlib
import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import FrameType
from typing import Self, TypeVar

from appliance.domain.exchange import Exchange, Outcome
from appliance.domain.ports.wired import Ports
from appliance.errors import (
    ApplianceError,
    ClosingError,
    EngineBusyError,
    RestartingError,
    TooManyAtOnceError,
)
from appliance.pipeline import run
from appliance.web.feed import Event, Feed
from appliance.web.rates import Rates

log = logging.getLogger(__name__)

# Who waits is noticed to have left when something is written to them.
HEARTBEAT_S = 2.0
# What is not written so long after it began to close is left to the worker, or ended.
WRITTEN_S = 8.0
# Well under gunicorn's graceful time-out, so the person reads a sentence, not a cut.
CLOSING_S = 12.0
# Of one person at once; a few windows are work, more are somebody's script.
MAX_OF_PERSON = 4
# On their way to the model at once. A hundred threads that all want the interpreter
# would leave none of it for pages; in the model's line they want nothing.
MAX_PREPARING = 8
_TICK_S = 1.0

_Made = TypeVar("_Made")
# Makes the last event from what was made or from the error.
End = Callable[[_Made | None, ApplianceError | None], Event]
# Closes a feed once its exchange has ended; never leaves the process.
_END = "end"


class Place:
    """A place among the exchanges in work, taken before anything is written for it."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave
        self._is_used = False

    def use(self) -> Callable[[], None]:
        """Begin an exchange in it; gives what is to be called when that ends."""
        self._is_used = True
        return self._leave

    def __enter__(self) -> Self:
        """Keep it for as long as an exchange is made."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give it to others where nothing was begun in it."""
        if not self._is_used:
            self._leave()


class LiveExchanges:
    """Runs exchanges, at most so many at once; more are told to come again."""

    def __init__(
        self,
        ports: Ports,
        *,
        max_running: int,
        rates: Rates | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the pool.

        Args:
            max_running: Exchanges in work at once, those in the model's line among
                them. Each holds a thread of the server while its reader listens.
            rates: How often anybody may ask; None is as often as they like.
            timer: Tells seconds.
        """
        self._ports = ports
        self._rates = rates
        self._pool = ThreadPoolExecutor(max_running, thread_name_prefix="exchange")
        self._places = threading.BoundedSemaphore(max_running)
        self._preparing = threading.Semaphore(MAX_PREPARING)
        self._timer = timer
        self._closed_at: float | None = None
        self._of_person: Counter[str] = Counter()
        self._counting = threading.Lock()

    def let_in(self, person: str, purpose: str) -> Place:
        """Take a place, so that nothing is written for who is not let in.

        Raises:
            TooManyAtOnceError: This person has as many in work as one may.
            TooFastError: They, or all for this purpose, ask too often.
            EngineBusyError: Too many are in work, or the appliance is closing.
        """
        if self._rates is not None:
            self._rates.check(person, purpose)
        self._enter(person)
        return Place(lambda: self._leave(person))

    def start(
        self, exchange: Exchange, feed: Feed, place: Place | None = None
    ) -> "Future[Outcome]":
        """Begin an exchange; its outcome or its error is in the future.

        Args:
            place: Where it is begun; None takes one, and raises what `let_in` does.

        Raises:
            EngineBusyError: The appliance is closing.
        """
        feed.check_written = self._check_in_time
        feed.may_go_on = True
        return self._begin(exchange, feed, place, lambda: self._run(exchange, feed))

    def start_masking(
        self,
        exchange: Exchange,
        feed: Feed,
        work: Callable[[], _Made],
        place: Place | None = None,
    ) -> "Future[_Made]":
        """Begin to mask a long text, which goes on when its reader has left.

        Args:
            place: As for `start`.

        Raises:
            EngineBusyError: The appliance is closing.
        """

        def run_in_turn() -> _Made:
            with self._preparing:
                self._check_in_time()
                return work()

        feed.check_masked = self._check_in_time
        return self._begin(exchange, feed, place, run_in_turn)

    def _begin(
        self,
        exchange: Exchange,
        feed: Feed,
        place: Place | None,
        work: Callable[[], _Made],
    ) -> "Future[_Made]":
        taken = place or self.let_in(exchange.credential.person, exchange.purpose)
        leave = taken.use()
        try:
            future = self._pool.submit(work)
        except RuntimeError:
            leave()
            raise EngineBusyError("the pool is closed") from None
        future.add_done_callback(lambda _: leave())
        future.add_done_callback(lambda _: feed.put(_END))
        return future

    def _run(self, exchange: Exchange, feed: Feed) -> Outcome:
        """Run an exchange; it takes its turn until it has come to the model."""
        with contextlib.ExitStack() as turn:
            turn.enter_context(self._preparing)
            # Nothing of it is kept yet, so it is ended and cannot wait.
            self._check_in_time()
            feed.at_model = turn.close
            return run(exchange, self._ports, feed)

    def _enter(self, person: str) -> None:
        with self._counting:
            if self._of_person[person] >= MAX_OF_PERSON:
                raise TooManyAtOnceError(f"{MAX_OF_PERSON} exchanges of one person")
            if self._closed_at is not None or not self._places.acquire(blocking=False):
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
        if self._closed_at is None:
            self._closed_at = self._timer()

    def _is_closing_for(self, seconds: float) -> bool:
        at = self._closed_at
        return at is not None and self._timer() - at >= seconds

    def _check_in_time(self) -> None:
        """Check that there is time to end what goes on.

        Raises:
            RestartingError: The appliance has been closing for too long.
        """
        if self._is_closing_for(WRITTEN_S):
            raise RestartingError("not ended before the appliance closed")

    def shut_down(self) -> None:
        """Close, and wait for the exchanges in work to end."""
        self.close()
        self._pool.shutdown(wait=True)

    def close_on_terminate(self, *more: Callable[[], None]) -> None:
        """Close when this process is told to end, before what ends it now does.

        Args:
            more: What else is closed then.

        gunicorn's own handler waits for open requests and then cuts them; a stream has
        to hear of it in time to end with a sentence.
        """
        if threading.current_thread() is not threading.main_thread():
            return
        before = signal.getsignal(signal.SIGTERM)

        def terminate(number: int, frame: FrameType | None) -> None:
            self.close()
            for close in more:
                close()
            if callable(before):
                before(number, frame)
            else:
                raise SystemExit(0)

        signal.signal(signal.SIGTERM, terminate)

    def events(
        self,
        feed: Feed,
        future: "Future[_Made]",
        end: End[_Made],
        write: Callable[[Event], str] = Event.encode,
    ) -> Iterator[str]:
        """Stream an exchange to its end, with a sign of life in every pause.

        Closing the iterator before that says that the reader has left.

        Args:
            end: Makes the last event from the outcome or the error.
            write: Puts an event into the words of who reads.
        """
        try:
            yield from self._events(feed, future, end, write)
        finally:
            feed.leave()

    def _events(
        self,
        feed: Feed,
        future: "Future[_Made]",
        end: End[_Made],
        write: Callable[[Event], str],
    ) -> Iterator[str]:
        silent_s = 0.0
        while True:
            event = feed.take(_TICK_S)
            if event is not None and event.name == _END:
                break
            if self._is_closing_for(CLOSING_S) and not future.done():
                kind = ClosingError if feed.may_go_on else RestartingError
                yield write(end(None, kind("its reader is sent away")))
                return
            if event is not None:
                silent_s = 0.0
                yield write(event)
                continue
            silent_s += _TICK_S
            if silent_s >= HEARTBEAT_S:
                silent_s = 0.0
                yield ": still working\n\n"
        error = future.exception()
        if isinstance(error, ApplianceError) or error is None:
            yield write(end(None if error else future.result(), error))
            return
        # pipeline.run lets nothing else out; if it does, the page must not hear of it.
        raise error
