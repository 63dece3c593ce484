"""Which answers are drawn for people to rate, and that nobody can steer it."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from appliance.domain.sampling import SampleReason, Sampling, draw_of

KEY = b"a key that the web process keeps"
SHARE, LOW = SampleReason.SHARE, SampleReason.LOW_CONFIDENCE
THUMB, FIRST = SampleReason.THUMB_DOWN, SampleReason.FIRST_DAYS
ALL = Sampling(
    share_permille=20, low_confidence_permille=500, thumbs_down=True, first_days=7
)


def exchange(number: int) -> str:
    return hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()


def reasons(wanted: Sampling, **given: Any) -> tuple[SampleReason, ...]:
    plain = {
        "draw": 999, "confidence_permille": 900, "thumb_down": False,
        "age": timedelta(days=30),
    }  # fmt: skip
    return wanted.reasons(**{**plain, **given})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, (), id="nothing speaks for it"),
        pytest.param({"draw": 19}, (SHARE,), id="the last number of the share"),
        pytest.param({"draw": 20}, (), id="the first number outside the share"),
        pytest.param({"confidence_permille": 499}, (LOW,), id="not sure"),
        pytest.param({"confidence_permille": 500}, (), id="sure enough"),
        pytest.param({"confidence_permille": None}, (), id="nobody knows how sure"),
        pytest.param({"thumb_down": True}, (THUMB,), id="it did not help"),
        pytest.param({"age": timedelta(days=7)}, (), id="the first days are over"),
        pytest.param({"age": timedelta(days=6)}, (FIRST,), id="in the first days"),
        pytest.param({"age": None}, (), id="nobody asked how old"),
        pytest.param(
            {"draw": 0, "confidence_permille": 0, "thumb_down": True,
             "age": timedelta(0)},
            (SHARE, LOW, THUMB, FIRST), id="everything",
        ),
    ],
)  # fmt: skip
def test_an_answer_is_drawn_for(
    given: dict[str, Any], expected: tuple[SampleReason, ...]
) -> None:
    assert reasons(ALL, **given) == expected


def test_without_a_section_nothing_is_drawn() -> None:
    given = {"draw": 0, "confidence_permille": 0, "thumb_down": True}
    assert reasons(Sampling(), **given, age=timedelta(0)) == ()


def test_the_same_exchange_draws_the_same_number_under_one_key_only() -> None:
    drawn = [draw_of(KEY, exchange(number)) for number in range(50)]
    assert drawn == [draw_of(KEY, exchange(number)) for number in range(50)]
    assert drawn != [draw_of(KEY[::-1], exchange(number)) for number in range(50)]


def test_as_many_are_drawn_as_the_share_says() -> None:
    drawn = [draw_of(KEY, exchange(number)) for number in range(20_000)]
    assert min(drawn) == 0
    assert max(drawn) == 999
    # 20 of 1,000: 400 of 20,000, four standard deviations to either side.
    assert abs(sum(number < 20 for number in drawn) - 400) < 4 * 20
