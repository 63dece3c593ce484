"""A German-speaking office on real parts: every sentence of a whole day is German."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

import httpx
import pytest
from babel.messages.pofile import read_po

from appliance.commands.client import AnsweredError, StaffClient
from appliance.web.catalogue import FOLDER
from tests.stack import Stack

LETTER = (
    "Dear Sir or Madam, my name is Marta Kowalczyk, born on 3 May 1970. My new card "
    "4929 1234 5678 9018 has not arrived at 12 Harbour Street, Leeds LS1 4AP. My account "
    "is GB82 WEST 1234 5698 7654 32, my telephone 020 7946 0958 and my e-mail "
    "marta.k@example.com."
)
APPLICATION = (
    "Applicant: Marta Kowalczyk\nMonthly income: 3,200\nMonthly debts: 400\n"
    "Amount: 12,000\nTerm: 48 months\nPurpose: car\nYears employed: 6\nDefaults: 0"
)


@contextmanager
def office(stack: Stack, login: str) -> Iterator[StaffClient]:
    """Sign somebody in whose browser asks for German."""
    with stack.signed_in(login) as client:
        client._http.headers["Accept-Language"] = "de-DE,de;q=0.9,en;q=0.4"
        yield client


@pytest.fixture(scope="module")
def german() -> dict[str, str]:
    """Every sentence of the catalogue, English to German."""
    with (FOLDER / "de" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        read = read_po(source, locale="de")
    return {m.id: str(m.string) for m in read if isinstance(m.id, str) and m.id}


def test_why_something_was_masked_is_told_in_german(
    stack: Stack, german: dict[str, str]
) -> None:
    with office(stack, "anna.staff") as client:
        seen = client.preview("complaint-triage", LETTER)

    reasons = {span["reason"] for span in seen["spans"]}
    assert len(reasons) >= 5
    assert reasons <= set(german.values())
    assert "Prüfziffer einer IBAN stimmt" in reasons


def test_a_held_answer_is_german_for_who_asks_who_reviews_and_who_audits(
    stack: Stack, german: dict[str, str]
) -> None:
    with office(stack, "anna.staff") as client:
        *_, last = client.ask("credit-memo", APPLICATION)
        exchange = last.body["exchange"]
        assert last.name == "held"
        pages = [page(client, f"/exchanges/{exchange}")]
        pages.append(page(client, f"/exchanges/{exchange}/why"))
    assert all("zweite Person" in text for text in pages)
    with office(stack, "rita.reviewer") as client:
        pages += [page(client, "/reviews"), page(client, f"/reviews/{exchange}")]
    with office(stack, "audrey.auditor") as client:
        pages.append(page(client, f"/records?exchange={exchange}"))
    assert "Die Antwort wurde für eine zweite Person zurückgehalten." in pages[-1]

    english = {meant for meant, said in german.items() if meant != said}
    for text in pages:
        assert '<html lang="de">' in text
        assert spoken(text) & english == set()


def test_an_error_is_told_in_german_and_the_terminal_stays_english(
    stack: Stack,
) -> None:
    with (
        office(stack, "anna.staff") as client,
        pytest.raises(AnsweredError, match="Es ist noch kein Text da"),
    ):
        client.preview("reply-draft", "  ")
    with (
        stack.signed_in("anna.staff") as terminal,
        pytest.raises(AnsweredError, match="There is no text yet"),
    ):
        terminal.preview("reply-draft", "  ")


def test_who_chose_english_keeps_it_through_signing_in_and_out(stack: Stack) -> None:
    with StaffClient(stack.url, stack.ca) as client:
        client._http.headers["Accept-Language"] = "de"
        assert "<h1>Anmelden</h1>" in page(client, "/sign-in")
        client._change("/language", {"language": "en"})
        assert "<h1>Sign in</h1>" in page(client, "/sign-in")
        client.sign_in("anna.staff", stack.password)
        assert "What would you like to do?" in page(client, "/")
        client.sign_out()
        assert "<h1>Sign in</h1>" in page(client, "/sign-in")


def page(client: StaffClient, path: str) -> str:
    found: httpx.Response = client._http.get(path, headers={"Accept": "text/html"})
    assert found.status_code == 200, found.status_code
    return found.text


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.found.add(re.sub(r"\s+", " ", data).strip())


def spoken(text: str) -> set[str]:
    """Name the texts of a page."""
    reader = _Texts()
    reader.feed(text)
    return reader.found
