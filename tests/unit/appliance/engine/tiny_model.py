"""Tiny random model folders for the engine's tests: real files, own tokenizer."""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer
from transformers import AutoConfig, AutoModelForCausalLM

import appliance.engine  # noqa: F401 - puts the model libraries offline first
from appliance.engine.folder import digest_of_file
from appliance.engine.manifest import MANIFEST, ListedFile, Manifest, encode_manifest

# What a family needs besides the sizes that all share.
FAMILIES: dict[str, dict[str, Any]] = {
    "llama": {},
    "qwen2": {},
    "qwen3": {"head_dim": 16},
    "mistral": {"sliding_window": 24},
    "gemma": {"head_dim": 16},
    "gemma2": {"head_dim": 16, "sliding_window": 24},
    "gemma3_text": {"head_dim": 16, "sliding_window": 24},
    "phi": {"num_key_value_heads": 4},
    "phi3": {"sliding_window": 24},
    "mixtral": {"num_local_experts": 4, "sliding_window": 24},
    "qwen3_moe": {
        "head_dim": 16,
        "num_experts": 4,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 64,
    },
    "smollm3": {},
    "granite": {},
    "olmo2": {},
    "gpt_neox": {"num_key_value_heads": 4},
    "stablelm": {},
    "starcoder2": {"sliding_window": 24},
}

SPECIAL = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{{- '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|assistant|>\\n' -}}{%- endif -%}"
)
NO_SYSTEM_TEMPLATE = (
    "{%- if messages[0]['role'] == 'system' -%}"
    "{{ raise_exception('System role not supported') }}{%- endif -%}" + CHAT_TEMPLATE
)
TEXTS = (
    "Dear customer, thank you for your message about your card payment.",
    'The answer is {"intent":"card_arrival","urgency":"normal"} as before.',
    "This is [PERSON_ab2c_1], my account is [IBAN_ab2c_1]. Say yes.",
    "Grüße aus München, où est ma carte? 卡在哪里",
)


def make_folder(
    path: Path,
    *,
    seed: int = 1,
    context: int = 1024,
    hidden: int = 64,
    layers: int = 2,
    vocabulary: int = 420,
    chat_template: str = CHAT_TEMPLATE,
    stored_as: torch.dtype = torch.float32,
    endless: bool = False,
    family: str = "llama",
) -> Path:
    """Write a complete folder with its manifest.

    Args:
        family: One of `FAMILIES`; a sliding window is shorter than most prompts.
    """
    path.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(vocabulary)
    tokenizer.save(str(path / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": context,
        "eos_token": "<|end|>",
        "pad_token": "<|pad|>",
        "additional_special_tokens": SPECIAL[2:],
        "clean_up_tokenization_spaces": False,
    }
    (path / "tokenizer_config.json").write_text(json.dumps(settings))
    (path / "chat_template.jinja").write_text(chat_template)
    size = -(-tokenizer.get_vocab_size() // 8) * 8
    torch.manual_seed(seed)
    config: Any = AutoConfig.for_model(
        family,
        **{
            "vocab_size": size,
            "hidden_size": hidden,
            "intermediate_size": 2 * hidden,
            "num_hidden_layers": layers,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": context,
            "tie_word_embeddings": True,
            "bos_token_id": None,
            "eos_token_id": 1,
            "pad_token_id": 0,
            **FAMILIES[family],
        },
    )
    # Wider than usual, so that random scores differ clearly.
    config.initializer_range = 0.2
    model: Any = AutoModelForCausalLM.from_config(config)
    if endless:
        # The end scores 0 where others score far more: greedy never comes to it.
        model.get_input_embeddings().weight.data[1] = 0.0
    model.to(stored_as).save_pretrained(path)
    write_manifest(path)
    return path


def write_manifest(path: Path, **changes: Any) -> str:
    """Write the manifest that fits the folder, with changes; give its digest."""
    config = json.loads((path / "config.json").read_text())
    names = sorted(p.name for p in path.iterdir() if p.name != MANIFEST)
    files = []
    for name in names:
        digest, size = digest_of_file(path / name)
        files.append(ListedFile(name, size, digest))
    fields: dict[str, Any] = {
        "name": "tiny",
        "architecture": config["architectures"][0],
        "context_tokens": config["max_position_embeddings"],
        "vocabulary_tokens": config["vocab_size"],
        "parameters": 1,
        "stored_as": config["dtype"],
        "licence": "Apache-2.0",
        "template_sha256": digest_of_file(path / "chat_template.jinja")[0],
        "files": tuple(files),
        "quantisation": "nf4" if "quantization_config" in config else "float32",
    }
    text = encode_manifest(Manifest(**{**fields, **changes}))
    (path / MANIFEST).write_text(text)
    return hashlib.sha256(text.encode()).hexdigest()


def _tokenizer(vocabulary: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=vocabulary,
        initial_alphabet=ByteLevel.alphabet(),
        special_tokens=SPECIAL,
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    tokenizer.add_tokens([AddedToken('{"intent":"', normalized=False)])
    return tokenizer
