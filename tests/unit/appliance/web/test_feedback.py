"""What who asked says of an answer, and what the owner of the purpose makes of it."""

import html
import json
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.entity import EntityKind
from appliance.domain.governance import Governance
from appliance.kinds import RecordKind
from appliance.release.golden import parse_golden
from tests.fakes import make_purpose
from tests.unit.appliance.web.house import House, Visitor

JSON = "application/json"
FEEDBACK = "/purposes/reply-draft/feedback"
BETTER = "Dear Anna Kowalski,\n\nthe fee of Jan Nowak is 5 euros.\n\nKind regards"


@pytest.fixture
def carl(house: House) -> Visitor:
    """The owner of the purpose, who is a compliance officer too."""
    house.masker.words["Jan Nowak"] = EntityKind.PERSON
    owned = replace(
        house.parts.ports.purposes.named("reply-draft"),
        governance=Governance("carl", "rita"),
    )
    house.parts.ports.purposes._named["reply-draft"] = owned  # type: ignore[attr-defined] # the fake's
    return house.visitor("carl")


def rate(visitor: Visitor, exchange: str, thumb: str, **form: str) -> Any:
    sent = {"thumb": thumb, **form}
    return visitor.post(f"/exchanges/{exchange}/rating", sent, accept=JSON)


def amend(visitor: Visitor, exchange: str, text: str = BETTER) -> Any:
    return visitor.post(f"/exchanges/{exchange}/amendment", {"text": text}, accept=JSON)


def told(owner: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = owner.get(FEEDBACK, JSON).get_json()
    return found


def decide(
    owner: Visitor, verdict: str = "accept", reason: str = "Yes.", text: str = "fee"
) -> Any:
    (one,) = told(owner)["amendments"]
    form = {"verdict": verdict, "reason": reason, "text": text}
    return owner.post(f"{FEEDBACK}/{one['amendment']}", form, accept=JSON)


def last(house: House, kind: RecordKind) -> dict[str, Any]:
    return [dict(r.body) for r in house.ledger.records if r.kind is kind][-1]


def test_a_thumb_and_why_are_kept_and_can_be_changed(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    rate(anna, exchange, "up", why="right")
    rate(anna, exchange, "down", why="invented", reason="<b>too short</b>")
    page = anna.get(f"/exchanges/{exchange}").text
    assert "&lt;b&gt;too short&lt;/b&gt;" in page
    assert 'value="invented" checked' in page
    kept = house.parts.stores.exchanges.get(exchange, "anna")
    rated = [e.body for e in house.ledger.records if e.kind is RecordKind.ANSWER_RATED]
    assert rated == [
        {"thumb": "up", "why": "right", "release": kept.release},
        {"thumb": "down", "why": "invented", "release": kept.release},
    ]


def test_what_is_said_of_an_answer_is_masked_before_it_is_kept(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    rate(anna, exchange, "down", reason="Anna Kowalski owes nothing to Jan Nowak.")
    amend(anna, exchange)
    kept = house.parts.stores.ratings.get(exchange, "anna")
    amended = house.parts.stores.amendments.of_exchange(exchange)
    assert kept is not None
    assert amended is not None
    for text in (kept.remark, amended.version, json.dumps(told(carl))):
        assert "Kowalski" not in text
        assert "Nowak" not in text
        assert "[PERSON_" in text
    assert not any("Nowak" in repr(r) for r in house.ledger.records)


def test_a_thumb_is_up_or_down_and_why_is_one_of_its_own(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    wrong = [("", ""), ("sideways", ""), ("UP", ""), ("up", "none"), ("down", "Bad")]
    for thumb, why in wrong:
        answer = rate(anna, exchange, thumb, why=why)
        assert answer.status_code == 400, (thumb, why)


def test_who_turns_the_thumb_round_leaves_the_reason_for_the_other_behind(
    house: House,
) -> None:
    anna = house.visitor("anna")
    answer = rate(anna, anna.ask(), "up", why="wrong")
    assert (answer.status_code, answer.get_json()["why"]) == (200, "")


def test_only_an_answer_that_was_let_out_is_rated_or_amended(house: House) -> None:
    anna = house.visitor("anna")
    held = anna.ask("credit-memo")
    assert rate(anna, held, "up").status_code == 409
    assert amend(anna, held).status_code == 409


def test_a_correction_has_the_form_of_its_answer(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask("complaint-triage")
    answer = house.parts.stores.exchanges.get(exchange, "anna").answer or ""
    wrong = ("hello", '{"intent": "x"}', "   ", json.dumps(json.loads(answer)))
    told = [amend(anna, exchange, text) for text in wrong]
    assert [one.status_code for one in told] == [422, 422, 400, 400]
    assert told[-1].get_json()["error"] == "SameAnswerError"
    assert house.parts.stores.amendments.of_exchange(exchange) is None


def test_a_code_of_the_schema_is_not_masked(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask("complaint-triage")
    house.masker.words["low"] = EntityKind.PERSON
    answer = house.parts.stores.exchanges.get(exchange, "anna").answer or ""
    better = json.dumps({**json.loads(answer), "urgency": "low"})
    assert amend(anna, exchange, better).status_code == 200
    kept = house.parts.stores.amendments.of_exchange(exchange)
    assert kept is not None
    assert json.loads(kept.version)["urgency"] == "low"


def test_a_later_correction_takes_the_place_of_the_one_that_waits(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    first = amend(anna, exchange, "Dear all, no fee.").get_json()["amendment"]
    amend(anna, exchange, "Dear all, a small fee.")
    (one,) = told(carl)["amendments"]
    assert one["version"] == "Dear all, a small fee."
    form = {"verdict": "drop", "reason": "No."}
    assert carl.post(f"{FEEDBACK}/{first}", form, accept=JSON).status_code == 409


def test_the_owner_sees_figures_by_release_and_reason_and_that_is_recorded(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    asked = [anna.ask() for _ in range(3)]
    rate(anna, asked[0], "up")
    rate(anna, asked[1], "down", why="wrong")
    rate(anna, asked[2], "down", why="wrong", reason="No fee.")
    amend(anna, asked[2])
    seen = told(carl)
    (unit,) = seen["units"]
    assert (unit["answered"], unit["up"], unit["down"]) == (3, 1, 2)
    assert (unit["why"]["down"]["wrong"], unit["amended"]) == (2, 1)
    assert [one["remark"] for one in seen["remarks"]] == ["No fee."]
    assert house.ledger.records[-1].kind is RecordKind.FEEDBACK_OPENED
    assert last(house, RecordKind.FEEDBACK_OPENED)["remarks"] == 1
    page = carl.get(FEEDBACK).text
    assert "Something in it is wrong" in page
    assert "Kowalski" not in page
    assert FEEDBACK in carl.get("/purposes/reply-draft").text


def test_what_a_reviewer_changed_counts_for_the_release_that_answered(
    house: House,
) -> None:
    exchange = house.visitor("anna").ask("credit-memo")
    rita = house.visitor("rita")
    held = rita.get(f"/reviews/{exchange}", JSON).get_json()
    text = held["draft"].replace("refer", "decline")
    form = {"verdict": "edit", "draft_digest": held["draft_digest"], "text": text}
    assert rita.post(f"/reviews/{exchange}", form, accept=JSON).status_code == 200
    again = house.visitor("ralf").get(f"/reviews/{exchange}", JSON).get_json()
    form = {
        "verdict": "reject",
        "draft_digest": again["draft_digest"],
        "reason": "No.",
    }
    house.visitor("ralf").post(f"/reviews/{exchange}", form, accept=JSON)
    (unit,) = house.parts.stores.feedback.of("credit-memo")
    assert (unit.held, unit.edited, unit.rejected) == (1, 1, 1)
    release = house.parts.stores.reviews.get(exchange).release
    assert unit.release == release


def test_nothing_is_shown_that_the_log_does_not_know_of(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    amend(anna, anna.ask())
    house.ledger.down = True
    answer = carl.get(FEEDBACK)
    assert answer.status_code == 503
    assert "5 euros" not in answer.text


def test_an_accepted_correction_is_proposed_as_a_case_of_made_up_people(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    amend(anna, exchange)
    decided = decide(carl).get_json()
    assert decided["state"] == "accepted"
    rita = house.visitor("rita")
    (waiting,) = rita.get("/golden", JSON).get_json()["waiting"]
    assert (waiting["proposal"], waiting["origin"]) == (
        decided["proposal"],
        "amendment",
    )
    (case,) = parse_golden("case", waiting["line"], make_purpose())
    assert case.tags == ("amended",)
    assert {check.kind for check in case.checks} == {"contains", "names_back"}
    for name in ("Kowalski", "Nowak", "[PERSON"):
        assert name not in waiting["line"]
    kinds = house.ledger.kinds()
    said = ["answer.amended", "amendment.decided", "golden.proposed"]
    assert [kind for kind in kinds if kind in said] == said
    page = html.unescape(anna.get(f"/exchanges/{exchange}").text)
    assert "Your correction was accepted" in page
    assert "Yes." in page


def test_a_dropped_correction_proposes_nothing_and_its_writer_reads_why(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    amend(anna, exchange)
    assert decide(carl, "drop", "The fee is right.").get_json()["proposal"] is None
    assert house.parts.stores.golden.waiting() == ()
    page = anna.get(f"/exchanges/{exchange}").text
    assert "Your correction was not taken over." in page
    assert "The fee is right." in page
    assert not any("fee is right" in repr(r) for r in house.ledger.records)


def test_what_cannot_be_carried_out_decides_nothing(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    amend(anna, anna.ask())
    for verdict, reason, text in (
        ("accept", "", "fee"),
        ("maybe", "Yes.", "fee"),
        ("accept", "Yes.", "x" * 1_001),
    ):
        assert decide(carl, verdict, reason, text).status_code == 400, verdict
    assert len(told(carl)["amendments"]) == 1
    assert house.parts.stores.golden.waiting() == ()


def test_without_the_log_nothing_is_decided_and_nothing_proposed(
    house: House, carl: Visitor
) -> None:
    anna = house.visitor("anna")
    amend(anna, anna.ask())
    (one,) = told(carl)["amendments"]
    token = carl.token()
    house.ledger.down = True
    form = {"verdict": "accept", "reason": "Yes.", "text": "fee"}
    path = f"{FEEDBACK}/{one['amendment']}"
    assert carl.post(path, form, token=token).status_code == 503
    house.ledger.down = False
    assert len(told(carl)["amendments"]) == 1
    assert house.parts.stores.golden.waiting() == ()


def test_the_owner_does_not_decide_on_their_own(house: House) -> None:
    sam = house.visitor("sam")
    amend(sam, sam.ask())
    owned = house.parts.ports.purposes.named("reply-draft")
    mine = replace(owned, governance=Governance("sam", "rita"))
    house.parts.ports.purposes._named["reply-draft"] = mine  # type: ignore[attr-defined] # the fake's
    assert told(sam)["amendments"][0]["own"] is True
    assert decide(sam).status_code == 403


def test_what_people_say_is_for_the_owner_alone(house: House, carl: Visitor) -> None:
    anna = house.visitor("anna")
    amend(anna, anna.ask())
    (one,) = told(carl)["amendments"]
    form = {"verdict": "accept", "reason": "Yes.", "text": "fee"}
    for login in ("anna", "rita", "audrey", "adam"):
        other = house.visitor(login)
        answers = [
            other.get(FEEDBACK, JSON),
            other.post(f"{FEEDBACK}/{one['amendment']}", form, accept=JSON),
        ]
        assert [answer.status_code for answer in answers] == [403, 403], login
