"""The band around a difference holds it, narrows, and claims nothing early."""

import random

from appliance.release.rollout.difference import (
    MOST_SHOWN,
    Band,
    difference_over_time,
)


def drawn(seed: int, count: int, share: float) -> tuple[bool, ...]:
    draw = random.Random(seed)
    return tuple(draw.random() < share for _ in range(count))


def test_without_answers_there_is_no_band() -> None:
    assert difference_over_time((), (True,)) == ()
    assert difference_over_time((True,), ()) == ()


def test_after_one_answer_nothing_is_ruled_out() -> None:
    assert difference_over_time((False,), (True,)) == (Band(1, 1000, -1000, 1000),)


def test_a_great_difference_is_soon_above_none() -> None:
    found = difference_over_time((False,) * 100, (True,) * 100)
    assert found[-1].low_permille > 500
    assert found[-1].high_permille == 1000
    assert found[-1].seen_permille == 1000


def test_arms_alike_stay_around_none_and_the_band_narrows() -> None:
    found = difference_over_time(drawn(1, 2_000, 0.2), drawn(2, 2_000, 0.2))
    assert all(band.low_permille <= 0 <= band.high_permille for band in found)
    widths = [band.high_permille - band.low_permille for band in found]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 500


def test_the_true_difference_is_outside_at_any_time_no_more_often_than_stated() -> None:
    runs, outside = 60, 0
    for seed in range(runs):
        bands = difference_over_time(
            drawn(2 * seed, 400, 0.1), drawn(2 * seed + 1, 400, 0.3)
        )
        outside += any(not b.low_permille <= 200 <= b.high_permille for b in bands)
    assert outside <= runs * 0.05


def test_a_long_series_is_cut_and_its_points_are_few() -> None:
    long = (False,) * (MOST_SHOWN + 500)
    found = difference_over_time(long, long)
    assert found[-1].answers == MOST_SHOWN
    assert len(found) <= 41
