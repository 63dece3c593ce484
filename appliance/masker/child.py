"""The detector child: loads every detector, then answers frames on one socket.

It holds no key and no vault, and is killed when it takes too long. A detector that
fails ends the process; nobody takes half a detection for a whole one. What it writes to
its error stream never holds text: a fault is named by its type and place.
"""

import ctypes
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from appliance.detect.detectors import Detectors, load_detectors
from appliance.detect.phrases import Phrase
from appliance.domain.entity import EntityKind
from appliance.errors import DetectionError
from appliance.wire.frame import receive_frame, send_frame

_PR_SET_PDEATHSIG = 1


def main(descriptor: int) -> None:
    """Serve detection on an inherited socket until it is closed."""
    sys.excepthook = _name_fault
    # A child in the middle of a long pattern must not outlive its parent (prctl(2)).
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with socket.socket(fileno=descriptor) as sock:
        setup = receive_frame(sock)
        if setup is None:
            return
        detectors = _with(_load(setup), setup["approved"])
        send_frame(sock, _description(detectors))
        while (frame := receive_frame(sock)) is not None:
            if "approved" in frame:
                detectors = _with(detectors, frame["approved"])
                send_frame(sock, _description(detectors))
            else:
                send_frame(sock, {"spans": detect(detectors, frame)})


def detect(detectors: Detectors, frame: Mapping[str, Any]) -> list[list[Any]]:
    """Answer one request: its spans as lists."""
    spans = detectors.detect(
        frame["text"],
        frame["language"],
        kept=frozenset(EntityKind(kind) for kind in frame["kept"]),
        known=[Phrase(text, EntityKind(kind)) for kind, text in frame["known"]],
    )
    return [
        [s.start, s.end, str(s.kind), s.score_permille, s.detector, s.reason]
        for s in spans
    ]


def _load(setup: Mapping[str, Any]) -> Detectors:
    dictionary = setup["dictionary"]
    return load_detectors(
        Path(setup["models"]),
        setup["countries"],
        Path(dictionary) if dictionary else None,
    )


def _with(detectors: Detectors, approved: list[list[str]]) -> Detectors:
    """Take these approved entries besides the folder's, as it was read at the start."""
    entries = [(listed, words) for listed, words in approved]
    return detectors.with_dictionary(detectors.dictionary.with_approved(entries))


def _description(detectors: Detectors) -> dict[str, Any]:
    return {
        "detectors": [detector.name for detector in detectors.all],
        "dictionary_counts": detectors.dictionary.counts,
        "dictionary_digest": detectors.dictionary.digest,
    }


def _name_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Name a fault by its type and place; its message may quote the text."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?"
    if trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename}:{trace.tb_lineno}"
    # Ours are written without text; they say which file or setting to mend.
    words = f": {error}" if isinstance(error, DetectionError) else ""
    sys.stderr.write(f"detector child ended by {kind.__name__} at {place}{words}\n")
