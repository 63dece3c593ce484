"""One's own exchanges: read again, explained, rated, found."""

import re
from typing import Any

import pytest

from appliance.stores.history import PAGE_ROWS
from appliance.web.chat import RECENT
from tests.unit.appliance.web.house import LETTER, House, Visitor


def search(visitor: Visitor, words: str, accept: str = "text/html") -> Any:
    return visitor.post("/history", {"q": words}, accept=accept)


def test_an_answer_is_read_with_its_people_back_and_that_is_recorded(
    house: House,
) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    page = anna.get(f"/exchanges/{exchange}").text
    assert "Dear Anna Kowalski," in page
    assert house.ledger.kinds()[-2:] == ["answer.read", "vault.read"]
    # No record, no answer: it is on disk before a name is put back.
    assert house.ledger.durable_to >= len(house.ledger.records) - 1


def test_no_name_comes_back_for_somebody_who_has_just_left(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    before = house.ledger.kinds().count("vault.read")
    house.directory.down = True
    away = anna.get(f"/exchanges/{exchange}")
    assert (away.status_code, "Kowalski" in away.text) == (503, False)
    house.directory.down = False
    house.directory.revoke("anna")
    gone = anna.get(f"/exchanges/{exchange}", "application/json")
    assert (gone.status_code, "Kowalski" in gone.text) == (401, False)
    assert house.ledger.kinds()[-1] == "session.revoked"
    assert house.ledger.kinds().count("vault.read") == before


def test_a_structured_answer_is_a_list_of_facts_in_words(house: House) -> None:
    anna = house.visitor("anna")
    page = anna.get(f"/exchanges/{anna.ask('complaint-triage')}").text
    assert "<dt>Intent</dt>" in page
    assert "Lost or stolen card" in page


def test_nobody_reads_an_answer_when_it_cannot_be_recorded(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    house.ledger.down = True
    answer = anna.get(f"/exchanges/{exchange}")
    assert answer.status_code == 503
    assert "Kowalski" not in answer.text


def test_why_names_rules_confidence_and_versions(house: House) -> None:
    anna = house.visitor("anna")
    exchange = anna.ask()
    told = anna.get(f"/exchanges/{exchange}/why", "application/json").get_json()
    assert "infer.purpose-role" in {rule["id"] for rule in told["rules"]}
    assert told["confidence_permille"] == 951
    assert (told["versions"]["model"], told["versions"]["quantisation"]) == (
        "scripted",
        "float32",
    )
    assert told["masked"] == {"PERSON": 1}
    assert told["asked_at"] == "2026-03-02T12:00:00+00:00"
    assert [line["seq"] for line in told["log"]] == sorted(
        line["seq"] for line in told["log"]
    )
    page = anna.get(f"/exchanges/{exchange}/why").text
    assert "Staff may use a purpose that names one of their roles." in page
    assert "Kowalski" not in page


def test_an_exchange_is_found_by_words_and_by_the_name_of_its_case(
    house: House,
) -> None:
    anna = house.visitor("anna")
    first = anna.ask(title="Kowalski, fee of March")
    second = anna.ask("complaint-triage", text="Where is my card?")

    def found(query: str) -> list[str]:
        got = search(anna, query, "application/json").get_json()
        return [one["exchange"] for one in got["exchanges"]]

    assert found("") in ([second, first], [first, second])
    assert found("kowalski") == [first]
    assert found("where card") == [second]
    assert found("nothing like it") == []


def test_a_search_stands_in_no_address_and_its_pages_keep_it(house: House) -> None:
    anna = house.visitor("anna")
    for _ in range(PAGE_ROWS + 1):
        anna.ask(title="Kowalski")
    page = anna.get("/history").text
    assert '<form class="search" method="post" action="/history"' in page
    found = search(anna, "kowalski").text
    assert not [link for link in re.findall('href="([^"]*)"', found) if "?q" in link]
    older = re.search(r'<form class="pager" method="post".*?</form>', found, re.DOTALL)
    assert older
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', older[0]))
    assert (form["q"], form["page"]) == ("kowalski", "2")
    again = anna.post("/history", form, token=form["csrf_token"]).text
    assert again.count('<a class="item"') == 1
    assert 'name="page" value="1"' in again
    # An address with a search, from an old bookmark, shows everything.
    assert "Nothing found" not in anna.get("/history?q=zebra").text
    assert anna.post("/history", {"q": "kowalski"}, token="").status_code == 403


def test_history_teaches_when_it_is_empty(house: House) -> None:
    anna = house.visitor("anna")
    assert "Nothing here yet" in anna.get("/history").text
    anna.ask()
    assert "Nothing found" in search(anna, "zebra").text


@pytest.mark.parametrize("page", ["2", "99", "1000000"])
def test_a_page_of_history_that_is_not_there_is_empty(house: House, page: str) -> None:
    assert house.visitor("anna").get(f"/history?page={page}").status_code == 200


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "1e9", "1000001", "9" * 5_000])
def test_a_page_of_history_is_a_number(house: House, page: str) -> None:
    assert house.visitor("anna").get(f"/history?page={page}").status_code == 400


def test_the_text_itself_is_in_no_page_of_the_history(house: House) -> None:
    anna = house.visitor("anna")
    anna.ask(text=LETTER)
    assert "Kowalski" not in anna.get("/history").text


def test_the_first_page_leads_on_from_ones_own_latest_exchanges(house: House) -> None:
    anna, ben = house.visitor("anna"), house.visitor("ben")
    assert "Your latest" not in anna.get("/").text
    asked = [anna.ask() for _ in range(RECENT + 1)]
    found = re.findall(r'href="/exchanges/([0-9a-f]{32})"', anna.get("/").text)
    assert sorted(found) == sorted(set(found) & set(asked))
    assert len(found) == RECENT
    assert not any(exchange in ben.get("/").text for exchange in asked)
