"""Figures of exchanges in Prometheus' text format, and the dashboard that asks for them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.alert import Series, Signal
from appliance.domain.bulk import BulkState
from appliance.domain.figures import per_token_ms
from appliance.domain.halt import Halt, HaltReason, HaltScope
from appliance.domain.outcome import Cause, Ended, Took, cause_of
from appliance.errors import (
    EmptyTextError,
    EngineError,
    EngineRestingError,
    LedgerError,
)
from appliance.observe import engine_metrics, exchange_metrics
from tests.fakes import NOON

DASHBOARD = Path(__file__).parents[4] / "docs/grafana/cloister.json"
NAME = re.compile(r"\bcloister_[a-z0-9_]+")
SAMPLE = re.compile(
    r'[a-z0-9_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)+\})? -?[0-9.e+-]+'
)
ONE = Ended(
    ended_at=NOON,
    purpose="reply-draft",
    release="a" * 64,
    arm="live",
    state="released",
    tier="small",
    cause=None,
    grave=0,
    well_formed=True,
    held=False,
    edited=False,
    amended=False,
    thumb="up",
    queue_ms=0,
    first_token_ms=200,
    writing_ms=600,
    further_tokens=12,
    total_ms=1_000,
    prompt_tokens=100,
    output_tokens=13,
    engine_ms=800,
    language="en",
    confidence_permille=900,
    withdrawn=False,
    again=False,
    of_list=False,
    findings={"tone": 2},
    teams=(),
    tiers={},
)
BROKEN = ONE._replace(
    state="failed",
    tier="",
    cause="model",
    grave=None,
    thumb=None,
    queue_ms=None,
    first_token_ms=None,
    writing_ms=None,
    further_tokens=0,
    prompt_tokens=0,
    output_tokens=0,
    findings={},
)
ALERT = Series(Signal.HELD, "reply-draft")
HALT = Halt(HaltScope.PURPOSE, 'a "name"', HaltReason.DRILL, 1)


def text(
    *ended: Ended,
    concluded: Sequence[Ended] = (),
    amended: Mapping[tuple[str, str, str, str], int] | None = None,
) -> str:
    return exchange_metrics.exchange_metrics(
        ended,
        concluded,
        amended=amended or {},
        halts=[HALT],
        breakers={"small": "open"},
        waiting=0,
        in_lists={BulkState.RUNNING: 3, BulkState.PAUSED: 2_000},
        alerts=[ALERT],
    )


def test_what_owners_wrote_anew_counts_without_an_answer_of_the_day() -> None:
    told = text(amended={("reply-draft", "a" * 64, "live", "small"): 3})
    of = 'purpose="reply-draft",release="aaaaaaaaaaaa",arm="live",tier="small"'
    assert f"cloister_answers_amended_total{{{of}}} 3" in told.splitlines()


def test_a_histogram_counts_up_to_each_bound() -> None:
    slow = ONE._replace(total_ms=7_000)
    name = "cloister_e2e_request_latency_seconds"
    of = 'purpose="reply-draft",release="aaaaaaaaaaaa",arm="live",tier="small"'
    lines = text(ONE, ONE, slow).splitlines()
    assert f'{name}_bucket{{{of},le="0.8"}} 0' in lines
    assert f'{name}_bucket{{{of},le="1"}} 2' in lines
    assert f'{name}_bucket{{{of},le="10"}} 3' in lines
    assert f'{name}_bucket{{{of},le="+Inf"}} 3' in lines
    assert f"{name}_sum{{{of}}} 9.0" in lines
    assert f"{name}_count{{{of}}} 3" in lines


def test_tokens_count_for_the_tier_that_took_them() -> None:
    shares = {"large": Took(70, 3, 700), "small": Took(30, 10, 100)}
    told = text(ONE._replace(tiers=shares)).splitlines()
    of = 'purpose="reply-draft",release="aaaaaaaaaaaa",arm="live",tier="{}"'
    large, small = of.format("large"), of.format("small")
    assert [line for line in told if large in line] == [
        f"cloister_prompt_tokens_total{{{large}}} 70",
        f"cloister_generation_tokens_total{{{large}}} 3",
    ]
    assert f"cloister_prompt_tokens_total{{{small}}} 30" in told
    assert f"cloister_generation_tokens_total{{{small}}} 10" in told
    assert f'cloister_exchanges_total{{{small},outcome="released"}} 1' in told


def test_what_was_held_before_counts_as_ended_and_as_nothing_else() -> None:
    held = ONE._replace(held=True, edited=True, state="refused", cause="review")
    of = 'purpose="reply-draft",release="aaaaaaaaaaaa",arm="live",tier="small"'
    told = text(concluded=[held, held._replace(state="released", cause=None)])
    samples = [line for line in told.splitlines() if of in line]
    assert samples == [
        f'cloister_exchanges_total{{{of},outcome="refused"}} 1',
        f'cloister_exchanges_total{{{of},outcome="released"}} 1',
        f"cloister_answers_edited_total{{{of}}} 2",
        f'cloister_errors_total{{{of},error_type="review"}} 1',
    ]


def test_what_a_second_person_rewrote_counts_once_it_is_decided_on() -> None:
    waits = ONE._replace(held=True, edited=True, state="held")
    assert "answers_edited_total{" not in text(waits)
    assert "answers_edited_total{" in text(waits._replace(state="released"))


def test_the_time_of_a_token_leaves_the_first_out() -> None:
    assert per_token_ms(ONE) == 50
    assert per_token_ms(ONE._replace(further_tokens=0)) is None
    # Two drafts of 13 tokens: the first of each is left out.
    twice = ONE._replace(writing_ms=1_200, output_tokens=26, further_tokens=24)
    assert per_token_ms(twice) == 50
    assert per_token_ms(BROKEN) is None


@given(
    st.lists(
        st.builds(
            ONE._replace,
            purpose=st.text(max_size=8),
            tier=st.text(max_size=8),
            cause=st.sampled_from([None, "model"]),
            total_ms=st.integers(0, 10**9),
            findings=st.dictionaries(st.text(max_size=4), st.integers(1, 9)),
        ),
        max_size=5,
    )
)
def test_every_line_is_a_sample_after_its_help_and_type(ended: list[Ended]) -> None:
    told: set[str] = set()
    for line in text(*ended).rstrip("\n").split("\n"):
        if line.startswith("# TYPE"):
            told.add(line.split()[2])
        elif not line.startswith("#"):
            assert SAMPLE.fullmatch(line), line
            name = line.partition("{")[0].partition(" ")[0]
            assert re.sub(r"_(?:bucket|sum|count)$", "", name) in told or name in told


def test_what_came_too_late_is_told_apart_from_what_broke() -> None:
    late = EngineError("silent for 5 s")
    late.late = True
    assert cause_of(late) is Cause.TIME_OUT
    assert cause_of(EngineRestingError("3 times")) is Cause.MODEL
    assert cause_of(EmptyTextError("nothing")) is Cause.INPUT
    assert cause_of(LedgerError("full")) is Cause.APPLIANCE


def test_texts_of_lists_have_a_gauge_of_their_own() -> None:
    lines = text().splitlines()
    assert "cloister_texts_waiting 0" in lines
    assert 'cloister_list_texts_waiting{state="running"} 3' in lines
    assert 'cloister_list_texts_waiting{state="paused"} 2000' in lines


def test_no_sample_comes_twice() -> None:
    lines = [line for line in text(ONE, BROKEN, ONE).split("\n") if line[:1] != "#"]
    names = [line.rpartition(" ")[0] for line in lines if line]
    assert len(names) == len(set(names))


def test_the_dashboard_asks_only_for_figures_that_there_are() -> None:
    there = set(_families(text(ONE)))
    there |= set(_families(engine_metrics.engine_metrics({"small": None})))
    asked = [name for query in _queries() for name in NAME.findall(query)]
    assert len(asked) > 20
    assert {re.sub(r"_bucket$", "", name) for name in asked} <= there


def test_the_dashboard_groups_by_labels_that_there_are() -> None:
    all_of_it = text(ONE, BROKEN)
    labels = {
        label
        for query in _queries()
        for group in re.findall(r"by \(([a-z_, ]+)\)", query)
        for label in group.split(", ")
    }
    known = {"outcome", "error_type", "rule", "thumb", "le", "purpose", "release"}
    assert labels == known
    assert all(f'{label}="' in all_of_it for label in labels)


def _families(told: str) -> Iterator[str]:
    return (line.split()[2] for line in told.split("\n") if line.startswith("# TYPE"))


def _queries() -> Iterator[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in {"expr", "definition"}:
                    yield inner
                else:
                    yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)

    return walk(json.loads(DASHBOARD.read_text(encoding="utf-8")))
