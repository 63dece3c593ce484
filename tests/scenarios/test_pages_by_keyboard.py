"""The three journeys with nothing but a keyboard, the focus in sight at every step.

WCAG 2.2: 2.1.1 (keyboard), 2.1.2 (no trap), 2.4.3 (order), 2.4.7 and 2.4.11 (the focus
is visible and not hidden by what lies over it).
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import ANSWER_MS, APPLICATION, EXCHANGE, LETTER, NAME, opened
from tests.stack import Stack

pytestmark = pytest.mark.browser

# What has the focus, whether a ring shows it, and whether its middle can be seen.
FOCUS = """() => {
  const now = document.activeElement;
  if (now === document.body) return null;
  const ring = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  const box = now.getClientRects()[0];
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: now.outerHTML.slice(0, 120),
    ring: ring(now) || (now.closest("label") !== null && ring(now.closest("label"))),
    seen: over !== null && (now.contains(over) || over.contains(now)),
  };
}"""
MOST_STOPS = 60


class Keyboard:
    """A person who uses no mouse."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab

    def to(self, selector: str) -> None:
        """Press Tab until it has the focus; on every stop on the way it must be seen."""
        for _ in range(MOST_STOPS):
            self.tab.keyboard.press("Tab")
            focus = self.tab.evaluate(FOCUS)
            if focus is None:
                continue
            assert focus["ring"], f"no ring around {focus['name']}"
            assert focus["seen"], f"out of sight: {focus['name']}"
            if self.is_on(selector):
                return
        raise AssertionError(f"{selector} is not among {MOST_STOPS} stops")

    def is_on(self, selector: str) -> bool:
        """Tell whether it has the focus."""
        script = "selector => document.activeElement.matches(selector)"
        return bool(self.tab.evaluate(script, selector))

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.tab.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type a text."""
        self.tab.keyboard.insert_text(text)

    def sign_in(self, stack: Stack, login: str) -> None:
        """Sign in; the first field has the focus already."""
        self.tab.goto(f"{stack.url}/sign-in")
        expect(self.tab.locator("#login")).to_be_focused()
        self.write(login)
        self.press("Tab")
        self.write(stack.password)
        self.press("Enter")
        self.tab.wait_for_url(f"{stack.url}/")


def test_staff(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> None:
    with opened(browser, browser_context_args) as tab:
        keys = Keyboard(tab)
        keys.sign_in(stack, "anna.staff")
        keys.to('a[href="/new/reply-draft"]')
        keys.press("Enter")
        tab.wait_for_url(re.compile("/new/"))
        keys.to("#text")
        keys.write(LETTER)
        keys.to("#title")
        keys.write("By keyboard")
        keys.to("#preview")
        keys.press("Enter")
        expect(tab.locator("#seen-title")).to_be_focused(timeout=ANSWER_MS)
        keys.to("#send")
        keys.to("mark")
        expect(tab.locator("mark .tip").first).to_be_visible()
        keys.press("Escape")
        expect(tab.locator("mark .tip").first).to_be_hidden()
        keys.press("Shift+Tab")
        assert keys.is_on("#send")
        keys.press("Space")
        expect(tab.locator("#live")).to_have_count(0, timeout=ANSWER_MS)
        tab.wait_for_url(EXCHANGE, timeout=ANSWER_MS)
        expect(tab.locator("#answer-title")).to_be_focused()
        expect(tab.locator("main")).to_contain_text(NAME)
        _understand_and_rate(keys)
        keys.to('.nav a[href="/history"]')
        keys.press("Enter")
        tab.wait_for_url(f"{stack.url}/history")
        keys.to("#q")
        keys.write("By keyboard")
        with tab.expect_navigation():
            keys.press("Enter")
        # What is searched for stands in no address.
        assert tab.url == f"{stack.url}/history"
        expect(tab.locator("#q")).to_have_value("By keyboard")
        keys.to("a.item")
        keys.press("Enter")
        tab.wait_for_url(EXCHANGE)


def test_a_reviewer(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> None:
    with stack.signed_in("anna.staff") as anna:
        held = list(anna.ask("credit-memo", APPLICATION))[-1]
    assert held.name == "held"
    with opened(browser, browser_context_args) as tab:
        keys = Keyboard(tab)
        keys.sign_in(stack, "rita.reviewer")
        keys.to('.nav a[href="/reviews"]')
        keys.press("Enter")
        tab.wait_for_url(f"{stack.url}/reviews")
        keys.to(f'a[href$="{held.body["exchange"]}"]')
        keys.press("Enter")
        tab.wait_for_url(re.compile("/reviews/"))
        keys.to("input[name=verdict]")
        keys.press("Space", "ArrowDown")
        expect(tab.locator("#text")).to_be_visible()
        keys.press("ArrowDown")
        expect(tab.locator("#text")).to_be_hidden()
        keys.to("#reason")
        keys.write("The income is not in the file.")
        keys.to("main button.main")
        keys.press("Enter")
        expect(tab.locator(".notice.bad")).to_contain_text("The income is not in")


def test_who_decides_on_an_appeal(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> None:
    with stack.signed_in("anna.staff") as anna:
        last = list(anna.ask("reply-draft", f"{LETTER}\nMy password: Xk7#pQ2vLm9z"))[-1]
        token = anna._http.get("/session").json()["csrf_token"]
        said = {"csrf_token": token, "reason": "It is an example of the bank."}
        appeal = f"/exchanges/{last.body['exchange']}/appeal"
        anna._http.post(appeal, data=said).raise_for_status()
    with opened(browser, browser_context_args) as tab:
        keys = Keyboard(tab)
        keys.sign_in(stack, "carl.compliance")
        keys.to(".more summary")
        keys.press("Enter")
        keys.to('.more a[href="/appeals"]')
        keys.press("Enter")
        tab.wait_for_url(f"{stack.url}/appeals")
        keys.to("a.item")
        keys.press("Enter")
        tab.wait_for_url(re.compile("/appeals/[0-9a-f]+$"))
        keys.to("#reason")
        keys.write("A secret is a secret.")
        keys.to("button[value=uphold]")
        keys.press("Enter")
        tab.wait_for_url(f"{stack.url}/appeals")


def test_an_auditor(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> None:
    with opened(browser, browser_context_args) as tab:
        keys = Keyboard(tab)
        keys.sign_in(stack, "audrey.auditor")
        keys.to('.nav a[href="/records"]')
        keys.press("Enter")
        tab.wait_for_url(f"{stack.url}/records")
        keys.to('.asks a[href*="session.refused"]')
        keys.press("Enter")
        tab.wait_for_url(re.compile("kind=session.refused"))
        keys.to('form[action="/records/export"] button')
        with tab.expect_download() as download:
            keys.press("Enter")
        assert download.value.path().stat().st_size > 0


def test_the_first_stop_skips_to_the_content(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> None:
    with opened(browser, browser_context_args) as tab:
        keys = Keyboard(tab)
        keys.sign_in(stack, "anna.staff")
        keys.to(".skip")
        keys.press("Enter")
        expect(tab.locator("main")).to_be_focused()
        keys.to("main a")


def _understand_and_rate(keys: Keyboard) -> None:
    """Open and close "Why" in both ways, and say that the answer helped."""
    tab = keys.tab
    keys.to("#why")
    keys.press("Enter")
    expect(tab.locator("#why-title")).to_be_focused()
    keys.to("#why-body summary")
    keys.press("Enter", "Escape")
    expect(tab.locator("#why-beside")).to_be_hidden()
    expect(tab.locator("#why")).to_be_focused()
    keys.press("Space")
    expect(tab.locator("#why-title")).to_be_focused()
    keys.to("#why-close")
    keys.press("Enter")
    expect(tab.locator("#why")).to_be_focused()

    keys.to("button[value=up]")
    keys.press("Enter")
    expect(tab.locator("button[value=up]").first).to_have_attribute(
        "aria-pressed", "true"
    )
    keys.to("#reason")
    keys.write("Clear and short")
    keys.press("Enter")
    expect(tab.locator("#reason")).to_have_value("Clear and short")
