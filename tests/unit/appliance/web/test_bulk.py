"""Lists of texts on their pages: given, read in, paused, taken away."""

import csv
import io
import re
import threading
from typing import Any

import pytest

from appliance.domain.bulk import BulkState, BulkWhy
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import ExchangeState
from appliance.domain.text import PersonText
from appliance.errors import DetectionError, LedgerError
from appliance.kinds import RecordKind
from appliance.release import ReleasePurposes
from appliance.web.bulk_results import safe_cell
from appliance.worker.bulk import BulkWork
from tests.fakes import make_purpose
from tests.made import unrecorded
from tests.unit.appliance.web.house import LETTER, House, Visitor

JSON = "application/json"
TABLE = f"id,text\r\nA,{LETTER}\r\n=B,{LETTER}\r\n"


def give(
    visitor: Visitor, raw: str | bytes = TABLE, accept: str = JSON, **form: Any
) -> Any:
    data = raw.encode() if isinstance(raw, str) else raw
    name = form.pop("name", "list.csv")
    path = form.pop("path", "/bulk/new/reply-draft")
    body = {"do": "begin", **form, "file": (io.BytesIO(data), name)}
    return visitor.post(path, body, accept=accept, content_type="multipart/form-data")


def begun(house: House, visitor: Visitor, raw: str | bytes = TABLE, **form: Any) -> str:
    """Begin a list and wait until it is read in."""
    answer = give(visitor, raw, **form)
    assert answer.status_code == 201, answer.text
    house.parts.intake._pool.submit(lambda: None).result(30)
    return str(answer.get_json()["bulk"])


def work(house: House) -> None:
    """Have the worker answer all that waits."""
    of = house.parts
    worker = BulkWork(of.stores, of.ports, house.ledger, max_attempts=3)
    while worker.beat() is not None:
        pass


def told(visitor: Visitor, bulk: str) -> dict[str, Any]:
    found: dict[str, Any] = visitor.get(f"/bulk/{bulk}", JSON).get_json()
    return found


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_list_is_masked_kept_answered_and_taken_away(house: House) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna, title="Kowalski")
    now = told(anna, bulk)
    assert (now["rows"], now["taken"], now["reading"]) == (2, 2, False)
    assert now["counts"] == {
        "done": 0, "held": 0, "refused": 0, "failed": 0, "left": 2,
    }  # fmt: skip
    assert [(i["row"], i["name"], i["repeats"]) for i in now["items"]] == [
        (2, "A", None),
        (3, "=B", 2),
    ]
    kept = [i.kept.masked for i in house.parts.stores.bulk.items(bulk, "anna")]
    assert all("Kowalski" not in (text or "Kowalski") for text in kept)
    work(house)
    assert told(anna, bulk)["state"] == "ended"
    found = rows(anna.post(f"/bulk/{bulk}/results"))
    assert [(r["row"], r["name"], r["state"]) for r in found] == [
        ("2", "A", "Answered"),
        ("3", "'=B", "Answered"),
    ]
    assert all("Anna Kowalski" in row["answer"] for row in found)
    kinds = house.ledger.kinds()
    for kind in ("bulk.begun", "bulk.ended", "bulk.downloaded"):
        assert kinds.count(kind) == 1
    assert kinds.count("answer.read") == 2
    assert kinds.count("text.pseudonymised") == 4
    assert "Kowalski" not in str([r.body for r in house.ledger.records])


def test_the_same_list_given_twice_within_minutes_is_begun_once(house: House) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna, title="Kowalski")
    again = give(anna, title="Kowalski")
    assert (again.status_code, again.get_json()["bulk"]) == (201, bulk)
    page = give(anna, accept="text/html", title="Kowalski")
    assert page.headers["Location"] == f"/bulk/{bulk}"
    assert house.ledger.kinds().count("bulk.begun") == 1
    assert len(anna.get("/bulk", JSON).get_json()["lists"]) == 1

    case = house.parts.stores.cases.create("anna", "Kowalski").id
    others = ({"title": "x"}, {"case": case}, {"raw": f"text\r\n{LETTER}\r\n"})
    for other in others:
        assert begun(house, anna, **{"title": "Kowalski", **other}) != bulk
    assert begun(house, house.visitor("ben"), title="Kowalski") != bulk
    house.clock.advance(601)
    assert begun(house, anna, title="Kowalski") != bulk


def test_a_list_that_has_ended_is_begun_anew_when_it_is_given_again(
    house: House,
) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna)
    assert anna.post(f"/bulk/{bulk}", {"step": "end"}).status_code == 303
    assert begun(house, anna) != bulk


def test_people_come_back_only_where_the_rules_allow_it(house: House) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna)
    work(house)
    policy = house.parts.ports.policy

    class NoNames:
        def decide(self, question: Any, caller: Any, purpose: Any, facts: Any) -> Any:
            if str(question) == "reidentify":
                facts = {**facts, "owns_case": False}
            return policy.decide(question, caller, purpose, facts)

    object.__setattr__(house.parts.ports, "policy", NoNames())
    found = rows(anna.post(f"/bulk/{bulk}/results"))
    assert all("[PERSON_" in row["answer"] for row in found)
    assert house.ledger.only(RecordKind.BULK_DOWNLOADED).body["restored"] is False


def test_results_can_be_taken_while_the_list_is_in_work(house: House) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna)
    found = rows(anna.post(f"/bulk/{bulk}/results"))
    assert [row["state"] for row in found] == ["Waiting", "Waiting"]
    assert [row["answer"] for row in found] == ["", ""]
    assert "answer.read" not in house.ledger.kinds()


def test_a_structured_answer_has_a_column_for_each_field(house: House) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna, path="/bulk/new/complaint-triage")
    work(house)
    found = rows(anna.post(f"/bulk/{bulk}/results"))
    assert [row["intent"] for row in found] == ["lost_or_stolen_card"] * 2


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_taken_for_a_formula(value: str) -> None:
    assert safe_cell(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "1-1", "Dear [PERSON_1]", "'=1"])
def test_other_cells_stay_as_they_are(value: str) -> None:
    assert safe_cell(value) == value


def test_nothing_is_begun_where_something_is_wrong_and_what_was_typed_stays(
    house: House,
) -> None:
    anna = house.visitor("anna")
    bad = "id,text\n1,\n2,fine\n"
    answer = give(anna, bad, "text/html", title="Grüße & Co", encoding="windows-1252")
    assert answer.status_code == 422
    assert "Row 2, text" in answer.text
    assert "There is no text here." in answer.text
    assert 'value="Grüße &amp; Co"' in answer.text
    assert re.search(r'value="windows-1252" selected', answer.text)
    told_json = give(anna, bad).get_json()
    assert told_json["problems"] == [
        {"row": 2, "column": "text", "sentence": "There is no text here."}
    ]
    assert house.parts.stores.bulk.of_owner("anna") == ()
    assert "bulk.begun" not in house.ledger.kinds()


def test_looking_at_a_file_tells_what_is_in_it_and_keeps_nothing(house: House) -> None:
    anna = house.visitor("anna")
    answer = give(anna, do="look")
    assert answer.get_json() == {
        "columns": ["id", "text"],
        "problems": [],
        "repeats": [[3, 2]],
        "rows": 2,
    }
    page = give(anna, accept="text/html", do="look")
    assert page.status_code == 200
    assert "Texts found: 2" in page.text
    assert '<option value="text">' in page.text
    assert house.parts.stores.bulk.of_owner("anna") == ()
    assert house.parts.stores.cases.of_owner("anna") == ()
    assert "request.received" not in house.ledger.kinds()


def test_a_list_goes_on_in_a_case_of_ones_own_and_in_no_other(house: House) -> None:
    anna, ben = house.visitor("anna"), house.visitor("ben")
    case = house.parts.stores.cases.create("anna", "mine").id
    bulk = begun(house, anna, case=case)
    assert told(anna, bulk)["case"] == case
    assert give(ben, case=case).status_code == 404
    assert ben.get(f"/bulk/new/reply-draft?case={case}").status_code == 404


def test_a_list_of_somebody_else_and_none_at_all_look_the_same(house: House) -> None:
    anna, ben = house.visitor("anna"), house.visitor("ben")
    bulk = begun(house, anna)
    for path, method in (("", "get"), ("", "post"), ("/results", "post")):
        answers = []
        for name in (bulk, "0" * 32):
            do = ben.post if method == "post" else ben.get
            answers.append(do(f"/bulk/{name}{path}"))
        assert [a.status_code for a in answers] == [404, 404]
        assert answers[0].text == answers[1].text.replace("0" * 32, bulk)
    assert ben.get("/bulk", JSON).get_json() == {"lists": []}


def test_a_list_is_paused_gone_on_with_and_ended_by_its_owner(house: House) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna)

    def step(name: str) -> Any:
        return anna.post(f"/bulk/{bulk}", {"step": name}, accept=JSON)

    assert step("pause").get_json()["state"] == "paused"
    work(house)
    assert told(anna, bulk)["counts"]["left"] == 2
    assert step("pause").status_code == 409
    assert step("resume").get_json()["state"] == "running"
    assert step("end").get_json()["why"] == "person"
    assert step("resume").status_code == 409
    assert step("nothing").status_code == 400
    work(house)
    assert told(anna, bulk)["counts"]["failed"] == 2
    steps = [k for k in house.ledger.kinds() if k.startswith("bulk.")]
    assert steps == ["bulk.begun", "bulk.paused", "bulk.resumed", "bulk.ended"]


def test_no_list_is_begun_without_its_record(house: House) -> None:
    anna = house.visitor("anna")
    token, append = anna.token(), house.ledger.append

    def full(entry: Any, **more: Any) -> Any:
        if entry.kind is RecordKind.BULK_BEGUN:
            raise LedgerError("full")
        return append(entry, **more)

    house.ledger.append = full  # type: ignore[method-assign] # the log is full
    body = {"do": "begin", "file": (io.BytesIO(TABLE.encode()), "list.csv")}
    answer = anna.post("/bulk/new/reply-draft", body, token=token)
    assert answer.status_code == 503
    assert house.parts.stores.bulk.of_owner("anna") == ()


def test_a_text_that_cannot_be_masked_is_told_in_its_row(house: House) -> None:
    mask = house.masker.mask

    def failing(text: Any, **more: Any) -> Any:
        if "bad" in text.reveal():
            raise DetectionError("a detector failed")
        return mask(text, **more)

    house.masker.mask = failing  # type: ignore[method-assign] # a detector fails
    anna = house.visitor("anna")
    bulk = begun(house, anna, f"text\nbad\n{LETTER}\n")
    work(house)
    now = told(anna, bulk)
    assert (now["counts"]["done"], now["counts"]["failed"]) == (1, 1)
    failed = now["items"][0]
    assert "Masking could not be completed" in failed["reasons"][0]
    page = anna.get(f"/bulk/{bulk}?state=failed")
    assert "Masking could not be completed" in page.text
    assert f"/exchanges/{failed['exchange']}" in page.text
    assert anna.get(f"/exchanges/{failed['exchange']}").status_code == 200


def test_a_list_that_was_interrupted_goes_on_with_the_same_file_only(
    house: House,
) -> None:
    anna = house.visitor("anna")
    stores, intake = house.parts.stores, house.parts.intake
    took = stores.bulk.take_in

    def once(*taken: Any) -> None:
        took(*taken)
        intake._closing.set()  # the process is told to end

    stores.bulk.take_in = once  # type: ignore[method-assign] # stops behind the first
    bulk = begun(house, anna)
    stores.bulk.take_in = took  # type: ignore[method-assign] # as it was
    intake._closing.clear()
    assert (told(anna, bulk)["taken"], told(anna, bulk)["reading"]) == (1, False)
    assert "give the same file again" in anna.get(f"/bulk/{bulk}").text
    again = {"path": f"/bulk/{bulk}", "step": "again"}
    other = give(anna, TABLE.replace("A,", "C,"), **again)
    assert other.status_code == 422
    assert "not the list that was begun" in other.get_json()["problems"][0]["sentence"]
    assert told(anna, bulk)["taken"] == 1
    assert give(anna, **again).status_code == 200
    intake._pool.submit(lambda: None).result(30)
    work(house)
    assert told(anna, bulk)["counts"]["done"] == 2
    assert give(anna, **again).status_code == 409


def use(house: House, case: str, words: str) -> None:
    """Have a text of a case masked, as at a page."""
    house.masker.words[words] = EntityKind.PERSON
    house.masker.mask(
        PersonText(words),
        exchange="f" * 32,
        case=case,
        purpose=make_purpose(),
        language="en",
    )


@pytest.mark.parametrize("again", [False, True], ids=["gone", "used again"])
@pytest.mark.parametrize("pauses", [False, True], ids=["running", "paused"])
def test_of_a_list_whose_case_is_erased_meanwhile_nothing_more_is_masked(
    house: House, *, again: bool, pauses: bool
) -> None:
    anna, lists = house.visitor("anna"), house.parts.stores.bulk
    took = lists.take_in

    def erased_then(bulk: str, *taken: Any) -> None:
        took(bulk, *taken)
        lists.take_in = took  # type: ignore[method-assign] # as it was
        case = lists.get(bulk, "anna").case
        if pauses:
            running, why = (BulkState.RUNNING,), BulkWhy.PERSON
            lists.move(bulk, running, BulkState.PAUSED, why, record=unrecorded)
        house.masker.erase([case], why="asked")
        if again:
            use(house, case, "Ben Berg")

    lists.take_in = erased_then  # type: ignore[method-assign] # erased behind the first
    bulk = begun(house, anna, f"{TABLE}C,{LETTER}\r\n")
    now = told(anna, bulk)
    assert (now["state"], now["why"], now["taken"]) == ("ended", "erased", 1)
    vault = house.masker.vault[now["case"]]
    assert set(vault.values()) == ({"Ben Berg"} if again else set())
    assert [item["name"] for item in now["items"]] == [""]
    assert house.ledger.only(RecordKind.BULK_ENDED).body["why"] == "erased"
    work(house)
    assert told(anna, bulk)["counts"]["failed"] == 1
    assert not house.engine.requests


def test_a_list_that_waits_to_be_read_in_ends_when_its_case_is_erased(
    house: House,
) -> None:
    anna, intake = house.visitor("anna"), house.parts.intake
    case = house.parts.stores.cases.create("anna", "mine").id
    use(house, case, "Ben Berg")
    gate = threading.Event()
    before = intake._pool.submit(gate.wait, 30)
    bulk = give(anna, case=case).get_json()["bulk"]
    house.masker.erase([case], why="asked")
    gate.set()
    assert before.result(30)
    intake._pool.submit(lambda: None).result(30)
    now = told(anna, bulk)
    assert (now["state"], now["why"], now["taken"]) == ("ended", "erased", 0)
    assert not house.masker.vault[case]


def test_more_texts_than_the_site_takes_are_not_begun(house: House) -> None:
    anna = house.visitor("anna")
    most = house.parts.settings.worker.list_rows
    answer = give(anna, "text\n" + "x\n" * (most + 1))
    assert answer.status_code == 422
    assert answer.get_json()["problems"][0]["row"] == most + 2


def test_a_list_waits_for_a_second_person_where_its_purpose_does(house: House) -> None:
    house.masker.words["Maria Silva"] = EntityKind.PERSON
    anna = house.visitor("anna")
    bulk = begun(house, anna, path="/bulk/new/credit-memo")
    work(house)
    now = told(anna, bulk)
    assert now["counts"]["held"] == 2
    assert {i["state"] for i in now["items"]} == {str(ExchangeState.HELD)}
    found = rows(anna.post(f"/bulk/{bulk}/results"))
    assert [row["answer"] for row in found] == ["", ""]


def test_the_page_says_why_a_list_is_paused(house: House) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna)
    running = (BulkState.RUNNING,)
    lists = house.parts.stores.bulk
    assert lists.move(
        bulk, running, BulkState.PAUSED, BulkWhy.BUDGET, record=unrecorded
    )
    assert "A budget is used up." in anna.get(f"/bulk/{bulk}").text
    assert "Paused" in anna.get("/bulk").text


@pytest.mark.parametrize("step", ["pause", "end"])
def test_a_list_that_ended_meanwhile_is_not_said_to_be_moved(
    house: House, step: str
) -> None:
    anna = house.visitor("anna")
    bulk = begun(house, anna)
    lists, token = house.parts.stores.bulk, anna.token()
    count = lists.counts

    def ended_meanwhile(kept: Any) -> Any:
        running, ended = (BulkState.RUNNING,), BulkState.ENDED
        lists.move(bulk, running, ended, BulkWhy.DONE, record=unrecorded)
        return count(kept)

    lists.counts = ended_meanwhile  # type: ignore[method-assign] # the worker is faster
    assert anna.post(f"/bulk/{bulk}", {"step": step}, token=token).status_code == 409
    assert house.ledger.kinds().count("bulk.begun") == 1
    assert not {"bulk.paused", "bulk.ended"} & set(house.ledger.kinds())
    assert lists.get(bulk, "anna").why is BulkWhy.DONE


def test_a_list_of_a_purpose_that_was_retired_stays_open_to_its_owner(
    house: House,
) -> None:
    anna = house.visitor("anna")
    done = begun(house, anna)
    work(house)
    waiting = begun(house, anna)
    live = [p for p in house.parts.ports.purposes.all() if p.name != "reply-draft"]
    object.__setattr__(house.parts.ports, "purposes", ReleasePurposes(live))
    page = anna.get(f"/bulk/{done}")
    assert page.status_code == 200
    assert "Draft a reply" in page.text
    found = rows(anna.post(f"/bulk/{done}/results"))
    assert all("Anna Kowalski" in row["answer"] for row in found)
    page = anna.get(f"/bulk/{waiting}")
    assert page.status_code == 200
    assert "<h1>reply-draft" in page.text
    found = rows(anna.post(f"/bulk/{waiting}/results"))
    assert [row["answer"] for row in found] == ["", ""]
