"""The answer tokens of the reference model, on top of its byte-level BPE.

The tokenizer is that of version 1 (models/LOG.md), in which copying is easy to learn: a
surrogate falls into its kind, four single characters and a number of single digits;
digits stand alone everywhere; each line end is one token, so that a text has the same
tokens alone and inside a prompt. Labels, reason codes, the pieces of an answer's JSON
and the sentence with which a letter names the matter are tokens of their own, so that
an intent is decided in one step.
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer

from .reference_chat import CHAT_TEMPLATE, END, PAD
from .reference_credit import FIELDS
from .reference_labels import (
    INTENTS,
    OUT_OF_SCOPE,
    REASONS,
)
from .reference_letters import opening_of

CONTEXT_TOKENS = 1_536

_TRIAGE_KEYS = ("intent", "urgency", "product", "quote")


def answer_tokens() -> list[str]:
    """The pieces of answers that are one token each: JSON, labels, codes, openings."""
    pieces = ['","', '"}', '","reasons":["', '"],"recommendation":"']
    for keys in (_TRIAGE_KEYS, FIELDS):
        pieces.append(f'{{"{keys[0]}":"')
        pieces += [f'","{key}":"' for key in keys[1:]]
    openings = [opening_of(intent) for intent in INTENTS if intent != OUT_OF_SCOPE]
    return [*pieces, *INTENTS, *REASONS, *openings]


def continue_tokenizer(folder: Path) -> Tokenizer:
    """Take over an earlier model's tokenizer and add the answer tokens it lacks."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    known = tokenizer.get_vocab()
    missing = [piece for piece in answer_tokens() if piece not in known]
    tokenizer.add_tokens([AddedToken(piece, normalized=False) for piece in missing])
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write tokenizer.json, tokenizer_config.json and chat_template.jinja."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": CONTEXT_TOKENS,
        "eos_token": END,
        "pad_token": PAD,
        "additional_special_tokens": ["<|system|>", "<|user|>", "<|assistant|>"],
        "clean_up_tokenization_spaces": False,
        "padding_side": "left",
        "split_special_tokens": False,
    }
    (folder / "tokenizer_config.json").write_text(
        json.dumps(config, indent=2) + "\n", encoding="utf-8"
    )
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE, encoding="utf-8")
