"""The pages of evaluations: who may, how far it is, what it came to, what to take away."""

import hashlib
import json
from typing import Any

import pytest

from appliance.kinds import RecordKind
from tests.evaluated import keep_finished, make_run
from tests.unit.appliance.web.house import House, Visitor

JSON = "application/json"
FILES = ("report.json", "measurements.json", "junit.xml", "report.html")


def begin(visitor: Visitor, accept: str = JSON, **form: str) -> Any:
    wanted = {"purpose": "complaint-triage", **form}
    return visitor.post("/evaluations", wanted, accept=accept)


@pytest.mark.parametrize("login", ["carl", "adam"])
def test_who_keeps_a_purpose_has_it_evaluated(house: House, login: str) -> None:
    visitor = house.visitor(login)
    answer = begin(visitor, "text/html")
    assert answer.status_code == 303
    started = house.ledger.only(RecordKind.EVALUATION_STARTED)
    assert (started.actor, started.body["purpose"]) == (login, "complaint-triage")
    evaluation = started.body["evaluation"]
    assert answer.headers["Location"] == f"/evaluations/{evaluation}"
    page = visitor.get(f"/evaluations/{evaluation}").text
    assert 'value="0"' in page
    assert "Reload" in page


def test_the_page_of_one_that_goes_on_shows_how_far_it_is(house: House) -> None:
    visitor = house.visitor("carl")
    told = begin(visitor).get_json()
    assert (told["state"], told["done"], told["verdict"]) == ("running", 0, None)
    kept = house.parts.stores.evaluations
    for case in ("one", "two"):
        kept.add_run(told["evaluation"], make_run(case, "Yes."))
    again = visitor.get(f"/evaluations/{told['evaluation']}", JSON).get_json()
    assert (again["done"], again["runs"]) == (2, told["cases"])
    page = visitor.get(f"/evaluations/{told['evaluation']}").text
    assert f'<progress max="{told["runs"]}" value="2"' in page


def test_who_asks_again_is_shown_the_same(house: House) -> None:
    first = begin(house.visitor("carl")).get_json()
    second = begin(house.visitor("adam")).get_json()
    assert first["evaluation"] == second["evaluation"]
    assert house.ledger.kinds().count("evaluation.started") == 1


@pytest.mark.parametrize("login", ["anna", "rita", "sam"])
def test_nobody_else_sees_or_begins_one(house: House, login: str) -> None:
    evaluation = keep_finished(house.parts.stores, "complaint-triage")
    visitor = house.visitor(login)
    paths = ["/evaluations", f"/evaluations/{evaluation}"]
    paths += [f"/evaluations/{evaluation}/{file}" for file in FILES]
    assert {visitor.get(path, JSON).status_code for path in paths} == {403}
    assert begin(visitor).status_code == 403
    # Who may read none learns nothing of which there are.
    assert visitor.get(f"/evaluations/{'0' * 32}", JSON).status_code == 403
    assert "/evaluations" not in visitor.get("/").text


def test_an_auditor_reads_and_begins_none(house: House) -> None:
    evaluation = keep_finished(house.parts.stores, "complaint-triage")
    auditor = house.visitor("audrey")
    assert auditor.get(f"/evaluations/{evaluation}").status_code == 200
    assert auditor.get(f"/evaluations/{evaluation}/report.json").status_code == 200
    assert 'action="/evaluations"' not in auditor.get("/evaluations").text
    assert begin(auditor).status_code == 403
    assert "evaluation.started" not in house.ledger.kinds()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"purpose": "no-such"}, 404),
        ({"purpose": ""}, 404),
        ({"release": "0" * 64}, 404),
        ({"release": "x" * 65}, 400),
        ({"against": "dead"}, 400),
        ({"against": "live"}, 409),
    ],
)
def test_what_cannot_be_evaluated_is_refused(
    house: House, form: dict[str, str], status: int
) -> None:
    assert begin(house.visitor("carl"), **form).status_code == status
    assert "evaluation.started" not in house.ledger.kinds()


def test_a_finished_one_shows_verdict_flips_pictures_and_wrong_cases(
    house: House,
) -> None:
    evaluation = keep_finished(
        house.parts.stores, "complaint-triage", wrong=(3, 4), wrong_on_live=(4, 5)
    )
    page = house.visitor("carl").get(f"/evaluations/{evaluation}").text
    assert "2 cases are not right" in page
    assert page.count('<svg class="picture"') == 3
    for case in ("case-003", "case-004", "case-005"):
        assert case in page
    assert "contains#1" in page
    # Labels come from a file; none of them is markup here.
    assert "<b>bold</b>" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "Anna Kowalski" not in page
    assert "style=" not in page


def test_one_that_could_not_be_finished_says_so(house: House) -> None:
    visitor = house.visitor("carl")
    told = begin(visitor).get_json()
    house.parts.stores.evaluations.fail(told["evaluation"], "EngineError")
    page = visitor.get(f"/evaluations/{told['evaluation']}").text
    assert "could not be finished" in page
    answer = visitor.get(f"/evaluations/{told['evaluation']}/report.json")
    assert answer.status_code == 404


def test_the_files_are_those_that_the_log_knows(house: House) -> None:
    stores = house.parts.stores
    evaluation = keep_finished(stores, "complaint-triage", wrong=(1,))
    visitor = house.visitor("carl")
    taken = {file: visitor.get(f"/evaluations/{evaluation}/{file}") for file in FILES}
    report = taken["report.json"].data
    assert (
        hashlib.sha256(report).hexdigest() == stores.evaluations.get(evaluation).report
    )
    assert json.loads(taken["measurements.json"].data)["cases"] == 60
    assert taken["junit.xml"].data.startswith(b"<?xml")
    assert b"<script" not in taken["report.html"].data
    for file, answer in taken.items():
        said = answer.headers["Content-Disposition"]
        assert said.startswith("attachment; filename=")
        assert said.endswith(f'-{file}"')
    for wrong in ("report.pdf", "..", "%2e%2e"):
        answer = visitor.get(f"/evaluations/{evaluation}/{wrong}")
        assert answer.status_code == 404


def test_the_list_is_newest_first_and_says_who_asked(house: House) -> None:
    keep_finished(house.parts.stores, "complaint-triage")
    house.clock.advance(60)
    visitor = house.visitor("carl")
    begin(visitor)
    found = visitor.get("/evaluations", JSON).get_json()["evaluations"]
    assert [one["state"] for one in found] == ["running", "finished"]
    page = visitor.get("/evaluations").text
    assert "Carl" in page
    assert "at the machine" in page
