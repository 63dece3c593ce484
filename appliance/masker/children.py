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
from collections.abc import Sequence
from dataclasses import dataclass
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
    """

    models: Path
    countries: tuple[str, ...]
    dictionary: Path | None


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
        self.description: dict[str, Any] = {}
        try:
            self.description = self.ask(
                {
                    "models": str(setup.models),
                    "countries": list(setup.countries),
                    "dictionary": str(setup.dictionary) if setup.dictionary else "",
                },
                START_S,
            )
        except DetectionError:
            self.kill()
            raise

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
        try:
            child = self._idle.get(timeout=_TURN_DEADLINES * self._deadline_s)
        except queue.Empty as err:
            raise DetectionError("every detector child is busy") from err
        frame = {
            "text": text,
            "language": language,
            "kept": [str(kind) for kind in kept],
            "known": [[str(phrase.kind), phrase.text] for phrase in known],
        }
        try:
            spans = _spans(child.ask(frame, self._deadline_s), len(text))
        except DetectionError:
            self._replace(child)
            raise
        self._idle.put(child)
        return spans

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
