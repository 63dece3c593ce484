"""Pages that are light, hold still, and keep what was typed, in a real browser.

Core Web Vitals' cumulative layout shift is 0 where people wait: at the door, on the
page where they write, and while an answer is written. Motion, colours and space are the
reader's to choose (WCAG 2.2: 1.4.10, 1.4.13; CSS media queries 5).
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from appliance.commands.client import ServerEvent
from tests.browser import ANSWER_MS, EXCHANGE, LETTER, look_at, opened, send, sign_in
from tests.stack import Stack

pytestmark = pytest.mark.browser

FIRST_LOAD_BYTES = 100_000
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) {
    if (one.hadRecentInput) continue;
    const moved = one.sources.map(({ node, previousRect: from, currentRect: to }) =>
      `${node?.outerHTML?.slice(0, 80)} from ${from.x},${from.y} to ${to.x},${to.y}`);
    shifts.push(`${one.value} at ${one.startTime}: ${moved}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
TRIES = 5


@pytest.fixture
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    with opened(browser, browser_context_args) as page:
        yield page


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_people_write_and_wait(
    tab: Page, stack: Stack, width: int
) -> None:
    # Once before: a browser's process may still take its size while it starts.
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{stack.url}/sign-in")
    expect(tab.locator("#login")).to_be_focused()
    tab.add_init_script(WATCH_SHIFTS)
    tab.goto(f"{stack.url}/sign-in")
    expect(tab.locator("#login")).to_be_focused()
    at_the_door = tab.evaluate("shifts")
    sign_in(tab, stack, "anna.staff")
    look_at(tab, stack, "reply-draft", LETTER)
    while_writing = tab.evaluate("shifts")
    # Streaming, and the page of the exchange in its place, are one document.
    send(tab)
    expect(tab.locator("#answer-title")).to_be_focused()

    assert at_the_door == []
    assert while_writing == []
    assert tab.evaluate("shifts") == []


@pytest.mark.parametrize("path", ["/sign-in", "/", "/new/reply-draft"])
def test_a_first_load_is_light(tab: Page, stack: Stack, path: str) -> None:
    if path != "/sign-in":
        with stack.signed_in("anna.staff") as anna:
            cookies = [
                {"name": one.name, "value": one.value or "", "url": stack.url}
                for one in anna._http.cookies.jar
            ]
        tab.context.add_cookies(cookies)  # type: ignore[arg-type] # SetCookieParam
    sizes: dict[str, int] = {}
    tab.on("response", lambda got: sizes.update({got.url: len(got.body())}))
    tab.goto(f"{stack.url}{path}")
    tab.wait_for_load_state("networkidle")

    assert any("cloister.css" in address for address in sizes)
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes


def test_why_opens_beside_the_answer_or_below_it_and_the_page_stays(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "anna.staff")
    look_at(tab, stack, "reply-draft", LETTER)
    send(tab)
    address = tab.url
    tab.locator("#why").click()
    expect(tab.locator("#why-title")).to_be_focused(timeout=ANSWER_MS)
    answer = tab.locator("section", has=tab.locator("#answer-title"))

    wide = answer.bounding_box(), tab.locator("#why-beside").bounding_box()
    tab.set_viewport_size({"width": 390, "height": 844})
    phone = answer.bounding_box(), tab.locator("#why-beside").bounding_box()

    assert tab.url == address
    assert wide[0]
    assert wide[1]
    assert wide[1]["x"] >= wide[0]["x"] + wide[0]["width"]
    assert wide[1]["y"] == wide[0]["y"]
    assert phone[0]
    assert phone[1]
    assert phone[1]["y"] >= phone[0]["y"] + phone[0]["height"]


def test_without_scripts_the_same_forms_work_by_ordinary_pages(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> None:
    plain = {**browser_context_args, "java_script_enabled": False}
    with opened(browser, plain) as tab:
        sign_in(tab, stack, "anna.staff")
        look_at(tab, stack, "reply-draft", LETTER)
        send(tab)
        tab.locator("#why").click()
        tab.wait_for_url(re.compile("/why$"))
        expect(tab.locator("#dossier")).to_be_visible()
        expect(tab.locator("h1")).to_have_text("Why this answer?")


def test_a_stopped_answer_is_told_as_stopped_and_not_as_complete(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "anna.staff")
    for _ in range(TRIES):
        look_at(tab, stack, "reply-draft", LETTER)
        tab.locator("#send").click()
        # Its first words are there; some answers end before anybody can stop them.
        tab.wait_for_selector("#answer:not(:empty), #copy", timeout=ANSWER_MS)
        if (stop := tab.locator("#stop")).is_visible():
            stop.evaluate("button => button.click()")
        expect(tab.locator("#live")).to_have_count(0, timeout=ANSWER_MS)
        tab.wait_for_url(EXCHANGE, timeout=ANSWER_MS)
        said = tab.locator("#said").text_content() or ""
        if said.startswith("You stopped the answer."):
            break
        assert said.startswith("The answer is complete.")
    else:
        pytest.fail(f"{TRIES} answers were complete before they could be stopped")
    expect(tab.locator("main")).to_contain_text("You stopped this answer")
    tab.reload()
    expect(tab.locator("main")).to_contain_text("You stopped this answer")


def test_a_terminal_hears_that_an_answer_was_not_stopped(stack: Stack) -> None:
    with stack.signed_in("anna.staff") as anna:
        last: ServerEvent = list(anna.ask("reply-draft", LETTER))[-1]
    assert (last.name, last.body["stopped"]) == ("released", False)


def test_what_was_typed_is_still_there_when_the_web_does_not_answer(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "anna.staff")
    look_at(tab, stack, "reply-draft", LETTER)
    stack.stop("web")
    try:
        tab.locator("#send").click()
        expect(tab.locator("#problem")).to_contain_text("does not answer right now")
        expect(tab.locator("#problem")).to_contain_text("Your text is still here.")
        expect(tab.locator("#text")).to_be_visible()
        assert tab.locator("#text").input_value() == LETTER
    finally:
        stack.restart("web")
    assert send(tab)


def test_a_file_has_its_time_on_a_slow_line_and_who_gives_up_stops_its_sending(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "anna.staff")
    tab.clock.install()
    tab.goto(f"{stack.url}/new/reply-draft")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.route("**/preview/reply-draft", hold)
    letter: Any = {"name": "letter.txt", "mimeType": "text/plain"}
    tab.locator("#file").set_input_files({**letter, "buffer": b"x" * 600_000})
    tab.locator("#preview").click()
    expect(tab.locator("#masking")).to_be_visible()
    tab.clock.run_for(20_000)
    expect(tab.locator("#problem")).to_be_hidden()
    with tab.expect_event("requestfailed"):
        tab.clock.run_for(10_000)
    expect(tab.locator("#problem")).to_contain_text("The connection was lost")
    assert len(held) == 1


def test_motion_and_colours_are_the_readers(tab: Page, stack: Stack) -> None:
    sign_in(tab, stack, "anna.staff")
    look_at(tab, stack, "reply-draft", LETTER)
    blinking = """() => {
      const stages = document.getElementById("stages");
      stages.hidden = false;
      stages.firstElementChild.className = "now";
      return getComputedStyle(stages.firstElementChild).animationName;
    }"""
    moving = tab.evaluate(blinking)
    tab.emulate_media(reduced_motion="reduce")
    still = tab.evaluate(blinking)
    tab.emulate_media(forced_colors="active")
    border = "mark => getComputedStyle(mark).borderTopStyle"
    forced = tab.locator("mark").first.evaluate(border)

    assert (moving, still) == ("breathe", "none")
    assert forced == "solid"


def test_a_reason_shows_on_hover_too_and_no_edge_cuts_it(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "anna.staff")
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        look_at(tab, stack, "reply-draft", LETTER)
        for mark in tab.locator("mark").all():
            tab.mouse.move(0, 0)
            mark.evaluate("mark => mark.scrollIntoView({ block: 'center' })")
            mark.hover()
            tip = mark.locator(".tip")
            expect(tip).to_be_visible()
            above, box = mark.bounding_box(), tip.bounding_box()
            assert above
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            # It stays while the pointer goes down to it, and goes with Escape.
            middle = above["x"] + above["width"] / 2
            tab.mouse.move(middle, box["y"] + box["height"] / 2, steps=8)
            expect(tip).to_be_visible()
        tab.keyboard.press("Escape")
        expect(tab.locator(".tip:visible")).to_have_count(0)
