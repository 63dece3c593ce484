"""Every page and state, in each language and theme: no fault that axe-core finds.

WCAG 2.2 AA as far as a program can tell (axe-core's rules, target size included), and
1.4.10: nothing scrolls sideways at 320 CSS pixels, which is 400 % zoom of 1280.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser import ANSWER_MS, APPLICATION, LETTER, look_at, opened, sign_in
from tests.scenarios.test_findings_in_a_browser import HIDDEN, ORDERS
from tests.stack import Stack

pytestmark = pytest.mark.browser

LANGUAGES = {"en": "en-GB", "de": "de-DE"}
# Off by default in axe-core; asked for here (WCAG 2.2, 2.5.8).
EVERYTHING = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}
# What else could change with the theme?
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Looker:
    """Looks at one state after another, and keeps what is wrong with them."""

    tab: Page
    language: str
    wrong: list[str] = field(default_factory=list)

    def at(self, state: str) -> None:
        """Look at what the page shows now, light, dark and at 400 % zoom."""
        if self.tab.locator("html").get_attribute("lang") != self.language:
            self.wrong.append(f"{state}: not in {self.language}")
        self.tab.evaluate(AXE_SCRIPT)
        self._axe(f"{state}, light", EVERYTHING)
        self.tab.emulate_media(color_scheme="dark")
        self._axe(f"{state}, dark", COLOURS)
        self.tab.emulate_media(color_scheme="light")
        size = self.tab.viewport_size
        assert size is not None
        self.tab.set_viewport_size({"width": 320, "height": 640})
        if over := self.tab.evaluate(SIDEWAYS):
            self.wrong.append(f"{state}: {over} px wider than 320")
        self.tab.set_viewport_size(size)

    def _axe(self, state: str, options: dict[str, Any]) -> None:
        found = self.tab.evaluate("options => axe.run(options)", options)
        for fault in found["violations"]:
            places = [node["target"] for node in fault["nodes"]]
            self.wrong.append(f"{state}: {fault['id']} at {json.dumps(places)}")


Visiting = Callable[[str, str], AbstractContextManager[Looker]]


@pytest.fixture
def visiting(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> Visiting:
    """Give what opens a browser in a language, signed in unless nobody is named."""

    @contextmanager
    def visit(language: str, login: str) -> Iterator[Looker]:
        more = {"locale": LANGUAGES[language], "reduced_motion": "reduce"}
        with opened(browser, browser_context_args, **more) as tab:
            if login:
                sign_in(tab, stack, login)
            looker = Looker(tab, language)
            yield looker
        assert looker.wrong == []

    return visit


@pytest.fixture(scope="module")
def ended(stack: Stack) -> dict[str, str]:
    """Exchanges that were made before anybody looks, by how they ended."""
    secret = f"{LETTER}\nMy password: Xk7#pQ2vLm9z"
    return {
        # A check saw what nobody sees.
        "released": _ask(stack, "reply-draft", HIDDEN, "released"),
        "refused": _ask(stack, "reply-draft", secret, "failed"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door(stack: Stack, visiting: Visiting, language: str) -> None:
    with visiting(language, "") as look:
        look.tab.goto(f"{stack.url}/sign-in")
        look.at("sign-in")
        look.tab.locator("#login").fill("anna.staff")
        look.tab.locator("#password").fill("not it")
        look.tab.locator("#password").press("Enter")
        expect(look.tab.get_by_role("alert")).to_be_visible()
        assert look.tab.locator("#login").input_value() == "anna.staff"
        look.at("sign-in refused")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_staff(
    stack: Stack, visiting: Visiting, language: str, ended: dict[str, str]
) -> None:
    held = _ask(stack, "credit-memo", APPLICATION, "held")
    with visiting(language, "anna.staff") as look:
        look.at("start")
        look.tab.goto(f"{stack.url}/new/reply-draft")
        look.at("new")
        look_at(look.tab, stack, "reply-draft", LETTER)
        look.tab.locator("mark").first.focus()
        look.at("new, masked, a reason open")
        look.tab.locator("#missed").fill("twice")
        look.tab.locator("#mask").click()
        expect(look.tab.locator("#corrected")).to_be_visible(timeout=ANSWER_MS)
        look.tab.locator("#masked-list summary").click()
        look.at("new, corrected, with the list of what is masked")
        look.tab.locator("#text").fill("Another text.")
        look.at("new, changed since")
        look_at(look.tab, stack, "reply-draft", ORDERS)
        expect(look.tab.locator("#seen-body .doubt")).not_to_have_count(0)
        look.at("new, with what the checks saw")
        for state, exchange in {**ended, "held": held}.items():
            look.tab.goto(f"{stack.url}/exchanges/{exchange}")
            look.at(f"exchange {state}")
        look.tab.goto(f"{stack.url}/exchanges/{ended['released']}")
        look.tab.locator("#why").click()
        expect(look.tab.locator("#why-body h3").first).to_be_visible()
        look.at("why, open beside the answer")
        look.tab.locator("#why-close").click()
        look.tab.locator("button[aria-pressed]").first.click()
        expect(look.tab.locator("#reason")).to_be_visible()
        look.at("exchange, rated")
        look.tab.goto(f"{stack.url}/exchanges/{held}/why")
        look.at("why, a page")
        for state, path in (
            ("history", "/history"),
            ("rules", "/rules"),
            ("not found", "/nothing"),
            ("not allowed", "/records"),
        ):
            look.tab.goto(f"{stack.url}{path}")
            look.at(state)
        look.tab.goto(f"{stack.url}/history")
        look.tab.locator("#q").fill("zzzz")
        look.tab.locator("#q").press("Enter")
        expect(look.tab.locator(".empty")).to_be_visible()
        look.at("history, nothing found")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_and_an_empty_history(
    stack: Stack, visiting: Visiting, language: str
) -> None:
    with visiting(language, "ralf.reviewer") as look:
        look.tab.goto(f"{stack.url}/history")
        look.at("history, empty")
        look.tab.goto(f"{stack.url}/new/reply-draft")
        file = {"name": "letter.txt", "mimeType": "text/plain"}
        look.tab.locator("#file").set_input_files(
            [{**file, "buffer": LETTER.encode()}]  # type: ignore[list-item] # a FilePayload
        )
        look.at("a file, chosen")
        look.tab.locator("#preview").click()
        expect(look.tab.locator("mark").first).to_be_visible(timeout=ANSWER_MS)
        assert look.tab.locator("#text").input_value() == LETTER
        look.at("a file, read")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_reviewer(
    stack: Stack, visiting: Visiting, language: str
) -> None:
    held = _ask(stack, "credit-memo", APPLICATION, "held")
    with visiting(language, "rita.reviewer") as look:
        look.at("start of a reviewer")
        look.tab.goto(f"{stack.url}/reviews")
        expect(look.tab.locator(f'a[href$="{held}"]')).to_be_visible()
        look.at("queue")
        look.tab.goto(f"{stack.url}/reviews/{held}")
        look.at("review")
        for verdict in ("reject", "edit"):
            look.tab.locator(f"input[value={verdict}]").check()
            look.at(f"review, {verdict}")
        _reject_all(stack)
        look.tab.reload()
        look.at("review, decided")
        look.tab.goto(f"{stack.url}/reviews")
        expect(look.tab.locator(".empty")).to_be_visible()
        look.at("queue, empty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_an_auditor(
    stack: Stack, visiting: Visiting, language: str, ended: dict[str, str]
) -> None:
    with visiting(language, "audrey.auditor") as look:
        look.at("start of an auditor")
        look.tab.goto(f"{stack.url}/records?exchange={ended['released']}")
        look.tab.locator("summary").first.click()
        look.at("records of an exchange")
        look.tab.goto(
            f"{stack.url}/records?kind=log.exported&from=2020-01-01&to=2020-01-01"
        )
        look.at("no such records")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_who_keeps_the_dictionary(
    stack: Stack, visiting: Visiting, language: str
) -> None:
    words = f"nobody could tell me {language}"
    with stack.signed_in("anna.staff") as anna:
        token = anna._http.get("/session").json()["csrf_token"]
        form = {"csrf_token": token, "text": f"And {words}.", "words": words}
        anna._http.post("/preview/reply-draft/correct", data=form).raise_for_status()
    with visiting(language, "carl.compliance") as look:
        look.tab.goto(f"{stack.url}/dictionary")
        proposal = look.tab.locator("article", has_text=words)
        expect(proposal.locator("form")).to_be_visible()
        look.at("dictionary, something waits")
        proposal.locator("input[name=reason]").fill("For a look")
        proposal.locator("button[value=approve]").click()
        look.tab.locator("article", has_text=words).locator("button").click()
        expect(look.tab.locator("article", has_text=words)).to_have_count(2)
        look.at("dictionary, with an entry that may go")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_who_owns_a_purpose(
    stack: Stack, visiting: Visiting, language: str
) -> None:
    edit, prompt = f"{stack.url}/purposes/reply-draft/edit", "#file-prompt\\.en\\.md"
    with visiting(language, "carl.compliance") as look:
        look.tab.goto(f"{stack.url}/figures?span=month")
        look.at("figures")
        look.tab.goto(f"{stack.url}/purposes")
        look.at("purposes")
        look.tab.goto(edit)
        look.at("a version, written")
        before = look.tab.locator(prompt).input_value()
        look.tab.locator(prompt).fill("[INSTRUCTION]\nNo text.")
        look.tab.locator("#reason").fill(f"To be clear, in {language}")
        look.tab.locator("button.main").click()
        expect(look.tab.locator("#problem")).to_be_focused()
        look.at("a version, refused")
        look.tab.locator(prompt).fill(f"{before}\nIn {language}.")
        look.tab.locator("button.main").click()
        look.tab.wait_for_url(re.compile(r"/versions/\d+$"))
        look.at("a version")
        look.tab.goto(f"{look.tab.url}/diff")
        expect(look.tab.locator("ins").last).to_contain_text(f"In {language}.")
        look.at("what changed")
        look.tab.goto(f"{stack.url}/purposes/reply-draft")
        look.at("a purpose")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_who_rates(
    stack: Stack, visiting: Visiting, language: str
) -> None:
    exchange = _ask(stack, "complaint-triage", LETTER, "released")
    with stack.signed_in("anna.staff") as anna:
        token = anna._http.get("/session").json()["csrf_token"]
        form = {"csrf_token": token, "thumb": "down"}
        anna._http.post(f"/exchanges/{exchange}/rating", data=form).raise_for_status()
    with visiting(language, "rita.reviewer") as look:
        look.tab.goto(f"{stack.url}/ratings")
        look.at("ratings, something waits")
        look.tab.locator("main form button").press("Enter")
        look.tab.wait_for_url("**/in-hand/*")
        look.at("an answer to rate")
        _rate_all(look.tab)
        look.at("ratings, nothing waits")
    with visiting(language, "carl.compliance") as look:
        look.tab.goto(f"{stack.url}/ratings")
        look.tab.locator("main form button").press("Enter")
        look.tab.wait_for_url("**/in-hand/*")
        _rate_all(look.tab)
        look.tab.goto(f"{stack.url}/ratings/rated")
        look.at("rated answers")
        look.tab.locator(".list a").first.click()
        look.at("a rated answer")
        look.tab.locator("input[name=version]").first.check()
        look.tab.locator("main form button").click()
        look.tab.wait_for_url("**/golden")
        look.at("cases to test with, one waits")
        look.tab.goto(f"{stack.url}/ratings/agreement")
        look.at("agreement")


# Its words are the longer ones; what these pages are made of stands on others too.
@pytest.mark.parametrize("language", ["de"])
def test_the_pages_of_what_people_say_and_what_was_used(
    stack: Stack, visiting: Visiting, language: str, ended: dict[str, str]
) -> None:
    secret = f"{LETTER}\nMy password: Xk7#pQ2{language}Lm9z"
    refused = _ask(stack, "reply-draft", secret, "failed")
    with stack.signed_in("anna.staff") as anna:
        token = anna._http.get("/session").json()["csrf_token"]
        said = {"csrf_token": token, "reason": "It is the number of a form."}
        anna._http.post(f"/exchanges/{refused}/appeal", data=said).raise_for_status()
        should = {"csrf_token": token, "text": f"It comes soon ({language})."}
        amend = f"/exchanges/{ended['released']}/amendment"
        anna._http.post(amend, data=should).raise_for_status()
    with visiting(language, "carl.compliance") as look:
        look.tab.goto(f"{stack.url}/purposes/reply-draft/feedback")
        expect(look.tab.locator("article form")).to_be_visible()
        look.at("what people say")
        look.tab.goto(f"{stack.url}/appeals")
        look.at("appeals, something waits")
        look.tab.locator("a.item").first.click()
        look.tab.wait_for_url(re.compile("/appeals/[0-9a-f]+$"))
        look.at("an appeal")
        look.tab.goto(f"{stack.url}/budgets")
        look.at("budgets")
        look.tab.goto(f"{stack.url}/rollouts")
        look.at("rollouts")
        look.tab.goto(f"{stack.url}/purposes/reply-draft/rollout")
        look.at("rollouts of a purpose")


def _rate_all(tab: Page) -> None:
    """Call every answer right, by keyboard alone; the first choice has the focus."""
    while not tab.url.endswith("/ratings"):
        before = tab.url
        tab.keyboard.press("Space")
        tab.keyboard.press("Enter")
        tab.wait_for_url(lambda url, before=before: url != before)


def test_the_pages_while_masking_is_down(stack: Stack, visiting: Visiting) -> None:
    stack.stop("masker")
    try:
        for language in LANGUAGES:
            with visiting(language, "ben.staff") as look:
                look.tab.goto(f"{stack.url}/new/reply-draft")
                look.tab.locator("#text").fill(LETTER)
                look.tab.locator("#preview").click()
                expect(look.tab.locator("#problem")).to_be_visible()
                look.at("new, masking is down")
                # As without scripts: the form's own way.
                look.tab.evaluate("document.getElementById('ask').submit()")
                look.tab.wait_for_url(f"{stack.url}/exchanges")
                assert look.tab.locator("#text").input_value() == LETTER
                look.at("error 503")
    finally:
        stack.restart("masker")


def _ask(stack: Stack, purpose: str, text: str, end: str) -> str:
    with stack.signed_in("anna.staff") as anna:
        last = list(anna.ask(purpose, text))[-1]
    assert last.name == end
    return str(last.body["exchange"])


def _reject_all(stack: Stack) -> None:
    with stack.signed_in("rita.reviewer") as rita:
        for held in rita.reviews():
            rita.reject(held["exchange"], held["draft_digest"], "Not needed any more.")
