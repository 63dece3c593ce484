"""A trace says what took how long, from the log's times, and what is not known."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import pipeline
from appliance.domain.outcome import Figures
from appliance.domain.rollout import Arm
from appliance.explain.trace import build_trace
from appliance.explain.way import STEP_OF, Part, Stretch
from appliance.explain.words import TRACE_UNKNOWN, TRACE_WORDS
from appliance.kinds import RecordKind
from tests.fakes import MemoryLedger, RecordingWatch, make_exchange, ports

BEGAN = datetime.fromisoformat("2026-03-02T12:00:00.000000Z")
RELEASED = (
    *("request.received", "caller.identified", "policy.decided"),
    *("text.pseudonymised", "passages.retrieved", "text.inspected"),
    *("prompt.composed", "exchange.intended", "draft.generated", "draft.guarded"),
    *("draft.gated", "text.restored", "exchange.released"),
)
TO_MODEL = RELEASED[:8]


def log_of(
    kinds: Sequence[str], after_ms: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """Write records of these kinds, each so long after the one before (or 10 ms)."""
    gaps = after_ms if after_ms is not None else [0, *[10] * (len(kinds) - 1)]
    at, lines = BEGAN, []
    for number, (kind, gap) in enumerate(zip(kinds, gaps, strict=True)):
        at += timedelta(milliseconds=gap)
        time = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        lines.append({"seq": 100 + number, "time": time, "kind": kind, "body": {}})
    return lines


def figures(**changes: Any) -> Figures:
    return Figures("reply-draft", "a" * 64, Arm.LIVE, total_ms=1_000, **changes)


def whats(part: Part) -> list[str]:
    return [one.what for one in part.stretches]


def broken(part: Part) -> list[str]:
    return [one.what for one in part.stretches if one.broke]


def test_each_step_lasts_from_the_record_before_to_its_own() -> None:
    gaps = [0, 1, 2, 300, 4, 50, 6, 7, 8_000, 90, 10, 11, 12]
    (part,) = build_trace(log_of(RELEASED, gaps), None).parts
    assert (part.tries, part.began_at, part.total_us) == (1, BEGAN, sum(gaps) * 1_000)
    assert whats(part) == [
        *("identify", "decide", "pseudonymise", "retrieve", "inspect", "compose"),
        *("reserve", "generate", "guard", "gate", "restore", "respond"),
    ]
    took = [(one.end_us - one.start_us) // 1_000 for one in part.stretches]
    assert took == gaps[1:]
    ends = [one.marks[-1].seq for one in part.stretches]
    assert ends == list(range(101, 113))
    assert part.stretches[0].marks[0].kind == "request.received"
    assert not broken(part)


def test_a_real_exchange_has_every_step_of_the_pipeline() -> None:
    wired = ports(script="Thank you for your letter.")
    pipeline.run(make_exchange(), wired, RecordingWatch())
    assert isinstance(wired.ledger, MemoryLedger)
    kinds = [str(entry.kind) for entry in wired.ledger.records]
    (part,) = build_trace(log_of(kinds), None).parts
    assert whats(part)[:6] == [
        *("identify", "decide", "pseudonymise", "retrieve", "inspect", "compose"),
    ]
    assert whats(part)[-6:] == [
        *("generate", "guard", "gate", "show", "restore", "respond"),
    ]


def test_the_models_time_is_divided_by_what_is_kept_of_it() -> None:
    lines = log_of(RELEASED, [0, *[10] * 7, 900, *[10] * 4])
    kept = figures(queue_ms=200, first_token_ms=500, writing_ms=450)
    trace = build_trace(lines, kept)
    (part,) = trace.parts
    model = [one for one in part.stretches if one.what in {"queue", "read", "write"}]
    assert [(one.what, one.start_us, one.end_us) for one in model] == [
        ("queue", 70_000, 270_000),
        ("read", 270_000, 500_000),
        ("write", 500_000, 970_000),
    ]
    assert [len(one.marks) for one in model] == [0, 0, 1]
    assert trace.unknown == ()
    assert sum(one.end_us - one.start_us for one in part.stretches) == part.total_us


def test_who_did_not_wait_for_the_model_has_no_wait() -> None:
    kept = figures(queue_ms=0, first_token_ms=75)
    (part,) = build_trace(log_of(RELEASED), kept).parts
    assert "queue" not in whats(part)
    assert "read" in whats(part)


@pytest.mark.parametrize("kept", [None, figures()])
def test_of_an_old_answer_it_says_what_is_not_known(kept: Figures | None) -> None:
    trace = build_trace(log_of(RELEASED), kept)
    assert trace.unknown == (TRACE_UNKNOWN["figures"],)
    assert "generate" in whats(trace.parts[0])


def test_of_two_drafts_the_figures_divide_neither() -> None:
    kinds = (*RELEASED[:9], "draft.generated", *RELEASED[9:])
    trace = build_trace(log_of(kinds), figures(queue_ms=1, first_token_ms=72))
    assert whats(trace.parts[0]).count("generate") == 2
    assert trace.unknown == (TRACE_UNKNOWN["drafts"],)


def test_a_failure_breaks_off_what_was_under_way() -> None:
    lines = log_of((*TO_MODEL, "exchange.failed"))
    (part,) = build_trace(lines, figures(queue_ms=0)).parts
    assert whats(part)[-1] == "read"
    assert broken(part) == ["read"]
    assert part.stretches[-1].marks[-1].kind == "exchange.failed"
    early = build_trace(log_of((*RELEASED[:3], "exchange.failed")), None)
    assert broken(early.parts[0]) == ["pseudonymise"]
    # The model was never asked, so nothing of its time is missing.
    assert early.unknown == ()


def test_a_refusal_is_an_end_and_breaks_nothing() -> None:
    kinds = (*RELEASED[:3], "exchange.refused")
    (part,) = build_trace(log_of(kinds), None).parts
    assert (whats(part)[-1], broken(part)) == ("end", [])


def test_a_delayed_answer_shows_each_try_and_the_wait_between() -> None:
    kinds = (*TO_MODEL, "exchange.delayed", *RELEASED)
    gaps = [0, *[10] * 8, 20_000, *[10] * 12]
    trace = build_trace(log_of(kinds, gaps), figures(queue_ms=0, first_token_ms=75))
    first, wait, second = trace.parts
    assert (first.tries, wait.tries, second.tries) == (1, 0, 2)
    assert broken(first) == ["generate"]
    assert [(one.what, one.end_us) for one in wait.stretches] == [("model", 20_000_000)]
    assert whats(second)[-1] == "respond"
    assert "generate" not in whats(second)
    assert trace.unknown == (TRACE_UNKNOWN["tries"],)


def test_a_held_answer_shows_the_wait_for_a_person_and_what_they_did() -> None:
    kinds = (
        *(*RELEASED[:11], "exchange.held", "review.opened", "review.approved"),
        *("text.restored", "exchange.released", "answer.read"),
    )
    gaps = [0, *[10] * 11, 60_000, 30_000, 5, 5, 3_600_000]
    first, after = build_trace(log_of(kinds, gaps), None).parts
    assert whats(first)[-1] == "hold"
    assert [(one.what, one.marks[-1].kind) for one in after.stretches] == [
        ("person", "review.opened"),
        # One act, so one row.
        ("review", "exchange.released"),
        ("later", "answer.read"),
    ]
    assert [mark.kind for mark in after.stretches[1].marks] == list(kinds[13:16])
    assert after.total_us == sum(gaps[12:]) * 1_000


def test_a_text_that_waits_in_line_shows_so_before_its_first_try() -> None:
    kinds = ("job.queued", "job.started", *RELEASED)
    wait, first = build_trace(log_of(kinds), None).parts
    assert whats(wait) == ["line"]
    assert [mark.kind for mark in wait.stretches[0].marks] == list(kinds[:2])
    assert first.tries == 1
    (only,) = build_trace(log_of(("job.queued",)), None).parts
    assert whats(only) == ["line"]


def test_a_changed_answer_waits_for_another_person_again() -> None:
    kinds = (*RELEASED[:11], "exchange.held", "review.opened", "review.edited")
    gaps = [0, *[10] * 11, 60_000, 30_000]
    after = build_trace(log_of((*kinds, "review.opened"), [*gaps, 90_000]), None).parts[
        -1
    ]
    assert whats(after) == ["person", "review", "person"]


def test_a_try_without_an_end_says_so() -> None:
    trace = build_trace(log_of(TO_MODEL), None)
    assert TRACE_UNKNOWN["open"] in trace.unknown
    died = build_trace(log_of((*TO_MODEL, *RELEASED)), None)
    assert [part.tries for part in died.parts] == [1, 2]
    assert broken(died.parts[0]) == ["generate"]


def test_a_record_that_ends_no_step_is_marked_where_it_falls() -> None:
    kinds = (*TO_MODEL, "vault.read", "answer.stopped", *RELEASED[8:])
    (part,) = build_trace(log_of(kinds), None).parts
    (model,) = [one for one in part.stretches if one.what == "generate"]
    assert [mark.kind for mark in model.marks] == [*kinds[8:10], "draft.generated"]


def test_who_is_identified_again_amid_an_answer_takes_none_of_the_models_time() -> None:
    kinds = [*TO_MODEL, "caller.identified", *RELEASED[8:]]
    gaps = [0, *[10] * 7, 900, 600, *[10] * 4]
    (part,) = build_trace(log_of(kinds, gaps), None).parts
    took = {one.what: (one.end_us - one.start_us) // 1_000 for one in part.stretches}
    assert took["identify"] == 10
    assert took["generate"] == 1_500
    generate = next(one for one in part.stretches if one.what == "generate")
    assert [mark.kind for mark in generate.marks] == [
        *("caller.identified", "draft.generated"),
    ]


def test_a_clock_that_was_set_back_stands_still() -> None:
    kinds = ("request.received", "answer.stopped", "vault.read")
    (part,) = build_trace(log_of(kinds, [0, 3_000, -2_000]), None).parts
    assert part.total_us == 3_000_000
    (stretch,) = part.stretches
    assert [mark.at_us for mark in stretch.marks] == [0, 3_000_000, 3_000_000]


def test_no_record_is_said_and_not_drawn() -> None:
    trace = build_trace([], figures(queue_ms=0))
    assert (trace.parts, trace.unknown) == ((), (TRACE_UNKNOWN["records"],))


def test_an_answer_that_is_read_again_and_again_is_drawn_within_bounds() -> None:
    trace = build_trace(log_of((*RELEASED, *["answer.read"] * 500)), None)
    (stretch,) = trace.parts[-1].stretches
    assert len(stretch.marks) <= 50
    assert trace.left_out == 500 - len(stretch.marks)
    far_apart = [0, *[10] * 12, *[60_000] * 500]
    slow = build_trace(log_of((*RELEASED, *["answer.read"] * 500), far_apart), None)
    assert len(slow.parts[-1].stretches) <= 50


def test_everything_that_can_go_on_has_words() -> None:
    drawn = {*STEP_OF.values(), "queue", "read", "write"}
    drawn |= {"line", "model", "person", "review", "later"}
    assert drawn == set(TRACE_WORDS)


def stretches(parts: Sequence[Part]) -> list[Stretch]:
    return [one for part in parts for one in part.stretches]


@given(
    st.lists(st.sampled_from([str(kind) for kind in RecordKind]), max_size=40),
    st.lists(st.integers(-5_000, 50_000), min_size=40, max_size=40),
    st.none()
    | st.builds(
        figures,
        queue_ms=st.none() | st.integers(0, 99_999),
        first_token_ms=st.none() | st.integers(0, 99_999),
    ),
)
def test_whatever_the_log_holds_it_is_drawn_in_order_and_nothing_twice(
    kinds: list[str], gaps: list[int], kept: Figures | None
) -> None:
    trace = build_trace(log_of(kinds, gaps[: len(kinds)]), kept)
    for part in trace.parts:
        at = 0
        for one in part.stretches:
            # Without a gap, also where the clock was set back.
            assert at == one.start_us <= one.end_us <= part.total_us
            assert all(0 <= mark.at_us <= part.total_us for mark in one.marks)
            at = one.end_us
    seqs = [mark.seq for one in stretches(trace.parts) for mark in one.marks]
    assert seqs == sorted(set(seqs))
    assert len(seqs) + trace.left_out == len(kinds)
