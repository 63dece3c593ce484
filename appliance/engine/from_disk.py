"""Loads tokenizer and weights of a checked folder with the model libraries.

float32 on a CPU: half-precision weights are widened, because on CPUs without AMX they
decode several times slower. On a GPU bfloat16, or float16 where it has no bfloat16.
Packed weights stay packed and compute in the same type. Nothing is fetched, no code of
the folder runs: no remote code, safetensors only.
"""

import warnings
from pathlib import Path
from typing import Any

import torch
import transformers

from appliance.engine.folder import CheckedFolder
from appliance.engine.json_files import read_json
from appliance.errors import SettingsError

# What the libraries raise on files they cannot take.
_LIBRARY_FAULTS = (
    *(ArithmeticError, AttributeError, ImportError, LookupError, OSError),
    *(RuntimeError, TypeError, ValueError),
)


def compute_type(device: str) -> torch.dtype:
    """Tell in which numbers a device computes here."""
    if device == "cpu":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def load_tokenizer(path: Path, name: str) -> Any:
    """Load the tokenizer of a folder whose files have been checked.

    Args:
        name: What messages call the model.

    Raises:
        SettingsError: It does not load, is a slow one, or has no chat template.
    """
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(  # nosec B615 # a local folder, checked before
            path, local_files_only=True, trust_remote_code=False, use_fast=True
        )
    except _LIBRARY_FAULTS as err:
        raise SettingsError(
            f"model {name}: its tokenizer does not load: {type(err).__name__}"
        ) from err
    if not tokenizer.is_fast or not tokenizer.chat_template:
        raise SettingsError(f"model {name}: needs a fast tokenizer and a chat template")
    return tokenizer


def load_weights(folder: CheckedFolder, device: str) -> Any:
    """Load the model of a checked folder, ready to answer.

    Raises:
        SettingsError: Its weights do not load, or are not all of the model's.
    """
    classes: Any = transformers.AutoModelForCausalLM
    wanted = compute_type(device)
    try:
        model, loading = classes.from_pretrained(
            folder.path,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            attn_implementation=_attention_of(folder.path),
            dtype=wanted,
            device_map={"": device},
            output_loading_info=True,
        )
    except _LIBRARY_FAULTS as err:
        raise SettingsError(
            f"model {folder.manifest.name}: its weights do not load: "
            f"{type(err).__name__}"
        ) from err
    wrong = [name for name in loading if loading[name]]
    if wrong:
        raise SettingsError(f"model {folder.manifest.name}: weights have {wrong[0]}")
    # A packed model keeps the number type of its other weights whatever is asked for.
    for parameter in model.parameters():
        if parameter.is_floating_point():
            parameter.data = parameter.data.to(wanted)
    # Whoever packed it wrote their own machine's choice down.
    for module in model.modules():
        if getattr(module, "compute_dtype", None) is not None:
            module.compute_dtype = wanted
    if folder.manifest.quantisation == "int8-dynamic":
        _pack_linear_layers(model)
    model.eval()
    return model


def _attention_of(path: Path) -> str:
    """Name the attention of transformers that a family can use; never the folder's."""
    # Gemma 2 caps its attention's scores, which torch's fused attention cannot.
    family = read_json(path / "config.json").get("model_type")
    return "eager" if family == "gemma2" else "sdpa"


def _pack_linear_layers(model: Any) -> None:
    """Pack the linear layers to int8; what they read is packed at each step.

    The scale of what is read is one for all rows of a batch, so such a model writes
    one answer at a time.
    """
    with warnings.catch_warnings():
        # torch has announced the end of this module since 2.10 and kept it so far; the
        # locked version has it.
        warnings.simplefilter("ignore")
        torch.ao.quantization.quantize_dynamic(  # type: ignore[no-untyped-call] # the library's
            model, {torch.nn.Linear}, dtype=torch.qint8, inplace=True
        )
