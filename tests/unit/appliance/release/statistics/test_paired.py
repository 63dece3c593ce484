"""What flipped, and whether it shows a candidate to be no worse than the live release."""

import random
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.release.statistics.loss import (
    cases_for_margin,
    loss_bound,
    loss_p,
    score,
    smallest_margin,
)
from appliance.release.statistics.paired import bootstrap, compare, mcnemar
from tests.soak.rates import Truth, above_by_chance, bootstrap_passes

RESULTS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)
FLIPS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(25, 60))


def test_the_cases_that_flipped_are_named_both_ways() -> None:
    comparison = compare(
        [True, True, False, False, True],
        [True, False, True, False, False],
        margin_permille=50,
    )

    assert (comparison.gained, comparison.lost) == ((2,), (1, 4))
    assert (
        comparison.cases,
        comparison.live_right,
        comparison.candidate_right,
    ) == (5, 3, 2)
    assert comparison.difference_permille == -200


# Airway hyper-responsiveness (Bentur et al., 2009) as in Fagerland, Lydersen and Laake,
# BMC Medical Research Methodology 13:91, 2013: 7 and 1 discordant pairs.
def test_mcnemars_test_gives_the_published_value() -> None:
    assert round(mcnemar(7, 1), 3) == round(mcnemar(1, 7), 3) == 0.070
    assert mcnemar(0, 0) == mcnemar(600, 600) == 1.0


# Chemical and thermal disinfection of soft lenses: 44 pairs, 1 lost, margin 10 %. Tango,
# Statistics in Medicine 17, 1998: Z = 1.709; the exact p is greater than the 0.044 of Z.
def test_the_score_gives_tangos_published_value() -> None:
    assert round(float(score(np.array([0]), np.array([1]), 44, 0.1)[0]), 3) == 1.709
    assert 0.044 < loss_p(0, 1, 44, 100) < 0.06


def test_the_exact_p_is_the_worst_sum_over_all_tables() -> None:
    cases, margin = 12, 0.15
    tables = [(g, w) for g in range(13) for w in range(13) if g + w <= 12]
    scores = {
        t: float(score(*map(np.array, ([t[0]], [t[1]])), cases, margin)[0])
        for t in tables
    }

    def chance(table: tuple[int, int], lost: float) -> float:
        (g, w), gained = table, max(lost - margin, 0.0)
        ways = 1.0
        for of, picked in ((12, g), (12 - g, w)):
            for step in range(picked):
                ways *= (of - step) / (step + 1)
        return ways * gained**g * lost**w * (1 - gained - lost) ** (12 - g - w)

    for observed in [(0, 0), (1, 0), (0, 1), (2, 2), (5, 1)]:
        strong = [t for t in tables if scores[t] >= scores[observed] - 1e-9]
        worst = max(
            sum(chance(table, lost) for table in strong)
            for lost in np.linspace(margin, (1 + margin) / 2, 300)
        )
        assert worst * 0.98 <= loss_p(*observed, cases, 150) <= worst + 1e-9


@pytest.mark.parametrize("margin_permille", [50, 150])
def test_no_true_loss_of_the_margin_passes_more_often_than_stated(
    margin_permille: int,
) -> None:
    cases, margin = 40, margin_permille / 1000
    passing = np.zeros((cases + 1, cases + 1), dtype=bool)
    for lost in range(cases + 1):
        least, most = -1, cases - lost + 1
        while most - least > 1:
            middle = (least + most) // 2
            if loss_p(middle, lost, cases, margin_permille) <= 0.05:
                most = middle
            else:
                least = middle
        passing[most : cases - lost + 1, lost] = True
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, cases + 1)))])
    gained, lost = np.nonzero(passing)
    rest = cases - gained - lost
    ways = logs[cases] - logs[gained] - logs[lost] - logs[rest]

    rates = [
        float(
            np.exp(
                ways
                + lost * np.log(share)
                + gained * np.log(share - margin)
                + rest * np.log(1 + margin - 2 * share)
            ).sum()
        )
        for share in np.linspace(margin + 1e-9, (1 + margin) / 2 - 1e-9, 1000)
    ]

    # The search over true shares stops at a grid: a fiftieth of the rate, at most.
    assert max(rates) <= 0.051
    assert max(rates) > 0.02


@pytest.mark.parametrize(
    "truth",
    [Truth(0.95, 0.05, 0.0), Truth(0.95, 0.06, 0.01), Truth(0.9, 0.07, 0.01)],
    ids=str,
)
def test_of_a_thousand_candidates_worse_by_the_margin_no_more_pass_than_stated(
    truth: Truth,
) -> None:
    drawn = truth.draw(150, 1000, seed=1)

    passed = sum(loss_p(g, w, 150, 50) <= 0.05 for _, w, g, _ in drawn.tolist())

    assert above_by_chance(passed, 1000, 0.05)


def test_a_bootstrap_would_pass_them_too_often() -> None:
    passed = bootstrap_passes(
        Truth(0.95, 0.05, 0.0), cases=150, runs=1000, seed=1, margin_permille=50
    )

    assert not above_by_chance(passed, 1000, 0.05)


def test_nine_of_ten_equal_candidates_with_few_flips_are_shown_within_the_margin() -> (
    None
):
    drawn = Truth(0.93, 0.01, 0.01).draw(150, 1000, seed=2)

    passed = sum(loss_p(g, w, 150, 50) <= 0.05 for _, w, g, _ in drawn.tolist())

    assert passed > 900


@given(flips=FLIPS, margin=st.integers(20, 300))
@settings(max_examples=15)
def test_more_gained_cases_never_speak_for_a_loss_and_more_lost_ones_never_against(
    flips: tuple[int, int, int], margin: int
) -> None:
    gained, lost, cases = flips
    p = loss_p(gained, lost, cases, margin)

    assert loss_p(gained + 1, lost, cases, margin) <= p + 1e-9
    assert loss_p(gained, lost + 1, cases, margin) >= p - 1e-9


@given(flips=FLIPS, margin=st.integers(1, 300))
@settings(max_examples=15)
def test_the_bound_and_the_decision_agree(
    flips: tuple[int, int, int], margin: int
) -> None:
    bound = loss_bound(*flips, margin, 950)

    assert (bound <= margin) == (loss_p(*flips, margin) <= 0.05)
    assert 1000 * (flips[1] - flips[0]) <= bound * flips[2]


@given(results=RESULTS)
@settings(max_examples=15)
def test_exchanging_the_sides_exchanges_the_flips(
    results: list[tuple[bool, bool]],
) -> None:
    live, candidate = [a for a, _ in results], [b for _, b in results]

    one = compare(live, candidate, margin_permille=100, seed=3)
    other = compare(candidate, live, margin_permille=100, seed=3)

    assert (one.gained, one.lost) == (other.lost, other.gained)
    assert one.mcnemar_p == other.mcnemar_p
    assert not (one.worse and one.not_worse)
    assert one.low_permille <= one.difference_permille <= one.high_permille


def test_the_same_answers_are_shown_to_be_no_worse() -> None:
    answers = [True] * 140 + [False] * 10

    comparison = compare(answers, answers, margin_permille=20)

    assert comparison.not_worse
    assert (
        comparison.low_permille,
        comparison.high_permille,
        comparison.loss_permille,
        comparison.mcnemar_p,
    ) == (0, 0, 20, 1.0)


def test_a_margin_below_what_so_many_cases_can_show_is_not_shown_without_a_flip() -> (
    None
):
    assert smallest_margin(150, 950) == 20
    assert smallest_margin(300, 950) == 10
    assert not compare([True] * 150, [True] * 150, margin_permille=19).not_worse


def test_the_bootstrap_is_as_wide_as_the_differences_spread() -> None:
    gained, lost, cases = 30, 20, 500
    spread = sqrt((gained + lost) / cases - ((gained - lost) / cases) ** 2)

    low, high = bootstrap(gained, lost, cases, 950, seed=5)

    assert abs((high - low) / 1000 - 2 * 1.96 * spread / sqrt(cases)) < 0.005


def test_one_seed_gives_one_interval() -> None:
    rng = random.Random(4)
    live, candidate = ([rng.random() < 0.8 for _ in range(90)] for _ in "ab")

    assert compare(live, candidate, margin_permille=50, seed=6) == compare(
        live, candidate, margin_permille=50, seed=6
    )


def test_so_many_cases_with_the_same_flips_would_show_the_margin() -> None:
    needed = cases_for_margin(2, 6, 150, 50, 950)

    assert needed is not None
    assert loss_p(2, 6, 150, 50) > 0.05
    assert loss_p(2 * needed // 150, 6 * needed // 150, needed, 50) <= 0.06
    assert cases_for_margin(0, 5, 100, 50, 950) is None


@pytest.mark.parametrize(
    ("live", "candidate", "margin", "message"),
    [
        ([], [], 50, "got 0 of the live release and 0 of the candidate"),
        ([True], [True, False], 50, "got 1 of the live release and 2"),
        ([True], [True], 0, "expected a margin of 1 to 999 permille"),
        ([True], [True], -50, "expected a margin of 1 to 999 permille"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    live: list[bool], candidate: list[bool], margin: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        compare(live, candidate, margin_permille=margin)


@pytest.mark.parametrize("flips", [(-1, 0, 5), (3, 3, 5), (0, 0, 0)])
def test_impossible_flips_are_refused(flips: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="expected flips among"):
        loss_p(*flips, 50)
