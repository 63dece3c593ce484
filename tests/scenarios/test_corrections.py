"""What people correct in a preview, in a real browser, and what compliance makes of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import ANSWER_MS, LETTER, look_at, opened, sign_in
from tests.stack import Stack

pytestmark = pytest.mark.browser

# Words that no detector takes for anything; each test has its own, since what is
# proposed once stays.
CLIPS, TABLE, BAND = "paper clips", "kitchen table", "rubber band"
# Where words stand in what the model would see, as the mouse meets them.
PLACE = """
(paper, words) => {
  const nodes = document.createTreeWalker(paper, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const at = nodes.currentNode.data.indexOf(words);
    if (at < 0 || nodes.currentNode.parentElement !== paper) continue;
    const range = document.createRange();
    range.setStart(nodes.currentNode, at);
    range.setEnd(nodes.currentNode, at + words.length);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return { left, right, middle: (top + bottom) / 2 };
  }
}
"""


@pytest.fixture
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    with opened(browser, browser_context_args, reduced_motion="reduce") as page:
        yield page


def test_a_miss_is_corrected_by_mouse_and_masked_everywhere_once_approved(
    tab: Page, stack: Stack
) -> None:
    text = _letter(CLIPS)
    sign_in(tab, stack, "anna.staff")
    look_at(tab, stack, "reply-draft", text)
    paper = tab.locator("#seen-body .paper")
    paper.scroll_into_view_if_needed()
    # The edges of the first and the last letter: whole words are taken all the same.
    place = paper.evaluate(PLACE, "aper clip")
    tab.mouse.move(place["left"] + 2, place["middle"])
    tab.mouse.down()
    tab.mouse.move(place["right"] - 2, place["middle"], steps=5)
    tab.mouse.up()
    expect(tab.locator("#missed")).to_have_value(CLIPS)
    tab.locator("#missed-kind").select_option("LOCATION")
    tab.locator("#mask").click()
    expect(tab.locator("#corrected")).to_be_visible(timeout=ANSWER_MS)
    expect(paper).not_to_contain_text(CLIPS)
    assert tab.locator("#text").input_value() == text
    assert _masked(stack, text).endswith(CLIPS)

    tab.context.clear_cookies()
    sign_in(tab, stack, "carl.compliance")
    tab.locator(".more summary").click()
    tab.get_by_role("link", name="Dictionary", exact=True).click()
    proposal = tab.locator("article", has_text=CLIPS)
    expect(proposal).to_contain_text("Anna Hale")
    proposal.get_by_label("Reason").fill("Where the bank keeps its files")
    proposal.get_by_role("button", name="Approve").click()
    entry = tab.locator("article", has_text=CLIPS)
    expect(entry.get_by_role("button")).to_have_text("Propose to take it out")
    assert CLIPS not in _masked(stack, text)

    entry.get_by_role("button").click()
    waiting = tab.locator("article", has_text="Take out of the dictionary")
    own = waiting.filter(has_text=CLIPS)
    expect(own).to_contain_text("somebody else has to decide")
    with stack.signed_in("adam.admin") as adam:
        (removal,) = [
            one
            for one in adam._http.get("/dictionary").json()["waiting"]
            if one["words"] == CLIPS
        ]
        form = {"verdict": "approve", "reason": "Only some clips", **_token(adam)}
        adam._http.post(
            f"/dictionary/{removal['proposal']}", data=form
        ).raise_for_status()
    assert _masked(stack, text).endswith(CLIPS)


def test_a_miss_and_a_false_hit_are_corrected_by_keyboard(
    tab: Page, stack: Stack
) -> None:
    sign_in(tab, stack, "ben.staff")
    look_at(tab, stack, "reply-draft", _letter(TABLE))
    paper = tab.locator("#seen-body .paper")
    tab.locator("#text").focus()
    tab.keyboard.press("Control+End")
    for _ in TABLE.split():
        tab.keyboard.press("Control+Shift+ArrowLeft")
    expect(tab.locator("#missed")).to_have_value(TABLE)
    tab.locator("#missed").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#corrected")).to_be_visible(timeout=ANSWER_MS)
    expect(paper).not_to_contain_text(TABLE)

    before = _without_tips(paper)
    mark = paper.locator("mark.person").first
    name = str(mark.evaluate("mark => mark.firstChild.textContent"))
    mark.focus()
    tab.keyboard.press("Enter")
    button = tab.locator("#masked-rows button:focus")
    expect(button).to_have_attribute("value", name)
    tab.keyboard.press("Enter")
    expect(tab.locator("#corrected")).to_contain_text("stays masked", timeout=ANSWER_MS)
    assert before == _without_tips(paper)


def test_without_scripts_the_same_corrections_work(
    browser: Browser, browser_context_args: dict[str, Any], stack: Stack
) -> None:
    more = {"java_script_enabled": False}
    text = _letter(BAND)
    with opened(browser, browser_context_args, **more) as tab:
        sign_in(tab, stack, "ralf.reviewer")
        look_at(tab, stack, "reply-draft", text)
        tab.locator("#missed").fill("nowhere in it")
        tab.locator("#mask").click()
        expect(tab.locator("#problem")).to_contain_text("do not stand in the text")
        assert tab.locator("#missed").input_value() == "nowhere in it"
        assert tab.locator("#text").input_value() == text
        tab.locator("#missed").fill(BAND)
        tab.locator("#mask").click()
        expect(tab.locator("#corrected")).to_be_visible()
        expect(tab.locator("#seen-body .paper")).not_to_contain_text(BAND)
        tab.locator("#masked-list summary").click()
        row = tab.locator("#masked-rows li")
        row.filter(has_text="[IBAN_").get_by_role("button").click()
        expect(tab.locator("#problem")).to_contain_text("always stays masked")
        tab.locator("#masked-list summary").click()
        row.filter(has_text="[PERSON_").first.get_by_role("button").click()
        expect(tab.locator("#corrected")).to_contain_text("stays masked")
        assert tab.locator("#text").input_value() == text


def _letter(words: str) -> str:
    return f"{LETTER}\n\nThe old card lies by the {words}"


def _without_tips(paper: Page | Any) -> str:
    return str(
        paper.evaluate(
            "paper => [...paper.childNodes].map("
            "node => (node.firstChild ?? node).textContent).join('')"
        )
    )


def _masked(stack: Stack, text: str) -> str:
    """See a text as somebody else does, in a new case."""
    with stack.signed_in("ben.staff") as ben:
        return str(ben.preview("reply-draft", text)["masked"])


def _token(client: Any) -> dict[str, str]:
    return {"csrf_token": client._http.get("/session").json()["csrf_token"]}
