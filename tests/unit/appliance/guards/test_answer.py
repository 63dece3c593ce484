"""What the rules see in a whole answer, through the step and while it is written."""

import json

import pytest

from appliance.domain.answer import Answer, Finished, Token
from appliance.domain.answer_form import FieldForm
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Draft
from appliance.domain.finding import Severity
from appliance.domain.guards import Guards
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.tone import Tone
from appliance.steps.guard import guard
from appliance.steps.reidentify import Reader
from appliance.steps.stream import LiveAnswer, WithdrawnError
from tests.fakes import WEIGHTS, ListedPurposes, RecordingWatch, make_purpose, ports
from tests.made import make_prompt, with_masked

GIVEN = "[PERSON_w26p_1] paid EUR 70 on 3 May 2024."


def seen(text: str, purpose: Purpose, given: str = GIVEN) -> list[tuple[str, object]]:
    """List rule and place of what is found in a draft."""
    wired = ports(purposes=ListedPurposes(purpose))
    wired.masker.words["Jana Kolb"] = EntityKind.PERSON  # type: ignore[attr-defined]  # the fake's
    fields = json.loads(text) if purpose.answer is AnswerForm.STRUCTURED else None
    finished = Finished("stop", 1, 1, WEIGHTS, 7, "exact")
    answer = Answer(text, (Token(text, -0.1),), finished, fields)
    checked = guard(
        Draft(with_masked(make_prompt(wired), given), answer, "small"), wired
    )
    return [
        (found.rule, text[slice(*found.span)] if found.span else None)
        for found in checked.findings
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You paid 70 euros on 3 May.", []),
        ("You paid 80 euros on 4 May.", ["grounding.number", "grounding.date"]),
        ("Jana Kolb will call.", ["personal.new"]),
        ("Write to jana@kolb.example.", ["personal.new"]),
        (
            "You are an idiot, and we promise you nothing.",
            ["tone.toxic", "tone.forbidden"],
        ),
        ("We do what we can for you today. " * 5, ["answer.repeats"]),
    ],
)
def test_the_guard_finds(text: str, found: list[str]) -> None:
    tone = Tone({"en": ("idiot*",)}, {"en": ("we promise",)})
    assert [rule for rule, _ in seen(text, make_purpose(tone=tone))] == found


def test_a_finding_of_a_form_is_at_the_place_of_its_value() -> None:
    purpose = make_purpose(
        answer=AnswerForm.STRUCTURED,
        forms={"code": FieldForm(is_list=False, codes=frozenset({"A1"}))},
    )
    text = '{"code":"A1","amount":"70","income":"3,650"}'
    assert seen(text, purpose) == [("grounding.number", "3,650")]


def test_an_answer_about_something_else_is_told_to_its_reader() -> None:
    text = (
        "Pirates buried golden treasure beneath tropical islands; sailors sang ballads "
        "while parrots mocked drunken captains aboard creaking wooden galleons."
    )
    found = dict(seen(text, make_purpose()))
    assert set(found) == {"grounding.sentence", "answer.off-topic"}


def live_of(purpose: Purpose) -> tuple[LiveAnswer, RecordingWatch]:
    wired, watch = ports(purposes=ListedPurposes(purpose)), RecordingWatch()
    prompt = with_masked(make_prompt(wired), GIVEN)
    return LiveAnswer(prompt, wired, watch, Reader(prompt.admitted, wired).check), watch


def test_a_wrong_number_takes_a_streamed_answer_back_where_its_sentence_ends() -> None:
    live, watch = live_of(make_purpose())
    for piece in ("You paid 70 euros. ", "It was ", "80 euros, I believe"):
        live.take(piece)
    assert "80 euros" in watch.shown()
    with pytest.raises(WithdrawnError) as raised:
        live.take(". And so on it goes.")
    assert [found.rule for found in raised.value.findings] == ["grounding.number"]
    assert "on it goes" not in watch.shown()


def test_what_a_purpose_only_warns_of_goes_on_being_shown() -> None:
    guards = Guards({"grounding.number": Severity.WARN})
    live, watch = live_of(make_purpose(guards=guards))
    live.take("It was 80 euros. And so on it goes.")
    live.close()
    assert watch.shown() == "It was 80 euros. And so on it goes."
