"""How a text that is answered in parts ends: never by the draft of one part."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Refused, Released
from appliance.domain.finding import Severity
from appliance.domain.guards import RULES, Guards
from appliance.domain.masked import MaskedText
from appliance.domain.outcome import Cause
from appliance.domain.parts import PartsRule
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import parse_prompt
from appliance.domain.purpose import Purpose
from appliance.domain.retry import Retry
from appliance.domain.text import PersonText
from appliance.domain.variable import Variable, VariableType
from appliance.errors import TooLateError, UnknownLanguageError
from appliance.kinds import RecordKind
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    ListedPurposes,
    RecordingWatch,
    ScriptedEngine,
    make_exchange,
    ports,
)
from tests.unit.appliance.parts_runs import (
    LETTER,
    PARAGRAPHS,
    PROSE,
    STRUCTURED,
    WORDS,
    bodies,
    reading,
    run,
    sorting,
    texts_in,
)
from tests.unit.appliance.pipeline_runs import kinds_of, row_of

UNANSWERED = "parts.unanswered"
SIMPLE = "read/output.simple.schema.json"
HELD = Guards({"answer.malformed": Severity.HOLD})


def first_words(request: GenerateRequest) -> str:
    return texts_in(request)[0][:40]


def broken(request: GenerateRequest) -> str:
    answer = sorting(request)
    return answer[:-3] if "fee" in texts_in(request)[0] else answer


class Ending(ScriptedEngine):
    """Ends its second answer otherwise than the others."""

    def __init__(self, finish: str, script: Callable[[GenerateRequest], str]) -> None:
        super().__init__(script)
        self.second = finish

    def _pieces(self, request: GenerateRequest, whole: str) -> Any:
        self.finish = self.second if len(self.requests) == 2 else "stop"
        return super()._pieces(request, whole)


def check_refused(outcome: Any, wired: Ports) -> None:
    assert isinstance(outcome, Refused)
    assert RULES[UNANSWERED].sentence in outcome.reasons
    assert kinds_of(wired)[-2:] == ["draft.gated", "exchange.refused"]
    guarded = bodies(wired, RecordKind.DRAFT_GUARDED)[-1]
    assert (guarded["part"], guarded["of"]) == (2, 3)
    told = {one["rule"]: one["severity"] for one in guarded["findings"]}
    assert told[UNANSWERED] == "refuse"
    assert row_of(wired).answer is None
    assert not wired.reviews.rows  # type: ignore[attr-defined]  # the fake's


@pytest.mark.parametrize("finish", ["length", "deadline"])
@pytest.mark.parametrize(
    ("rule", "script"), [(STRUCTURED, sorting), (PROSE, first_words)]
)
def test_the_draft_of_a_part_is_neither_released_nor_held_as_the_answer(
    rule: PartsRule, script: Callable[[GenerateRequest], str], finish: str
) -> None:
    engine = Ending(finish, script)
    outcome, wired, _, _ = run(reading(rule), engine=engine)
    check_refused(outcome, wired)
    assert len(engine.requests) == 2


def test_nor_is_it_where_a_purpose_would_have_a_malformed_answer_held() -> None:
    outcome, wired, _, _ = run(reading(guards=HELD), broken)
    check_refused(outcome, wired)


def test_it_is_refused_after_its_last_try_and_what_was_written_is_counted() -> None:
    retry = Retry(1, SIMPLE)
    outcome, wired, _, _ = run(reading(guards=HELD, retry=retry), broken)
    check_refused(outcome, wired)
    tried = bodies(wired, RecordKind.EXCHANGE_INTENDED)
    assert [(body["part"], body["try"]) for body in tried] == [(1, 1), (2, 1), (2, 2)]
    figures = row_of(wired).figures
    assert figures.findings[UNANSWERED] == 1
    assert figures.cause is Cause.PARSE
    assert figures.used_tokens == sum(
        body["prompt_tokens"] + body["output_tokens"]
        for body in bodies(wired, RecordKind.DRAFT_GENERATED)
    )
    assert figures.used_tokens == figures.prompt_tokens + figures.output_tokens


def slowly(
    purpose: Purpose,
    seconds: float,
    script: Callable[[GenerateRequest], str] = sorting,
    *,
    origin: str = "worker",
    **given: PersonText,
) -> tuple[Any, Ports, ScriptedEngine]:
    """Answer a letter with a model that takes so long for each draft."""
    clock = FixedClock()

    def slow(request: GenerateRequest) -> str:
        clock.advance(seconds)
        return script(request)

    engine = ScriptedEngine(slow, clock=clock)
    wired = ports(
        clock=clock, engine=engine, purposes=ListedPurposes(purpose), words=WORDS
    )
    exchange = replace(
        make_exchange(purpose="read", origin=origin),
        text=PersonText(LETTER),
        variables=given,
    )
    try:
        outcome: Any = pipeline.run(exchange, wired, RecordingWatch())
    except TooLateError as err:
        outcome = err
    return outcome, wired, engine


@pytest.mark.parametrize("origin", ["web", "terminal"])
@pytest.mark.parametrize(
    ("rule", "seconds", "written"), [(STRUCTURED, 300, 2), (PROSE, 161, 3)]
)
def test_what_clean_up_might_end_is_not_gone_on_with(
    rule: PartsRule, seconds: float, written: int, origin: str
) -> None:
    script = sorting if rule is STRUCTURED else first_words
    outcome, wired, engine = slowly(reading(rule), seconds, script, origin=origin)
    assert isinstance(outcome, TooLateError)
    assert len(engine.requests) == written
    assert kinds_of(wired)[-1] == "exchange.failed"
    assert row_of(wired).figures.cause is Cause.TIME_OUT


@pytest.mark.parametrize(("origin", "seconds"), [("worker", 700), ("web", 240)])
def test_what_is_in_time_or_in_the_workers_hands_goes_on(
    origin: str, seconds: float
) -> None:
    outcome, _, _ = slowly(reading(), seconds, origin=origin)
    assert isinstance(outcome, Released)


VARIABLE = Variable("guarantor", VariableType.TEXT, "Guarantor")
PROMPTS = {
    "en": parse_prompt(
        "read/prompt.en.md", "[INSTRUCTION]\nTo {{guarantor}}: {{text}}", ["guarantor"]
    )
}
COMBINES = {
    "en": parse_prompt(
        "read/combine.en.md",
        "[INSTRUCTION]\nTo {{guarantor}}: {{answers}}",
        ["guarantor"],
        about="answers",
    )
}


@pytest.mark.parametrize(
    ("rule", "answer", "drafts"),
    [
        (STRUCTURED, '{"intent":"fee","urgency":"low"}', 3),
        (replace(PROSE, prompts=COMBINES), "It is settled.", 4),
    ],
)
def test_the_seals_of_typed_variables_are_made_anew_like_those_of_parts(
    rule: PartsRule, answer: str, drafts: int
) -> None:
    purpose = reading(rule, variables=(VARIABLE,), prompts=PROMPTS)
    outcome, _, engine = slowly(
        purpose, 700, lambda _: answer, guarantor=PersonText("Ben Okafor")
    )
    assert isinstance(outcome, Released)
    assert len(engine.requests) == drafts
    named = {texts_in(request)[0] for request in engine.requests}
    assert len(named) == 1
    assert "Ben Okafor" not in named


def test_a_part_is_written_again_after_its_seal_has_ended() -> None:
    def broken_once(request: GenerateRequest) -> str:
        return sorting(request)[: None if request.schema_template == SIMPLE else -3]

    purpose = reading(guards=HELD, retry=Retry(1, SIMPLE))
    outcome, _, engine = slowly(purpose, 1_000, broken_once)
    assert isinstance(outcome, Released)
    assert len(engine.requests) == 6


def is_last(text: str) -> bool:
    """Tell the last part from the whole and from the others."""
    return "settled" in text and "March" not in text


NADIA = "\n\n".join(
    [
        PARAGRAPHS[0].replace("her card", "Nadia's card"),
        PARAGRAPHS[1],
        PARAGRAPHS[2].replace("She wants", "Nadia wants"),
    ]
)


class Seeing(DictionaryMasker):
    """Sees somebody else, once more, whenever it reads the last part by itself."""

    def __init__(self, *people: str) -> None:
        super().__init__(WORDS)
        self.people = list(people)
        self.read_last = 0

    def mask(self, text: PersonText, **named: Any) -> MaskedText:
        if is_last(text.reveal()):
            self.read_last += 1
            if self.people:
                self.words[self.people.pop(0)] = EntityKind.PERSON
        return super().mask(text, **named)


def test_whom_one_part_shows_to_be_somebody_is_masked_in_all_of_them() -> None:
    masker = Seeing("Nadia")
    outcome, wired, _, engine = run(reading(), text=NADIA, masker=masker)
    assert isinstance(outcome, Released)
    sent = [text for request in engine.requests for text in texts_in(request)]
    assert len(sent) == 3
    assert "Nadia" not in json.dumps(sent)
    assert masker.read_last == 2
    assert len(bodies(wired, RecordKind.TEXT_DIVIDED)) == 1


def test_a_masker_that_sees_somebody_else_each_time_is_asked_three_times() -> None:
    masker = Seeing("wants", "week", "said", "phone", "settled")
    outcome, _, _, _ = run(reading(), masker=masker)
    assert isinstance(outcome, Released)
    assert masker.read_last == 3


def test_the_language_of_a_part_is_not_judged_once_more() -> None:
    class Judging(DictionaryMasker):
        def mask(self, text: PersonText, **named: Any) -> MaskedText:
            if is_last(text.reveal()) and not named.get("judged"):
                raise UnknownLanguageError("clearly another")
            return super().mask(text, **named)

    outcome, _, _, _ = run(reading(), masker=Judging(WORDS))
    assert isinstance(outcome, Released)
