"""What the rounds of `cloister bench pipeline` come to, in figures."""

import math
import os
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.commands.pipeline.clients import Answered
from appliance.commands.pipeline.figures import MOST_ROUNDS, interval, summary
from appliance.commands.pipeline.measure import Measured, Plan, Whole

PLAN = Plan(shape="m1", clients=2, answers=2, rounds=2, threads=1, most_s=60.0)


def whole(wall_s: float) -> Whole:
    return Whole(
        wall_s=wall_s,
        answers=[Answered("a" * 32, 1.0, 4.0), Answered("b" * 32, 2.0, 5.0)],
        asks=[(100, 40), (200, 60)],
        steps_us={"generate": 3_000_000, "pseudonymise": 1_000_000},
        cpu_s={"engine": 6.0, "masker": 1.5, "clients": 0.5},
        others_s=0.1 * wall_s * (os.cpu_count() or 1),
    )


def test_the_ratio_is_the_bare_models_time_over_the_wholes() -> None:
    measured = Measured(7, [whole(10.0), whole(20.0)], [(9.0, 6.0), (18.0, 6.0)])
    found = summary(PLAN, measured)
    assert found["ratio"] == pytest.approx(0.9)
    assert found["ratios"] == [0.9, 0.9]
    assert found["cpu_ratio"] == pytest.approx(12 / 16)
    assert (found["answers"], found["tokens_read"], found["tokens_written"]) == (
        *(4, 600, 200),
    )
    assert found["whole"]["tokens_per_s"] == pytest.approx(200 / 30, abs=0.01)
    assert found["bare"]["tokens_per_s"] == pytest.approx(200 / 27, abs=0.01)
    assert found["whole"]["first_words_p95_s"] == 2.0
    assert found["others_share"] == pytest.approx(0.1)


def test_shares_of_steps_and_processes_add_up_the_largest_first() -> None:
    found = summary(PLAN, Measured(7, [whole(10.0)], [(9.0, 6.0)]))
    assert list(found["steps"]) == ["generate", "pseudonymise"]
    assert found["steps"]["generate"] == {
        "s": 3.0,
        "share": 0.75,
        "ms_per_answer": 1500.0,
    }
    assert list(found["processes"]) == ["engine", "masker", "clients"]
    assert sum(one["share"] for one in found["processes"].values()) == 1.0


def test_one_round_has_no_interval() -> None:
    assert interval([0.5]) == (pytest.approx(0.5), None, None)


def test_the_interval_is_students_on_the_logarithms() -> None:
    ratios = [0.80, 0.90, 0.95]
    mean, low, high = interval(ratios)
    logs = [math.log(ratio) for ratio in ratios]
    # 4.303 is the two-sided 95 % point with two degrees of freedom.
    reach = 4.303 * statistics.stdev(logs) / math.sqrt(3)
    assert mean == pytest.approx(statistics.geometric_mean(ratios))
    assert low == pytest.approx(mean * math.exp(-reach))
    assert high == pytest.approx(mean * math.exp(reach))


@given(st.lists(st.floats(0.01, 2.0), min_size=2, max_size=MOST_ROUNDS))
def test_the_ratio_lies_in_its_interval_and_near_its_rounds(
    ratios: list[float],
) -> None:
    mean, low, high = interval(ratios)
    assert low is not None
    assert high is not None
    assert low <= mean * (1 + 1e-9)
    assert mean <= high * (1 + 1e-9)
    assert min(ratios) * (1 - 1e-9) <= mean <= max(ratios) * (1 + 1e-9)
