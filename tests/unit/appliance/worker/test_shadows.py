"""A candidate in shadow answers what live has answered; nobody hears of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token
from appliance.domain.deployment import Deployment
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.releases import Chosen
from appliance.domain.rollout import Arm, Rollout, RolloutKind
from appliance.errors import EngineBusyError, EngineError, StoppedError
from appliance.kinds import RecordKind
from appliance.settings import WorkerSettings
from appliance.stores.arms import Agreement, Counts, Window
from appliance.stores.shadows import BegunShadow
from appliance.worker.left_open import end_shadows
from appliance.worker.shadows import PAUSE_TIMES, Shadows
from tests.fake_engine import ScriptedEngine
from tests.fakes import (
    NOON,
    ListedPurposes,
    MemoryBudgets,
    MemoryLedger,
    OneRelease,
    shipped_release,
)
from tests.unit.appliance.worker.house import House

CANDIDATE = "b" * 64
SHADOW = Rollout(
    kind=RolloutKind.SHADOW,
    release=CANDIDATE,
    share_permille=1000,
    salt="00" * 16,
    started_at=NOON,
)


class TwoReleases(OneRelease):
    """The shipped release, and a candidate that differs in its digest alone."""

    def of(self, release: str) -> Chosen:
        found = super().of(release)
        if release != CANDIDATE:
            return found
        alike = (replace(p, release=CANDIDATE) for p in found.purposes.all())
        return replace(found, release=CANDIDATE, purposes=ListedPurposes(*alike))


class Desk:
    """A worker's house with a deployment, and letters that live has answered."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        ports = self.house.ports
        releases = TwoReleases(ports.purposes, ports.policy, ports.references)
        self.ports = replace(ports, releases=releases)
        self.live = shipped_release().digest
        self.rollout: Rollout | None = SHADOW
        self.shadows = Shadows(self.standing, self.house.stores, self.ports)

    def standing(self) -> Deployment:
        made = Deployment().with_live("reply-draft", self.live, record=0)
        return made.with_rollout("reply-draft", self.rollout, record=1)

    def answer_a_letter(self) -> str:
        """Have live answer one, and forget what the log said of it."""
        exchange, job = self.house.queue_letter()
        self.house.run(job)
        self.house.ledger.records.clear()
        self.house.engine.requests.clear()
        return exchange.id

    def script(self, script: Any) -> ScriptedEngine:
        engine = ScriptedEngine(script, clock=self.house.clock)
        self.ports = replace(self.ports, engine=engine)
        self.shadows = Shadows(self.standing, self.house.stores, self.ports)
        return engine

    def counts(self) -> Counts:
        return self.house.stores.outcomes.count(self.window())

    def window(self) -> Window:
        return Window("reply-draft", CANDIDATE, Arm.CANDIDATE, NOON)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.house.stores.close()


def test_a_shadow_takes_the_one_way_up_to_the_guard_and_is_compared(desk: Desk) -> None:
    live = desk.answer_a_letter()
    assert desk.shadows.answer_one()
    assert desk.house.ledger.kinds() == [
        "request.received",
        "caller.identified",
        "policy.decided",
        "text.pseudonymised",
        "passages.retrieved",
        "text.inspected",
        "prompt.composed",
        "exchange.intended",
        "draft.generated",
        "draft.guarded",
        "draft.compared",
    ]
    exchanges = {entry.exchange for entry in desk.house.ledger.records}
    assert len(exchanges) == 1
    assert live not in exchanges
    received = desk.house.ledger.only(RecordKind.REQUEST_RECEIVED).body
    assert received["shadows"] == live
    compared = desk.house.ledger.only(RecordKind.DRAFT_COMPARED)
    assert compared.body["shadows"] == live
    assert compared.body["release"] == CANDIDATE
    assert compared.body["same_text"] is True
    assert desk.house.ledger.durable_to == len(desk.house.ledger.records)


def test_the_model_reads_the_same_masked_text_and_gives_way(desk: Desk) -> None:
    live = desk.answer_a_letter()
    kept = desk.house.stores.exchanges.get(live, "anna")
    desk.shadows.answer_one()
    (request,) = desk.house.engine.requests
    sealed = [
        part.masked
        for message in request.messages
        for part in message.parts
        if hasattr(part, "masked")
    ]
    assert [one.text for one in sealed] == [kept.masked]
    assert sealed[0].seal.exchange == request.exchange != live
    assert request.gives_way
    assert request.release == CANDIDATE


def test_nobody_is_put_back_and_nothing_of_it_is_kept_as_an_exchange(
    desk: Desk,
) -> None:
    live = desk.answer_a_letter()
    before = desk.house.stores.exchanges.get(live, "anna")
    desk.shadows.answer_one()
    kinds = set(desk.house.ledger.kinds())
    assert not kinds & {"vault.read", "text.restored", "exchange.released"}
    assert desk.house.stores.exchanges.get(live, "anna") == before
    page = desk.house.stores.history.of_owner("anna")
    assert [kept.id for kept in page.items] == [live]


def test_each_exchange_is_answered_once_by_a_candidate(desk: Desk) -> None:
    desk.answer_a_letter()
    assert desk.shadows.answer_one()
    assert not desk.shadows.answer_one()
    assert desk.counts().ended == 1
    found = desk.house.stores.outcomes.compared(desk.window())
    assert (found.answers, found.same_text) == (1, 1)


def test_after_a_shadow_there_is_none_for_many_times_as_long(desk: Desk) -> None:
    desk.answer_a_letter()
    ticks = iter((100.0, *(101.0,) * 3, 102.0))
    desk.ports = replace(desk.ports, timer=lambda: next(ticks))
    desk.shadows = Shadows(desk.standing, desk.house.stores, desk.ports)
    desk.shadows.answer_one = lambda: bool(desk.ports.timer())  # type: ignore[method-assign]  # takes a second
    assert desk.shadows.beat() == PAUSE_TIMES * 1.0
    desk.shadows.answer_one = lambda: False  # type: ignore[method-assign]  # finds none
    assert desk.shadows.beat() is None


def test_without_a_shadow_nothing_is_answered(desk: Desk) -> None:
    desk.answer_a_letter()
    for rollout in (None, replace(SHADOW, kind=RolloutKind.CANARY)):
        desk.rollout = rollout
        assert not desk.shadows.answer_one()
    desk.rollout = replace(SHADOW, share_permille=0)
    assert not desk.shadows.answer_one()
    assert desk.house.engine.requests == []


def test_what_was_asked_before_the_start_or_long_ago_is_left_out(desk: Desk) -> None:
    desk.answer_a_letter()
    desk.rollout = replace(SHADOW, started_at=NOON + timedelta(seconds=1))
    assert not desk.shadows.answer_one()
    desk.rollout = SHADOW
    desk.house.clock.advance(601)
    assert not desk.shadows.answer_one()


def test_a_shadow_that_gave_way_is_tried_again(desk: Desk) -> None:
    desk.answer_a_letter()

    def wanted(_: GenerateRequest) -> str:
        raise EngineBusyError("the model is wanted")

    desk.script(wanted)
    for _ in range(2):
        with pytest.raises(EngineBusyError):
            desk.shadows.answer_one()
    assert desk.counts() == Counts()
    desk.script("Dear customer, thank you.")
    assert desk.shadows.answer_one()
    assert desk.counts().ended == 1


class CutShort(ScriptedEngine):
    """An engine that ends each answer for somebody who came."""

    tokens = 1

    def generate(self, request: GenerateRequest) -> Iterator[Token | Finished]:
        for item in super().generate(request):
            if isinstance(item, Finished):
                yield replace(item, reason="cancelled")
            elif self.tokens:
                yield item


@pytest.mark.parametrize(("tokens", "error"), [(1, EngineBusyError), (0, StoppedError)])
def test_a_shadow_cut_short_counts_for_nothing_but_what_it_took(
    tokens: int, error: type[Exception], desk: Desk
) -> None:
    desk.answer_a_letter()
    engine = CutShort("Dear customer.", clock=desk.house.clock)
    engine.tokens = tokens
    desk.ports = replace(desk.ports, engine=engine)
    desk.shadows = Shadows(desk.standing, desk.house.stores, desk.ports)
    with pytest.raises(error):
        desk.shadows.answer_one()
    assert desk.counts() == Counts()
    budgets = desk.ports.budgets
    assert isinstance(budgets, MemoryBudgets)
    ((why, figures),) = budgets.apart
    assert (why, figures.used_tokens > 0) == ("shadow, goes on", tokens > 0)
    assert desk.house.ledger.kinds()[-1] in {"exchange.failed", "exchange.refused"}


def test_a_candidate_whose_engine_breaks_has_failed_once(desk: Desk) -> None:
    live = desk.answer_a_letter()

    def breaks(_: GenerateRequest) -> str:
        raise EngineError("this model cannot do it")

    desk.script(breaks)
    with pytest.raises(EngineError):
        desk.shadows.answer_one()
    assert desk.counts() == Counts(ended=1, failed=1)
    assert desk.house.stores.outcomes.compared(desk.window()) == Agreement()
    assert not desk.shadows.answer_one()
    row = desk.house.stores.exchanges.get(live, "anna")
    assert row.state is ExchangeState.RELEASED


def test_what_breaks_for_everybody_is_not_the_candidates_fault(desk: Desk) -> None:
    desk.answer_a_letter()
    desk.house.directory.revoke("anna")
    with pytest.raises(Exception, match="gone"):
        desk.shadows.answer_one()
    assert desk.counts() == Counts()
    assert not desk.shadows.answer_one()
    assert desk.house.ledger.kinds()[-1] == "exchange.refused"


def test_a_draft_with_a_finding_is_counted_for_the_candidate(desk: Desk) -> None:
    desk.answer_a_letter()
    desk.script("Dear [PERSON_zzzz_9], thank you.")
    assert desk.shadows.answer_one()
    assert (desk.counts().drafts, desk.counts().grave) == (1, 1)
    compared = desk.house.ledger.only(RecordKind.DRAFT_COMPARED).body
    assert compared["findings"] == ["surrogate.unissued"]


class KilledError(BaseException):
    """What ends everything at once, as SIGKILL does: no handler of ours sees it."""


def kill(_: GenerateRequest) -> Iterator[Token | Finished]:
    raise KilledError


def break_down(_: GenerateRequest) -> Iterator[Token | Finished]:
    raise EngineError("it broke")


def clean_up(desk: Desk, *, after_s: int) -> int:
    desk.house.clock.advance(after_s)
    after = timedelta(seconds=WorkerSettings().left_open_after_s)
    return end_shadows(desk.house.stores, desk.ports, after=after)


def test_a_shadow_cut_off_in_the_middle_gets_its_end_in_the_log(desk: Desk) -> None:
    desk.answer_a_letter()
    desk.script(kill)
    with pytest.raises(KilledError):
        desk.shadows.answer_one()
    begun = {entry.exchange for entry in desk.house.ledger.records}
    assert "exchange.failed" not in desk.house.ledger.kinds()
    assert clean_up(desk, after_s=60) == 0
    assert clean_up(desk, after_s=1_800) == 1
    ended = desk.house.ledger.only(RecordKind.EXCHANGE_FAILED)
    assert {ended.exchange} == begun
    assert ended.body == {"error": "LeftOpen"}
    assert clean_up(desk, after_s=1_800) == 0


class AtWork(MemoryLedger):
    """The same log, with the newest record of each exchange from a moment ago."""

    def __init__(self, kept: MemoryLedger, newest: datetime) -> None:
        super().__init__()
        self.records = kept.records
        self.newest = newest

    def of_exchange(self, exchange: str) -> list[Any]:
        *older, last = super().of_exchange(exchange)
        return [*older, {**last, "time": self.newest.isoformat()}]


def test_a_shadow_in_parts_that_still_leaves_records_is_not_ended(desk: Desk) -> None:
    desk.answer_a_letter()
    desk.script(kill)
    with pytest.raises(KilledError):
        desk.shadows.answer_one()
    newest = desk.house.clock.now() + timedelta(minutes=40)
    log = AtWork(desk.house.ledger, newest)
    desk.ports = replace(desk.ports, ledger=log)
    assert clean_up(desk, after_s=41 * 60) == 0
    assert "exchange.failed" not in log.kinds()
    assert clean_up(desk, after_s=28 * 60) == 0
    assert clean_up(desk, after_s=2 * 60) == 1
    assert log.only(RecordKind.EXCHANGE_FAILED).body == {"error": "LeftOpen"}


@pytest.mark.parametrize("script", ["Dear customer, thank you.", "breaks"])
def test_a_shadow_that_ended_gets_no_second_end(script: str, desk: Desk) -> None:
    desk.answer_a_letter()
    if script == "breaks":
        desk.script(break_down)
        with pytest.raises(EngineError):
            desk.shadows.answer_one()
    else:
        assert desk.shadows.answer_one()
    before = list(desk.house.ledger.records)
    assert clean_up(desk, after_s=3_600) == 0
    assert desk.house.ledger.records == before
    assert desk.house.stores.shadows.left(begun_before=desk.house.clock.now()) == ()


def test_a_shadow_of_which_nothing_was_recorded_needs_no_end(desk: Desk) -> None:
    stores = desk.house.stores
    stores.shadows.begin(BegunShadow("f" * 32, "c" * 32, "anna", NOON))
    assert clean_up(desk, after_s=3_600) == 0
    assert desk.house.ledger.records == []
    assert stores.shadows.left(begun_before=desk.house.clock.now()) == ()


def test_a_stop_does_without_an_engine_that_is_not_there(desk: Desk) -> None:
    desk.answer_a_letter()
    stopped: list[str] = []

    class Gone(ScriptedEngine):
        def generate(self, request: GenerateRequest) -> Iterator[Any]:
            desk.shadows.stop()
            return super().generate(request)

        def cancel(self, exchange: str) -> None:
            stopped.append(exchange)
            raise EngineError("gone")

    desk.ports = replace(desk.ports, engine=Gone(clock=desk.house.clock))
    desk.shadows = Shadows(desk.standing, desk.house.stores, desk.ports)
    assert desk.shadows.answer_one()
    assert len(stopped) == 1
