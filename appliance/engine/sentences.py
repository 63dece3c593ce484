"""Cuts a masked text into the sentences that an answer may quote word for word."""

import re
from collections.abc import Iterable

_END = re.compile(r"(?<=[.!?])\s+|\n+")
MAX_SENTENCES = 200
MAX_SENTENCE_CHARS = 300


def sentences_of(texts: Iterable[str]) -> tuple[str, ...]:
    """List the sentences of texts, each once, in order.

    A longer sentence than `MAX_SENTENCE_CHARS` is cut at a word boundary, so what is
    quoted is still exactly what stands in the text. After `MAX_SENTENCES` the rest
    cannot be quoted.
    """
    found: dict[str, None] = {}
    for text in texts:
        for part in _END.split(text):
            sentence = _cut(part.strip())
            if sentence:
                found.setdefault(sentence)
    return tuple(found)[:MAX_SENTENCES]


def _cut(sentence: str) -> str:
    if len(sentence) <= MAX_SENTENCE_CHARS:
        return sentence
    room = sentence[: MAX_SENTENCE_CHARS + 1]
    boundary = max(room.rfind(char) for char in " \t\u00a0")
    # A "word" of 300 characters has no boundary; any cut of it is as good.
    return room[:boundary].rstrip() if boundary > 0 else room[:MAX_SENTENCE_CHARS]
