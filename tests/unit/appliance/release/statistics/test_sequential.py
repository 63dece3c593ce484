"""Tests that are looked at after every answer err no more often than they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.release.statistics.sequential import (
    Arms,
    compare_arms,
    monitor_harm,
    wealth_above,
)
from tests.soak.rates import above_by_chance, differs, naive_stops, stops

OUTCOMES = st.lists(st.booleans(), max_size=80)


# Each rollout is looked at after each of 1,000 answers, so 1,000 times. The same seed
# gives the same count; above_by_chance says what a rate of 50 in 1000 makes possible.
@pytest.mark.parametrize("share", [0.01, 0.1, 0.4])
def test_of_a_thousand_rollouts_at_the_limit_no_more_are_stopped_than_stated(
    share: float,
) -> None:
    stopped, _ = stops(share, share, answers=1000, runs=1000, seed=1, error=0.05)

    assert above_by_chance(stopped, 1000, 0.05)


def test_an_ordinary_test_looked_at_as_often_would_stop_far_more() -> None:
    assert naive_stops(0.1, answers=1000, runs=1000, seed=1) > 200


@pytest.mark.parametrize(
    ("share", "limit", "within"), [(0.2, 0.1, 150), (0.2, 0.02, 30), (0.15, 0.1, 450)]
)
def test_harm_is_found_in_time(share: float, limit: float, within: int) -> None:
    stopped, half = stops(share, limit, answers=1000, runs=300, seed=2, error=0.05)

    assert stopped > 270
    assert half is not None
    assert half < within


@pytest.mark.parametrize(("share", "ratio"), [(0.2, 1), (0.02, 9)])
def test_of_a_thousand_pairs_of_equal_arms_no_more_differ_than_stated(
    share: float, ratio: int
) -> None:
    shown, _ = differs(
        share, share, ratio=ratio, blocks=700, runs=1000, seed=3, error=0.05
    )

    assert above_by_chance(shown, 1000, 0.05)


def test_a_difference_is_found_in_time() -> None:
    shown, half = differs(0.2, 0.35, ratio=1, blocks=700, runs=300, seed=4, error=0.05)

    assert shown > 270
    assert half is not None
    assert half < 300


@given(bad=OUTCOMES, limit=st.integers(1, 999))
def test_what_was_shown_stays_shown_and_nothing_later_changes_when(
    bad: list[bool], limit: int
) -> None:
    whole = monitor_harm(bad, limit_permille=limit)

    for seen in range(len(bad)):
        part = monitor_harm(bad[:seen], limit_permille=limit)
        assert not part.shown or part.at == whole.at
        assert part.shown == (whole.at is not None and whole.at <= seen)
        assert part.wealth_permille <= whole.wealth_permille
    assert whole.shown == (whole.wealth_permille >= 1000)


@given(bad=st.lists(st.booleans(), min_size=1, max_size=80), limit=st.integers(1, 998))
def test_a_worse_answer_or_a_lower_limit_never_speaks_against_harm(
    bad: list[bool], limit: int
) -> None:
    worse = [True, *bad[1:]]
    wealth = monitor_harm(bad, limit_permille=limit + 1).wealth_permille

    assert monitor_harm(worse, limit_permille=limit + 1).wealth_permille >= wealth
    assert monitor_harm(bad, limit_permille=limit).wealth_permille >= wealth


@given(live=OUTCOMES, candidate=OUTCOMES)
def test_exchanging_the_arms_exchanges_higher_and_lower(
    live: list[bool], candidate: list[bool]
) -> None:
    one = compare_arms(live, candidate)
    other = compare_arms(candidate, live)

    mirror = {Arms.HIGHER: Arms.LOWER, Arms.LOWER: Arms.HIGHER, Arms.OPEN: Arms.OPEN}
    assert (mirror[one.outcome], one.at) == (other.outcome, other.at)
    assert (one.higher_permille, one.lower_permille) == (
        other.lower_permille,
        other.higher_permille,
    )
    assert (one.live, one.candidate) == (other.candidate, other.live)


def test_the_wealth_of_a_bet_is_fair_where_the_claim_holds_exactly() -> None:
    series = np.array(
        [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], float
    )
    chances = np.prod(np.where(series == 1, 0.3, 0.7), axis=1)

    wealth = wealth_above(series, 0.3, 0.0)

    assert np.allclose(chances @ wealth, 1.0)
    assert (wealth > 0).all()


def test_a_rise_that_comes_late_is_found() -> None:
    found = monitor_harm([False] * 200 + [True] * 40, limit_permille=50)

    assert found.at is not None
    assert 200 < found.at < 240


def test_the_arms_are_counted_in_pairs() -> None:
    compared = compare_arms([True] * 10, [True, False, True, True])

    assert (compared.pairs, compared.live, compared.candidate) == (4, (4, 4), (4, 3))


def test_a_difference_within_the_tolerance_is_none() -> None:
    live, candidate = [False, True] * 300, [False, True, True] * 200

    assert compare_arms(live, candidate).outcome is Arms.HIGHER
    assert compare_arms(live, candidate, tolerance_permille=200).outcome is Arms.OPEN


def test_a_rollout_without_answers_shows_nothing() -> None:
    assert not monitor_harm([], limit_permille=10).shown
    assert compare_arms([], [True]).outcome is Arms.OPEN


def test_a_hundred_thousand_bad_answers_are_no_overflow() -> None:
    assert monitor_harm([True] * 100_000, limit_permille=1).wealth_permille == 1_000_000


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a limit of 1 to 999 permille"):
        monitor_harm([], limit_permille=0)
    with pytest.raises(ValueError, match="expected a tolerance of 0 to 999 permille"):
        compare_arms([], [], tolerance_permille=1000)
