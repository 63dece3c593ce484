"""Reserve: what is asked for, what a refusal says, and that the model is not asked."""

from datetime import UTC, datetime, timedelta

import pytest

from appliance import pipeline
from appliance.domain.budget import Account, Measure, OverBudget, Period, Scope
from appliance.domain.exchange import ExchangeState
from appliance.error_table import row_for
from appliance.errors import OverBudgetError, SealError
from appliance.kinds import RecordKind
from appliance.steps.reserve import IS_NEW, SET_ASIDE, USED_UP, prompt_tokens_of
from tests.fakes import (
    NOON,
    MemoryBudgets,
    MemoryLedger,
    RecordingWatch,
    make_exchange,
    make_prompt,
    ports,
)
from tests.unit.appliance.pipeline_runs import kinds_of, row_of, run


def over(used: int, *, scope: Scope = Scope.PERSON, ask: str = "") -> OverBudget:
    return OverBudget(
        account=Account(scope, "anna", Period.DAY, NOON.date()),
        measure=Measure.TOKENS,
        limit=100,
        used=used,
        held=50,
        asked=60,
        is_new_at=datetime(2026, 3, 3, tzinfo=UTC),
        ask=ask,
    )


def refused_by(found: OverBudget) -> tuple[OverBudgetError, object]:
    wired = ports(budgets=MemoryBudgets(found))
    with pytest.raises(OverBudgetError) as told:
        pipeline.run(make_exchange(), wired, RecordingWatch())
    return told.value, wired


def test_what_is_asked_for_is_prompt_and_longest_answer() -> None:
    _, wired, _ = run("reply-draft", "Dear customer.")
    budgets = wired.budgets
    assert isinstance(budgets, MemoryBudgets)
    (claim,) = budgets.claims
    assert (claim.person, claim.purpose) == ("anna", "reply-draft")
    purpose = wired.purposes.named("reply-draft")
    assert claim.max_output_tokens == purpose.max_output_tokens
    assert claim.prompt_tokens > 30
    assert claim.tiers == ("small",)


def test_the_estimate_of_a_prompt_holds_all_of_its_text() -> None:
    prompt = make_prompt(ports())
    masked = prompt.sourced.masked.text.text
    assert prompt_tokens_of(prompt) >= len(masked) // 2


def test_over_budget_nothing_reaches_the_model_and_the_log_says_why() -> None:
    err, wired = refused_by(over(80))
    ledger = wired.ledger  # type: ignore[attr-defined] # fakes
    assert isinstance(ledger, MemoryLedger)
    assert ledger.kinds()[-2:] == ["budget.refused", "exchange.refused"]
    assert "exchange.intended" not in ledger.kinds()
    assert wired.engine.requests == []  # type: ignore[attr-defined] # fakes
    body = ledger.only(RecordKind.BUDGET_REFUSED).body
    assert body == {
        "scope": "person",
        "period": "day",
        "starts": "2026-03-02",
        "measure": "tokens",
        "limit": 100,
        "used": 80,
        "held": 50,
        "asked": 60,
    }
    assert row_for(err).status == 429
    assert err.retry_s == timedelta(hours=12).total_seconds()
    row = row_of(wired)  # type: ignore[arg-type] # fakes
    assert row.state is ExchangeState.REFUSED
    assert row.reasons == (
        row_for(err).message,
        USED_UP[Scope.PERSON, Period.DAY],
        IS_NEW[Period.DAY],
        "Ask IT if you need more.",
    )


def test_who_to_ask_is_in_the_words_of_the_site() -> None:
    err, _ = refused_by(over(80, ask="the service desk, 4000"))
    assert err.hints[-1] == "the service desk, 4000"


def test_what_only_others_hold_is_free_in_a_minute() -> None:
    err, _ = refused_by(over(30, scope=Scope.TEAM))
    assert err.hints[0] == SET_ASIDE[Scope.TEAM]
    assert err.retry_s == 60


def test_a_draft_that_breaks_off_is_counted_as_far_as_it_came() -> None:
    def breaks(_: object) -> str:
        raise SealError("the model died")

    wired = ports(script=breaks)
    with pytest.raises(SealError):
        pipeline.run(make_exchange(), wired, RecordingWatch())
    figures = row_of(wired).figures
    assert (figures.used_tokens, figures.loose_tokens) == (0, 0)


def test_what_was_written_is_what_is_counted() -> None:
    _, wired, _ = run("reply-draft", "Dear customer.")
    figures = row_of(wired).figures
    assert figures.used_tokens == figures.prompt_tokens + figures.output_tokens
    assert (figures.loose_tokens, figures.tier) == (0, "small")


def test_a_record_is_left_only_where_a_budget_does_not_hold_it() -> None:
    _, wired, _ = run("reply-draft", "Dear customer.")
    assert "budget.refused" not in kinds_of(wired)
