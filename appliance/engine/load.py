"""Finds, checks and loads the model that answers, and says what records say of it."""

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
from appliance.engine.chat_template import lay_out
from appliance.engine.folder import CheckedFolder, check_folder
from appliance.engine.from_disk import compute_type, load_tokenizer, load_weights
from appliance.engine.json_files import read_json
from appliance.engine.promotion import find_in_use, release_vkey
from appliance.engine.quantisation import KINDS, check_runnable
from appliance.engine.signature import check_manifest_signature
from appliance.errors import SettingsError
from appliance.release import shelf_of
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
    """Check and load the model that answers.

    Nothing of it is parsed before its signature holds: that of its own manifest if it
    was imported, and of the release, which names its digest, in any case.

    Raises:
        SettingsError: It is not there, not signed for, not whole, or not stored as the
            settings say.
    """
    # 1. which one  2. signed for  3. every byte as signed  4. as the settings say
    chosen = settings.engine
    in_use = find_in_use(settings)  # 1
    check_manifest_signature(in_use.folder, release_vkey(settings))  # 2
    if not shelf_of(settings).names_model(chosen.tier, in_use.now.digest):
        raise SettingsError(
            f"no signed release is for {in_use.now.name} ({in_use.now.digest[:12]}) in "
            f"tier {chosen.tier}; sign releases for this model (cloister release "
            "sign), or promote the other"
        )
    folder = check_folder(in_use.folder)  # 3
    stored = folder.manifest.quantisation
    if stored != chosen.quantisation and not in_use.promoted:  # 4
        raise SettingsError(
            f"{chosen.table}.quantisation is {chosen.quantisation}, but {chosen.model} "
            f"is stored as {stored}; set it so, or import the model again with "
            f"--quantise {chosen.quantisation}"
        )
    check_runnable(stored, chosen.device)
    torch.set_num_threads(chosen.threads)
    return load_folder(folder, device=chosen.device)


def load_folder(folder: CheckedFolder, *, device: str) -> LoadedModel:
    """Load a checked folder.

    Raises:
        SettingsError: Its files do not make a model.
    """
    silence_libraries()
    started = time.monotonic()
    tokenizer = load_tokenizer(folder.path, folder.manifest.name)
    model = load_weights(folder, device)
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
            runtime=_runtime(manifest.quantisation, compute_type(device)),
        ),
    )


def silence_libraries() -> None:
    """Keep the libraries' remarks out of the log: some come once per matrix product."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    # Its remark on a missing optional kernel package is of no use here.
    logging.getLogger("bitsandbytes").setLevel(logging.CRITICAL)
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call] # the library's


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
        return probe in lay_out(tokenizer, messages, prompt=False)
    except TemplateError:
        return False


def _runtime(quantisation: str, computed_in: torch.dtype) -> str:
    names = ["torch", "transformers", "tokenizers", "llguidance"]
    names += [pip for _, pip in KINDS[quantisation].packages]
    parts = [f"{name} {version(name)}" for name in names]
    numbers = str(computed_in).removeprefix("torch.")
    return ", ".join([f"python {platform.python_version()}", *parts, numbers])
