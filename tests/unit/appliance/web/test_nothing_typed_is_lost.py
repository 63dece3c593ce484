"""A page that says what is in the way gives back what was typed, and only then says so."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from appliance import web
from appliance.error_table import TABLE
from appliance.errors import DirectoryError, LedgerError
from appliance.kinds import RecordKind
from tests.unit.appliance.web.house import HOST, LETTER, PASSWORD, House
from tests.unit.appliance.web.test_csrf import changes

KEPT = "What you typed is still here, below."


class Given(HTMLParser):
    """What a browser would send of the form with what was typed, unchanged."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.to = ""
        self._ours = False
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._ours = found.get("class") == "card form"
            self.to = found["action"] if self._ours else self.to
        elif self._ours and tag == "input" and found.get("type") != "file":
            self.fields[found["name"]] = found.get("value", "")
        elif self._ours and tag == "textarea":
            self._area = found["name"]
            self.fields[self._area] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser drops the line end right behind the tag, and only that one.
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""


def names_of_fields() -> set[str]:
    """Read what the fields of every form of every page are called."""
    found: set[str] = set()
    for page in (Path(web.__file__).parent / "templates").glob("*.html"):
        tag = r'<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"'
        found |= set(re.findall(tag, page.read_text("utf-8")))
    return {re.sub(r"\{\{.*?\}\}", "any", name) for name in found}


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
    assert again == {name: form[name] for name in ("purpose", "language")}
    again = Given(refused.text).fields
    assert again.pop("csrf_token") == token
    assert again == form
    sent = anna.post("/preview/reply-draft", again)
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


def test_whatever_a_form_has_comes_back_but_its_token_and_a_password(
    house: House,
) -> None:
    form = {name: f"{name} <1> & 2" for name in names_of_fields()}
    assert {"step", "scope", "follows", "how", "act", "release", "new_text"} <= set(
        form
    )
    assert {"confirmed", "parent", "do", "purpose.any", "file.any"} <= set(form)
    form |= {"text": "\ntwo\nlines", "file.any": "", "variable.any": "one\ntwo"}
    anna, kept = house.visitor("anna"), form.keys() - {"csrf_token", "password"}
    for path in changes(house.app):
        if path == "/sign-in" or path.startswith("/v1/"):
            continue
        refused = anna.post(path, form, token="an old one")
        given = Given(refused.text)
        assert given.to == path
        assert given.fields == {name: form[name] for name in kept} | {
            "csrf_token": anna.token()
        }, path
        assert form["password"] not in html.unescape(refused.text)


@pytest.mark.parametrize(
    "sent_from",
    [
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://wiki.bank.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_a_neighbouring_host_never_comes_back_beside_a_good_token(
    house: House, sent_from: dict[str, str]
) -> None:
    # Cookies come along from each host of the same site, so only the token stops it.
    adam = house.visitor("adam")
    lift = {"step": "lift", "scope": "appliance", "name": "", "csrf_token": "a guess"}
    refused = adam.client.post(
        "/halts",
        data=lift,
        base_url=f"https://{HOST}",
        headers={"Accept": "text/html"} | sent_from,
    )
    assert refused.status_code == 403
    assert Given(refused.text).fields == {}


@pytest.mark.parametrize(
    "sent_from", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": f"https://{HOST}"}]
)
def test_a_form_of_our_own_page_comes_back(
    house: House, sent_from: dict[str, str]
) -> None:
    anna = house.visitor("anna")
    refused = anna.client.post(
        "/exchanges",
        data={"purpose": "reply-draft", "text": LETTER, "csrf_token": "an old one"},
        base_url=f"https://{HOST}",
        headers={"Accept": "text/html"} | sent_from,
    )
    assert refused.status_code == 403
    assert Given(refused.text).fields["text"] == LETTER


def test_a_field_left_empty_is_nothing_that_was_typed(house: House) -> None:
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": "", "title": "", "words": ""}
    refused = anna.post("/exchanges", form, token="an old one")
    assert Given(refused.text).fields.keys() >= form.keys()
    assert hidden_fields(refused.text).keys() >= {"title", "words"}
    assert KEPT not in refused.text


def test_words_that_are_in_the_way_can_be_changed_on_the_page_that_says_so(
    house: House,
) -> None:
    anna = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": LETTER, "words": "Kowalski " * 30}
    refused = anna.post("/preview/reply-draft/correct", form)
    assert refused.status_code in {400, 413}
    assert '<input id="words" name="words" value="Kowalski' in refused.text
    assert "words" not in hidden_fields(refused.text)


def test_a_halt_that_the_log_did_not_take_is_set_by_one_more_press(
    house: House,
) -> None:
    adam = house.visitor("adam")
    form = {"step": "halt", "scope": "purpose", "name": "reply-draft"}
    token = adam.token()
    house.ledger.down = True
    refused = adam.post("/halts", {**form, "reason": "attack"}, token=token)
    house.ledger.down = False
    assert refused.status_code == 503
    assert KEPT not in refused.text  # nothing on that page is typed
    again = Given(refused.text)
    token = again.fields.pop("csrf_token")
    assert adam.post(again.to, again.fields, token=token).status_code == 303
    body = {"scope": "purpose", "name": "reply-draft", "reason": "attack"}
    assert house.ledger.only(RecordKind.HALT_SET).body == body


def test_an_order_for_a_token_comes_back_to_be_put_right(house: House) -> None:
    adam = house.visitor("adam")
    form = {
        "name": "intake",
        "owner": "ana",
        "days": "30",
        "networks": "10.1.2.0/24",
        "purpose.reply-draft": "yes",
    }
    refused = adam.post("/tokens", form)
    assert refused.status_code == 400
    assert re.search(r'<input id="owner" name="owner" value="ana"', refused.text)
    given = Given(refused.text).fields
    token = given.pop("csrf_token")
    assert given == form
    made = adam.post("/tokens", {**given, "owner": "anna"}, token=token)
    assert made.status_code == 200


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
