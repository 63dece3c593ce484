"""The staff, reviewer and auditor journeys, clicked in Chromium on real parts.

Leaves pictures in var/pictures; `make pictures` puts the chosen ones into the README.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import (
    ANSWER_MS,
    APPLICATION,
    LETTER,
    NAME,
    look_at,
    opened,
    send,
    sign_in,
)
from tests.stack import Stack

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
BREAK_OFF = """() => {
  const whole = window.fetch;
  window.fetch = async (address, asked) => {
    const response = await whole(address, asked);
    if (!(response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) return response;
    const { value } = await response.body.getReader().read();
    let given = false;
    const first = new ReadableStream({
      pull(out) {
        if (given) out.error(new Error("cut"));
        else out.enqueue(value);
        given = true;
      },
    }, { highWaterMark: 0 });
    return new Response(first, { headers: response.headers });
  };
}"""


@pytest.fixture
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    with opened(browser, browser_context_args) as page:
        yield page


def test_staff_preview_send_understand_rate_and_find_again(
    tab: Page, stack: Stack, pictures: Path
) -> None:
    sign_in(tab, stack, "anna.staff")
    tab.screenshot(path=pictures / "start.png")
    # Not the notice that an answer has come to an earlier text of hers.
    cards = tab.locator("ul.cards")
    cards.get_by_role("link", name=re.compile("reply", re.IGNORECASE)).first.click()
    tab.get_by_label("The text").fill(LETTER)
    tab.get_by_label("Name of the case").fill("Kowalczyk, late card")
    tab.get_by_role("button", name="See what the model will see").click()
    seen = tab.locator("#seen-body")
    expect(seen).to_contain_text("[PERSON_")
    expect(seen).to_contain_text("[IBAN_")
    expect(seen).not_to_contain_text("Kowalczyk")
    expect(seen).not_to_contain_text("marta.k@example.com")
    tab.evaluate("scrollTo(0, 0)")
    seen.locator("mark.money").hover()
    tab.screenshot(path=pictures / "new-exchange.png")
    exchange = send(tab)
    expect(tab.locator("main")).to_contain_text(NAME)

    tab.get_by_role("button", name="Why this answer?").click()
    expect(tab.locator("#why-body")).to_contain_text("float32")
    tab.evaluate("scrollTo(0, 0)")
    tab.screenshot(path=pictures / "answer-and-why.png")
    tab.goto(f"{stack.url}/exchanges/{exchange}")
    tab.get_by_role("button", name="Yes").click()
    expect(tab.get_by_text("Thank you. You can change this.")).to_be_visible()
    tab.get_by_label("Would you say more?").fill("Clear and short")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_label("Would you say more?")).to_have_value("Clear and short")
    tab.get_by_role("link", name="History", exact=True).click()
    tab.get_by_role("searchbox").fill("Kowalczyk")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Kowalczyk, late card")
    tab.screenshot(path=pictures / "history.png")
    tab.get_by_role("link", name="Start", exact=True).click()
    expect(tab.locator("main")).to_contain_text("Your latest")


def test_a_page_loaded_again_in_the_middle_shows_the_whole_answer_once(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "ben.staff")
    look_at(tab, stack, "reply-draft", LETTER)
    tab.locator("#send").click()
    tab.wait_for_selector("#answer:not(:empty), #copy", timeout=ANSWER_MS)
    exchange = tab.url.rsplit("/", 1)[1]
    tab.reload()
    assert tab.url.endswith(f"/exchanges/{exchange}")
    expect(tab.locator("#copy")).to_be_visible(timeout=ANSWER_MS)
    expect(tab.locator("main")).to_contain_text("Kind regards")
    tab.get_by_role("link", name="Change and ask again").click()
    expect(tab.locator("#text")).to_have_value(LETTER)
    with stack.signed_in("ben.staff") as ben:
        listed = ben.history()["exchanges"]
    assert [one["state"] for one in listed if one["exchange"] == exchange] == [
        "released"
    ]


def test_a_page_whose_connection_broke_finds_the_answer_by_itself(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "anna.staff")
    look_at(tab, stack, "reply-draft", LETTER)
    # The answer's stream breaks off behind its first event; the rest goes through.
    tab.evaluate(BREAK_OFF)
    tab.locator("#send").click()
    expect(tab.locator("#problem")).to_contain_text("The connection was lost")
    expect(tab.locator("#text")).to_have_value(LETTER)
    expect(tab.locator("#copy")).to_be_visible(timeout=ANSWER_MS)
    expect(tab.locator("main")).to_contain_text("Kind regards")


def test_a_credit_memo_waits_until_somebody_else_approves_it(
    tab: Page,
    stack: Stack,
    pictures: Path,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> None:
    sign_in(tab, stack, "anna.staff")
    look_at(tab, stack, "credit-memo", APPLICATION)
    exchange = send(tab)
    expect(tab.locator("main")).to_contain_text("A second person looks at this first")
    tab.screenshot(path=pictures / "held.png")

    with opened(browser, browser_context_args) as desk:
        sign_in(desk, stack, "rita.reviewer")
        desk.goto(f"{stack.url}/reviews")
        desk.screenshot(path=pictures / "reviews.png")
        desk.locator(f'a[href$="{exchange}"]').click()
        expect(desk.locator("body")).not_to_contain_text("Kowalczyk")
        desk.get_by_role("radio", name=re.compile("Approve")).check()
        desk.get_by_label(re.compile("Reason")).fill("Figures agree with the file")
        desk.set_viewport_size({"width": 1280, "height": 1120})
        desk.evaluate("scrollTo(0, 0)")
        desk.screenshot(path=pictures / "review.png")
        desk.get_by_role("button", name="Decide").click()
        expect(desk.locator("main")).to_contain_text("Approved and released")

    tab.reload()
    expect(tab.get_by_role("region", name="Answer")).to_contain_text("Recommendation")
    expect(tab.locator("main")).not_to_contain_text("A second person looks at this")
    tab.screenshot(path=pictures / "memo.png")


def test_an_auditor_exports_and_verifies_without_the_appliance(
    tab: Page, stack: Stack, pictures: Path, tmp_path: Path
) -> None:
    sign_in(tab, stack, "audrey.auditor")
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


def test_what_is_typed_survives_a_session_that_ended(tab: Page, stack: Stack) -> None:
    text = "My card was stolen yesterday."
    sign_in(tab, stack, "ben.staff")
    tab.goto(f"{stack.url}/new/complaint-triage")
    tab.get_by_label("The text").fill(text)
    tab.context.clear_cookies()

    tab.get_by_role("button", name="See what the model will see").click()

    expect(tab.get_by_role("alert")).to_contain_text("session has ended")
    expect(tab.get_by_label("The text")).to_have_value(text)


def test_a_phone_takes_a_picture_of_the_same_page(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack, pictures: Path
) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    with opened(browser, browser_context_args, **phone) as tab:
        sign_in(tab, stack, "ralf.reviewer")
        look_at(tab, stack, "reply-draft", LETTER)
        expect(tab.locator("#seen-title")).to_be_in_viewport()
        tab.mouse.move(0, 0)
        tab.screenshot(path=pictures / "phone.png")


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
