"""Cases to test with, from a rated answer to a line that goes through masking again."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.governance import Governance
from appliance.domain.sampling import Sampling
from appliance.kinds import RecordKind
from appliance.release.golden import parse_golden
from tests.fakes import make_purpose
from tests.unit.appliance.web.house import House, Visitor, open_house
from tests.unit.appliance.web.test_ratings import rate, rated_twice, seen, take

JSON = "application/json"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house in which every answer is drawn."""
    built = open_house(tmp_path, drawn=Sampling(share_permille=1000))
    yield built
    built.close()


@pytest.fixture
def sample(house: House) -> str:
    """A letter of Anna's that two people called right."""
    house.visitor("anna").ask()
    return rated_twice(house, "right", "right")


def propose(
    visitor: Visitor, sample: str, version: str = "answer", text: str = "fee"
) -> Any:
    form = {"version": version, "text": text}
    return visitor.post(f"/ratings/rated/{sample}", form, accept=JSON)


def waiting(visitor: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visitor.get("/golden", JSON).get_json()["waiting"]
    return found


def decide(visitor: Visitor, verdict: str = "approve", reason: str = "Good.") -> Any:
    (one,) = waiting(visitor)
    form = {"verdict": verdict, "reason": reason}
    return visitor.post(f"/golden/{one['proposal']}", form, accept=JSON)


def last(house: House, kind: RecordKind) -> dict[str, Any]:
    return [dict(r.body) for r in house.ledger.records if r.kind is kind][-1]


def test_a_case_has_made_up_people_and_asks_for_them_back(
    house: House, sample: str
) -> None:
    told = propose(house.visitor("rita"), sample).get_json()
    (case,) = parse_golden("case", told["line"], make_purpose())
    assert "Kowalski" not in told["line"]
    assert "[PERSON" not in told["line"]
    (name,) = case.values
    assert case.input == f"{name} asks about a fee."
    assert {(c.kind, c.value) for c in case.checks} == {
        ("contains", "fee"), ("names_back", name),
    }  # fmt: skip
    # It goes through masking like any text.
    house.masker.words[name] = next(iter(house.masker.words.values()))
    shown = house.visitor("ben").post(
        "/preview/reply-draft", {"text": case.input}, accept=JSON
    )
    assert name not in shown.get_json()["masked"]


def test_a_form_is_asked_for_field_by_field_as_it_was_corrected(house: House) -> None:
    house.visitor("anna").ask("complaint-triage")
    rita = house.visitor("rita")
    answer = json.loads(seen(rita, take(rita))["answer"])
    better = json.dumps({**answer, "urgency": "low"})
    sample = rated_twice(house, "partly", "wrong", text=better)
    versions = rita.get(f"/ratings/rated/{sample}", JSON).get_json()["versions"]
    assert set(versions) == {"first"}
    assert propose(rita, sample, "answer").status_code == 400
    told = propose(rita, sample, "first").get_json()
    assert json.loads(told["line"])["expect"] == {**answer, "urgency": "low"}


def test_what_should_have_been_refused_becomes_a_case_that_must_be(
    house: House,
) -> None:
    house.visitor("anna").ask()
    sample = rated_twice(house, "refuse", "wrong")
    told = propose(house.visitor("rita"), sample, "refuse", "").get_json()
    line = json.loads(told["line"])
    assert line["refuse"] is True
    assert "checks" not in line


def test_a_second_person_approves_and_the_line_can_be_taken(
    house: House, sample: str
) -> None:
    rita, carl = house.visitor("rita"), house.visitor("carl")
    line = propose(rita, sample).get_json()["line"]
    assert rita.get("/golden/cases/reply-draft").text == ""
    assert decide(rita).status_code == 403
    assert decide(carl).get_json()["state"] == "approved"
    taken = rita.get("/golden/cases/reply-draft")
    assert taken.text == line + "\n"
    assert taken.mimetype == "application/jsonl"
    kinds = house.ledger.kinds()
    assert kinds.index("golden.proposed") < kinds.index("golden.approved")
    assert "line" not in last(house, RecordKind.GOLDEN_PROPOSED)
    assert len(last(house, RecordKind.GOLDEN_APPROVED)["line"]) == 64


def test_the_owner_takes_approved_cases_into_the_next_version(
    house: House, sample: str
) -> None:
    owner = house.visitor("carl")
    owned = replace(
        house.parts.ports.purposes.named("reply-draft"),
        governance=Governance("carl", "rita"),
    )
    house.parts.ports.purposes._named["reply-draft"] = owned  # type: ignore[attr-defined] # the fake's
    line = propose(house.visitor("rita"), sample).get_json()["line"]
    decide(owner)
    page = owner.get("/purposes/reply-draft/edit").text
    assert "1 approved case is not in golden.jsonl yet." in page
    assert line not in html.unescape(page)
    page = owner.get("/purposes/reply-draft/edit?cases=approved").text
    assert line in html.unescape(page)
    assert "not in golden.jsonl yet" not in page
    form = {
        html.unescape(name): html.unescape(text).removeprefix("\n")
        for name, text in re.findall(
            r'name="(file\.[^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL
        )
    }
    sent = {**form, "parent": "1", "reason": "A case of a rated answer."}
    answer = owner.post("/purposes/reply-draft/edit", sent, accept=JSON)
    assert answer.get_json()["version"] == 2
    page = owner.get("/purposes/reply-draft/edit").text
    assert "not in golden.jsonl yet" not in page


def test_a_rejected_case_is_not_used_and_can_be_proposed_anew(
    house: House, sample: str
) -> None:
    rita, carl = house.visitor("rita"), house.visitor("carl")
    propose(rita, sample)
    assert propose(carl, sample).status_code == 409
    assert decide(carl, "reject", "Too easy.").get_json()["state"] == "rejected"
    assert rita.get("/golden/cases/reply-draft").text == ""
    assert propose(carl, sample).status_code == 200
    assert not any("Too easy" in repr(r) for r in house.ledger.records)


def test_a_case_is_decided_once(house: House, sample: str) -> None:
    propose(house.visitor("rita"), sample)
    carl = house.visitor("carl")
    (one,) = waiting(carl)
    decide(carl)
    form = {"verdict": "reject", "reason": "No."}
    again = carl.post(f"/golden/{one['proposal']}", form, accept=JSON)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("verdict", "reason"), [("approve", " "), ("reject", ""), ("maybe", "Well.")]
)
def test_a_decision_needs_a_reason_and_is_one_of_two(
    house: House, sample: str, verdict: str, reason: str
) -> None:
    propose(house.visitor("rita"), sample)
    assert decide(house.visitor("carl"), verdict, reason).status_code == 400
    assert len(waiting(house.visitor("carl"))) == 1


@pytest.mark.parametrize(
    ("version", "text", "error"),
    [
        ("second", "fee", "BadRequestError"),
        ("", "fee", "BadRequestError"),
        ("answer", "x" * 1_001, "MalformedCaseError"),
    ],
)
def test_what_makes_no_case_is_refused(
    house: House, sample: str, version: str, text: str, error: str
) -> None:
    answer = propose(house.visitor("rita"), sample, version, text)
    assert (answer.status_code, answer.get_json()["error"]) == (400, error)


def test_words_of_a_real_person_do_not_come_into_a_case(
    house: House, sample: str
) -> None:
    told = propose(house.visitor("rita"), sample, text="Dear Anna Kowalski").get_json()
    assert "Kowalski" not in told["line"]


@pytest.mark.parametrize("login", ["anna", "audrey", "adam"])
def test_it_is_for_raters_only(house: House, sample: str, login: str) -> None:
    propose(house.visitor("rita"), sample)
    (one,) = waiting(house.visitor("rita"))
    other = house.visitor(login)
    form = {"verdict": "approve", "reason": "Yes."}
    answers = [
        other.get("/ratings/rated", JSON),
        other.get(f"/ratings/rated/{sample}", JSON),
        propose(other, sample),
        other.get("/golden", JSON),
        other.post(f"/golden/{one['proposal']}", form),
        other.get("/golden/cases/reply-draft"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 6


def test_an_answer_not_yet_rated_by_two_makes_no_case(house: House) -> None:
    house.visitor("anna").ask()
    rita = house.visitor("rita")
    sample = take(rita)
    rate(rita)
    assert propose(rita, sample).status_code == 404
    assert rita.get("/ratings/rated", JSON).get_json()["rated"] == []


def test_nothing_typed_is_lost_while_the_log_is_away(house: House, sample: str) -> None:
    rita = house.visitor("rita")
    token = rita.token()
    house.ledger.down = True
    form = {"version": "answer", "text": "fee"}
    refused = rita.post(f"/ratings/rated/{sample}", form, token=token)
    house.ledger.down = False
    assert refused.status_code == 503
    assert 'name="version" value="answer"' in refused.text
    assert waiting(rita) == []
