"""How a quarter of an hour is held against the same time of the last days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.alert import (
    RAISED,
    Series,
    Signal,
    Value,
    follow,
    score_amount,
    score_share,
)
from appliance.domain.unusual import QUARTER, Level, Past, begin_of, looked_at, score

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
HELD = Series(Signal.HELD, "reply-draft")
values = st.builds(Value, st.integers(0, 10**6), st.floats(0, 10**12, allow_nan=False))
shares = st.integers(0, 10**5).flatmap(
    lambda total: st.builds(Value, st.just(total), st.integers(0, total).map(float))
)


@given(
    st.sampled_from([Signal.COST, Signal.LATENCY]),
    values,
    st.lists(st.lists(values, max_size=7), min_size=3, max_size=3),
)
def test_no_value_counts_for_more_than_five_deviations(
    signal: Signal, now: Value, usual: list[list[Value]]
) -> None:
    scored = score_amount(signal, now, usual)
    assert scored is None or -5 <= scored.z <= 5


@given(shares, st.lists(shares, max_size=7))
def test_no_share_counts_for_more_than_five_deviations(
    now: Value, usual: list[Value]
) -> None:
    scored = score_share(now, usual)
    assert scored is None or (-5 <= scored.z <= 5 and 0 <= scored.usual <= 1000)


def test_too_few_days_or_too_few_exchanges_say_nothing() -> None:
    day = Value(100, 5)
    assert score_share(Value(100, 90), [day] * 3) is None
    assert score_share(Value(9, 9), [day] * 7) is None
    assert score_share(Value(10, 10), [Value(1, 0)] * 7) is None
    assert score_share(Value(10, 10), [day] * 4) is not None
    slow = Value(100, 5_000.0)
    assert score_amount(Signal.LATENCY, slow, [[slow] * 3] * 3) is None
    assert score_amount(Signal.LATENCY, Value(19, 9e9), [[slow] * 7] * 3) is None
    assert score_amount(Signal.LATENCY, Value(20, 9e9), [[slow] * 7] * 3) is not None


def test_days_that_differ_much_make_a_share_less_unusual() -> None:
    even = [Value(100, 10)] * 6
    uneven = [Value(100, bad) for bad in (0, 20, 2, 18, 5, 15)]
    now = Value(100, 25)
    steady, shaky = score_share(now, even), score_share(now, uneven)
    assert steady is not None
    assert shaky is not None
    assert steady.z > shaky.z > 0
    assert (steady.seen, round(steady.usual)) == (250, 101)


def test_one_odd_quarter_raises_nothing_and_two_do() -> None:
    once = follow(0.0, 5.0)
    assert once < RAISED < follow(once, 5.0)


def test_a_level_keeps_a_deviation_of_one_under_chance() -> None:
    level = 0.0
    for _ in range(200):
        level = follow(level, 1.0)
    # The mean of values that are all 1 is 1; its own deviation is a third.
    assert level == pytest.approx(3.0)


def test_days_are_told_by_the_clock_on_the_wall() -> None:
    # On 29 March 2026 the clocks of Berlin go forward: noon is an hour earlier in UTC.
    zone = ZoneInfo("Europe/Berlin")
    first, second, *_ = Past({}, zone).days_before(NOON)
    assert first == NOON - timedelta(days=1)
    assert second == NOON - timedelta(days=2) + timedelta(hours=1)


def test_shares_of_few_are_put_together_and_counted_once() -> None:
    days = [NOON - timedelta(days=number) for number in range(1, 8)]
    known = {
        (HELD, day + QUARTER * step): Value(3, 0)
        for day in days
        for step in range(-9, 2)
    }
    known |= {(HELD, NOON - QUARTER * step): Value(3, 3) for step in range(8)}
    past = Past(known, UTC)
    alone = score(HELD, NOON, past, Level(0.0, NOON - QUARTER))
    assert alone is None
    found = score(HELD, NOON, past, Level(0.0, NOON - 4 * QUARTER))
    assert found is not None
    assert (found.count, found.seen) == (12, 1000)
    all_of_them = score(HELD, NOON, past, None)
    assert all_of_them is not None
    assert all_of_them.count == 24
    assert {at for _, at in known} - {NOON, *looked_at(NOON, UTC)} == {
        day - 9 * QUARTER for day in days
    }


def test_a_quarter_begins_at_a_quarter() -> None:
    at = NOON + timedelta(minutes=29, seconds=59, microseconds=3)
    assert begin_of(at) == NOON + QUARTER
    assert begin_of(NOON) == NOON
