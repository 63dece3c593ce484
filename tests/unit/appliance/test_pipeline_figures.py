"""What is counted and timed of an exchange, wherever it ends."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.outcome import Cause, Took
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.rollout import Arm
from appliance.error_table import TABLE
from appliance.errors import ApplianceError, EngineError, MaskerError, StoppedError
from tests.fakes import (
    FixedClock,
    RecordingWatch,
    ScriptedEngine,
    make_exchange,
    ports,
    shipped_release,
)
from tests.unit.appliance.pipeline_runs import (
    MEMO,
    SORTED,
    UNISSUED,
    kinds_of,
    letter,
    row_of,
    run,
)


class SlowEngine:
    """An engine that takes time: in the line, for each token, and fails if told to."""

    def __init__(
        self, clock: FixedClock, *, wait_s: float, breaks: bool = False
    ) -> None:
        self._inner = ScriptedEngine(letter, clock=clock)
        self._clock, self._wait_s, self._breaks = clock, wait_s, breaks

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        if self._wait_s:
            yield Waiting(1)
            self._clock.advance(self._wait_s)
            yield Waiting(0)
        self._clock.advance(2)
        for item in self._inner.generate(request):
            yield item
            if self._breaks:
                raise EngineError("it died")
            self._clock.advance(1)


def timed(clock: FixedClock, engine: SlowEngine) -> Ports:
    """Wire an engine that takes time by a clock."""
    return ports(clock=clock, engine=engine, timer=lambda: clock.now().timestamp())


def figures_of(script: str | Callable[[GenerateRequest], str], purpose: str) -> Any:
    _, wired, _ = run(purpose, script)
    return row_of(wired).figures


def test_an_answer_counts_for_its_release_and_arm() -> None:
    found = figures_of(letter, "reply-draft")
    assert (found.purpose, found.arm) == ("reply-draft", Arm.LIVE)
    assert found.release == shipped_release().digest
    assert (found.findings, found.grave, found.well_formed) == ({}, 0, True)
    assert found.prompt_tokens > 0
    assert found.output_tokens > 0


def test_what_a_guard_saw_is_counted_by_its_rule() -> None:
    found = figures_of(UNISSUED, "complaint-triage")
    assert found.findings == {"answer.malformed": 1, "surrogate.unissued": 1}
    assert (found.grave, found.well_formed) == (2, False)


def test_an_answer_taken_back_while_it_is_written_counts_with_what_was_seen() -> None:
    found = figures_of(f"Thank you for your message, {UNISSUED}", "reply-draft")
    assert (found.findings, found.grave) == ({"surrogate.unissued": 1}, 1)
    # What was read for it nobody says.
    assert (found.well_formed, found.prompt_tokens) == (None, 0)
    assert found.output_tokens == found.loose_tokens > 0
    took = Took(output_tokens=found.output_tokens, ms=found.engine_ms)
    assert (found.tier, found.tiers) == ("small", {"small": took})


def test_an_answer_without_its_form_is_malformed() -> None:
    found = figures_of("no object", "complaint-triage")
    assert found.findings["answer.malformed"] == 1
    assert found.well_formed is False
    assert figures_of(SORTED, "complaint-triage").well_formed is True


def test_a_held_answer_has_its_figures_too() -> None:
    assert figures_of(MEMO, "credit-memo").grave == 0


@pytest.mark.parametrize(("wait_s", "queue_ms"), [(0, 0), (30, 30_000)])
def test_waiting_writing_and_all_are_timed_apart(wait_s: float, queue_ms: int) -> None:
    clock = FixedClock()
    engine = SlowEngine(clock, wait_s=wait_s)
    wired = timed(clock, engine)
    pipeline.run(make_exchange(), wired, RecordingWatch())
    found = row_of(wired).figures
    assert found.queue_ms == queue_ms
    assert found.first_token_ms == queue_ms + 2_000
    assert found.further_tokens == found.output_tokens - 1
    assert found.writing_ms == 1_000 * found.further_tokens
    assert found.total_ms == found.first_token_ms + 1_000 * found.output_tokens


def test_what_fails_counts_with_what_there_is_of_it() -> None:
    clock = FixedClock()
    wired = timed(clock, SlowEngine(clock, wait_s=0, breaks=True))
    program = make_exchange(origin="evaluation")
    with pytest.raises(EngineError):
        pipeline.run(program, wired, RecordingWatch())
    found = row_of(wired).figures
    assert found.first_token_ms == 2_000
    assert (found.grave, found.well_formed, found.tier) == (None, None, "small")
    assert (found.prompt_tokens, found.output_tokens) == (0, 1)
    assert (found.writing_ms, found.further_tokens) == (0, 0)


def test_half_a_form_that_somebody_stopped_is_a_stop_and_no_broken_model() -> None:
    engine = ScriptedEngine(SORTED[:40], finish="cancelled")
    wired = ports(engine=engine)
    with pytest.raises(StoppedError):
        pipeline.run(make_exchange(purpose="complaint-triage"), wired, RecordingWatch())
    row = row_of(wired)
    assert row.reasons == (TABLE[StoppedError].message,)
    assert (row.figures.cause, row.figures.grave) == (Cause.STOPPED, None)
    assert (row.figures.findings, row.figures.well_formed) == ({}, None)
    assert "draft.gated" not in kinds_of(wired)


def test_a_form_that_was_whole_before_the_stop_goes_out_as_stopped() -> None:
    engine = ScriptedEngine(SORTED, finish="cancelled")
    _, wired, _ = run("complaint-triage", "", engine=engine)
    found = row_of(wired).figures
    assert (found.cause, found.findings) == (None, {"answer.stopped": 1})


class DownMasker:
    """A masker that is not there."""

    def mask(self, *_: object, **__: object) -> object:
        raise MaskerError("not there")


def test_what_fails_before_the_model_counts_for_its_release() -> None:
    wired = ports(masker=DownMasker())
    with pytest.raises(MaskerError):
        pipeline.run(make_exchange(), wired, RecordingWatch())
    found = row_of(wired).figures
    assert (found.release, found.first_token_ms) == (shipped_release().digest, None)
    assert (found.prompt_tokens, found.output_tokens, found.tier) == (None, None, None)


@pytest.mark.parametrize(
    ("asked", "purpose", "cause"),
    [
        (make_exchange(purpose="no-such"), "unknown", Cause.INPUT),
        (make_exchange(" "), "reply-draft", Cause.INPUT),
        (make_exchange(case_owner="ben"), "reply-draft", Cause.POLICY),
    ],
    ids=["no purpose", "no text", "not their case"],
)
def test_what_was_never_let_in_counts_for_no_release(
    asked: Any, purpose: str, cause: Cause
) -> None:
    wired = ports()
    with contextlib.suppress(ApplianceError):
        pipeline.run(asked, wired, RecordingWatch())
    found = row_of(wired).figures
    assert (found.purpose, found.release, found.cause) == (purpose, "", cause)
    assert found.grave is None
