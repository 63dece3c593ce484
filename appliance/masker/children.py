"""The pool of detector children: each answers a text at a time, a deadline kills it.

A child that hangs, dies or answers something else fails the texts it was given with
`DetectionError` and is replaced in the background; the next text works again.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from appliance.detect.phrases import Phrase
from appliance.domain.entity import EntityKind
from appliance.domain.finding import Sighting
from appliance.domain.progress import Progress, untold
from appliance.domain.span import Span
from appliance.errors import DetectionError
from appliance.masker.lanes import (
    START_S,
    Child,
    ChildSetup,
    Lane,
    read_seen,
    read_spans,
)

log = logging.getLogger(__name__)

# Longer texts, about three pages, wait for each other and not with the others.
LONG_CHARS = 10_000
# How many deadlines a text waits for its turn: behind one that hangs, then behind the
# hundred that came at the same moment.
_TURN_DEADLINES = 3
# A change of the dictionary waits less: who decides on it can do so again.
_CHANGE_TURN_S = 5.0


class Children:
    """A fixed number of detector children; safe to share between threads."""

    def __init__(self, setup: ChildSetup, *, count: int, deadline_s: float) -> None:
        """Start the children and wait until one has loaded its detectors.

        Raises:
            DetectionError: None can start; nothing may run without one.
        """
        self._setup = setup
        self._deadline_s = deadline_s
        self._idle: dict[bool, queue.Queue[Lane]] = {
            False: queue.Queue(),
            True: queue.Queue(),
        }
        self._lock = threading.Lock()
        self._all: set[Child] = set()
        self._closed = threading.Event()
        self._wanted: queue.Queue[None] = queue.Queue()
        self._first: queue.SimpleQueue[Child | DetectionError] = queue.SimpleQueue()
        # One thread starts every child and lives as long as they may: the kernel ends
        # a child with the thread that started it (PR_SET_PDEATHSIG of prctl(2)).
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._keeper.start()
        for _ in range(count):
            self._wanted.put(None)
        self.description = self._first_description()

    def detect(
        self,
        text: str,
        language: str,
        *,
        kept: Sequence[EntityKind],
        known: Sequence[Phrase],
        progress: Progress = untold,
    ) -> tuple[Span, ...]:
        """Find the personal data in a text; the deadline is for each sign of progress.

        Raises:
            DetectionError: A child failed, hung or is not there.
        """
        frame = {
            "text": text,
            "language": language,
            "draft": False,
            "kept": [str(kind) for kind in kept],
            "known": [[str(phrase.kind), phrase.text] for phrase in known],
        }
        answer = self._ask(frame, progress, is_long=len(text) > LONG_CHARS)
        return read_spans(answer, len(text))

    def inspect(
        self, text: str, passages: Sequence[str]
    ) -> tuple[tuple[Sighting, ...], ...]:
        """Look for orders to the model in a text and in each passage, in this order.

        Raises:
            DetectionError: A child failed, hung or is not there.
        """
        frame = {"inspect": text, "passages": list(passages)}
        answer = self._ask(frame, untold, is_long=len(text) > LONG_CHARS)
        return read_seen(answer, [len(text), *map(len, passages)])

    def find_names(self, draft: str, language: str) -> tuple[Span, ...]:
        """Find who and what a draft names.

        Raises:
            DetectionError: A child failed, hung or is not there.
        """
        frame = {"text": draft, "language": language, "draft": True}
        answer = self._ask(frame, untold, is_long=len(draft) > LONG_CHARS)
        return read_spans(answer, len(draft))

    def _ask(
        self, frame: dict[str, Any], progress: Progress, *, is_long: bool
    ) -> dict[str, Any]:
        with self._taken(_TURN_DEADLINES * self._deadline_s, is_long=is_long) as lane:
            setup = self._setup
            if lane.setup is not setup:
                lane.take(setup, self._deadline_s)
            return lane.ask(frame, self._deadline_s, progress)

    def approve(self, approved: Iterable[tuple[str, str]]) -> Callable[[], None]:
        """Have every child use these approved entries from its next text on.

        Returns:
            What takes it back, which cannot fail.

        Raises:
            DetectionError: A child could not; then none does.
        """
        before = self._setup, self.description
        setup = replace(self._setup, approved=tuple(approved))
        with self._taken(_CHANGE_TURN_S, is_long=False) as lane:
            lane.take(setup, self._deadline_s)
        self._setup, self.description = setup, lane.description

        def take_back() -> None:
            self._setup, self.description = before

        return take_back

    def pids(self) -> tuple[int, ...]:
        """Name the process ids of the children."""
        with self._lock:
            return tuple(sorted(child.process.pid for child in self._all))

    def close(self) -> None:
        """End every child."""
        self._closed.set()
        self._wanted.put(None)
        self._keeper.join(START_S)
        with self._lock:
            children, self._all = self._all, set()
        for child in children:
            child.kill()

    @contextmanager
    def _taken(self, wait_s: float, *, is_long: bool) -> Iterator[Lane]:
        """Have a lane to oneself; a child of which one fails is replaced."""
        give_up = time.monotonic() + wait_s
        while True:
            try:
                left_s = max(0.0, give_up - time.monotonic())
                lane = self._idle[is_long].get(timeout=left_s)
            except queue.Empty as err:
                raise DetectionError("every detector child is busy") from err
            with self._lock:
                if lane.child in self._all:
                    break
        try:
            yield lane
        except BaseException:
            # Whatever it was, what this lane says next may be of the text before.
            self._replace(lane.child)
            raise
        self._idle[is_long].put(lane)

    def _first_description(self) -> dict[str, Any]:
        """Wait for the first child; a site without one must not start."""
        outcome = self._first.get()
        if isinstance(outcome, DetectionError):
            self.close()
            raise outcome
        return outcome.description

    def _replace(self, child: Child) -> None:
        with self._lock:
            if child not in self._all:
                return  # its other lane has seen to it
            self._all.discard(child)
        child.kill()
        log.warning("detector child %d ended, starting another", child.process.pid)
        self._wanted.put(None)

    def _keep(self) -> None:
        """Start a child for each one wanted, again and again until one starts."""
        pause_s = 0.0
        while not self._closed.is_set():
            self._wanted.get()
            if self._closed.wait(pause_s):
                return
            try:
                child = Child(self._setup)
            except DetectionError as err:
                # Callers get `DetectionError` meanwhile; the reason is for operators.
                log.error("a detector child did not start: %s", err)
                self._first.put(err)
                pause_s = min(60.0, pause_s * 2 + 1.0)
                self._wanted.put(None)
                continue
            pause_s = 0.0
            with self._lock:
                self._all.add(child)
            for lane in child.lanes:
                self._idle[lane.is_long].put(lane)
            self._first.put(child)
