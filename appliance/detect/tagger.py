"""Runs the trained name model: for each word piece of a text, how likely each label is.

ONNX Runtime on one thread, weights of eight bits, texts in overlapping windows of which
the most central one counts. Every file's digest is checked against the manifest.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from appliance.detect.pieces import Pieces, read_pieces, windows
from appliance.domain.progress import Progress, untold
from appliance.errors import DetectionError

MANIFEST, MODEL, TOKENIZER = "manifest.json", "names.onnx", "tokenizer.json"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tagger:
    """The model with its tokenizer; safe to share between threads.

    Args:
        session: The model; takes `ids`, `shapes` and `gaps`, (1, T) each with [CLS] and
            [SEP], and gives the probabilities of the tags, (1, T, tags).
        tokenizer: Cuts texts into pieces.
        tags: "O", then "B-" and "I-" of each label.
        ends: Numbers of the pieces that begin and end a window.
    """

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    tags: tuple[str, ...]
    ends: tuple[int, int]

    def read(self, text: str, progress: Progress = untold) -> tuple[Pieces, Floats]:
        """Give the pieces of a text and the probabilities of their tags, (N, tags)."""
        pieces = read_pieces(self.tokenizer, text)
        chances = np.zeros((len(pieces), len(self.tags)), np.float32)
        if len(pieces):
            for start, end, first, last in windows(len(pieces)):
                answer = self._run(pieces, start, end)
                chances[first:last] = answer[first - start : last - start]
                progress(1000 * last // len(pieces))
        return pieces, chances

    def _run(self, pieces: Pieces, start: int, end: int) -> Floats:
        inputs = {
            "ids": _framed(pieces.ids[start:end], *self.ends),
            "shapes": _framed(pieces.shapes[start:end], 0, 0),
            "gaps": _framed(pieces.gaps[start:end], 0, 0),
        }
        (answer,) = self.session.run(None, inputs)
        found: Floats = answer[0, 1:-1]
        return found


def _framed(row: NDArray[np.int64], first: int, last: int) -> NDArray[np.int64]:
    return np.concatenate(([first], row, [last]))[None]


def load_tagger(folder: Path) -> tuple[Tagger, dict[str, Any]]:
    """Load the shipped model after checking its digests; gives the manifest as well.

    Raises:
        DetectionError: A file is missing, changed or not what it should be.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, expected in manifest["sha256"].items():
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            if not hmac.compare_digest(digest, str(expected)):
                raise DetectionError(f"{folder / name}: digest is not the manifest's")
        if not {MODEL, TOKENIZER} <= manifest["sha256"].keys():
            raise DetectionError(f"{folder / MANIFEST}: names no model")
        tagger = open_tagger(folder, tuple(map(str, manifest["tags"])))
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as err:
        raise DetectionError(f"name model in {folder}: {type(err).__name__}") from err
    return tagger, manifest


def open_tagger(folder: Path, tags: tuple[str, ...]) -> Tagger:
    """Open model and tokenizer as they are.

    Raises:
        DetectionError: They cannot be read.
    """
    try:
        session = onnxruntime.InferenceSession(
            (folder / MODEL).read_bytes(),
            session_options(),
            providers=["CPUExecutionProvider"],
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as err:  # both libraries raise bare exceptions of their own
        raise DetectionError(f"name model in {folder}: {type(err).__name__}") from err
    tokenizer.no_truncation()
    tokenizer.no_padding()
    first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if first is None or last is None:
        raise DetectionError(f"name model in {folder}: the tokenizer has no ends")
    return Tagger(session, tokenizer, tags, (first, last))


def session_options() -> onnxruntime.SessionOptions:
    """How every model of the detectors runs: on one thread, keeping no memory."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # its messages could hold sizes of texts only
    # The arena would keep the memory of the longest text for good.
    options.enable_cpu_mem_arena = False
    return options
