"""Writes a plain Llama as the one file that llama.cpp reads (GGUF).

Needs the package `gguf`, which the appliance does not: imported only where it is there.
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import gguf
import torch

_Q8_0 = gguf.GGMLQuantizationType.Q8_0
_BLOCK = 32  # numbers of a q8_0 block, with one scale


def write_gguf(
    to: Path,
    config: Mapping[str, Any],
    weights: Mapping[str, torch.Tensor],
    *,
    kind: str,
    add_tokens: Callable[[gguf.GGUFWriter, int], None],
) -> None:
    """Write a model.

    Args:
        to: The new file.
        config: As config.json has it.
        weights: float32, by their names in transformers.
        kind: `f32`; or `q8_0`, which packs all matrices.
        add_tokens: Told the writer and the vocabulary's size, adds a tokenizer.
    """
    writer = gguf.GGUFWriter(to, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_vocab_size(config["vocab_size"])
    add_tokens(writer, config["vocab_size"])
    _add_weights(writer, config, weights, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def number_tokens(writer: gguf.GGUFWriter, size: int) -> None:
    """Add a tokenizer that only writes: each token is its own number."""
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([f"<{number}>" for number in range(size)])
    writer.add_token_types([gguf.TokenType.NORMAL] * size)
    # llama.cpp does not load a tokenizer without one.
    writer.add_token_merges(["< 0"])
    writer.add_add_bos_token(False)  # noqa: FBT003 - the library's


def _add_weights(
    writer: gguf.GGUFWriter,
    config: Mapping[str, Any],
    weights: Mapping[str, torch.Tensor],
    kind: str,
) -> None:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    heads = {
        "q_proj": config["num_attention_heads"],
        "k_proj": config["num_key_value_heads"],
    }
    for name, tensor in weights.items():
        if name == "lm_head.weight" and config["tie_word_embeddings"]:
            continue
        for part, count in heads.items():
            if part in name:
                # llama.cpp turns neighbours together, transformers the two halves.
                halves = tensor.reshape(count, 2, -1, tensor.shape[1])
                tensor = halves.swapaxes(1, 2).reshape(tensor.shape)  # noqa: PLW2901
        found = names.get_name(name, try_suffixes=(".weight",))
        if found is None:
            raise ValueError(f"no tensor of a plain Llama: {name}")
        numbers = tensor.contiguous().numpy()
        if kind == "q8_0" and tensor.ndim == 2 and tensor.shape[1] % _BLOCK == 0:
            packed = gguf.quants.quantize(numbers, _Q8_0)
            writer.add_tensor(found, packed, raw_dtype=_Q8_0)
        else:
            writer.add_tensor(found, numbers)
