"""The engine's work behind its verbs: check, lay out, queue, write, and say how it is.

Holds the model, the seal key and the texts of the signed release. Knows nothing of
sockets.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.ports import GenerateRequest
from appliance.domain.surrogate import surrogates_in
from appliance.engine.check import check_request, masked_of
from appliance.engine.generate import Ended, Sampling, Written, write
from appliance.engine.grammar import Grammar, check_schema, free_text, structured
from appliance.engine.load import LoadedModel
from appliance.engine.memory import memory_bytes
from appliance.engine.queue import GenerationLine, Job
from appliance.engine.render import encode_chat, render
from appliance.errors import EngineError, SealError
from appliance.release import Release

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
        max_queue: int,
        max_wait_s: float,
        deadline_s: float,
        now_s: Callable[[], int],
    ) -> None:
        """Check that the release can be obeyed, and warm the model up.

        Raises:
            SettingsError: A schema of the release cannot be obeyed.
            EngineError: The model gives no token.
        """
        self._loaded = loaded
        self._release = release
        self._seal_key = seal_key
        self._deadline_s = deadline_s
        self._now_s = now_s
        self._tokens_per_s = 0.0
        for purpose in release.purposes:
            name = purpose.schema_template
            if name:
                text = release.templates[name]
                check_schema(name, text, loaded.pieces)
        self._probe_ids = encode_chat(PROBE, loaded)
        self._try_out(WARM_UP_TOKENS)
        self.line = GenerationLine(max_waiting=max_queue, max_wait_s=max_wait_s)

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished | None]:
        """Check a request and write its answer; None is a sign of life.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            TextTooLongError: The prompt does not fit the model's context.
            EngineBusyError: The line is full, or the wait too long.
            EngineError: The model failed.
        """
        templates = self._release.templates
        check_request(
            request, key=self._seal_key, templates=templates, now_s=self._now_s()
        )
        self._check_purpose(request)
        prompt = render(request, self._loaded, templates)
        grammar = self._grammar(request, templates)
        sampling = Sampling(
            max_output_tokens=request.max_output_tokens,
            temperature=request.temperature,
            seed=request.seed,
            top_logprobs=request.top_logprobs,
        )
        job = Job(
            exchange=request.exchange,
            work=lambda halt: self._timed(
                write(self._loaded, prompt, sampling, grammar, halt)
            ),
            deadline_s=self._deadline_s,
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
            "tokens_per_s": round(self._tokens_per_s, 1),
            "memory_bytes": memory_bytes(),
            "waiting": len(self.line),
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
        )

    def _timed(self, items: Iterator[Written]) -> Iterator[Written]:
        """Measure how fast tokens come, from the second on."""
        first, count = 0.0, 0
        for item in items:
            if isinstance(item, Token):
                count += 1
                first = first or time.monotonic()
            elif isinstance(item, Ended) and count > WARM_UP_TOKENS // 2:
                self._tokens_per_s = (count - 1) / (time.monotonic() - first)
            yield item

    def _try_out(self, tokens: int) -> None:
        """Generate from the probe; a health probe and warm-up are the same thing."""
        sampling = Sampling(tokens, temperature=0.0, seed=0, top_logprobs=0)
        written = write(self._loaded, self._probe_ids, sampling, None, lambda: "")
        items = list(self._timed(written))
        if not isinstance(items[-1], Ended):
            raise EngineError("the model gave no end")
