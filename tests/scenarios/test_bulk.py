"""A list of texts from the upload to the download, with the worker killed half way."""

import csv
import io
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from appliance.commands.bulk import bulk as command
from tests.browser import ANSWER_MS, opened, sign_in
from tests.scenarios.test_pages_for_everybody import Looker
from tests.stack import Stack

pytestmark = pytest.mark.browser

NAMES = ("Marta Kowalczyk", "Zebulon Quartermaine", "Joana Oliveira")
TEXTS = [
    f"Dear Sir or Madam, my name is {name}. My card {number} has not come. Please help."
    for number, name in enumerate(NAMES * 20, 1)
]
FEW_S = 60_000


def table(texts: list[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Kunde", "Brief"])
    writer.writerows((f"K-{n}", text) for n, text in enumerate(texts, 1))
    return out.getvalue().encode()


def wait_for(so: Callable[[], bool]) -> None:
    """Look again and again until it is so."""
    give_up = time.monotonic() + ANSWER_MS / 1000
    while not so():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def upload(texts: list[str]) -> Any:
    return {"name": "letters.csv", "mimeType": "text/csv", "buffer": table(texts)}


def sign_in_elsewhere(page: Page, stack: Stack) -> list[str]:
    """Have the same person sign in again in another tab; gives what this one sends."""
    other = page.context.new_page()
    other.goto(stack.url)
    other.get_by_role("button", name="Sign out").click()
    sign_in(other, stack, "anna.staff")
    other.close()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method))
    return sent


def test_a_list_survives_a_killed_worker_and_nothing_is_done_twice(
    stack: Stack, browser: Browser, browser_context_args: dict[str, Any], pictures: Path
) -> None:
    with opened(browser, browser_context_args) as page:
        sign_in(page, stack, "anna.staff")
        page.goto(f"{stack.url}/bulk")
        page.get_by_role("link", name="Sort a customer message").click()
        # What is wrong is told beside the form, and the file stays chosen.
        page.get_by_label("The file or files").set_input_files(upload([*TEXTS, " "]))
        wrong = page.get_by_role("alert")
        expect(wrong).to_contain_text("names no such column", timeout=FEW_S)
        page.get_by_label("Column of the texts").fill("Brief")
        page.get_by_label("Column of names").fill("Kunde")
        expect(wrong).to_contain_text("Row 62, Brief: There is no text", timeout=FEW_S)
        page.get_by_label("The file or files").set_input_files(upload(TEXTS))
        found_there = page.locator("#found")
        expect(found_there).to_contain_text(f"Texts found: {len(TEXTS)}", timeout=FEW_S)
        looker = Looker(page, "en")
        looker.at("a list to be begun")
        page.screenshot(path=pictures / "bulk-new.png", full_page=True)
        # The page is older than the session, and its reader presses twice.
        sent = sign_in_elsewhere(page, stack)
        with stack.signed_in("anna.staff") as anna:
            page.get_by_role("button", name="Begin").dblclick()
            page.wait_for_url(re.compile("/bulk/[0-9a-f]{32}$"), timeout=FEW_S)
            # Refused for its old token, and then with the new one; no third time.
            assert sent.count("POST") == 2
            bulk = page.url.rsplit("/", 1)[1]
            wait_for(lambda: anna.bulk(bulk)["counts"]["done"] > 0)
            stack.kill("worker")
            try:
                assert anna.bulk_step(bulk, "pause")["state"] == "paused"
            finally:
                stack.restart("worker")
        page.reload()
        page.get_by_role("button", name="Go on").click()
        done = page.locator("#count-done")
        expect(done).to_have_text(str(len(TEXTS)), timeout=2 * ANSWER_MS)
        expect(page.get_by_text("Every text was worked on.")).to_be_visible()
        looker.at("a list that ended")
        page.goto(f"{stack.url}/bulk")
        looker.at("one's lists")
        assert looker.wrong == []
        page.goto(f"{stack.url}/bulk/{bulk}")
        page.screenshot(path=pictures / "bulk-list.png", full_page=True)
        with page.expect_download() as download:
            page.get_by_role("button", name="Take the results away").click()
        text = download.value.path().read_text("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["name"] for row in found] == [
        f"K-{n}" for n in range(1, len(TEXTS) + 1)
    ]
    assert {row["state"] for row in found} == {"Answered"}
    with stack.signed_in("audrey.auditor") as audrey:
        for row in found:
            kinds = [r["kind"] for r in audrey.records(exchange=row["exchange"])]
            assert kinds.count("exchange.released") == 1


def at_terminal(stack: Stack, out: Path, *arguments: str) -> Any:
    """Give a list at the terminal as anna."""
    options = ["--as", "anna.staff", "--url", stack.url, "--ca", str(stack.ca)]
    options += ["--password-stdin", "--out", str(out), *arguments]
    return CliRunner().invoke(command, options, input=f"{stack.password}\n")


def test_a_folder_is_given_at_the_terminal_and_its_results_are_ones_own(
    stack: Stack, tmp_path: Path
) -> None:
    folder, out = tmp_path / "letters", tmp_path / "results.csv"
    folder.mkdir()
    purpose = ("--purpose", "complaint-triage", str(folder))
    (folder / "first.txt").write_text(" ")
    refused = at_terminal(stack, out, *purpose)
    assert refused.exit_code == 1
    assert "row 1, first.txt: There is no text here." in refused.stderr
    assert not out.exists()
    (folder / "first.txt").write_text(TEXTS[0])
    (folder / "second.txt").write_text(TEXTS[1])
    done = at_terminal(stack, out, *purpose)
    assert done.exit_code == 0, done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    text = out.read_text("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(r["name"], r["state"]) for r in found] == [
        ("first", "Answered"),
        ("second", "Answered"),
    ]
    number = re.search("[0-9a-f]{32}", done.stderr)
    assert number is not None
    again = at_terminal(stack, tmp_path / "again.csv", "--go-on", number.group())
    assert again.exit_code == 0, again.stderr
    assert at_terminal(stack, out, *purpose).exit_code == 2
