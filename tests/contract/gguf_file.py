"""Writes a tiny Llama of tiny_model.py as the one file that llama.cpp reads (GGUF)."""

import json
from pathlib import Path
from typing import Any

import gguf
from safetensors.torch import load_file

import appliance.engine.bench_gguf


def write_gguf(folder: Path, to: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer.json").read_text())

    def add_tokens(writer: gguf.GGUFWriter, size: int) -> None:
        writer.add_chat_template((folder / "chat_template.jinja").read_text())
        writer.add_eos_token_id(config["eos_token_id"])
        _add_tokenizer(writer, tokenizer, size)

    appliance.engine.bench_gguf.write_gguf(
        to,
        config,
        load_file(folder / "model.safetensors"),
        kind="f32",
        add_tokens=add_tokens,
    )


def _add_tokenizer(writer: Any, tokenizer: dict[str, Any], size: int) -> None:
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
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([names.get(i, f"unused {i}") for i in range(size)])
    writer.add_token_types([kinds.get(i, gguf.TokenType.UNUSED) for i in range(size)])
    merges = tokenizer["model"]["merges"]
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in merges])
    writer.add_add_bos_token(False)  # noqa: FBT003 - the library's
