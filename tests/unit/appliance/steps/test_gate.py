"""The gate: what it asks, in which order, and what it says to whom."""

from collections.abc import Mapping

import pytest

from appliance.domain.answer import Answer, Finished, Token
from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Fact, Question
from appliance.domain.exchange import Checked, Cleared, Draft, Held, Refused
from appliance.domain.finding import Finding, Severity
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import Purpose, ReviewRule, Risk
from appliance.kinds import RecordKind
from appliance.steps.gate import gate, may_stream
from tests.fakes import (
    WEIGHTS,
    ListedPurposes,
    MemoryLedger,
    make_prompt,
    make_purpose,
    ports,
)


def checked(wired: Ports, *severities: Severity, confidence: int = 900) -> Checked:
    answer = Answer(
        "A letter.",
        (Token("A letter.", -0.1),),
        Finished("stop", 1, 1, WEIGHTS, 7, "exact"),
        None,
    )
    findings = tuple(Finding(f"rule.{s}", s, f"A {s} finding.") for s in severities)
    return Checked(Draft(make_prompt(wired), answer, "small"), findings, confidence)


def with_purpose(**changes: object) -> Ports:
    return ports(purposes=ListedPurposes(make_purpose(**changes)))


REVIEWED = {"review": ReviewRule.FOUR_EYES, "risk": Risk.HIGH, "streamed": False}


@pytest.mark.parametrize(
    ("changes", "severities", "confidence", "streamed", "expected"),
    [
        ({}, (), 900, False, Cleared),
        ({}, (Severity.NOTE,), 900, False, Cleared),
        ({}, (Severity.HOLD,), 900, False, Held),
        ({}, (Severity.HOLD,), 900, True, Refused),
        ({}, (Severity.REFUSE,), 900, False, Refused),
        ({}, (Severity.REFUSE, Severity.HOLD), 900, False, Refused),
        ({}, (), 0, False, Refused),
        (REVIEWED, (), 900, False, Held),
        (REVIEWED, (Severity.REFUSE,), 900, False, Refused),
        (REVIEWED, (), 0, False, Held),
    ],
)
def test_gate_releases_holds_or_refuses(
    *,
    changes: dict[str, object],
    severities: tuple[Severity, ...],
    confidence: int,
    streamed: bool,
    expected: type,
) -> None:
    wired = with_purpose(**changes)
    outcome = gate(
        checked(wired, *severities, confidence=confidence), wired, streamed=streamed
    )
    assert type(outcome) is expected
    if streamed:
        assert not isinstance(outcome, Held)


def test_gate_records_the_verdict_and_both_questions() -> None:
    wired = with_purpose(**REVIEWED)
    gate(checked(wired), wired, streamed=False)
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.DRAFT_GATED).body
    assert body["verdict"] == "hold"
    assert (body["question"], body["allowed"]) == ("release", False)
    assert body["rules"] == ["release.four-eyes"]
    assert body["hold"] == {
        "allowed": True,
        "rules": ["hold.for-second-person"],
        "errors": [],
    }


def test_gate_tells_findings_before_rules_and_each_once() -> None:
    wired = with_purpose(**REVIEWED)
    outcome = gate(checked(wired, Severity.HOLD, Severity.NOTE), wired, streamed=False)
    assert isinstance(outcome, Held)
    assert outcome.answer.reasons == (
        "A hold finding.",
        "A second person must look at every answer of this purpose before it goes out.",
        "An answer that a check wants looked at does not go out by itself.",
    )


class NoRules:
    """A policy that cannot be evaluated."""

    def decide(
        self,
        question: Question,
        caller: Caller,  # noqa: ARG002 - the port's
        purpose: Purpose | None,  # noqa: ARG002 - the port's
        facts: Mapping[str, Fact],
    ) -> Decision:
        broken = ("no rule could be read",)
        return Decision(
            question=question,
            allowed=False,
            rules=(),
            errors=broken,
            policy_digest="",
            facts=facts,
        )


def test_gate_refuses_when_the_rules_cannot_be_evaluated() -> None:
    wired = ports()
    draft = checked(wired)
    outcome = gate(draft, ports(policy=NoRules()), streamed=False)
    assert isinstance(outcome, Refused)
    assert outcome.reasons == ("The rules could not be checked, so the answer is no.",)


def test_may_stream_leaves_a_durable_opening_only_when_it_says_yes() -> None:
    for changes, opened in (
        ({}, True),
        (REVIEWED, False),
        ({"risk": Risk.HIGH, "review": ReviewRule.FOUR_EYES}, False),
    ):
        wired = with_purpose(**changes)
        assert may_stream(make_prompt(wired), wired).allowed is opened
        assert isinstance(wired.ledger, MemoryLedger)
        assert ("answer.opened" in wired.ledger.kinds()) is opened
        if opened:
            assert wired.ledger.durable_to == len(wired.ledger.records)
