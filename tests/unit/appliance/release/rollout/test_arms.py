"""Who gets the candidate: a share of people, the same ones each time."""

import dataclasses
import math
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.rollout import Arm, Rollout, RolloutKind
from appliance.release.rollout import arm_of, is_shadowed
from appliance.release.rollout.arms import PLACES, place_of

PEOPLE = [f"{n:08x}-0000-4000-8000-000000000000" for n in range(4_000)]
salts = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)
people = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
# Six standard deviations: once in 500 million draws by chance.
SIGMAS = 6


def canary(
    share: int, *, salt: str = "00" * 16, teams: tuple[str, ...] = ()
) -> Rollout:
    return Rollout(
        kind=RolloutKind.CANARY,
        release="a" * 64,
        share_permille=share,
        salt=salt,
        started_at=datetime(2026, 3, 2, tzinfo=UTC),
        teams=teams,
    )


def drawn(rollout: Rollout) -> set[str]:
    return {p for p in PEOPLE if arm_of(rollout, person=p, teams=()) is Arm.CANDIDATE}


@settings(max_examples=40, deadline=None)
@given(salts, st.integers(50, 950))
def test_the_share_that_was_asked_for_gets_the_candidate(salt: str, share: int) -> None:
    expected, n = share / 1000, len(PEOPLE)
    found = len(drawn(canary(share, salt=salt))) / n
    assert abs(found - expected) <= SIGMAS * math.sqrt(expected * (1 - expected) / n)


@given(salts, people, st.integers(0, 1000), st.integers(0, 1000))
def test_who_was_in_stays_in_when_the_share_grows(
    salt: str, person: str, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    if arm_of(canary(less, salt=salt), person=person, teams=()) is Arm.CANDIDATE:
        grown = canary(more, salt=salt)
        assert arm_of(grown, person=person, teams=()) is Arm.CANDIDATE


@given(salts, people)
def test_a_person_gets_the_same_arm_each_time(salt: str, person: str) -> None:
    rollout = canary(500, salt=salt)
    assert len({arm_of(rollout, person=person, teams=()) for _ in range(3)}) == 1


@settings(max_examples=40, deadline=None)
@given(salts, salts)
def test_another_salt_draws_other_people(one: str, other: str) -> None:
    if one == other:
        return
    both = drawn(canary(300, salt=one)) & drawn(canary(300, salt=other))
    expected, n = 0.3 * 0.3, len(PEOPLE)
    spread = SIGMAS * math.sqrt(expected * (1 - expected) / n)
    assert abs(len(both) / n - expected) <= spread


@given(salts, people)
def test_nobody_at_a_share_of_none_and_everybody_at_all(salt: str, person: str) -> None:
    assert arm_of(canary(0, salt=salt), person=person, teams=()) is Arm.LIVE
    assert arm_of(canary(1000, salt=salt), person=person, teams=()) is Arm.CANDIDATE


@given(salts, people)
def test_a_place_is_one_of_a_million(salt: str, person: str) -> None:
    assert 0 <= place_of(salt, person) < PLACES


def test_a_rollout_for_teams_is_for_their_people_alone() -> None:
    north = canary(1000, teams=("north", "west"))
    assert arm_of(north, person="p", teams={"north"}) is Arm.CANDIDATE
    assert arm_of(north, person="p", teams={"east", "west"}) is Arm.CANDIDATE
    assert arm_of(north, person="p", teams={"east"}) is Arm.LIVE
    assert arm_of(north, person="p", teams=()) is Arm.LIVE


def test_a_share_of_a_team_is_a_share_of_its_people() -> None:
    half = canary(500, teams=("north",))
    of_team = {
        p for p in PEOPLE if arm_of(half, person=p, teams={"north"}) is Arm.CANDIDATE
    }
    assert of_team == drawn(canary(500))
    assert not drawn(half)


def test_a_shadow_answers_nobody_and_a_share_of_exchanges() -> None:
    shadow = dataclasses.replace(canary(250), kind=RolloutKind.SHADOW)
    assert not drawn(shadow)
    found = sum(is_shadowed(shadow, exchange=p) for p in PEOPLE) / len(PEOPLE)
    assert abs(found - 0.25) <= SIGMAS * math.sqrt(0.25 * 0.75 / len(PEOPLE))
    assert not any(is_shadowed(canary(1000), exchange=p) for p in PEOPLE)
