"""The writer of this process: a loaded model and its running batch."""

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.domain.answer import Weights
from appliance.domain.ports import GenerateRequest
from appliance.engine.answering import Work
from appliance.engine.batch import Batch
from appliance.engine.check import masked_of
from appliance.engine.generate import write
from appliance.engine.grammar import Grammar, check_schema, free_text, structured
from appliance.engine.load import LoadedModel
from appliance.engine.prefixes import PrefixStore
from appliance.engine.render import encode_chat, render
from appliance.engine.sampling import Sampler, Sampling
from appliance.engine.template_prefix import TemplatePrefixes
from appliance.engine.written import Written
from appliance.errors import TextTooLongError
from appliance.settings import EngineSettings

# What health and warm-up ask; fixed, and about nobody.
PROBE = ({"role": "user", "content": "Say yes."},)


class LocalWriter:
    """A model in this process."""

    def __init__(
        self, loaded: LoadedModel, templates: Mapping[str, str], limits: EngineSettings
    ) -> None:
        """Put a batch before the model.

        Args:
            templates: Texts of the signed release, by id.
            limits: How many answers run, in which memory.
        """
        self._loaded = loaded
        self._templates = templates
        self._limits = limits
        self._beginnings = TemplatePrefixes(loaded, templates)
        self._probe_ids = encode_chat(PROBE, loaded)
        self._prefixes = PrefixStore(limits.prefix_bytes)
        self.steps = Batch(
            loaded,
            max_rows=limits.max_batch,
            max_tokens=limits.cache_tokens,
            prefill_tokens=limits.prefill_tokens,
            prefixes=self._prefixes,
        )

    @property
    def weights(self) -> Weights:
        """What records say about the model."""
        return self._loaded.weights

    def check_schema(self, name: str, schema: str) -> None:
        """Check that a schema can be obeyed.

        Raises:
            SettingsError: It cannot.
        """
        check_schema(name, schema, self._loaded.pieces)

    def lay_out(self, request: GenerateRequest) -> Work:
        """Lay a checked request out for the batch.

        Raises:
            TextTooLongError: It does not fit the model's context or memory.
            SealError: A template slice is not the release's.
        """
        prompt = render(request, self._loaded, self._templates)
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
        sampler = Sampler(sampling, self._grammar(request), prompt)
        return Work(prompt, sampler, self._beginnings.of(request))

    def try_out(self, tokens: int) -> Iterator[Written]:
        """Write so many tokens from the probe.

        Raises:
            EngineError: The model gives no token.
        """
        sampling = Sampling(tokens, temperature=0.0, seed=0, top_logprobs=0)
        yield from write(self._loaded, self._probe_ids, sampling, None, lambda: "")

    def describe(self) -> Mapping[str, Any]:
        """Say what the model's manifest says."""
        manifest = self._loaded.folder.manifest
        return {
            "architecture": manifest.architecture,
            "parameters": manifest.parameters,
            "context_tokens": manifest.context_tokens,
            "licence": manifest.licence,
            "template_sha256": manifest.template_sha256,
        }

    def figures(self) -> Mapping[str, Any]:
        """Tell how full the batch is."""
        return {
            "batch_rows": self.steps.writing,
            "kv_cache_usage_perc": round(self.steps.usage, 4),
            "kv_cache_bytes": self.steps.size_bytes,
            "prefix_cache_bytes": self._prefixes.size_bytes,
            "prefix_cache_queries": self._prefixes.asked_tokens,
            "prefix_cache_hits": self._prefixes.found_tokens,
        }

    def _grammar(self, request: GenerateRequest) -> Grammar:
        texts = [masked.text for masked in masked_of(request)]
        rule = (
            structured(self._templates[request.schema_template], texts)
            if request.schema_template
            else free_text(texts)
        )
        return Grammar(self._loaded.pieces, rule, self._loaded.vocabulary)
