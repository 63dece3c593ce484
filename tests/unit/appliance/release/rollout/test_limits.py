"""A rollout ends by itself when it must, with a reason, and seldom when it need not."""

import dataclasses
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from appliance.domain.outcome import Series
from appliance.domain.rollout import (
    DEFAULT_LIMITS,
    Limit,
    Metric,
    Plan,
    Rollout,
    RolloutKind,
)
from appliance.release.rollout import Ending, review
from appliance.release.rollout.ending import told
from appliance.release.rollout.limits import (
    MOST_ANSWERS,
    error_of_each,
    percentile,
    side_by_side,
    slow_bound_ms,
)

CANARY = Rollout(
    kind=RolloutKind.CANARY,
    release="a" * 64,
    share_permille=500,
    salt="00" * 16,
    started_at=datetime(2026, 3, 2, tzinfo=UTC),
)
SHADOW = dataclasses.replace(CANARY, kind=RolloutKind.SHADOW)
NO_LIMITS = dataclasses.replace(CANARY, limits=())


def series(
    count: int, *, times: tuple[int, ...] | None = None, **bad: tuple[bool, ...]
) -> Series:
    """Make an arm's exchanges, all well but for what is named."""
    found = {metric: (False,) * count for metric in Metric if metric != Metric.SLOW}
    found |= {Metric(name): outcomes for name, outcomes in bad.items()}
    taken = (1_000,) * count if times is None else times
    # One a second in each arm, live's first.
    at = {name: seconds(len(outcomes)) for name, outcomes in found.items()}
    return Series(found, taken, {**at, Metric.SLOW: seconds(len(taken))})


def seconds(count: int) -> tuple[datetime, ...]:
    """Name so many moments from the start of the rollout."""
    return tuple(CANARY.started_at + timedelta(seconds=i) for i in range(count))


def run_until_ended(
    rollout: Rollout, metric: Metric, *, live_too: bool = True
) -> tuple[int, Ending]:
    """Feed a candidate that is always bad, answer by answer, until it is ended."""
    for seen in range(1, 60):
        live = series(seen if live_too else 0)
        ending = review(rollout, live, series(seen, **{metric: (True,) * seen}))
        if ending is not None:
            return seen, ending
    raise AssertionError("never ended")


@pytest.mark.parametrize(
    ("metric", "within"),
    [
        (Metric.FINDINGS, 8),
        (Metric.MALFORMED, 8),
        (Metric.FAILED, 8),
        (Metric.HELD, 20),
        (Metric.THUMBS_DOWN, 20),
    ],
)
def test_a_candidate_that_is_always_bad_is_ended_after_so_many_answers(
    metric: Metric, within: int
) -> None:
    seen, ending = run_until_ended(CANARY, metric)
    assert (ending.cause, ending.metric, ending.better) == ("limit", metric, None)
    assert seen <= within


def test_a_limit_on_all_holds_where_live_answers_nobody() -> None:
    seen, ending = run_until_ended(CANARY, Metric.FINDINGS, live_too=False)
    assert seen <= 8
    assert ending.figures["live"] == 0


def test_the_reason_says_in_figures_what_was_too_many_of() -> None:
    bad = series(40, findings=(True,) * 40)
    found = review(CANARY, series(40), bad)
    assert found is not None
    assert told(found.body()) == (
        "Too many answers in which a check found a fault: 40 of 40 of the candidate; "
        "at most 30 % may be."
    )
    assert found.body() == {
        "cause": "limit",
        "metric": "findings",
        "better": False,
        "reason": "above-bound",
        "figures": {
            "live": 40,
            "live_bad": 0,
            "live_permille": 0,
            "candidate": 40,
            "candidate_bad": 40,
            "candidate_permille": 1000,
            "most_permille": 300,
        },
    }


def test_worse_than_live_is_told_beside_live() -> None:
    held = tuple(n % 2 == 0 for n in range(400))
    found = review(CANARY, series(400), series(400, held=held))
    assert found is not None
    assert told(found.body()) == (
        "Too many answers that had to wait for a second person: 200 of 400 of the "
        "candidate; live had 0 of 400, and 15 % more may be."
    )


def test_as_bad_as_live_is_no_harm() -> None:
    bad = tuple(n % 5 == 0 for n in range(1_000))
    assert review(CANARY, series(1_000, held=bad), series(1_000, held=bad)) is None


def test_nothing_ends_before_the_least_count() -> None:
    patient = dataclasses.replace(
        CANARY, limits=(Limit(Metric.FINDINGS, 50, most_permille=300, least_count=30),)
    )
    assert review(patient, series(29), series(29, findings=(True,) * 29)) is None
    assert review(patient, series(30), series(30, findings=(True,) * 30)) is not None


def test_a_slow_candidate_is_measured_against_the_first_answers_of_live() -> None:
    (slow,) = (one for one in DEFAULT_LIMITS if one.metric is Metric.SLOW)
    live = series(200, times=tuple(range(1_000, 1_200)))
    assert slow_bound_ms(slow, live) == 1_018 * 1_500 // 1_000
    assert slow_bound_ms(slow, series(19)) is None
    within = series(200, times=(1_500,) * 200)
    assert review(CANARY, live, within) is None
    beyond = series(200, times=(1_600,) * 200)
    found = review(CANARY, live, beyond)
    assert found is not None
    assert found.metric is Metric.SLOW
    assert found.figures["slow_from_ms"] == 1_527
    assert "longer than 1527 ms" in told(found.body())


def test_a_busy_day_that_slows_both_arms_ends_nothing() -> None:
    quick, slow = (1_000,) * 20, (9_000,) * 400
    live = series(420, times=quick + slow)
    assert review(CANARY, live, series(400, times=slow)) is None


@pytest.mark.parametrize("metric", [Metric.HELD, Metric.THUMBS_DOWN])
def test_a_shadow_is_not_ended_by_what_only_readers_see(metric: Metric) -> None:
    bad = series(400, times=(9_000,) * 400, **{metric: (True,) * 400})
    assert review(SHADOW, series(400), bad) is None
    assert review(CANARY, series(400), bad) is not None


def test_a_rollout_does_not_go_on_for_ever() -> None:
    assert review(NO_LIMITS, series(0), series(MOST_ANSWERS - 1)) is None
    found = review(NO_LIMITS, series(0), series(MOST_ANSWERS))
    assert found is not None
    assert (found.cause, found.metric) == ("enough", None)


AB = dataclasses.replace(
    NO_LIMITS, kind=RolloutKind.AB, plan=Plan(Metric.HELD, most_count=500)
)
NONE_BAD, HALF_BAD = (False,) * 500, tuple(n % 2 == 0 for n in range(500))


def answer_of(live: tuple[bool, ...], candidate: tuple[bool, ...]) -> tuple[str, bool]:
    found = review(
        AB, series(len(live), held=live), series(len(candidate), held=candidate)
    )
    assert found is not None
    return found.cause, found.better is True


def test_a_b_ends_when_its_question_has_an_answer() -> None:
    assert answer_of(HALF_BAD, NONE_BAD) == ("answered", True)
    assert answer_of(NONE_BAD, HALF_BAD) == ("answered", False)
    assert answer_of(HALF_BAD, HALF_BAD) == ("undecided", False)


def test_a_b_waits_while_it_has_none() -> None:
    few = HALF_BAD[:10]
    assert review(AB, series(10, held=few), series(10, held=few)) is None


def test_a_candidate_that_is_a_little_better_has_not_won_by_a_wide_margin() -> None:
    wide = dataclasses.replace(
        AB, plan=Plan(Metric.HELD, better_permille=600, most_count=500)
    )
    found = review(wide, series(500, held=HALF_BAD), series(500, held=NONE_BAD))
    assert found is not None
    assert found.cause == "undecided"


def test_an_accepted_candidate_is_ended_no_more_often_than_stated() -> None:
    """Both arms alike, looked at after every answer: what is shown once stays shown."""
    draw, runs, ended = random.Random(7), 200, 0
    shares = {"findings": 0.04, "malformed": 0.02, "failed": 0.02, "held": 0.2}
    for _ in range(runs):
        arms = [
            series(
                300,
                times=tuple(draw.randrange(500, 3_000) for _ in range(300)),
                **{
                    name: tuple(draw.random() < share for _ in range(300))
                    for name, share in shares.items()
                },
            )
            for _ in range(2)
        ]
        ended += review(CANARY, arms[0], arms[1]) is not None
    assert ended <= runs * CANARY.harm_permille / 1000


def test_the_errors_of_all_tests_add_up_to_no_more_than_stated() -> None:
    tests = sum(1 + (limit.most_permille < 1000) for limit in DEFAULT_LIMITS)
    assert error_of_each(CANARY) * tests <= CANARY.harm_permille


@pytest.mark.parametrize(
    ("times", "permille", "expected"),
    [
        ((), 500, 0),
        ((7,), 950, 7),
        ((1, 2, 3, 4), 500, 2),
        (tuple(range(100)), 950, 94),
    ],
)
def test_a_percentile_is_a_time_that_was_measured(
    times: tuple[int, ...], permille: int, expected: int
) -> None:
    assert percentile(times, permille) == expected


def in_time(
    share: int, rate: Callable[[int], float], seed: int
) -> tuple[Series, Series]:
    """Draw 3,000 answers one after another, alike in both arms, as the time has it."""
    draw = random.Random(seed)
    arms: tuple[list[tuple[int, bool]], list[tuple[int, bool]]] = ([], [])
    for at in range(3_000):
        arms[draw.random() * 1000 < share].append((at, draw.random() < rate(at)))
    return arm_of(arms[0]), arm_of(arms[1])


def arm_of(answers: list[tuple[int, bool]]) -> Series:
    """Make an arm whose answers fail at the second that they ended."""
    made = series(len(answers), failed=tuple(bad for _, bad in answers))
    moments = seconds(3_000)
    at = tuple(moments[second] for second, _ in answers)
    return dataclasses.replace(made, at={**made.at, Metric.FAILED: at})


@pytest.mark.parametrize("share", [50, 100, 200, 500, 800])
def test_an_hour_in_which_all_fails_ends_no_rollout_whatever_its_share(
    share: int,
) -> None:
    worse = Limit(Metric.FAILED, worse_permille=50, most_permille=1000)
    canary = dataclasses.replace(CANARY, share_permille=share, limits=(worse,))

    def outage(at: int) -> float:
        return 0.9 if 400 <= at < 900 else 0.01

    ended = 0
    for seed in range(12):
        ended += review(canary, *in_time(share, outage, seed)) is not None
    assert ended == 0


@pytest.mark.parametrize("share", [50, 200, 800])
def test_a_candidate_that_is_truly_worse_is_found_beside_an_outage(share: int) -> None:
    worse = Limit(Metric.FAILED, worse_permille=50, most_permille=1000)
    canary = dataclasses.replace(CANARY, share_permille=share, limits=(worse,))
    live, _ = in_time(share, lambda _: 0.02, 1)
    _, candidate = in_time(share, lambda _: 0.6, 2)
    ending = review(canary, live, candidate)
    assert ending is not None
    assert ending.metric is Metric.FAILED


def test_a_live_answer_stands_beside_one_of_the_candidate_at_most() -> None:
    lives, candidates = arm_of([(5, True)]), arm_of([(1, False), (6, True), (7, True)])
    assert side_by_side(Metric.FAILED, CANARY, lives, candidates) == ((True,), (True,))
