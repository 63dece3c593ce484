"""Writes the trained guard as ONNX with its manifest, as models/guard/ ships it.

    python -m models.training.export_guard --data DATA --checkpoint /var/tmp/guard.pt \
        --out models/guard

The word table is not written: the manifest says where it lies in `names.onnx`. The
limit is the lowest score that keeps false alarms on the harmless texts for choosing
(part "choose" of `guard_texts.py` and of the public sets) under what is asked; the
report's texts are not read.
"""

import argparse
import hashlib
import json
import tempfile
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer

from appliance.detect.injection import MANIFEST, MODEL, open_injections
from appliance.detect.tagger import MODEL as NAMES_MODEL
from appliance.detect.tagger import TOKENIZER
from appliance.detect.unveil import unveil

from .guard_corpora import read_ordinary
from .guard_graph import ShippedGuard
from .guard_model import GuardModel, WordTable, read_table
from .guard_texts import GuardWriter

ORDINARY_ALARMS, TRIGGER_ALARMS, TASK_ALARMS = 0.005, 0.05, 0.05
"""Shares that may be called hostile while choosing: of harmless texts, of those with
trigger words (less than is asked of texts never seen), and of tasks for an assistant
that stand alone, which nobody sends to a bank. Rules of a house for who writes an
answer are counted and not chosen by: an owner sees in the evaluation what they do."""
SET_ALARMS = 0.02
"""The same of each public set by itself, or one text of it: a mean over all sets hides
that one kind of text is always suspected."""

TRIGGER_KINDS = frozenset({"trigger_letter", "carried_fine", "row", "whole"})
"""What `guard_texts.py` writes of harmless orders and of texts from attacks' scenes."""

WRITTEN, SEED = 2_000, 31
_WHOLE = 1000


def export(model: GuardModel, folder: Path) -> None:
    """Write `guard.onnx` with weights of eight bits, as `export_pii.py` does."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole, ready = Path(scratch) / "whole.onnx", Path(scratch) / "ready.onnx"
        torch.onnx.export(
            ShippedGuard(model).eval(),
            (torch.zeros((1, 16, len(model.start))),),
            str(whole),
            input_names=["words"],
            output_names=["logits"],
            dynamic_axes={name: {1: "pieces"} for name in ("words", "logits")},
            opset_version=17,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready),
            str(folder / MODEL),
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    onnx.checker.check_model(str(folder / MODEL))
    (folder / MODEL).chmod(0o644)


def describe(folder: Path, names: Path, table: WordTable, limit: int) -> dict[str, Any]:
    """Say what the files are and where the word table lies."""
    content = (names / NAMES_MODEL).read_bytes()
    rows = table.rows.tobytes()
    offset = content.index(rows)
    return {
        "limit": limit,
        "sha256": {MODEL: hashlib.sha256((folder / MODEL).read_bytes()).hexdigest()},
        "table": {
            "offset": offset,
            "scale": table.scale,
            "shape": list(table.rows.shape),
            "sha256": hashlib.sha256(content).hexdigest(),
            "zero": table.zero,
        },
    }


def choose(
    folder: Path, names: Path, manifest: dict[str, Any], data: Path, least: int
) -> int:
    """Choose the limit on texts that were neither learned from nor are reported."""
    tokenizer = Tokenizer.from_file(str(names / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    injections = open_injections(
        (folder / MODEL).read_bytes(), names / NAMES_MODEL, tokenizer, manifest
    )

    def score(text: str) -> int:
        return injections.read(unveil(text).text).score

    sets = {
        name: {text: score(text) for text in sorted(set(texts))}
        for name, texts in read_ordinary(data, part="choose").items()
    }
    whole = {text for one in sets.values() for text in one}
    ordinary = [one for scores in sets.values() for one in scores.values()]
    writer = GuardWriter(Random(SEED), data, part="choose")
    trigger, rules, task, hostile = [], [], [], []
    for example in islice(writer.write(), WRITTEN):
        if example.spans:
            hostile.append(score(example.text))
        elif example.kind in TRIGGER_KINDS:
            trigger.append(score(example.text))
        elif example.kind == "title":
            rules.append(score(example.text))
        elif example.kind == "question":
            task.append(score(example.text))
        elif example.text not in whole:
            ordinary.append(score(example.text))
    asked = (
        _above(ordinary, ORDINARY_ALARMS),
        _above(trigger, TRIGGER_ALARMS),
        _above(task, TASK_ALARMS),
        max(_above([*one.values()], SET_ALARMS, least=1) for one in sets.values()),
    )
    limit = max(least, *asked)
    print(
        f"asked for by ordinary texts, trigger words, tasks, single sets: {asked}",
        flush=True,
    )
    for name, one in sets.items():
        _tell(name, [*one.values()], limit)
    for name, scores in (
        ("ordinary", ordinary),
        ("trigger", trigger),
        ("rules of a house", rules),
        ("task", task),
        ("hostile", hostile),
    ):
        _tell(name, scores, limit)
    return limit


def _tell(name: str, scores: list[int], limit: int) -> None:
    flagged = sum(one >= limit for one in scores)
    print(f"{name}: {flagged} of {len(scores)} at {limit}", flush=True)


def _above(scores: list[int], share: float, *, least: int = 0) -> int:
    """Give the lowest limit that this share of the scores, or `least`, reaches."""
    ranked = np.sort(np.array(scores))[::-1]
    most = max(least, int(share * len(scores)))
    return min(_WHOLE, int(ranked[most]) + 1)


def main() -> None:
    """Read the command line, export, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=Path("models/pii"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--least", type=int, default=500, help="no limit under this")
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = read_table(options.names)
    model = GuardModel(table)
    model.load_state_dict(torch.load(options.checkpoint, weights_only=True))
    export(model, options.out)
    manifest = describe(options.out, options.names, table, _WHOLE)
    manifest["limit"] = choose(
        options.out, options.names, manifest, options.data, options.least
    )
    text = json.dumps(manifest, indent=2, sort_keys=True)
    (options.out / MANIFEST).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
