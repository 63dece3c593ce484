"""The writer of this process: a loaded model and its running batch."""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from appliance.domain.answer import Weights
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import ScoreRequest
from appliance.engine.answering import Work
from appliance.engine.batch import Batch
from appliance.engine.draft import Drafter
from appliance.engine.generate import write
from appliance.engine.generate_request import work_of
from appliance.engine.grammar import check_schema
from appliance.engine.load import LoadedModel
from appliance.engine.pattern import check_pattern
from appliance.engine.prefixes import PrefixStore
from appliance.engine.render import encode_chat, render
from appliance.engine.sampling import Sampling
from appliance.engine.score_plan import ScoreWork
from appliance.engine.score_request import score_work_of
from appliance.engine.template_prefix import TemplatePrefixes
from appliance.engine.writer import TokenTexts
from appliance.engine.written import Written
from appliance.engine_settings import EngineSettings
from appliance.errors import TextTooLongError

# What health and warm-up ask; fixed, and about nobody.
PROBE = ({"role": "user", "content": "Say yes."},)
# How long who asks for figures waits for the end of a step.
_REST_S = 5.0


class LocalWriter:
    """A model in this process."""

    def __init__(
        self,
        loaded: LoadedModel,
        limits: EngineSettings,
        draft: LoadedModel | None = None,
    ) -> None:
        """Put a batch before the model.

        Args:
            limits: How many answers run, in which memory.
            draft: The model that guesses tokens, if there is one.
        """
        self._loaded = loaded
        self._limits = limits
        self._beginnings = TemplatePrefixes(loaded)
        self._probe_ids = encode_chat(PROBE, loaded)
        self._prefixes = PrefixStore(limits.prefix_bytes)
        self._drafter = (
            Drafter(
                draft,
                loaded,
                tokens=limits.draft_tokens,
                piece_tokens=limits.prefill_tokens,
            )
            if draft is not None
            else None
        )
        self.steps = Batch(
            loaded,
            max_rows=limits.max_batch,
            max_tokens=limits.cache_tokens,
            prefill_tokens=limits.prefill_tokens,
            prefixes=self._prefixes,
            drafter=self._drafter,
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

    def check_pattern(self, name: str, pattern: str) -> None:
        """Check that a pattern can be obeyed.

        Raises:
            SettingsError: It cannot.
        """
        check_pattern(name, pattern, self._loaded.pieces)

    def lay_out(self, request: GenerateRequest, templates: Mapping[str, str]) -> Work:
        """Lay a checked request out for the batch.

        Raises:
            TextTooLongError: It does not fit the model's context or memory.
            SealError: A template slice is not the release's.
        """
        work = work_of(request, self._loaded, templates, self._beginnings)
        self._check_memory(work.need_tokens)
        return work

    def fits(self, request: GenerateRequest, templates: Mapping[str, str]) -> bool:
        """Tell whether a checked request fits the model's context and memory.

        Raises:
            SealError: A template slice is not the release's.
        """
        try:
            prompt = render(request, self._loaded, templates)
            self._check_memory(len(prompt) + request.max_output_tokens)
        except TextTooLongError:
            return False
        return True

    def lay_out_score(
        self, request: ScoreRequest, templates: Mapping[str, str]
    ) -> tuple[ScoreWork, TokenTexts]:
        """Lay a checked scoring out for the batch.

        Raises:
            TextTooLongError: It does not fit the model's context or memory.
            SealError: A target is no token, or a template slice is not the release's.
        """
        work = score_work_of(request, self._loaded, templates)
        self._check_memory(max(len(row.ids) for row in work.rows()))
        return work, tuple(self._texts_of(ids) for ids in work.targets)

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
        """Tell how full the batch is, and what the draft guessed.

        Raises:
            EngineError: The model is at one step for too long.
        """
        drafter = self._drafter
        with self.steps.at_rest(_REST_S):
            return {
                "batch_rows": self.steps.writing,
                "kv_cache_usage_perc": round(self.steps.usage, 4),
                "kv_cache_bytes": self.steps.size_bytes,
                "prefix_cache_bytes": self._prefixes.size_bytes,
                "prefix_cache_queries": self._prefixes.asked_tokens,
                "prefix_cache_hits": self._prefixes.found_tokens,
                "spec_decode_num_drafts": drafter.drafts if drafter else 0,
                "spec_decode_num_draft_tokens": drafter.guessed if drafter else 0,
                "spec_decode_num_accepted_tokens": drafter.accepted if drafter else 0,
            }

    def _check_memory(self, need: int) -> None:
        most, table = self._limits.cache_tokens, self._limits.table
        if need > most:
            raise TextTooLongError(
                f"prompt and answer of {need} tokens, {table}.cache_tokens is {most}"
            )

    def _texts_of(self, ids: Sequence[int]) -> tuple[str, ...]:
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        pieces = self._loaded.pieces
        return tuple(decoder.decode(pieces.decode_bytes([i])) for i in ids)
