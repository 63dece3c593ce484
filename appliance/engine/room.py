"""The engine's work behind its verbs: check, lay out, queue, write, and say how it is.

Holds the seal key and the texts of the signed release; a writer has the model, here or
on another host. Knows nothing of sockets.
"""

from collections.abc import Callable, Iterator
from typing import Any, Generic

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.engine.check import check_form, check_purpose, check_request
from appliance.engine.check_score import check_score
from appliance.engine.job import Job, Priority, W
from appliance.engine.memory import memory_bytes
from appliance.engine.meter import Meter
from appliance.engine.obeyed import ObeyedReleases
from appliance.engine.queue import GenerationLine
from appliance.engine.writer import Writer
from appliance.engine.written import Ended, Written
from appliance.engine_settings import EngineSettings
from appliance.errors import EngineError
from appliance.release import Release

PROBE_TIMEOUT_S = 5.0
WARM_UP_TOKENS = 16


class EngineRoom(Generic[W]):
    """A model with its line in front."""

    def __init__(
        self,
        writer: Writer[W],
        releases: Callable[[str], Release],
        *,
        tier: str,
        seal_key: bytes,
        limits: EngineSettings,
        now_s: Callable[[], int],
    ) -> None:
        """Warm the model up.

        Args:
            releases: Reads a signed release by its digest.
            tier: The tier that this model answers for.
            limits: How many generations wait and run, for how long, in which memory.

        Raises:
            EngineError: The model gives no token.
        """
        self._writer = writer
        self._releases = ObeyedReleases(releases, writer, tier)
        self._seal_key = seal_key
        self._limits = limits
        self._now_s = now_s
        self._meter = Meter()
        self._try_out(WARM_UP_TOKENS)
        self.line: GenerationLine[W] = GenerationLine(
            writer.steps, max_waiting=limits.max_queue, max_wait_s=limits.max_wait_s
        )

    def generate(
        self, request: GenerateRequest, priority: Priority = Priority.STAFF
    ) -> Iterator[Waiting | Token | Finished | None]:
        """Check a request and write its answer; None is a sign of life.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            TextTooLongError: The prompt does not fit the model's context or memory.
            EngineBusyError: The line is full, or the wait too long.
            EngineError: The model failed.
        """
        release = self._checked(request)
        check_form(request, check_purpose(request, release.purposes))
        job = Job(
            exchange=request.exchange,
            work=self._writer.lay_out(request, release.templates),
            deadline_s=self._limits.deadline_s,
            priority=priority,
            heard=self._meter.watch(request.purpose),
        )
        with self._meter.refusals(request.purpose):
            for item in self.line.submit(job):
                if isinstance(item, Waiting | Token):
                    yield item
                elif isinstance(item, Ended):
                    yield self._finished(item, request.seed)
                else:
                    yield None

    def score(
        self, request: ScoreRequest
    ) -> Iterator[Waiting | Scored | ScoreEnded | None]:
        """Check a request and score its targets, last of all in the line.

        None is a sign of life.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release, or
                a target or variant holds what the seals do not let through.
            TextTooLongError: A prompt with a target does not fit context or memory.
            EngineBusyError: The line is full, or the wait too long.
            EngineError: The model failed, or is one that scores nothing.
        """
        release = self._checked(request)
        check_purpose(request, release.purposes)
        check_score(request)
        work, tokens = self._writer.lay_out_score(request, release.templates)
        job = Job(
            exchange=request.exchange,
            work=work,
            deadline_s=self._limits.deadline_s,
            priority=Priority.EXPLANATION,
            beside=True,
            heard=self._meter.watch_score(request.purpose),
        )
        with self._meter.refusals(request.purpose):
            for item in self.line.submit(job):
                if isinstance(item, Waiting | Scored):
                    yield item
                elif isinstance(item, Ended):
                    yield ScoreEnded(
                        reason=item.reason,
                        read_tokens=item.prompt_tokens,
                        tokens=tokens,
                        weights=self._writer.weights,
                    )
                else:
                    yield None

    def fits(self, request: GenerateRequest) -> bool:
        """Check a request and tell whether it fits the model; nothing is written.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
        """
        release = self._checked(request)
        check_form(request, check_purpose(request, release.purposes))
        return self._writer.fits(request, release.templates)

    def health(self) -> dict[str, Any]:
        """Generate one token now, between those of others, and say how the model is."""
        ok = self.line.probe(lambda: self._try_out(1), timeout_s=PROBE_TIMEOUT_S)
        weights = self._writer.weights
        return {
            "ok": ok,
            "model": weights.name,
            "digest": weights.digest,
            "quantisation": weights.quantisation,
            "device": weights.device,
            "tokens_per_s": round(self._meter.tokens_per_s, 1),
            "memory_bytes": memory_bytes(),
            "running": self.line.running,
            "waiting": len(self.line),
        }

    def figures(self) -> dict[str, Any]:
        """Give what was counted since the start, and how full the engine is now."""
        return {
            "model": self._writer.weights.name,
            "num_requests_running": self.line.running,
            "num_requests_waiting": len(self.line),
            **self._writer.figures(),
            "memory_bytes": memory_bytes(),
            "purposes": self._meter.as_json(),
        }

    def describe(self) -> dict[str, Any]:
        """Say which model answers."""
        weights = self._writer.weights
        return {
            "model": weights.name,
            "digest": weights.digest,
            **self._writer.describe(),
            "quantisation": weights.quantisation,
            "device": weights.device,
            "runtime": weights.runtime,
        }

    def _checked(self, request: GenerateRequest | ScoreRequest) -> Release:
        """Give the release of a request whose parts are its own or sealed."""
        release = self._releases.get(request.release)
        check_request(
            request,
            key=self._seal_key,
            templates=release.templates,
            now_s=self._now_s(),
        )
        return release

    def _finished(self, ended: Ended, seed: int) -> Finished:
        return Finished(
            reason=ended.reason,
            prompt_tokens=ended.prompt_tokens,
            output_tokens=ended.output_tokens,
            weights=self._writer.weights,
            seed=seed,
            determinism="exact" if ended.exact else "batch-dependent",
            busy_ms=None if ended.busy_s is None else round(ended.busy_s * 1000),
        )

    def _try_out(self, tokens: int) -> None:
        """Generate from the probe; a health probe and warm-up are the same thing."""
        speed = self._meter.speed()
        last: Written | None = None
        for last in self._writer.try_out(tokens):
            speed(last)
        if not isinstance(last, Ended):
            raise EngineError("the model gave no end")
