"""The detector children: each answers one text at a time, and a deadline kills it.

A child that hangs, dies or answers something else fails the text it was given with
`DetectionError` and is replaced in the background; the next text works again.
"""

import logging
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import appliance
from appliance.detect.phrases import Phrase
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.errors import DetectionError, WireError
from appliance.wire.frame import receive_frame, send_frame

log = logging.getLogger(__name__)

# Presidio needs seconds to import on a slow disk.
START_S = 120.0
# How many deadlines a text waits for its turn: behind one that hangs, then behind the
# hundred that came at the same moment.
_TURN_DEADLINES = 3
# A change of the dictionary waits less: who decides on it can do so again.
_CHANGE_TURN_S = 5.0
# Presidio gives up a pattern after this and says nothing; the deadline comes first.
_PRESIDIO_TIMEOUT_S = 86_400
# The guard comes before every other import. `observe` is a room beside this one, so
# its guard is named in the child's command and not imported here.
_START = (
    "import sys; from appliance.observe.import_guard import install; install(); "
    "from appliance.masker.child import main; main(int(sys.argv[1]))"
)


@dataclass(frozen=True, slots=True)
class ChildSetup:
    """What a child loads.

    Args:
        models: The folder that holds `pii/`.
        countries: ISO 3166 codes in lower case.
        dictionary: The customer dictionary's folder, or None.
        approved: Entries besides it: a file name without its ending, and the words.
    """

    models: Path
    countries: tuple[str, ...]
    dictionary: Path | None
    approved: tuple[tuple[str, str], ...] = ()


class _Child:
    """One detector process and the socket to it."""

    def __init__(self, setup: ChildSetup) -> None:
        ours, theirs = socket.socketpair()
        root = str(Path(appliance.__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        self.sock = ours
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": path,
                "REGEX_TIMEOUT_SECONDS": str(_PRESIDIO_TIMEOUT_S),
            },
        )
        theirs.close()
        self.setup = setup
        self.description: dict[str, Any] = {}
        try:
            self.description = self.ask(
                {
                    "models": str(setup.models),
                    "countries": list(setup.countries),
                    "dictionary": str(setup.dictionary) if setup.dictionary else "",
                    "approved": [list(entry) for entry in setup.approved],
                },
                START_S,
            )
        except DetectionError:
            self.kill()
            raise

    def take(self, setup: ChildSetup, timeout_s: float) -> None:
        """Have it use the approved entries of a setup, and say what it has then.

        Raises:
            DetectionError: It did not.
        """
        entries = [list(entry) for entry in setup.approved]
        self.description = self.ask({"approved": entries}, timeout_s)
        self.setup = setup

    def ask(self, frame: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        """Send one frame and receive its answer.

        Raises:
            DetectionError: No answer in time, or none at all.
        """
        try:
            self.sock.settimeout(timeout_s)
            send_frame(self.sock, frame)
            answer = receive_frame(self.sock)
        except TimeoutError as err:
            raise DetectionError(f"no detection within {timeout_s:g} s") from err
        except (OSError, WireError) as err:
            raise DetectionError(f"detector child: {type(err).__name__}") from err
        if answer is None:
            raise DetectionError("the detector child ended")
        return answer

    def kill(self) -> None:
        """End the process at once and wait for it."""
        self.sock.close()
        self.process.kill()
        self.process.wait()


class Children:
    """A fixed number of detector children; safe to share between threads."""

    def __init__(self, setup: ChildSetup, *, count: int, deadline_s: float) -> None:
        """Start the children and wait until one has loaded its detectors.

        Raises:
            DetectionError: None can start; nothing may run without one.
        """
        self._setup = setup
        self._deadline_s = deadline_s
        self._idle: queue.Queue[_Child] = queue.Queue()
        self._lock = threading.Lock()
        self._all: set[_Child] = set()
        self._closed = threading.Event()
        self._wanted: queue.Queue[None] = queue.Queue()
        self._first: queue.SimpleQueue[_Child | DetectionError] = queue.SimpleQueue()
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
    ) -> tuple[Span, ...]:
        """Find the personal data in a text, within the deadline.

        Raises:
            DetectionError: A child failed, hung or is not there.
        """
        frame = {
            "text": text,
            "language": language,
            "kept": [str(kind) for kind in kept],
            "known": [[str(phrase.kind), phrase.text] for phrase in known],
        }
        with self._taken(_TURN_DEADLINES * self._deadline_s) as child:
            setup = self._setup
            if child.setup is not setup:
                child.take(setup, self._deadline_s)
            return _spans(child.ask(frame, self._deadline_s), len(text))

    def approve(self, approved: Iterable[tuple[str, str]]) -> Callable[[], None]:
        """Have every child use these approved entries from its next text on.

        Returns:
            What takes it back, which cannot fail.

        Raises:
            DetectionError: A child could not; then none does.
        """
        before = self._setup, self.description
        setup = replace(self._setup, approved=tuple(approved))
        with self._taken(_CHANGE_TURN_S) as child:
            child.take(setup, self._deadline_s)
        self._setup, self.description = setup, child.description

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
    def _taken(self, wait_s: float) -> Iterator[_Child]:
        """Have a child to oneself; one that fails is replaced."""
        try:
            child = self._idle.get(timeout=wait_s)
        except queue.Empty as err:
            raise DetectionError("every detector child is busy") from err
        try:
            yield child
        except DetectionError:
            self._replace(child)
            raise
        self._idle.put(child)

    def _first_description(self) -> dict[str, Any]:
        """Wait for the first child; a site without one must not start."""
        outcome = self._first.get()
        if isinstance(outcome, DetectionError):
            self.close()
            raise outcome
        return outcome.description

    def _replace(self, child: _Child) -> None:
        with self._lock:
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
                child = _Child(self._setup)
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
            self._idle.put(child)
            self._first.put(child)


def _spans(answer: dict[str, Any], length: int) -> tuple[Span, ...]:
    """Read a child's answer strictly: disjoint spans inside the text, in order."""
    try:
        spans = tuple(
            Span(start, end, EntityKind(kind), score, detector, reason)
            for start, end, kind, score, detector, reason in answer["spans"]
        )
    except (KeyError, TypeError, ValueError) as err:
        raise DetectionError("a detector child gave no spans") from err
    at = 0
    for span in spans:
        if span.start < at or span.end > length:
            raise DetectionError("a detector child gave spans that do not fit")
        at = span.end
    return spans
