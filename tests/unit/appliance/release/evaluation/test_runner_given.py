"""Golden cases with variables and an audience, through the one pipeline."""

from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind
from appliance.domain.evaluation import Arm, CaseRun
from appliance.domain.golden import GoldenCase
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import MaskedPart
from appliance.domain.purpose import Purpose
from appliance.domain.surrogate import find_surrogates
from appliance.kinds import RecordKind
from appliance.release.evaluation.runner import Side, run_case
from appliance.release.purpose_folder import parse_folder, read_folder
from tests.fakes import (
    POLICIES,
    DictionaryMasker,
    FixedClock,
    ListedPurposes,
    MemoryLedger,
    ScriptedEngine,
    ports,
)

NAME = "reply-draft"
DECLARED = """
[variables.due]
type = "date"
label = "Answer by"

[variables.guarantor]
type = "text"
label = "Guarantor"

[variables.product]
type = "choice"
label = "Product"
words = ["card", "loan"]

[audiences]
people = { expert = ["reviewer"] }
"""
CASES = """\
{"id": "for-staff", "input": "Anna Kowalski asks.", "language": "en", \
"tags": ["plain"], "values": ["Kowalski", "Marta Kowalczyk"], "checks": \
{"names_back": "Marta Kowalczyk"}, "variables": {"due": "2026-11-21", "guarantor": \
"Marta Kowalczyk", "product": "loan"}}
{"id": "for-experts", "input": "Anna Kowalski asks.", "language": "en", \
"tags": ["plain"], "refuse": false, "audience": "expert", "variables": {"due": \
"2026-11-21", "guarantor": "Marta Kowalczyk", "product": "card"}}
"""
WORDS = {
    "Anna Kowalski": EntityKind.PERSON,
    "Marta Kowalczyk": EntityKind.PERSON,
    "2026-11-21": EntityKind.DATE,
}


def folder(**changes: str) -> tuple[Purpose, tuple[GoldenCase, ...]]:
    """Parse the shipped letters, asking for three things and with two prompts."""
    texts = read_folder(POLICIES / "purposes" / NAME)
    texts["purpose.toml"] = (
        texts["purpose.toml"].replace('["staff"]', '["staff", "reviewer"]') + DECLARED
    )
    asked = "{{due}} {{guarantor}} {{product}} {{text}}"
    plain = texts["prompt.en.md"].replace("{{text}}", asked)
    texts["prompt.en.md"] = plain
    texts["prompt.en.expert.md"] = plain.replace("[SYSTEM]\n", "[SYSTEM]\nBe brief. ")
    texts["golden.jsonl"] = CASES
    read = parse_folder(NAME, {**texts, **changes})
    return read.purpose("d" * 64), read.golden


def guarantor_of(request: GenerateRequest) -> str:
    """Write a letter to whom the variable names, as the model would read them."""
    parts = [p.masked for m in request.messages for p in m.parts if isinstance(p, MaskedPart)]  # fmt: skip
    named = [name for one in parts for name in find_surrogates(one.text)]
    (guarantor,) = [n for n in named if n.startswith("[PERSON") and n.endswith("_2]")]
    return f"Dear {guarantor}, thank you."


def side(purpose: Purpose, words: Any = WORDS) -> Side:
    clock, ledger = FixedClock(), MemoryLedger()
    made = ports(
        clock=clock,
        ledger=ledger,
        masker=DictionaryMasker(words, ledger=ledger, clock=clock),
        engine=ScriptedEngine(guarantor_of),
        purposes=ListedPurposes(purpose),
    )
    return Side(Arm.CANDIDATE, purpose, made)


def only(one: Side, kind: RecordKind) -> Any:
    assert isinstance(one.ports.ledger, MemoryLedger)
    return one.ports.ledger.only(kind).body


def run_named(name: str, one: Side) -> CaseRun:
    _, cases = folder()
    (case,) = [case for case in cases if case.id == name]
    return run_case(case, one)


def test_what_is_given_is_masked_and_an_answer_may_name_it_back() -> None:
    purpose, _ = folder()
    one = side(purpose)
    found = run_named("for-staff", one)
    assert (found.state, found.leaked, found.error) == ("released", 0, "")
    assert list(found.people.values()) == ["Marta Kowalczyk"]
    typed = only(one, RecordKind.TEXT_PSEUDONYMISED)["variables"]
    assert typed == {
        "typed": {"due": {"DATE": 1}, "guarantor": {"PERSON": 1}},
        "chosen": {"product": "loan"},
    }


def test_a_value_of_a_variable_that_the_masker_missed_is_a_leak() -> None:
    purpose, _ = folder()
    missed = {name: kind for name, kind in WORDS.items() if "Marta" not in name}
    one = side(purpose, missed)
    one = replace(one, ports=replace(one.ports, engine=ScriptedEngine("Thank you.")))
    assert run_named("for-staff", one).leaked == 1


@pytest.mark.parametrize(
    ("case", "roles", "prompt"),
    [
        ("for-staff", ["staff"], "prompt.en.md"),
        ("for-experts", ["reviewer"], "prompt.en.expert.md"),
    ],
)
def test_who_asks_has_a_role_of_the_audience_and_gets_its_prompt(
    case: str, roles: list[str], prompt: str
) -> None:
    purpose, _ = folder()
    one = side(purpose)
    assert run_named(case, one).state == "released"
    assert only(one, RecordKind.CALLER_IDENTIFIED)["roles"] == roles
    templates = str(only(one, RecordKind.PROMPT_COMPOSED))
    assert f"{NAME}/{prompt}#" in templates
    assert templates.count("prompt.en.") == templates.count(f"/{prompt}")


def test_a_release_that_knows_no_such_variable_or_audience_is_asked_as_it_can_be() -> (
    None
):
    texts = read_folder(POLICIES / "purposes" / NAME)
    older = parse_folder(NAME, {**texts, "golden.jsonl": ""}).purpose("e" * 64)
    one = side(older)
    one = replace(one, ports=replace(one.ports, engine=ScriptedEngine("Thank you.")))
    found = run_named("for-experts", one)
    assert found.state == "released"
    assert only(one, RecordKind.CALLER_IDENTIFIED)["roles"] == ["staff"]


def test_a_release_that_asks_for_more_than_a_case_gives_refuses_it() -> None:
    purpose, (case, _) = folder()
    fewer = replace(case, variables={"due": "2026-11-21"})
    found = run_case(fewer, side(purpose))
    assert (found.state, found.error) == ("refused", "VariableError")


def test_everybody_elses_roles_are_those_of_no_audience() -> None:
    purpose, _ = folder()
    assert purpose.audiences.members("", purpose.roles) == {Role.STAFF}
    assert purpose.audiences.members("expert", purpose.roles) == {Role.REVIEWER}
