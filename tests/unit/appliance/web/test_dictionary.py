"""The dictionary: two people agree, with a reason, and every step is recorded."""

from typing import Any

import pytest

from appliance.domain.proposal import DictionaryState, Proposal, ProposalAction
from appliance.errors import StoreError
from appliance.kinds import RecordKind
from appliance.worker.erased import withdraw_erased
from tests.fakes import NOON
from tests.unit.appliance.web.house import House, Visitor

TEXT = "The lodger Zebulon Quartermaine agrees."
WORDS = "Zebulon Quartermaine"
JSON = "application/json"


def propose(visitor: Visitor, words: str = WORDS) -> None:
    form = {"text": TEXT, "words": words}
    answer = visitor.post("/preview/reply-draft/correct", form, accept=JSON)
    assert answer.status_code == 200, answer.text


def listed(visitor: Visitor) -> dict[str, Any]:
    answer = visitor.get("/dictionary", JSON)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def decide(visitor: Visitor, verdict: str = "approve", reason: str = "Yes.") -> Any:
    (waiting,) = listed(visitor)["waiting"]
    form = {"verdict": verdict, "reason": reason}
    return visitor.post(f"/dictionary/{waiting['proposal']}", form, accept=JSON)


def last(house: House, kind: RecordKind) -> dict[str, Any]:
    return [dict(r.body) for r in house.ledger.records if r.kind is kind][-1]


@pytest.fixture
def carl(house: House) -> Visitor:
    """Who keeps the dictionary, with one proposal of Anna's waiting."""
    propose(house.visitor("anna"))
    return house.visitor("carl")


@pytest.mark.parametrize("login", ["carl", "adam"])
def test_a_second_person_approves_and_the_masker_has_it(
    house: House, login: str
) -> None:
    propose(house.visitor("anna"))
    before = house.masker.dictionary().digest
    answer = decide(house.visitor(login))
    assert answer.get_json()["state"] == "approved"
    assert house.masker.entries == {("person", WORDS)}
    changed = last(house, RecordKind.DICTIONARY_CHANGED)
    assert changed["digest_before"] == before != changed["digest_after"]
    assert last(house, RecordKind.DICTIONARY_APPROVED)["digest_before"] == before


def test_the_first_page_says_how_many_wait(house: House, carl: Visitor) -> None:
    assert "1 waiting" in carl.get("/").text
    decide(carl)
    assert "0 waiting" in carl.get("/").text
    assert "/dictionary" not in house.visitor("anna").get("/").text


def test_one_that_names_no_case_says_that_only_a_decision_ends_it(
    house: House, carl: Visitor
) -> None:
    said = "It waits since before Cloister kept of which case such words are."
    assert said not in carl.get("/dictionary").text
    old = Proposal("a" * 32, ProposalAction.ADD, "person", "Old Words", "anna", NOON)
    house.parts.stores.proposals.add(old, record=lambda _: None)
    assert carl.get("/dictionary").text.count(said) == 1


def test_a_rejected_proposal_changes_nothing(house: House, carl: Visitor) -> None:
    assert decide(carl, "reject", "A street.").get_json()["state"] == "rejected"
    assert house.masker.entries == set()
    assert house.ledger.kinds().count("dictionary.rejected") == 1
    told = listed(carl)
    assert (told["waiting"], told["entries"]) == ([], [])


@pytest.mark.parametrize(
    ("verdict", "reason", "status"),
    [("approve", " ", 400), ("reject", "", 400), ("maybe", "Well.", 400)],
)
def test_a_verdict_needs_a_reason_and_is_one_of_two(
    house: House, carl: Visitor, verdict: str, reason: str, status: int
) -> None:
    assert decide(carl, verdict, reason).status_code == status
    assert house.masker.entries == set()
    assert len(listed(carl)["waiting"]) == 1


def test_nobody_decides_on_their_own_proposal(house: House, carl: Visitor) -> None:
    decide(carl)
    (entry,) = listed(carl)["entries"]
    carl.post(f"/dictionary/{entry['proposal']}/remove", accept=JSON)
    answer = decide(carl)
    assert (answer.status_code, answer.get_json()["error"]) == (403, "NotAllowedError")
    assert house.ledger.records[-1].kind is RecordKind.ACCESS_REFUSED
    assert house.masker.entries == {("person", WORDS)}
    assert "somebody else has to decide" in carl.get("/dictionary").text


def test_an_entry_goes_out_the_way_it_came_in(house: House, carl: Visitor) -> None:
    decide(carl)
    (entry,) = listed(carl)["entries"]
    carl.post(f"/dictionary/{entry['proposal']}/remove", accept=JSON)
    assert house.masker.entries == {("person", WORDS)}
    adam = house.visitor("adam")
    assert decide(adam, reason="A place.").status_code == 200
    assert house.masker.entries == set()
    told = listed(adam)
    assert (told["waiting"], told["entries"]) == ([], [])


def test_what_is_not_in_force_cannot_be_taken_out(house: House, carl: Visitor) -> None:
    (waiting,) = listed(carl)["waiting"]
    answer = carl.post(f"/dictionary/{waiting['proposal']}/remove", accept=JSON)
    assert answer.status_code == 409
    assert house.ledger.kinds().count("dictionary.proposed") == 0


def test_a_proposal_is_decided_once(house: House, carl: Visitor) -> None:
    (waiting,) = listed(carl)["waiting"]
    decide(carl, "reject", "No.")
    form = {"verdict": "approve", "reason": "Yes."}
    answer = carl.post(f"/dictionary/{waiting['proposal']}", form, accept=JSON)
    assert answer.status_code == 409
    assert house.masker.entries == set()


@pytest.mark.parametrize("login", ["anna", "rita", "audrey"])
def test_it_is_for_compliance_and_it_only(
    house: House, carl: Visitor, login: str
) -> None:
    (waiting,) = listed(carl)["waiting"]
    other = house.visitor(login)
    answers = [
        other.get("/dictionary", JSON),
        other.post(f"/dictionary/{waiting['proposal']}", {"verdict": "approve"}),
        other.post(f"/dictionary/{waiting['proposal']}/remove"),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not any(WORDS in answer.text for answer in answers)


def test_who_lost_their_role_meanwhile_decides_nothing(
    house: House, carl: Visitor
) -> None:
    (waiting,) = listed(carl)["waiting"]
    token = carl.token()
    house.directory.revoke("carl")
    form = {"verdict": "approve", "reason": "Yes."}
    answer = carl.post(f"/dictionary/{waiting['proposal']}", form, token=token)
    assert answer.status_code == 401
    assert house.masker.entries == set()


def test_without_a_log_nobody_sees_or_changes_it(house: House, carl: Visitor) -> None:
    (waiting,) = listed(carl)["waiting"]
    token = carl.token()
    house.ledger.down = True
    form = {"verdict": "approve", "reason": "Yes."}
    decided = carl.post(f"/dictionary/{waiting['proposal']}", form, token=token)
    seen = carl.get("/dictionary")
    house.ledger.down = False
    assert (decided.status_code, seen.status_code) == (503, 503)
    assert WORDS not in decided.text + seen.text
    assert 'name="reason" rows="3">\nYes.' in decided.text
    assert house.masker.entries == set()
    assert len(listed(carl)["waiting"]) == 1


def test_that_somebody_looked_is_recorded_without_a_word(
    house: House, carl: Visitor
) -> None:
    assert WORDS in carl.get("/dictionary").text
    opened = last(house, RecordKind.DICTIONARY_OPENED)
    assert opened == {"waiting": 1, "entries": 0}
    decide(carl, reason="Known to the desk.")
    for told in house.ledger.records:
        assert WORDS not in repr(told)
        assert "Known to the desk" not in repr(told)


def test_the_digest_on_the_page_is_that_of_the_masker(
    house: House, carl: Visitor
) -> None:
    decide(carl)
    assert house.masker.dictionary().digest in carl.get("/dictionary").text


@pytest.fixture
def half(house: House, carl: Visitor, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Have an approval that the masker has and the database could not keep."""
    change = house.masker.change

    def lost(proposal: Proposal, *, actor: str) -> DictionaryState:
        change(proposal, actor=actor)
        raise StoreError("no space is left")

    with monkeypatch.context() as patched:
        patched.setattr(house.masker, "change", lost)
        assert decide(carl).status_code >= 500
    assert house.masker.entries == {("person", WORDS)}
    assert len(listed(carl)["waiting"]) == 1
    return carl


def test_who_rejects_what_was_half_approved_takes_it_out_of_the_masker(
    house: House, half: Visitor
) -> None:
    assert decide(half, "reject", "A street.").get_json()["state"] == "rejected"
    assert house.masker.entries == set()


def test_who_approves_it_again_finishes_it(house: House, half: Visitor) -> None:
    assert decide(half).get_json()["state"] == "approved"
    assert house.masker.entries == {("person", WORDS)}
    assert len(listed(half)["entries"]) == 1


def test_what_was_half_approved_does_not_vanish_with_its_case(
    house: House, half: Visitor
) -> None:
    of = house.parts
    (waiting,) = of.stores.proposals.waiting()
    house.masker.erase([str(waiting.case)], why="asked")
    assert withdraw_erased(of.stores, of.ports) == 0
    assert decide(half, "reject", "Erased.").get_json()["state"] == "rejected"
    assert house.masker.entries == set()


def test_an_approval_that_never_came_to_the_masker_keeps_no_erased_words(
    house: House, carl: Visitor
) -> None:
    of = house.parts
    (waiting,) = of.stores.proposals.waiting()
    form = {"verdict": "approve", "reason": "Yes.", "csrf_token": carl.token()}
    house.ledger.down = True
    refused = carl.post(f"/dictionary/{waiting.id}", form, accept=JSON)
    house.ledger.down = False
    assert (refused.status_code, house.masker.entries) == (503, set())
    house.masker.erase([str(waiting.case)], why="asked")
    assert withdraw_erased(of.stores, of.ports) == 1


def test_an_entry_that_another_approved_one_has_stays_when_one_is_rejected(
    house: House, half: Visitor
) -> None:
    of = house.parts
    (first,) = of.stores.proposals.waiting()
    propose(house.visitor("ben"))
    second = next(p for p in of.stores.proposals.waiting() if p.id != first.id)
    for one, verdict in ((second, "approve"), (first, "reject")):
        form = {"verdict": verdict, "reason": "Yes."}
        assert half.post(f"/dictionary/{one.id}", form, accept=JSON).status_code == 200
    assert house.masker.entries == {("person", WORDS)}


def test_what_is_from_an_erased_case_comes_into_force_no_more(
    house: House, carl: Visitor
) -> None:
    of = house.parts
    (waiting,) = of.stores.proposals.waiting()
    house.masker.erase([str(waiting.case)], why="asked")
    refused = decide(carl)
    assert refused.status_code == 409
    assert house.masker.entries == set()
    assert withdraw_erased(of.stores, of.ports) == 1
    assert listed(carl)["waiting"] == []
