"""The model, as the steps ask it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.prompt import Message
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """One generation.

    Args:
        exchange: The exchange every seal must name.
        case: The case every seal must name.
        purpose: The purpose every seal must name.
        messages: The prompt's parts.
        schema_template: Id of the output schema among the release's templates, or "".
        pattern_template: Id of the output pattern among them, or "".
        max_output_tokens: Longest answer.
        temperature: 0 means greedy.
        seed: Seed of the sampler.
        top_logprobs: Alternatives to report per token.
        top_p: Draw from the likeliest tokens that together have this probability.
        top_k: Draw from this many likeliest tokens; 0 for all.
        repetition_penalty: Over 1 makes tokens of prompt and answer less likely.
        stop: Texts that end the answer; they are not part of it.
        release: Digest of the signed release that every template is of.
        tiers: The tiers that may answer, in the order in which they are asked. The
            engine of a tier is not told.
        gives_way: Nobody waits for it: it is answered while the model does nothing
            else, and ends as "cancelled" when somebody comes.
    """

    exchange: str
    case: str
    purpose: str
    messages: tuple[Message, ...]
    schema_template: str
    max_output_tokens: int
    temperature: float
    seed: int
    top_logprobs: int
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    stop: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    pattern_template: str = ""
    release: str = ""
    gives_way: bool = False


class Engine(Protocol):
    """The model. Takes sealed parts only."""

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[PassedOver | Waiting | Token | Finished]:
        """Generate, token by token; the last item is `Finished`. Closing it cancels.

        Where several tiers may answer, a tier that cannot is `PassedOver`.

        While it waits for the model, it comes again and again how many must end before
        it begins; 0 when it has its turn.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            TextTooLongError: The prompt does not fit the model's context.
            EngineBusyError: The queue is full.
            EngineError: The engine is not there, died, or was too slow.
        """
        ...

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Say how likely texts are as answers; the last item is `ScoreEnded`.

        Comes after all who want an answer. Closing it cancels.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release, or
                a target or variant holds what the seals do not let through.
            TextTooLongError: A prompt with a target does not fit the model's context.
            EngineBusyError: The queue is full.
            EngineError: The engine is not there, died, or was too slow.
        """
        ...

    def fits(self, request: GenerateRequest) -> bool:
        """Tell whether a prompt and its answer fit every model that may be asked.

        A tier that cannot be asked is not waited for where another can: that one
        answers. Where none can, nothing is cut to a room that nobody knows: the text
        waits and is asked about again.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            EngineError: No tier could be asked.
        """
        ...

    def cancel(self, exchange: str) -> bool:
        """Stop what is generated or scored for an exchange; tells if anything was."""
        ...
