"""Answers of a running batch, and the same ones written by `transformers` generate."""

import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch

from appliance.domain.answer import Token
from appliance.engine.answering import Work
from appliance.engine.batch import Batch
from appliance.engine.grammar import Grammar
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import Sampler, Sampling
from appliance.engine.written import Ended, Halt, Written
from appliance.errors import ApplianceError


def go_on() -> str:
    return ""


def greedy(tokens: int, top_logprobs: int = 0) -> Sampling:
    return Sampling(tokens, temperature=0.0, seed=1, top_logprobs=top_logprobs)


def prompt_of(loaded: LoadedModel, length: int, seed: int = 0) -> list[int]:
    """Draw a prompt; no token of it ends an answer."""
    generator = torch.Generator().manual_seed(1000 * seed + length)
    return torch.randint(
        5, len(loaded.tokenizer), (length,), generator=generator
    ).tolist()


def generated(loaded: LoadedModel, prompt: Sequence[int], tokens: int) -> list[str]:
    """Greedy tokens of transformers' own loop, up to an end, as texts."""
    beyond = list(range(len(loaded.tokenizer), loaded.vocabulary))
    with torch.inference_mode():
        whole = loaded.model.generate(
            torch.tensor([list(prompt)], device=loaded.model.device),
            attention_mask=torch.ones(
                1, len(prompt), dtype=torch.long, device=loaded.model.device
            ),
            max_new_tokens=tokens,
            do_sample=False,
            suppress_tokens=beyond or None,
            eos_token_id=list(loaded.ends),
        )
    ids = [i for i in whole[0, len(prompt) :].tolist() if i not in loaded.ends]
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    return [decoder.decode(loaded.pieces.decode_bytes([i])) for i in ids]


@dataclass
class Asked:
    """One request to a batch, and what was told of it."""

    prompt: Sequence[int]
    sampling: Sampling
    halt: Halt = go_on
    grammar: Grammar | None = None
    prefix: tuple[int, ...] = ()
    told: list[Written | ApplianceError] = field(default_factory=list)

    def begin(self, batch: Batch) -> "Asked":
        batch.begin(self.work, self.halt, self.told.append)
        return self

    @property
    def work(self) -> Work:
        sampler = Sampler(self.sampling, self.grammar, self.prompt)
        return Work(self.prompt, sampler, self.prefix)

    @property
    def tokens(self) -> list[Token]:
        return [item for item in self.told if isinstance(item, Token)]

    @property
    def texts(self) -> list[str]:
        return [token.text for token in self.tokens]

    @property
    def last(self) -> Written | ApplianceError:
        return self.told[-1]

    @property
    def over(self) -> bool:
        return bool(self.told) and isinstance(self.last, Ended | ApplianceError)


def finish(batch: Batch, until: Callable[[], bool] | None = None) -> None:
    """Step until all answers have ended, or something holds."""
    while len(batch) and not (until is not None and until()):
        batch.step()


def alone(loaded: LoadedModel, prompt: Sequence[int], sampling: Sampling) -> Asked:
    """Write an answer with nobody beside it."""
    batch = Batch(loaded)
    asked = Asked(prompt, sampling).begin(batch)
    finish(batch)
    return asked
