"""Compares the tensors of a folder with those its configuration asks for.

The architecture is built on torch's meta device: names and shapes without memory. The
names are those on disk, which transformers changes while it loads some architectures
(experts are stored apart and held together). Runs in the workshop alone.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.core_model_loading import revert_weight_conversion

from appliance.engine.config_keys import check_config
from appliance.engine.packed import FLOATS, check_form, packed_forms
from appliance.errors import SettingsError


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
    packing = config.get("quantization_config")
    found = {str(name): (str(dtype), tuple(shape)) for name, dtype, shape in tensors}
    allowed: set[str] = set()
    for name, shape in wanted.items():
        forms = packed_forms(name, shape, found, packing) if packing else {}
        if not forms and name in found:
            forms = {name: (FLOATS, shape)}
        elif not forms and name not in tied:
            raise SettingsError(
                f"the weights have no {name}, which config.json asks for"
            )
        for part, form in forms.items():
            check_form(part, form, found)
        allowed.update(forms)
    for name in found:
        if name not in allowed:
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
