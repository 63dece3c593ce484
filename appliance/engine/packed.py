"""What packed weights bring along beside each matrix: which tensors, of which shape.

Kernels take these sizes for granted: what is too short is read beyond its end. The
forms are those bitsandbytes, AutoAWQ and AutoGPTQ write; no other is taken. Where a
state stands in a tensor (nf4), `check_states` reads it. Runs in the workshop alone.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import safe_open

from appliance.engine.json_files import parse_json
from appliance.errors import SettingsError

# bitsandbytes: numbers a constant is for, and constants one of their own is for.
_BLOCK = 64
_NESTED_BLOCK = 256
_MAX_STATE_BYTES = 2_000
_STATE = ".quant_state.bitsandbytes__nf4"
_STATE_KEYS = frozenset({"quant_type", "blocksize", "dtype", "shape"})
_NESTED_KEYS = frozenset({"nested_blocksize", "nested_dtype", "nested_offset"})
FLOATS = frozenset({"F32", "F16", "BF16"})
_F32, _U8, _I8, _I32 = (frozenset({t}) for t in ("F32", "U8", "I8", "I32"))

# Number types and shape; a shape of None is any list of bytes up to the limit.
Form = tuple[frozenset[str], tuple[int, ...] | None]
Found = Mapping[str, tuple[str, tuple[int, ...]]]


def packed_forms(
    name: str, wanted: tuple[int, ...], found: Found, config: Mapping[str, Any]
) -> dict[str, Form]:
    """Tell what stands for a weight where it is packed; nothing where it is not.

    Args:
        name: The weight as the architecture calls it, "....weight".
        wanted: Its shape there.
        found: Number type and shape of each tensor that is there.
        config: The quantization_config.
    """
    dtype, _ = found.get(name, ("", ()))
    stem = name.removesuffix("weight")
    if len(wanted) != 2:
        return {}
    if config["quant_method"] == "bitsandbytes":
        if dtype == "U8" and config.get("load_in_4bit"):
            return _nf4(name, math.prod(wanted), found)
        if dtype == "I8" and config.get("load_in_8bit"):
            return _int8(stem, wanted, found)
    elif f"{stem}qweight" in found:
        return _grouped(stem, wanted, config)
    return {}


def check_form(name: str, form: Form, found: Found) -> None:
    """Check that a tensor is there and has a form.

    Raises:
        SettingsError: It is not, or has not.
    """
    dtypes, shape = form
    if name not in found:
        raise SettingsError(f"the weights have no {name}, which packed weights need")
    dtype, has = found[name]
    if dtype not in dtypes:
        raise SettingsError(
            f"{name}: {dtype} numbers, expected {' or '.join(sorted(dtypes))}"
        )
    if shape is None:
        if len(has) != 1 or not 0 < has[0] <= _MAX_STATE_BYTES:
            raise SettingsError(f"{name}: expected up to {_MAX_STATE_BYTES} bytes")
    elif has != shape:
        raise SettingsError(f"{name}: shape {list(has)}, expected {list(shape)}")


def check_states(folder: Path, wanted: Mapping[str, tuple[int, ...]]) -> None:
    """Check what nf4 weights say of themselves against the architecture.

    Args:
        wanted: The shape of each tensor by its name.

    Raises:
        SettingsError: They are said to be of another shape or in other blocks.
    """
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as tensors:
            for name in tensors.keys():  # noqa: SIM118 - no mapping, and not iterable
                if name.endswith(_STATE):
                    raw = bytes(tensors.get_tensor(name).tolist())
                    weight = name.removesuffix(_STATE)
                    _check_state(name, parse_json(name, raw), wanted[weight])


def _check_state(name: str, state: Mapping[str, Any], shape: tuple[int, ...]) -> None:
    nested = _NESTED_KEYS if set(state) & _NESTED_KEYS else frozenset()
    fit = set(state) == _STATE_KEYS | nested and (
        state["quant_type"] == "nf4"
        and state["blocksize"] == _BLOCK
        and state["shape"] == list(shape)
        and state["dtype"] in {"float32", "float16", "bfloat16"}
    )
    if fit and nested:
        offset = state["nested_offset"]
        fit = (
            state["nested_blocksize"] == _NESTED_BLOCK
            and state["nested_dtype"] == "float32"
            and isinstance(offset, float)
            and math.isfinite(offset)
        )
    if not fit:
        raise SettingsError(f"{name}: it does not say what its tensors are")


def _nf4(name: str, numbers: int, found: Found) -> dict[str, Form]:
    blocks = -(-numbers // _BLOCK)
    forms: dict[str, Form] = {
        # Two numbers a byte, in one column.
        name: (_U8, ((numbers + 1) // 2, 1)),
        f"{name}.quant_map": (_F32, (16,)),
        f"{name}{_STATE}": (_U8, None),
    }
    if f"{name}.nested_absmax" not in found:
        return {**forms, f"{name}.absmax": (_F32, (blocks,))}
    return {
        **forms,
        f"{name}.absmax": (_U8, (blocks,)),
        f"{name}.nested_absmax": (_F32, (-(-blocks // _NESTED_BLOCK),)),
        f"{name}.nested_quant_map": (_F32, (256,)),
    }


def _int8(stem: str, wanted: tuple[int, ...], found: Found) -> dict[str, Form]:
    forms: dict[str, Form] = {
        f"{stem}weight": (_I8, wanted),
        f"{stem}SCB": (_F32, wanted[:1]),
    }
    # How rows are ordered; without it they are in order.
    if f"{stem}weight_format" in found:
        forms[f"{stem}weight_format"] = (_U8, ())
    return forms


def _grouped(
    stem: str, wanted: tuple[int, ...], config: Mapping[str, Any]
) -> dict[str, Form]:
    outputs, inputs = wanted
    bits, group = config.get("bits", 4), config.get("group_size", 128)
    if type(group) is not int or not (group == -1 or group > 0):
        raise SettingsError("config.json: quantization_config.group_size: no size")
    groups = 1 if group == -1 else -(-inputs // group)
    packed = outputs * bits // 32
    if config["quant_method"] == "awq":
        return {
            f"{stem}qweight": (_I32, (inputs, packed)),
            f"{stem}qzeros": (_I32, (groups, packed)),
            f"{stem}scales": (FLOATS, (groups, outputs)),
        }
    return {
        f"{stem}qweight": (_I32, (inputs * bits // 32, outputs)),
        f"{stem}qzeros": (_I32, (groups, packed)),
        f"{stem}scales": (FLOATS, (groups, outputs)),
        f"{stem}g_idx": (_I32, (inputs,)),
    }
