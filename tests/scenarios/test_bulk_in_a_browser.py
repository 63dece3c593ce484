"""A list that is sent where the line breaks, or where its reader is quicker than it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import opened, sign_in
from tests.scenarios.test_bulk import FEW_S, TEXTS, upload
from tests.stack import Stack

pytestmark = pytest.mark.browser

NEW = "**/bulk/new/complaint-triage"


@pytest.fixture
def tab(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> Iterator[Page]:
    """Open the form for a list as its reader finds it."""
    with opened(browser, browser_context_args) as page:
        sign_in(page, stack, "anna.staff")
        page.goto(f"{stack.url}/bulk/new/complaint-triage")
        column = page.get_by_label("Column of the texts")
        column.fill("Brief")
        column.press("Tab")
        yield page


def is_begin(route: Route) -> bool:
    """Tell a file that is sent to be begun from one to be looked at."""
    body = route.request.post_data_buffer or b""
    return b'name="do"\r\n\r\nbegin' in body


@pytest.mark.parametrize("breaks", ["behind the headers", "before them"])
def test_a_list_whose_answer_is_lost_may_be_begun_and_can_be_begun_again(
    tab: Page, breaks: str
) -> None:
    def broken(route: Route) -> None:
        if not is_begin(route):
            route.continue_()
        elif breaks == "before them":
            route.abort("connectionreset")
        else:
            route.fulfill(status=201, content_type="application/json", body="{")

    tab.route(NEW, broken)
    tab.get_by_label("The file or files").set_input_files(upload(TEXTS[:2]))
    expect(tab.locator("#found")).to_be_visible(timeout=FEW_S)
    begin = tab.get_by_role("button", name="Begin")
    begin.click()
    said = tab.get_by_role("alert")
    expect(said).to_contain_text("not known whether the list was begun")
    expect(said).not_to_contain_text("Nothing was begun")
    expect(begin).to_be_enabled()
    tab.unroute(NEW)
    begin.click()
    tab.wait_for_url(re.compile("/bulk/[0-9a-f]{32}$"), timeout=FEW_S)


def test_begin_pressed_during_a_look_is_heard_and_not_sent_where_it_found_a_problem(
    tab: Page,
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.route(NEW, hold)
    tab.get_by_label("The file or files").set_input_files(upload([*TEXTS[:2], " "]))
    begin = tab.get_by_role("button", name="Begin")
    begin.click()
    expect(begin).to_have_attribute("aria-busy", "true")
    expect(tab.locator("#said")).to_contain_text("once the file is looked at")
    sent: list[str] = []
    tab.on("request", lambda one: sent.append(one.method))
    (look,) = held
    look.continue_()
    expect(tab.get_by_role("alert")).to_contain_text(
        "Row 4, Brief: There is no text", timeout=FEW_S
    )
    expect(begin).to_have_attribute("aria-busy", "false")
    assert "POST" not in sent
