"""People at a real browser: signing in, writing, and what every page is held to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.stack import Stack

NAME = "Marta Kowalczyk"
LETTER = (
    "Dear Sir or Madam,\n\n"
    "I ordered a new card three weeks ago and it has still not arrived. I have called "
    "twice and nobody could tell me where it is. My account is "
    "GB82 WEST 1234 5698 7654 32 and you can reach me at marta.k@example.com or on "
    "020 7946 0958.\n\n"
    f"Kind regards,\n{NAME}"
)
APPLICATION = f"""Applicant: {NAME}
Monthly income: 3,200
Monthly debts: 400
Amount: 12,000
Term: 48 months
Purpose: car
Years employed: 6
Defaults: 0"""
# The model is slow on a busy machine; nothing here is a claim about speed.
ANSWER_MS = 90_000
EXCHANGE = re.compile(r"/exchanges/[0-9a-f]{32}$")
_NOTHING_OUTSIDE = re.compile(r"^(https://localhost|data:|blob:)")


@contextmanager
def opened(browser: Browser, arguments: dict[str, Any], **more: Any) -> Iterator[Page]:
    """Open a fresh browser profile; a request to elsewhere or a script's fault fails.

    Args:
        arguments: What every profile of these tests has.
        more: What this one has besides.
    """
    context = browser.new_context(**{**arguments, **more})
    page = context.new_page()
    strayed: list[str] = []
    faults: list[str] = []

    def note(address: str) -> None:
        if not _NOTHING_OUTSIDE.match(address):
            strayed.append(address)

    page.on("request", lambda request: note(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert strayed == []
    assert faults == []


def sign_in(tab: Page, stack: Stack, login: str) -> None:
    """Sign a person in, in whatever language the page is."""
    tab.goto(f"{stack.url}/sign-in")
    tab.locator("#login").fill(login)
    tab.locator("#password").fill(stack.password)
    tab.locator("#password").press("Enter")
    tab.wait_for_url(f"{stack.url}/")


def look_at(tab: Page, stack: Stack, purpose: str, text: str) -> None:
    """Have a text masked, and wait until what the model will see is there."""
    tab.goto(f"{stack.url}/new/{purpose}")
    tab.locator("#text").fill(text)
    tab.locator("#preview").click()
    expect(tab.locator("#seen-body .paper")).to_be_visible(timeout=ANSWER_MS)


def send(tab: Page) -> str:
    """Send what was looked at; the exchange's id is returned when it has ended."""
    tab.locator("#send").click()
    # The address is the exchange's from its first moment; at its end its page is there.
    expect(tab.locator("#live")).to_have_count(0, timeout=ANSWER_MS)
    tab.wait_for_url(EXCHANGE, timeout=ANSWER_MS)
    return tab.url.rsplit("/", 1)[1]
