"""What the guards see in a draft, and how sure the model was."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.answer import Answer, Finished, Token
from appliance.domain.draft_rules import MOVED_DATE
from appliance.domain.exchange import Draft
from appliance.domain.finding import Severity
from appliance.domain.guards import RULES
from appliance.domain.purpose import AnswerForm
from appliance.explain.words import FINDING_WORDS
from appliance.kinds import RecordKind
from appliance.steps.guard import confidence_permille, guard
from tests.fakes import (
    WEIGHTS,
    DictionaryMasker,
    ListedPurposes,
    MemoryLedger,
    make_prompt,
    make_purpose,
    ports,
)
from tests.made import with_masked


def answer_of(
    text: str,
    *logprobs: float,
    finish: str = "stop",
    fields: dict[str, object] | None = None,
) -> Answer:
    tokens = tuple(Token(text, p) for p in logprobs)
    finished = Finished(finish, 1, len(tokens), WEIGHTS, 7, "exact")
    return Answer(text, tokens, finished, fields)


CASES = {
    "a clean letter": ({}, answer_of("Hello.", -0.1), {}),
    "a surrogate of the text": ({}, answer_of("[PERSON_w26p_1]", -0.1), {}),
    "a surrogate of another case": (
        {},
        answer_of("[PERSON_zzzz_1]", -0.1),
        {"surrogate.unissued": Severity.REFUSE},
    ),
    "brackets that are no surrogate": ({}, answer_of("[NOTE_w26p_1] [1]", -0.1), {}),
    "a length limit": (
        {},
        answer_of("Hello", -0.1, finish="length"),
        {"answer.unfinished": Severity.HOLD},
    ),
    "a deadline": (
        {},
        answer_of("Hello", -0.1, finish="deadline"),
        {"answer.unfinished": Severity.HOLD},
    ),
    "stopped by the person": (
        {},
        answer_of("Hello", -0.1, finish="cancelled"),
        {"answer.stopped": Severity.NOTE},
    ),
    "no object where one is due": (
        {"answer": AnswerForm.STRUCTURED},
        answer_of("Hello", -0.1),
        {"answer.malformed": Severity.REFUSE},
    ),
    "an object where one is due": (
        {"answer": AnswerForm.STRUCTURED},
        answer_of("{}", -0.1, fields={}),
        {},
    ),
    "text that does not match the pattern": (
        {"pattern": "Dear .*"},
        answer_of("Hello", -0.1),
        {"answer.malformed": Severity.REFUSE},
    ),
    "text that matches the pattern": (
        {"pattern": "Dear .*"},
        answer_of("Dear you", -0.1),
        {},
    ),
    "less sure than asked": (
        {"hold_below_permille": 906},
        answer_of("Hello", -0.1),
        {"confidence.low": Severity.HOLD},
    ),
    "exactly as sure as asked": (
        {"hold_below_permille": 905},
        answer_of("Hello", -0.1),
        {},
    ),
}


@pytest.mark.parametrize(
    ("changes", "answer", "found"), CASES.values(), ids=CASES.keys()
)
def test_guard_finds(
    changes: dict[str, object], answer: Answer, found: dict[str, Severity]
) -> None:
    wired = ports(purposes=ListedPurposes(make_purpose(**changes)))
    checked = guard(Draft(make_prompt(wired), answer, "small"), wired)
    assert {f.rule: f.severity for f in checked.findings} == found
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.only(RecordKind.DRAFT_GUARDED).body == {
        "findings": [finding.record() for finding in checked.findings],
        "confidence_permille": checked.confidence_permille,
    }


def test_the_dossier_has_words_for_exactly_the_rules_there_are() -> None:
    assert set(FINDING_WORDS) == set(RULES)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("You paid on [DATE_w26p_1~2024-03-12].", []),
        ("You paid on [DATE_w26p_1].", []),
        ("You paid on 12 March 2024.", [MOVED_DATE]),
    ],
)
def test_guard_holds_a_moved_date_given_as_the_true_one(
    answer: str, found: list[str]
) -> None:
    wired = ports(purposes=ListedPurposes(make_purpose()))
    prompt = with_masked(make_prompt(wired), "Paid on [DATE_w26p_1~2024-03-12].")
    checked = guard(Draft(prompt, answer_of(answer, -0.1), "small"), wired)
    assert [finding.rule for finding in checked.findings] == found


# Person 2 is of this case, but the text of this request names person 1 only.
TOLERANT = {
    "bare": ("Dear PERSON_w26p_2,", True),
    "spaced": ("Dear person w26p 2,", True),
    "lower case": ("Dear [person_w26p_2],", True),
    "in another language": ("Liebe persona-w26p-2,", True),
    "escaped for Markdown": (r"Dear \[PERSON\_w26p\_2\],", True),
    "bare, but of the text": ("Dear PERSON_w26p_1,", False),
    "lower case, but of the text": ("Dear [person_w26p_1],", False),
    "a number nobody has": ("Dear PERSON_w26p_9,", False),
}


@pytest.mark.parametrize(("text", "refused"), TOLERANT.values(), ids=TOLERANT.keys())
def test_guard_reads_a_surrogate_as_the_masker_restores_it(
    text: str,
    refused: bool,  # noqa: FBT001 - a column of the table
) -> None:
    wired = ports(purposes=ListedPurposes(make_purpose()))
    prompt = make_prompt(wired)
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.change_row("c" * 32, "[PERSON_w26p_2]", "Ben Weber")
    checked = guard(Draft(prompt, answer_of(text, -0.1), "small"), wired)
    assert [f.rule for f in checked.findings] == ["surrogate.unissued"] * refused


def test_guard_reads_a_structured_answer_as_its_prose_too() -> None:
    purpose = make_purpose(answer=AnswerForm.STRUCTURED, schema_template="x")
    wired = ports(purposes=ListedPurposes(purpose))
    prompt = make_prompt(wired)
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.change_row("c" * 32, "[PERSON_w26p_2]", "Ben Weber")
    text = r'{"who": "PERS\u004fN_w26p_2"}'
    fields: dict[str, object] = {"who": "PERSON_w26p_2"}
    checked = guard(Draft(prompt, answer_of(text, -0.1, fields=fields), "small"), wired)
    assert [f.rule for f in checked.findings] == ["surrogate.unissued"]


@pytest.mark.parametrize(
    ("logprobs", "permille"),
    [
        ((), 0),
        ((0.0,), 1000),
        ((math.log(0.5),), 500),
        ((math.log(0.25), 0.0), 500),
        ((1e-9,), 1000),
        ((-1e9,), 0),
        ((-math.inf,), 0),
    ],
)
def test_confidence_is_the_geometric_mean_of_the_probabilities(
    logprobs: tuple[float, ...], permille: int
) -> None:
    assert confidence_permille(answer_of("x", *logprobs)) == permille


@given(st.lists(st.floats(max_value=0.0, allow_nan=False), max_size=20))
def test_confidence_is_always_zero_to_a_thousand(logprobs: list[float]) -> None:
    assert 0 <= confidence_permille(answer_of("x", *logprobs)) <= 1000
