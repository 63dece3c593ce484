"""Exact bounds of a share keep the confidence that they state."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.release.statistics.binomial import (
    at_least,
    cases_to_decide,
    fewest_all_right,
    lower_bound,
    upper_bound,
)

ROOT = Path(__file__).parents[5]
COUNTS = st.integers(1, 300).flatmap(
    lambda cases: st.tuples(st.integers(0, cases), st.just(cases))
)


# Newcombe, Statistics in Medicine 17, 1998, 857-872, table I, method 5, 95 % two-sided.
@pytest.mark.parametrize(
    ("low", "high", "right", "cases"),
    [(252, 368, 81, 263), (57, 162, 15, 148), (0, 169, 0, 20), (0, 178, 1, 29)],
)
def test_the_bounds_are_those_that_newcombe_printed(
    low: int, high: int, right: int, cases: int
) -> None:
    assert (low, high) == (
        lower_bound(right, cases, 975),
        upper_bound(right, cases, 975),
    )


@pytest.mark.parametrize("cases", [1, 20, 150, 400])
@pytest.mark.parametrize("confidence", [900, 950, 990])
def test_no_true_share_passes_its_own_target_more_often_than_stated(
    cases: int, confidence: int
) -> None:
    bounds = [lower_bound(right, cases, confidence) for right in range(cases + 1)]

    for target in range(1, 1001, 7):
        first = next((right for right, low in enumerate(bounds) if low >= target), None)
        if first is not None:
            wrong = at_least(first, cases, (target - 0.001) / 1000)
            assert wrong <= (1000 - confidence) / 1000


@given(counts=COUNTS, confidence=st.integers(501, 999))
def test_a_bound_is_never_on_the_wrong_side_of_what_was_measured(
    counts: tuple[int, int], confidence: int
) -> None:
    right, cases = counts

    low = lower_bound(right, cases, confidence)
    high = upper_bound(right, cases, confidence)

    assert 0 <= low * cases <= 1000 * right <= high * cases <= 1000 * cases


@given(counts=COUNTS)
def test_right_and_wrong_are_mirrors(counts: tuple[int, int]) -> None:
    right, cases = counts

    assert 1000 - lower_bound(cases - right, cases, 950) == upper_bound(
        right, cases, 950
    )


@given(counts=COUNTS)
def test_one_more_right_answer_or_less_confidence_never_shows_less(
    counts: tuple[int, int],
) -> None:
    right, cases = counts
    low = lower_bound(right, cases, 950)

    assert lower_bound(right + 1, cases + 1, 950) >= low
    assert lower_bound(right, cases, 900) >= low


@pytest.mark.parametrize(
    ("fewest", "target"), [(29, 900), (59, 950), (299, 990), (0, 0), (None, 1000)]
)
def test_so_many_right_cases_show_a_target(fewest: int | None, target: int) -> None:
    assert fewest == fewest_all_right(target, 950)
    if fewest:
        assert lower_bound(fewest, fewest, 950) >= target
        assert lower_bound(fewest - 1, fewest - 1, 950) < target


def test_the_number_of_cases_that_would_decide_decides() -> None:
    better = cases_to_decide(140, 150, 900, 950)
    worse = cases_to_decide(130, 150, 900, 950)

    assert better is not None
    assert lower_bound(140 * better // 150, better, 950) >= 900
    assert worse is not None
    assert upper_bound(worse - 20 * worse // 150, worse, 950) <= 900
    assert min(better, worse) > 150


@pytest.mark.parametrize(("right", "cases"), [(135, 150), (0, 0), (90_001, 100_000)])
def test_where_no_number_of_cases_would_decide_none_is_named(
    right: int, cases: int
) -> None:
    assert cases_to_decide(right, cases, 900, 950) is None


def test_nothing_is_shown_by_no_cases() -> None:
    assert (lower_bound(0, 0, 950), upper_bound(0, 0, 950)) == (0, 1000)


def test_the_document_says_what_150_cases_show() -> None:
    lines = (ROOT / "docs/statistics.md").read_text("utf-8").splitlines()
    rights, shown = (
        [float(cell.strip(" %")) for cell in line.split("|")[2:-1]]
        for line in lines
        if line.startswith(("| right of 150 ", "| shows at least "))
    )

    assert shown == [lower_bound(int(right), 150, 950) / 10 for right in rights]


@pytest.mark.parametrize(("right", "cases"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(right: int, cases: int) -> None:
    with pytest.raises(ValueError, match=f"expected 0 to 3 right cases, got {right}"):
        lower_bound(right, cases, 950)


@pytest.mark.parametrize("confidence", [0.95, 95, 500, 1000, True])
def test_a_confidence_that_is_not_in_permille_is_refused(confidence: int) -> None:
    with pytest.raises(ValueError, match="expected a confidence of 501 to 999"):
        lower_bound(1, 2, confidence)
