"""A text answered in parts, as its reader sees it: progress, parts, how they are one."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import sealed_texts
from appliance.kinds import RecordKind
from appliance.web.purpose_versions import place_of, shown_file
from tests.fakes import POLICIES
from tests.unit.appliance.web.house import House, Visitor, open_house
from tests.unit.appliance.web.program_house import program

PARTS = """
[parts]
most = 4
fields = { intent = "first", urgency = "highest", product = "first", quote = "first" }
nothing = { intent = "out_of_scope" }
"""
MANNERS = "I have been with you for many years and was content until today. " * 15
MATTER = "Anna Kowalski asks where the card is that was to come in March. " * 15
HASTE = "I cannot wait any longer, I go abroad and need it for the hotel. " * 15
LETTER = f"{MANNERS}\n\n{MATTER}\n\n{HASTE}"
READS = "The model reads part"


def sorting(request: GenerateRequest) -> str:
    (masked,) = sealed_texts(request.messages)
    intent = "card_arrival" if "card" in masked.text else "out_of_scope"
    if "abroad" in masked.text:
        intent = "card_delivery_estimate"
    return json.dumps(
        {
            "intent": intent,
            "urgency": "high" if "abroad" in masked.text else "low",
            "product": "card" if intent != "out_of_scope" else "none",
            "quote": masked.text[:20],
        },
        separators=(",", ":"),
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house whose messages may be 1,200 characters at once, and four times as long."""
    policies = tmp_path / "site"
    shutil.copytree(POLICIES, policies)
    file = policies / "purposes/complaint-triage/purpose.toml"
    file.write_text(file.read_text().replace("chars = 3000", "chars = 1200") + PARTS)
    opened = open_house(tmp_path, sorting, policies=policies)
    yield opened
    opened.close()


def ask(house: House, text: str = LETTER) -> tuple[Visitor, str]:
    anna = house.visitor("anna")
    return anna, anna.ask(purpose="complaint-triage", text=text)


def read(visitor: Visitor, path: str) -> Any:
    return visitor.get(path, "application/json").get_json()


def test_the_page_says_how_much_may_be_typed_and_takes_as_much(house: House) -> None:
    anna = house.visitor("anna")
    assert 'data-max="4800"' in anna.get("/new/complaint-triage").text
    anna, exchange = ask(house)
    assert read(anna, f"/exchanges/{exchange}")["state"] == "released"


def test_a_program_is_told_the_same_limit(house: House) -> None:
    asks = program(house, "complaint-triage")
    (model,) = asks.get("/v1/models").get_json()["data"]
    assert model["max_input_chars"] == 4800


def test_the_answer_is_that_of_the_parts_that_hold_something(house: House) -> None:
    anna, exchange = ask(house)
    text = read(anna, f"/exchanges/{exchange}")["text"]
    assert "card_arrival" in text
    assert "high" in text
    assert "Anna Kowalski" in text


def test_the_answer_shows_its_parts_and_what_each_was_answered_with(
    house: House,
) -> None:
    anna, exchange = ask(house)
    page = anna.get(f"/exchanges/{exchange}").text
    assert "Answered in 3 parts" in page
    told = re.search(r'<ol class="parts">(.*?)</ol>', page, re.DOTALL)
    assert told is not None
    assert re.findall(r"<dd>(.*?)</dd>", told[1])[0::3] == [
        *("Out of scope", "Card arrival", "Card delivery estimate"),
    ]
    first, last = re.findall(r"Characters ([\d,]+) to ([\d,]+)", told[1])[0]
    assert (first, int(last.replace(",", ""))) == ("1", len(MANNERS) + 2)


def test_why_says_how_the_answers_became_one(house: House) -> None:
    anna, exchange = ask(house)
    told = read(anna, f"/exchanges/{exchange}/why")
    assert len(told["parts"]) == 3
    how = {one["field"]: (one["words"], one["parts"]) for one in told["combined"]}
    assert how == {
        "intent": ("The first part that says anything.", [2]),
        "urgency": ("The highest that any part says.", [3]),
        "product": ("The first part that says anything.", [2]),
        "quote": ("The first part that says anything.", [2]),
    }
    page = anna.get(f"/exchanges/{exchange}/why").text
    assert "cut into 3 parts" in page
    assert "Urgency: The highest that any part says." in page
    assert "Part 3" in re.sub(r"\s+", " ", page)


def test_a_text_that_is_read_at_once_shows_no_parts(house: House) -> None:
    anna, exchange = ask(house, MATTER)
    assert 'class="parts"' not in anna.get(f"/exchanges/{exchange}").text
    told = read(anna, f"/exchanges/{exchange}/why")
    assert (told["parts"], told["combined"]) == ([], [])


def test_a_page_that_reads_along_is_told_each_part(house: House) -> None:
    anna = house.visitor("anna")
    case = {"purpose": "complaint-triage", "text": LETTER, "origin": "web"}
    events = anna.post("/exchanges", case, accept="text/event-stream").text
    told = re.findall(r"event: part\ndata: (.*)", events)
    assert [json.loads(one) for one in told] == [
        {"number": number, "of": 3} for number in (1, 2, 3)
    ]


def test_who_opens_its_page_meanwhile_reads_which_part_it_is(house: House) -> None:
    seen: list[Any] = []

    def looking(request: GenerateRequest) -> str:
        anna = house.visitor("anna")
        exchange = request.exchange
        page = anna.get(f"/exchanges/{exchange}").text
        seen.append((read(anna, f"/exchanges/{exchange}")["part"], READS in page))
        return sorting(request)

    house.engine.script = looking
    anna, exchange = ask(house)
    assert seen == [({"number": n, "of": 3}, True) for n in (1, 2, 3)]
    assert read(anna, f"/exchanges/{exchange}")["part"] is None


def test_what_the_log_says_of_the_parts_holds_no_code(house: House) -> None:
    ask(house)
    kinds = {RecordKind.TEXT_DIVIDED, RecordKind.DRAFT_COMBINED}
    bodies = [one.body for one in house.ledger.records if one.kind in kinds]
    assert len(bodies) == 2
    assert "card" not in json.dumps(bodies)


def test_a_combining_prompt_is_shown_by_its_sections_beside_the_others() -> None:
    text = "[SYSTEM]\nYou combine.\n\n[INSTRUCTION]\n{{answers}}\n"
    told = shown_file("combine.en.md", text).sections
    assert [(one.title, one.text) for one in told] == [
        ("SYSTEM", "You combine."),
        ("INSTRUCTION", "{{answers}}"),
    ]
    files = ["answer.md", "combine.en.md", "prompt.en.md", "purpose.toml"]
    assert sorted(files, key=place_of)[:3] == files[1:]
