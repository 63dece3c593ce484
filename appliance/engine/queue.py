"""One generation at a time, first come first served, with a bounded line behind it.

The model runs on a single thread. A caller that goes away or a stop ends a generation
between two tokens, or gives its place in the line free at once; a deadline counts from
the first token, so that nobody is cut off for having waited. A health probe is let in
between two tokens too, so that it tells of the model and not of the line. Batching of
several requests is not done here.
"""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from appliance.domain.answer import Waiting
from appliance.engine.generate import Ended, Halt, Written
from appliance.errors import ApplianceError, EngineBusyError, EngineError

log = logging.getLogger(__name__)

# A waiting caller is told its place whenever it changes, and this often when it does
# not; a caller that is gone is noticed then.
WAIT_SIGN_S = 5.0
# What the model's libraries raise when one request does not agree with them, or memory
# or a kernel failed. Their text may quote values, so only the class goes on; the next
# request finds the model as it was.
_FAULTS = (
    ArithmeticError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(slots=True, eq=False)
class Job:
    """One generation on its way through the line.

    Args:
        exchange: The exchange it is for.
        work: Writes the answer, asking between tokens whether to end.
        deadline_s: How long it may run once it has begun.
    """

    exchange: str
    work: Callable[[Halt], Iterator[Written]]
    deadline_s: float
    begun_at_s: float = 0.0  # time.monotonic
    waited: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    results: queue.SimpleQueue[Waiting | Written | ApplianceError] = field(
        default_factory=queue.SimpleQueue
    )

    def tell_place(self, before: int) -> None:
        """Tell how many come before it."""
        self.waited = True
        self.results.put(Waiting(before))

    def halt(self) -> str:
        """Say why to end now, or nothing."""
        if self.stopped.is_set():
            return "cancelled"
        late = time.monotonic() > self.begun_at_s + self.deadline_s
        return "deadline" if late else ""


@dataclass(slots=True)
class _Probe:
    work: Callable[[], None]
    done: threading.Event = field(default_factory=threading.Event)


class GenerationLine:
    """The line in front of the model."""

    def __init__(self, *, max_waiting: int, max_wait_s: float) -> None:
        """Open the line; nothing runs before `start`.

        Args:
            max_waiting: How many may wait.
            max_wait_s: How long.
        """
        self._max_waiting = max_waiting
        self._max_wait_s = max_wait_s
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._probes: deque[_Probe] = deque()
        self._current: Job | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="model")
        self.on_death: Callable[[], None] = _nothing

    def start(self) -> None:
        """Let the model begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End what runs, refuse what waits."""
        with self._changed:
            self._closed = True
            if self._current is not None:
                self._current.stopped.set()
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def __len__(self) -> int:
        return len(self._waiting)

    def submit(self, job: Job) -> Iterator[Waiting | Written]:
        """Put a generation into the line and yield what becomes of it.

        Closing the iterator stops the generation, or leaves the line.

        Raises:
            EngineBusyError: The line is full, or the wait too long.
            EngineError: The model failed.
        """
        with self._changed:
            if self._closed:
                raise EngineError("the engine is stopping")
            if len(self._waiting) >= self._max_waiting:
                raise EngineBusyError(f"{len(self._waiting)} generations wait already")
            self._waiting.append(job)
            self._changed.notify_all()
            self._tell_places(len(self._waiting) - 1)
        try:
            yield from self._follow(job)
        finally:
            self._stop(job)

    def cancel(self, exchange: str) -> bool:
        """Stop the generation of an exchange; tells whether there was one."""
        with self._changed:
            found = [job for job in self._waiting if job.exchange == exchange]
            if self._current is not None and self._current.exchange == exchange:
                found.append(self._current)
        for job in found:
            self._stop(job)
        return bool(found)

    def probe(self, work: Callable[[], None], *, timeout_s: float) -> bool:
        """Run something small on the model's thread; tells whether it was done in time.

        It runs between two tokens of whatever is written now.
        """
        probe = _Probe(work)
        with self._changed:
            if self._closed:
                return False
            self._probes.append(probe)
            self._changed.notify_all()
        done = probe.done.wait(timeout_s)
        with self._changed:
            if probe in self._probes:
                self._probes.remove(probe)
        return done

    def _follow(self, job: Job) -> Iterator[Waiting | Written]:
        place: Waiting | None = None
        give_up = time.monotonic() + self._max_wait_s
        while True:
            try:
                result = job.results.get(timeout=WAIT_SIGN_S)
            except queue.Empty:
                # Once the model is at it, how long a caller waits for the next token
                # is the caller's own limit.
                if place is None:
                    continue
                result = place
            if isinstance(result, ApplianceError):
                raise result
            place = result if isinstance(result, Waiting) else None
            if place is not None and place.before and time.monotonic() > give_up:
                raise EngineBusyError(f"no turn within {self._max_wait_s:g} s")
            yield result
            if isinstance(result, Ended):
                return

    def _stop(self, job: Job) -> None:
        """End a generation between two tokens, or take it out of the line."""
        job.stopped.set()
        with self._changed:
            if job not in self._waiting:
                return
            index = self._waiting.index(job)
            del self._waiting[index]
            self._tell_places(index)
        job.results.put(Ended("cancelled", 0, 0))

    def _tell_places(self, first: int) -> None:
        """Tell those in the line, from one on, how many come before them."""
        running = int(self._current is not None)
        for index in range(first, len(self._waiting)):
            if before := running + index:
                self._waiting[index].tell_place(before)

    def _run(self) -> None:
        try:
            while (job := self._next()) is not None:
                self._write(job)
                with self._changed:
                    self._current = None
        finally:
            # Also when a fault nobody foresaw ends this thread: no caller waits for
            # ever, and the process is told to end.
            with self._changed:
                unforeseen = not self._closed
                self._closed = True
                left = [*self._waiting, *([self._current] if self._current else [])]
                self._waiting.clear()
            for job in left:
                job.results.put(EngineError("the engine is stopping"))
            if unforeseen:
                log.error("the model's thread ended")
                self.on_death()

    def _next(self) -> Job | None:
        while True:
            self._serve_probes()
            with self._changed:
                if self._closed:
                    return None
                if self._waiting:
                    self._current = self._waiting.popleft()
                    self._current.begun_at_s = time.monotonic()
                    if self._current.waited:
                        self._current.tell_place(0)
                    self._tell_places(0)
                    return self._current
                if not self._probes:
                    self._changed.wait()

    def _write(self, job: Job) -> None:
        try:
            for result in job.work(job.halt):
                job.results.put(result)
                self._serve_probes()
        except ApplianceError as err:
            job.results.put(err)
        except _FAULTS as err:
            log.error("generation failed: %s", type(err).__name__)
            job.results.put(EngineError(f"the model failed: {type(err).__name__}"))

    def _serve_probes(self) -> None:
        while True:
            with self._changed:
                if not self._probes:
                    return
                probe = self._probes.popleft()
            try:
                probe.work()
            except (ApplianceError, *_FAULTS) as err:
                log.error("probe failed: %s", type(err).__name__)
                continue
            probe.done.set()


def _nothing() -> None:
    """Do nothing when the model's thread dies; the server sets its own."""
