"""One part of the running appliance is killed: what people read, and what is left.

Whatever dies, before an exchange or in the middle of its answer, the person gets the
table's sentence, nothing is released after, the log verifies, and once the part is back
the next exchange works.
"""

import html
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from ldap3 import MODIFY_ADD, MODIFY_DELETE

from appliance.commands.client import AnsweredError, ServerEvent, StaffClient
from appliance.demo.accounts import group_dn
from appliance.error_table import TABLE
from appliance.errors import (
    ApplianceError,
    DirectoryError,
    LedgerError,
    MaskerError,
    NotAllowedError,
    RevokedError,
)
from appliance.kinds import OUTCOMES
from audit.note import parse_vkey
from audit.verify import examine_export
from tests.stack import Stack

LETTER = (
    "Dear Sir or Madam, I ordered a new card three weeks ago and it has still not "
    "arrived. Kind regards, Marta Kowalczyk"
)
APPLICATION = (
    "Applicant: Marta Kowalczyk\nMonthly income: 3,200\nMonthly debts: 400\n"
    "Amount: 12,000\nTerm: 48 months\nPurpose: car\nYears employed: 6\nDefaults: 0"
)
DOWN: dict[str, type[ApplianceError]] = {
    "masker": MaskerError,
    "ledger": LedgerError,
}
# A window's people are put back under a record, so a lost log shows as either.
CUT_OFF: dict[str, set[type[ApplianceError]]] = {
    "masker": {MaskerError},
    "ledger": {LedgerError, MaskerError},
}
LET_OUT = frozenset({"released", "held", "queued"})


@pytest.fixture(scope="module")
def anna(stack: Stack) -> Iterator[StaffClient]:
    with stack.signed_in("anna.staff") as client:
        yield client


@pytest.fixture(scope="module")
def audrey(stack: Stack) -> Iterator[StaffClient]:
    with stack.signed_in("audrey.auditor") as client:
        yield client


@pytest.mark.parametrize("part", DOWN)
def test_with_a_part_down_an_exchange_fails_in_words_and_the_next_one_works(
    stack: Stack,
    anna: StaffClient,
    audrey: StaffClient,
    tmp_path: Path,
    part: str,
) -> None:
    row = TABLE[DOWN[part]]
    with _down(stack, part):
        events = list(anna.ask("reply-draft", LETTER))
        page = _post(anna, "/exchanges", {"purpose": "reply-draft", "text": LETTER})
        _await_readiness(stack, 503, part)
        states = _states(anna)

    failed = events[-1]
    assert _shown(failed) == (row.status, row.message)
    assert not {event.name for event in events} & (LET_OUT | {"piece"})
    assert (page.status_code, _alert(page)) == (row.status, row.message)
    assert _textarea(page) == LETTER
    exchange = failed.body["exchange"]
    assert states.get(exchange, "failed") == "failed"
    _await_readiness(stack, 200, part)
    assert list(anna.ask("reply-draft", LETTER))[-1].name == "released"
    kinds = [
        (r["kind"], r["body"].get("error")) for r in audrey.records(exchange=exchange)
    ]
    if part == "ledger":
        assert kinds == []
    else:
        assert kinds[-1] == (row.kind, DOWN[part].__name__)
    _check_log(stack, audrey, tmp_path)


@pytest.mark.parametrize("part", CUT_OFF)
def test_a_part_killed_while_the_answer_streams_takes_back_what_was_shown(
    stack: Stack, anna: StaffClient, audrey: StaffClient, tmp_path: Path, part: str
) -> None:
    events = _cut_off(stack, anna, part)

    names = [event.name for event in events]
    failed = events[-1]
    assert names.index("piece") < names.index("withdrawn")
    assert "piece" not in names[names.index("withdrawn") :]
    assert not set(names) & LET_OUT
    assert _shown(failed) in {
        (TABLE[error].status, TABLE[error].message) for error in CUT_OFF[part]
    }
    kept = anna.exchange(failed.body["exchange"])
    assert (kept["state"], kept["text"]) == ("failed", None)
    kinds = [r["kind"] for r in audrey.records(exchange=failed.body["exchange"])]
    assert "exchange.intended" in kinds
    assert not set(kinds) & {"exchange.released", "answer.closed", "response.sent"}
    if part != "ledger":
        assert kinds[-2:] == ["answer.withdrawn", "exchange.failed"]
    assert list(anna.ask("reply-draft", LETTER))[-1].name == "released"
    _check_log(stack, audrey, tmp_path)


def test_with_the_engine_down_texts_wait_and_are_answered_once_it_is_back(
    stack: Stack, anna: StaffClient, audrey: StaffClient, tmp_path: Path
) -> None:
    cut = _cut_off(stack, anna, "engine")
    with _down(stack, "engine"):
        asked = list(anna.ask("reply-draft", LETTER))
        page = _post(anna, "/exchanges", {"purpose": "reply-draft", "text": LETTER})
        _await_readiness(stack, 503, "engine")
        waits = anna.exchange(asked[-1].body["exchange"])

    # What was shown of the one that was being written is taken back.
    names = [event.name for event in cut]
    assert names.index("piece") < names.index("withdrawn")
    assert "piece" not in names[names.index("withdrawn") :]
    assert [names[-1], asked[-1].name, page.status_code] == ["queued", "queued", 303]
    assert (waits["state"], waits["text"]) == ("queued", None)
    assert "Your text is kept" in waits["reasons"][0]
    _await_readiness(stack, 200, "engine")
    for last in (cut[-1], asked[-1]):
        exchange = str(last.body["exchange"])
        assert _await_end(anna, exchange)["state"] == "released"
        kinds = [r["kind"] for r in audrey.records(exchange=exchange)]
        assert "exchange.delayed" in kinds
        assert [k for k in kinds if k in OUTCOMES] == ["exchange.released"]
    # A program or a page without scripts was led to where the answer is now.
    there = page.headers["Location"].rpartition("/")[2]
    assert _await_end(anna, there)["state"] == "released"
    _check_log(stack, audrey, tmp_path)


def test_without_a_directory_nobody_new_comes_in_and_who_is_in_works_on(
    stack: Stack, audrey: StaffClient
) -> None:
    row = TABLE[DirectoryError]
    # Fresh from the door, so that nobody is due to be asked about.
    with stack.signed_in("anna.staff") as anna, _down(stack, "directory"):
        _await_readiness(stack, 503, "directory")
        said = set()
        for login, password in (
            ("ben.staff", stack.password),
            ("ben.staff", "wrong"),
            ("nobody", "x"),
        ):
            with StaffClient(stack.url, stack.ca) as client:
                with pytest.raises(AnsweredError) as refused:
                    client.sign_in(login, password)
                said.add((refused.value.status, refused.value.message))
                assert client.session()["name"] is None
        worked = list(anna.ask("reply-draft", LETTER))[-1].name
        with pytest.raises(AnsweredError) as export:
            audrey.export("2026-01-01", "2099-12-31", Path("/dev/null"))

    assert said == {(row.status, row.message)}
    assert worked == "released"
    # Whoever takes the log away is asked about each time.
    assert (export.value.status, export.value.message) == (row.status, row.message)
    _await_readiness(stack, 200, "directory")
    with stack.signed_in("ben.staff") as ben:
        assert ben.session()["name"] == "Ben Okafor"


def test_without_a_directory_nobody_works_on_once_they_are_due_to_be_asked_about(
    stack: Stack, audrey: StaffClient
) -> None:
    row = TABLE[DirectoryError]
    with stack.signed_in("ben.staff") as ben:
        with _always_due(stack):
            with _down(stack, "directory"):
                with pytest.raises(AnsweredError) as refused:
                    ben.history()
                page = _post(
                    ben, "/exchanges", {"purpose": "reply-draft", "text": LETTER}
                )
            back = list(ben.ask("reply-draft", LETTER))[-1].name
        records = audrey.records(kind="request.failed")[:2]

    assert (refused.value.status, refused.value.message) == (row.status, row.message)
    assert (page.status_code, _alert(page)) == (row.status, row.message)
    assert _textarea(page) == LETTER
    assert [r["body"] for r in records] == [
        {"error": "DirectoryError", "page": "chat.ask"},
        {"error": "DirectoryError", "page": "history.index"},
    ]
    # The session itself did not end.
    assert back == "released"


def test_a_reviewer_who_leaves_the_group_cannot_approve_on_with_a_live_session(
    stack: Stack, anna: StaffClient, audrey: StaffClient
) -> None:
    held = list(anna.ask("credit-memo", APPLICATION))[-1]
    assert held.name == "held"
    exchange = held.body["exchange"]
    with (
        stack.signed_in("ralf.reviewer") as ralf,
        stack.signed_in("rita.reviewer") as rita,
    ):
        digest = ralf.review(exchange)["draft_digest"]
        assert rita.review(exchange)["draft_digest"] == digest
        # Ralf stays at the desk; Rita is nobody without this group.
        with (
            _out_of_group(stack, "ralf.reviewer", "cloister-reviewers"),
            pytest.raises(AnsweredError) as ralfs,
        ):
            ralf.approve(exchange, digest)
        with (
            _out_of_group(stack, "rita.reviewer", "cloister-reviewers"),
            pytest.raises(AnsweredError) as ritas,
        ):
            rita.approve(exchange, digest)
        gone = rita.session()["name"]

    assert ralfs.value.status == TABLE[NotAllowedError].status
    assert (ritas.value.status, gone) == (TABLE[RevokedError].status, None)
    assert anna.exchange(exchange)["text"] is None
    assert anna.exchange(exchange)["state"] == "held"
    kinds = [r["kind"] for r in audrey.records(exchange=exchange)]
    assert "review.refused" in kinds
    assert not set(kinds) & {"review.approved", "exchange.released"}
    assert "session.revoked" in {r["kind"] for r in audrey.records()}
    with stack.signed_in("rita.reviewer") as rita:
        rita.approve(exchange, digest)
    assert anna.exchange(exchange)["state"] == "released"


@contextmanager
def _down(stack: Stack, part: str) -> Iterator[None]:
    """Kill a part, as `kill -9` does, and start it again whatever happens."""
    stack.kill(part)
    try:
        yield
    finally:
        stack.restart(part)


@contextmanager
def _always_due(stack: Stack) -> Iterator[None]:
    """Have the web process ask the directory about everybody at each request."""
    site, before = stack.supervisor.site, stack.settings.directory.recheck_after_s
    site.write_settings(directory={"recheck_after_s": 0.0})
    try:
        stack.restart("web")
        yield
    finally:
        site.write_settings(directory={"recheck_after_s": before})
        stack.restart("web")


@contextmanager
def _out_of_group(stack: Stack, login: str, group: str) -> Iterator[None]:
    """Take somebody out of a group of the directory, and put them back."""
    member = [stack.accounts[login].dn]
    with stack.directory_root() as root:
        assert root.modify(group_dn(group), {"member": [(MODIFY_DELETE, member)]})
        try:
            yield
        finally:
            assert root.modify(group_dn(group), {"member": [(MODIFY_ADD, member)]})


def _cut_off(stack: Stack, anna: StaffClient, part: str) -> Sequence[ServerEvent]:
    """Kill a part at the first words of an answer; again if the answer was faster."""
    for _ in range(5):
        events, killed = [], False
        try:
            for event in anna.ask("reply-draft", LETTER):
                events.append(event)
                if event.name == "piece" and not killed:
                    stack.kill(part)
                    killed = True
        finally:
            if killed:
                stack.restart(part)
        if events[-1].name != "released":
            return events
    raise AssertionError("every answer was complete before the part was killed")


def _await_end(client: StaffClient, exchange: str) -> Mapping[str, Any]:
    """Wait until an exchange that waits for the model has ended."""
    for _ in range(600):
        found = client.exchange(exchange)
        if found["state"] not in {"queued", "open"}:
            return found
        time.sleep(0.2)
    raise AssertionError("it waits still")


def _await_readiness(stack: Stack, status: int, part: str) -> None:
    """Wait until the health page says it; what it says may be moments old."""
    with StaffClient(stack.url, stack.ca) as anybody:
        for _ in range(100):
            reply = anybody._http.get("/health/ready")
            if reply.status_code == status:
                assert reply.json()["parts"][part] is (status == 200)
                return
            time.sleep(0.1)
    raise AssertionError(f"/health/ready never said {status}")


def _check_log(stack: Stack, audrey: StaffClient, folder: Path) -> None:
    """Export the whole log over HTTPS and verify it with the public key alone."""
    out = folder / "log"
    now = datetime.now(UTC)
    audrey.export((now - timedelta(days=1)).isoformat(), "2099-12-31", out)
    key = stack.settings.paths.keys / "public" / "log.vkey"
    with out.open("rb") as source:
        report = examine_export(source, parse_vkey(key.read_text().strip()))
    assert report.count > 10


def _states(client: StaffClient) -> dict[str, str]:
    return {one["exchange"]: one["state"] for one in client.history()["exchanges"]}


def _shown(event: ServerEvent) -> tuple[int, str]:
    assert event.name == "failed"
    return event.body["status"], event.body["message"]


def _post(client: StaffClient, path: str, form: dict[str, str]) -> httpx.Response:
    """Send a form as a browser without scripts does."""
    token = client.session()["csrf_token"]
    return client._http.post(
        path, data={**form, "csrf_token": token}, headers={"Accept": "text/html"}
    )


def _alert(page: httpx.Response) -> str:
    return _found(r'role="alert"[^>]*>.*?<p>(.*?)</p>', page)


def _textarea(page: httpx.Response) -> str:
    return _found(r"<textarea[^>]*>\n(.*?)</textarea>", page)


def _found(pattern: str, page: httpx.Response) -> str:
    found = re.search(pattern, page.text, re.DOTALL)
    assert found is not None, page.text[:500]
    return html.unescape(found.group(1))
