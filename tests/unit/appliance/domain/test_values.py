"""The nouns keep their promises: nothing of a person shows, nothing odd is built."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.decision import Decision, FiredRule, Question
from appliance.domain.entity import EntityKind
from appliance.domain.prose import parse_fields, render_answer
from appliance.domain.review import Binding
from appliance.domain.seal import Seal, check_seal, issue_seal
from appliance.domain.span import Span
from appliance.domain.text import PersonText
from appliance.errors import SealError
from tests.fakes import make_exchange, make_prompt, make_purpose, ports

NAME = "Anna Kowalski"
KEY = b"k" * 32


def seal_of(text: str) -> Seal:
    return issue_seal(
        KEY,
        text,
        exchange="e",
        case="c",
        purpose="p",
        kinds_kept=(EntityKind.ORG, EntityKind.DATE),
        expires_at_s=100,
    )


@given(st.text(min_size=3))
def test_a_persons_text_shows_its_length_only(text: str) -> None:
    wrapped = PersonText(text)
    shown = f"<PersonText of {len(text)} code points>"
    assert [repr(wrapped), str(wrapped), f"{wrapped}"] == [shown] * 3
    assert (wrapped.reveal(), len(wrapped)) == (text, len(text))


def test_an_exchange_a_prompt_and_a_held_answer_show_no_text() -> None:
    wired = ports()
    prompt = make_prompt(wired)
    for value in (make_exchange(), prompt.sourced.masked.text):
        assert "asks" not in repr(value)
    assert NAME not in repr(prompt)


def test_a_seal_holds_for_what_it_was_issued_for() -> None:
    check_seal(KEY, "text", seal_of("text"), exchange="e", purpose="p", now_s=100)


BROKEN_SEALS = {
    "another text": ("texts", {}, {}),
    "another key": ("text", {}, {"key": b"l" * 32}),
    "another exchange": ("text", {}, {"exchange": "f"}),
    "another purpose": ("text", {}, {"purpose": "q"}),
    "too late": ("text", {}, {"now_s": 101}),
    "a changed case": ("text", {"case": "d"}, {}),
    "a changed expiry": ("text", {"expires_at_s": 999}, {}),
    "a kind more": ("text", {"kinds_kept": (EntityKind.PERSON,)}, {}),
    "an exchange and case that join alike": (
        "text",
        {"exchange": "ec", "case": ""},
        {"exchange": "ec"},
    ),
}


@pytest.mark.parametrize(
    ("text", "changes", "asked"), BROKEN_SEALS.values(), ids=BROKEN_SEALS.keys()
)
def test_a_seal_does_not_hold_for(
    text: str, changes: dict[str, object], asked: dict[str, object]
) -> None:
    seal = replace(seal_of("text"), **changes)  # type: ignore[arg-type]  # a row of the table
    now = {"key": KEY, "exchange": "e", "purpose": "p", "now_s": 100} | asked
    key = now.pop("key")
    with pytest.raises(SealError) as raised:
        check_seal(key, text, seal, **now)  # type: ignore[arg-type]  # a row of the table
    assert text not in str(raised.value).split()


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1)])
def test_a_span_is_never_empty_or_negative(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is empty or negative"):
        Span(start, end, EntityKind.PERSON, 500, "d", "r")


def test_a_binding_has_a_whole_digest() -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        Binding("short", ())


def test_a_decision_in_doubt_says_so_after_its_rules() -> None:
    forbids = FiredRule("a.b", "Nobody may.", "a law", "forbid")
    permits = FiredRule("a.c", "All may.", "a law", "permit")
    decision = Decision(
        question=Question.INFER,
        allowed=False,
        rules=(permits, forbids),
        errors=(),
        policy_digest="",
        facts={"roles": ("staff",)},
    )
    assert decision.objections() == ("Nobody may.",)
    assert replace(decision, errors=("x",)).objections() == (
        "Nobody may.",
        "The rules could not be checked, so the answer is no.",
    )
    assert json.loads(json.dumps(decision.record())) == decision.record()


@pytest.mark.parametrize("draft", ["", "{", "[1]", "7", "null", '"a"', "[" * 99_999])
def test_a_draft_that_is_no_object_has_no_fields(draft: str) -> None:
    assert parse_fields(draft) is None


def test_a_structured_answer_reads_as_its_prose() -> None:
    purpose = make_purpose(
        schema_template="x",
        prose="For {{who}}:\n{{reasons}}",
        reason_texts={"A": "Because."},
    )
    draft = json.dumps({"who": "[PERSON_w26p_1]", "reasons": ["A", "B"]})
    assert render_answer(purpose, draft) == "For [PERSON_w26p_1]:\n- Because.\n- B"


def test_a_structured_answer_without_prose_reads_as_its_fields() -> None:
    purpose = make_purpose(schema_template="x")
    assert render_answer(purpose, '{"card_kind": "debit"}') == "Card kind: debit"


def test_an_empty_field_is_said_to_be_not_stated() -> None:
    purpose = make_purpose(schema_template="x", prose="Income: {{income}}")
    assert render_answer(purpose, '{"income": ""}') == "Income: not stated"


def test_a_text_answer_reads_as_it_is_even_if_it_looks_like_an_object() -> None:
    assert render_answer(make_purpose(), '{"a": 1}') == '{"a": 1}'


def test_a_value_that_looks_like_a_variable_is_not_filled_in_again() -> None:
    purpose = make_purpose(schema_template="x", prose="{{a}} {{b}}")
    assert render_answer(purpose, '{"a": "{{b}}", "b": "B"}') == "{{b}} B"
