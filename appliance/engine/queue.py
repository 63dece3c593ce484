"""One generation at a time, first come first served, with a bounded line behind it.

The model runs on a single thread. A caller that goes away, a stop, or a deadline ends a
generation between two tokens; a health probe is let in there too, so that it tells of
the model and not of the line. Batching of several requests is not done here.
"""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from appliance.engine.generate import Ended, Halt, Written
from appliance.errors import ApplianceError, EngineBusyError, EngineError

log = logging.getLogger(__name__)

# How often a waiting caller is told that it still waits; a caller that is gone is
# noticed then.
WAIT_SIGN_S = 1.0
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Still in the line: how many are before."""

    before: int


@dataclass(slots=True)
class Job:
    """One generation on its way through the line.

    Args:
        exchange: The exchange it is for.
        work: Writes the answer, asking between tokens whether to end.
        deadline: `time.monotonic` after which it ends.
    """

    exchange: str
    work: Callable[[Halt], Iterator[Written]]
    deadline: float
    stopped: threading.Event = field(default_factory=threading.Event)
    started: threading.Event = field(default_factory=threading.Event)
    results: queue.SimpleQueue[Written | ApplianceError] = field(
        default_factory=queue.SimpleQueue
    )

    def halt(self) -> str:
        """Say why to end now, or nothing."""
        if self.stopped.is_set():
            return "cancelled"
        return "deadline" if time.monotonic() > self.deadline else ""


@dataclass(slots=True)
class _Probe:
    work: Callable[[], None]
    done: threading.Event = field(default_factory=threading.Event)


class GenerationLine:
    """The line in front of the model."""

    def __init__(self, *, max_waiting: int) -> None:
        """Open the line; nothing runs before `start`."""
        self._max_waiting = max_waiting
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

        Closing the iterator stops the generation.

        Raises:
            EngineBusyError: The line is full, or the deadline passed in it.
            EngineError: The model failed.
        """
        with self._changed:
            if self._closed:
                raise EngineError("the engine is stopping")
            if len(self._waiting) >= self._max_waiting:
                raise EngineBusyError(f"{len(self._waiting)} generations wait already")
            self._waiting.append(job)
            self._changed.notify_all()
        try:
            yield from self._follow(job)
        finally:
            job.stopped.set()

    def cancel(self, exchange: str) -> bool:
        """Stop the generation of an exchange; tells whether there was one."""
        with self._changed:
            found = [job for job in self._waiting if job.exchange == exchange]
            if self._current is not None and self._current.exchange == exchange:
                found.append(self._current)
        for job in found:
            job.stopped.set()
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
        while True:
            try:
                result = job.results.get(timeout=WAIT_SIGN_S)
            except queue.Empty:
                if job.started.is_set():
                    # The model is at it; how long a caller waits for the next token
                    # is the caller's own limit.
                    continue
                if job.halt() == "deadline":
                    raise EngineBusyError("the deadline passed in the line") from None
                yield Waiting(self._before(job))
                continue
            if isinstance(result, ApplianceError):
                raise result
            yield result
            if isinstance(result, Ended):
                return

    def _before(self, job: Job) -> int:
        with self._changed:
            ahead = list(self._waiting)
            running = int(self._current is not None)
        return running + (ahead.index(job) if job in ahead else 0)

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
                    self._current.started.set()
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
