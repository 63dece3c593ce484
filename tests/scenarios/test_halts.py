"""A person halts a purpose with two clicks; the terminal lets it go on."""

from typing import Any

from playwright.sync_api import Browser, expect

from appliance.error_table import TABLE
from appliance.errors import HaltedError
from tests.browser import opened, sign_in
from tests.stack import Stack

LETTER = "My name is Anna Kowalski. I was charged a fee twice. Please pay it back."


def test_two_clicks_halt_a_purpose_and_a_command_lifts_it(
    stack: Stack, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    with opened(browser, browser_context_args) as page:
        sign_in(page, stack, "adam.admin")
        page.goto(f"{stack.url}/halts")
        row = page.get_by_role("row").filter(has_text="Sort a customer message")
        row.get_by_text("Halt", exact=True).click()
        row.get_by_role("button", name="Halt").click()
        expect(row.get_by_text("Halted")).to_be_visible()
    try:
        with stack.signed_in("anna.staff") as anna:
            last = list(anna.ask("complaint-triage", LETTER))[-1]
            assert last.name == "failed"
            assert last.body["message"] == TABLE[HaltedError].message
            assert list(anna.ask("reply-draft", LETTER))[-1].name == "released"
    finally:
        stack.supervisor.site.run_command("halt", "lift", "purpose", "complaint-triage")
    with stack.signed_in("anna.staff") as anna:
        assert list(anna.ask("complaint-triage", LETTER))[-1].name == "released"
