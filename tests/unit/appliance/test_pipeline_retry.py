"""An answer that has not its form: written again more clearly, simpler, then a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.answer_form import FieldForm
from appliance.domain.budget import Account, Measure, OverBudget, Period, Scope
from appliance.domain.caller import Role
from appliance.domain.exchange import Delayed, Held, Refused, Released
from appliance.domain.finding import Severity
from appliance.domain.guards import Guards
from appliance.domain.outcome import Compared, Given, Took
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import TemplatePart, parse_prompt
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.retry import Retry
from appliance.domain.service import Service
from appliance.domain.text import PersonText
from appliance.errors import EngineError, HaltedError, MalformedEditError
from appliance.kinds import RecordKind
from appliance.steps.measure import Measuring
from appliance.steps.review import edit
from tests.fakes import (
    NOON,
    FixedClock,
    ListedPurposes,
    MemoryBudgets,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
)
from tests.unit.appliance.pipeline_runs import MASKED, RESTORED, kinds_of, row_of

GOOD, BROKEN = '{"intent":"fee"}', '{"intent":"f'
SOURCE = (
    "[INSTRUCTION]\n{{text}}\n\n[FORMAT]\nAnswer as JSON.\n\n"
    "[RETRY]\nOne object, nothing else."
)
FULL, SIMPLE = "sort/output.schema.json", "sort/output.simple.schema.json"
CLEARER = "sort/prompt.en.md#RETRY.0"
TRIED = ["exchange.intended", "draft.generated", "draft.guarded"]
HELD = Guards({"answer.malformed": Severity.HOLD})


def sorting(tries: int = 1, *, simpler: bool = False, **changes: object) -> Purpose:
    """Make a purpose that fills in a form and may try again."""
    asked = {
        "answer": AnswerForm.STRUCTURED,
        "streamed": False,
        "schema_template": FULL,
        "prompts": {"en": parse_prompt("sort/prompt.en.md", SOURCE)},
        "retry": Retry(tries, SIMPLE if simpler else ""),
        "guards": HELD,
    }
    return make_purpose("sort", **{**asked, **changes})


class Tries(ScriptedEngine):
    """Writes one answer after the other; each is its text and how it ended."""

    def __init__(self, *answers: str | tuple[str, str] | EngineError) -> None:
        super().__init__(self._next)
        self._answers = list(answers)

    def _next(self, request: GenerateRequest) -> str:
        del request
        answer = self._answers.pop(0)
        if isinstance(answer, EngineError):
            raise answer
        text, self.finish = answer if isinstance(answer, tuple) else (answer, "stop")
        return text


def run(purpose: Purpose, *answers: Any, **parts: object) -> tuple[Any, Ports, Tries]:
    engine = Tries(*answers)
    wired = ports(engine=engine, purposes=ListedPurposes(purpose), **parts)
    exchange = make_exchange(purpose="sort")
    return pipeline.run(exchange, wired, RecordingWatch()), wired, engine


def tries_of(wired: Ports, kind: RecordKind) -> list[object]:
    ledger = wired.ledger
    assert isinstance(ledger, MemoryLedger)
    return [entry.body["try"] for entry in ledger.records if entry.kind is kind]


def findings_of(outcome: Released) -> set[str]:
    return {finding.rule for finding in outcome.findings}


def last_part(request: GenerateRequest) -> object:
    return request.messages[-1].parts[-1]


def test_each_try_has_a_prompt_an_intent_and_a_draft_of_its_own_on_record() -> None:
    outcome, wired, engine = run(sorting(), BROKEN, GOOD)
    assert isinstance(outcome, Released)
    assert outcome.masked == GOOD
    assert kinds_of(wired) == [
        *MASKED,
        *TRIED,
        "prompt.composed",
        *TRIED,
        "draft.gated",
        *RESTORED,
    ]
    for kind in ("prompt.composed", "exchange.intended", "draft.generated"):
        assert tries_of(wired, RecordKind(kind)) == [1, 2]
    first, second = engine.requests
    clearer = last_part(second)
    assert isinstance(clearer, TemplatePart)
    assert clearer.template == CLEARER
    assert second.messages[-1].parts[: len(first.messages[-1].parts)] == (
        first.messages[-1].parts
    )
    assert "answer.rewritten" in findings_of(outcome)


def test_an_answer_of_the_right_form_is_written_once() -> None:
    outcome, wired, engine = run(sorting(2, simpler=True), GOOD)
    assert isinstance(outcome, Released)
    assert findings_of(outcome) == set()
    assert len(engine.requests) == 1
    assert tries_of(wired, RecordKind.EXCHANGE_INTENDED) == [1]


def test_the_last_try_has_the_simpler_form_and_the_person_reads_so() -> None:
    outcome, _, engine = run(sorting(2, simpler=True), BROKEN, BROKEN, GOOD)
    assert isinstance(outcome, Released)
    assert [one.schema_template for one in engine.requests] == [FULL, FULL, SIMPLE]
    said = {f.rule: (f.severity, f.sentence) for f in outcome.findings}
    assert said["answer.simpler"][0] is Severity.WARN
    assert said["answer.rewritten"][1] == (
        "The first answer was not in the form that is needed; it was written again."
    )


def test_after_the_last_try_a_person_is_asked_with_the_plain_reason() -> None:
    outcome, _, engine = run(sorting(2, simpler=True), BROKEN, BROKEN, '{"last')
    assert isinstance(outcome, Held)
    assert len(engine.requests) == 3
    assert outcome.answer.draft == '{"last'
    assert outcome.answer.reasons[0] == (
        "The model's answer does not have the form this purpose requires."
    )


def test_a_person_writes_the_form_that_the_model_did_not() -> None:
    form = {"forms": {"intent": FieldForm(is_list=False)}, "has_all_forms": True}
    held, wired, _ = run(sorting(**form), BROKEN, BROKEN)
    rita = make_caller("rita", Role.REVIEWER)
    for other in ('{"other":"fee"}', "{}", "fee"):
        with pytest.raises(MalformedEditError):
            edit(held.answer, rita, PersonText(other), wired)
    successor = edit(held.answer, rita, PersonText(GOOD), wired)
    assert successor.draft == GOOD


def test_where_no_person_may_be_asked_it_is_refused() -> None:
    outcome, wired, _ = run(sorting(guards=Guards()), BROKEN, BROKEN)
    assert isinstance(outcome, Refused)
    assert kinds_of(wired)[-1] == "exchange.refused"


def test_without_tries_it_is_as_it_was() -> None:
    outcome, _, engine = run(sorting(0, guards=Guards()), BROKEN)
    assert isinstance(outcome, Refused)
    assert len(engine.requests) == 1


AGAIN = {
    "cut off at its length": ("We write", "length"),
    "nothing": ("", "stop"),
    "white space": (" \n", "stop"),
    "the same over and over": ("No, that is so. " * 8, "stop"),
    "another form": ("Thank you.", "stop"),
}
NOT_AGAIN = {
    "too slow": ("We write", "deadline"),
    "stopped": ("We", "cancelled"),
    "somebody else's name": ("We write to [PERSON_zzzz_9].", "stop"),
    "the right form": ("We write.", "stop"),
}
LETTER: dict[str, object] = {
    "answer": AnswerForm.TEXT,
    "schema_template": "",
    "pattern": "(We|No)(?s:.*)",
}


@pytest.mark.parametrize(
    ("answer", "count"),
    [*((one, 2) for one in AGAIN.values()), *((one, 1) for one in NOT_AGAIN.values())],
    ids=[*AGAIN, *NOT_AGAIN],
)
def test_only_its_form_has_it_written_again(
    answer: tuple[str, str], count: int
) -> None:
    _, _, engine = run(sorting(**LETTER), answer, "We write soon.")
    assert len(engine.requests) == count


def test_what_the_purpose_lets_go_out_is_not_written_again() -> None:
    mild = Guards({"answer.unfinished": Severity.WARN})
    outcome, _, engine = run(sorting(**LETTER, guards=mild), ("We write", "length"))
    assert isinstance(outcome, Released)
    assert len(engine.requests) == 1


def test_a_text_of_the_simpler_pattern_has_its_form() -> None:
    retry = Retry(
        1, pattern_template="sort/output.simple.pattern.txt", pattern="Yes|No"
    )
    outcome, _, engine = run(sorting(**LETTER, retry=retry), "Perhaps", "Yes")
    assert isinstance(outcome, Released)
    assert engine.requests[1].pattern_template == "sort/output.simple.pattern.txt"


def test_a_program_gets_the_form_it_asked_for_or_none() -> None:
    purpose = sorting(simpler=True)
    engine = Tries(BROKEN, GOOD)
    wired = ports(engine=engine, purposes=ListedPurposes(purpose))
    exchange = make_exchange(purpose="sort", origin="api")
    program = Service("anna", frozenset({"sort"}))
    exchange = replace(
        exchange, credential=replace(exchange.credential, service=program)
    )
    outcome = pipeline.run(exchange, wired, RecordingWatch(read=False))
    assert isinstance(outcome, Held)
    assert len(engine.requests) == 1


def over_at(second: bool) -> MemoryBudgets:  # noqa: FBT001 - one fact of the table
    found = OverBudget(
        account=Account(Scope.PERSON, "anna", Period.DAY, NOON.date()),
        measure=Measure.TOKENS,
        limit=100,
        used=90,
        held=0,
        asked=60,
        is_new_at=NOON + timedelta(days=1),
    )

    class Second(MemoryBudgets):
        def reserve(self, claim: Any) -> OverBudget | None:
            super().reserve(claim)
            return found if second and claim.number > 1 else None

    return Second()


def test_each_try_sets_something_aside_and_all_that_was_written_counts() -> None:
    budgets = over_at(second=False)
    _, wired, _ = run(sorting(), BROKEN, GOOD, budgets=budgets)
    assert [claim.number for claim in budgets.claims] == [1, 2]
    figures = row_of(wired).figures
    ledger = wired.ledger
    assert isinstance(ledger, MemoryLedger)
    drafts = [e.body for e in ledger.records if e.kind is RecordKind.DRAFT_GENERATED]
    assert figures.used_tokens == sum(
        body["prompt_tokens"] + body["output_tokens"] for body in drafts
    )
    assert figures.prompt_tokens == sum(body["prompt_tokens"] for body in drafts)
    assert figures.output_tokens == sum(body["output_tokens"] for body in drafts)


def test_all_tries_are_timed_and_the_first_word_is_that_of_the_first() -> None:
    clock = FixedClock()

    class Slow(Tries):
        """Reads for two seconds, and writes a token a second."""

        def generate(self, request: GenerateRequest) -> Iterator[Any]:
            clock.advance(2)
            for item in super().generate(request):
                yield item
                clock.advance(1)

    wired = ports(
        engine=Slow(BROKEN, GOOD),
        purposes=ListedPurposes(sorting()),
        clock=clock,
        timer=lambda: clock.now().timestamp(),
    )
    pipeline.run(make_exchange(purpose="sort"), wired, RecordingWatch())
    figures = row_of(wired).figures
    assert figures.first_token_ms == 2_000
    assert figures.further_tokens == figures.output_tokens - 2
    assert figures.writing_ms == 1_000 * figures.further_tokens
    whole = Took(figures.prompt_tokens, figures.output_tokens, figures.engine_ms)
    assert figures.tiers == {"small": whole}


def test_where_no_budget_holds_another_try_a_person_looks_at_the_first() -> None:
    outcome, wired, engine = run(sorting(), BROKEN, budgets=over_at(second=True))
    assert isinstance(outcome, Held)
    assert outcome.answer.draft == BROKEN
    assert len(engine.requests) == 1
    assert tries_of(wired, RecordKind.BUDGET_REFUSED) == [2]
    assert "exchange.refused" not in kinds_of(wired)
    assert tries_of(wired, RecordKind.EXCHANGE_INTENDED) == [1]


def test_with_the_model_gone_between_two_tries_the_text_waits() -> None:
    outcome, wired, _ = run(sorting(), BROKEN, EngineError("gone"))
    assert isinstance(outcome, Delayed)
    assert kinds_of(wired)[-1] == "exchange.delayed"


def test_what_is_halted_between_two_tries_is_not_written_again() -> None:
    ledger, engine = MemoryLedger(), Tries(BROKEN, GOOD)

    class Watch(RecordingWatch):
        """Somebody halts the purpose when the first draft is looked at."""

        def stage(self, name: str) -> None:
            super().stage(name)
            if name == "guard":
                body = {"scope": "purpose", "name": "sort", "reason": "drill"}
                ledger.append(Entry(RecordKind.HALT_SET, None, None, "adam", body))

    wired = ports(engine=engine, purposes=ListedPurposes(sorting()), ledger=ledger)
    with pytest.raises(HaltedError):
        pipeline.run(make_exchange(purpose="sort"), wired, Watch())
    assert len(engine.requests) == 1
    assert ledger.kinds()[-1] == "exchange.refused"


def test_a_shadow_takes_the_same_ladder() -> None:
    engine = Tries(BROKEN, GOOD)
    wired = ports(engine=engine, purposes=ListedPurposes(sorting()))
    given = Given("f" * 32, "d" * 64, GOOD)
    measuring = Measuring(wired.timer)
    budgets = wired.budgets
    assert isinstance(budgets, MemoryBudgets)
    exchange = make_exchange(purpose="sort", origin="worker")
    told = pipeline.shadow(exchange, given, wired, measuring)
    assert isinstance(told, Compared)
    assert len(engine.requests) == 2
    assert budgets.claims == []
    figures = measuring.figures()
    assert figures is not None
    assert figures.findings == {"answer.rewritten": 1}


LONG_AGO = timedelta(seconds=481)


@pytest.mark.parametrize("origin", ["web", "terminal"])
def test_what_clean_up_might_end_is_not_written_again_and_the_record_says_why(
    origin: str,
) -> None:
    engine = Tries(BROKEN, GOOD)
    wired = ports(engine=engine, purposes=ListedPurposes(sorting()))
    exchange = make_exchange(purpose="sort", origin=origin)
    late = replace(exchange, received_at=NOON - LONG_AGO)
    outcome = pipeline.run(late, wired, RecordingWatch())
    assert isinstance(outcome, Held)
    assert len(engine.requests) == 1
    guarded = wired.ledger.only(RecordKind.DRAFT_GUARDED)  # type: ignore[attr-defined]  # the fake's
    told = [finding["rule"] for finding in guarded.body["findings"]]
    assert told == ["answer.malformed", "answer.too-late"]


@pytest.mark.parametrize(
    ("origin", "age"),
    [("worker", timedelta(hours=20)), ("web", timedelta(seconds=480))],
)
def test_what_is_in_time_or_in_the_workers_hands_is_written_again(
    origin: str, age: timedelta
) -> None:
    engine = Tries(BROKEN, GOOD)
    wired = ports(engine=engine, purposes=ListedPurposes(sorting()))
    exchange = make_exchange(purpose="sort", origin=origin)
    older = replace(exchange, received_at=NOON - age)
    assert isinstance(pipeline.run(older, wired, RecordingWatch()), Released)


def test_an_answer_is_written_again_after_its_seals_have_ended() -> None:
    clock, answers = FixedClock(), [GOOD, BROKEN]

    def slow(request: GenerateRequest) -> str:
        del request
        clock.advance(1_000)
        return answers.pop()

    engine = ScriptedEngine(slow, clock=clock)
    wired = ports(clock=clock, engine=engine, purposes=ListedPurposes(sorting()))
    exchange = make_exchange(purpose="sort", origin="worker")
    assert isinstance(pipeline.run(exchange, wired, RecordingWatch()), Released)
    assert len(engine.requests) == 2


def test_an_answer_of_the_right_form_is_never_too_late() -> None:
    wired = ports(engine=Tries(GOOD), purposes=ListedPurposes(sorting()))
    late = replace(make_exchange(purpose="sort"), received_at=NOON - LONG_AGO)
    outcome = pipeline.run(late, wired, RecordingWatch())
    assert isinstance(outcome, Released)
    assert "answer.too-late" not in findings_of(outcome)
