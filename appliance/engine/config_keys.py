"""What a model's JSON files may say: allow-lists of model types, keys and values.

A Hugging Face folder can name code to run (`auto_map`), attention functions and kernels
to fetch, and paths. None of that is allowed here: what is not listed is refused, so a
new key of a new library version is refused too until somebody has looked at it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from appliance.errors import SettingsError

MAX_JSON_BYTES = 64_000_000


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
_QUANTISATION = _words(
    "_load_in_4bit _load_in_8bit bnb_4bit_compute_dtype bnb_4bit_quant_storage "
    "bnb_4bit_quant_type bnb_4bit_use_double_quant llm_int8_enable_fp32_cpu_offload "
    "llm_int8_has_fp16_weight llm_int8_skip_modules llm_int8_threshold load_in_4bit "
    "load_in_8bit quant_method"
)
_INDEX = frozenset({"metadata", "weight_map"})


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object of a model folder.

    Raises:
        SettingsError: It is too large or not a JSON object.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_JSON_BYTES + 1)
    except OSError as err:
        raise SettingsError(f"{path.name}: {err.strerror}") from err
    if len(raw) > MAX_JSON_BYTES:
        raise SettingsError(f"{path.name}: over {MAX_JSON_BYTES} bytes")
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError) as err:
        raise SettingsError(f"{path.name}: not JSON") from err
    if not isinstance(parsed, dict):
        raise SettingsError(f"{path.name}: not a JSON object")
    return parsed


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
        or not str(classes[0]).endswith("ForCausalLM")
    ):
        raise SettingsError("config.json: architectures must name one ...ForCausalLM")
    quantised = config.get("quantization_config")
    if quantised is not None:
        _check_quantised(quantised)
    return config


def quantisation_of(config: Mapping[str, Any]) -> str:
    """Tell how a checked configuration stores its weights: "float32" or "nf4"."""
    return "nf4" if config.get("quantization_config") is not None else "float32"


def check_companions(folder: Path) -> None:
    """Check the JSON files beside config.json, where they exist.

    Raises:
        SettingsError: A key or value is not on the list; it is named.
    """
    for name, allowed in (
        ("generation_config.json", _GENERATION),
        ("tokenizer_config.json", _TOKENIZER),
        ("model.safetensors.index.json", _INDEX),
    ):
        if (folder / name).exists():
            _check_keys(name, read_json(folder / name), allowed)
    tokenizer = read_json(folder / "tokenizer_config.json")
    if str(tokenizer.get("tokenizer_class")) not in _TOKENIZER_CLASSES:
        raise SettingsError("tokenizer_config.json: unknown tokenizer_class")
    index = folder / "model.safetensors.index.json"
    if index.exists():
        _check_index(folder, read_json(index))


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


def _check_quantised(quantised: object) -> None:
    if not isinstance(quantised, dict):
        raise SettingsError("config.json: quantization_config is not an object")
    unknown = sorted(set(quantised) - _QUANTISATION)
    if unknown:
        raise SettingsError(
            f"config.json: quantization_config.{unknown[0][:60]} is not allowed"
        )
    if (
        quantised.get("quant_method") != "bitsandbytes"
        or quantised.get("load_in_4bit") is not True
        or quantised.get("bnb_4bit_quant_type") != "nf4"
    ):
        raise SettingsError("config.json: only bitsandbytes nf4 weights can be loaded")


def _check_index(folder: Path, index: Mapping[str, Any]) -> None:
    shards = index.get("weight_map")
    if not isinstance(shards, dict) or not shards:
        raise SettingsError("model.safetensors.index.json: weight_map is missing")
    for shard in set(shards.values()):
        name = shard if isinstance(shard, str) else ""
        if "/" in name or not name.endswith(".safetensors"):
            raise SettingsError("model.safetensors.index.json: a shard has no fit name")
        if not (folder / name).is_file():
            raise SettingsError(f"model.safetensors.index.json: {name} is not there")
