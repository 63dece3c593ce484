"""What a model judge says is shown beside its measured agreement, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.assessment import Judgement
from appliance.engine_settings import JudgeSettings
from appliance.stores.evaluations import Wanted
from tests.fakes import make_exchange
from tests.judged import judged_as, make_sample, rated_as, shipped_judge
from tests.unit.appliance.web.house import House, open_house

JSON = "application/json"
RIGHT, PARTLY, WRONG, REFUSE = Judgement
NEEDS = JudgeSettings(tier="small", min_rated=20, min_kappa_permille=600)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with a judge of letters that has judged nothing."""
    built = open_house(tmp_path, judge=NEEDS)
    built.judges["reply-draft"] = shipped_judge()
    yield built
    built.close()


def judged_answers(house: House, *said: tuple[Judgement, Judgement]) -> None:
    """Have two people say the first of an answer each, and the judge the second."""
    stores = house.parts.stores
    case = stores.cases.create("anna", "")
    for number, (people, judge) in enumerate(said, 1):
        sample = make_sample(number, case=case.id)
        exchange = make_exchange(id=sample.answered.exchange, case=case.id)
        stores.exchanges.opened(exchange)
        stores.samples.add(sample, record=lambda: None)
        rated_as(stores, sample, people, people)
        judged_as(stores, sample, judge)


def rated(house: House, login: str = "rita") -> list[dict[str, Any]]:
    answer = house.visitor(login).get("/ratings/rated", JSON)
    found: list[dict[str, Any]] = answer.get_json()["rated"]
    return found


GOOD = ((RIGHT, RIGHT),) * 12 + ((WRONG, WRONG),) * 9
ALWAYS_RIGHT = ((RIGHT, RIGHT),) * 18 + ((WRONG, RIGHT),) * 3


def test_a_judge_whose_agreement_is_known_and_high_is_shown_beside_it(
    house: House,
) -> None:
    judged_answers(house, *GOOD)
    beside = [one["judge"] for one in rated(house)]
    assert len(beside) == 21
    assert sorted(one["judgement"] for one in beside) == ["right"] * 12 + ["wrong"] * 9
    assert {(one["answers"], one["kappa_permille"]) for one in beside} == {(21, 1000)}
    assert all(one["low_permille"] >= 600 for one in beside)
    # Never as a rating: those are of two people, and say what they said.
    assert {len(one["verdicts"]) for one in rated(house)} == {2}
    page = house.visitor("rita").get("/ratings/rated").text
    found = re.findall(r'<span class="judged">(.*?)</span></span>', page, re.DOTALL)
    assert len(found) == 21
    assert all("Kappa 1.00, between" in one and "21 answers" in one for one in found)


@pytest.mark.parametrize(
    ("said", "missing"),
    [(GOOD[:19], "few"), (ALWAYS_RIGHT, "low")],
    ids=["too few", "too low"],
)
def test_until_then_it_is_on_the_page_of_agreements_alone(
    house: House, said: Any, missing: str
) -> None:
    judged_answers(house, *said)
    assert {one["judge"] for one in rated(house)} == {None}
    rita = house.visitor("rita")
    sample = rated(house)[0]["sample"]
    for path in ("/ratings/rated", "/ratings"):
        assert "odel judge" not in rita.get(path).text
    assert rita.get("/evaluations", JSON).status_code in {200, 403}
    (told,) = rita.get("/ratings/agreement", JSON).get_json()["judges"]
    assert (told["usable"], told["missing"]) == (False, missing)
    assert told["judged"] == told["rated_by_two"] == len(said)
    page = rita.get("/ratings/agreement").text
    assert "Shown nowhere else" in page
    assert sample not in page


@pytest.mark.parametrize("part", ["prompt", "model"])
def test_another_prompt_or_model_voids_the_agreement(house: House, part: str) -> None:
    judged_answers(house, *GOOD)
    assert rated(house)[0]["judge"]
    other = replace(shipped_judge(), **{part: "9" * 64})
    house.judges["reply-draft"] = other
    assert {one["judge"] for one in rated(house)} == {None}
    (told,) = (
        house.visitor("audrey").get("/ratings/agreement", JSON).get_json()["judges"]
    )
    assert (told["judged"], told["usable"], told["missing"]) == (0, False, "few")


def test_without_a_judge_no_page_speaks_of_one(house: House) -> None:
    judged_answers(house, *GOOD)
    house.judges.clear()
    rita = house.visitor("rita")
    for path in ("/ratings/rated", "/ratings/agreement"):
        assert "odel judge" not in rita.get(path).text
    assert rita.get("/ratings/agreement", JSON).get_json()["judges"] == []


def test_the_page_of_agreements_shows_table_and_needs(house: House) -> None:
    judged_answers(house, *ALWAYS_RIGHT)
    page = house.visitor("audrey").get("/ratings/agreement").text
    assert "The lower end must be at least 0.60" in page
    assert shipped_judge().prompt[:12] in page
    table = page[page.index("People said, the model") :]
    cells = [int(c) for c in re.findall(r"<td[^>]*>(\d+)</td>", table)]
    assert cells == [18, 0, 0, 0, 0] + [0] * 5 + [3, 0, 0, 0, 0] + [0] * 5


def test_a_rater_learns_nothing_of_it_before_two_have_rated(house: House) -> None:
    judged_answers(house, *GOOD)
    stores = house.parts.stores
    case = stores.cases.create("anna", "")
    sample = make_sample(99, case=case.id)
    stores.exchanges.opened(make_exchange(id=sample.answered.exchange, case=case.id))
    stores.samples.add(sample, record=lambda: None)
    judged_as(stores, sample, REFUSE)
    assert sample.id not in [one["sample"] for one in rated(house)]
    rita = house.visitor("rita")
    for path in (
        f"/ratings/rated/{sample.id}",
        f"/ratings/in-hand/{sample.id}",
        "/ratings",
    ):
        assert "efuse" not in rita.get(path, JSON).text


def test_the_evaluations_have_a_column_of_what_a_usable_judge_says(
    house: House,
) -> None:
    judged_answers(house, *GOOD)
    stores = house.parts.stores
    stores.evaluations.begin(
        Wanted("reply-draft", "d" * 64, "g" * 64, "", 3),
        requester=None,
        record=lambda _: None,
    )
    carl = house.visitor("carl")
    (share,) = carl.get("/evaluations", JSON).get_json()["judged"]
    assert (share["right"], share["judged"], share["kappa_permille"]) == (12, 21, 1000)
    page = carl.get("/evaluations").text
    assert "12 of 21 drawn answers right" in page
    assert "Kappa 1.00, between" in page
    house.judges["reply-draft"] = shipped_judge("9" * 64)
    assert carl.get("/evaluations", JSON).get_json()["judged"] == []
    assert "odel judge" not in carl.get("/evaluations").text
