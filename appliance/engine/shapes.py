"""Compares the tensors of a folder with those its configuration asks for.

The architecture is built on torch's meta device: names and shapes without memory. The
names are those on disk, which transformers changes while it loads some architectures
(experts are stored apart and held together). Runs in the workshop alone.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.core_model_loading import revert_weight_conversion

from appliance.engine.config_keys import check_config
from appliance.engine.quantisation import stored_kind
from appliance.errors import SettingsError

# What packed weights bring along beside, or in place of, "weight".
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "float32": (),
    "nf4": (
        *(".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map"),
        *(".quant_state.bitsandbytes__nf4",),
    ),
    "int8": (),
    "awq": (),
    "gptq": (),
}
_IN_PLACE: Mapping[str, tuple[str, ...]] = {
    "int8": ("SCB", "weight_format"),
    "awq": ("qweight", "qzeros", "scales"),
    "gptq": ("qweight", "qzeros", "scales", "g_idx"),
}
_FLOATS = frozenset({"F32", "F16", "BF16"})


def check_shapes(
    folder: Path,
    tell: Callable[[str], None],
    *,
    tensors: Sequence[Sequence[Any]],
) -> dict[str, Any]:
    """Check that the tensors are those of the architecture, no more and no fewer.

    Args:
        tensors: Name, number type and shape of each.

    Raises:
        SettingsError: One is missing, too many or of another shape; it is named.
    """
    tell("config.json")
    config = check_config(folder)
    wanted, tied, parameters = expected_tensors(folder)
    kind = stored_kind(config)
    found = {str(name): (str(dtype), tuple(shape)) for name, dtype, shape in tensors}
    missing = sorted(set(wanted) - set(found) - tied - _packed_away(found, kind))
    if missing:
        raise SettingsError(
            f"the weights have no {missing[0]}, which config.json asks for"
        )
    for name, (dtype, shape) in found.items():
        if name in wanted:
            _check_tensor(name, dtype, shape, wanted[name], kind)
        elif not _is_beside(name, wanted, kind):
            raise SettingsError(
                f"the weights have {name}, which config.json does not ask for"
            )
    return {"parameters": parameters}


def expected_tensors(
    folder: Path,
) -> tuple[dict[str, tuple[int, ...]], frozenset[str], int]:
    """Tell the shape of each tensor by its name on disk, and which may be left out.

    Returns:
        The shapes, the tensors that are tied to another, and how many numbers the
        model has, tied ones counted once.

    Raises:
        SettingsError: No model can be built from the configuration.
    """
    config_class: Any = transformers.AutoConfig
    model_class: Any = transformers.AutoModelForCausalLM
    config = config_class.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False
    )
    # A quantised layer is built when it is loaded; its shape is that of the plain one.
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    with torch.device("meta"):
        model = model_class.from_config(config, trust_remote_code=False)
    named = type(model).__name__
    if [named] != config.architectures:
        raise SettingsError(
            f"config.json: architectures names {config.architectures}, its model_type "
            f"is a {named}"
        )
    tied = frozenset(model.all_tied_weights_keys or {})
    state: dict[str, torch.Tensor] = revert_weight_conversion(model, model.state_dict())
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    parameters = sum(p.numel() for p in model.parameters())
    return shapes, tied, parameters


def _check_tensor(
    name: str, dtype: str, shape: tuple[int, ...], wanted: tuple[int, ...], kind: str
) -> None:
    if kind == "nf4" and dtype == "U8":
        numbers = 1
        for size in wanted:
            numbers *= size
        # Two numbers a byte, in one column.
        wanted = ((numbers + 1) // 2, 1)
    elif dtype not in _FLOATS and not (kind == "int8" and dtype == "I8"):
        raise SettingsError(f"{name}: {dtype} numbers, expected F32, F16 or BF16")
    if shape != wanted:
        raise SettingsError(
            f"{name}: shape {list(shape)}, config.json asks for {list(wanted)}"
        )


def _packed_away(found: Mapping[str, Any], kind: str) -> frozenset[str]:
    """List the plain names that AWQ and GPTQ checkpoints replace by packed ones."""
    if kind not in {"awq", "gptq"}:
        return frozenset()
    return frozenset(
        name.removesuffix("qweight") + "weight"
        for name in found
        if name.endswith(".qweight")
    )


def _is_beside(name: str, wanted: Mapping[str, Any], kind: str) -> bool:
    for suffix in _BESIDE[kind]:
        if name.endswith(suffix) and name.removesuffix(suffix) in wanted:
            return True
    stem, _, last = name.rpartition(".")
    return last in _IN_PLACE.get(kind, ()) and f"{stem}.weight" in wanted
