"""Which tier is asked follows from what a case looks like from its outside."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.difficulty import Difficulty, Outside, estimate
from appliance.domain.routing import Choice, Routing

COUNTS = st.integers(0, 100_000)
OUTSIDES = st.builds(
    Outside,
    chars=COUNTS,
    max_chars=st.integers(1, 200_000),
    surrogates=COUNTS,
    passages=COUNTS,
    first_language=st.booleans(),
    structured=st.booleans(),
)
NOTHING = Outside(0, 3000, 0, 0, first_language=True, structured=False)
ALL = Outside(3000, 3000, 10, 4, first_language=False, structured=True)


@settings(deadline=None)
@given(OUTSIDES)
def test_an_estimate_is_the_sum_of_its_parts_from_0_to_1000(outside: Outside) -> None:
    found = estimate(outside)
    assert 0 <= found.permille <= 1000
    assert found.permille == sum(found.parts.values())
    assert list(found.parts) == ["length", "masked", "references", "language", "form"]


@settings(deadline=None)
@given(OUTSIDES, st.sampled_from(["chars", "surrogates", "passages"]), COUNTS)
def test_more_of_anything_never_looks_easier(
    outside: Outside, what: str, more: int
) -> None:
    harder = replace(outside, **{what: getattr(outside, what) + more})
    assert estimate(outside).permille <= estimate(harder).permille


@settings(deadline=None)
@given(OUTSIDES)
def test_another_language_and_a_form_never_look_easier(outside: Outside) -> None:
    for change in ({"first_language": True}, {"structured": False}):
        easier = replace(outside, **change)  # type: ignore[arg-type]  # a field's name
        assert estimate(easier).permille <= estimate(outside).permille


def test_the_least_is_0_and_the_most_1000() -> None:
    assert (estimate(NOTHING).permille, estimate(ALL).permille) == (0, 1000)
    assert {f.name for f in fields(Outside)} == {
        *("chars", "max_chars", "surrogates"),
        *("passages", "first_language", "structured"),
    }


PARTS = {
    "a text of half the length": ({"chars": 1500}, "length", 250),
    "a text longer than is taken": ({"chars": 9000}, "length", 500),
    "three people": ({"surrogates": 3}, "masked", 60),
    "one passage": ({"passages": 1}, "references", 25),
    "another language": ({"first_language": False}, "language", 100),
    "a form": ({"structured": True}, "form", 100),
}


@pytest.mark.parametrize(("change", "part", "points"), PARTS.values(), ids=PARTS.keys())
def test_the_table_holds_for(change: dict[str, int], part: str, points: int) -> None:
    found = estimate(replace(NOTHING, **change))
    assert (found.mostly, found.permille) == (part, points)


def test_of_equal_parts_the_first_of_the_table_counts_however_they_were_kept() -> None:
    # The log writes keys in the order of their letters (RFC 8785).
    kept = {"form": 100, "language": 100, "length": 100, "masked": 0}
    assert Difficulty(kept).mostly == "length"


BOTH = Routing(harder_tier="large", harder_from_permille=400, fall_back=("small",))


@pytest.mark.parametrize(
    ("permille", "tiers", "choice"),
    [
        (0, ("small",), Choice.ORDINARY),
        (399, ("small",), Choice.ORDINARY),
        (400, ("large", "small"), Choice.HARDER),
        (1000, ("large", "small"), Choice.HARDER),
    ],
)
def test_a_case_is_hard_from_the_threshold_on(
    permille: int, tiers: tuple[str, ...], choice: Choice
) -> None:
    route = BOTH.choose("small", Difficulty({"length": permille}))
    assert (route.tiers, route.choice) == (tiers, choice)
    assert route.record()["difficulty_permille"] == permille


def test_without_a_harder_tier_nothing_is_estimated() -> None:
    route = Routing(fall_back=("large",)).choose("small", Difficulty({"length": 1000}))
    assert route.record() == {
        "tier": "small",
        "tiers": ["small", "large"],
        "tier_choice": "only",
    }


NAMES = st.sampled_from(["small", "large", "huge"])


@settings(deadline=None)
@given(NAMES, NAMES | st.just(""), st.lists(NAMES), st.integers(0, 1000))
def test_no_tier_is_asked_twice_or_that_the_purpose_does_not_name(
    tier: str, harder: str, fall_back: list[str], permille: int
) -> None:
    routing = Routing(harder, 500, tuple(fall_back))
    tiers = routing.choose(tier, Difficulty({"length": permille})).tiers
    assert len(set(tiers)) == len(tiers)
    assert tiers[0] in {tier, harder}
    assert set(tiers[1:]) <= set(fall_back)
    assert tiers in routing.orders(tier)
