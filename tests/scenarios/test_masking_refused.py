"""What the masking cannot take is refused and recorded; what is long is told of.

A text longer than the model reads is refused, or answered in parts, as its purpose says.
"""

import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from appliance.commands.client import AnsweredError, ServerEvent, StaffClient
from appliance.error_table import TABLE
from appliance.errors import (
    ApplianceError,
    DetectionError,
    TextTooLongError,
    UnknownLanguageError,
)
from appliance.kinds import OUTCOMES
from audit.note import parse_vkey
from audit.verify import examine_export
from tests.browser import opened, send, sign_in
from tests.stack import Stack, running_stack

LETTER = "My name is Anna Kowalski. I was charged a fee twice. Please pay it back."
POLISH = "Nazywam się Anna Kowalska. Dwa razy pobrano ode mnie opłatę, proszę o zwrot."
RUSSIAN = "Меня зовут Анна Ковальски, с меня дважды взяли плату. Прошу её вернуть."
PAGE = (
    "On 3 May Marta Kowalczyk of Brook Lane 14 wrote to Hale & Partners that the "
    "transfer to GB82 WEST 1234 5698 7654 32 had not come. Nobody answered her. "
)
# Sixty pages of 2,800 characters.
DOCUMENT = (PAGE * 1_200)[:168_000]
IN_PARTS = """
[parts]
most = 6
fields = { intent = "first", urgency = "highest", product = "first", quote = "first" }
nothing = { intent = "out_of_scope" }
"""
# More than three times what the shipped model reads and writes at once.
CONTEXT_TOKENS = 1_536
LONG_LETTER = "\n\n".join(
    f"{PAGE}On the {day}th I lost my card, Marta Kowalczyk had it in her bag. " * 5
    for day in range(4, 18)
)


@pytest.fixture(scope="module")
def house() -> Iterator[Stack]:
    """A site of its own: detection has eight seconds, two purposes take long texts."""
    tables = {"masker": {"deadline_s": 8.0}, "worker": {"long_text_chars": 20_000}}
    with running_stack(**tables) as stack:
        path = stack.root / "policies/purposes/reply-draft/purpose.toml"
        read = path.read_text(encoding="utf-8")
        long = re.sub(r"max_input_chars = \d+", "max_input_chars = 200000", read)
        assert long != read
        path.write_text(long, encoding="utf-8")
        path = stack.root / "policies/purposes/complaint-triage/purpose.toml"
        with path.open("a", encoding="utf-8") as file:
            file.write(IN_PARTS)
        stack.supervisor.site.run_command("release", "sign")
        yield stack


@pytest.fixture
def anna(house: Stack) -> Iterator[StaffClient]:
    with house.signed_in("anna.staff") as client:
        yield client


def detectors() -> list[int]:
    """Name the detector children of this host that are ours."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"appliance.masker.child" in command:
            found.append(int(folder.name))
    return found


def of_house(house: Stack) -> list[int]:
    """Name the detector children of this appliance only."""
    masker = house.processes["masker"].pid
    return [pid for pid in detectors() if masker in _ancestors(pid)]


def _ancestors(pid: int) -> set[int]:
    seen: set[int] = set()
    while pid > 1:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        pid = int(re.search(r"^PPid:\s+(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]  # every process has one
        seen.add(pid)
    return seen


def ask(client: StaffClient, text: str = LETTER, **more: str) -> ServerEvent:
    return list(client.ask("reply-draft", text, **more))[-1]


def check_refused(house: Stack, last: ServerEvent, why: type[ApplianceError]) -> None:
    """Check the person's sentence, the record, and that nothing went to the model."""
    row = TABLE[why]
    assert (last.name, last.body["message"]) == ("failed", row.message)
    with house.signed_in("audrey.auditor") as auditor:
        records = auditor.records(exchange=last.body["exchange"])
    assert records[-1]["kind"] == row.kind
    assert records[-1]["body"]["error"] == why.__name__
    kinds = {record["kind"] for record in records}
    assert not kinds & {"exchange.intended", "prompt.composed", "text.pseudonymised"}


def ended_one(client: StaffClient, exchange: str) -> dict[str, Any]:
    """Wait until the worker has ended an exchange, and read it."""
    pause = threading.Event()
    for _ in range(600):
        found = client.exchange(exchange)
        if found["state"] not in {"queued", "open"}:
            return found
        pause.wait(0.2)
    raise AssertionError("the worker did not end it in time")


@pytest.mark.parametrize(
    "what", [signal.SIGKILL, signal.SIGSTOP], ids=["is killed", "hangs"]
)
def test_a_detector_that_ends_over_a_text_refuses_it_and_the_next_one_works(
    house: Stack, anna: StaffClient, what: signal.Signals
) -> None:
    assert ask(anna).name == "released"
    (child,) = of_house(house)
    events = []
    for event in anna.ask("reply-draft", DOCUMENT):
        # Its first word of progress: the text is with the child, and not done. One
        # that is still in the line would wait for the next child and be answered.
        if event.name == "masking" and "masking" not in [one.name for one in events]:
            os.kill(child, what)
        events.append(event)
    check_refused(house, events[-1], DetectionError)
    assert not Path(f"/proc/{child}").exists()
    assert ask(anna).name == "released"


@pytest.mark.parametrize("text", [POLISH, RUSSIAN], ids=["language", "letters"])
@pytest.mark.parametrize("preview", [False, True], ids=["sent", "only looked at"])
def test_a_text_in_what_nobody_here_reads_is_refused(
    house: Stack, anna: StaffClient, text: str, *, preview: bool
) -> None:
    if not preview:
        check_refused(house, ask(anna, text), UnknownLanguageError)
        return
    with pytest.raises(AnsweredError) as told:
        anna.preview("reply-draft", text)
    row = TABLE[UnknownLanguageError]
    assert (told.value.status, told.value.message) == (row.status, row.message)


def test_a_name_in_such_letters_is_masked_in_a_letter_that_can_be_read(
    anna: StaffClient,
) -> None:
    names = ("Анна", "Ковальски", "王小明", "Γιάννης")
    text = f"{LETTER} Yours, {names[0]} {names[1]}. Call {names[2]} or {names[3]}."
    masked = anna.preview("reply-draft", text)["masked"]
    assert [name for name in names if name in masked] == []


def test_a_language_that_no_purpose_has_is_refused(anna: StaffClient) -> None:
    with pytest.raises(AnsweredError) as told:
        anna.preview("reply-draft", LETTER, language="xx")
    assert told.value.status == 400


def test_sixty_pages_are_masked_with_a_word_of_how_far_it_is(
    house: Stack, anna: StaffClient
) -> None:
    events = list(anna.ask("reply-draft", DOCUMENT))
    told = [e.body["permille"] for e in events if e.name == "masking"]
    assert len(told) >= 5
    assert told == sorted(set(told))
    assert events[-1].name == "queued"
    kept = anna.exchange(events[-1].body["exchange"])
    for name in ("Kowalczyk", "Hale & Partners", "7654"):
        assert name not in kept["masked"]
    # Other texts are masked meanwhile or after; the detector was not taken for hung.
    assert ask(anna).name == "released"
    # All of it was masked, yet no prompt of the shipped model's holds sixty pages.
    ended = ended_one(anna, kept["exchange"])
    assert ended["state"] == "refused"
    assert ended["reasons"] == [TABLE[TextTooLongError].message]
    with house.signed_in("audrey.auditor") as auditor:
        records = auditor.records(exchange=kept["exchange"])
    (end,) = [r for r in records if r["kind"] in OUTCOMES]
    assert (end["kind"], end["body"]) == (
        "exchange.refused",
        {"error": "TextTooLongError"},
    )
    assert "draft.generated" not in {r["kind"] for r in records}


@pytest.mark.browser
def test_the_page_shows_how_far_the_masking_of_sixty_pages_is(
    house: Stack, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    with opened(browser, browser_context_args, reduced_motion="reduce") as tab:
        sign_in(tab, house, "anna.staff")
        tab.goto(f"{house.url}/new/reply-draft")
        seen: list[float] = []
        tab.expose_function("told", lambda value: seen.append(value))  # noqa: PLW0108 - a built-in cannot be wrapped
        tab.evaluate(
            """() => new MutationObserver(() => {
              const shown = document.getElementById("masking");
              if (!shown.hidden) told(shown.querySelector("progress").value);
            }).observe(document.getElementById("masking"), {subtree: true, childList: true, attributes: true})"""
        )
        tab.locator("#text").fill(DOCUMENT)
        tab.locator("#preview").click()
        expect(tab.locator("#masking")).to_be_visible()
        expect(tab.locator("#send")).to_be_visible(timeout=90_000)
        expect(tab.locator("#masking")).to_be_hidden()
        expect(tab.locator("#seen-body")).not_to_contain_text("Kowalczyk")
        assert len(set(seen)) >= 5
        assert seen == sorted(seen)
        assert tab.locator("#text").input_value() == DOCUMENT


@pytest.mark.browser
def test_a_letter_three_times_the_context_is_answered_in_parts_that_are_shown(
    house: Stack,
    browser: Browser,
    browser_context_args: dict[str, Any],
    tmp_path: Path,
) -> None:
    with opened(browser, browser_context_args, reduced_motion="reduce") as tab:
        sign_in(tab, house, "anna.staff")
        tab.goto(f"{house.url}/new/complaint-triage")
        tab.locator("#text").fill(LONG_LETTER)
        tab.locator("#preview").click()
        expect(tab.locator("#send")).to_be_visible(timeout=90_000)
        told: list[str] = []
        tab.expose_function("told", lambda said: told.append(said))  # noqa: PLW0108 - a built-in cannot be wrapped
        tab.evaluate(
            """() => {
              const answer = document.getElementById("answer");
              new MutationObserver(() => told(answer.textContent)).observe(answer, {childList: true});
            }"""
        )
        exchange = send(tab)
        count = int(re.findall(r"part 1 of (\d)", "\n".join(told))[0])
        parts = [f"The model reads part {n} of {count}." for n in range(1, count + 1)]
        assert [said for said in dict.fromkeys(told) if "part" in said] == parts
        tab.locator("#parts summary").click()
        shown = tab.locator("#parts ol.parts > li")
        expect(shown).to_have_count(count)
        expect(shown.first).to_contain_text("Characters 1 to")
        expect(shown.first).to_contain_text("Intent")
        expect(tab.locator("main")).to_contain_text("Urgency")
        tab.get_by_role("button", name="Why this answer?").click()
        why = tab.locator("#why-body")
        expect(why).to_contain_text(f"cut into {count} parts")
        expect(why).to_contain_text("Urgency: The highest that any part says.")
    with house.signed_in("audrey.auditor") as auditor:
        records = auditor.records(exchange=exchange)
        out = tmp_path / "log"
        auditor.export("2000-01-01", "2099-12-31", out)
    drafts = [r["body"] for r in records if r["kind"] == "draft.generated"]
    assert sum(draft["prompt_tokens"] for draft in drafts) > 3 * CONTEXT_TOKENS
    of_parts = [(r["part"], r["of"]) for r in drafts]
    assert of_parts == [(number, count) for number in range(1, count + 1)]
    assert [r["kind"] for r in records].count("draft.combined") == 1
    key = house.settings.paths.keys / "public" / "log.vkey"
    with out.open("rb") as source:
        examine_export(source, parse_vkey(key.read_text().strip()))
