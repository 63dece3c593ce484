"""The engine's figures are in Prometheus' format, with vLLM's names."""

import re

from appliance.domain.answer import Token, Waiting
from appliance.engine.meter import Meter
from appliance.engine.written import Ended
from appliance.observe.engine_metrics import engine_metrics

NOW = {
    "model": 'a "model"',
    "num_requests_running": 2,
    "num_requests_waiting": 1,
    "batch_rows": 2,
    "kv_cache_usage_perc": 0.25,
    "kv_cache_bytes": 4096,
    "prefix_cache_bytes": 0,
    "prefix_cache_queries": 300,
    "prefix_cache_hits": 200,
    "spec_decode_num_drafts": 30,
    "spec_decode_num_draft_tokens": 120,
    "spec_decode_num_accepted_tokens": 90,
    "memory_bytes": 1,
}
SAMPLE = re.compile(r'([a-z0-9_]+)\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)+)\} ([-0-9.e]+)')


def text() -> str:
    now = [10.0]
    meter = Meter(lambda: now[0])
    heard = meter.watch("reply-draft")
    for at, item in (
        (10.5, Waiting(0)),
        (11.0, Token("a", 0.0)),
        (11.2, Token("b", 0.0)),
        (12.0, Ended("stop", 30, 2)),
    ):
        now[0] = at
        heard(item)
    told = {**NOW, "purposes": meter.as_json()}
    return engine_metrics(
        {"small": told, "large": {**told, "model": "big"}, "huge": None}
    )


def test_every_line_is_a_sample_with_its_help_and_type_before_it() -> None:
    told: set[str] = set()
    for line in text().splitlines():
        if line.startswith("# TYPE"):
            told.add(line.split()[2])
        elif not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match is not None, line
            family = re.sub(r"_(?:bucket|sum|count)$", "", match.group(1))
            assert family in told or match.group(1) in told


def test_figures_are_those_that_were_counted() -> None:
    own = '{model_name="a \\"model\\"",tier="small",purpose="reply-draft"'
    lines = text().splitlines()
    assert (
        'cloister_engine_num_requests_running{model_name="a \\"model\\"",tier="small"} 2'
        in lines
    )
    assert f"cloister_engine_generation_tokens_total{own}}} 2" in lines
    ended = f'cloister_engine_request_success_total{own},finished_reason="stop"}} 1'
    assert ended in lines
    first = f"cloister_engine_time_to_first_token_seconds_bucket{own}"
    assert f'{first},le="0.5"}} 0' in lines
    assert f'{first},le="1"}} 1' in lines
    assert f'{first},le="+Inf"}} 1' in lines


def test_each_tier_has_its_own_samples_and_says_whether_it_answers() -> None:
    lines = text().splitlines()
    tokens = "cloister_engine_generation_tokens_total"
    assert f'{tokens}{{model_name="big",tier="large",purpose="reply-draft"}} 2' in lines
    assert [line for line in lines if line.startswith("cloister_engine_up{")] == [
        'cloister_engine_up{tier="small"} 1',
        'cloister_engine_up{tier="large"} 1',
        'cloister_engine_up{tier="huge"} 0',
    ]
    heads = [line for line in lines if line.startswith("# TYPE")]
    assert len(set(heads)) == len(heads)
