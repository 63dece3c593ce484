"""Stores a folder's weights quantised by bitsandbytes; runs in the workshop.

Done once, at import: packing at each start takes minutes for a large model, and what is
stored is what the digest names. Embeddings and the output layer stay as they are.
"""

from pathlib import Path
from typing import Any, cast

import torch
import transformers

from appliance.errors import SettingsError

# What is read beyond this is kept apart (LLM.int8(); the default of transformers).
_OUTLIERS = 6.0


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


def pack_linear(linear: torch.nn.Linear, kind: str, device: str) -> torch.nn.Module:
    """Give a linear layer with packed weights, as those of an import are loaded.

    Args:
        linear: On the CPU, without bias, in the numbers that it is to compute in.
        kind: "nf4" (double quantisation) or "int8".
        device: Where it is to be; it is packed there.
    """
    # Here, so that a host without it can run what is not packed.
    from bitsandbytes import nn  # noqa: PLC0415

    packed: Any = nn
    sizes = (linear.in_features, linear.out_features)
    weight = linear.weight.data
    with torch.device("meta"):
        if kind == "nf4":
            made = packed.Linear4bit(
                *sizes, bias=False, compute_dtype=weight.dtype, quant_type="nf4"
            )
        else:
            made = packed.Linear8bitLt(
                *sizes, bias=False, has_fp16_weights=False, threshold=_OUTLIERS
            )
    if kind == "nf4":
        made.weight = packed.Params4bit(
            weight, requires_grad=False, quant_type="nf4", module=made
        )
    else:
        made.weight = packed.Int8Params(weight, requires_grad=False)
    return cast("torch.nn.Module", made.to(device))


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
