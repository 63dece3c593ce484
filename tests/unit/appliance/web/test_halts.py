"""The page of halts: who may, two clicks, and what everybody else reads."""

import pytest

from appliance.kinds import RecordKind
from tests.unit.appliance.web.house import House

HALT = {"step": "halt", "scope": "purpose", "name": "reply-draft", "reason": "drill"}
LIFT = {"step": "lift", "scope": "purpose", "name": "reply-draft"}


def halt(house: House, who: str, **changes: str) -> int:
    answer = house.visitor(who).post("/halts", {**HALT, **changes})
    return int(answer.status_code)


@pytest.mark.parametrize("who", ["carl", "adam"])
def test_who_keeps_the_rules_halts_and_lifts(who: str, house: House) -> None:
    visitor = house.visitor(who)
    assert visitor.post("/halts", HALT).status_code == 303
    entry = house.ledger.only(RecordKind.HALT_SET)
    assert (entry.actor, entry.body) == (
        who,
        {"scope": "purpose", "name": "reply-draft", "reason": "drill"},
    )
    page = visitor.get("/halts").text
    assert "Halted" in page
    assert visitor.get("/halts", "application/json").json["halts"] == [
        {**entry.body, "record": len(house.ledger.records) - 1}
    ]
    assert visitor.post("/halts", LIFT).status_code == 303
    assert house.ledger.only(RecordKind.HALT_LIFTED).actor == who
    assert visitor.get("/halts", "application/json").json == {"halts": []}


@pytest.mark.parametrize("who", ["anna", "rita"])
def test_nobody_else_sees_the_page_or_halts(who: str, house: House) -> None:
    assert house.visitor(who).get("/halts").status_code == 403
    assert halt(house, who) == 403
    assert not [e for e in house.ledger.records if e.kind is RecordKind.HALT_SET]


def test_an_auditor_sees_what_is_halted_and_changes_nothing(house: House) -> None:
    assert house.visitor("audrey").get("/halts").status_code == 200
    assert halt(house, "audrey") == 403


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"step": "pause"}, 400),
        ({"reason": "because I say so"}, 400),
        ({"name": "nothing-like-it"}, 404),
        ({"scope": "person"}, 404),
        ({"scope": "appliance"}, 404),
    ],
)
def test_what_there_is_not_is_not_halted(
    changes: dict[str, str], status: int, house: House
) -> None:
    assert halt(house, "adam", **changes) == status
    assert not [e for e in house.ledger.records if e.kind is RecordKind.HALT_SET]


def test_a_second_click_changes_nothing(house: House) -> None:
    assert halt(house, "adam") == halt(house, "adam") == 303
    house.ledger.only(RecordKind.HALT_SET)


def test_staff_read_that_a_purpose_is_halted_before_they_type(house: House) -> None:
    halt(house, "adam")
    anna = house.visitor("anna")
    assert "Halted for now" in anna.get("/").text
    assert "are halted by your organisation" in anna.get("/new/reply-draft").text


def test_everybody_reads_that_everything_is_halted(house: House) -> None:
    halt(house, "adam", scope="appliance", name="")
    page = house.visitor("anna").get("/history").text
    assert "All answers are halted by your organisation" in page
