"""An answer that was given again: who reads it is told, and can have it written."""

import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from appliance.kinds import RecordKind
from tests.fakes import POLICIES
from tests.unit.appliance.web.house import House, Visitor, open_house
from tests.unit.appliance.web.house_parts import ToldOtherwise
from tests.unit.appliance.web.program_house import Program, events_of, program

LETTER = "Where is my card? Anna Kowalski"
TOLD = "The model was not asked this time."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house whose letters may be given again; no two are written alike."""
    policies = tmp_path / "site"
    shutil.copytree(POLICIES, policies)
    with (policies / "purposes/reply-draft/purpose.toml").open("a") as file:
        file.write("\n[cache]\nexact = true\nalike = true\n")
    numbers = count(1)
    opened = open_house(
        tmp_path,
        lambda _: f"Dear customer, this is letter {'I' * next(numbers)}.",
        policies=policies,
    )
    yield opened
    opened.close()


def read(visitor: Visitor, exchange: str) -> Any:
    return visitor.get(f"/exchanges/{exchange}", "application/json").get_json()


def ask_twice(house: House) -> tuple[Visitor, str, str]:
    anna = house.visitor("anna")
    first = anna.ask(text=LETTER)
    house.clock.advance(90)
    return anna, first, anna.ask(text=LETTER, case=read(anna, first)["case"])


def test_who_reads_it_is_told_that_it_is_from_before_and_when(house: House) -> None:
    anna, first, second = ask_twice(house)
    assert TOLD not in anna.get(f"/exchanges/{first}").text
    page = anna.get(f"/exchanges/{second}").text
    assert TOLD in page
    assert "letter I." in page
    assert '<time datetime="2026-03-02T12:00:00' in page
    told = read(anna, second)["recalled"]
    at = "2026-03-02T12:00:00+00:00"
    assert told == {"of": first, "written_at": at, "how": "exact"}
    assert read(anna, first)["recalled"] is None


def test_who_wrote_it_otherwise_is_told_what_counted_as_the_same(house: House) -> None:
    anna, first, _ = ask_twice(house)
    text = f"Hello, {LETTER}, thanks!"
    third = anna.ask(text=text, case=read(anna, first)["case"])
    assert (
        "the same but for manners and spelling" in anna.get(f"/exchanges/{third}").text
    )
    assert read(anna, third)["recalled"]["how"] == "alike"


def test_why_says_it_and_names_the_model_that_wrote(house: House) -> None:
    anna, _, second = ask_twice(house)
    why = anna.get(f"/exchanges/{second}/why", "application/json").get_json()
    assert why["versions"]["model"] == "scripted"
    page = anna.get(f"/exchanges/{second}/why").text
    assert "the answer from then was given again" in page


def test_a_button_has_it_written_anew_for_the_same_person_and_text(
    house: House,
) -> None:
    anna, _, second = ask_twice(house)
    answer = anna.post(f"/exchanges/{second}/anew")
    assert answer.status_code == 303
    third = answer.headers["Location"].rsplit("/", 1)[1]
    told = read(anna, third)
    assert told["text"] == "Dear customer, this is letter II."
    assert (told["recalled"], told["case"]) == (None, read(anna, second)["case"])
    assert told["masked"] == read(anna, second)["masked"]
    received = [
        entry.body
        for entry in house.ledger.records
        if entry.kind is RecordKind.REQUEST_RECEIVED and entry.exchange == third
    ]
    assert [body.get("anew") for body in received] == [True]


def test_only_its_owner_has_it_written_anew_and_only_once_it_is_answered(
    house: House,
) -> None:
    _, first, _ = ask_twice(house)
    assert house.visitor("ben").post(f"/exchanges/{first}/anew").status_code == 404
    anna = house.visitor("anna")
    held = anna.ask("credit-memo", text="Amount: 12,000.")
    assert anna.post(f"/exchanges/{held}/anew").status_code == 409


def test_a_text_whose_people_are_forgotten_is_not_asked_again(house: House) -> None:
    anna, first, second = ask_twice(house)
    house.masker.erase([read(anna, first)["case"]], why="asked")
    assert anna.post(f"/exchanges/{second}/anew").status_code == 404


def test_what_the_model_wrote_for_it_is_not_written_anew(house: House) -> None:
    anna, first, second = ask_twice(house)
    assert anna.post(f"/exchanges/{first}/anew").status_code == 409
    assert anna.post(f"/exchanges/{second}/anew").status_code == 303


def test_nobody_is_put_back_into_it_for_somebody_who_has_just_left(
    house: House,
) -> None:
    anna, _, second = ask_twice(house)
    before = house.ledger.kinds().count("vault.read")
    house.directory.revoke("anna")
    gone = anna.post(f"/exchanges/{second}/anew", accept="application/json")
    assert gone.status_code == 401
    assert house.ledger.kinds()[-1] == "session.revoked"
    assert house.ledger.kinds().count("vault.read") == before


def test_nobody_is_put_back_into_it_where_no_rule_lets_the_text_back(
    house: House,
) -> None:
    anna, _, second = ask_twice(house)
    before = house.ledger.kinds().count("vault.read")
    policy = ToldOtherwise(house.parts.ports.policy, own_text=False)
    object.__setattr__(house.parts.ports, "policy", policy)
    assert anna.post(f"/exchanges/{second}/anew").status_code == 403
    assert house.ledger.kinds().count("vault.read") == before


def test_without_naming_the_case_nothing_is_given_again(house: House) -> None:
    anna = house.visitor("anna")
    texts = [read(anna, anna.ask(text=LETTER))["text"] for _ in range(2)]
    assert texts[0] != texts[1]


def test_what_did_not_help_is_written_anew(house: House) -> None:
    anna, first, second = ask_twice(house)
    anna.post(f"/exchanges/{first}/rating", {"thumb": "down"})
    third = anna.ask(text=LETTER, case=read(anna, second)["case"])
    assert read(anna, third)["recalled"] is None


def test_what_did_not_help_when_it_was_given_again_is_written_anew(
    house: House,
) -> None:
    anna, first, second = ask_twice(house)
    case = read(anna, second)["case"]
    anna.post(f"/exchanges/{second}/rating", {"thumb": "up"})
    third = anna.ask(text=LETTER, case=case)
    assert read(anna, third)["recalled"]["of"] == first
    anna.post(f"/exchanges/{third}/rating", {"thumb": "down"})
    fourth = anna.ask(text=LETTER, case=case)
    assert read(anna, fourth)["recalled"] is None
    assert read(anna, fourth)["text"] == "Dear customer, this is letter II."


def test_what_its_owner_has_corrected_is_written_anew(house: House) -> None:
    anna, first, second = ask_twice(house)
    better = {"text": "Dear customer, your card is on its way."}
    assert anna.post(f"/exchanges/{first}/amendment", better).status_code == 303
    third = anna.ask(text=LETTER, case=read(anna, second)["case"])
    assert read(anna, third)["recalled"] is None
    assert read(anna, third)["text"] == "Dear customer, this is letter II."


def test_what_its_owner_has_corrected_when_it_was_given_again_is_written_anew(
    house: House,
) -> None:
    anna, _, second = ask_twice(house)
    better = {"text": "Dear customer, your card is on its way."}
    assert anna.post(f"/exchanges/{second}/amendment", better).status_code == 303
    third = anna.ask(text=LETTER, case=read(anna, second)["case"])
    assert read(anna, third)["recalled"] is None


def said(program: Program, **more: Any) -> Any:
    message = {"role": "user", "content": LETTER}
    body = {"model": "reply-draft", "messages": [message], "metadata": {"case": "4711"}}
    headers = more.pop("headers", {})
    return program.client.post(
        "/v1/chat/completions",
        json={**body, **more},
        base_url="https://cloister.test",
        headers={**program.headers, **headers},
    )


def test_a_program_reads_how_old_it_is_and_that_it_took_nothing(house: House) -> None:
    robot = program(house)
    first = said(robot)
    assert "Age" not in first.headers
    house.clock.advance(90)
    second = said(robot)
    content = [one.get_json()["choices"][0]["message"] for one in (first, second)]
    assert content[0] == content[1]
    assert second.headers["Age"] == "90"
    assert set(second.get_json()["usage"].values()) == {0}
    fingerprint = second.get_json()["system_fingerprint"]
    assert fingerprint == first.get_json()["system_fingerprint"]


def test_a_program_that_wants_no_cache_gets_one_that_is_written(house: House) -> None:
    robot = program(house)
    said(robot)
    anew = said(robot, headers={"Cache-Control": "no-cache"})
    assert "Age" not in anew.headers
    assert "letter II." in anew.get_json()["choices"][0]["message"]["content"]


def test_a_stream_of_it_is_one_piece_with_its_age(house: House) -> None:
    robot = program(house)
    said(robot)
    house.clock.advance(7)
    streamed = said(robot, stream=True, stream_options={"include_usage": True})
    assert streamed.headers["Age"] == "7"
    events = events_of(streamed)
    assert "letter I." in events[0]["choices"][0]["delta"]["content"]
    assert set(events[-1]["usage"].values()) == {0}


def test_the_page_has_a_form_that_a_browser_without_scripts_can_send(
    house: House,
) -> None:
    anna, _, second = ask_twice(house)
    page = anna.get(f"/exchanges/{second}").text
    form = re.search(r'<form[^>]*id="recalled"[^>]*>.*?</form>', page, re.DOTALL)
    assert form is not None
    assert f'action="/exchanges/{second}/anew"' in form.group()
    assert 'name="csrf_token"' in form.group()
