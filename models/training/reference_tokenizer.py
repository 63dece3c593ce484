"""Makes the reference model's byte-level BPE, in which copying is easy to learn.

A surrogate falls into its kind, four single characters and a number of single digits;
digits stand alone everywhere; each line end is one token, so that a text has the same
tokens alone and inside a prompt. Labels, reason codes and the pieces of an answer's
JSON are tokens of their own, so that an intent is decided in one step.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.trainers import BpeTrainer

from .reference_chat import CHAT_TEMPLATE, END, PAD, SPECIAL_TOKENS
from .reference_labels import (
    INTENTS,
    NONCE_ALPHABET,
    REASONS,
    RECOMMENDATIONS,
    SURROGATE_KINDS,
)

VOCABULARY = 3_400
CONTEXT_TOKENS = 1_024

_NONCE = r"[a-hjkmnp-z2-9]"
_PIECES = "|".join(
    (
        rf"\[[A-Z]+_(?={_NONCE}{{4}}_[0-9]{{1,4}}\])",  # [PERSON_
        rf"{_NONCE}(?={_NONCE}{{0,3}}_[0-9]{{1,4}}\])",  # one nonce character
        r"_(?=[0-9]{1,4}\])",
        r"[0-9]",
        r"\n",
        r"\[|\]",
        r" ?\p{L}+",
        r" ?[^\s\p{L}0-9\[\]]+",
        r"[^\S\n]+(?!\S)",
        r"[^\S\n]",
    )
)
_JSON_KEYS = (
    ("intent", "urgency", "product", "quote"),
    (
        "applicant",
        "amount",
        "monthly_income",
        "debt_ratio_percent",
        "years_employed",
        "defaults",
        "reasons",
        "recommendation",
    ),
)


def answer_tokens() -> list[str]:
    """The pieces of structured answers that are one token each."""
    pieces = ['","', '"}', '"],"recommendation":"']
    for keys in _JSON_KEYS:
        pieces.append(f'{{"{keys[0]}":"')
        pieces += [f'","{key}":"' for key in keys[1:]]
    pieces.append('","reasons":["')
    unused = {'","reasons":"', '","recommendation":"'}
    pieces = [piece for piece in pieces if piece not in unused]
    return [*pieces, *INTENTS, *REASONS]


def make_tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Learn the vocabulary from training texts."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = Sequence(
        [
            Split(Regex(_PIECES), behavior="isolated"),
            ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    single = [f"[{kind}_{NONCE_ALPHABET[:4]}_1]" for kind in SURROGATE_KINDS]
    trainer = BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=3,
        initial_alphabet=ByteLevel.alphabet(),
        special_tokens=list(SPECIAL_TOKENS),
        show_progress=False,
    )
    corpus = [*texts, *(single + list(RECOMMENDATIONS)) * 50]
    tokenizer.train_from_iterator(corpus, trainer)
    tokenizer.add_tokens(
        [AddedToken(piece, normalized=False) for piece in answer_tokens()]
    )
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
