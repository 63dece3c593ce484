"""A halt holds from the next moment on, for what is being written too."""

from collections.abc import Iterator
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.answer import Finished
from appliance.domain.exchange import Held, Released
from appliance.domain.halt import HaltReason, HaltScope
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import ReviewRule
from appliance.domain.review import drafted_by
from appliance.domain.routing import Routing
from appliance.errors import HaltedError, PromotionRefusedError
from appliance.kinds import RecordKind
from appliance.steps import review
from tests.fakes import (
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_caller,
    make_exchange,
    ports,
)
from tests.unit.appliance import parts_runs
from tests.unit.appliance.pipeline_runs import MEMO, kinds_of, letter, run

SET, LIFTED = RecordKind.HALT_SET, RecordKind.HALT_LIFTED
OF_A_LETTER = [
    (HaltScope.APPLIANCE, ""),
    (HaltScope.PURPOSE, "reply-draft"),
    (HaltScope.TIER, "small"),
]


def say(ledger: MemoryLedger, kind: RecordKind, scope: HaltScope, name: str) -> None:
    body: dict[str, Any] = {"scope": str(scope), "name": name}
    if kind is SET:
        body["reason"] = str(HaltReason.DRILL)
    ledger.append(Entry(kind, None, None, "adam", body))


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.mark.parametrize(("scope", "name"), OF_A_LETTER)
def test_what_is_halted_is_refused_before_the_model_and_goes_on_when_lifted(
    ledger: MemoryLedger, scope: HaltScope, name: str
) -> None:
    say(ledger, SET, scope, name)
    with pytest.raises(HaltedError):
        run("reply-draft", letter, ledger=ledger)
    said = ledger.kinds()
    assert said[-1] == "exchange.refused"
    assert "exchange.intended" not in said
    say(ledger, LIFTED, scope, name)
    wired = ports(ledger=ledger, script=letter)
    later = make_exchange(id="f" * 32, purpose="reply-draft")
    assert isinstance(pipeline.run(later, wired, RecordingWatch()), Released)


def test_another_purpose_answers_as_before(ledger: MemoryLedger) -> None:
    say(ledger, SET, HaltScope.PURPOSE, "credit-memo")
    outcome, _, _ = run("reply-draft", letter, ledger=ledger)
    assert isinstance(outcome, Released)


@pytest.mark.parametrize(("scope", "name"), OF_A_LETTER)
def test_an_answer_that_is_being_written_is_taken_back(
    ledger: MemoryLedger, scope: HaltScope, name: str
) -> None:
    halted: list[int] = []

    class Watch(RecordingWatch):
        """Somebody halts it as soon as its first words are read."""

        def piece(self, text: Any) -> None:
            super().piece(text)
            if not halted:
                say(ledger, SET, scope, name)
            halted.append(len(self.pieces))

    def long(request: GenerateRequest) -> str:
        return f"{letter(request)} {'Thank you for your patience. ' * 20}"

    wired, watch = ports(ledger=ledger, script=long), Watch()
    with pytest.raises(HaltedError):
        pipeline.run(make_exchange(purpose="reply-draft"), wired, watch)
    assert halted == [1]
    assert len(watch.withdrawals) == 1
    said = ledger.kinds()
    assert said.index("halt.set") < said.index("answer.withdrawn")
    assert said[-1] == "exchange.refused"


def test_a_halt_of_another_tier_takes_no_answer_back(ledger: MemoryLedger) -> None:
    class Watch(RecordingWatch):
        def piece(self, text: Any) -> None:
            super().piece(text)
            if len(self.pieces) == 1:
                say(ledger, SET, HaltScope.TIER, "large")

    wired, watch = ports(ledger=ledger, script=letter), Watch()
    outcome = pipeline.run(make_exchange(purpose="reply-draft"), wired, watch)
    assert isinstance(outcome, Released)
    assert "halt.set" in ledger.kinds()


def test_what_waits_in_the_line_of_a_model_that_is_halted_leaves_it(
    ledger: MemoryLedger,
) -> None:
    class Watch(RecordingWatch):
        def place(self, before: int) -> None:
            super().place(before)
            say(ledger, SET, HaltScope.TIER, "small")

    engine = ScriptedEngine(letter, places=(2, 1, 0))
    wired, watch = ports(ledger=ledger, engine=engine), Watch()
    with pytest.raises(HaltedError):
        pipeline.run(make_exchange(purpose="reply-draft"), wired, watch)
    assert (watch.places, watch.pieces) == ([2], [])
    assert engine.closed == ["e" * 32]
    assert "draft.generated" not in ledger.kinds()
    assert ledger.kinds()[-1] == "exchange.refused"


@pytest.mark.parametrize("stage", ["guard", "gate", "restore"])
def test_a_draft_of_a_model_that_is_halted_meanwhile_is_shown_to_nobody(
    ledger: MemoryLedger, stage: str
) -> None:
    class Unread(RecordingWatch):
        """Nobody reads it as it is written; the model is halted on the way."""

        def has_reader(self) -> bool:
            return False

        def stage(self, name: str) -> None:
            super().stage(name)
            if name == stage:
                say(ledger, SET, HaltScope.TIER, "small")

    wired = ports(ledger=ledger, script=letter)
    with pytest.raises(HaltedError):
        pipeline.run(make_exchange(purpose="reply-draft"), wired, Unread())
    assert "draft.generated" in ledger.kinds()
    assert "vault.read" not in ledger.kinds()
    assert ledger.kinds()[-1] == "exchange.refused"


def test_the_last_word_of_a_model_that_is_halted_is_no_draft(
    ledger: MemoryLedger,
) -> None:
    class Ending(ScriptedEngine):
        """Its model is halted right after the last word."""

        def generate(self, request: GenerateRequest) -> Iterator[Any]:
            for item in super().generate(request):
                if isinstance(item, Finished):
                    say(ledger, SET, HaltScope.TIER, "small")
                yield item

    wired = ports(ledger=ledger, engine=Ending(letter))
    with pytest.raises(HaltedError):
        pipeline.run(make_exchange(purpose="reply-draft"), wired, RecordingWatch())
    assert "draft.guarded" not in ledger.kinds()
    assert ledger.kinds()[-1] == "exchange.refused"


@pytest.mark.parametrize(
    ("scope", "name"), [(HaltScope.APPLIANCE, ""), (HaltScope.TIER, "small")]
)
def test_a_held_answer_of_what_is_halted_cannot_be_approved(
    ledger: MemoryLedger, scope: HaltScope, name: str
) -> None:
    outcome, wired, _ = run("credit-memo", MEMO, ledger=ledger)
    assert isinstance(outcome, Held)
    say(ledger, SET, scope, name)
    rita = make_caller("rita")
    with pytest.raises(HaltedError):
        review.approve(outcome.answer, rita, "It is right.", wired)
    assert "review.approved" not in kinds_of(wired)
    review.reject(outcome.answer, rita, "Its model is halted.", wired)
    assert "review.rejected" in kinds_of(wired)


@pytest.mark.parametrize("tier", ["large", "small"])
def test_a_held_answer_in_parts_waits_while_any_tier_that_wrote_of_it_is_halted(
    ledger: MemoryLedger, tier: str
) -> None:
    routing = Routing(fall_back=("large",))
    purpose = parts_runs.reading(review=ReviewRule.FOUR_EYES, routing=routing)
    engine = parts_runs.FirstElsewhere(parts_runs.sorting)
    outcome, wired, _, _ = parts_runs.run(purpose, engine=engine, ledger=ledger)
    assert isinstance(outcome, Held)
    say(ledger, SET, HaltScope.TIER, tier)
    rita = make_caller("rita")
    with pytest.raises(HaltedError):
        review.approve(outcome.answer, rita, "It is right.", wired)
    assert "review.approved" not in kinds_of(wired)
    say(ledger, LIFTED, HaltScope.TIER, tier)
    review.approve(outcome.answer, rita, "It is right.", wired)
    assert "review.approved" in kinds_of(wired)


def record(kind: RecordKind, tier: str = "", part: int | None = None) -> dict[str, Any]:
    numbered = {} if part is None else {"part": part}
    return {"kind": str(kind), "body": {"tier": tier, **numbered}}


RECEIVED, WROTE = RecordKind.REQUEST_RECEIVED, RecordKind.DRAFT_GENERATED
DRAFTED: dict[str, tuple[list[dict[str, Any]], set[str]]] = {
    "a log that does not say": ([record(RECEIVED)], {""}),
    "two tries": ([record(WROTE, "small"), record(WROTE, "large")], {"large"}),
    "two tries at a part": (
        [record(WROTE, "a", 1), record(WROTE, "b", 2), record(WROTE, "c", 2)],
        {"a", "c"},
    ),
    "parts and what combines them": (
        [record(WROTE, "a", 1), record(WROTE, "b", 2), record(WROTE, "c")],
        {"a", "b", "c"},
    ),
    "a text that was begun again": (
        [record(WROTE, "a", 1), record(RECEIVED), record(WROTE, "b", 1)],
        {"b"},
    ),
    "an answer that was given before": (
        [record(RecordKind.DRAFT_RECALLED, "small")],
        {"small"},
    ),
}


@pytest.mark.parametrize(("records", "tiers"), DRAFTED.values(), ids=DRAFTED.keys())
def test_who_drafted_of_an_answer_is_read_from_its_records(
    records: list[dict[str, Any]], tiers: set[str]
) -> None:
    assert drafted_by(records) == tiers


def test_nothing_is_halted_twice_or_lifted_that_is_not(ledger: MemoryLedger) -> None:
    with pytest.raises(PromotionRefusedError, match="is not halted"):
        say(ledger, LIFTED, HaltScope.PURPOSE, "reply-draft")
    say(ledger, SET, HaltScope.PURPOSE, "reply-draft")
    with pytest.raises(PromotionRefusedError, match="is halted already"):
        say(ledger, SET, HaltScope.PURPOSE, "reply-draft")
