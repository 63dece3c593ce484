"""Writes a tiny Llama of tiny_model.py as the one file that llama.cpp reads (GGUF)."""

import json
from pathlib import Path
from typing import Any

import gguf
from safetensors.torch import load_file


def write_gguf(folder: Path, to: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    writer = gguf.GGUFWriter(to, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_chat_template((folder / "chat_template.jinja").read_text())
    _add_tokenizer(writer, json.loads((folder / "tokenizer.json").read_text()), config)
    _add_weights(writer, folder / "model.safetensors", config)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(
    writer: Any, tokenizer: dict[str, Any], config: dict[str, Any]
) -> None:
    added = {token["id"]: token for token in tokenizer["added_tokens"]}
    names = {number: name for name, number in tokenizer["model"]["vocab"].items()}
    names |= {number: token["content"] for number, token in added.items()}
    kinds = {
        number: gguf.TokenType.CONTROL
        if token["special"]
        else gguf.TokenType.USER_DEFINED
        for number, token in added.items()
    }
    normal = dict.fromkeys(names, gguf.TokenType.NORMAL)
    kinds = {**normal, **kinds}
    size = range(config["vocab_size"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_vocab_size(len(size))
    writer.add_token_list([names.get(i, f"unused {i}") for i in size])
    writer.add_token_types([kinds.get(i, gguf.TokenType.UNUSED) for i in size])
    merges = tokenizer["model"]["merges"]
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in merges])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_add_bos_token(False)  # noqa: FBT003 - the library's


def _add_weights(writer: Any, path: Path, config: dict[str, Any]) -> None:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    heads = {
        "q_proj": config["num_attention_heads"],
        "k_proj": config["num_key_value_heads"],
    }
    for name, tensor in load_file(path).items():
        for part, count in heads.items():
            if part in name:
                # llama.cpp turns neighbours together, transformers the two halves.
                halves = tensor.reshape(count, 2, -1, tensor.shape[1])
                tensor = halves.swapaxes(1, 2).reshape(tensor.shape)  # noqa: PLW2901
        found = names.get_name(name, try_suffixes=(".weight",))
        writer.add_tensor(found, tensor.contiguous().numpy())
