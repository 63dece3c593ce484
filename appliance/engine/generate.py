"""Writes an answer token by token: one request, one key-value cache, own sampling.

Greedy or by temperature with a generator of the request's own, so the same seed gives
the same answer whatever else runs. The tests compare it with
`transformers` `generate`. Batching of several requests is not done here.
"""

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache

from appliance.domain.answer import Token
from appliance.engine.grammar import Grammar
from appliance.engine.load import LoadedModel
from appliance.errors import EngineError

# A prompt is read in pieces, so that a stop or a deadline is noticed in between.
PREFILL_TOKENS = 256

# Asked between two tokens: "", or why to end now.
Halt = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen.

    Args:
        max_output_tokens: Longest answer.
        temperature: 0 means greedy.
        seed: Seed of the request's own generator.
        top_logprobs: Alternatives to report per token.
    """

    max_output_tokens: int
    temperature: float
    seed: int
    top_logprobs: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece of the prompt was read; sent so that a caller sees it is not stuck."""

    read_tokens: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Why an answer ended: "stop", "length", "cancelled" or "deadline"."""

    reason: str
    prompt_tokens: int
    output_tokens: int


Written = Reading | Token | Ended


@dataclass(frozen=True, slots=True)
class _Choice:
    token: int
    logprob: float
    row: Tensor  # (V,) log-probabilities after the grammar


def write(
    loaded: LoadedModel,
    prompt: Sequence[int],
    sampling: Sampling,
    grammar: Grammar | None,
    halt: Halt,
) -> Iterator[Written]:
    """Write an answer; the last item is `Ended`.

    Args:
        prompt: Token ids, at least one.
        grammar: Which tokens may come next; None for any.
        halt: Asked between tokens.

    Raises:
        EngineError: The model gave something that is no distribution, or the grammar
            came to a dead end.
    """
    cache = DynamicCache(config=loaded.model.config)
    generator = torch.Generator().manual_seed(sampling.seed)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    total, written = len(prompt), 0
    logits = torch.empty(0)
    for start in range(0, total, PREFILL_TOKENS):
        if reason := halt():
            yield Ended(reason, total, written)
            return
        logits = _forward(loaded, cache, prompt[start : start + PREFILL_TOKENS])
        yield Reading(min(start + PREFILL_TOKENS, total))
    while written < sampling.max_output_tokens:
        if reason := halt():
            yield Ended(reason, total, written)
            return
        choice = _choose(logits, loaded, sampling, grammar, generator)
        if choice.token in loaded.ends:
            yield Ended("stop", total, written)
            return
        written += 1
        text = decoder.decode(loaded.pieces.decode_bytes([choice.token]))
        yield Token(text, choice.logprob, _alternatives(choice.row, loaded, sampling))
        if grammar is not None and grammar.ended:
            yield Ended("stop", total, written)
            return
        if written < sampling.max_output_tokens:
            logits = _forward(loaded, cache, [choice.token])
    yield Ended("length", total, written)


@torch.inference_mode()
def _forward(loaded: LoadedModel, cache: Any, ids: Sequence[int]) -> Tensor:
    """Read tokens onto the cache and give the scores of the next one, (V,)."""
    device = loaded.model.device
    output = loaded.model(
        input_ids=torch.tensor([list(ids)], device=device),  # (1, T)
        past_key_values=cache,
        use_cache=True,
        logits_to_keep=1,
    )
    # Sampling is on the CPU for every device: one generator, one order of sums.
    logits: Tensor = output.logits[0, -1].to("cpu", torch.float32)
    return logits


def _choose(
    logits: Tensor,
    loaded: LoadedModel,
    sampling: Sampling,
    grammar: Grammar | None,
    generator: torch.Generator,
) -> _Choice:
    allowed = _selectable(logits, loaded, grammar)
    masked = logits.masked_fill(~allowed, float("-inf"))
    row = torch.log_softmax(masked, dim=-1)
    if not bool(torch.isfinite(row.max())):
        raise EngineError("no token can come next")
    token = _pick(masked, sampling.temperature, generator)
    if grammar is not None and token not in loaded.ends:
        grammar.take(token)
    return _Choice(token, float(row[token]), row)


def _selectable(logits: Tensor, loaded: LoadedModel, grammar: Grammar | None) -> Tensor:
    if grammar is not None:
        return torch.from_numpy(grammar.allowed)
    # The model may score more places than there are tokens.
    allowed = torch.zeros(logits.shape[-1], dtype=torch.bool)
    allowed[: len(loaded.tokenizer)] = True
    return allowed


def _pick(masked: Tensor, temperature: float, generator: torch.Generator) -> int:
    if temperature <= 0.0:
        return int(masked.argmax())
    weights = torch.softmax(masked / temperature, dim=-1)
    return int(torch.multinomial(weights, 1, generator=generator))


def _alternatives(
    row: Tensor, loaded: LoadedModel, sampling: Sampling
) -> tuple[tuple[str, float], ...]:
    if sampling.top_logprobs <= 0:
        return ()
    values, ids = row.topk(min(sampling.top_logprobs, row.shape[-1]))
    return tuple(
        (_name(loaded, token), value)
        for value, token in zip(values.tolist(), ids.tolist(), strict=True)
        if value != float("-inf")
    )


def _name(loaded: LoadedModel, token: int) -> str:
    """Show a token; the end of the answer shows as nothing."""
    if token in loaded.ends:
        return ""
    return bytes(loaded.pieces.decode_bytes([token])).decode("utf-8", "replace")
