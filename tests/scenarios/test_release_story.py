"""One change of a prompt, from the first draft to the end of its rollout, in Chromium.

Everything is real: the directory, the model, the worker that evaluates and watches.
What is planted are two mistakes of people: a worked example that the model takes for
the application, which the golden cases show; and a limit on the length of an answer
that is too small for sums that no golden case has, which only a canary shows.
"""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from appliance.commands.client import AnsweredError
from appliance.demo.child import ChildError
from tests.browser import opened, sign_in
from tests.release_site import PURPOSE, RELEASES, TEAM, ReleaseSite, release_site

pytestmark = pytest.mark.browser

EXAMPLE = """An example:
Applicant: Ida Blum
Amount: EUR 5,000
Monthly income: EUR 4,000
Debt ratio: 10 %
Years employed: 9 years
Defaults: 0

"""
APPLICATION = """Applicant: Marta Kowalczyk
Amount: EUR 1,272,450.75
Monthly income: EUR 16,150.25
Debt ratio: 41.25 %
Years employed: 1.5 years
Defaults: 1"""
# docs/rollout.md: at most so many wrong answers show it, and so long after it is over.
WRONG_ANSWERS = 8
WINDOW_S = 15
POST = """([path, values]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  values.csrf_token = document.querySelector("input[name=csrf_token]").value;
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement("input");
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[ReleaseSite]:
    with release_site() as running:
        yield running


@pytest.fixture
def people(
    site: ReleaseSite, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[Callable[[str], Page]]:
    """Seat each person at a browser of their own."""
    seated: dict[str, Page] = {}
    rooms = []

    def seat(login: str) -> Page:
        if login not in seated:
            room = opened(browser, browser_context_args)
            seated[login] = room.__enter__()
            rooms.append(room)
            sign_in(seated[login], site.stack, login)
        return seated[login]

    yield seat
    for room in rooms:
        room.__exit__(None, None, None)


def write(
    tab: Page, site: ReleaseSite, file: str, change: Callable[[str], str], *, why: str
) -> int:
    """Write a version from the newest good one; its number."""
    tab.goto(f"{site.stack.url}/purposes/{PURPOSE}")
    live = tab.locator("dl.facts").first.get_by_role("link", name=re.compile("Version"))
    live.first.click()
    tab.get_by_role("link", name="Go on from here").click()
    area = tab.get_by_label(file)
    if not area.is_visible():
        tab.locator("summary", has_text=file).click()
    before = area.input_value()
    assert change(before) != before
    area.fill(change(before))
    tab.get_by_label("Why", exact=True).fill(why)
    tab.get_by_role("button", name="Keep as a draft").click()
    tab.wait_for_url(re.compile(r"/versions/\d+$"))
    return int(tab.url.rsplit("/", 1)[1])


def evaluate(tab: Page, *, against_live: bool) -> str:
    """Evaluate the version whose page is open; the verdict's words."""
    tab.get_by_label("Compare with what is live").set_checked(against_live)
    tab.get_by_role("button", name="Evaluate this version").click()
    tab.wait_for_url(re.compile(r"/evaluations/[0-9a-f]{32}$"))
    for _ in range(360):
        if not tab.get_by_role("progressbar").count():
            return tab.locator(".head .tag").inner_text()
        tab.wait_for_timeout(500)
        tab.get_by_role("link", name="Reload").click()
    raise AssertionError("the evaluation did not end")


def row_of(tab: Page, site: ReleaseSite, release: str) -> Locator:
    """Open the releases, and find the row of one."""
    tab.goto(f"{site.stack.url}{RELEASES}")
    return tab.get_by_role("row").filter(has_text=release[:12])


def act(tab: Page, site: ReleaseSite, release: str, label: str, *, why: str) -> None:
    """Do one thing with a release on its page."""
    form = row_of(tab, site, release).locator("details", has_text=label)
    form.locator("summary").click()
    form.get_by_label("Why").fill(why)
    with tab.expect_navigation():
        form.get_by_role("button", name=label).click()


def refused_on_every_path(site: ReleaseSite, carl: Page, bad: str) -> None:
    """Hold a release that failed against each way to put it live."""
    row = row_of(carl, site, bad)
    expect(row).to_contain_text("has not passed an evaluation; its newest failed.")
    expect(row.get_by_role("button", name="Put live")).to_have_count(0)
    forged = {"act": "promote", "release": bad, "reason": "It is urgent"}
    carl.evaluate(POST, [RELEASES, forged])
    expect(carl.get_by_role("alert")).to_contain_text("has not passed an evaluation")

    with site.stack.signed_in("carl.compliance") as client:
        with pytest.raises(
            AnsweredError, match="has not passed an evaluation"
        ) as by_api:
            client._change(RELEASES, forged)
        canary = {"step": "start", "kind": "canary", "release": bad, "share": "100"}
        with pytest.raises(AnsweredError, match="has not passed an evaluation"):
            client._change(f"/purposes/{PURPOSE}/rollout/step", canary)
    assert by_api.value.status == 409
    for approver in ("ralf.reviewer", "carl.compliance"):
        with site.stack.signed_in(approver) as client:
            client._change(RELEASES, {**forged, "act": "approve"})
    with pytest.raises(ChildError, match="has not passed an evaluation"):
        site.cloister("release", "promote", PURPOSE, bad)


def written_into_the_tables(site: ReleaseSite, number: int) -> None:
    """Do as whoever has the database's password could."""
    path = site.stack.settings.database.url.removeprefix("sqlite:///")
    database = sqlite3.connect(path, timeout=30)
    key = (PURPOSE, number)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        database.execute("UPDATE version_moves SET after = 'live'")
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        database.execute("DELETE FROM purpose_versions")
    with database:
        database.execute(
            "INSERT INTO version_moves VALUES (?, ?, 7, 'draft', 'live', NULL, 'x', 0, 0)",
            key,
        )
        database.execute("UPDATE evaluations SET verdict = 'pass'")
    database.close()


def ask_until_it_ends(site: ReleaseSite, candidate: str) -> None:
    """Ask as one of the team, but no more often than it takes at the most."""
    for _ in range(WRONG_ANSWERS - 1):
        if site.ask("anna.staff", APPLICATION) != candidate:
            return


def ended_by_itself(site: ReleaseSite) -> list[dict[str, Any]]:
    """Wait for the end of the rollout."""
    pause = threading.Event()
    for _ in range(120):
        if ended := site.records(kind="rollout.ended"):
            return ended
        pause.wait(0.5)
    raise AssertionError("the rollout did not end")


def seconds_after_the_last_wrong_answer(
    site: ReleaseSite, candidate: str, ended: dict[str, Any]
) -> float:
    """Measure by the times of the log."""
    wrong = [
        record
        for record in site.records(kind="exchange.refused")
        if any(
            one["body"].get("release") == candidate
            for one in site.records(
                exchange=str(record["exchange"]), kind="policy.decided"
            )
        )
    ]
    assert 0 < len(wrong) <= WRONG_ANSWERS
    last, over = (
        datetime.fromisoformat(str(one["time"])) for one in (wrong[-1], ended)
    )
    return (over - last).total_seconds()


def told_by_the_log(site: ReleaseSite) -> list[tuple[str, str, str]]:
    """Read the story from the log alone: what, to which release, by whom."""
    kinds = (
        *("version.written", "release.signed", "evaluation.finished"),
        *("release.approved", "release.promoted", "rollout.started", "rollout.ended"),
    )
    found = [record for kind in kinds for record in site.records(kind=kind)]
    export = f"/purposes/{PURPOSE}/export"
    with site.stack.signed_in("audrey.auditor") as audrey:
        history = audrey._json("GET", export)
    people = {
        who["alias"]: who["login"]
        for version in history["versions"]
        for who in (version["author"], *(move["by"] for move in version["moves"]))
        if "login" in who
    }
    return [
        (
            str(record["kind"]),
            str(record["body"].get("release", "")),
            people.get(str(record["actor"]), str(record["actor"] or "")),
        )
        for record in sorted(found, key=lambda one: int(one["seq"]))
        if record["body"].get("purpose") == PURPOSE
    ]


def test_a_change_goes_live_only_as_it_was_evaluated_and_a_canary_takes_it_back(
    site: ReleaseSite, people: Callable[[str], Page]
) -> None:
    first = site.live()
    carl = people("carl.compliance")

    planted = write(
        carl, site, "prompt.en.md",
        lambda text: text.replace("{{text}}", EXAMPLE + "{{text}}"),
        why="New colleagues asked for an example",
    )  # fmt: skip
    assert evaluate(carl, against_live=True) == "Not passed"
    failing = carl.get_by_role("region", name=re.compile("cases are not right"))
    expect(failing.get_by_text("form-1-holm")).to_be_visible()
    flips = carl.get_by_role("region", name="Against the live release")
    expect(flips).to_contain_text("form-1-holm")
    bad = site.of_version(planted)["release"]
    refused_on_every_path(site, carl, bad)
    written_into_the_tables(site, planted)
    with pytest.raises(ChildError, match="has not passed an evaluation"):
        site.cloister("release", "promote", PURPOSE, bad)
    assert site.live() == first
    assert site.ask("ben.staff", APPLICATION) == first

    fixed = write(
        carl, site, "prompt.en.md",
        lambda text: text.replace("Answer as JSON.", "Answer as JSON, nothing else."),
        why="Say it without an example",
    )  # fmt: skip
    assert evaluate(carl, against_live=False) == "Passed"
    good = site.of_version(fixed)["release"]
    act(carl, site, good, "Approve", why="It does what was asked for")
    act(carl, site, good, "Put live", why="It passed")
    expect(carl.get_by_role("alert")).to_contain_text("A second person must approve")
    assert site.live() == first
    ralf = people("ralf.reviewer")
    act(ralf, site, good, "Put live", why="Read both versions side by side")
    expect(row_of(ralf, site, good)).to_contain_text("It answers now.")
    assert site.ask("ben.staff", APPLICATION) == good == site.live()

    hasty = write(
        carl, site, "purpose.toml",
        lambda text: text.replace("max_output_tokens = 320", "max_output_tokens = 44"),
        why="Shorter memos answer faster",
    )  # fmt: skip
    assert evaluate(carl, against_live=False) == "Passed"
    candidate = site.of_version(hasty)["release"]
    act(ralf, site, candidate, "Approve", why="All cases are right")
    row_of(carl, site, candidate).get_by_role("link", name="Start a rollout").click()
    carl.get_by_label("Kind").select_option("canary")
    carl.get_by_label(TEAM).check()
    carl.get_by_label("Share in percent").fill("100")
    carl.get_by_role("button", name="Start", exact=True).click()
    expect(carl.locator("main")).to_contain_text("Running")
    carl.goto(f"{site.stack.url}/purposes/{PURPOSE}")
    expect(carl.get_by_role("link", name="Canary")).to_be_visible()

    assert site.ask("ben.staff", APPLICATION) == good
    assert site.ask("anna.staff", APPLICATION) == candidate
    ask_until_it_ends(site, candidate)
    (ended,) = ended_by_itself(site)
    assert ended["body"]["cause"] == "limit"
    assert seconds_after_the_last_wrong_answer(site, candidate, ended) <= WINDOW_S
    assert site.ask("anna.staff", APPLICATION) == good == site.live()
    carl.goto(f"{site.stack.url}/purposes/{PURPOSE}/rollout")
    expect(carl.locator("main")).to_contain_text("Ended by a limit")

    carl_is, ralf_is = "carl.compliance", "ralf.reviewer"
    assert told_by_the_log(site)[-16:] == [
        ("version.written", "", carl_is),
        ("release.signed", bad, carl_is),
        ("evaluation.finished", bad, carl_is),
        ("release.approved", bad, ralf_is),
        ("release.approved", bad, carl_is),
        ("version.written", "", carl_is),
        ("release.signed", good, carl_is),
        ("evaluation.finished", good, carl_is),
        ("release.approved", good, carl_is),
        ("release.promoted", good, ralf_is),
        ("version.written", "", carl_is),
        ("release.signed", candidate, carl_is),
        ("evaluation.finished", candidate, carl_is),
        ("release.approved", candidate, ralf_is),
        ("rollout.started", candidate, carl_is),
        ("rollout.ended", candidate, ""),
    ]
