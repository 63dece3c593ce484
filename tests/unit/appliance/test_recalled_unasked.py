"""Recall while no model is there: also where a text could have to be cut."""

from collections.abc import Iterator
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.caching import Caching
from appliance.domain.exchange import Delayed
from appliance.domain.parts import PartsRule
from appliance.domain.ports.engine import GenerateRequest
from appliance.errors import EngineError, SealError
from appliance.kinds import RecordKind
from tests.fakes import ScriptedEngine
from tests.unit.appliance.pipeline_runs import letter
from tests.unit.appliance.steps.test_recall import ANNA, BEN, Counter, caching, text_of


class Away(ScriptedEngine):
    """Answers like any other; once away it cannot be asked for anything."""

    error: Exception | None = None

    def fits(self, request: GenerateRequest) -> bool:
        if self.error is not None:
            raise self.error
        return super().fits(request)

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        if self.error is not None:
            raise self.error
        return super().generate(request)


def parted(**changed: Any) -> Counter:
    """Make a purpose that reads longer texts in parts, as every release may."""
    purpose = caching(parts=PartsRule(4), **changed)
    return Counter(purpose, engine=Away(letter))


def goes_away(counter: Counter, error: Exception) -> None:
    counter.wired.engine.error = error  # type: ignore[attr-defined] # the fake's


def test_while_no_model_is_there_a_purpose_with_parts_gives_again_too() -> None:
    counter = parted()
    first, _ = counter.ask()
    goes_away(counter, EngineError("away"))
    second, kinds = counter.ask()
    assert text_of(first) == text_of(second)
    assert kinds[6:8] == ["prompt.composed", "draft.recalled"]
    assert kinds[-1] == "exchange.released"
    outcome, kinds = counter.ask(BEN)
    assert text_of(outcome) == "Dear Ben Ito, we will write soon."
    assert "draft.recalled" in kinds


@pytest.mark.parametrize(
    "changed",
    [{"text": "Anna Kowalski asks about two fees."}, {"anew": True}],
    ids=["another text", "asked anew"],
)
def test_what_is_not_kept_waits_for_a_model_as_before(changed: dict[str, Any]) -> None:
    counter = parted()
    counter.ask()
    goes_away(counter, EngineError("away"))
    text = changed.pop("text", ANNA)
    outcome, kinds = counter.ask(text, **changed)
    assert isinstance(outcome, Delayed)
    assert "draft.recalled" not in kinds


def test_a_text_whose_purpose_keeps_nothing_is_not_composed_while_none_is_there() -> (
    None
):
    counter = parted(caching=Caching())
    counter.ask()
    goes_away(counter, EngineError("away"))
    outcome, kinds = counter.ask()
    assert isinstance(outcome, Delayed)
    assert kinds[6:] == ["exchange.delayed"]


def test_a_seal_that_does_not_fit_is_no_model_that_is_away() -> None:
    counter = parted()
    counter.ask()
    goes_away(counter, SealError("not of this exchange"))
    with pytest.raises(SealError):
        counter.ask()
    assert counter.bodies(RecordKind.DRAFT_RECALLED) == []
