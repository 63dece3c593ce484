"""Tiny random models of many architectures, each with a tokenizer as its family has."""

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import BpeTrainer

import appliance.engine  # noqa: F401 - puts the model libraries offline first
from tests.unit.appliance.engine.tiny_model import TEXTS

_QWEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+"
    r"[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + "
    "'<|im_end|>\\n' }}{% endfor %}{% if tools %}{{ '<tool_call>' }}{% endif %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
_INST = (
    "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}"
    "{{ '[INST] ' + m['content'] + ' [/INST]' }}{% elif m['role'] == 'assistant' %}"
    "{{ m['content'] + eos_token }}{% else %}"
    "{{ raise_exception('Only user and assistant roles are supported') }}"
    "{% endif %}{% endfor %}"
)
_GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for m in messages %}"
    "{% set role = 'model' if m['role'] == 'assistant' else m['role'] %}"
    "{{ '<start_of_turn>' + role + '\\n' + m['content'] | trim + '<end_of_turn>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}"
)
_SIZES: dict[str, Any] = {
    "hidden_size": 64,
    # bitsandbytes packs blocks of 64.
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 512,
}
# Class stem, what differs from the sizes above, and which tokenizer.
ARCHITECTURES: dict[str, tuple[str, dict[str, Any], str]] = {
    "llama": ("Llama", {"tie_word_embeddings": False}, "sentencepiece"),
    "llama tied": ("Llama", {"tie_word_embeddings": True}, "sentencepiece"),
    "mistral": ("Mistral", {"sliding_window": 64}, "sentencepiece"),
    "mixtral": (
        "Mixtral",
        {"num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": None},
        "sentencepiece",
    ),
    "qwen2": ("Qwen2", {"tie_word_embeddings": True}, "bytes"),
    "qwen3": ("Qwen3", {"head_dim": 16, "tie_word_embeddings": False}, "bytes"),
    "gemma": ("Gemma", {"head_dim": 16}, "gemma"),
    "gemma2": ("Gemma2", {"head_dim": 16, "query_pre_attn_scalar": 16}, "gemma"),
    "gemma3": ("Gemma3Text", {"head_dim": 16, "query_pre_attn_scalar": 16}, "gemma"),
    "phi": ("Phi", {}, "bytes"),
    "phi3": ("Phi3", {"sliding_window": None}, "sentencepiece"),
}


def make_architecture(path: Path, name: str, *, shards: bool = False) -> Path:
    """Write a folder as its makers would: no manifest, template and all."""
    stem, changes, kind = ARCHITECTURES[name]
    path.mkdir(parents=True)
    tokenizer, settings, template = _tokenizer(kind)
    tokenizer.save(str(path / "tokenizer.json"))
    (path / "tokenizer_config.json").write_text(json.dumps(settings))
    (path / "chat_template.jinja").write_text(template)
    ids = {
        key: tokenizer.token_to_id(settings[key]) if key in settings else None
        for key in ("bos_token", "eos_token", "pad_token")
    }
    torch.manual_seed(5)
    config = getattr(transformers, f"{stem}Config")(
        **{**_SIZES, **changes},
        vocab_size=-(-tokenizer.get_vocab_size() // 8) * 8,
        bos_token_id=ids["bos_token"],
        eos_token_id=[ids["eos_token"], 0],
        pad_token_id=ids["pad_token"],
        initializer_range=0.2,
    )
    model = transformers.AutoModelForCausalLM.from_config(config)
    model.to(torch.bfloat16).save_pretrained(
        path, max_shard_size="100KB" if shards else "5GB"
    )
    return path


def _tokenizer(kind: str) -> tuple[Tokenizer, dict[str, Any], str]:
    if kind == "bytes":
        special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
        tokenizer = Tokenizer(models.BPE())
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.pre_tokenizer = Sequence(
            [
                Split(Regex(_QWEN), behavior="isolated"),
                ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        tokenizer.decoder = decoders.ByteLevel()
        _train(tokenizer, special, alphabet=ByteLevel.alphabet())
        # Tool tokens steer, yet are not marked special.
        tokenizer.add_tokens([AddedToken("<tool_call>", special=False)])
        settings = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
        return tokenizer, _settings("Qwen2Tokenizer", settings), _CHATML
    gemma = kind == "gemma"
    turns = ["<start_of_turn>", "<end_of_turn>"] if gemma else ["[INST]", "[/INST]"]
    begin, end = ("<bos>", "<end_of_turn>") if gemma else ("<s>", "</s>")
    special = ["<unk>", "<pad>", begin, *dict.fromkeys([end, *turns])]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True))
    steps: list[Any] = [] if gemma else [normalizers.Prepend("▁")]
    tokenizer.normalizer = normalizers.Sequence([*steps, normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    _train(tokenizer, special, [f"<0x{i:02X}>" for i in range(256)])
    # Encoding by itself puts the beginning in front, and so does the template.
    tokenizer.post_processor = TemplateProcessing(
        single=f"{begin} $A", special_tokens=[(begin, special.index(begin))]
    )
    settings = {
        "bos_token": begin,
        "eos_token": end,
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "add_bos_token": True,
    }
    named = "GemmaTokenizer" if gemma else "PreTrainedTokenizerFast"
    return tokenizer, _settings(named, settings), _GEMMA if gemma else _INST


def _train(
    tokenizer: Tokenizer,
    special: list[str],
    more: list[str] | None = None,
    *,
    alphabet: list[str] | None = None,
) -> None:
    trainer = BpeTrainer(
        vocab_size=700,
        special_tokens=[*special, *(more or [])],
        initial_alphabet=alphabet or [],
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    if more:
        # Bytes are ordinary words: only what steers is special.
        told = json.loads(tokenizer.to_str())
        told["added_tokens"] = [
            token for token in told["added_tokens"] if token["content"] in special
        ]
        tokenizer.__setstate__(json.dumps(told).encode())


def _settings(named: str, special: dict[str, Any]) -> dict[str, Any]:
    return {
        "tokenizer_class": named,
        "model_max_length": 512,
        "clean_up_tokenization_spaces": False,
        **special,
    }
