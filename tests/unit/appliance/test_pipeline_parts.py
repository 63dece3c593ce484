"""A text longer than the model reads at once: answered in parts, or not at all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.budget import Account, Measure, OverBudget, Period, Scope
from appliance.domain.caching import Caching
from appliance.domain.conversation import Continues, Follows
from appliance.domain.exchange import Released
from appliance.domain.finding import Severity
from appliance.domain.guards import Guards
from appliance.domain.halt import HaltReason
from appliance.domain.outcome import Compared, Given, Took
from appliance.domain.parts import PartsRule
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.ledger import Entry
from appliance.domain.retry import Retry
from appliance.domain.routing import Routing
from appliance.domain.scoring import sealed_texts
from appliance.domain.text import PersonText
from appliance.errors import (
    EngineError,
    HaltedError,
    OverBudgetError,
    StoppedError,
    TextTooLongError,
    TooManyPartsError,
)
from appliance.kinds import RecordKind
from appliance.steps.measure import Measuring
from tests.fakes import (
    NOON,
    FixedClock,
    ListedPurposes,
    MemoryBudgets,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_exchange,
    ports,
)
from tests.unit.appliance.parts_runs import (
    LETTER,
    OF_A_PART,
    OPENED,
    PARAGRAPHS,
    PROSE,
    STRUCTURED,
    WORDS,
    Combining,
    FirstElsewhere,
    bodies,
    reading,
    run,
    sorting,
    texts_in,
)
from tests.unit.appliance.pipeline_runs import RESTORED, kinds_of, row_of


def test_each_part_has_records_of_its_own_and_one_answer_goes_on() -> None:
    outcome, wired, watch, engine = run(reading())
    assert isinstance(outcome, Released)
    assert json.loads(outcome.masked) == {"intent": "card", "urgency": "high"}
    assert kinds_of(wired) == [
        *OPENED,
        "text.divided",
        *OF_A_PART * 3,
        *("draft.combined", "draft.guarded", "draft.gated"),
        *RESTORED,
    ]
    for kind in OF_A_PART[:3]:
        told = [(body["part"], body["of"]) for body in bodies(wired, RecordKind(kind))]
        assert told == [(1, 3), (2, 3), (3, 3)]
    assert [place.number for place in watch.parts] == [1, 2, 3]
    assert len(engine.requests) == 3


def test_the_parts_are_the_masked_text_and_the_record_says_where_each_stands() -> None:
    _, wired, _, engine = run(reading())
    sent = [text for request in engine.requests for text in texts_in(request)]
    masked = row_of(wired).text
    assert "".join(sent) == masked
    assert all("Anna Kowalski" not in text for text in sent)
    (divided,) = bodies(wired, RecordKind.TEXT_DIVIDED)
    assert [masked[start:end] for start, end in divided["parts"]] == sent
    assert divided["chars"] == len(masked)


def test_the_record_says_of_which_parts_each_field_is_and_no_value() -> None:
    _, wired, _, _ = run(reading())
    (combined,) = bodies(wired, RecordKind.DRAFT_COMBINED)
    assert combined["fields"] == {
        "intent": {"rule": "first", "parts": [1]},
        "urgency": {"rule": "highest", "parts": [2]},
    }
    assert "card" not in json.dumps(combined)


def test_the_codes_of_each_part_are_kept_beside_the_answer() -> None:
    _, wired, _, _ = run(reading())
    said = [one["intent"] for one in row_of(wired).parts]
    assert said == [("card",), ("fee",), ("none",)]


def test_a_text_that_the_model_reads_at_once_is_not_cut() -> None:
    outcome, wired, watch, _ = run(reading(), text=PARAGRAPHS[0])
    assert isinstance(outcome, Released)
    assert "text.divided" not in kinds_of(wired)
    assert not watch.parts


def test_a_short_text_that_has_no_room_is_cut_all_the_same() -> None:
    engine = ScriptedEngine(sorting)
    engine.room_chars = 150
    outcome, wired, _, _ = run(reading(), text=PARAGRAPHS[0], engine=engine)
    assert isinstance(outcome, Released)
    assert len(bodies(wired, RecordKind.EXCHANGE_INTENDED)) == 2


def test_as_many_parts_as_there_has_to_be_room_for() -> None:
    engine = ScriptedEngine(sorting)
    engine.room_chars = 200
    _, wired, _, _ = run(reading(), engine=engine)
    (divided,) = bodies(wired, RecordKind.TEXT_DIVIDED)
    assert len(divided["parts"]) == 4


@pytest.mark.parametrize("rule", [STRUCTURED, PROSE])
def test_what_takes_more_parts_than_the_purpose_allows_is_refused(
    rule: PartsRule,
) -> None:
    engine = ScriptedEngine(sorting)
    engine.room_chars = 60
    outcome, wired, _, _ = run(reading(rule), engine=engine)
    assert isinstance(outcome, TooManyPartsError)
    assert kinds_of(wired) == [*OPENED, "exchange.refused"]
    assert row_of(wired).reasons[1:] == (
        "In 4 parts the model reads about 210 of its 589 characters.",
    )
    assert not engine.requests


def test_a_text_without_an_end_to_cut_at_is_refused() -> None:
    outcome, _, _, engine = run(reading(), text="x" * 900)
    assert isinstance(outcome, TooManyPartsError)
    assert outcome.hints == ("It has 900 characters, and may be read in 4 parts.",)
    assert not engine.requests


def test_a_text_longer_than_all_parts_is_refused_before_it_is_masked() -> None:
    outcome, wired, _, _ = run(reading(), text="word " * 201)
    assert type(outcome) is TextTooLongError
    assert "text.pseudonymised" not in kinds_of(wired)


def test_the_answer_is_as_sure_as_the_least_sure_part() -> None:
    class Doubting(ScriptedEngine):
        def _pieces(self, request: GenerateRequest, whole: str) -> Any:
            self.logprob = -1.2 if len(self.requests) == 2 else -0.01
            return super()._pieces(request, whole)

    outcome, wired, _, _ = run(reading(), engine=Doubting(sorting))
    assert isinstance(outcome, Released)
    sure = [b["confidence_permille"] for b in bodies(wired, RecordKind.DRAFT_GUARDED)]
    assert sure == [990, 301, 990, 301]
    assert outcome.confidence_permille == 301


def test_tokens_of_all_parts_are_counted() -> None:
    _, wired, _, _ = run(reading())
    written = bodies(wired, RecordKind.DRAFT_GENERATED)
    figures = row_of(wired).figures
    assert figures.used_tokens == sum(
        body["prompt_tokens"] + body["output_tokens"] for body in written
    )
    assert figures.prompt_tokens == 30
    assert figures.output_tokens == sum(body["output_tokens"] for body in written)


def test_what_each_tier_took_and_the_longest_part_are_told_apart() -> None:
    clock, took_s = FixedClock(), iter((1, 4, 2))

    def slow(request: GenerateRequest) -> str:
        clock.advance(next(took_s))
        return sorting(request)

    _, wired, _, _ = run(
        reading(routing=Routing(fall_back=("large",))),
        engine=FirstElsewhere(slow, clock=clock),
        clock=clock,
        timer=lambda: clock.now().timestamp(),
    )
    figures = row_of(wired).figures
    assert (figures.engine_ms, figures.longest_ms) == (7_000, 4_000)
    first, *others = [
        body["output_tokens"] for body in bodies(wired, RecordKind.DRAFT_GENERATED)
    ]
    assert figures.tiers == {
        "large": Took(10, first, 1_000),
        "small": Took(20, sum(others), 6_000),
    }


def test_all_parts_are_timed_and_the_first_word_is_that_of_the_first() -> None:
    clock = FixedClock()

    class Slow(ScriptedEngine):
        """Reads for two seconds, and writes a token a second."""

        def generate(self, request: GenerateRequest) -> Iterator[Any]:
            clock.advance(2)
            for item in super().generate(request):
                yield item
                clock.advance(1)

    _, wired, _, _ = run(
        reading(),
        engine=Slow(sorting, clock=clock),
        clock=clock,
        timer=lambda: clock.now().timestamp(),
    )
    figures = row_of(wired).figures
    assert figures.first_token_ms == 2_000
    assert figures.further_tokens == figures.output_tokens - 3
    assert figures.writing_ms == 1_000 * figures.further_tokens


@pytest.mark.parametrize(("rule", "generations"), [(STRUCTURED, 3), (PROSE, 4)])
def test_all_of_it_is_set_aside_at_once_before_the_first_part(
    rule: PartsRule, generations: int
) -> None:
    budgets = MemoryBudgets()
    run(reading(rule), budgets=budgets, engine=Combining() if rule is PROSE else None)
    (claim,) = budgets.claims
    assert claim.generations == generations
    assert claim.tokens == generations * (claim.prompt_tokens + 220)


def test_what_no_budget_holds_whole_is_not_begun() -> None:
    account = Account(Scope.PERSON, "anna", Period.DAY, NOON.date())
    over = OverBudget(account, Measure.TOKENS, 100, 90, 0, 500, NOON)
    outcome, wired, _, engine = run(reading(), budgets=MemoryBudgets(over))
    assert isinstance(outcome, OverBudgetError)
    assert kinds_of(wired) == [
        *OPENED,
        *("text.divided", "budget.refused", "exchange.refused"),
    ]
    assert not engine.requests


def test_a_part_that_fails_fails_the_whole() -> None:
    def failing(request: GenerateRequest) -> str:
        if "fee" in texts_in(request)[0]:
            raise EngineError("gone")
        return sorting(request)

    wired = ports(script=failing, purposes=ListedPurposes(reading()), words=WORDS)
    exchange = replace(
        make_exchange(purpose="read", origin="evaluation"), text=PersonText(LETTER)
    )
    with pytest.raises(EngineError):
        pipeline.run(exchange, wired, RecordingWatch())
    assert kinds_of(wired)[-1] == "exchange.failed"
    assert "draft.combined" not in kinds_of(wired)
    assert "draft.gated" not in kinds_of(wired)


def test_a_page_waits_when_the_model_goes_away_between_parts() -> None:
    def failing(request: GenerateRequest) -> str:
        if "fee" in texts_in(request)[0]:
            raise EngineError("gone")
        return sorting(request)

    _, wired, _, _ = run(reading(), failing)
    assert kinds_of(wired)[-1] == "exchange.delayed"


def test_a_halt_between_parts_ends_it() -> None:
    ledger = MemoryLedger()
    halt = {"scope": "purpose", "name": "read", "reason": str(HaltReason.DRILL)}

    class Halting(RecordingWatch):
        def stage(self, name: str) -> None:
            super().stage(name)
            if name == "guard" and len(self.parts) == 2:
                ledger.append(Entry(RecordKind.HALT_SET, None, None, "adam", halt))

    engine = ScriptedEngine(sorting)
    purposes = ListedPurposes(reading())
    wired = ports(engine=engine, purposes=purposes, words=WORDS, ledger=ledger)
    exchange = replace(make_exchange(purpose="read"), text=PersonText(LETTER))
    with pytest.raises(HaltedError):
        pipeline.run(exchange, wired, Halting())
    assert len(engine.requests) == 2
    assert "draft.combined" not in kinds_of(wired)


def test_stopping_a_part_stops_the_whole_and_nothing_goes_out() -> None:
    engine = ScriptedEngine(sorting)

    class Stopping(RecordingWatch):
        def part(self, place: Any) -> None:
            super().part(place)
            if place.number == 2:
                engine.finish = "cancelled"

    wired = ports(engine=engine, purposes=ListedPurposes(reading()), words=WORDS)
    exchange = replace(make_exchange(purpose="read"), text=PersonText(LETTER))
    with pytest.raises(StoppedError):
        pipeline.run(exchange, wired, Stopping())
    assert "draft.gated" not in kinds_of(wired)


HELD = Guards({"answer.malformed": Severity.HOLD})


def test_a_part_is_written_again_like_any_answer() -> None:
    def broken_once(request: GenerateRequest) -> str:
        answer = sorting(request)
        again = request.schema_template == "read/output.simple.schema.json"
        return answer if again or "fee" not in texts_in(request)[0] else answer[:-3]

    retry = Retry(1, "read/output.simple.schema.json")
    outcome, wired, _, _ = run(reading(guards=HELD, retry=retry), broken_once)
    assert isinstance(outcome, Released)
    tried = bodies(wired, RecordKind.EXCHANGE_INTENDED)
    assert [(body["part"], body["try"]) for body in tried] == [
        *((1, 1), (2, 1), (2, 2), (3, 1)),
    ]
    found = {finding.rule for finding in outcome.findings}
    assert {"answer.rewritten", "answer.simpler"} <= found


def test_an_answer_of_parts_is_never_given_again() -> None:
    _, wired, _, _ = run(reading(caching=Caching(exact=True)))
    assert not wired.recalled.rows  # type: ignore[attr-defined]  # the fake's


def test_a_seal_that_ends_while_the_model_is_busy_is_made_anew() -> None:
    wired = ports(purposes=ListedPurposes(reading()), words=WORDS)

    def slow(request: GenerateRequest) -> str:
        wired.clock.advance(700)  # type: ignore[attr-defined]  # the fake's
        return sorting(request)

    engine = ScriptedEngine(slow, clock=wired.clock)
    exchange = replace(
        make_exchange(purpose="read", origin="worker"), text=PersonText(LETTER)
    )
    wired = replace(wired, engine=engine)
    assert isinstance(pipeline.run(exchange, wired, RecordingWatch()), Released)
    sealed = [sealed_texts(one.messages)[0].seal for one in engine.requests]
    ends = [seal.expires_at_s - sealed[0].expires_at_s for seal in sealed]
    assert ends == [0, 700, 1400]


def test_a_text_in_parts_reads_no_earlier_turn_and_says_so() -> None:
    wired = ports(purposes=ListedPurposes(reading()), words=WORDS, script=sorting)
    first = replace(make_exchange(purpose="read"), text=PersonText(PARAGRAPHS[0]))
    pipeline.run(first, wired, RecordingWatch())
    second = replace(
        make_exchange(purpose="read", id="f" * 32),
        text=PersonText(LETTER),
        follows=Follows(first.id, Continues.TURN),
    )
    assert isinstance(pipeline.run(second, wired, RecordingWatch()), Released)
    last = bodies(wired, RecordKind.PROMPT_COMPOSED)[-1]
    assert (last["turns"], last["left_out"]) == (0, 1)


def test_a_shadow_takes_the_same_parts_and_sets_nothing_aside() -> None:
    budgets = MemoryBudgets()
    wired = ports(
        purposes=ListedPurposes(reading()),
        words=WORDS,
        script=sorting,
        budgets=budgets,
    )
    exchange = replace(make_exchange(purpose="read"), text=PersonText(LETTER))
    given = Given("a" * 32, "r" * 64, '{"intent":"card","urgency":"low"}')
    measuring = Measuring(lambda: 0.0)
    compared = pipeline.shadow(exchange, given, wired, measuring)
    assert isinstance(compared, Compared)
    assert compared.same_fields is False
    assert len(bodies(wired, RecordKind.DRAFT_GENERATED)) == 3
    assert not budgets.claims
