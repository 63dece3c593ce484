"""What the engine gave: the text, token by token, and which weights gave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Token:
    """One generated token.

    Args:
        text: The text this token completed; may be empty inside a character.
        logprob: Natural log of its probability, after masking by the grammar.
        alternatives: The most likely tokens at this place with their log-probabilities.
    """

    text: str
    logprob: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Still in the line for the model: how many must end before this one begins."""

    before: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A tier that could not take the request and gave no token; the next is asked.

    Args:
        tier: Its name.
        error: The class of the error that it gave.
    """

    tier: str
    error: str


@dataclass(frozen=True, slots=True)
class Weights:
    """Which weights answered and how they were run.

    Args:
        name: The model's name.
        digest: SHA-256 hex of its manifest, or of a remote model's declaration.
        quantisation: "float32", "nf4", "int8", "int8-dynamic", "awq" or "gptq"; of a
            remote model what its operator says.
        device: "cpu", "cuda" or "remote".
        runtime: Library versions that computed it; of a remote model the declared
            weights and the server's address.
    """

    name: str
    digest: str
    quantisation: str
    device: str
    runtime: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a generation.

    Args:
        reason: "stop", "length", "cancelled" or "deadline".
        prompt_tokens: Tokens read.
        output_tokens: Tokens written.
        weights: Which weights answered.
        seed: The seed used.
        determinism: "exact" where the same request gives the same answer again;
            "batch-dependent" where others were computed beside it, so that the last
            digits of its numbers, and seldom a token, may differ another time.
        busy_ms: Its share of the time that the processor was at work, in milliseconds;
            None where that cannot be told, as of a remote model.
    """

    reason: str
    prompt_tokens: int
    output_tokens: int
    weights: Weights
    seed: int
    determinism: Literal["exact", "batch-dependent"]
    # A measurement: two answers are the same whatever time they took.
    busy_ms: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole generation, still masked.

    Args:
        text: The text, surrogates in place.
        tokens: Its tokens.
        finished: How it ended.
        fields: The parsed object of a structured answer, else None.
    """

    text: str
    tokens: tuple[Token, ...]
    finished: Finished
    fields: Mapping[str, object] | None

    def __repr__(self) -> str:
        return f"<Answer of {len(self.tokens)} tokens, {self.finished.reason}>"
