"""The worker has drawn answers judged: each once, giving way, and apart from people."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.assessment import Judgement
from appliance.domain.halt import Halt, HaltReason, HaltScope
from appliance.domain.judging import Judge
from appliance.domain.sampling import Answered, Sample, SampleReason
from appliance.domain.scoring import ScoreEnded, ScoreRequest, sealed_texts
from appliance.engine.judge import EngineJudge
from appliance.errors import EngineBusyError, EngineError, SealError
from appliance.kinds import RecordKind
from appliance.stores.judgements import said_of_rated
from appliance.worker.judging import PAUSE_TIMES, Judging
from tests.fake_engine import WEIGHTS, ScriptedEngine
from tests.fakes import NOON
from tests.judged import rated_as, shipped_judge
from tests.unit.appliance.worker.house import House

RIGHT, WRONG = Judgement.RIGHT, Judgement.WRONG


class Desk:
    """A worker's house with a judge, and a letter that was answered and drawn."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.stores = self.house.stores
        self.judges: dict[str, Judge] = {"reply-draft": shipped_judge()}
        self.engine = ScriptedEngine(clock=self.house.clock, prefers="right")
        self.judging = self.with_engine(self.engine)
        self.sample = self._draw()

    def with_engine(self, engine: Any) -> Judging:
        ports = replace(self.house.ports, engine=engine)
        return Judging(
            lambda: self.judges, EngineJudge(engine, "small"), self.stores, ports
        )

    def _draw(self) -> Sample:
        exchange, job = self.house.queue_letter()
        self.house.run(job)
        answered = Answered(
            exchange.id, exchange.case, "reply-draft", "en", "anna", (), "d" * 64
        )
        sample = Sample("a" * 32, answered, (SampleReason.SHARE,), NOON)
        self.stores.samples.add(sample, record=lambda: None)
        self.house.ledger.records.clear()
        return sample

    def said(self) -> Judgement | None:
        found = self.stores.judgements.of_samples(
            [self.sample.id], self.judges.values()
        )
        return found[self.sample.id].judgement


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.stores.close()


def test_a_drawn_answer_is_judged_and_the_log_tells_of_it(desk: Desk) -> None:
    assert desk.judging.judge_one()
    assert desk.said() is RIGHT
    assert desk.house.ledger.kinds() == ["judge.asked", "answer.judged"]
    judged = desk.house.ledger.only(RecordKind.ANSWER_JUDGED)
    assert judged.exchange == desk.sample.answered.exchange
    assert judged.body["sample"] == desk.sample.id


def test_the_model_reads_the_text_as_it_was_masked_and_the_answer(desk: Desk) -> None:
    kept = desk.stores.exchanges.get(desk.sample.answered.exchange, "anna")
    desk.judging.judge_one()
    (request,) = desk.engine.scored
    texts = [masked.text for masked in sealed_texts(request.messages)]
    assert texts == [kept.masked, kept.answer]
    assert "[PERSON_" in texts[0]


def test_it_is_judged_once(desk: Desk) -> None:
    assert desk.judging.judge_one()
    assert not desk.judging.judge_one()
    assert len(desk.engine.scored) == 1
    # Also by a worker that was started again.
    assert not desk.with_engine(desk.engine).judge_one()


def test_another_prompt_or_model_judges_it_anew(desk: Desk) -> None:
    desk.judging.judge_one()
    larger = replace(WEIGHTS, digest="9" * 64)

    class Larger(ScriptedEngine):
        def score(self, request: ScoreRequest) -> Any:
            for item in super().score(request):
                ended = isinstance(item, ScoreEnded)
                yield replace(item, weights=larger) if ended else item

    desk.judges["reply-draft"] = shipped_judge("9" * 64)
    engine = Larger(clock=desk.house.clock, prefers="wrong")
    assert desk.with_engine(engine).judge_one()
    assert desk.said() is WRONG
    desk.judges["reply-draft"] = shipped_judge()
    assert desk.said() is RIGHT


def test_what_people_said_is_not_told_and_not_changed(desk: Desk) -> None:
    rated_as(desk.stores, desk.sample, WRONG, WRONG)
    before = desk.stores.samples.assessments_of(desk.sample.id)
    desk.judging.judge_one()
    assert desk.stores.samples.assessments_of(desk.sample.id) == before
    assert said_of_rated(desk.stores.database, shipped_judge()) == [
        (WRONG, WRONG, RIGHT)
    ]


def test_a_judged_answer_still_waits_for_two_people(desk: Desk) -> None:
    desk.judging.judge_one()
    assert desk.stores.samples.waiting() == {"reply-draft": 1}


def test_without_a_judge_nothing_is_judged(desk: Desk) -> None:
    desk.judges.clear()
    assert not desk.judging.judge_one()
    assert desk.judging.beat() is None
    assert desk.house.ledger.records == []


class Broken(ScriptedEngine):
    """An engine that scores nothing, for a reason."""

    def __init__(self, fault: Exception, **more: Any) -> None:
        super().__init__(**more)
        self.fault: Exception | None = fault

    def score(self, request: ScoreRequest) -> Any:
        if self.fault is not None:
            raise self.fault
        return super().score(request)


@pytest.mark.parametrize("fault", [EngineBusyError("busy"), EngineError("gone")])
def test_where_the_model_is_wanted_or_gone_it_is_tried_again(
    desk: Desk, fault: Exception
) -> None:
    engine = Broken(fault, clock=desk.house.clock, prefers="wrong")
    judging = desk.with_engine(engine)
    with pytest.raises(type(fault)):
        judging.beat()
    assert desk.house.ledger.kinds() == ["judge.asked"]
    engine.fault = None
    assert judging.judge_one()
    assert desk.said() is WRONG


def test_a_scoring_that_was_stopped_is_no_judgement(desk: Desk) -> None:
    class Stopped(ScriptedEngine):
        def score(self, request: ScoreRequest) -> Any:
            self.scored.append(request)
            yield ScoreEnded("cancelled", 0, (), WEIGHTS)

    with pytest.raises(EngineBusyError):
        desk.with_engine(Stopped(clock=desk.house.clock)).judge_one()
    assert desk.judging.judge_one()


def test_what_the_engine_refuses_is_left_out_and_not_held_against_the_judge(
    desk: Desk,
) -> None:
    engine = Broken(SealError("not signed"), clock=desk.house.clock)
    judging = desk.with_engine(engine)
    with pytest.raises(SealError):
        judging.judge_one()
    assert not judging.judge_one()
    assert desk.judging.judge_one()


def test_a_stop_ends_what_is_being_judged(desk: Desk) -> None:
    stopped: list[str] = []

    class Stoppable(ScriptedEngine):
        def score(self, request: ScoreRequest) -> Any:
            judging.stop()
            return super().score(request)

        def cancel(self, exchange: str) -> bool:
            stopped.append(exchange)
            return True

    judging = desk.with_engine(Stoppable(clock=desk.house.clock))
    judging.stop()
    judging.judge_one()
    assert stopped == [desk.sample.answered.exchange]
    judging.stop()
    assert len(stopped) == 1


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        (HaltScope.APPLIANCE, ""),
        (HaltScope.PURPOSE, "reply-draft"),
        (HaltScope.TIER, "small"),
    ],
)
def test_what_people_have_halted_judges_nothing(
    desk: Desk, scope: HaltScope, name: str
) -> None:
    class Standing:
        def standing(self) -> tuple[Halt, ...]:
            return (Halt(scope, name, HaltReason.DRILL, 1),)

    ports = replace(desk.house.ports, engine=desk.engine, halts=Standing())
    by = EngineJudge(desk.engine, "small")
    assert not Judging(lambda: desk.judges, by, desk.stores, ports).judge_one()
    assert desk.engine.scored == []
    assert desk.judging.judge_one()


def test_a_judge_of_an_older_release_is_not_asked(desk: Desk) -> None:
    desk.judges["reply-draft"] = replace(shipped_judge(), prompt="9" * 64)
    assert desk.judging.judge_one()
    assert desk.engine.scored == []
    assert desk.house.ledger.records == []


def test_after_a_judgement_it_pauses_for_longer_than_that_took(desk: Desk) -> None:
    times = iter((10.0, 12.0))
    ports = replace(desk.house.ports, timer=lambda: next(times))

    by = EngineJudge(desk.engine, "small")
    judging = Judging(lambda: desk.judges, by, desk.stores, ports)
    assert judging.beat() == 2.0 * PAUSE_TIMES
