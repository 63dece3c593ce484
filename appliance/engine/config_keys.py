"""What a model's JSON files may say: allow-lists of model types, keys and values.

A Hugging Face folder can name code to run (`auto_map`), attention functions and kernels
to fetch, and paths. None of that is allowed here: what is not listed is refused, so a
new key of a new library version is refused too until somebody has looked at it.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from appliance.engine.config_values import MAX_VOCABULARY, check_values
from appliance.engine.json_files import read_json
from appliance.engine.quantisation import stored_kind
from appliance.engine.tokenizer_file import check_tokenizer
from appliance.errors import SettingsError


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


MODEL_TYPES = _words(
    "llama mistral mixtral qwen2 qwen3 qwen3_moe gemma gemma2 gemma3_text phi phi3 "
    "smollm3 granite olmo2 gpt_neox stablelm starcoder2"
)
_CONFIG = _words(
    "_name_or_path _sliding_window_pattern architectures attention_bias "
    "attention_dropout attention_multiplier attn_logit_softcapping bos_token_id "
    "chunk_size_feed_forward classifier_dropout decoder_sparse_step dtype embd_pdrop "
    "embedding_dropout embedding_multiplier eos_token_id final_logit_softcapping "
    "head_dim hidden_act hidden_activation hidden_dropout hidden_size id2label "
    "initializer_range intermediate_size is_decoder is_encoder_decoder label2id "
    "layer_norm_eps layer_norm_epsilon layer_types logits_scaling "
    "max_position_embeddings max_window_layers mlp_bias mlp_only_layers model_type "
    "moe_intermediate_size no_rope_layer_interval no_rope_layers norm_epsilon "
    "norm_topk_prob num_attention_heads num_experts num_experts_per_tok "
    "num_hidden_layers num_key_value_heads num_local_experts "
    "original_max_position_embeddings output_attentions output_hidden_states "
    "output_router_logits pad_token_id partial_rotary_factor pretraining_tp "
    "problem_type qk_layernorm quantization_config query_pre_attn_scalar resid_pdrop "
    "residual_dropout residual_multiplier return_dict rms_norm_eps "
    "rope_local_base_freq rope_parameters rope_scaling rope_theta rotary_emb_base "
    "rotary_pct router_aux_loss_coef router_jitter_noise sliding_window "
    "sliding_window_pattern tie_word_embeddings torch_dtype transformers_version "
    "use_bias use_bidirectional_attention use_cache use_parallel_residual "
    "use_qkv_bias use_sliding_window vocab_size"
)
_GENERATION = _words(
    "_from_model_config bos_token_id do_sample eos_token_id max_length max_new_tokens "
    "min_length min_p output_attentions output_hidden_states output_scores "
    "pad_token_id repetition_penalty temperature top_k top_p transformers_version "
    "trust_remote_code use_cache cache_implementation"
)
_TOKENIZER = _words(
    "add_bos_token add_eos_token add_prefix_space added_tokens_decoder "
    "additional_special_tokens backend bos_token chat_template "
    "clean_up_tokenization_spaces cls_token do_lower_case eos_token errors "
    "extra_special_tokens from_slow image_token is_local legacy mask_token "
    "max_length model_input_names model_max_length model_specific_special_tokens "
    "name_or_path normalize pad_token pad_to_multiple_of padding_side "
    "sep_token sp_model_kwargs spaces_between_special_tokens split_special_tokens "
    "stride tokenizer_class truncation_side truncation_strategy unk_token "
    "use_default_system_prompt vocab_size local_files_only"
)
_TOKENIZER_CLASSES = _words(
    "PreTrainedTokenizerFast TokenizersBackend LlamaTokenizer LlamaTokenizerFast "
    "GPT2Tokenizer GPT2TokenizerFast Qwen2Tokenizer Qwen2TokenizerFast GemmaTokenizer "
    "GemmaTokenizerFast GPTNeoXTokenizer GPTNeoXTokenizerFast CodeGenTokenizer "
    "CodeGenTokenizerFast"
)
_INDEX = frozenset({"metadata", "weight_map"})
_SPECIAL = _words(
    "additional_special_tokens bos_token cls_token eos_token mask_token pad_token "
    "sep_token unk_token extra_special_tokens"
)
_CLASS = re.compile(r"[A-Za-z0-9]{1,80}ForCausalLM")
INDEX = "model.safetensors.index.json"
SHARD = re.compile(r"model(?:-[0-9]{5}-of-[0-9]{5})?\.safetensors")


def check_config(folder: Path) -> dict[str, Any]:
    """Check config.json and give it out.

    Raises:
        SettingsError: A key or value is not on the list; it is named.
    """
    config = read_json(folder / "config.json")
    _check_keys("config.json", config, _CONFIG)
    model_type = config.get("model_type")
    if not isinstance(model_type, str) or model_type not in MODEL_TYPES:
        raise SettingsError(
            f"config.json: model_type {str(model_type)[:60]!r} is not one of "
            f"{', '.join(sorted(MODEL_TYPES))}"
        )
    classes = config.get("architectures")
    if (
        not isinstance(classes, list)
        or len(classes) != 1
        or not isinstance(classes[0], str)
        or _CLASS.fullmatch(classes[0]) is None
    ):
        raise SettingsError("config.json: architectures must name one ...ForCausalLM")
    check_values(config)
    stored_kind(config)
    return config


def check_companions(folder: Path, vocabulary: int) -> None:
    """Check the JSON files beside config.json, where they exist.

    Args:
        vocabulary: How many tokens the model has.

    Raises:
        SettingsError: A key or value is not on the list; it is named.
    """
    for name, allowed in (
        ("generation_config.json", _GENERATION),
        ("tokenizer_config.json", _TOKENIZER),
        ("special_tokens_map.json", _SPECIAL),
    ):
        if (folder / name).exists():
            _check_keys(name, read_json(folder / name), allowed)
    if (folder / "generation_config.json").exists():
        _check_plain(
            "generation_config.json", read_json(folder / "generation_config.json")
        )
    tokenizer = read_json(folder / "tokenizer_config.json")
    if str(tokenizer.get("tokenizer_class")) not in _TOKENIZER_CLASSES:
        raise SettingsError("tokenizer_config.json: unknown tokenizer_class")
    _check_one_template(folder, tokenizer.get("chat_template"))
    check_tokenizer(read_json(folder / "tokenizer.json"), vocabulary)
    for name in ("added_tokens.json", "vocab.json"):
        if (folder / name).exists():
            _check_ids(name, read_json(folder / name))


def read_index(folder: Path) -> dict[str, str]:
    """Read which shard holds which tensor; empty where there is no index.

    Raises:
        SettingsError: The index is of an unknown form, or names a path.
    """
    path = folder / INDEX
    if not path.exists():
        return {}
    index = read_json(path)
    _check_keys(INDEX, index, _INDEX)
    shards = index.get("weight_map")
    if not isinstance(shards, dict) or not shards:
        raise SettingsError(f"{INDEX}: weight_map is missing")
    for shard in shards.values():
        if not isinstance(shard, str) or SHARD.fullmatch(shard) is None:
            raise SettingsError(f"{INDEX}: a shard has no fit name")
    return shards


def _check_keys(name: str, found: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = sorted(set(found) - allowed)
    if unknown:
        raise SettingsError(f"{name}: key {unknown[0][:60]!r} is not allowed")
    if found.get("trust_remote_code"):
        raise SettingsError(f"{name}: trust_remote_code is not allowed")
    _check_depths(name, found, depth=0)


def _check_depths(name: str, value: object, *, depth: int) -> None:
    """Refuse names of code at any depth: they stand in `auto_map` and its like."""
    if depth > 8:
        raise SettingsError(f"{name}: nested deeper than 8 levels")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in {"auto_map", "custom_pipelines", "custom_generate"}:
                raise SettingsError(f"{name}: key {key!r} is not allowed")
            _check_depths(name, inner, depth=depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_depths(name, inner, depth=depth + 1)


def _check_one_template(folder: Path, inside: object) -> None:
    """Refuse a second chat template: which one a library takes is not ours to guess."""
    if inside is None:
        return
    template = folder / "chat_template.jinja"
    if not isinstance(inside, str):
        raise SettingsError("tokenizer_config.json: chat_template is not one text")
    if template.exists() and template.read_bytes() != inside.encode(
        errors="surrogatepass"
    ):
        raise SettingsError(
            "tokenizer_config.json: chat_template is not that of chat_template.jinja"
        )


def _check_plain(name: str, found: Mapping[str, Any]) -> None:
    """Refuse values that are no number, text, truth value or list of token ids."""
    for key, value in found.items():
        items = value if isinstance(value, list) else [value]
        if len(items) > 256 or any(
            isinstance(item, dict | list) or (isinstance(item, str) and len(item) > 200)
            for item in items
        ):
            raise SettingsError(f"{name}: {key}: expected one value")


def _check_ids(name: str, found: Mapping[str, Any]) -> None:
    for number in found.values():
        if type(number) is not int or not 0 <= number < MAX_VOCABULARY:
            raise SettingsError(f"{name}: a token has no fit id")
