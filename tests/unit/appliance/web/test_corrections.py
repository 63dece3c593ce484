"""Correcting a preview: more is masked at once, less only once two people agree."""

import threading
from typing import Any

import pytest

from appliance.domain.entity import EntityKind
from appliance.error_table import TABLE
from appliance.errors import AlwaysMaskedError, LedgerError, NotInTextError
from appliance.kinds import RecordKind
from appliance.worker.erased import withdraw_erased
from tests.unit.appliance.web.house import LETTER, House, Visitor

TEXT = f"{LETTER} Her lodger Zebulon Quartermaine agrees."
MISSED = "Zebulon Quartermaine"
ADDRESS = "/preview/reply-draft/correct"


def correct(visitor: Visitor, *, accept: str = "application/json", **form: str) -> Any:
    return visitor.post(ADDRESS, {"text": TEXT, **form}, accept=accept)


def corrections(house: House) -> list[dict[str, Any]]:
    return [
        dict(r.body)
        for r in house.ledger.records
        if r.kind is RecordKind.TEXT_CORRECTED
    ]


def test_missed_words_are_masked_in_the_preview_that_comes_back(house: House) -> None:
    got = correct(house.visitor("anna"), words=MISSED, kind="PERSON").get_json()
    assert MISSED not in got["masked"]
    assert [s["kind"] for s in got["spans"]] == ["PERSON", "PERSON"]
    assert "masked now" in got["corrected"]


def test_and_in_what_is_sent_of_the_same_case(house: House) -> None:
    anna = house.visitor("anna")
    case = correct(anna, words=MISSED).get_json()["case"]
    anna.ask(text=TEXT, case=case)
    (request,) = house.engine.requests
    sent = [p.masked.text for m in request.messages for p in m.parts if hasattr(p, "masked")]  # fmt: skip
    assert sent
    assert not any(MISSED in text for text in sent)


def test_a_correction_is_recorded_by_kind_and_lengths_only(house: House) -> None:
    correct(house.visitor("anna"), words=MISSED, kind="ORG")
    (waiting,) = house.parts.stores.proposals.waiting()
    assert corrections(house) == [
        {
            "listed": "org",
            "kind": "ORG",
            "chars": len(MISSED),
            "places": 1,
            "proposal": waiting.id,
        }
    ]
    assert MISSED not in repr(house.ledger.records)


def test_it_becomes_a_proposal_of_who_made_it(house: House) -> None:
    correct(house.visitor("anna"), words=f" {MISSED}, ")
    (waiting,) = house.parts.stores.proposals.waiting()
    assert (waiting.listed, waiting.words, waiting.proposer) == (
        "person",
        MISSED,
        "anna",
    )


def test_the_same_words_of_a_case_wait_once_however_often_they_are_corrected(
    house: House,
) -> None:
    anna = house.visitor("anna")
    case = correct(anna, words=MISSED).get_json()["case"]
    correct(anna, words=MISSED, case=case)
    (waiting,) = house.parts.stores.proposals.waiting()
    assert [c["proposal"] for c in corrections(house)] == [waiting.id, waiting.id]


def test_what_waits_of_another_case_stays_when_one_is_erased(house: House) -> None:
    of = house.parts
    cases = [
        correct(house.visitor(login), words=MISSED).get_json()["case"]
        for login in ("anna", "ben")
    ]
    first, second = of.stores.proposals.waiting()
    assert (first.words, second.words) == (MISSED, MISSED)
    house.masker.erase([cases[0]], why="asked")
    assert withdraw_erased(of.stores, of.ports) == 1
    assert [one.proposer for one in of.stores.proposals.waiting()] == ["ben"]


@pytest.mark.parametrize("listed", ["person", "allow"])
def test_what_waits_goes_with_the_people_of_its_case(house: House, listed: str) -> None:
    anna, of = house.visitor("anna"), house.parts
    form = {"words": MISSED}
    if listed == "allow":
        seen = anna.post(
            "/preview/reply-draft", {"text": TEXT}, accept="application/json"
        ).get_json()
        form = {"readable": seen["spans"][0]["surrogate"], "case": seen["case"]}
    case = correct(anna, **form).get_json()["case"]
    (waiting,) = of.stores.proposals.waiting()
    assert waiting.listed == listed
    assert withdraw_erased(of.stores, of.ports) == 0
    carl = house.visitor("carl")
    assert waiting.words in carl.get("/dictionary").text
    house.masker.erase([case], why="asked")
    assert withdraw_erased(of.stores, of.ports) == 1
    page = carl.get("/dictionary")
    assert waiting.words not in page.text
    assert "0 proposals wait" in page.text
    verdict = {"verdict": "approve", "reason": "Yes."}
    assert carl.post(f"/dictionary/{waiting.id}", verdict).status_code == 409
    told = house.ledger.only(RecordKind.DICTIONARY_WITHDRAWN)
    assert (told.case, told.body["proposal"]) == (case, waiting.id)


def test_nothing_becomes_readable_by_itself(house: House) -> None:
    anna = house.visitor("anna")
    seen = anna.post("/preview/reply-draft", {"text": TEXT}, accept="application/json")
    before = seen.get_json()
    surrogate = before["spans"][0]["surrogate"]
    got = correct(anna, readable=surrogate, case=before["case"]).get_json()
    assert got["masked"] == before["masked"]
    assert "stays masked" in got["corrected"]
    (waiting,) = house.parts.stores.proposals.waiting()
    assert (waiting.listed, waiting.words) == ("allow", "Anna Kowalski")
    assert house.ledger.only(RecordKind.VAULT_READ).actor == "anna"


def test_no_stand_in_is_read_for_somebody_who_has_just_left(house: House) -> None:
    anna = house.visitor("anna")
    seen = anna.post("/preview/reply-draft", {"text": TEXT}, accept="application/json")
    before = seen.get_json()
    token = anna.token()
    house.directory.revoke("anna")
    form = {"text": TEXT, "case": before["case"]}
    form |= {"readable": before["spans"][0]["surrogate"]}
    answer = anna.post(ADDRESS, form, accept="application/json", token=token)
    assert answer.status_code == 401
    assert "vault.read" not in house.ledger.kinds()


def test_a_stand_in_of_another_case_is_no_correction(house: House) -> None:
    answer = correct(house.visitor("anna"), readable="[PERSON_zzzz_1]")
    assert answer.get_json()["error"] == "NotInTextError"
    assert house.parts.stores.proposals.waiting() == ()


def test_what_has_the_form_of_an_address_or_a_number_stays_masked(
    house: House,
) -> None:
    house.masker.words["anna@example.com"] = EntityKind.EMAIL
    anna = house.visitor("anna")
    form = {"text": "Write to anna@example.com."}
    seen = anna.post("/preview/reply-draft", form, accept="application/json").get_json()
    form |= {"case": seen["case"], "readable": seen["spans"][0]["surrogate"]}
    answer = anna.post(ADDRESS, form, accept="application/json")
    assert (answer.status_code, answer.get_json()["message"]) == (
        422,
        TABLE[AlwaysMaskedError].message,
    )
    assert house.parts.stores.proposals.waiting() == ()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_is_not_corrected_leaves_a_record_that_says_so(
    house: House, accept: str
) -> None:
    house.masker.words["anna@example.com"] = EntityKind.EMAIL
    anna = house.visitor("anna")
    form = {"text": "Write to anna@example.com."}
    seen = anna.post("/preview/reply-draft", form, accept="application/json").get_json()
    form["case"] = seen["case"]
    for wish, error in (
        ({"readable": seen["spans"][0]["surrogate"]}, "AlwaysMaskedError"),
        ({"readable": "[PERSON_zzzz_1]"}, "NotInTextError"),
        ({"words": "Nobody Here"}, "NotInTextError"),
    ):
        assert anna.post(ADDRESS, {**form, **wish}, accept=accept).status_code >= 400
        last = house.ledger.records[-1]
        assert last.kind is RecordKind.REQUEST_REFUSED
        assert last.body == {"error": error, "page": "corrections.correct"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"words": "Nobody Here"}, "NotInTextError"),
        ({"words": "Quarter"}, "NotInTextError"),
        ({"words": " .,: "}, "NotInTextError"),
        ({}, "NotInTextError"),
        ({"words": "x" * 201}, "TextTooLongError"),
        ({"words": f"{MISSED}\x00"}, "UnreadableTextError"),
        ({"words": MISSED, "kind": "SECRET"}, "BadRequestError"),
        ({"words": MISSED, "kind": "NONSENSE"}, "BadRequestError"),
    ],
)
def test_what_is_no_correction_changes_nothing(
    house: House, form: dict[str, str], error: str
) -> None:
    answer = correct(house.visitor("anna"), **form)
    assert answer.get_json()["error"] == error
    assert corrections(house) == []
    assert not any(house.masker.marks.values())
    assert house.parts.stores.proposals.waiting() == ()


def test_words_that_are_not_there_come_back_with_the_text(house: House) -> None:
    page = correct(house.visitor("anna"), accept="text/html", words="Nobody Here")
    assert page.status_code == 400
    assert TABLE[NotInTextError].message in page.text
    assert 'value="Nobody Here"' in page.text
    assert TEXT in page.text


def test_the_page_works_without_scripts(house: House) -> None:
    anna = house.visitor("anna")
    page = correct(anna, accept="text/html", words=MISSED).text
    assert "These words are masked now" in page
    assert 'name="readable" value="[PERSON_' in page
    assert f'formaction="{ADDRESS}"' in page
    assert TEXT in page


@pytest.mark.parametrize("wish", [{"words": MISSED}, {"readable": "[PERSON_zzzz_1]"}])
def test_a_correction_masks_in_its_turn_among_those_who_prepare_theirs(
    house: House, wish: dict[str, str]
) -> None:
    masked: list[bool] = []

    class Turn(threading.Semaphore):
        def release(self, n: int = 1) -> None:
            masked.append("text.pseudonymised" in house.ledger.kinds())
            super().release(n)

    house.parts.live._preparing = Turn(1)
    correct(house.visitor("anna"), **wish)
    assert masked == [True]


def test_without_a_log_there_is_no_correction_and_what_was_typed_comes_back(
    house: House,
) -> None:
    anna = house.visitor("anna")
    token = anna.token()
    house.ledger.down = True
    form = {"text": TEXT, "words": MISSED, "kind": "ORG"}
    page = anna.post(ADDRESS, form, token=token)
    assert page.status_code == 503
    assert TABLE[LedgerError].message in page.text
    assert TEXT in page.text
    assert f'name="words" value="{MISSED}"' in page.text
    assert house.parts.stores.proposals.waiting() == ()


def test_somebody_elses_case_cannot_be_marked(house: House) -> None:
    case = correct(house.visitor("anna"), words=MISSED).get_json()["case"]
    answer = correct(house.visitor("ben"), words="agrees", case=case)
    assert answer.status_code == 404
    assert list(house.masker.marks[case]) == [MISSED]


def test_a_preview_says_what_is_still_readable(house: House) -> None:
    anna = house.visitor("anna")
    form = {"text": "Anna Kowalski, 46 years old, is a nurse."}
    told = anna.post("/preview/reply-draft", form, accept="application/json").get_json()
    assert told["remaining"]["details"] == [
        {"kind": "AGE", "found": ["46 years old"]},
        {"kind": "TITLE", "found": ["nurse"]},
    ]
    page = anna.post("/preview/reply-draft", form).text
    assert told["remaining"]["sentence"] in page
    assert "Age: 46 years old" in page


def test_why_says_what_was_still_readable(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask(text="Anna Kowalski, 46 years old, asks about a fee.")
    told = anna.get(f"/exchanges/{exchange}/why", "application/json").get_json()
    assert told["remaining"]["details"] == [{"kind": "AGE", "found": ["46 years old"]}]
    page = anna.get(f"/exchanges/{exchange}/why").text
    assert "Age: 46 years old" in page
