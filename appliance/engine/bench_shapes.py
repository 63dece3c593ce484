"""Models of known shapes with random weights, to measure speed with anywhere."""

from collections.abc import Sequence
from typing import Any, cast

import torch
import transformers

from appliance.domain.answer import Weights
from appliance.engine.load import LoadedModel

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


def build_shape(name: str, *, device: str) -> LoadedModel:
    """Build a model of a shape with random weights, and as much around it as runs."""
    torch.manual_seed(SEED)
    config = transformers.LlamaConfig(
        **SHAPES[name], max_position_embeddings=_CONTEXT_TOKENS, bos_token_id=None
    )
    models: Any = transformers.AutoModelForCausalLM
    kind = torch.float32 if device == "cpu" else torch.bfloat16
    with torch.device(device):
        model = models.from_config(config, dtype=kind, attn_implementation="sdpa")
    model.eval()
    return LoadedModel(
        model=model,
        tokenizer=range(config.vocab_size),  # only its length is asked for
        pieces=cast("Any", _Pieces()),
        ends=(),
        takes_system=True,
        folder=cast("Any", None),
        weights=Weights(
            name=name, digest="", quantisation="float32", device=device, runtime=""
        ),
    )


class _Pieces:
    """Stands in for a tokenizer: every token is the same letter."""

    def decode_bytes(self, ids: Sequence[int]) -> bytes:
        return b"x" * len(ids)
