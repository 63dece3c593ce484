"""Budgets in the one way through, over real databases: who runs, and what is counted."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

import pytest
from sqlalchemy import select

from appliance import pipeline
from appliance.budget_settings import Amounts, Budget, BudgetSettings
from appliance.domain.budget import Kept, Scope, Use
from appliance.domain.exchange import Delayed, Exchange, Released
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.ports.wired import Ports
from appliance.domain.text import PersonText
from appliance.errors import (
    ApplianceError,
    EngineError,
    LedgerAwayError,
    OverBudgetError,
    SealError,
)
from appliance.kinds import RecordKind
from appliance.stores.budgets import FIRST_MS, KeptBudgets
from appliance.stores.opened import Stores
from appliance.stores.tables import outcomes
from tests.fakes import (
    FixedClock,
    ListedPurposes,
    MemoryBudgets,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_exchange,
    ports,
)
from tests.unit.appliance.parts_runs import LETTER as LONG_LETTER
from tests.unit.appliance.parts_runs import WORDS, reading, sorting

PATIENCE_S = 60


def asked_tokens() -> int:
    """How much one exchange of these sets aside."""
    asked = MemoryBudgets()
    pipeline.run(make_exchange(), ports(budgets=asked), RecordingWatch())
    return asked.claims[0].tokens


def todays(stores: Stores) -> Kept:
    return next(
        one
        for one in stores.budget_reads.now(Scope.PERSON, ["anna"])
        if one.account.period == "day"
    )


def test_of_sixteen_clients_against_a_budget_for_three_exactly_three_run(
    stores: Stores, clock: FixedClock
) -> None:
    refused, all_asked = threading.Semaphore(0), threading.Event()

    def answer_when_all_have_asked(_: GenerateRequest) -> str:
        # What is set aside is not given back before the last has asked.
        assert all_asked.wait(PATIENCE_S)
        return "Dear customer."

    for_three = Budget(day=Amounts(tokens=4 * asked_tokens() - 1))
    budgets = KeptBudgets(stores.database, clock, BudgetSettings(person=for_three), UTC)
    engine = ScriptedEngine(answer_when_all_have_asked, clock=clock)
    wired = ports(
        clock=clock, exchanges=stores.exchanges, budgets=budgets, engine=engine
    )
    case = stores.cases.create("anna", "")

    waits: list[int | None] = []

    def ask(number: int) -> bool:
        exchange = make_exchange(id=f"{number:032x}", case=case.id)
        try:
            outcome = pipeline.run(exchange, wired, RecordingWatch())
        except OverBudgetError as err:
            refused.release()
            waits.append(err.retry_s)
            return False
        assert isinstance(outcome, Released)
        return True

    with ThreadPoolExecutor(16) as pool:
        asking = [pool.submit(ask, number) for number in range(16)]
        for _ in range(13):
            assert refused.acquire(timeout=PATIENCE_S)
        all_asked.set()
        ran = [one.result(PATIENCE_S) for one in asking]
    assert sum(ran) == 3
    assert waits == [60] * 13
    assert len(engine.requests) == 3
    found = todays(stores)
    used = [tokens_of(stores, f"{n:032x}") for n in range(16) if ran[n]]
    assert (found.used.tokens, found.held) == (sum(used), Use())
    assert found.exchanges == 3


def tokens_of(stores: Stores, exchange: str) -> int:
    query = select(outcomes.c.prompt_tokens, outcomes.c.output_tokens)
    with stores.database.reading() as connection:
        row = connection.execute(query.where(outcomes.c.exchange == exchange)).one()
    return int(row.prompt_tokens + row.output_tokens)


class Breaks(ScriptedEngine):
    """An engine that dies after so many tokens."""

    def __init__(
        self, after: int, clock: FixedClock, error: type[ApplianceError] = SealError
    ) -> None:
        super().__init__("Dear customer, thank you.", clock=clock)
        self.after = after
        self.error = error

    def generate(self, request: GenerateRequest):  # type: ignore[no-untyped-def]
        for number, item in enumerate(super().generate(request)):
            if number == self.after:
                raise self.error("the model died")
            yield item


@pytest.mark.parametrize("after", [0, 2])
def test_an_exchange_that_breaks_gives_back_what_it_did_not_use(
    after: int, stores: Stores, clock: FixedClock
) -> None:
    budgets = KeptBudgets(stores.database, clock, BudgetSettings(), UTC)
    wired = ports(
        clock=clock,
        exchanges=stores.exchanges,
        budgets=budgets,
        engine=Breaks(after, clock),
    )
    case = stores.cases.create("anna", "")
    with pytest.raises(ApplianceError, match="died"):
        pipeline.run(make_exchange(case=case.id), wired, RecordingWatch())
    found = todays(stores)
    assert found.held == Use()
    prompt = asked_tokens() - wired.purposes.named("reply-draft").max_output_tokens
    assert found.used.tokens == (prompt + after if after else 0)


def test_a_job_that_is_run_again_is_counted_once(
    stores: Stores, clock: FixedClock
) -> None:
    budgets = KeptBudgets(stores.database, clock, BudgetSettings(), UTC)
    case = stores.cases.create("anna", "")
    exchange = make_exchange(case=case.id)
    asked = MemoryBudgets()
    pipeline.run(make_exchange(), ports(budgets=asked), RecordingWatch())
    # The process that began it was killed; its hold is still there.
    assert budgets.reserve(dataclasses.replace(asked.claims[0])) is None
    wired = ports(clock=clock, exchanges=stores.exchanges, budgets=budgets)
    pipeline.run(exchange, wired, RecordingWatch())
    found = todays(stores)
    assert (found.exchanges, found.held) == (1, Use())
    assert found.used.tokens == tokens_of(stores, exchange.id)


def wired_to(stores: Stores, clock: FixedClock, **parts: object) -> Ports:
    budgets = KeptBudgets(stores.database, clock, BudgetSettings(), UTC)
    return ports(clock=clock, exchanges=stores.exchanges, budgets=budgets, **parts)


def prompt_tokens(wired: Ports) -> int:
    """How much of what is set aside is for the prompt."""
    return asked_tokens() - wired.purposes.named("reply-draft").max_output_tokens


def asked_by_anna(stores: Stores, **changed: object) -> Exchange:
    case = stores.cases.create("anna", "")
    return dataclasses.replace(make_exchange(case=case.id), **changed)


def settled(stores: Stores) -> tuple[int, Use, int]:
    found = todays(stores)
    return found.used.tokens, found.held, found.exchanges


def test_what_the_model_wrote_before_it_went_away_is_counted_once(
    stores: Stores, clock: FixedClock
) -> None:
    broken = wired_to(stores, clock, engine=Breaks(2, clock, EngineError))
    exchange = asked_by_anna(stores)
    outcome = pipeline.run(exchange, broken, RecordingWatch())
    assert isinstance(outcome, Delayed)
    first = prompt_tokens(broken) + 2
    assert settled(stores) == (first, Use(), 0)
    again = dataclasses.replace(exchange, origin="worker")
    pipeline.run(again, wired_to(stores, clock), RecordingWatch())
    assert settled(stores) == (first + tokens_of(stores, exchange.id), Use(), 1)
    (team,) = stores.budget_reads.now(Scope.PURPOSE, ["reply-draft"])[:1]
    assert team.used.tokens == first + tokens_of(stores, exchange.id)


def test_the_next_long_text_has_set_aside_what_one_part_of_the_last_took(
    stores: Stores, clock: FixedClock
) -> None:
    held: list[int] = []

    def slow(request: GenerateRequest) -> str:
        held.append(todays(stores).held.ms)
        clock.advance(2)
        return sorting(request)

    wired = wired_to(
        stores,
        clock,
        engine=ScriptedEngine(slow, clock=clock),
        purposes=ListedPurposes(reading()),
        words=WORDS,
        timer=lambda: clock.now().timestamp(),
    )
    for number in range(3):
        exchange = asked_by_anna(
            stores, id=f"{number:032x}", purpose="read", text=PersonText(LONG_LETTER)
        )
        assert isinstance(pipeline.run(exchange, wired, RecordingWatch()), Released)
    first, others = 3 * FIRST_MS, 3 * 2_000
    assert held == [first] * 3 + [others] * 6
    assert todays(stores).used.ms == 3 * 3 * 2_000


class GivesWay(ScriptedEngine):
    """An engine that is asked to stop once it has begun."""

    def generate(self, request: GenerateRequest):  # type: ignore[no-untyped-def]
        for item in super().generate(request):
            yield item
            self.cancel(request.exchange)


def test_what_a_text_of_a_list_took_before_it_gave_way_is_counted(
    stores: Stores, clock: FixedClock
) -> None:
    wired = wired_to(stores, clock, engine=GivesWay("Dear customer.", clock=clock))
    exchange = asked_by_anna(stores, origin="bulk", gives_way=True)
    outcome = pipeline.run(exchange, wired, RecordingWatch())
    assert isinstance(outcome, Delayed)
    assert settled(stores) == (10 + 1, Use(), 0)


class FullAtGate(MemoryLedger):
    """A log that takes no verdict on a draft."""

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        if entry.kind is RecordKind.DRAFT_GATED:
            raise LedgerAwayError("gone")
        return super().append(entry, durable=durable)


def test_what_was_written_before_the_log_went_away_is_counted(
    stores: Stores, clock: FixedClock
) -> None:
    wired = wired_to(stores, clock, ledger=FullAtGate())
    exchange = asked_by_anna(stores, origin="worker")
    with pytest.raises(LedgerAwayError):
        pipeline.run(exchange, wired, RecordingWatch())
    used, held, exchanges = settled(stores)
    assert used > 10
    assert (held, exchanges) == (Use(), 0)


def test_where_nobody_knows_what_was_used_all_that_was_set_aside_counts(
    stores: Stores, clock: FixedClock
) -> None:
    asked = MemoryBudgets()
    pipeline.run(make_exchange(), ports(budgets=asked), RecordingWatch())
    wired, exchange = wired_to(stores, clock), asked_by_anna(stores)
    stores.exchanges.opened(exchange)
    wired.budgets.reserve(dataclasses.replace(asked.claims[0], exchange=exchange.id))
    stores.exchanges.delayed(exchange.id, ("It waits.",), None)
    assert settled(stores) == (asked_tokens(), Use(), 0)
