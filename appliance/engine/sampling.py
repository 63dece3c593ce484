"""Chooses the next token of every row: grammar, penalty, temperature, top-k, top-p.

The order is that of `transformers`: repetition penalty, then temperature, top-k and
top-p. Rows that take the likeliest token are chosen together; a row that draws does so
on the CPU, whatever the device, with a generator of its own, so one seed always gives
one sequence of draws.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from appliance.engine.faults import FAULTS, told
from appliance.engine.grammar import Grammar
from appliance.errors import EngineError


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen.

    Args:
        max_output_tokens: Longest answer.
        temperature: 0 means greedy.
        seed: Seed of the request's own generator.
        top_logprobs: Alternatives to report per token.
        top_p: Draw from the likeliest tokens that together have this probability.
        top_k: Draw from this many likeliest tokens; 0 for all.
        repetition_penalty: Over 1 makes tokens of prompt and answer less likely.
        stop: Texts that end the answer; they are not part of it.
    """

    max_output_tokens: int
    temperature: float
    seed: int
    top_logprobs: int
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen token.

    Args:
        logprob: After penalty and grammar, before temperature, top-k and top-p.
        alternatives: The likeliest token ids with their log-probabilities.
    """

    token: int
    logprob: float
    alternatives: tuple[tuple[int, float], ...]


class Sampler:
    """What one answer brings along from token to token."""

    def __init__(
        self, sampling: Sampling, grammar: Grammar | None, prompt: Sequence[int]
    ) -> None:
        """Start at the beginning of an answer to a prompt."""
        self.sampling = sampling
        self.grammar = grammar
        self._generator = torch.Generator().manual_seed(sampling.seed)
        self._seen = set(prompt) if sampling.repetition_penalty != 1.0 else None

    def penalise(self, scores: Tensor) -> None:
        """Make what was read or written less likely, in place; (V,)."""
        if self._seen:
            seen = torch.tensor(sorted(self._seen), device=scores.device)
            found = scores[seen]
            penalty = self.sampling.repetition_penalty
            scores[seen] = torch.where(found < 0, found * penalty, found / penalty)

    def draw(self, scores: Tensor) -> int:
        """Draw a token from scores, (V,)."""
        weights = torch.softmax(narrow(scores.to("cpu"), self.sampling), dim=-1)
        return int(torch.multinomial(weights, 1, generator=self._generator))

    def copy(self) -> "Sampler":
        """Give another that chooses the same from here on."""
        twin = copy.copy(self)
        twin.grammar = None if self.grammar is None else self.grammar.copy()
        twin._generator = self._generator.clone_state()  # noqa: SLF001 - of this class
        twin._seen = None if self._seen is None else set(self._seen)  # noqa: SLF001 - as above
        return twin

    def take(self, token: int, ends: Sequence[int]) -> None:
        """Go on by a token.

        Raises:
            EngineError: The grammar refuses it.
        """
        if self._seen is not None:
            self._seen.add(token)
        if self.grammar is not None and token not in ends:
            self.grammar.take(token)


def narrow(scores: Tensor, sampling: Sampling) -> Tensor:
    """Apply temperature, top-k and top-p to scores, (V,)."""
    scores = scores / sampling.temperature
    if sampling.top_k > 0:
        least = scores.topk(min(sampling.top_k, scores.shape[-1])).values[-1]
        scores = scores.masked_fill(scores < least, float("-inf"))
    if sampling.top_p < 1.0:
        scores = _nucleus(scores, sampling.top_p)
    return scores


def choose(
    logits: Tensor, samplers: Sequence[Sampler], *, tokens: int, ends: Sequence[int]
) -> list[Choice | EngineError]:
    """Choose a token for each row.

    Args:
        logits: Scores of the next tokens, (rows, V).
        tokens: How many tokens the tokenizer has; the model may score more places.
        ends: Token ids that end an answer; a grammar does not take them.

    Returns:
        Per row its token, or why it has none; the others are not concerned.
    """
    scores = logits.to(torch.float32, copy=True)
    for row, sampler in enumerate(samplers):
        sampler.penalise(scores[row])
    faults = _mask(scores, samplers, tokens)
    logprobs = torch.log_softmax(scores, dim=-1)
    finite = torch.isfinite(logprobs.amax(dim=-1)).tolist()
    best = scores.argmax(dim=-1).tolist()
    for row, sampler in enumerate(samplers):
        if not finite[row]:
            faults.setdefault(row, EngineError("no token can come next"))
        if row in faults:
            continue
        try:
            if sampler.sampling.temperature > 0.0:
                best[row] = sampler.draw(scores[row])
            sampler.take(best[row], ends)
        except (EngineError, *FAULTS) as err:
            faults[row] = told(err)
    chosen = torch.tensor(best, device=scores.device).unsqueeze(1)
    of_chosen = logprobs.gather(1, chosen).squeeze(1).tolist()
    most = min(max(s.sampling.top_logprobs for s in samplers), logprobs.shape[-1])
    values, ids = (found.tolist() for found in logprobs.topk(most))
    choices: list[Choice | EngineError] = []
    for row, sampler in enumerate(samplers):
        if row in faults:
            choices.append(faults[row])
            continue
        wanted = sampler.sampling.top_logprobs
        nearest = zip(ids[row][:wanted], values[row][:wanted], strict=True)
        alternatives = tuple(pair for pair in nearest if pair[1] != float("-inf"))
        choices.append(Choice(best[row], of_chosen[row], alternatives))
    return choices


def _mask(
    scores: Tensor, samplers: Sequence[Sampler], tokens: int
) -> dict[int, EngineError]:
    """Take out of the scores, in place, what may not come next.

    Returns:
        The rows whose grammar gave up, and why.
    """
    scores[:, tokens:] = float("-inf")
    faults: dict[int, EngineError] = {}
    for row, sampler in enumerate(samplers):
        if sampler.grammar is None:
            continue
        try:
            allowed = torch.from_numpy(sampler.grammar.allowed)
            scores[row].masked_fill_(~allowed.to(scores.device), float("-inf"))
        except (EngineError, *FAULTS) as err:
            faults[row] = told(err)
    return faults


def _nucleus(scores: Tensor, top_p: float) -> Tensor:
    """Leave the likeliest tokens that together reach a probability; at least one."""
    ordered, order = scores.sort(descending=False)
    below = ordered.softmax(dim=-1).cumsum(dim=-1) <= 1.0 - top_p
    below[-1] = False
    return scores.masked_fill(below.scatter(0, order, below), float("-inf"))
