"""The detector child: loads every detector, then answers frames on two sockets.

It holds no key and no vault, and is killed when it takes too long. A detector that
fails ends the process; nobody takes half a detection for a whole one. What it writes to
its error stream never holds text: a fault is named by its type and place.
"""

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from appliance.detect.detectors import Detectors, load_detectors
from appliance.detect.inspection import Inspection, load_inspection
from appliance.detect.phrases import Phrase
from appliance.domain.entity import EntityKind
from appliance.domain.progress import Progress, untold
from appliance.errors import DetectionError
from appliance.wire.frame import receive_frame, send_frame

_PR_SET_PDEATHSIG = 1
_TELL_EVERY_S = 0.2


def main(short: int, long: int) -> None:
    """Serve detection on two inherited sockets until they are closed.

    Args:
        short: Descriptor of the lane that also says what to load.
        long: Descriptor of the lane for long texts.
    """
    sys.excepthook = _name_fault
    threading.excepthook = _end_with
    # A child in the middle of a long pattern must not outlive its parent (prctl(2)).
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with socket.socket(fileno=short) as sock, socket.socket(fileno=long) as other:
        setup = receive_frame(sock)
        if setup is None:
            return
        detectors = _with(_load(setup), setup["approved"])
        tokenizer = detectors.names.tagger.tokenizer
        inspection = load_inspection(Path(setup["models"]), tokenizer)
        lane = (other, detectors, inspection)
        threading.Thread(target=_serve, args=lane, daemon=True).start()
        send_frame(sock, _description(detectors))
        _serve(sock, detectors, inspection)


def _serve(sock: socket.socket, detectors: Detectors, inspection: Inspection) -> None:
    """Answer the frames of one lane, one after the other."""
    while (frame := receive_frame(sock)) is not None:
        if "approved" in frame:
            detectors = _with(detectors, frame["approved"])
            send_frame(sock, _description(detectors))
        elif "inspect" in frame:
            send_frame(sock, {"seen": inspect(inspection, frame, _telling(sock))})
        else:
            send_frame(sock, {"spans": detect(detectors, frame, _telling(sock))})


def detect(
    detectors: Detectors, frame: Mapping[str, Any], progress: Progress = untold
) -> list[list[Any]]:
    """Answer one request: its spans as lists."""
    if frame["draft"]:
        spans = detectors.find_names(frame["text"], frame["language"], progress)
    else:
        spans = detectors.detect(
            frame["text"],
            frame["language"],
            kept=frozenset(EntityKind(kind) for kind in frame["kept"]),
            known=[Phrase(text, EntityKind(kind)) for kind, text in frame["known"]],
            progress=progress,
        )
    return [
        [s.start, s.end, str(s.kind), s.score_permille, s.detector, s.reason]
        for s in spans
    ]


def inspect(
    inspection: Inspection, frame: Mapping[str, Any], progress: Progress = untold
) -> list[list[list[Any]]]:
    """Answer one request: what is seen in the text, then in each passage."""
    seen = [inspection.inspect(frame["inspect"], progress)]
    seen += map(inspection.inspect_signed, frame["passages"])
    return [[[one.rule, one.score, one.span] for one in each] for each in seen]


def _telling(sock: socket.socket) -> Progress:
    """Say how far a text is, now and then: each word of it renews the deadline."""
    told, told_at = 0, time.monotonic()

    def tell(permille: int) -> None:
        nonlocal told, told_at
        now = time.monotonic()
        if permille > told and now - told_at >= _TELL_EVERY_S:
            told, told_at = permille, now
            send_frame(sock, {"done": permille})

    return tell


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


def _end_with(fault: threading.ExceptHookArgs) -> None:
    """End the process with a lane, which must not go on without the other."""
    if fault.exc_value is not None:
        _name_fault(fault.exc_type, fault.exc_value, fault.exc_traceback)
    sys.stderr.flush()
    os._exit(1)


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
