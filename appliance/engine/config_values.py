"""What the values in config.json may be: type and range of each key that counts.

The ranges are far beyond any model in use, and far below what would take a machine's
memory before a weight is read. A key that is not listed here may hold one number, a
short text, a truth value or null.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from appliance.errors import SettingsError

_WORD = re.compile(r"[A-Za-z0-9_.:/+ -]{0,200}")
MAX_LAYERS = 512
MAX_VOCABULARY = 2_000_000
_SIZES = {
    "hidden_size": 65_536,
    "intermediate_size": 1_048_576,
    "moe_intermediate_size": 1_048_576,
    "num_hidden_layers": MAX_LAYERS,
    "num_attention_heads": 1_024,
    "num_key_value_heads": 1_024,
    "head_dim": 4_096,
    "vocab_size": MAX_VOCABULARY,
    "max_position_embeddings": 16_777_216,
    "original_max_position_embeddings": 16_777_216,
    "num_experts": 1_024,
    "num_local_experts": 1_024,
    "num_experts_per_tok": 1_024,
    "decoder_sparse_step": MAX_LAYERS,
    "sliding_window": 16_777_216,
    "sliding_window_pattern": MAX_LAYERS,
    "_sliding_window_pattern": MAX_LAYERS,
    "no_rope_layer_interval": MAX_LAYERS,
    "query_pre_attn_scalar": 65_536,
}
# Without these no model can be built, whatever a library takes for them.
_NEEDED = ("hidden_size", "num_hidden_layers", "num_attention_heads", "vocab_size")
_TYPES = frozenset({"float32", "float16", "bfloat16"})
_LAYERS = frozenset({"full_attention", "sliding_attention", "chunked_attention"})
_ACTIVATIONS = frozenset(
    {
        *("silu", "gelu", "gelu_new", "gelu_fast", "gelu_python", "gelu_pytorch_tanh"),
        *("relu", "relu2", "quick_gelu", "swish", "tanh"),
    }
)
_ROPE = frozenset(
    {
        *("rope_theta", "rope_type", "type", "factor", "beta_fast", "beta_slow"),
        *("mscale", "mscale_all_dim", "attention_factor", "low_freq_factor"),
        *("high_freq_factor", "original_max_position_embeddings", "short_factor"),
        *("long_factor", "partial_rotary_factor", "truncate"),
        *("short_mscale", "long_mscale"),
    }
)
_ROPE_TYPES = frozenset(
    {"default", "linear", "dynamic", "yarn", "longrope", "su", "llama3", "proportional"}
)
_MAX_FACTORS = 4_096


def check_values(config: Mapping[str, Any]) -> None:
    """Check the values of a config.json whose keys are on the list already.

    Raises:
        SettingsError: One is of another type or out of range; it is named.
    """
    for key in _NEEDED:
        if config.get(key) is None:
            raise SettingsError(f"config.json: {key} is missing")
    for key, value in config.items():
        _check_value(key, value)
    heads = config["num_attention_heads"]
    if config["hidden_size"] % heads and config.get("head_dim") is None:
        raise SettingsError("config.json: hidden_size does not divide by the heads")
    if heads % (config.get("num_key_value_heads") or heads):
        raise SettingsError("config.json: heads do not divide by num_key_value_heads")
    kinds = config.get("layer_types")
    if kinds is not None and len(kinds) != config["num_hidden_layers"]:
        raise SettingsError("config.json: layer_types is not as long as the layers")


def _check_value(key: str, value: object) -> None:
    if value is None:
        return
    if key in _SIZES:
        if type(value) is not int or not 1 <= value <= _SIZES[key]:
            raise _unfit(key, f"a whole number from 1 to {_SIZES[key]}")
    elif key in _SPECIAL:
        _SPECIAL[key](key, value)
    elif isinstance(value, dict | list):
        raise _unfit(key, "one value")
    elif isinstance(value, str):
        if _WORD.fullmatch(value) is None:
            raise _unfit(key, "a short plain text")
    elif not _is_number(value):
        raise _unfit(key, "a number")


def _check_ids(key: str, value: object) -> None:
    ids = value if isinstance(value, list) else [value]
    if len(ids) > 256 or not all(
        type(i) is int and -1 <= i < MAX_VOCABULARY for i in ids
    ):
        raise _unfit(key, "token ids")


def _check_labels(key: str, value: object) -> None:
    if not isinstance(value, dict) or len(value) > 1_000:
        raise _unfit(key, "at most 1,000 labels")
    for pair in value.items():
        if any(isinstance(side, dict | list) for side in pair):
            raise _unfit(key, "labels")


def _check_numbers(key: str, value: object) -> None:
    if (
        not isinstance(value, list)
        or len(value) > MAX_LAYERS
        or not all(type(item) is int and 0 <= item <= MAX_LAYERS for item in value)
    ):
        raise _unfit(key, "a list of layers")


def _check_layers(key: str, value: object) -> None:
    if (
        not isinstance(value, list)
        or len(value) > MAX_LAYERS
        or not all(item in _LAYERS for item in value if isinstance(item, str))
        or not all(isinstance(item, str) for item in value)
    ):
        raise _unfit(key, f"a list of {', '.join(sorted(_LAYERS))}")


def _check_rope(key: str, value: object) -> None:
    if not isinstance(value, dict):
        raise _unfit(key, "an object")
    for name, inner in value.items():
        if name in _LAYERS and isinstance(inner, dict):
            # One set for each kind of layer, as Gemma 3 has it.
            _check_rope(f"{key}.{name}", inner)
        elif name not in _ROPE:
            raise SettingsError(f"config.json: key {key}.{name[:60]!r} is not allowed")
        elif inner is not None:
            _check_rope_value(f"{key}.{name}", name, inner)


def _check_rope_value(where: str, name: str, value: object) -> None:
    if name in {"rope_type", "type"}:
        if not isinstance(value, str) or value not in _ROPE_TYPES:
            raise _unfit(where, f"one of {', '.join(sorted(_ROPE_TYPES))}")
    elif isinstance(value, list):
        if len(value) > _MAX_FACTORS or not all(map(_is_positive, value)):
            raise _unfit(where, f"at most {_MAX_FACTORS} factors")
    elif not _is_number(value):
        raise _unfit(where, "a number")


def _check_type(key: str, value: object) -> None:
    if not isinstance(value, str) or value not in _TYPES:
        raise _unfit(key, f"one of {', '.join(sorted(_TYPES))}")


def _check_activation(key: str, value: object) -> None:
    if not isinstance(value, str) or value not in _ACTIVATIONS:
        raise _unfit(key, f"one of {', '.join(sorted(_ACTIVATIONS))}")


def _check_above_zero(key: str, value: object) -> None:
    if not _is_positive(value):
        raise _unfit(key, "a number above 0")


def _check_share(key: str, value: object) -> None:
    if not _is_number(value) or not 0 <= float(value) <= 1:  # type: ignore[arg-type] # a number, checked just before
        raise _unfit(key, "a number from 0 to 1")


def _check_elsewhere(_key: str, _value: object) -> None:
    """Leave it to config_keys.py."""


_SPECIAL: Mapping[str, Callable[[str, object], None]] = {
    "architectures": _check_elsewhere,
    "model_type": _check_elsewhere,
    "quantization_config": _check_elsewhere,
    "bos_token_id": _check_ids,
    "eos_token_id": _check_ids,
    "pad_token_id": _check_ids,
    "id2label": _check_labels,
    "label2id": _check_labels,
    "layer_types": _check_layers,
    "mlp_only_layers": _check_numbers,
    "no_rope_layers": _check_numbers,
    "rope_parameters": _check_rope,
    "rope_scaling": _check_rope,
    "dtype": _check_type,
    "torch_dtype": _check_type,
    "hidden_act": _check_activation,
    "hidden_activation": _check_activation,
    "rope_theta": _check_above_zero,
    "rope_local_base_freq": _check_above_zero,
    "rms_norm_eps": _check_above_zero,
    "layer_norm_eps": _check_above_zero,
    "layer_norm_epsilon": _check_above_zero,
    "norm_epsilon": _check_above_zero,
    "attention_dropout": _check_share,
    "partial_rotary_factor": _check_share,
}


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return True
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e18


def _is_positive(value: object) -> bool:
    return _is_number(value) and not isinstance(value, bool) and value > 0  # type: ignore[operator] # a number, checked just before


def _unfit(key: str, wanted: str) -> SettingsError:
    return SettingsError(f"config.json: {key}: expected {wanted}")
