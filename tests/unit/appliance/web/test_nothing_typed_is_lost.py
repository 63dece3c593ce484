"""A page that says what is in the way gives back what was typed, and only then says so."""

import html
import re

import pytest

from appliance.error_table import TABLE
from appliance.errors import DirectoryError, LedgerError
from tests.unit.appliance.web.house import LETTER, PASSWORD, House

KEPT = "What you typed is still here, below."


def hidden_fields(page: str) -> dict[str, str]:
    """Read the hidden fields of the form with what was typed."""
    form = page[page.index('class="card form"') :]
    found = re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def test_a_page_with_nothing_typed_does_not_speak_of_it(house: House) -> None:
    anna = house.visitor("anna")
    anna.ask()
    exchange = anna.ask()
    house.ledger.down = True
    answer = anna.get(f"/exchanges/{exchange}")
    assert answer.status_code == 503
    assert TABLE[LedgerError].message in answer.text
    assert KEPT not in answer.text
    assert "<textarea" not in answer.text
    assert not any("still here" in row.message for row in TABLE.values())


def test_one_more_press_sends_the_same_again(house: House) -> None:
    anna = house.visitor("anna")
    form = {
        "purpose": "reply-draft",
        "language": "en",
        "title": "Kowalski's <fee>",
        "text": LETTER,
    }
    token = anna.token()
    house.ledger.down = True
    refused = anna.post("/preview/reply-draft", form, token=token)
    house.ledger.down = False
    assert KEPT in refused.text
    assert 'method="post" action="/preview/reply-draft"' in refused.text
    again = hidden_fields(refused.text)
    assert again.pop("csrf_token") == token
    assert again == {name: form[name] for name in ("purpose", "title", "language")}
    sent = anna.post("/preview/reply-draft", {**again, "text": LETTER})
    assert (sent.status_code, "[PERSON_" in sent.text) == (200, True)


def test_a_form_that_is_out_of_date_comes_back_with_a_token_that_is_not(
    house: House,
) -> None:
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER}
    refused = anna.post("/exchanges", form, token="an old one")
    assert refused.status_code == 403
    assert "ask IT" not in refused.text
    again = hidden_fields(refused.text)
    sent = anna.post("/exchanges", {**form, **again}, token=again["csrf_token"])
    assert sent.status_code == 303


def test_a_reviewers_reason_is_given_back_with_their_verdict(house: House) -> None:
    exchange = house.visitor("anna").ask("credit-memo")
    rita = house.visitor("rita")
    seen = rita.get(f"/reviews/{exchange}").text
    digest = re.search(r'name="draft_digest" value="([0-9a-f]{64})"', seen)
    assert digest
    form = {
        "verdict": "reject",
        "draft_digest": digest[1],
        "reason": "No income & no job.",
    }
    token = rita.token()
    house.ledger.down = True
    refused = rita.post(f"/reviews/{exchange}", form, token=token)
    assert refused.status_code == 503
    assert "No income &amp; no job.</textarea>" in refused.text
    assert f'action="/reviews/{exchange}"' in refused.text
    again = hidden_fields(refused.text)
    assert (again["verdict"], again["draft_digest"]) == ("reject", digest[1])


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_the_door_keeps_the_name_and_never_the_password(
    house: House, password: str
) -> None:
    house.directory.down = password == PASSWORD
    answer = house.visitor().sign_in("anna", password, "/history")
    message = (
        TABLE[DirectoryError].message if house.directory.down else "Sign-in failed"
    )
    assert message in answer.text
    assert 'name="login" value="anna"' in answer.text
    assert 'name="next" value="/history"' in answer.text
    assert password not in answer.text


def test_who_may_not_is_told_whom_to_ask(house: House) -> None:
    answer = house.visitor("anna").get("/records")
    assert answer.status_code == 403
    assert "Not allowed" in answer.text
    assert "ask IT or your compliance officer" in answer.text
