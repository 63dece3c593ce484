"""Models of known shapes with random weights, to measure speed with anywhere."""

from collections.abc import Sequence
from typing import Any, cast

import torch
import transformers
from transformers.models.llama.modeling_llama import LlamaDecoderLayer

from appliance.domain.answer import Weights
from appliance.engine.from_disk import compute_type
from appliance.engine.load import LoadedModel, silence_libraries
from appliance.engine.quantisation import check_runnable
from appliance.engine.quantise import pack_linear

SHAPES: dict[str, dict[str, Any]] = {
    # For a quick look: of so small a model mostly the loop around it is measured.
    "m1": {
        "hidden_size": 256,
        "num_hidden_layers": 1,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "intermediate_size": 640,
        "vocab_size": 2048,
        "tie_word_embeddings": True,
    },
    "m30": {
        "hidden_size": 512,
        "num_hidden_layers": 8,
        "num_attention_heads": 8,
        "num_key_value_heads": 4,
        "intermediate_size": 1408,
        "vocab_size": 8192,
        "tie_word_embeddings": True,
    },
    "m250": {
        "hidden_size": 1024,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
        "num_key_value_heads": 4,
        "intermediate_size": 2816,
        "vocab_size": 8192,
        "tie_word_embeddings": True,
    },
    "llama-8b": {
        "hidden_size": 4096,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "intermediate_size": 14336,
        "vocab_size": 128256,
        "tie_word_embeddings": False,
    },
}
SEED = 1
_CONTEXT_TOKENS = 8192


def build_shape(name: str, *, device: str, quantise: str = "") -> LoadedModel:
    """Build a model of a shape with random weights, and as much around it as runs.

    Args:
        quantise: "nf4" or "int8": each layer is packed as soon as it is made, so that
            the whole model never exists in wide numbers; "" for not at all.

    Raises:
        SettingsError: What packs weights so is not installed here.
    """
    torch.manual_seed(SEED)
    config = transformers.LlamaConfig(
        **SHAPES[name], max_position_embeddings=_CONTEXT_TOKENS, bos_token_id=None
    )
    if quantise:
        check_runnable(quantise, device)
        silence_libraries()
        model = _packed_model(config, device, quantise)
    else:
        model = _model(config, device)
    return LoadedModel(
        model=model,
        tokenizer=range(config.vocab_size),  # only its length is asked for
        pieces=cast("Any", _Pieces()),
        ends=(),
        takes_system=True,
        folder=cast("Any", None),
        weights=Weights(
            name=name,
            digest="",
            quantisation=quantise or "float32",
            device=device,
            runtime="",
        ),
    )


def _model(config: Any, device: str) -> Any:
    models: Any = transformers.AutoModelForCausalLM
    with torch.device(device):
        model = models.from_config(
            config, dtype=compute_type(device), attn_implementation="sdpa"
        )
    return model.eval()


def _packed_model(config: Any, device: str, kind: str) -> Any:
    """Build a model layer by layer, the linear ones packed; embeddings stay wide."""
    layers, config.num_hidden_layers = config.num_hidden_layers, 0
    model = _model(config, device)
    config = model.config
    config.num_hidden_layers = layers
    for index in range(layers):
        layer = LlamaDecoderLayer(config, index).to(compute_type(device))
        for name, module in list(layer.named_modules()):
            if isinstance(module, torch.nn.Linear):
                layer.set_submodule(name, pack_linear(module, kind, device))
        model.model.layers.append(layer.to(device).eval())
    return model


class _Pieces:
    """Stands in for a tokenizer: every token is the same letter."""

    def decode_bytes(self, ids: Sequence[int]) -> bytes:
        return b"x" * len(ids)
