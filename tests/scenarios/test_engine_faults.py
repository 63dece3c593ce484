"""The model is killed, hangs, garbles, never ends, is slow: what a person at a browser
sees, and what the log then holds. The story is told once; each test is a claim about it.
"""

import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from appliance.commands.client import StaffClient
from appliance.demo.pki import Authority
from appliance.demo.site import free_port, lay_out
from appliance.demo.supervisor import Supervisor
from appliance.explain.words import FALL_BACK_WORDS, FINDING_WORDS
from tests.browser import opened, sign_in
from tests.contract.hostile_server import (
    DONE,
    HEAD,
    chunk,
    end,
    for_ever,
    hostile_server,
    says,
    silent,
)
from tests.faulty_model import (
    AGAIN,
    ALONE,
    GARBLE,
    LARGE,
    LISTED,
    USAGE,
    WELL,
    WRITTEN,
    Asked,
    House,
    drip,
    purposes_in,
    settings_of,
)
from tests.stack import Stack

pytestmark = pytest.mark.browser

KILLED = [f"killed {number}" for number in range(12)]
KEPT = "Your text is kept"
REWRITTEN = FINDING_WORDS["answer.rewritten"]
ARRIVED = "What you waited for is there:"
UNFINISHED = "The answer reached its length or time limit before it ended."


@dataclass(frozen=True)
class Story:
    """What was seen."""

    asked: Mapping[str, Asked]
    explained: Mapping[str, str]
    first_page: str
    arrived: Mapping[str, str]
    left_alone: bool


@pytest.fixture(scope="module")
def house(
    browser: Browser,
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    authority, log = Authority(), list[str]()
    with (
        hostile_server(tmp_path_factory.mktemp("model"), authority) as server,
        # Short: the paths of sockets are bounded (unix(7)).
        tempfile.TemporaryDirectory(prefix="cl-") as folder,
    ):
        server.choose = lambda body: WELL if body else LISTED
        site = lay_out(Path(folder), port=free_port())
        purposes_in(site.root / "policies")
        settings_of(site, server, authority)
        with (
            Supervisor(site, log.append) as supervisor,
            opened(browser, browser_context_args) as tab,
            Stack(supervisor, log).signed_in("audrey.auditor") as audrey,
        ):
            stack = Stack(supervisor, log)
            sign_in(tab, stack, "anna.staff")
            yield House(stack, server, tab, audrey)


@pytest.fixture(scope="module")
def story(house: House) -> Story:
    """Tell it: each fault, and the model well again after it."""
    ask, stack = house.ask, house.stack
    explained = {}

    stack.kill(LARGE)
    ask("killed and waits", ALONE)
    # Each try that fails makes its pause longer, until one comes within it.
    for name in KILLED:
        ask(name)
        if house.passed_over(name) == ["EngineRestingError"]:
            break
    explained["killed"] = house.explained("killed 0")
    stack.restart(LARGE)
    house.be_well()
    ask("well again")
    explained["well again"] = house.explained("well again")

    house.answer_alone = says(HEAD, chunk(WRITTEN), GARBLE, end(), DONE)
    for number in range(3):
        ask(f"garbled late {number}", ALONE)
    left_alone = house.is_left_alone()
    house.be_well()

    house.signal(signal.SIGSTOP)
    try:
        ask("hung")
    finally:
        house.signal(signal.SIGCONT)
    house.be_well()

    for name, answer in (
        ("garbled", says(HEAD, GARBLE, end(), DONE)),
        ("endless", for_ever(HEAD + chunk(WRITTEN), b": ping\n\n")),
        ("silent", silent(HEAD)),
        ("slow", drip),
    ):
        house.server.answer = answer
        ask(name)
        house.be_well()
    house.server.answer = cut = says(HEAD, chunk("Thank"), end("length"), USAGE, DONE)
    ask("cut off", AGAIN)
    explained["cut off"] = house.explained("cut off")
    house.answer_again = cut
    ask("cut off twice", AGAIN)
    house.be_well()
    return told(house, explained, left_alone=left_alone)


def told(house: House, explained: Mapping[str, str], *, left_alone: bool) -> Story:
    """Wait for what waits, and read what is there then: the pages, and the log."""
    stack, tab = house.stack, house.tab
    waiting = [name for name, asked in house.asked.items() if KEPT in asked.page]
    with stack.signed_in("anna.staff") as anna:
        await_ends(anna, {house.asked[name].exchange for name in waiting})
    tab.goto(stack.url)
    first_page = tab.locator("body").inner_text()
    arrived = {}
    for name in waiting:
        tab.goto(f"{stack.url}/exchanges/{house.asked[name].exchange}")
        arrived[name] = tab.locator("main").inner_text()
    for asked in house.asked.values():
        asked.records = [dict(r) for r in house.audrey.records(exchange=asked.exchange)]
    return Story(house.asked, explained, first_page, arrived, left_alone)


def await_ends(client: StaffClient, exchanges: set[str]) -> None:
    """Wait until none waits any more, without opening them: who opens one has seen it."""
    for _ in range(1_000):
        shown = client.history()["exchanges"]
        ended = {one["exchange"] for one in shown if one["state"] == "released"}
        if exchanges <= ended:
            return
        time.sleep(0.3)
    raise AssertionError("one waits still")


def test_with_the_model_killed_the_next_tier_answers_and_the_page_says_so(
    story: Story,
) -> None:
    killed = story.asked["killed 0"]
    assert killed.ends() == ["exchange.released"]
    assert killed.body("draft.generated")["tier"] == "small"
    assert killed.passed_over() == ["EngineError"]
    assert FALL_BACK_WORDS in story.explained["killed"]


def test_a_model_that_fails_again_and_again_is_left_alone_and_used_when_it_is_back(
    story: Story,
) -> None:
    tried = [
        asked.passed_over() for name, asked in story.asked.items() if name in KILLED
    ]
    assert tried[:2] == [["EngineError"]] * 2
    assert tried[-1] == ["EngineRestingError"]
    back = story.asked["well again"]
    assert (back.body("draft.generated")["tier"], back.passed_over()) == ("large", [])
    assert WRITTEN in back.page
    assert FALL_BACK_WORDS not in story.explained["well again"]


@pytest.mark.parametrize("fault", ["hung", "garbled", "silent"])
def test_a_model_that_hangs_garbles_or_is_silent_is_passed_over(
    story: Story, fault: str
) -> None:
    asked = story.asked[fault]
    assert asked.ends() == ["exchange.released"]
    assert asked.body("draft.generated")["tier"] == "small"
    assert asked.passed_over() == ["EngineError"]
    assert WRITTEN not in asked.page


def test_a_model_that_begins_well_and_then_garbles_is_left_alone_too(
    story: Story,
) -> None:
    late = [story.asked[f"garbled late {number}"] for number in range(3)]
    for asked in late:
        # What was shown of it is taken back, and the text waits.
        assert WRITTEN not in asked.page
        assert KEPT in asked.page
        kinds = [record["kind"] for record in asked.records]
        assert kinds.index("answer.withdrawn") < kinds.index("exchange.delayed")
    assert story.left_alone


@pytest.mark.parametrize("fault", ["endless", "slow"])
def test_an_answer_without_an_end_is_taken_back_with_its_reason(
    story: Story, fault: str
) -> None:
    asked = story.asked[fault]
    assert "Thank you" in asked.words
    assert "Thank you" not in asked.page
    assert UNFINISHED in asked.page
    assert asked.body("draft.generated")["finish"] == "deadline"
    assert asked.ends() == ["exchange.refused"]
    assert "answer.withdrawn" in [record["kind"] for record in asked.records]


def test_what_waited_arrives_and_every_page_says_so(story: Story) -> None:
    assert set(story.arrived) == {
        "killed and waits",
        *(f"garbled late {number}" for number in range(3)),
    }
    assert story.first_page.count(ARRIVED) == len(story.arrived)
    for name, page in story.arrived.items():
        assert WRITTEN in page
        asked = story.asked[name]
        assert asked.body("draft.generated")["tier"] == "large"
        assert "exchange.delayed" in [record["kind"] for record in asked.records]


def test_an_answer_that_was_cut_off_is_written_again_and_the_person_is_told(
    story: Story,
) -> None:
    asked = story.asked["cut off"]
    assert WRITTEN in asked.page
    assert REWRITTEN in story.explained["cut off"]
    assert asked.tries() == [(1, "length"), (2, "stop")]
    assert asked.ends() == ["exchange.released"]


def test_one_that_is_cut_off_again_waits_for_a_second_person(story: Story) -> None:
    asked = story.asked["cut off twice"]
    assert "A second person looks at this first" in asked.page
    assert UNFINISHED in asked.page
    assert asked.tries() == [(1, "length"), (2, "length")]
    assert asked.ends() == ["exchange.held"]


def test_nothing_is_lost_and_nothing_comes_twice(story: Story) -> None:
    exchanges = [asked.exchange for asked in story.asked.values()]
    assert len(set(exchanges)) == len(exchanges)
    for name, asked in story.asked.items():
        assert len(asked.ends()) == 1, name
        kinds = [record["kind"] for record in asked.records]
        assert kinds.count("answer.closed") <= 1
        assert kinds.count("text.restored") <= 1
