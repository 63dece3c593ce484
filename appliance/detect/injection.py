"""How likely a text gives orders to the model that reads it, and where.

A small encoder reads word pieces through the name model's own word table and gives each
a logit; a text's score is the greatest mean of a few pieces in a row (of each length of
`RUNS`, and the mean of these), over overlapping windows. Trained by train_guard.py of
models/training, its limit chosen by export_guard.py. ONNX Runtime, no torch.
"""

import hashlib
import hmac
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from appliance.detect.pieces import windows
from appliance.detect.tagger import MODEL as NAMES_MODEL
from appliance.detect.tagger import session_options
from appliance.domain.progress import Progress, untold
from appliance.errors import DetectionError

MANIFEST, MODEL = "manifest.json", "guard.onnx"
RUNS, WINDOW, STRIDE = (8,), 96, 88
_WHOLE = 1000

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The worst place of a text.

    Args:
        score: Permille; comparable between texts of any length.
        start: First code point.
        end: One past the last.
    """

    score: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Injections:
    """The classifier; safe to share between threads.

    Args:
        session: Takes `words`, (1, T, D), and gives `logits`, (1, T).
        tokenizer: The name model's.
        table: (V, D), eight bits, mapped from the name model's file.
        scale: A step of the table.
        zero: What stands for zero in it.
        limit: Permille from which a text counts as hostile.
    """

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    table: NDArray[np.uint8]
    scale: float
    zero: int
    limit: int

    def read(self, text: str, progress: Progress = untold) -> Suspicion:
        """Judge a text."""
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        if not encoding.ids:
            return Suspicion(0, 0, 0)
        ids = np.array(encoding.ids, np.int64)
        logits = self._logits(ids, progress)
        means = [_means(logits, run) for run in RUNS]
        score = sum(float(some.max()) for some in means) / len(RUNS)
        first, last = _around(means[0], int(means[0].argmax()))
        run = min(RUNS[0], len(encoding.ids))
        start = encoding.offsets[first][0]
        end = encoding.offsets[last + run - 1][1]
        chance = 1 / (1 + math.exp(-score))
        return Suspicion(round(_WHOLE * chance), start, end)

    def _logits(self, ids: NDArray[np.int64], progress: Progress) -> Floats:
        found = np.zeros(len(ids), np.float32)
        for start, end, first, last in windows(len(ids), WINDOW, STRIDE):
            words = (
                self.table[ids[start:end]].astype(np.float32) - self.zero
            ) * self.scale
            (logits,) = self.session.run(None, {"words": words[None]})
            found[first:last] = logits[0][first - start : last - start]
            progress(_WHOLE * last // len(ids))
        return found


def _means(logits: Floats, run: int) -> NDArray[np.float64]:
    """Give the mean of each so many pieces in a row, of all where there are fewer."""
    run = min(run, len(logits))
    sums = np.concatenate(([0.0], logits.cumsum(dtype=np.float64)))
    means: NDArray[np.float64] = (sums[run:] - sums[:-run]) / run
    return means


def _around(means: NDArray[np.float64], worst: int) -> tuple[int, int]:
    """Widen the worst place as long as its neighbours are more likely than not."""
    first = last = worst
    while first > 0 and means[first - 1] > 0:
        first -= 1
    while last + 1 < len(means) and means[last + 1] > 0:
        last += 1
    return first, last


def load_injections(folder: Path, names: Path, tokenizer: Tokenizer) -> Injections:
    """Load the shipped classifier after checking its digest.

    Args:
        folder: Where it lies with its manifest.
        names: The name model's folder, whose digests are checked already.
        tokenizer: The name model's.

    Raises:
        DetectionError: A file is missing, changed or not what it should be.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        weights = (folder / MODEL).read_bytes()
        _check(folder / MODEL, weights, manifest["sha256"][MODEL])
        table = names / NAMES_MODEL
        _check(table, table.read_bytes(), manifest["table"]["sha256"])
        return open_injections(weights, table, tokenizer, manifest)
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as err:
        raise DetectionError(f"guard model in {folder}: {type(err).__name__}") from err


def open_injections(
    weights: bytes, table: Path, tokenizer: Tokenizer, manifest: dict[str, Any]
) -> Injections:
    """Open the classifier as it is.

    Raises:
        DetectionError: The weights cannot be read.
    """
    options = session_options()
    # No window is longer than another at its longest: what the arena keeps is little.
    options.enable_cpu_mem_arena = True
    try:
        session = onnxruntime.InferenceSession(
            weights, options, providers=["CPUExecutionProvider"]
        )
    except Exception as err:  # the library raises bare exceptions of its own
        raise DetectionError(f"guard model: {type(err).__name__}") from err
    place = manifest["table"]
    return Injections(
        session,
        tokenizer,
        # Mapped: the twelve megabytes are the name model's, and read once.
        np.memmap(
            table, np.uint8, "r", int(place["offset"]), tuple(map(int, place["shape"]))
        ),
        float(place["scale"]),
        int(place["zero"]),
        int(manifest["limit"]),
    )


def _check(path: Path, content: bytes, expected: str) -> None:
    digest = hashlib.sha256(content).hexdigest()
    if not hmac.compare_digest(digest, str(expected)):
        raise DetectionError(f"{path}: digest is not the guard manifest's")
