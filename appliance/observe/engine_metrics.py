"""The engine's figures for a monitor, in Prometheus' text format (0.0.4).

After the prefix the names are vLLM's where they mean the same. Counts and times only.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from appliance.observe.text_format import head, histogram, sample

_PREFIX = "cloister_engine_"
_GAUGES = {
    "num_requests_running": "Generations that have begun.",
    "num_requests_waiting": "Generations in the line.",
    "batch_rows": "Answers that are being written now.",
    "kv_cache_usage_perc": "Share of engine.cache_tokens in use, 0 to 1.",
    "kv_cache_bytes": "Memory of keys and values of what is written or read.",
    "prefix_cache_bytes": "Memory of beginnings that prompts share.",
    "memory_bytes": "Memory of the process.",
}
_COUNTERS = {
    "prefix_cache_queries": "Tokens of prompts that begin as others do.",
    "prefix_cache_hits": "Those of them that were copied and not computed.",
    "spec_decode_num_drafts": "Times a draft model guessed.",
    "spec_decode_num_draft_tokens": "Tokens it guessed.",
    "spec_decode_num_accepted_tokens": "Those of them that the model chose too.",
}
_OF_PURPOSE = {
    "prompt_tokens": "Tokens read.",
    "generation_tokens": "Tokens written.",
    "scorings": "Scorings ended, for explanations.",
    "scoring_tokens": "Tokens read for them.",
    "requests_refused": "Generations and scorings that had no turn.",
}
_HISTOGRAMS = {
    "request_queue_time_seconds": "From asking to the first step.",
    "time_to_first_token_seconds": "From asking to the first token.",
    "inter_token_latency_seconds": "Between two tokens of an answer.",
    "e2e_request_latency_seconds": "From asking to the end.",
}


def engine_metrics(tiers: Mapping[str, Mapping[str, Any] | None]) -> str:
    """Write what the engines have counted.

    Args:
        tiers: Tier to what its engine says (its verb `figures`); None if it is not
            there.
    """
    there = [_Counted(tier, told) for tier, told in tiers.items() if told is not None]
    lines = _head("up", "gauge", "1 if the engine of the tier answers.")
    lines += [
        _sample("up", {"tier": tier}, int(told is not None))
        for tier, told in tiers.items()
    ]
    for name, words in _GAUGES.items():
        lines += _head(name, "gauge", words)
        lines += [_sample(name, of.labels, of.told[name]) for of in there]
    for name, words in _COUNTERS.items():
        lines += _head(f"{name}_total", "counter", words)
        lines += [_sample(f"{name}_total", of.labels, of.told[name]) for of in there]
    purposes = [
        ({**of.labels, "purpose": purpose}, counted)
        for of in there
        for purpose, counted in of.told["purposes"].items()
    ]
    for name, words in _OF_PURPOSE.items():
        lines += _head(f"{name}_total", "counter", words)
        lines += [
            _sample(f"{name}_total", labels, counted["counters"][name])
            for labels, counted in purposes
        ]
    lines += _head("request_success_total", "counter", "Generations, by their end.")
    lines += [
        _sample("request_success_total", {**labels, "finished_reason": reason}, count)
        for labels, counted in purposes
        for reason, count in sorted(counted["endings"].items())
    ]
    for name, words in _HISTOGRAMS.items():
        lines += _head(name, "histogram", words)
        for labels, counted in purposes:
            lines += _histogram(name, labels, counted["histograms"][name])
    return "\n".join(lines) + "\n"


class _Counted:
    """What one engine says, and the labels of all of it."""

    def __init__(self, tier: str, told: Mapping[str, Any]) -> None:
        self.labels = {"model_name": str(told["model"]), "tier": tier}
        self.told = told


def _histogram(
    name: str, labels: Mapping[str, str], told: Mapping[str, Any]
) -> Iterator[str]:
    return histogram(
        _PREFIX + name, labels, told["bounds"], told["counts"], told["sum"]
    )


def _head(name: str, kind: str, words: str) -> list[str]:
    return head(_PREFIX + name, kind, words)


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    return sample(_PREFIX + name, labels, value)
