"""Checks tokenizer.json against what a tokenizer may be made of, before it is loaded.

The format is that of Hugging Face tokenizers (its `Tokenizer.from_file`): a model, and
steps before and after it, each an object with a `type`. Types and sizes are held to a
list here. How long a pattern takes on bad input is tried in the sandbox (trial.py).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.engine.config_values import MAX_VOCABULARY
from appliance.errors import SettingsError

NAME = "tokenizer.json"
MAX_ADDED = 20_000
MAX_TOKEN_CHARS = 1_000
MAX_PATTERN_CHARS = 4_000
MAX_STEPS = 200
_TOP = frozenset(
    {
        *("version", "truncation", "padding", "added_tokens", "normalizer"),
        *("pre_tokenizer", "post_processor", "decoder", "model"),
    }
)
_ADDED = frozenset(
    {"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}
)
_MODELS = frozenset({"BPE", "Unigram", "WordPiece", "WordLevel"})
_STEPS: Mapping[str, frozenset[str]] = {
    "normalizer": frozenset(
        {
            *("Sequence", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Strip"),
            *("StripAccents", "Replace", "Prepend", "Precompiled", "BertNormalizer"),
            *("ByteLevel", "Nmt"),
        }
    ),
    "pre_tokenizer": frozenset(
        {
            *("Sequence", "ByteLevel", "Split", "Metaspace", "Whitespace", "Digits"),
            *("WhitespaceSplit", "Punctuation", "BertPreTokenizer", "UnicodeScripts"),
            "CharDelimiterSplit",
        }
    ),
    "post_processor": frozenset(
        {
            *("Sequence", "ByteLevel", "TemplateProcessing"),
            *("BertProcessing", "RobertaProcessing"),
        }
    ),
    "decoder": frozenset(
        {
            *("Sequence", "ByteLevel", "Metaspace", "Replace", "ByteFallback", "Fuse"),
            *("Strip", "WordPiece", "BPEDecoder"),
        }
    ),
}


def check_tokenizer(tokenizer: Mapping[str, Any], vocabulary: int) -> None:
    """Check a parsed tokenizer.json.

    Args:
        vocabulary: How many tokens the model has; ids are below it.

    Raises:
        SettingsError: A part is unknown or too large; it is named.
    """
    unknown = sorted(set(tokenizer) - _TOP)
    if unknown:
        raise SettingsError(f"{NAME}: key {unknown[0][:60]!r} is not allowed")
    for place, allowed in _STEPS.items():
        for step in _steps(place, tokenizer.get(place), allowed):
            _check_patterns(place, step)
    _check_model(tokenizer.get("model"), vocabulary)
    added = tokenizer.get("added_tokens") or []
    if not isinstance(added, list) or len(added) > MAX_ADDED:
        raise SettingsError(f"{NAME}: at most {MAX_ADDED} added tokens are allowed")
    for token in added:
        _check_added(token, vocabulary)


def _check_added(token: object, vocabulary: int) -> None:
    if not isinstance(token, dict) or set(token) - _ADDED:
        raise SettingsError(f"{NAME}: an added token has an unknown form")
    content, number = token.get("content"), token.get("id")
    if not isinstance(content, str) or not 0 < len(content) <= MAX_TOKEN_CHARS:
        raise SettingsError(
            f"{NAME}: an added token is not of 1 to {MAX_TOKEN_CHARS} characters"
        )
    if type(number) is not int or not 0 <= number < vocabulary:
        raise SettingsError(f"{NAME}: an added token has no fit id")


def _check_model(model: object, size: int) -> None:
    if not isinstance(model, dict):
        raise SettingsError(f"{NAME}: it has no model")
    kind = model.get("type", "BPE")
    if not isinstance(kind, str) or kind not in _MODELS:
        raise SettingsError(f"{NAME}: model {str(kind)[:40]!r} is not known")
    _check_vocabulary(model.get("vocab"), size)
    merges = model.get("merges") or []
    if not isinstance(merges, list) or len(merges) > 4 * MAX_VOCABULARY:
        raise SettingsError(f"{NAME}: too many merges")
    for key in ("dropout", "continuing_subword_prefix", "end_of_word_suffix"):
        if isinstance(model.get(key), dict | list):
            raise SettingsError(f"{NAME}: model.{key} is not one value")
    if model.get("dropout"):
        # The same text would not always be the same tokens.
        raise SettingsError(f"{NAME}: model.dropout makes tokens a matter of chance")


def _check_vocabulary(vocabulary: object, size: int) -> None:
    if not isinstance(vocabulary, dict | list) or not vocabulary:
        raise SettingsError(f"{NAME}: its model has no vocabulary")
    if len(vocabulary) > size:
        raise SettingsError(
            f"{NAME}: {len(vocabulary)} words, and the model has {size} tokens"
        )
    if isinstance(vocabulary, dict):
        ids = vocabulary.values()
        if not all(type(i) is int and 0 <= i < size for i in ids):
            raise SettingsError(f"{NAME}: a word has no fit id")


def _steps(
    place: str, step: object, allowed: frozenset[str]
) -> Iterator[Mapping[str, Any]]:
    """Give every step of a place, those inside sequences too."""
    waiting, seen = [step] if step is not None else [], 0
    while waiting:
        step = waiting.pop()
        seen += 1
        kind = step.get("type") if isinstance(step, dict) else None
        if not isinstance(step, dict) or not isinstance(kind, str):
            raise SettingsError(f"{NAME}: {place} has an unknown form")
        if kind not in allowed:
            raise SettingsError(f"{NAME}: {place} {kind[:40]!r} is not known")
        if seen > MAX_STEPS:
            raise SettingsError(f"{NAME}: {place} has over {MAX_STEPS} steps")
        if kind == "Sequence":
            inner = next(
                (step[key] for key in step if isinstance(step[key], list)), None
            )
            if inner is None:
                raise SettingsError(f"{NAME}: {place} has an unknown form")
            waiting += inner
        yield step


def _check_patterns(place: str, step: Mapping[str, Any]) -> None:
    pattern = step.get("pattern")
    texts = list(pattern.values()) if isinstance(pattern, dict) else [pattern]
    for text in [*texts, step.get("content"), step.get("prepend")]:
        if text is not None and (
            not isinstance(text, str) or len(text) > MAX_PATTERN_CHARS
        ):
            raise SettingsError(
                f"{NAME}: a pattern of {place} is not text of at most "
                f"{MAX_PATTERN_CHARS} characters"
            )
