"""Writes a trained name model as int8 ONNX, as models/pii/ ships it.

    python -m models.training.export_pii --checkpoint /var/tmp/pii.pt \
        --encoder MINILM_FOLDER --out FOLDER

Weights become eight bits wide per channel with `reduce_range`: without either, AVX2
saturates and recall falls by three to four points. No manifest is written here:
`tune_pii.py` adds it with the thresholds.
"""

import argparse
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import Tensor, nn

from appliance.detect.tagger import MODEL, TOKENIZER

from .pii_model import NameModel


class _Shipped(nn.Module):
    """The model as it runs: one text, no padding, probabilities."""

    def __init__(self, model: NameModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, shapes: Tensor, gaps: Tensor) -> Tensor:
        """Give the probabilities of the tags."""
        logits: Tensor = self.model(ids, shapes, gaps, None)
        return logits.softmax(-1)


def export(model: NameModel, folder: Path) -> None:
    """Write `names.onnx` with weights of eight bits."""
    folder.mkdir(parents=True, exist_ok=True)
    row = torch.ones((1, 16), dtype=torch.int64)
    with tempfile.TemporaryDirectory() as scratch:
        whole, ready = Path(scratch) / "whole.onnx", Path(scratch) / "ready.onnx"
        torch.onnx.export(
            _Shipped(model).eval(),
            (row, row, row),
            str(whole),
            input_names=["ids", "shapes", "gaps"],
            output_names=["chances"],
            dynamic_axes={name: {1: "pieces"} for name in ("ids", "shapes", "gaps")}
            | {"chances": {1: "pieces"}},
            opset_version=17,
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


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = NameModel(options.encoder)
    state = torch.load(options.checkpoint, weights_only=True)
    model.load_state_dict(state["model"])
    export(model, options.out)
    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(options.out / TOKENIZER), pretty=False)
    size = (options.out / MODEL).stat().st_size
    print(f"{size:,} bytes after {state['pieces']:,} pieces")


if __name__ == "__main__":
    main()
