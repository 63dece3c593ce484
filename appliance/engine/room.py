"""The engine's work behind its verbs: check, lay out, queue, write, and say how it is.

Holds the model, the seal key and the texts of the signed release. Knows nothing of
sockets.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.ports import GenerateRequest
from appliance.domain.surrogate import surrogates_in
from appliance.engine.answering import Ended, Work, Written
from appliance.engine.batch import Batch
from appliance.engine.check import check_request, masked_of
from appliance.engine.generate import write
from appliance.engine.grammar import Grammar, check_schema, free_text, structured
from appliance.engine.job import Job, Priority
from appliance.engine.load import LoadedModel
from appliance.engine.memory import memory_bytes
from appliance.engine.meter import Meter
from appliance.engine.prefixes import PrefixStore
from appliance.engine.queue import GenerationLine
from appliance.engine.render import encode_chat, render
from appliance.engine.sampling import Sampler, Sampling
from appliance.engine.template_prefix import TemplatePrefixes
from appliance.errors import EngineError, SealError, TextTooLongError
from appliance.release import Release
from appliance.settings import EngineSettings

# What health and warm-up ask; fixed, and about nobody.
PROBE = ({"role": "user", "content": "Say yes."},)
PROBE_TIMEOUT_S = 5.0
WARM_UP_TOKENS = 16


class EngineRoom:
    """A loaded model with its line in front."""

    def __init__(
        self,
        loaded: LoadedModel,
        release: Release,
        *,
        seal_key: bytes,
        limits: EngineSettings,
        now_s: Callable[[], int],
    ) -> None:
        """Check that the release can be obeyed, and warm the model up.

        Args:
            limits: How many generations wait and run, for how long, in which memory.

        Raises:
            SettingsError: A schema of the release cannot be obeyed.
            EngineError: The model gives no token.
        """
        self._loaded = loaded
        self._release = release
        self._seal_key = seal_key
        self._limits = limits
        self._now_s = now_s
        self._meter = Meter()
        self._beginnings = TemplatePrefixes(loaded, release.templates)
        for purpose in release.purposes:
            name = purpose.schema_template
            if name:
                text = release.templates[name]
                check_schema(name, text, loaded.pieces)
        self._probe_ids = encode_chat(PROBE, loaded)
        self._try_out(WARM_UP_TOKENS)
        self._prefixes = PrefixStore(limits.prefix_bytes)
        self._batch = Batch(
            loaded,
            max_rows=limits.max_batch,
            max_tokens=limits.cache_tokens,
            prefill_tokens=limits.prefill_tokens,
            prefixes=self._prefixes,
        )
        self.line: GenerationLine[Work] = GenerationLine(
            self._batch, max_waiting=limits.max_queue, max_wait_s=limits.max_wait_s
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
        templates = self._release.templates
        check_request(
            request, key=self._seal_key, templates=templates, now_s=self._now_s()
        )
        self._check_purpose(request)
        job = Job(
            exchange=request.exchange,
            work=self._work(request, templates),
            deadline_s=self._limits.deadline_s,
            priority=priority,
            heard=self._meter.watch(request.purpose),
        )
        for item in self.line.submit(job):
            if isinstance(item, Waiting | Token):
                yield item
            elif isinstance(item, Ended):
                yield self._finished(item, request.seed)
            else:
                yield None

    def health(self) -> dict[str, Any]:
        """Generate one token now, between those of others, and say how the model is."""
        ok = self.line.probe(lambda: self._try_out(1), timeout_s=PROBE_TIMEOUT_S)
        weights = self._loaded.weights
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
            "model": self._loaded.weights.name,
            "num_requests_running": self.line.running,
            "num_requests_waiting": len(self.line),
            "batch_rows": self._batch.writing,
            "kv_cache_usage_perc": round(self._batch.usage, 4),
            "kv_cache_bytes": self._batch.size_bytes,
            "prefix_cache_bytes": self._prefixes.size_bytes,
            "prefix_cache_queries": self._prefixes.asked_tokens,
            "prefix_cache_hits": self._prefixes.found_tokens,
            "memory_bytes": memory_bytes(),
            "purposes": self._meter.as_json(),
        }

    def describe(self) -> dict[str, Any]:
        """Say which model is loaded, and for which release."""
        manifest, weights = self._loaded.folder.manifest, self._loaded.weights
        return {
            "model": weights.name,
            "digest": weights.digest,
            "architecture": manifest.architecture,
            "parameters": manifest.parameters,
            "context_tokens": manifest.context_tokens,
            "licence": manifest.licence,
            "template_sha256": manifest.template_sha256,
            "quantisation": weights.quantisation,
            "device": weights.device,
            "runtime": weights.runtime,
            "release": self._release.digest,
        }

    def _check_purpose(self, request: GenerateRequest) -> None:
        """Hold a request to its purpose's own schema and kinds, whatever was asked for.

        The masker seals what its caller said may stay readable; only the signed release
        says what may.
        """
        purposes = {purpose.name: purpose for purpose in self._release.purposes}
        purpose = purposes.get(request.purpose)
        if purpose is None or purpose.schema_template != request.schema_template:
            raise SealError("the output schema is not the purpose's")
        kept = set(purpose.kinds_kept())
        if any(set(masked.seal.kinds_kept) != kept for masked in masked_of(request)):
            raise SealError("a seal keeps other kinds than its purpose")
        hinted = set(purpose.kinds_hinted())
        for masked in masked_of(request):
            if any(s.hint and s.kind not in hinted for s in surrogates_in(masked.text)):
                raise SealError("a surrogate hints at more than its purpose allows")

    def _work(self, request: GenerateRequest, templates: Mapping[str, str]) -> Work:
        """Lay a checked request out for the batch."""
        prompt = render(request, self._loaded, templates)
        need, most = len(prompt) + request.max_output_tokens, self._limits.cache_tokens
        if need > most:
            raise TextTooLongError(
                f"prompt and answer of {need} tokens, engine.cache_tokens is {most}"
            )
        sampling = Sampling(
            max_output_tokens=request.max_output_tokens,
            temperature=request.temperature,
            seed=request.seed,
            top_logprobs=request.top_logprobs,
            top_p=request.top_p,
            top_k=request.top_k,
            repetition_penalty=request.repetition_penalty,
            stop=request.stop,
        )
        sampler = Sampler(sampling, self._grammar(request, templates), prompt)
        return Work(prompt, sampler, self._beginnings.of(request))

    def _grammar(
        self, request: GenerateRequest, templates: Mapping[str, str]
    ) -> Grammar:
        texts = [masked.text for masked in masked_of(request)]
        rule = (
            structured(templates[request.schema_template], texts)
            if request.schema_template
            else free_text(texts)
        )
        return Grammar(self._loaded.pieces, rule, self._loaded.vocabulary)

    def _finished(self, ended: Ended, seed: int) -> Finished:
        return Finished(
            reason=ended.reason,
            prompt_tokens=ended.prompt_tokens,
            output_tokens=ended.output_tokens,
            weights=self._loaded.weights,
            seed=seed,
            determinism="exact" if ended.exact else "batch-dependent",
        )

    def _try_out(self, tokens: int) -> None:
        """Generate from the probe; a health probe and warm-up are the same thing."""
        sampling = Sampling(tokens, temperature=0.0, seed=0, top_logprobs=0)
        speed = self._meter.speed()
        last: Written | None = None
        for last in write(self._loaded, self._probe_ids, sampling, None, lambda: ""):
            speed(last)
        if not isinstance(last, Ended):
            raise EngineError("the model gave no end")
