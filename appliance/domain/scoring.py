"""How likely a model finds given texts: what is asked, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from appliance.domain.answer import Weights
from appliance.domain.masked import MaskedText
from appliance.domain.prompt import MaskedPart, Message, Part


@dataclass(frozen=True, slots=True)
class DroppedSpan:
    """A piece of a sealed text that a variant of the prompt leaves out.

    Args:
        part: Which of the prompt's sealed texts, from 0, as the model reads them.
        start: Its first code point.
        end: One behind its last.
    """

    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """Texts to be scored as an answer to a prompt, and to variants of the prompt.

    Args:
        exchange: The exchange every seal must name.
        case: The case every seal must name.
        purpose: The purpose every seal must name.
        messages: The prompt's parts.
        targets: Masked texts, each an answer or the beginning of one.
        drop_spans: The variants, by what each leaves out: no overlaps, in order.
        tier: Whose model scores: the one that wrote the answer. Not part of what its
            engine is sent.
        release: Digest of the signed release that every template is of.
    """

    exchange: str
    case: str
    purpose: str
    messages: tuple[Message, ...]
    targets: tuple[str, ...] = field(repr=False)
    drop_spans: tuple[tuple[DroppedSpan, ...], ...] = ()
    tier: str = ""
    release: str = ""

    def variants(self) -> tuple[tuple[Message, ...], ...]:
        """Give the messages as they are, then those of each variant."""
        dropped = (_without(self.messages, spans) for spans in self.drop_spans)
        return (self.messages, *dropped)


@dataclass(frozen=True, slots=True)
class Scored:
    """How likely the targets are under one variant of the prompt.

    Args:
        variant: 0 is the prompt as it is; then as in `drop_spans`.
        logprobs: Per target the natural log of the probability of each of its tokens,
            given the prompt and the tokens before it; no grammar, no temperature.
    """

    variant: int
    logprobs: tuple[tuple[float, ...], ...]

    @property
    def sums(self) -> tuple[float, ...]:
        """The log-probability of each target as a whole."""
        return tuple(map(sum, self.logprobs))


@dataclass(frozen=True, slots=True)
class ScoreEnded:
    """The end of a scoring.

    Args:
        reason: "stop" once all is scored, "cancelled" or "deadline".
        read_tokens: Tokens that the model read for it.
        tokens: Per target the text of each of its tokens.
        weights: Which weights scored.
        determinism: As of an answer. A scoring shares nothing with what is written
            beside it, so it is "exact".
    """

    reason: str
    read_tokens: int
    tokens: tuple[tuple[str, ...], ...] = field(repr=False)
    weights: Weights
    determinism: Literal["exact", "batch-dependent"] = "exact"


def sealed_texts(messages: Sequence[Message]) -> tuple[MaskedText, ...]:
    """List the sealed texts of a prompt in the order the model reads them."""
    return tuple(
        part.masked
        for message in messages
        for part in message.parts
        if isinstance(part, MaskedPart)
    )


def _without(
    messages: Sequence[Message], spans: Sequence[DroppedSpan]
) -> tuple[Message, ...]:
    """Leave spans of the sealed texts out; their seals do not fit any more."""
    number = -1
    left: list[Message] = []
    for message in messages:
        parts: list[Part] = []
        for part in message.parts:
            if isinstance(part, MaskedPart):
                number += 1
                mine = [span for span in spans if span.part == number]
                part = MaskedPart(_cut(part.masked, mine))  # noqa: PLW2901 - changed
            parts.append(part)
        left.append(replace(message, parts=tuple(parts)))
    return tuple(left)


def _cut(masked: MaskedText, spans: Sequence[DroppedSpan]) -> MaskedText:
    text = masked.text
    for span in reversed(spans):
        text = text[: span.start] + text[span.end :]
    return replace(masked, text=text)
