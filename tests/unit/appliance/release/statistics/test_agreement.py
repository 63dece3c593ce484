"""How far two raters agree beyond chance, and how sure that is."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.release.statistics.agreement import cohen_kappa, standard_error

RATINGS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40
)
# Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 2003, table 18.1.
DIAGNOSES = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]


def test_kappa_is_the_published_one() -> None:
    agreement = cohen_kappa(*_ratings(DIAGNOSES))

    assert (
        agreement.items,
        agreement.agreed_permille,
        agreement.kappa_permille,
    ) == (100, 890, 676)


@pytest.mark.parametrize("table", [DIAGNOSES, [[20, 5], [10, 15]], [[3, 9], [8, 1]]])
def test_the_standard_error_is_that_of_the_delta_method(table: list[list[int]]) -> None:
    shares = np.array(table, float) / np.sum(table)

    def kappa(cells: np.ndarray) -> float:
        by_chance = float(cells.sum(axis=1) @ cells.sum(axis=0))
        return float((np.trace(cells) - by_chance) / (1 - by_chance))

    slopes = np.zeros_like(shares)
    for cell in np.ndindex(*shares.shape):
        step = np.zeros_like(shares)
        step[cell] = 1e-6
        slopes[cell] = (kappa(shares + step) - kappa(shares - step)) / 2e-6
    mean = float((shares * slopes).sum())
    variance = float((shares * slopes**2).sum()) - mean**2

    found = standard_error(*_ratings(table))

    assert abs(found - sqrt(variance / np.sum(table))) < 1e-6


def test_the_interval_holds_the_true_kappa_about_as_often_as_stated() -> None:
    rng = np.random.default_rng(1)
    cells = np.array([0.45, 0.1, 0.1, 0.35])
    by_chance = 0.55**2 + 0.45**2
    true = 1000 * (0.8 - by_chance) / (1 - by_chance)
    held = 0
    for counts in rng.multinomial(100, cells, size=1000).tolist():
        found = cohen_kappa(*_ratings([counts[:2], counts[2:]]))
        assert found.low_permille is not None
        assert found.high_permille is not None
        held += found.low_permille <= true <= found.high_permille

    # 950 stated; a normal interval of 100 items is known to fall a little short.
    assert 925 <= held <= 975


@pytest.mark.parametrize(("first", "second"), [("", ""), ("aaa", "aaa")])
def test_raters_who_only_ever_gave_one_answer_have_no_kappa(
    first: str, second: str
) -> None:
    agreement = cohen_kappa(first, second)

    assert agreement.kappa_permille is None
    assert (agreement.low_permille, agreement.high_permille) == (None, None)


def test_a_rater_who_only_gave_one_answer_agrees_by_chance_alone() -> None:
    assert cohen_kappa("aaaa", "abab").kappa_permille == 0


def test_complete_agreement_on_few_items_is_not_taken_for_certain() -> None:
    few, many = cohen_kappa("abab", "abab"), cohen_kappa("ab" * 100, "ab" * 100)

    assert (few.kappa_permille, few.high_permille) == (1000, 1000)
    assert few.low_permille is not None
    assert few.low_permille < 0
    assert many.low_permille is not None
    assert many.low_permille > 950


def test_complete_disagreement_on_few_items_is_not_taken_for_certain() -> None:
    agreement = cohen_kappa("abab", "baba")

    assert agreement.kappa_permille == -1000
    assert agreement.high_permille is not None
    assert agreement.high_permille > 0


@given(ratings=RATINGS)
def test_it_does_not_matter_who_is_first_or_what_the_answers_are_called(
    ratings: list[tuple[str, str]],
) -> None:
    first, second = [a for a, _ in ratings], [b for _, b in ratings]
    renamed = {"a": 2, "b": 0, "c": 1}
    agreement = cohen_kappa(first, second)

    assert agreement == cohen_kappa(second, first)
    assert agreement == cohen_kappa(
        [renamed[a] for a in first], [renamed[b] for b in second]
    )
    if agreement.kappa_permille is not None:
        assert agreement.low_permille is not None
        assert agreement.high_permille is not None
        assert agreement.low_permille <= agreement.kappa_permille
        assert agreement.kappa_permille <= agreement.high_permille


def test_ratings_of_different_items_are_refused() -> None:
    with pytest.raises(ValueError, match="expected as many ratings, got 2 and 1"):
        cohen_kappa("ab", "a")


def _ratings(table: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    pairs = [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]
