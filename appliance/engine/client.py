"""The engine as the other processes see it: the Engine port over the engine's socket.

Loads no model library. Each reply, and each token, must come within
`engine.first_token_s`; while a request waits in the line the engine says so every few
seconds, so waiting is bounded by `engine.max_wait_s` instead.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.engine.codec import decode_finished, decode_token, encode_request
from appliance.engine.score_codec import (
    decode_score_ended,
    decode_scored,
    encode_score_request,
)
from appliance.errors import EngineError, WireError
from appliance.settings import Settings
from appliance.wire.client import WireClient

HEALTH_TIMEOUT_S = 10.0


class EngineClient:
    """Calls the engine of one tier; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        """Name the engine's socket; connects at the first call.

        Args:
            settings: As this tier's engine reads them (`Settings.for_tier`).
        """
        engine = settings.engine
        self._wire = WireClient(
            settings.paths.socket(engine.unit), EngineError, engine.first_token_s
        )

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        """Generate, token by token; the last item is `Finished`. Closing it cancels.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            TextTooLongError: The prompt does not fit the model's context.
            EngineBusyError: The queue is full.
            EngineError: The engine is not there, died, or was too slow.
        """
        stream = self._wire.stream("generate", encode_request(request))
        finished: Finished | None = None
        with contextlib.closing(stream):  # type: ignore[type-var] # a generator behind Iterator
            try:
                for event in stream:
                    if "token" in event:
                        yield decode_token(event)
                    elif "waiting" in event:
                        yield Waiting(int(event["waiting"]))
                    elif "finished" in event:
                        # Told once the reply has ended, so the connection is kept.
                        finished = decode_finished(event)
            except WireError as err:
                # A frame cut short is how a killed engine looks from here.
                raise EngineError("generate: the engine broke off") from err
        if finished is not None:
            yield finished

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Score texts as answers; the last item is `ScoreEnded`. Closing it cancels.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release, or
                a target or variant holds what the seals do not let through.
            TextTooLongError: A prompt with a target does not fit the model's context.
            EngineBusyError: The queue is full.
            EngineError: The engine is not there, died, or was too slow.
        """
        stream = self._wire.stream("score", encode_score_request(request))
        ended: ScoreEnded | None = None
        with contextlib.closing(stream):  # type: ignore[type-var] # a generator behind Iterator
            try:
                for event in stream:
                    if "scored" in event:
                        yield decode_scored(event)
                    elif "waiting" in event:
                        yield Waiting(int(event["waiting"]))
                    elif "score_ended" in event:
                        ended = decode_score_ended(event)
            except WireError as err:
                raise EngineError("score: the engine broke off") from err
        if ended is not None:
            yield ended

    def fits(self, request: GenerateRequest) -> bool:
        """Ask whether a prompt and its answer fit the model.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            EngineError: The engine is not there, died, or was too slow.
        """
        return self._call("fits", encode_request(request)).get("fits") is True

    def cancel(self, exchange: str) -> bool:
        """Stop what is generated or scored for an exchange; tells if anything was."""
        return self._call("cancel", {"exchange": exchange})["stopped"] is True

    def health(self) -> dict[str, Any]:
        """Have the engine generate one token and say how it is."""
        return self._call("health", {}, timeout_s=HEALTH_TIMEOUT_S)

    def describe(self) -> dict[str, Any]:
        """Ask which model is loaded."""
        return self._call("describe", {})

    def figures(self) -> dict[str, Any]:
        """Ask what the engine has counted since its start."""
        return self._call("figures", {})

    def close(self) -> None:
        """Close kept connections."""
        self._wire.close()

    def _call(
        self, verb: str, body: dict[str, Any], timeout_s: float | None = None
    ) -> dict[str, Any]:
        try:
            return self._wire.call(verb, body, timeout_s=timeout_s)
        except WireError as err:
            raise EngineError(f"{verb}: the engine broke off") from err
