"""Whatever is missing, wrong or unknown, the answer is no: generated, not chosen."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cedarpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.caller import Role
from appliance.domain.decision import Question
from appliance.domain.purpose import Purpose
from appliance.policy.bundles import (
    RuleBundle,
    check_bundle,
    load_bundle,
    read_bundle,
)
from appliance.policy.decide import CedarPolicy
from appliance.policy.facts import entities_of, request_of
from tests.fakes import POLICIES, make_caller, make_purpose

BUNDLE = load_bundle(POLICIES)
POLICY = CedarPolicy(BUNDLE)
CASES = sorted((POLICIES / "cases").glob("*/*/*.json"))

Drop = tuple[dict[str, Any], list[dict[str, Any]]]


def cedar_case(path: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    case = json.loads(path.read_text())
    purpose = case["purpose"] and make_purpose(case["purpose"]["name"])
    request = request_of(Question(case["question"]), purpose, case["facts"])
    entities = entities_of(make_caller(), purpose)
    entities[0]["attrs"]["roles"] = case["roles"]
    if purpose:
        entities[1]["attrs"] |= {
            k: v for k, v in case["purpose"].items() if k != "name"
        }
    return request, entities


def drops(request: dict[str, Any], entities: list[dict[str, Any]]) -> Iterator[Drop]:
    """Leave out each fact and each attribute in turn."""
    for name in request["context"]:
        context = {k: v for k, v in request["context"].items() if k != name}
        yield {**request, "context": context}, entities
    for at, entity in enumerate(entities):
        for name in entity["attrs"]:
            attrs = {k: v for k, v in entity["attrs"].items() if k != name}
            changed = {**entity, "attrs": attrs}
            yield request, [*entities[:at], changed, *entities[at + 1 :]]


def allows(
    bundle: RuleBundle, request: dict[str, Any], entities: list[dict[str, Any]]
) -> bool:
    """Decide as decide.py does, from raw Cedar requests."""
    try:
        handle = cedarpy.Entities.from_json_str(json.dumps(entities), bundle.schema)
    except ValueError:
        return False
    result = cedarpy.is_authorized(
        request, bundle.policies, handle, schema=bundle.schema
    )
    return result.decision is cedarpy.Decision.Allow and not result.diagnostics.errors


def test_a_question_with_any_fact_or_attribute_left_out_is_never_allowed() -> None:
    tried, allowed = 0, []
    for path in CASES:
        for request, entities in drops(*cedar_case(path)):
            tried += 1
            if allows(BUNDLE, request, entities):
                allowed.append((path.name, request, entities))
    assert allowed == []
    assert tried > 600


def test_leaving_out_a_whole_entity_never_turns_a_no_into_a_yes() -> None:
    for path in CASES:
        request, entities = cedar_case(path)
        if path.parent.name == "deny":
            for at in range(len(entities)):
                rest = entities[:at] + entities[at + 1 :]
                assert not allows(BUNDLE, request, rest)


def test_the_raw_cases_decide_as_their_folders_say() -> None:
    # Otherwise the test above would prove nothing.
    for path in CASES:
        assert allows(BUNDLE, *cedar_case(path)) == (path.parent.name == "allow")


LETTER = make_purpose()
GOOD = {"owns_case": True, "language_supported": True, "origin": "web"}


@pytest.mark.parametrize(
    ("question", "purpose", "facts"),
    [
        pytest.param(Question.INFER, LETTER, {}, id="no facts"),
        pytest.param(
            Question.INFER, LETTER, {**GOOD, "more": True}, id="one more fact"
        ),
        pytest.param(Question.INFER, LETTER, {**GOOD, "owns_case": 1}, id="wrong type"),
        pytest.param(Question.INFER, LETTER, {**GOOD, "origin": ("web",)}, id="list"),
        pytest.param(Question.INFER, None, GOOD, id="no purpose"),
        pytest.param(Question.READ_RECORDS, LETTER, {}, id="a purpose too many"),
        pytest.param(Question.RELEASE, LETTER, GOOD, id="facts of another question"),
    ],
)
def test_a_question_outside_the_schema_is_denied_with_an_error(
    question: Question, purpose: Purpose | None, facts: dict[str, Any]
) -> None:
    caller = make_caller("p", *Role)
    decision = POLICY.decide(question, caller, purpose, facts)
    assert not decision.allowed
    assert len(decision.errors) == 1


OVERFLOWS = """
@id("release.overflow")
@sentence("A rule whose sum is too large to compute.")
@source("a test")
forbid (principal, action == Cloister::Action::"release", resource)
when { context.confidence_permille + 9223372036854775807 > 0 };
"""


def test_a_forbid_that_fails_while_it_is_evaluated_denies() -> None:
    texts = read_bundle(POLICIES)
    clean = {
        "review_required": False,
        "confidence_permille": 900,
        "findings": (),
        "finding_refuses": False,
        "finding_holds": False,
    }
    assert POLICY.decide(Question.RELEASE, make_caller(), LETTER, clean).allowed
    broken = check_bundle(
        {**texts, "release.cedar": texts["release.cedar"] + OVERFLOWS}
    )
    decision = CedarPolicy(broken).decide(
        Question.RELEASE, make_caller(), LETTER, clean
    )
    assert not decision.allowed
    assert len(decision.errors) == 1


def test_an_entity_that_is_not_one_is_denied_with_an_error() -> None:
    odd = replace(make_purpose(), tier=7)  # type: ignore[arg-type]  # the point of the test
    decision = POLICY.decide(Question.INFER, make_caller(), odd, GOOD)
    assert (decision.allowed, len(decision.errors)) == (False, 1)


@given(st.text(min_size=8))
def test_an_error_repeats_no_value_of_a_fact(value: str) -> None:
    decision = POLICY.decide(
        Question.INFER, make_caller(), make_purpose(), {**GOOD, "owns_case": value}
    )
    assert decision.errors == (
        "facts outside the schema; facts given: language_supported, origin, owns_case",
    )


def test_a_decision_carries_what_it_looked_at_for_replay() -> None:
    decision = POLICY.decide(Question.INFER, make_caller(), make_purpose(), GOOD)
    assert decision.record() == {
        "question": "infer",
        "allowed": True,
        "rules": ["infer.purpose-role"],
        "errors": [],
        "policy_digest": BUNDLE.digest,
        "facts": {**GOOD, "caller_roles": ["staff"]},
    }


def test_the_same_question_gets_the_same_answer_again() -> None:
    asked = [
        POLICY.decide(Question.INFER, make_caller(), make_purpose(), GOOD)
        for _ in range(50)
    ]
    assert len({repr(decision) for decision in asked}) == 1
