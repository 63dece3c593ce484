"""Every case of policies/cases, which rules they reach, and what they would not miss."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.caller import Caller, Role
from appliance.domain.decision import Decision, Question
from appliance.domain.purpose import AnswerForm, Purpose, ReviewRule, Risk
from appliance.policy.bundles import RuleBundle, check_bundle, read_bundle
from appliance.policy.decide import CedarPolicy
from tests.fakes import NOON, POLICIES, make_purpose

CASES = POLICIES / "cases"
TYPES: dict[str, Any] = {
    "name": str,
    "risk": Risk,
    "roles": lambda roles: frozenset(map(Role, roles)),
    "answer": AnswerForm,
    "streamed": bool,
    "review": ReviewRule,
    "reviewer_role": Role,
}


def case_files() -> list[Path]:
    return sorted(CASES.glob("*/*/*.json"))


def story_of(path: Path) -> str:
    return path.relative_to(CASES).with_suffix("").as_posix()


def question_of(path: Path) -> tuple[Question, Caller, Purpose | None, dict[str, Any]]:
    case = json.loads(path.read_text())
    caller = Caller("p", "p", "P", frozenset(map(Role, case["roles"])), NOON)
    purpose = None
    if case["purpose"] is not None:
        purpose = replace(
            make_purpose(), **{k: TYPES[k](v) for k, v in case["purpose"].items()}
        )
    facts = {
        k: tuple(v) if isinstance(v, list) else v for k, v in case["facts"].items()
    }
    return Question(case["question"]), caller, purpose, facts


def ask(path: Path, bundle: RuleBundle) -> Decision:
    return CedarPolicy(bundle).decide(*question_of(path))


def as_told(path: Path, bundle: RuleBundle) -> bool:
    """Tell whether a case comes out as its folder and its `rules` say."""
    decision = ask(path, bundle)
    expected = json.loads(path.read_text())["rules"]
    return decision.allowed == (path.parent.name == "allow") and sorted(
        rule.id for rule in decision.rules
    ) == sorted(expected)


@pytest.fixture(scope="module")
def bundle() -> RuleBundle:
    return check_bundle(read_bundle(POLICIES))


@pytest.mark.parametrize("path", case_files(), ids=story_of)
def test_case_comes_out_as_its_story_says(path: Path, bundle: RuleBundle) -> None:
    decision = ask(path, bundle)
    expected = json.loads(path.read_text())["rules"]
    assert decision.allowed == (path.parent.name == "allow")
    assert sorted(rule.id for rule in decision.rules) == sorted(expected)
    assert decision.errors == ()


def test_each_question_has_a_case_that_allows_and_one_that_denies() -> None:
    asked = {
        (json.loads(path.read_text())["question"], path.parent.name)
        for path in case_files()
    }
    assert asked == {
        (str(q), verdict) for q in Question for verdict in ("allow", "deny")
    }


def test_each_rule_fires_in_one_case_and_is_silent_in_another(
    bundle: RuleBundle,
) -> None:
    fired: dict[str, set[bool]] = {rule: set() for rule in bundle.rules}
    for path in case_files():
        question = json.loads(path.read_text())["question"]
        took_part = {rule.id for rule in ask(path, bundle).rules}
        for rule, seen in fired.items():
            if rule in took_part or is_about(rule, question):
                seen.add(rule in took_part)
    assert fired == {rule: {True, False} for rule in bundle.rules}


def is_about(rule: str, question: str) -> bool:
    prefixes = {"read_records": "records", "export_log": "records"}
    return rule.partition(".")[0] == prefixes.get(question, question)


def test_dropping_any_rule_breaks_a_case(bundle: RuleBundle) -> None:
    texts = read_bundle(POLICIES)
    unnoticed = []
    for rule in bundle.rules:
        name = next(n for n, text in texts.items() if f'@id("{rule}")' in text)
        mutant = check_bundle({**texts, name: without(texts[name], rule)})
        assert rule not in mutant.rules
        if all(as_told(path, mutant) for path in case_files()):
            unnoticed.append(rule)
    assert unnoticed == []


def without(text: str, rule: str) -> str:
    start = text.index(f'@id("{rule}")')
    end = text.index("};", start) + 2
    return text[:start] + text[end:]


# What a slip of the hand does to a rule.
SLIPS = (
    (r"\bwhen \{", "unless {"),
    (r"\bunless \{", "when {"),
    (r"&&", "||"),
    (r"\|\|", "&&"),
    (r"<=", "<"),
    (r" > ", " >= "),
    (r"==(?! Cloister)", "!="),
    (r"!=", "=="),
    (r"\bforbid \(", "permit ("),
    (r"\bpermit \(", "forbid ("),
    (r'"high"', '"low"'),
    (r'"low"', '"high"'),
    (r"containsAny", "containsAll"),
    (r'"(auditor|staff|admin|compliance|worker|terminal|web)"(?=[,\])])', '"nobody"'),
)


def slips() -> Iterator[tuple[str, str, str]]:
    for name, text in read_bundle(POLICIES).items():
        if not name.endswith(".cedar"):
            continue
        rules = text.index("@id")
        for pattern, instead in SLIPS:
            for match in re.finditer(pattern, text):
                line = text[text.rfind("\n", 0, match.start()) + 1 :]
                if match.start() < rules or line.startswith("@"):
                    continue
                changed = text[: match.start()] + instead + text[match.end() :]
                yield (
                    name,
                    f"{name}@{match.start()}: {match.group()} -> {instead}",
                    changed,
                )


def test_nearly_every_slip_of_the_hand_breaks_a_case() -> None:
    texts = read_bundle(POLICIES)
    mutants = list(slips())
    unnoticed = []
    for name, told, changed in mutants:
        mutant = check_bundle({**texts, name: changed})
        if all(as_told(path, mutant) for path in case_files()):
            unnoticed.append(told)
    assert len(mutants) >= 40
    assert len(unnoticed) <= len(mutants) // 20, unnoticed
