"""What a judge's word is worth: measured, per judge, and nothing before that."""

import pytest

from appliance.domain.assessment import Judgement
from appliance.domain.deployment import Deployment
from appliance.domain.judging import Judge
from appliance.engine_settings import JudgeSettings
from appliance.release import Release, assemble_each, read_sources
from appliance.release.judges import Missing, judges_in_force, standing_of
from tests.fakes import POLICIES

RIGHT, PARTLY, WRONG, REFUSE = Judgement
JUDGE = Judge("reply-draft", "p" * 64, "m" * 64)
NEEDS = JudgeSettings(tier="large", min_rated=20, min_kappa_permille=600)
Said = tuple[Judgement, Judgement, Judgement | None]


def said(*groups: tuple[int, Judgement, Judgement, Judgement | None]) -> list[Said]:
    return [(one, two, its) for count, one, two, its in groups for _ in range(count)]


def test_a_judge_that_says_what_people_say_is_usable() -> None:
    found = standing_of(
        JUDGE, 60, said((30, RIGHT, RIGHT, RIGHT), (20, WRONG, WRONG, WRONG)), NEEDS
    )
    assert found.is_usable
    assert (found.agreement.kappa_permille, found.agreement.items) == (1000, 50)
    assert found.judged == 60


def test_of_too_few_answers_nothing_is_believed() -> None:
    pairs = said((10, RIGHT, RIGHT, RIGHT), (9, WRONG, WRONG, WRONG))
    found = standing_of(JUDGE, 19, pairs, NEEDS)
    assert found.missing is Missing.FEW
    assert not found.is_usable


def test_answers_on_which_people_differ_do_not_count() -> None:
    pairs = said(
        (10, RIGHT, RIGHT, RIGHT), (9, WRONG, WRONG, WRONG), (40, RIGHT, WRONG, RIGHT)
    )
    found = standing_of(JUDGE, 59, pairs, NEEDS)
    assert (found.rated, found.agreement.items) == (59, 19)
    assert found.missing is Missing.FEW
    assert sum(found.cells.values()) == 19


def test_a_judge_that_always_says_right_is_not_usable_however_often_it_is() -> None:
    pairs = said((95, RIGHT, RIGHT, RIGHT), (5, WRONG, WRONG, RIGHT))
    found = standing_of(JUDGE, 100, pairs, NEEDS)
    assert found.agreement.agreed_permille == 950
    assert found.agreement.kappa_permille == 0
    assert found.missing is Missing.LOW


def test_where_all_is_alike_kappa_has_no_value_and_nothing_is_believed() -> None:
    found = standing_of(JUDGE, 50, said((50, RIGHT, RIGHT, RIGHT)), NEEDS)
    assert found.agreement.kappa_permille is None
    assert found.missing is Missing.LOW


def test_the_lower_end_counts_and_not_the_figure() -> None:
    pairs = said(
        (11, RIGHT, RIGHT, RIGHT), (7, WRONG, WRONG, WRONG), (4, WRONG, WRONG, RIGHT)
    )
    found = standing_of(JUDGE, 22, pairs, NEEDS)
    kappa, low = found.agreement.kappa_permille, found.agreement.low_permille
    assert kappa is not None
    assert low is not None
    assert low < 600 < kappa
    assert found.missing is Missing.LOW


def test_what_it_could_not_judge_counts_against_it() -> None:
    good = said((30, RIGHT, RIGHT, RIGHT), (30, WRONG, WRONG, WRONG))
    passed_over = said((25, WRONG, WRONG, None))
    assert standing_of(JUDGE, 60, good, NEEDS).is_usable
    found = standing_of(JUDGE, 85, good + passed_over, NEEDS)
    assert found.missing is Missing.LOW
    assert found.cells[WRONG, None] == 25


def test_plain_values_say_all_of_it_and_are_not_rounded_to_nothing() -> None:
    pairs = said((30, RIGHT, RIGHT, RIGHT), (20, WRONG, WRONG, None))
    told = standing_of(JUDGE, 50, pairs, NEEDS).as_json()
    assert told["judge_prompt"] == "p" * 64
    assert (told["usable"], told["missing"]) == (False, "low")
    assert told["pairs"] == [
        {"people": "right", "judge": "right", "count": 30},
        {"people": "wrong", "judge": "", "count": 20},
    ]


@pytest.fixture(scope="module")
def releases() -> dict[str, Release]:
    models = {"small": "a" * 64, "large": "b" * 64}
    made = assemble_each(read_sources(POLICIES), model=models, judge="large")
    return {release.digest: release for _, release in made}


def live(releases: dict[str, Release]) -> Deployment:
    deployment = Deployment()
    for record, (digest, release) in enumerate(releases.items()):
        name = release.purposes[0].name
        deployment = deployment.with_live(name, digest, record=record)
    return deployment


def test_the_judge_is_the_live_prompt_and_the_model_of_the_sites_tier(
    releases: dict[str, Release],
) -> None:
    found = judges_in_force(live(releases), releases.__getitem__, "large")
    prompts = {
        p.name: p.judge.digest
        for release in releases.values()
        for p in release.purposes
        if p.judge
    }
    assert {name: one.prompt for name, one in found.items()} == prompts
    assert {one.model for one in found.values()} == {"b" * 64}


def test_another_model_is_another_judge(releases: dict[str, Release]) -> None:
    large = judges_in_force(live(releases), releases.__getitem__, "large")
    small = judges_in_force(live(releases), releases.__getitem__, "small")
    assert large.keys() == small.keys()
    assert not set(large.values()) & set(small.values())


@pytest.mark.parametrize("tier", ["", "huge"])
def test_without_a_tier_or_its_model_there_is_no_judge(
    releases: dict[str, Release], tier: str
) -> None:
    assert judges_in_force(live(releases), releases.__getitem__, tier) == {}
