"""Stores a folder's weights quantised by bitsandbytes; runs in the workshop alone.

Done once, at import: packing at each start takes minutes for a large model, and what is
stored is what the digest names. Embeddings and the output layer stay as they are.
"""

from pathlib import Path
from typing import Any

import torch
import transformers

from appliance.errors import SettingsError


def quantise(folder: Path, target: Path, kind: str = "nf4") -> None:
    """Load the weights of a folder, packed as they are read, and save them so.

    Args:
        target: Folder to write to.
        kind: "nf4" (double quantisation) or "int8".
    """
    model_class: Any = transformers.AutoModelForCausalLM
    model = model_class.from_pretrained(
        folder,
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        dtype="auto",
        device_map={"": "cpu"},
        quantization_config=_plan(kind),
    )
    model.save_pretrained(target)


def _plan(kind: str) -> Any:
    plan: Any = transformers.BitsAndBytesConfig
    if kind == "nf4":
        return plan(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            # What the weights are widened to is settled where they are loaded.
            bnb_4bit_compute_dtype=torch.float32,
        )
    if kind == "int8":
        return plan(load_in_8bit=True)
    raise SettingsError(f"{kind} weights are not made here")
