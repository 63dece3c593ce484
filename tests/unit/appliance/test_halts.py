"""A halt holds from the next moment on, for what is being written too."""

from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.exchange import Held, Released
from appliance.domain.halt import HaltReason, HaltScope
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.ledger import Entry
from appliance.errors import HaltedError, PromotionRefusedError
from appliance.kinds import RecordKind
from appliance.steps import review
from tests.fakes import MemoryLedger, RecordingWatch, make_caller, make_exchange, ports
from tests.unit.appliance.pipeline_runs import MEMO, kinds_of, letter, run

SET, LIFTED = RecordKind.HALT_SET, RecordKind.HALT_LIFTED


def say(ledger: MemoryLedger, kind: RecordKind, scope: HaltScope, name: str) -> None:
    body: dict[str, Any] = {"scope": str(scope), "name": name}
    if kind is SET:
        body["reason"] = str(HaltReason.DRILL)
    ledger.append(Entry(kind, None, None, "adam", body))


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        (HaltScope.APPLIANCE, ""),
        (HaltScope.PURPOSE, "reply-draft"),
        (HaltScope.TIER, "small"),
    ],
)
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


def test_an_answer_that_is_being_written_is_taken_back(ledger: MemoryLedger) -> None:
    halted: list[bool] = []

    class Watch(RecordingWatch):
        """Somebody halts the purpose as soon as its first words are read."""

        def piece(self, text: Any) -> None:
            super().piece(text)
            if not halted:
                halted.append(True)
                say(ledger, SET, HaltScope.PURPOSE, "reply-draft")

    def long(request: GenerateRequest) -> str:
        return f"{letter(request)} {'Thank you for your patience. ' * 20}"

    wired, watch = ports(ledger=ledger, script=long), Watch()
    with pytest.raises(HaltedError):
        pipeline.run(make_exchange(purpose="reply-draft"), wired, watch)
    assert halted
    assert len(watch.withdrawals) == 1
    said = ledger.kinds()
    assert said.index("halt.set") < said.index("answer.withdrawn")
    assert said[-1] == "exchange.refused"


def test_a_held_answer_of_what_is_halted_cannot_be_approved(
    ledger: MemoryLedger,
) -> None:
    outcome, wired, _ = run("credit-memo", MEMO, ledger=ledger)
    assert isinstance(outcome, Held)
    say(ledger, SET, HaltScope.APPLIANCE, "")
    rita = make_caller("rita")
    with pytest.raises(HaltedError):
        review.approve(outcome.answer, rita, "It is right.", wired)
    assert "review.approved" not in kinds_of(wired)


def test_nothing_is_halted_twice_or_lifted_that_is_not(ledger: MemoryLedger) -> None:
    with pytest.raises(PromotionRefusedError, match="is not halted"):
        say(ledger, LIFTED, HaltScope.PURPOSE, "reply-draft")
    say(ledger, SET, HaltScope.PURPOSE, "reply-draft")
    with pytest.raises(PromotionRefusedError, match="is halted already"):
        say(ledger, SET, HaltScope.PURPOSE, "reply-draft")
