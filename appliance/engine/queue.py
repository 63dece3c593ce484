"""The line in front of the running batch, bounded, and the one thread of the model.

Staff come before jobs of the worker, and those before work on explanations; among
equals it is first come, first served, and a job that has waited long is as good as
staff's, so that a busy day does not starve it. A caller that goes away or a stop ends a
generation between two tokens, or gives its place in the line free at once; a deadline
counts from its first step, so that nobody is cut off for having waited. A health probe
is let in between two steps too, so that it tells of the model and not of the line.
A shadow, which nobody reads, begins only while nothing else is to be done, and is
stopped as soon as somebody comes.
"""

import bisect
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic

from appliance.domain.answer import Waiting
from appliance.engine.faults import FAULTS
from appliance.engine.job import Job, Priority, Steps, W
from appliance.engine.written import Ended, Written
from appliance.errors import ApplianceError, EngineBusyError, EngineError

log = logging.getLogger(__name__)

# A waiting caller is told its place whenever it changes, and this often when it does
# not; a caller that is gone is noticed then.
WAIT_SIGN_S = 5.0
# A job that has waited this long stands where it would if it were staff's.
OVERDUE_S = 120.0
# Scorings that may wait; so they never fill the line of those who want an answer.
_MOST_BESIDE = 8
# Shadows that may wait; one runs at a time.
_MOST_SHADOWS = 2


@dataclass(slots=True)
class _Probe:
    work: Callable[[], None]
    done: threading.Event = field(default_factory=threading.Event)


class GenerationLine(Generic[W]):
    """The line in front of the model."""

    def __init__(
        self,
        steps: Steps[W],
        *,
        max_waiting: int,
        max_wait_s: float,
        overdue_s: float = OVERDUE_S,
    ) -> None:
        """Open the line; nothing runs before `start`.

        Args:
            steps: The running batch.
            max_waiting: How many may wait.
            max_wait_s: How long.
            overdue_s: After which wait a job counts as staff's.
        """
        self._steps = steps
        self._max_waiting = max_waiting
        self._max_wait_s = max_wait_s
        self._overdue_s = overdue_s
        self._changed = threading.Condition()
        self._waiting: list[Job[W]] = []
        self._running: list[Job[W]] = []
        # There is a place, but not the memory that the first in the line needs.
        self._cramped = False
        self._probes: deque[_Probe] = deque()
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
            for job in self._running:
                job.oust()
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many answers have begun."""
        return self._rows_taken()

    def submit(self, job: Job[W]) -> Iterator[Waiting | Written]:
        """Put a generation into the line and yield what becomes of it.

        Closing the iterator stops the generation, or leaves the line.

        Raises:
            EngineBusyError: The line is full, or the wait too long.
            EngineError: The model failed.
        """
        with self._changed:
            if self._closed:
                raise EngineError("the engine is stopping")
            waiting = len(self._waiting)
            if waiting >= self._max_waiting:
                raise EngineBusyError(f"{waiting} generations wait already")
            if job.beside and sum(j.beside for j in self._waiting) >= _MOST_BESIDE:
                raise EngineBusyError(f"{_MOST_BESIDE} scorings wait already")
            if _is_shadow(job) and sum(map(_is_shadow, self._waiting)) >= _MOST_SHADOWS:
                raise EngineBusyError(f"{_MOST_SHADOWS} shadows wait already")
            self._stop_shadows(job)
            at = bisect.bisect_right(
                self._waiting, job.priority, key=lambda other: other.priority
            )
            job.since_s = time.monotonic()
            self._waiting.insert(at, job)
            self._changed.notify_all()
            self._tell_places(at)
        try:
            yield from self._follow(job)
        finally:
            self._stop(job)

    def cancel(self, exchange: str) -> bool:
        """Stop the generations of an exchange; tells whether there was one."""
        with self._changed:
            found = [
                job
                for job in (*self._waiting, *self._running)
                if job.exchange == exchange
            ]
        for job in found:
            self._stop(job)
        return bool(found)

    def probe(self, work: Callable[[], None], *, timeout_s: float) -> bool:
        """Run something small on the model's thread; tells whether it was done in time.

        It runs between two steps of whatever is written now.
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

    def _follow(self, job: Job[W]) -> Iterator[Waiting | Written]:
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

    def _stop(self, job: Job[W]) -> None:
        """End a generation between two tokens, or take it out of the line."""
        job.stopped.set()
        with self._changed:
            if job not in self._waiting:
                return
            index = self._waiting.index(job)
            del self._waiting[index]
            self._tell_places(index)
        job.tell(Ended("cancelled", 0, 0))

    def _tell_places(self, first: int) -> None:
        """Tell those in the line, from one on, how many must end before they begin."""
        free = 0 if self._cramped else self._steps.max_rows - self._rows_taken()
        for index in range(first, len(self._waiting)):
            if (before := index + 1 - free) > 0:
                self._waiting[index].tell_place(before)

    def _rows_taken(self) -> int:
        return sum(not job.beside for job in self._running)

    def _run(self) -> None:
        try:
            while self._ready():
                self._steps.step()
        finally:
            # Also when a fault nobody foresaw ends this thread: no caller waits for
            # ever, and the process is told to end.
            with self._changed:
                unforeseen = not self._closed
                self._closed = True
                left = [*self._waiting, *(j for j in self._running if not j.over)]
                self._waiting.clear()
            for job in left:
                job.tell(EngineError("the engine is stopping"))
            if unforeseen:
                log.error("the model's thread ended")
                self.on_death()

    def _ready(self) -> bool:
        """Wait for work; False once the line is closed and what ran has ended."""
        while True:
            self._serve_probes()
            with self._changed:
                if any(job.over for job in self._running):
                    self._running = [job for job in self._running if not job.over]
                    if not self._admit():
                        self._tell_places(0)
                elif self._waiting:
                    self._admit()
                if self._running:
                    return True
                if self._closed:
                    return False
                if not self._probes and not self._waiting:
                    self._changed.wait()

    def _admit(self) -> bool:
        """Let those in front begin for whom there is room."""
        begun, was, self._cramped = False, self._cramped, False
        self._let_forward()
        while self._waiting and not self._closed:
            first = self._waiting[0]
            if _is_shadow(first) and self._running:
                break
            if not first.beside and self._rows_taken() == self._steps.max_rows:
                break
            if not self._steps.fits(first.work):
                self._cramped = True
                break
            job = self._waiting.pop(0)
            self._running.append(job)
            job.begin()
            self._steps.begin(job.work, job.halt, job.tell)
            begun = True
        if begun or self._cramped > was:
            self._tell_places(0)
        return begun

    def _stop_shadows(self, comes: Job[W]) -> None:
        """Have shadows that run end between two tokens, for whom somebody waits."""
        if not _is_shadow(comes):
            for job in filter(_is_shadow, self._running):
                job.stopped.set()

    def _let_forward(self) -> None:
        """Let overdue jobs stand among staff's by how long they have waited."""
        before_s = time.monotonic() - self._overdue_s
        overdue = [
            job
            for job in self._waiting
            if job.priority is Priority.JOB and job.since_s < before_s
        ]
        for job in overdue:
            job.priority = Priority.STAFF
        if overdue:
            self._waiting.sort(key=lambda job: (job.priority, job.since_s))

    def _serve_probes(self) -> None:
        while True:
            with self._changed:
                if not self._probes:
                    return
                probe = self._probes.popleft()
            try:
                probe.work()
            except (ApplianceError, *FAULTS) as err:
                log.error("probe failed: %s", type(err).__name__)
                continue
            probe.done.set()


def _is_shadow(job: Job[W]) -> bool:
    return job.priority is Priority.SHADOW


def _nothing() -> None:
    """Do nothing when the model's thread dies; the server sets its own."""
