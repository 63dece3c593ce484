"""How a model's weights are stored and run, and what this machine needs for it.

The name of the kind stands in the manifest, so it is bound by the digest that every
record gives: "which weights, and how they were run".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from appliance.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of storing and running weights.

    Args:
        stored: What config.json says of the files: the name of a kind.
        made_here: Whether an import can make it from unquantised weights.
        device: The only device it runs on, or "" for any.
        packages: Importable names of what it needs, and how pip calls them.
        one_scale: What the layers read is packed with one scale for all of it, so that
            a neighbour in a batch would change an answer by more than its last digits.
    """

    stored: str
    made_here: bool = True
    device: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    one_scale: bool = False


_BITSANDBYTES = (("bitsandbytes", "bitsandbytes"),)
_GPTQMODEL = (("gptqmodel", "gptqmodel"),)
KINDS: Mapping[str, Kind] = {
    # Unquantised: widened to float32 on a CPU, bfloat16 or float16 on a GPU.
    "float32": Kind("float32"),
    # bitsandbytes, 4 bits, its constants quantised once more.
    "nf4": Kind("nf4", packages=_BITSANDBYTES),
    # bitsandbytes LLM.int8(): what is read is packed with a scale for each token, but
    # columns that are far out in one row are kept apart in all of them.
    "int8": Kind("int8", packages=_BITSANDBYTES),
    # Stored unquantised; torch packs the linear layers to int8 while it loads.
    "int8-dynamic": Kind("float32", device="cpu", one_scale=True),
    # Made elsewhere, with data to calibrate on; taken in as they are.
    "awq": Kind("awq", made_here=False, packages=_GPTQMODEL),
    "gptq": Kind(
        "gptq", made_here=False, packages=(("optimum", "optimum"), *_GPTQMODEL)
    ),
}
MADE_HERE = tuple(name for name, kind in KINDS.items() if kind.made_here)

_COMMON = frozenset({"quant_method"})
_BNB = _COMMON | {
    *("_load_in_4bit", "_load_in_8bit", "bnb_4bit_compute_dtype"),
    *("bnb_4bit_quant_storage", "bnb_4bit_quant_type", "bnb_4bit_use_double_quant"),
    *("llm_int8_enable_fp32_cpu_offload", "llm_int8_has_fp16_weight"),
    *("llm_int8_skip_modules", "llm_int8_threshold", "load_in_4bit", "load_in_8bit"),
}
_PACKED = _COMMON | {
    *("bits", "group_size", "sym", "desc_act", "damp_percent", "true_sequential"),
    *("zero_point", "version", "format", "checkpoint_format", "lm_head"),
    *("modules_to_not_convert", "static_groups", "model_file_base_name"),
}
_WORDS = {
    "bnb_4bit_compute_dtype": frozenset({"float32", "float16", "bfloat16"}),
    "bnb_4bit_quant_storage": frozenset({"uint8"}),
    # int8 weights carry the default, which they do not use.
    "bnb_4bit_quant_type": frozenset({"nf4", "fp4"}),
    # What lies how in the others is not known here (packed.py).
    "version": frozenset({"gemm"}),
    "format": frozenset({"gemm", "gptq", "gptq_v2"}),
    "checkpoint_format": frozenset({"gemm", "gptq", "gptq_v2"}),
}
_LISTS = frozenset({"llm_int8_skip_modules", "modules_to_not_convert"})


def stored_kind(config: Mapping[str, Any]) -> str:
    """Tell how a configuration stores its weights, as the name of a kind.

    Raises:
        SettingsError: Its quantization_config says something that is not allowed.
    """
    said = config.get("quantization_config")
    if said is None:
        return "float32"
    if not isinstance(said, dict):
        raise SettingsError("config.json: quantization_config is not an object")
    method = said.get("quant_method")
    allowed = {"bitsandbytes": _BNB, "awq": _PACKED, "gptq": _PACKED}.get(str(method))
    if allowed is None:
        raise SettingsError(
            f"config.json: quantization_config.quant_method {str(method)[:40]!r} is "
            "not one of awq, bitsandbytes, gptq"
        )
    for key, value in said.items():
        if key not in allowed:
            raise SettingsError(
                f"config.json: quantization_config.{key[:60]!r} is not allowed"
            )
        _check_setting(key, value)
    if method != "bitsandbytes":
        return str(method)
    return _stored_by_bitsandbytes(said)


def _stored_by_bitsandbytes(said: Mapping[str, Any]) -> str:
    four, eight = said.get("load_in_4bit"), said.get("load_in_8bit")
    if four is True and eight is not True and said.get("bnb_4bit_quant_type") == "nf4":
        return "nf4"
    if eight is True and four is not True:
        return "int8"
    raise SettingsError(
        "config.json: of bitsandbytes only nf4 and int8 weights can be loaded"
    )


def _check_setting(key: str, value: object) -> None:
    where = f"config.json: quantization_config.{key}"
    if key in _WORDS and value is not None:
        if not isinstance(value, str) or value not in _WORDS[key]:
            raise SettingsError(
                f"{where}: expected one of {', '.join(sorted(_WORDS[key]))}"
            )
    elif key in _LISTS and value is not None:
        if (
            not isinstance(value, list)
            or len(value) > 10_000
            or not all(isinstance(item, str) and len(item) < 200 for item in value)
        ):
            raise SettingsError(f"{where}: expected a list of layers")
    elif isinstance(value, dict | list) or (
        isinstance(value, str) and len(value) > 100
    ):
        raise SettingsError(f"{where}: expected one value")
    elif key == "bits" and value not in {2, 3, 4, 8}:
        raise SettingsError(f"{where}: expected 2, 3, 4 or 8")


def check_runnable(name: str, device: str) -> None:
    """Check that this machine can run a kind.

    Raises:
        SettingsError: It cannot; the message says what is missing.
    """
    kind = KINDS[name]
    if kind.device and device != kind.device:
        raise SettingsError(
            f"{name} runs on {kind.device} alone, and the device is {device}"
        )
    missing = [pip for module, pip in kind.packages if find_spec(module) is None]
    if missing:
        raise SettingsError(
            f"{name} weights need {' and '.join(missing)}, which is not installed "
            "here; install it, or import the unquantised model"
        )
