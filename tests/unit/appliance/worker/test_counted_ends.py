"""Ends that nobody measured are counted, once, with what is known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance import pipeline
from appliance.domain.budget import Scope, Use
from appliance.domain.exchange import Exchange
from appliance.domain.outcome import Cause, Ended, cause_named
from appliance.domain.ports.ledger import Entry
from appliance.domain.rollout import Rollout, RolloutKind
from appliance.error_table import TABLE
from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.stores.jobs import JobKind
from tests.fakes import (
    NOON,
    MemoryBudgets,
    RecordingWatch,
    make_exchange,
    make_purpose,
    ports,
)
from tests.unit.appliance.worker.house import LETTER, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.stores.close()


def left_open(house: House) -> Exchange:
    """Leave an exchange as a web process does that is killed in the middle of it."""
    case = house.stores.cases.create("anna", "")
    exchange = make_exchange(LETTER, case=case.id, purpose="typed by anybody")
    house.stores.exchanges.opened(exchange)
    house.clock.advance(3_600)
    return exchange


def clean_up(house: House) -> None:
    house.run(house.stores.jobs.add(JobKind.CLEAN_UP, owner="anna"))


def counted(house: House) -> Sequence[Ended]:
    """What a monitor is told of the exchanges that ended."""
    since = house.clock.now() - timedelta(days=2)
    until = house.clock.now() + timedelta(seconds=1)
    return list(house.stores.seen.ended(since, until, most=10))


def test_an_exchange_left_open_is_counted_once_and_not_as_it_was_typed(
    house: House,
) -> None:
    left_open(house)
    clean_up(house)
    house.clock.advance(3_600)
    clean_up(house)
    (one,) = counted(house)
    assert (one.state, one.cause) == ("failed", "appliance")
    assert (one.purpose, one.release, one.language) == ("unknown", "", "")


def test_what_a_killed_process_had_set_aside_counts_as_used(house: House) -> None:
    exchange = left_open(house)
    asked = MemoryBudgets()
    pipeline.run(make_exchange(), ports(budgets=asked), RecordingWatch())
    claim = replace(asked.claims[0], exchange=exchange.id)
    house.stores.budgets.reserve(claim)
    clean_up(house)
    used = house.stores.budget_reads.now(Scope.PERSON, ["anna"])[0].used
    assert used.tokens == claim.tokens


def test_what_every_killed_attempt_had_set_aside_is_counted_and_what_the_last_used(
    house: House,
) -> None:
    exchange, job = house.queue_letter()
    asked, budgets = MemoryBudgets(), house.stores.budgets
    pipeline.run(make_exchange(), ports(budgets=asked), RecordingWatch())
    claim = replace(asked.claims[0], exchange=exchange.id)
    for _ in range(2):
        assert house.stores.jobs.claim(job.id)
        house.stores.exchanges.opened(exchange)
        assert budgets.reserve(claim) is None
        house.work.recover()
    wired = replace(house.ports, budgets=budgets)
    replace(house.work, ports=wired).run(job.id)
    draft = house.ledger.only(RecordKind.DRAFT_GENERATED).body
    written = draft["prompt_tokens"] + draft["output_tokens"]
    (found, _) = house.stores.budget_reads.now(Scope.PERSON, ["anna"])
    assert (found.used.tokens, found.held) == (2 * claim.tokens + written, Use())
    assert found.exchanges == 1


def test_an_end_that_only_the_log_has_is_counted_with_what_it_names(
    house: House,
) -> None:
    exchange = left_open(house)
    body = {"error": "EngineError"}
    house.ledger.append(
        Entry(RecordKind.EXCHANGE_FAILED, exchange.id, None, None, body)
    )
    clean_up(house)
    assert [one.cause for one in counted(house)] == ["model"]


def test_a_text_that_waited_long_took_from_when_it_was_begun_to_its_end(
    house: House,
) -> None:
    exchange, job = house.queue_letter()
    house.clock.advance(20 * 3_600)
    house.stores.exchanges.opened(exchange)
    for kind, body in (
        (RecordKind.REQUEST_RECEIVED, {}),
        (RecordKind.EXCHANGE_FAILED, {"error": "EngineError"}),
    ):
        house.ledger.append(Entry(kind, exchange.id, None, None, body))
        house.clock.advance(5)
    # The worker died before the row followed; the next one begins the job an hour later.
    house.clock.advance(3_600)
    house.run(job)
    assert [(one.cause, one.total_ms) for one in counted(house)] == [("model", 5_000)]


def kill_the_worker_each_time(house: House) -> None:
    exchange, job = house.queue_letter()
    for _ in range(3):
        assert house.stores.jobs.claim(job.id)
        house.stores.exchanges.opened(exchange)
        house.work.recover()


def test_a_text_that_killed_the_worker_each_time_is_counted_for_its_purpose(
    house: House,
) -> None:
    kill_the_worker_each_time(house)
    (one,) = counted(house)
    assert (one.cause, one.state) == ("appliance", "failed")
    assert one.purpose == "reply-draft"


@pytest.mark.parametrize(
    ("candidate", "runs", "arm"),
    [
        (make_purpose().release, True, "candidate"),
        (make_purpose().release, False, "live"),
        ("c" * 64, True, "live"),
    ],
)
def test_a_text_of_a_candidate_that_killed_the_worker_counts_for_the_candidate(
    house: House, candidate: str, *, runs: bool, arm: str
) -> None:
    canary = Rollout(
        kind=RolloutKind.CANARY,
        release=candidate,
        share_permille=500,
        salt="00" * 16,
        started_at=NOON,
    )
    house.stores.rollouts.began("reply-draft", "a" * 64, canary)
    if not runs:
        house.stores.rollouts.ended(canary, {})
    kill_the_worker_each_time(house)
    assert [one.arm for one in counted(house)] == [arm]


def test_every_error_that_a_record_names_has_a_cause() -> None:
    named = {kind.__name__: cause_named(kind.__name__) for kind in TABLE}
    assert named["OverBudgetError"] is Cause.LIMIT
    assert named["EngineRestingError"] is Cause.MODEL
    assert cause_named("LeftOpen") is cause_named("JobFailed") is Cause.APPLIANCE


@pytest.mark.parametrize("origin", ["web", "api"])
def test_an_exchange_that_the_log_did_not_take_is_counted(
    house: House, origin: str
) -> None:
    case = house.stores.cases.create("anna", "")
    house.ledger.full = True
    exchange = make_exchange(LETTER, case=case.id, origin=origin)
    with pytest.raises(LedgerError):
        pipeline.run(exchange, house.ports, RecordingWatch())
    (one,) = counted(house)
    assert (one.cause, one.state) == ("appliance", "failed")
    assert (one.purpose, one.release) == ("reply-draft", "")
