"""Loads a checked model folder: tokenizer, weights, and what is said about them.

float32 on a CPU: half-precision weights are widened, because on CPUs without AMX they
decode several times slower; nf4 weights stay packed and compute in float32. Nothing is
fetched, no code of the folder runs: no remote code, safetensors only.
"""

import logging
import platform
import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import llguidance
import llguidance.hf
import torch
import transformers
from jinja2.exceptions import TemplateError

from appliance.domain.answer import Weights
from appliance.engine.config_keys import read_json
from appliance.engine.folder import CheckedFolder, check_folder, find_model
from appliance.errors import SettingsError
from appliance.settings import Settings

log = logging.getLogger(__name__)

_QUIET = ("bitsandbytes", "transformers", "accelerate", "huggingface_hub", "torchao")


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that can answer.

    Args:
        model: The transformers model, in evaluation mode.
        tokenizer: Its tokenizer.
        pieces: The tokenizer as grammars see it.
        ends: Token ids that end an answer.
        takes_system: Whether its chat template knows a system message.
        folder: The checked folder it came from.
        weights: What records say about it.
    """

    model: Any
    tokenizer: Any
    pieces: llguidance.LLTokenizer
    ends: tuple[int, ...]
    takes_system: bool
    folder: CheckedFolder
    weights: Weights

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and answer may have together."""
        return self.folder.manifest.context_tokens

    @property
    def vocabulary(self) -> int:
        """How many numbers the model gives per place."""
        return int(self.model.config.vocab_size)


def load_model(settings: Settings) -> LoadedModel:
    """Check and load the model that the settings name.

    Raises:
        SettingsError: It is not there, not whole, or not stored as the settings say.
    """
    chosen = settings.engine
    folder = check_folder(find_model(settings.paths.models, chosen.model))
    if folder.manifest.quantisation != chosen.quantisation:
        raise SettingsError(
            f"engine.quantisation is {chosen.quantisation}, but {chosen.model} is "
            f"stored as {folder.manifest.quantisation}; set it so, or import the model "
            f"again with --quantise {chosen.quantisation}"
        )
    torch.set_num_threads(chosen.threads)
    return load_folder(folder, device=chosen.device)


def load_folder(folder: CheckedFolder, *, device: str) -> LoadedModel:
    """Load a checked folder.

    Raises:
        SettingsError: Its files do not make a model.
    """
    _silence()
    started = time.monotonic()
    tokenizer = _load_tokenizer(folder)
    model = _load_weights(folder, device)
    _check_fit(folder, tokenizer, model)
    ends = _ends(folder, tokenizer)
    pieces = llguidance.hf.from_tokenizer(
        tokenizer, n_vocab=int(model.config.vocab_size), eos_token=list(ends)
    )
    manifest = folder.manifest
    log.info(
        "model %s (%s, %d parameters) loaded in %.1f s",
        manifest.name,
        manifest.quantisation,
        manifest.parameters,
        time.monotonic() - started,
    )
    return LoadedModel(
        model=model,
        tokenizer=tokenizer,
        pieces=pieces,
        ends=ends,
        takes_system=_takes_system(tokenizer),
        folder=folder,
        weights=Weights(
            name=manifest.name,
            digest=folder.digest,
            quantisation=manifest.quantisation,
            device=device,
            runtime=_runtime(manifest.quantisation),
        ),
    )


def _silence() -> None:
    """Keep the libraries' remarks out of the log: some come once per matrix product."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    # Its remark on a missing optional kernel package is of no use here.
    logging.getLogger("bitsandbytes").setLevel(logging.CRITICAL)
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call] # the library's


def _load_tokenizer(folder: CheckedFolder) -> Any:
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(  # nosec B615 # a local folder, checked by digest
            folder.path, local_files_only=True, trust_remote_code=False, use_fast=True
        )
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise SettingsError(
            f"model {folder.manifest.name}: its tokenizer does not load: "
            f"{type(err).__name__}"
        ) from err
    if not tokenizer.is_fast or not tokenizer.chat_template:
        raise SettingsError(
            f"model {folder.manifest.name}: needs a fast tokenizer and a chat template"
        )
    return tokenizer


def _load_weights(folder: CheckedFolder, device: str) -> Any:
    classes: Any = transformers.AutoModelForCausalLM
    try:
        model, loading = classes.from_pretrained(
            folder.path,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            attn_implementation=_attention(folder),
            dtype=torch.float32 if device == "cpu" else torch.bfloat16,
            device_map={"": device},
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as err:
        raise SettingsError(
            f"model {folder.manifest.name}: its weights do not load: "
            f"{type(err).__name__}"
        ) from err
    wrong = [name for name in loading if loading[name]]
    if wrong:
        raise SettingsError(f"model {folder.manifest.name}: weights have {wrong[0]}")
    if device == "cpu":
        # A pre-quantised model keeps the number type of its other weights whatever
        # dtype is asked for.
        for parameter in model.parameters():
            if parameter.is_floating_point():
                parameter.data = parameter.data.float()
    model.eval()
    return model


def _attention(folder: CheckedFolder) -> str:
    """Name torch's own attention, or the plain one where scores are capped."""
    capped = read_json(folder.path / "config.json").get("attn_logit_softcapping")
    return "sdpa" if capped is None else "eager"


def _check_fit(folder: CheckedFolder, tokenizer: Any, model: Any) -> None:
    size = int(model.config.vocab_size)
    if size != folder.manifest.vocabulary_tokens:
        raise SettingsError(
            f"model {folder.manifest.name}: vocabulary of {size}, "
            f"the manifest says {folder.manifest.vocabulary_tokens}"
        )
    if len(tokenizer) > size:
        raise SettingsError(
            f"model {folder.manifest.name}: the tokenizer has {len(tokenizer)} tokens, "
            f"the model {size}"
        )


def _ends(folder: CheckedFolder, tokenizer: Any) -> tuple[int, ...]:
    """Collect the token ids that end an answer, as the folder's files name them."""
    ends: set[Any] = set()
    for name in ("generation_config.json", "config.json"):
        path = folder.path / name
        named = read_json(path).get("eos_token_id") if path.exists() else None
        ends.update(named if isinstance(named, list) else [named])
    ends.add(tokenizer.eos_token_id)
    fit = tuple(sorted(i for i in ends if type(i) is int and 0 <= i < len(tokenizer)))
    if not fit:
        raise SettingsError(f"model {folder.manifest.name}: no token ends an answer")
    return fit


def _takes_system(tokenizer: Any) -> bool:
    """Ask the chat template; some refuse a system message, some drop it silently."""
    probe = "a system message"
    messages = [
        {"role": "system", "content": probe},
        {"role": "user", "content": "a user message"},
    ]
    try:
        return probe in str(tokenizer.apply_chat_template(messages, tokenize=False))
    except TemplateError:
        return False


def _runtime(quantisation: str) -> str:
    names = ["torch", "transformers", "tokenizers", "llguidance"]
    if quantisation == "nf4":
        names.append("bitsandbytes")
    parts = [f"{name} {version(name)}" for name in names]
    return ", ".join([f"python {platform.python_version()}", *parts])
