"""Writes a model of a known shape with random weights as an ordinary model folder.

For measurements of a whole appliance: it computes what a trained model of this shape
computes, and what it writes is always the same plain letter. Its layers are random; its
table of tokens is so much larger than what they add that the last layer can tell the
newest token, and names the one that follows it in the letter.
"""

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
import transformers

from appliance.engine.bench_shapes import SEED, SHAPES
from appliance.engine.chat_template import lay_out
from appliance.engine.described import describe
from appliance.engine.from_disk import load_tokenizer
from appliance.engine.load import silence_libraries
from appliance.engine.manifest import MANIFEST, encode_manifest
from appliance.errors import SettingsError

# Of a shipped model: how texts become tokens and messages a prompt.
_TAKEN_OVER = (
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "generation_config.json",
)
_CONTEXT_TOKENS = 4096
# How much larger a token is than what the layers add to it.
_LOUDNESS = 8.0
# A token that came before is left out, so the words are not always whole.
_LETTER = (
    "Dear customer, thank you for your letter. We have read it with care and "
    "understand why you wrote to us. A colleague from the team that looks after "
    "such questions will check what happened, and you will hear more within some "
    "working days. Until then nothing changes for your account and there is no need "
    "to send further papers. If anything else comes up meanwhile, please call our "
    "service desk or visit any branch; they can see this message too. Should "
    "another payment go wrong, tell them at once so that somebody can stop it "
    "before money leaves. We are sorry about the trouble caused here, know how "
    "important safe cards and correct bills must be, hope for your patience, and "
    "value every hint which helps making things better. Yours sincerely"
)


def write_model(folder: Path, shape: str, like: Path) -> int:
    """Write a model folder with its manifest.

    Args:
        folder: A folder that is not there yet.
        shape: A name of `SHAPES`.
        like: A model folder whose tokenizer and chat template it gets.

    Returns:
        How many parameters it has.

    Raises:
        SettingsError: The other folder's tokenizer cannot be used.
    """
    silence_libraries()
    tokenizer = load_tokenizer(like, like.name)
    letter = letter_of(tokenizer)
    model = _random_model(shape, tokenizer)
    _teach(model, letter)
    folder.mkdir(parents=True)
    model.to(torch.bfloat16).save_pretrained(folder)
    for name in _TAKEN_OVER:
        shutil.copyfile(like / name, folder / name)
    parameters = sum(int(weights.numel()) for weights in model.parameters())
    manifest = describe(folder, shape, "float32", None, parameters)
    (folder / MANIFEST).write_text(encode_manifest(manifest), encoding="utf-8")
    return parameters


def letter_of(tokenizer: Any) -> list[int]:
    """Give the tokens that it writes: behind each prompt's last one, the end last."""
    prompt = lay_out(tokenizer, [{"role": "user", "content": "x"}])
    encode = tokenizer.backend_tokenizer.encode
    last = encode(prompt, add_special_tokens=False).ids[-1]
    written = encode(_LETTER, add_special_tokens=False).ids
    end = tokenizer.eos_token_id
    if end is None:
        raise SettingsError("the tokenizer names no end of an answer")
    return list(dict.fromkeys([last, *(i for i in written if i != end), end]))


def _random_model(shape: str, tokenizer: Any) -> Any:
    torch.manual_seed(SEED)
    config = transformers.LlamaConfig(
        **{
            **SHAPES[shape],
            "vocab_size": len(tokenizer),
            "tie_word_embeddings": False,
        },
        max_position_embeddings=_CONTEXT_TOKENS,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    models: Any = transformers.AutoModelForCausalLM
    return models.from_config(config, dtype=torch.float32)


@torch.no_grad()
def _teach(model: Any, letter: list[int]) -> None:
    table = model.get_input_embeddings().weight
    table.normal_(std=_LOUDNESS)
    names = model.get_output_embeddings().weight
    names.zero_()
    for token, following in pairwise(letter):
        names[following] = table[token] / table[token].norm()
