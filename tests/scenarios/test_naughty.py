"""Hostile strings, typed by people and written by the model: shown as text, exactly.

What is typed comes back byte for byte in the person's own view, and masked in history;
what cannot be is refused in words. No answer is a 5xx, and no script ever runs. The
public lists of such strings are run by `make naughty DATA=folder`.
"""

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.commands.client import AnsweredError
from appliance.domain.surrogate import EXACT
from appliance.error_table import TABLE
from appliance.errors import SignInError, UnreadableTextError
from tests.planted.desk import PAGE, Desk, as_taken, check_markup, memo_of, open_desk
from tests.planted.hostile import LOGINS, READABLE, SCRIPTS, TEXTS, UNREADABLE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
APPLICATION = (
    "Applicant: Marta Kowalczyk\nMonthly income: 3,200\nMonthly debts: 400\n"
    "Amount: 12,000\nTerm: 48 months\nPurpose: car\nYears employed: 6\nDefaults: 0"
)
# Structured answers of no use, or that a reader of JSON could trip over.
MALFORMED = {
    "prose": "I would approve it.",
    "cut short": '{"intent":"card_arr',
    "a list": '["card_arrival"]',
    "a number": "1e999",
    "nested without end": '{"a":' * 3_000 + "1" + "}" * 3_000,
    "brackets without end": "[" * 5_000,
    "half a surrogate pair": '{"quote":"\\ud800","intent":"x"}',
    "NUL in an escape": '{"quote":"a\\u0000b"}',
    "escape of a terminal": '{"quote":"\\u001b[2J"}',
}


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Desk]:
    with open_desk(browser) as opened:
        yield opened
        print(f"\nanswers by status: {dict(sorted(opened.statuses.items()))}")


@pytest.fixture(autouse=True)
def nothing_ran_and_nothing_broke(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "desk" in request.fixturenames:
        desk: Desk = request.getfixturevalue("desk")
        told, desk.trap.told[:] = list(desk.trap.told), []
        assert told == []
        assert [status for status in desk.statuses if status >= 500] == []


def batches(strings: dict[str, str], size: int) -> list[list[str]]:
    values = list(strings.values())
    return [values[at : at + size] for at in range(0, len(values), size)]


def test_the_trap_hears_a_script_that_runs_and_one_that_is_stopped(
    desk: Desk,
) -> None:
    spoilt = "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.__pwned=1\">')"
    page = desk.tab.context.new_page()
    page.set_content("<img src=x onerror='window.__pwned=1'>")
    assert heard(desk, page, "a script ran")
    page.close()
    desk.tab.goto(f"{desk.stack.url}/history")
    desk.tab.evaluate(spoilt)
    assert heard(desk, desk.tab, "script-src")
    desk.trap.told.clear()


def heard(desk: Desk, page: Page, what: str) -> bool:
    """Wait until the trap has told of something; a picture fails in its own time."""
    for _ in range(1_200):
        if any(one.startswith(what) for one in desk.trap.told):
            # What else came of it is told before the next answer of the page.
            page.evaluate("new Promise((done) => requestAnimationFrame(done))")
            return True
        page.wait_for_timeout(25)
    return False


@pytest.mark.parametrize("typed", READABLE.values(), ids=READABLE)
def test_what_is_typed_comes_back_exactly(desk: Desk, typed: str) -> None:
    text = f"Please read this: {typed} :until here."

    seen = desk.anna.preview("reply-draft", text)
    exchange = desk.ask(text, title=typed[:100])

    desk.came_back(exchange, as_taken(text))
    assert _fits(seen["masked"], seen["spans"], as_taken(text))
    listed = desk.anna.history()["exchanges"][0]
    masked = desk.anna.exchange(exchange)["masked"]
    assert listed["exchange"] == exchange
    assert " ".join(masked.split()).startswith(listed["excerpt"].rstrip("\u2026"))


@pytest.mark.parametrize("typed", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_come_back_exactly_is_refused_in_words(
    desk: Desk, typed: str
) -> None:
    row = TABLE[UnreadableTextError]

    with pytest.raises(AnsweredError) as refused:
        desk.ask(f"Please read {typed}")

    assert (refused.value.status, refused.value.message) == (row.status, row.message)


@pytest.mark.parametrize("strings", batches(READABLE, 20), ids=itertools.count())
def test_a_person_at_the_page_types_them_and_reads_them(
    desk: Desk, strings: list[str]
) -> None:
    text = "\n".join(s if len(s) < 100 else s[:100] for s in strings)

    exchange = desk.type_and_send(text)

    assert exchange is not None
    assert desk.tab.evaluate("document.getElementById('exact').value") == as_taken(text)
    desk.tab.locator("#why").click()
    expect(desk.tab.locator("#why-beside")).to_be_visible()
    desk.check_markup()


@pytest.mark.parametrize("written", batches(SCRIPTS, 7), ids=itertools.count())
def test_a_model_gone_bad_is_read_but_not_obeyed(
    desk: Desk, written: list[str]
) -> None:
    whole = "\x1b[2J\x07\u202e" + "\n".join(written)
    desk.engine.script = lambda _: whole

    exchange = desk.type_and_send("Where is my card?")

    assert exchange is not None
    assert desk.anna.exchange(exchange)["text"] == whole
    for path in ("/history", f"/exchanges/{exchange}/why", "/"):
        desk.tab.goto(desk.stack.url + path)
        desk.check_markup()


def test_a_terminal_is_told_nothing_that_it_would_obey(desk: Desk) -> None:
    desk.engine.script = lambda _: "\x1b[2J\x1b]0;title\x07 \x9b31m\n" + TEXTS["bidi"]
    command = ("ask", "--purpose", "reply-draft", "--as", "anna.staff", "--url", desk.stack.url, "--ca", str(desk.stack.ca), "--password-stdin", "-")  # fmt: skip

    ended = subprocess.run(
        [sys.executable, "-m", "appliance.commands.cli", *command],
        input=f"{desk.stack.password}\nWhere is my card?".encode(),
        capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip

    assert ended.returncode == 0
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", ended.stdout)
    assert "\ufffd[2J" in ended.stdout.decode()


@pytest.mark.parametrize("written", batches(SCRIPTS, 7), ids=itertools.count())
def test_fields_of_an_answer_are_text_whatever_their_names(
    desk: Desk, written: list[str]
) -> None:
    answer = {one: one for one in written} | {"intent": written, "quote": written[0]}
    desk.engine.script = lambda _: json.dumps(answer)

    exchange = desk.ask("Where is my card?", "complaint-triage")

    desk.look_at(exchange)
    expect(desk.tab.locator("main")).to_contain_text(written[0])
    page = desk.anna._http.get("/history", headers=PAGE)
    assert "<script" not in page.text.replace('<script type="module" src=', "")


@pytest.mark.parametrize("written", MALFORMED.values(), ids=MALFORMED)
def test_an_answer_of_no_use_is_refused_and_said_so(desk: Desk, written: str) -> None:
    desk.engine.script = lambda _: written

    exchange = desk.ask("Where is my card?", "complaint-triage")

    kept = desk.anna.exchange(exchange)
    assert (kept["state"], kept["text"]) == ("refused", None)
    desk.look_at(exchange)


@pytest.mark.parametrize("written", batches(SCRIPTS, 14), ids=itertools.count())
def test_reviewers_read_change_and_release_them_as_text(
    desk: Desk, browser: Browser, written: list[str]
) -> None:
    desk.engine.script = lambda _: memo_of(written)
    exchange = desk.ask(APPLICATION, "credit-memo")
    for login, verdict in (("rita.reviewer", "edit"), ("ralf.reviewer", "approve")):
        context = browser.new_context(ignore_https_errors=True, locale="en-GB")
        tab = desk.trap.set_in(context)
        desk.watch(tab)
        desk.sign_in(tab, login)
        tab.goto(f"{desk.stack.url}/reviews")
        tab.goto(f"{desk.stack.url}/reviews/{exchange}")
        check_markup(tab)
        tab.locator(f"input[value={verdict}]").check()
        if verdict == "edit":
            tab.locator("#text").fill(memo_of([*written, "Changed by hand."]))
        else:
            tab.locator("#reason").fill(written[0])
        with tab.expect_navigation():
            tab.locator("form[action*=reviews] button.main").click()
        check_markup(tab)
        for _ in range(3):
            if not tab.locator("#questioned").is_visible():
                break
            # What the checks saw in the version is read, and it is kept. What is masked
            # of it for the first time may be known in more of its places the next.
            with tab.expect_navigation():
                tab.locator("form[action*=reviews] button.main").click()
            check_markup(tab)
        context.close()

    kept = desk.anna.exchange(exchange)
    assert kept["state"] == "released"
    said = [*written, "Changed by hand."]
    assert [one for one in said if one not in kept["text"]] == []
    desk.look_at(exchange)


def check_stands(shown: str, typed: str) -> None:
    """Check that a remark is what was typed, but for what was masked in it."""
    at = 0
    for piece in EXACT.sub("\0", shown).split("\0"):
        assert piece in typed[at:], piece
        at = typed.index(piece, at) + len(piece)
    assert shown


def test_remarks_and_searches_are_text_as_well(desk: Desk) -> None:
    exchange = desk.ask("Where is my card?")
    for typed in READABLE.values():
        assert desk.anna.history(typed)["page"] == 1
    for strings in batches(SCRIPTS, 14):
        # Fields of one line take no line ends.
        typed = " ".join(" ".join(strings).split())
        desk.anna.rate(exchange, "up", typed)
        desk.look_at(exchange)
        check_stands(desk.tab.locator("#reason").input_value(), typed)
        desk.tab.goto(f"{desk.stack.url}/history")
        with desk.tab.expect_navigation():
            desk.tab.evaluate("typed => { q.value = typed; q.form.submit(); }", typed)
        assert desk.tab.locator("#q").input_value() == typed[:200].strip()
        desk.check_markup()


def test_an_auditor_reads_and_exports_what_hostile_people_left(
    desk: Desk, tmp_path: Path
) -> None:
    exchange = desk.ask("\n".join(SCRIPTS.values())[:2_400])

    with desk.client("audrey.auditor") as audrey:
        records = audrey.records(exchange=exchange)
        audrey.export("2020-01-01", "2099-12-31", tmp_path / "log")
        for strings in batches(READABLE, 20):
            for name in ("exchange", "kind", "from", "to", "before"):
                query = {name: " ".join(strings)[:900]}
                asked = audrey._http.get("/records", params=query, headers=PAGE)
                assert asked.status_code == 400

    assert "exchange.released" in {record["kind"] for record in records}
    assert "pwned" not in (tmp_path / "log").read_text(
        encoding="utf-8", errors="replace"
    )


def test_no_login_is_more_than_wrong(desk: Desk) -> None:
    assert {desk.try_door(login) for login in LOGINS} == {TABLE[SignInError].status}


@pytest.fixture(autouse=True)
def repeating(request: pytest.FixtureRequest) -> None:
    """Have the model repeat what it reads, unless a test says otherwise."""
    if "desk" in request.fixturenames:
        request.getfixturevalue("desk").engine.repeat()


def _fits(masked: str, spans: list[dict[str, object]], typed: str) -> bool:
    """Tell whether a masked text is the typed one but for what its spans stand for."""
    parts, at = [], 0
    for span in spans:
        parts.append(re.escape(masked[at : int(str(span["start"]))]))
        at = int(str(span["end"]))
    parts.append(re.escape(masked[at:]))
    return re.fullmatch(".+?".join(parts), typed, re.DOTALL) is not None
