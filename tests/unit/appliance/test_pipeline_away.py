"""The model is away and comes back: what waited is cut to its room, not refused."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from appliance import pipeline
from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.conversation import Continues, ConversationRule, Follows
from appliance.domain.exchange import Delayed, Outcome, Released
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText
from appliance.engine.breaker import FAILURES, FIRST_PAUSE_S, BreakingEngine
from appliance.engine.tiers import EngineTiers
from appliance.errors import EngineError, TextTooLongError
from appliance.kinds import RecordKind
from tests.fakes import (
    ListedPurposes,
    RecordingWatch,
    ScriptedEngine,
    make_exchange,
    make_purpose,
    ports,
)
from tests.unit.appliance.parts_runs import PARAGRAPHS, WORDS, bodies, reading, sorting


class Leaving(ScriptedEngine):
    """Away while it is told to be; refuses what it has no room for, as engines do."""

    is_away = False
    # Back as soon as somebody has missed it.
    comes_back = False

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        self._check_there()
        if not super().fits(request):
            raise TextTooLongError("more tokens than the context")
        return super().generate(request)

    def fits(self, request: GenerateRequest) -> bool:
        self._check_there()
        return super().fits(request)

    def _check_there(self) -> None:
        if self.is_away:
            self.is_away = not self.comes_back
            raise EngineError("cannot connect")


class Worker:
    """A worker's way to one model: its breaker, its tiers and a clock."""

    def __init__(self, purpose: Purpose, engine: Leaving) -> None:
        self.engine, self.now_s = engine, 0.0
        self.breaker = BreakingEngine(engine, lambda: self.now_s)
        tiers = EngineTiers({"small": self.breaker}, lambda: [("small",)])
        self.purpose = purpose
        self.wired = ports(engine=tiers, purposes=ListedPurposes(purpose), words=WORDS)
        self.asked = 0

    def ask(self, text: str, follows: int = 0) -> Outcome:
        """Take a text the whole way; gives how it ended or that it waits."""
        self.asked += 1
        name = f"{self.asked:032x}"
        exchange = replace(
            make_exchange(id=name, purpose=self.purpose.name, origin="worker"),
            text=PersonText(text),
            follows=Follows(f"{follows:032x}", Continues.TURN) if follows else None,
        )
        return pipeline.run(exchange, self.wired, RecordingWatch())

    def misses(self, text: str, follows: int = 0) -> None:
        """Have it try until the model is left alone, and be back after that."""
        self.engine.is_away = True
        for _ in range(FAILURES + 1):
            assert isinstance(self.ask(text, follows), Delayed)
        self.engine.is_away = False
        self.now_s += 2 * FIRST_PAUSE_S


@pytest.fixture
def reader() -> Worker:
    """A worker with a text that the model reads in parts."""
    engine = Leaving(sorting)
    engine.room_chars = 150
    return Worker(reading(), engine)


@pytest.fixture
def talker() -> Worker:
    """A worker with a conversation of which the model reads some turns."""
    purpose = make_purpose(conversation=ConversationRule(4))
    worker = Worker(purpose, Leaving("We thank you."))
    assert isinstance(worker.ask("The first " + "long " * 20 + "text."), Released)
    assert isinstance(worker.ask("The second text.", follows=1), Released)
    worker.engine.room_chars = 80
    return worker


def test_a_text_that_waited_is_answered_in_parts_once_the_model_is_back(
    reader: Worker,
) -> None:
    reader.misses(PARAGRAPHS[0])
    assert isinstance(reader.ask(PARAGRAPHS[0]), Released)
    (divided,) = bodies(reader.wired, RecordKind.TEXT_DIVIDED)
    assert len(divided["parts"]) == 2


def test_a_turn_that_waited_is_answered_without_those_that_have_no_room(
    talker: Worker,
) -> None:
    talker.misses("The third text.", follows=2)
    assert isinstance(talker.ask("The third text.", follows=2), Released)
    composed = bodies(talker.wired, RecordKind.PROMPT_COMPOSED)[-1]
    assert (composed["turns"], composed["left_out"]) == (1, 1)


@pytest.mark.parametrize("what", ["parts", "turns"])
def test_what_no_model_can_be_asked_about_waits_though_one_is_back_at_once(
    what: str, reader: Worker, talker: Worker
) -> None:
    worker = reader if what == "parts" else talker
    text, follows = ("The third text.", 2) if worker is talker else (PARAGRAPHS[0], 0)
    worker.engine.comes_back = worker.engine.is_away = True
    assert isinstance(worker.ask(text, follows), Delayed)
    assert not worker.engine.is_away
    assert isinstance(worker.ask(text, follows), Released)
