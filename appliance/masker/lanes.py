"""One detector process, and the lanes on which texts go to it.

Each lane carries one text at a time. A long text has a lane of its own, so that short
ones need not wait until it is read; the process ends with the first lane that fails.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import appliance
from appliance.domain.entity import EntityKind
from appliance.domain.finding import Sighting, Where
from appliance.domain.guards import RULES
from appliance.domain.progress import Progress, untold
from appliance.domain.span import Span
from appliance.errors import DetectionError, WireError
from appliance.wire.frame import receive_frame, send_frame

# Presidio needs seconds to import on a slow disk.
START_S = 120.0
# Presidio gives up a pattern after this and says nothing; the deadline comes first.
_PRESIDIO_TIMEOUT_S = 86_400
_WHOLE = 1000
# The guard comes before every other import. `observe` is a room beside this one, so
# its guard is named in the child's command and not imported here.
_START = (
    "import sys; from appliance.observe.import_guard import install; install(); "
    "from appliance.masker.child import main; main(*map(int, sys.argv[1:]))"
)


@dataclass(frozen=True, slots=True)
class ChildSetup:
    """What a child loads.

    Args:
        models: The folder that holds `pii/` and `guard/`.
        countries: ISO 3166 codes in lower case.
        dictionary: The customer dictionary's folder, or None.
        approved: Entries besides it: a file name without its ending, and the words.
    """

    models: Path
    countries: tuple[str, ...]
    dictionary: Path | None
    approved: tuple[tuple[str, str], ...] = ()


class Lane:
    """A socket to a child, and which approved entries the child uses on it."""

    def __init__(self, child: "Child", sock: socket.socket, *, is_long: bool) -> None:
        self.child = child
        self.is_long = is_long
        self.setup = child.setup
        self.description: dict[str, Any] = {}
        self._sock = sock

    def take(self, setup: ChildSetup, timeout_s: float) -> None:
        """Have it use the approved entries of a setup, and say what it has then.

        Raises:
            DetectionError: It did not.
        """
        entries = [list(entry) for entry in setup.approved]
        self.description = self.ask({"approved": entries}, timeout_s)
        self.setup = setup

    def ask(
        self, frame: dict[str, Any], timeout_s: float, progress: Progress = untold
    ) -> dict[str, Any]:
        """Send one frame and receive its answer.

        Args:
            timeout_s: Longest silence; a long text says now and then how far it is.

        Raises:
            DetectionError: No answer in time, or none at all.
        """
        answer, done = self._exchange(frame, timeout_s), 0
        while "done" in answer:
            # It only grows, so a child that has lost its way is not heard for ever.
            if type(answer["done"]) is not int or not done < answer["done"] <= _WHOLE:
                raise DetectionError("the detector child says what cannot be")
            done = answer["done"]
            progress(done)
            answer = self._exchange(None, timeout_s)
        return answer

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()

    def _exchange(
        self, frame: dict[str, Any] | None, timeout_s: float
    ) -> dict[str, Any]:
        try:
            self._sock.settimeout(timeout_s)
            if frame is not None:
                send_frame(self._sock, frame)
            answer = receive_frame(self._sock)
        except TimeoutError as err:
            raise DetectionError(f"no detection within {timeout_s:g} s") from err
        except (OSError, WireError) as err:
            raise DetectionError(f"detector child: {type(err).__name__}") from err
        if answer is None:
            raise DetectionError("the detector child ended")
        return answer


class Child:
    """One detector process with a lane for short texts and one for long ones."""

    def __init__(self, setup: ChildSetup) -> None:
        """Start it and wait until it has loaded its detectors.

        Raises:
            DetectionError: It cannot load them.
        """
        self.setup = setup
        root = str(Path(appliance.__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        short, long = socket.socketpair(), socket.socketpair()
        theirs = [short[1].fileno(), long[1].fileno()]
        self.process = subprocess.Popen(
            # -P: nothing is imported from the current folder.
            [sys.executable, "-P", "-c", _START, *map(str, theirs)],
            pass_fds=theirs,
            stdin=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": path,
                "REGEX_TIMEOUT_SECONDS": str(_PRESIDIO_TIMEOUT_S),
            },
        )
        short[1].close()
        long[1].close()
        self.lanes = (
            Lane(self, short[0], is_long=False),
            Lane(self, long[0], is_long=True),
        )
        frame = {
            "models": str(setup.models),
            "countries": list(setup.countries),
            "dictionary": str(setup.dictionary) if setup.dictionary else "",
            "approved": [list(entry) for entry in setup.approved],
        }
        try:
            self.description = self.lanes[0].ask(frame, START_S)
        except DetectionError:
            self.kill()
            raise

    def kill(self) -> None:
        """End the process at once and wait for it."""
        for lane in self.lanes:
            lane.close()
        self.process.kill()
        self.process.wait()


def read_spans(answer: dict[str, Any], length: int) -> tuple[Span, ...]:
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


def read_seen(
    answer: dict[str, Any], lengths: Sequence[int]
) -> tuple[tuple[Sighting, ...], ...]:
    """Read what a child saw strictly: known rules, spans inside each text.

    Args:
        lengths: Of each text that it was given, in code points.
    """
    try:
        seen = tuple(
            tuple(
                Sighting(rule, Where.INPUT, score, (start, end))
                for rule, score, (start, end) in each
            )
            for each in answer["seen"]
        )
        fits = len(seen) == len(lengths) and all(
            one.rule in RULES
            and (one.score is None or 0 <= one.score <= _WHOLE)
            and one.span is not None
            and 0 <= one.span[0] <= one.span[1] <= length
            for each, length in zip(seen, lengths, strict=False)
            for one in each
        )
    except (KeyError, TypeError, ValueError) as err:
        raise DetectionError("a detector child does not say what it saw") from err
    if not fits:
        raise DetectionError("a detector child saw what cannot be")
    return seen
