"""With the model away a text waits; where waiting helps nobody it fails as before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance import pipeline
from appliance.domain.exchange import Delayed, ExchangeState
from appliance.domain.ports.engine import GenerateRequest
from appliance.errors import (
    ApplianceError,
    DirectoryError,
    EngineBusyError,
    EngineError,
    EngineRestingError,
    LeakError,
    MaskerError,
    MaskingFloorError,
    SealError,
)
from appliance.kinds import RecordKind
from appliance.steps.delay import WAITS
from tests.fakes import NOON, RecordingWatch, make_exchange, ports
from tests.unit.appliance.pipeline_runs import kinds_of, row_of


def broken(error: ApplianceError) -> object:
    def script(_: GenerateRequest) -> str:
        raise error

    return script


@pytest.mark.parametrize("error", [EngineError("gone"), EngineRestingError("open")])
@pytest.mark.parametrize("origin", ["web", "terminal", "worker"])
def test_who_waits_for_an_answer_goes_on_waiting(
    origin: str, error: EngineError
) -> None:
    wired, watch = ports(script=broken(error)), RecordingWatch()
    outcome = pipeline.run(make_exchange(origin=origin), wired, watch)
    assert isinstance(outcome, Delayed)
    assert "Your text is kept" in outcome.reasons[0]
    row = row_of(wired)
    assert (row.state, row.reasons) == (ExchangeState.QUEUED, outcome.reasons)
    ledger = wired.ledger
    entry = ledger.only(RecordKind.EXCHANGE_DELAYED)  # type: ignore[attr-defined]  # the fake's
    assert (entry.actor, entry.body) == ("anna", {"error": type(error).__name__})
    assert ledger.durable_to == len(kinds_of(wired))  # type: ignore[attr-defined]  # the fake's


@pytest.mark.parametrize(
    ("error", "origin", "age"),
    [
        (SealError("no"), "web", timedelta()),
        (EngineBusyError("full"), "web", timedelta()),
        (EngineBusyError("full"), "worker", WAITS),
        (MaskerError("gone"), "web", timedelta()),
        (LeakError("of the text"), "worker", timedelta()),
        (SealError("no"), "worker", timedelta()),
        (EngineError("gone"), "evaluation", timedelta()),
        (EngineError("gone"), "worker", WAITS),
    ],
    ids=[
        "refused",
        "full",
        "full too long",
        "page",
        "leak",
        "refused again",
        "nobody waits",
        "too long",
    ],
)
def test_where_waiting_helps_nobody_it_fails_with_its_record(
    error: ApplianceError, origin: str, age: timedelta
) -> None:
    wired = ports(script=broken(error))
    exchange = replace(make_exchange(origin=origin), received_at=NOON - age)
    with pytest.raises(type(error)):
        pipeline.run(exchange, wired, RecordingWatch())
    assert kinds_of(wired)[-1] == "exchange.failed"
    assert row_of(wired).state is ExchangeState.FAILED


@pytest.mark.parametrize(
    "error",
    [
        EngineBusyError("full"),
        MaskerError("gone"),
        MaskingFloorError("not measured"),
        DirectoryError("gone"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_worker_has_in_hand_waits_for_every_part(
    error: ApplianceError,
) -> None:
    wired = ports(script=broken(error))
    outcome = pipeline.run(make_exchange(origin="worker"), wired, RecordingWatch())
    assert isinstance(outcome, Delayed)
    assert "Your text is kept" in outcome.reasons[0]
    assert row_of(wired).state is ExchangeState.QUEUED
    assert kinds_of(wired)[-1] == "exchange.delayed"
