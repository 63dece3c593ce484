"""The staff, reviewer and auditor journeys, clicked in Chromium on real parts."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stack import Stack

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NAME = "Marta Kowalczyk"
LETTER = f"""Dear Sir or Madam,

I ordered a new card three weeks ago and it has still not arrived. I have called twice
and nobody could tell me where it is. My account is GB82 WEST 1234 5698 7654 32 and you
can reach me at marta.k@example.com or on 020 7946 0958.

Kind regards,
{NAME}"""
APPLICATION = f"""Applicant: {NAME}
Monthly income: 3,200
Monthly debts: 400
Amount: 12,000
Term: 48 months
Purpose: car
Years employed: 6
Defaults: 0"""
NOTHING_OUTSIDE = re.compile(r"^(https://localhost|data:|blob:)")


@pytest.fixture
def tab(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """A fresh browser profile; requests to anywhere but the appliance are refused."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    strayed: list[str] = []
    faults: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if NOTHING_OUTSIDE.match(request.url) else strayed.append(request.url)
        ),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert strayed == []
    assert faults == []


def test_staff_preview_send_understand_rate_and_find_again(
    tab: Page, stack: Stack, pictures: Path
) -> None:
    _sign_in(tab, stack, "anna.staff")
    tab.screenshot(path=pictures / "start.png")
    tab.get_by_role(
        "link", name=re.compile("reply|letter", re.IGNORECASE)
    ).first.click()
    tab.get_by_label("The text").fill(LETTER)
    tab.get_by_label("Name of the case").fill("Kowalczyk, late card")
    tab.get_by_role("button", name="See what the model will see").click()
    seen = tab.locator("#seen-body")
    expect(seen).to_contain_text("[PERSON_")
    expect(seen).to_contain_text("[IBAN_")
    expect(seen).not_to_contain_text("Kowalczyk")
    expect(seen).not_to_contain_text("marta.k@example.com")
    tab.screenshot(path=pictures / "new-exchange.png", full_page=True)
    tab.get_by_role("button", name="Send").click()
    tab.wait_for_url(re.compile(r"/exchanges/[0-9a-f]{32}"), timeout=90_000)
    answer = tab.locator("main")
    expect(answer).to_contain_text(NAME)
    tab.screenshot(path=pictures / "answer.png", full_page=True)
    exchange = tab.url.rsplit("/", 1)[1].split("#")[0]

    tab.get_by_role("link", name="Why this answer?").click()
    expect(tab.locator("body")).to_contain_text("float32")
    tab.screenshot(path=pictures / "why.png", full_page=True)
    tab.goto(f"{stack.url}/exchanges/{exchange}")
    tab.get_by_label(re.compile("^Why")).fill("Clear and short")
    tab.get_by_role("button", name="Yes").click()
    expect(tab.get_by_text("Thank you. You can change this.")).to_be_visible()
    tab.get_by_role("link", name="History", exact=True).click()
    tab.get_by_role("searchbox").fill("Kowalczyk")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Kowalczyk, late card")
    tab.screenshot(path=pictures / "history.png")


def test_a_credit_memo_waits_until_somebody_else_approves_it(
    tab: Page, stack: Stack, pictures: Path, browser: Browser
) -> None:
    _sign_in(tab, stack, "anna.staff")
    tab.goto(f"{stack.url}/new/credit-memo")
    tab.get_by_label("The text").fill(APPLICATION)
    tab.get_by_role("button", name="See what the model will see").click()
    expect(tab.locator("#seen-body")).to_contain_text("[PERSON_")
    tab.get_by_role("button", name="Send").click()
    tab.wait_for_url(re.compile(r"/exchanges/[0-9a-f]{32}"), timeout=90_000)
    expect(tab.locator("main")).to_contain_text("A second person looks at this first")
    tab.screenshot(path=pictures / "held.png")
    exchange = tab.url.rsplit("/", 1)[1].split("#")[0]

    context = browser.new_context(ignore_https_errors=True)
    desk = context.new_page()
    _sign_in(desk, stack, "rita.reviewer")
    desk.goto(f"{stack.url}/reviews")
    desk.screenshot(path=pictures / "reviews.png")
    desk.locator(f'a[href$="{exchange}"]').click()
    expect(desk.locator("body")).not_to_contain_text("Kowalczyk")
    desk.get_by_role("radio", name=re.compile("Approve")).check()
    desk.get_by_label(re.compile("Reason")).fill("Figures agree with the file")
    desk.screenshot(path=pictures / "review.png", full_page=True)
    desk.get_by_role("button", name="Decide").click()
    expect(desk.locator("main")).to_contain_text("Approved and released")
    context.close()

    tab.reload()
    expect(tab.get_by_role("region", name="Answer")).to_contain_text("Recommendation")
    expect(tab.locator("main")).not_to_contain_text("A second person looks at this")
    tab.screenshot(path=pictures / "memo.png", full_page=True)


def test_an_auditor_exports_and_verifies_without_the_appliance(
    tab: Page, stack: Stack, pictures: Path, tmp_path: Path
) -> None:
    _sign_in(tab, stack, "audrey.auditor")
    tab.get_by_role("link", name="Records", exact=True).click()
    expect(tab.locator("table")).to_contain_text("session.opened")
    tab.screenshot(path=pictures / "records.png")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Export").click()
    exported = tmp_path / "period.cloister-audit"
    download.value.save_as(exported)
    key = stack.settings.paths.keys / "public" / "log.vkey"

    verdict = _verify(exported, key, tmp_path)
    spoilt = bytearray(exported.read_bytes())
    at = spoilt.index(b'"kind":"session.opened"') + 12
    spoilt[at] ^= 1
    exported.write_bytes(spoilt)
    again = _verify(exported, key, tmp_path)

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert again.returncode == 1, again.stdout + again.stderr


def test_the_keyboard_alone_is_enough_to_sign_in_and_ask(
    tab: Page, stack: Stack
) -> None:
    tab.goto(f"{stack.url}/sign-in")
    tab.wait_for_function("document.activeElement.id === 'login'")
    tab.keyboard.type("anna.staff")
    tab.keyboard.press("Tab")
    tab.keyboard.type(stack.password)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{stack.url}/")
    tab.goto(f"{stack.url}/new/complaint-triage")
    tab.get_by_label("The text").focus()
    tab.keyboard.type("My card was stolen yesterday.")
    for _ in range(6):
        tab.keyboard.press("Tab")
        if "model will see" in tab.evaluate("document.activeElement.textContent"):
            break
    tab.keyboard.press("Enter")

    expect(tab.locator("#seen-body")).to_contain_text("My card was stolen")


def test_what_is_typed_survives_a_session_that_ended(tab: Page, stack: Stack) -> None:
    _sign_in(tab, stack, "ben.staff")
    tab.goto(f"{stack.url}/new/complaint-triage")
    tab.get_by_label("The text").fill("My card was stolen yesterday.")
    tab.context.clear_cookies()

    tab.get_by_role("button", name="See what the model will see").click()

    expect(tab.get_by_role("alert")).to_contain_text("session has ended")
    expect(tab.get_by_label("The text")).to_have_value("My card was stolen yesterday.")


def _sign_in(tab: Page, stack: Stack, login: str) -> None:
    tab.goto(f"{stack.url}/sign-in")
    tab.get_by_label("User name").fill(login)
    tab.get_by_label("Password").fill(stack.password)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(f"{stack.url}/")


def _verify(
    exported: Path, key: Path, folder: Path
) -> "subprocess.CompletedProcess[str]":
    """Verify as an auditor would: audit/ alone, no appliance on the path."""
    alone = folder / "alone"
    if not alone.exists():
        alone.mkdir()
        subprocess.run(["cp", "-r", str(ROOT / "audit"), str(alone)], check=True)
    code = "import sys; sys.path.insert(0, '.'); from audit.__main__ import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-I", "-c", code, "verify", str(exported), "--key", str(key)],
        cwd=alone, check=False, capture_output=True, text=True,
    )  # fmt: skip
