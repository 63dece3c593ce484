"""Sample: what is drawn when an exchange ends, and that drawing changes nothing."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.exchange import Held, Released
from appliance.domain.ports.wired import Ports
from appliance.domain.sampling import Answered, SampleReason, Sampling
from appliance.errors import StoreError
from appliance.kinds import RecordKind
from appliance.steps.sample import sample_approved, sample_unhelpful
from tests.fakes import (
    ListedPurposes,
    MemoryLedger,
    MemorySamples,
    RecordingWatch,
    make_exchange,
    ports,
    shipped_release,
)
from tests.unit.appliance.pipeline_runs import MEMO

EVERY = Sampling(share_permille=1000)


def wired(drawn: Sampling, **parts: Any) -> Ports:
    """Wire fakes around the shipped purposes, with this drawn."""
    purposes = [replace(p, sampling=drawn) for p in shipped_release().purposes]
    return ports(purposes=ListedPurposes(*purposes), **parts)


def ask(of: Ports, number: int = 1, purpose: str = "reply-draft") -> Any:
    exchange = make_exchange(id=f"{number:032x}", purpose=purpose)
    return pipeline.run(exchange, of, RecordingWatch())


def outcome_release(of: Ports) -> str:
    """Name the release that answers."""
    return of.purposes.named("reply-draft").release


def samples_of(of: Ports) -> list[Answered]:
    assert isinstance(of.samples, MemorySamples)
    return [sample.answered for sample in of.samples.rows.values()]


def recorded(of: Ports) -> list[dict[str, Any]]:
    assert isinstance(of.ledger, MemoryLedger)
    kind = RecordKind.ANSWER_SAMPLED
    return [dict(r.body) for r in of.ledger.records if r.kind is kind]


def test_what_is_released_is_drawn_after_its_end() -> None:
    of = wired(EVERY)
    outcome = ask(of)
    (answered,) = samples_of(of)
    assert answered.confidence_permille == outcome.confidence_permille
    assert answered.requester == "anna"
    assert isinstance(of.ledger, MemoryLedger)
    assert of.ledger.kinds()[-2:] == ["exchange.released", "answer.sampled"]
    (told,) = recorded(of)
    assert told["release"] == answered.release == shipped_release().digest


@pytest.mark.parametrize("drawn", [Sampling(), Sampling(share_permille=999)])
def test_what_the_draw_passes_over_leaves_no_record(drawn: Sampling) -> None:
    of = wired(drawn)
    ask(of)
    assert samples_of(of) == []
    assert recorded(of) == []


def test_an_answer_that_cannot_be_drawn_is_answered_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(MemorySamples):
        def draw(self, exchange: str) -> int:  # noqa: ARG002 - the port's
            raise StoreError("database: SQLITE_FULL")

    of = wired(EVERY)
    of = replace(of, samples=Broken(of.clock))  # type: ignore[arg-type] # the tests' clock
    with caplog.at_level(logging.ERROR):
        assert isinstance(ask(of), Released)
    assert f"{1:032x}: not drawn: database: SQLITE_FULL" in caplog.text
    assert isinstance(of.ledger, MemoryLedger)
    assert of.ledger.kinds()[-1] == "exchange.released"


def test_what_is_held_is_not_drawn_until_it_goes_out() -> None:
    of = wired(EVERY, script=MEMO)
    outcome = ask(of, purpose="credit-memo")
    assert isinstance(outcome, Held)
    assert samples_of(of) == []
    sample_approved(outcome.answer, "rita", of)
    (answered,) = samples_of(of)
    assert answered.involved == ("anna", "rita")
    assert answered.release == shipped_release().digest
    assert answered.confidence_permille is not None


def test_an_unhelpful_answer_is_drawn_with_what_the_log_says_of_it() -> None:
    of = wired(Sampling(thumbs_down=True))
    outcome = ask(of)
    assert recorded(of) == []
    answered = Answered(
        f"{1:032x}", "c" * 32, "reply-draft", "en", "anna", (), outcome_release(of)
    )
    sample_unhelpful(answered, of)
    (drawn,) = samples_of(of)
    assert drawn.thumb_down
    assert drawn.release == shipped_release().digest
    assert drawn.confidence_permille == outcome.confidence_permille
    assert recorded(of)[0]["reasons"] == ["thumb-down"]


def test_where_thumbs_do_not_count_nothing_is_drawn() -> None:
    of = wired(Sampling())
    sample_unhelpful(Answered("e" * 32, "c" * 32, "reply-draft", "en", "anna", ()), of)
    assert samples_of(of) == []


def test_in_the_first_days_of_a_release_everything_is_drawn_and_then_no_more() -> None:
    of = wired(Sampling(first_days=2))
    ask(of, 1)
    of.clock.advance(timedelta(days=2).total_seconds() - 1)  # type: ignore[attr-defined] # the tests' clock
    ask(of, 2)
    of.clock.advance(1)  # type: ignore[attr-defined] # the tests' clock
    ask(of, 3)
    assert [one["reasons"] for one in recorded(of)] == [["first-days"]] * 2
    assert SampleReason.FIRST_DAYS == "first-days"
