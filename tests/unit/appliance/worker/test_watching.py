"""A rollout beyond a limit is ended by a record, once, with its reason."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Figures
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.rollout import Arm, Rollout, RolloutKind
from appliance.errors import LedgerError, PromotionRefusedError
from appliance.kinds import RecordKind
from appliance.release.rollout.records import body_of
from appliance.worker.watching import Watching
from tests.fakes import NOON, MemoryLedger, make_caller, make_exchange
from tests.unit.appliance.worker.house import House

LIVE, CANDIDATE = "a" * 64, "b" * 64
CANARY = Rollout(
    kind=RolloutKind.CANARY,
    release=CANDIDATE,
    share_permille=500,
    salt="00" * 16,
    started_at=NOON,
)
GOOD = Figures("reply-draft", LIVE, Arm.LIVE, total_ms=1_000, grave=0, well_formed=True)
BAD = dataclasses.replace(GOOD, release=CANDIDATE, arm=Arm.CANDIDATE, grave=1)


class DecidingLog(MemoryLedger):
    """A log that can be away."""

    error: Exception | None = None

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        if self.error is not None:
            raise self.error
        return super().append(entry, durable=durable)


class Desk:
    """Figures on SQLite, a log, and who watches."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.stores = self.house.stores
        self.log = DecidingLog()
        self.log.put_live("reply-draft", LIVE, CANDIDATE)
        self.put(CANARY)
        self.stores.rollouts.began("reply-draft", LIVE, CANARY)
        self.watching = Watching(
            lambda: self.log.deployment,
            self.stores.outcomes,
            self.stores.rollouts,
            self.log,
        )
        self._number = 0

    def put(self, rollout: Rollout) -> None:
        """Start a rollout, and forget the record of it."""
        body = body_of("reply-draft", rollout)
        self.log.append(Entry(RecordKind.ROLLOUT_STARTED, None, None, None, body))
        self.log.records.clear()

    def end(self, figures: Figures, times: int = 1) -> None:
        """Have so many exchanges end with these figures."""
        case = self.stores.cases.create("anna", "")
        for _ in range(times):
            self._number += 1
            name = f"{self._number:032x}"
            exchange = make_exchange(id=name, case=case.id, caller=make_caller())
            self.stores.exchanges.opened(exchange)
            self.stores.exchanges.closed(
                name,
                ExchangeState.RELEASED,
                answer="Dear all.",
                reasons=(),
                record=1,
                figures=figures,
            )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.house.stores.close()


def test_a_faulty_candidate_is_ended_with_its_reason(desk: Desk) -> None:
    desk.end(GOOD, 10)
    desk.end(BAD, 10)
    desk.watching.look()
    entry = desk.log.only(RecordKind.ROLLOUT_ENDED)
    assert entry.actor is None
    body = dict(entry.body)
    assert body.pop("figures")["candidate_bad"] == 10
    assert body == {
        "purpose": "reply-draft",
        "release": CANDIDATE,
        "plan_digest": CANARY.plan_digest,
        "rollout_kind": "canary",
        "cause": "limit",
        "metric": "findings",
        "better": False,
        "reason": "above-bound",
    }
    assert desk.log.durable_to == len(desk.log.records)
    (kept,) = desk.stores.rollouts.newest("reply-draft")
    assert kept.ending is not None
    assert kept.ending["reason"] == body["reason"]


def test_it_is_ended_once_however_often_one_looks(desk: Desk) -> None:
    desk.end(BAD, 10)
    for _ in range(3):
        desk.watching.look()
    assert desk.log.kinds() == ["rollout.ended"]


def test_a_candidate_within_its_limits_goes_on(desk: Desk) -> None:
    desk.end(GOOD, 10)
    desk.end(dataclasses.replace(BAD, grave=0), 10)
    desk.watching.look()
    assert desk.log.records == []


def test_what_came_before_the_start_does_not_count(desk: Desk) -> None:
    desk.end(BAD, 10)
    desk.house.clock.advance(10)
    ended = body_of("reply-draft", CANARY)
    desk.log.append(Entry(RecordKind.ROLLOUT_ENDED, None, None, None, ended))
    desk.put(dataclasses.replace(CANARY, started_at=desk.house.clock.now()))
    desk.watching.look()
    assert desk.log.records == []
    desk.end(BAD, 10)
    desk.watching.look()
    assert desk.log.kinds() == ["rollout.ended"]


def test_a_log_that_is_away_delays_the_end_and_does_not_lose_it(desk: Desk) -> None:
    desk.end(BAD, 10)
    desk.log.error = LedgerError("away")
    with pytest.raises(LedgerError):
        desk.watching.look()
    desk.log.error = None
    desk.watching.look()
    assert desk.log.kinds() == ["rollout.ended"]


def test_somebody_who_was_faster_is_no_fault(desk: Desk) -> None:
    desk.end(BAD, 10)
    desk.log.error = PromotionRefusedError("that rollout does not run any more")
    desk.watching.look()
    desk.log.error = None
    desk.watching.look()
    assert desk.log.records == []


def test_without_a_rollout_nothing_is_read(desk: Desk) -> None:
    ended = body_of("reply-draft", CANARY)
    desk.log.append(Entry(RecordKind.ROLLOUT_ENDED, None, None, None, ended))
    desk.stores.close()
    desk.watching.look()
    assert desk.log.kinds() == ["rollout.ended"]


def test_a_row_that_looked_as_if_it_were_over_runs_on_where_the_log_says_so(
    desk: Desk,
) -> None:
    desk.stores.rollouts.follow({})
    assert desk.stores.rollouts.running() == ()
    desk.watching.look()
    assert [name for name, _ in desk.stores.rollouts.running()] == ["reply-draft"]
