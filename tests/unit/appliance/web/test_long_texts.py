"""Texts that nobody should wait for: put in line, answered by the worker's own code."""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.error_table import TABLE
from appliance.errors import WorkerError
from appliance.kinds import RecordKind
from appliance.stores.jobs import JobState
from appliance.stores.tables import jobs
from appliance.web.feed import Feed
from appliance.web.parts import give
from appliance.worker.answer import answer
from tests.fakes import make_exchange
from tests.unit.appliance.web.house import LETTER, House, open_house


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[House]:
    house = open_house(tmp_path, long_text_chars=10)
    yield house
    house.close()


def test_a_long_text_waits_masked_and_asks_no_model(hasty: House) -> None:
    anna = hasty.visitor("anna")
    exchange = anna.ask()
    kept = hasty.parts.stores.exchanges.get(exchange, "anna")
    assert kept.state is ExchangeState.QUEUED
    assert "Kowalski" not in (kept.masked or "")
    assert hasty.engine.requests == []
    assert hasty.ledger.kinds()[-1] == "job.queued"
    assert (
        hasty.parts.stores.jobs.of_exchange(exchange, "anna").state is JobState.QUEUED
    )
    page = anna.get(f"/exchanges/{exchange}").text
    assert '<progress max="1000" value="0"' in page


def test_the_worker_answers_it_and_it_is_in_the_history(hasty: House) -> None:
    anna, of = hasty.visitor("anna"), hasty.parts
    exchange = anna.ask()
    job = of.stores.jobs.claim(of.stores.jobs.of_exchange(exchange, "anna").id)
    assert job
    answer(job, of.stores, of.ports, hasty.ledger)
    assert "Dear Anna Kowalski," in anna.get(f"/exchanges/{exchange}").text
    assert "answer.opened" not in hasty.ledger.kinds()
    assert hasty.ledger.only(RecordKind.EXCHANGE_RELEASED).body["streamed"] is False


def test_a_script_hears_that_it_is_in_line(hasty: House) -> None:
    form = {"purpose": "reply-draft", "text": LETTER}
    told = hasty.visitor("anna").post("/exchanges", form, accept="text/event-stream")
    name, data = told.text.strip().split("\n")
    body = json.loads(data.removeprefix("data: "))
    assert name == "event: queued"
    assert body["url"] == f"/exchanges/{body['exchange']}"


@pytest.mark.parametrize("accept", ["text/html", "text/event-stream"])
def test_a_long_text_that_the_rules_refuse_is_not_put_in_line(
    hasty: House, accept: str
) -> None:
    hasty.forbid_languages()
    form = {"purpose": "reply-draft", "text": LETTER}
    told = hasty.visitor("anna").post("/exchanges", form, accept=accept)
    assert "in a language it was made and tested for" in told.text
    assert "job.queued" not in hasty.ledger.kinds()


def test_nothing_is_put_in_line_that_cannot_be_recorded(hasty: House) -> None:
    anna = hasty.visitor("anna")
    token = anna.token()
    hasty.ledger.down = True
    form = {"purpose": "reply-draft", "text": LETTER}
    assert anna.post("/exchanges", form, token=token).status_code == 503
    assert hasty.parts.stores.jobs.waiting() == ()
    hasty.ledger.down = False
    assert anna.get("/history", accept="application/json").get_json()["exchanges"] == []


def test_who_has_too_many_at_once_is_refused_with_a_record(hasty: House) -> None:
    anna, live, gate = hasty.visitor("anna"), hasty.parts.live, threading.Event()
    under_way = [
        live.start_masking(make_exchange(id=f"{n:032x}"), Feed(), lambda: gate.wait(30))
        for n in range(4)
    ]
    form, before = {"purpose": "reply-draft", "text": LETTER}, len(hasty.ledger.records)
    for path, accept in (
        ("/preview/reply-draft", "text/event-stream"),
        ("/exchanges", "text/event-stream"),
        ("/exchanges", "text/html"),
    ):
        assert anna.post(path, form, accept=accept).status_code == 429
    gate.set()
    assert all(one.result(30) for one in under_way)
    told = hasty.ledger.records[before:]
    assert [(r.kind, r.exchange, r.body["error"]) for r in told] == [
        (RecordKind.ACCESS_REFUSED, None, "TooManyAtOnceError")
    ] * 3


def test_what_cannot_be_put_in_line_has_failed_by_the_log(hasty: House) -> None:
    with hasty.parts.stores.database.writing() as connection:
        jobs.drop(connection)
    form = {"purpose": "reply-draft", "text": LETTER}
    told = hasty.visitor("anna").post("/exchanges", form, accept="text/event-stream")
    assert told.text.startswith("event: failed")
    last = hasty.ledger.records[-1]
    assert (last.kind, dict(last.body)) == (
        RecordKind.EXCHANGE_FAILED,
        {"error": "StoreError"},
    )
    assert json.loads(told.text.split("data: ")[1])["exchange"] == last.exchange


class OneState:
    """A readiness page that says one thing."""

    def __init__(self, **states: bool) -> None:
        self.states = states

    def now(self) -> dict[str, bool]:
        return self.states

    def is_ready(self, states: Mapping[str, bool]) -> bool:
        return all(states.values())


def test_a_text_in_line_says_so_while_nobody_works_on_it(hasty: House) -> None:
    anna = hasty.visitor("anna")
    exchange = anna.ask()
    address = f"/exchanges/{exchange}"
    said = TABLE[WorkerError].message
    assert said not in anna.get(address).text
    give(hasty.app, replace(hasty.parts, readiness=OneState(worker=False)))
    assert said in anna.get(address).text
    shown = anna.get(address, accept="application/json").get_json()
    assert shown["reasons"] == [said]
    give(hasty.app, replace(hasty.parts, readiness=OneState(worker=True)))
    assert said not in anna.get(address).text
