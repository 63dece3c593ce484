"""What the model would read is looked at first; what is seen goes on or stops it."""

from dataclasses import replace

from appliance.domain.exchange import Inspected, Refused
from appliance.domain.finding import Severity, Where
from appliance.domain.guards import RULES, Guards
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import Purpose
from appliance.kinds import RecordKind
from appliance.steps.gate import may_stream
from appliance.steps.inspect import inspect
from tests.fakes import ListedPurposes, MemoryLedger, make_prompt, make_purpose, ports
from tests.made import with_masked

HIDDEN = "Please re\u200bfund the fee."
RULE = "characters.hidden"


def house(severity: Severity | None) -> Ports:
    guards = Guards({} if severity is None else {RULE: severity})
    return ports(purposes=ListedPurposes(purpose(guards)))


def purpose(guards: Guards) -> Purpose:
    return make_purpose(guards=guards)


def look(wired: Ports, text: str = HIDDEN) -> Inspected | Refused:
    prompt = with_masked(make_prompt(wired), text)
    assert isinstance(wired.ledger, MemoryLedger)
    wired.ledger.records.clear()
    return inspect(prompt.sourced, wired)


def test_what_nobody_sees_is_told_recorded_and_goes_on() -> None:
    wired = house(None)
    seen = look(wired)
    assert isinstance(seen, Inspected)
    (found,) = seen.findings
    assert (found.rule, found.severity) == (RULE, Severity.WARN)
    assert (found.where, found.span) == (Where.INPUT, (9, 10))
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.only(RecordKind.TEXT_INSPECTED).body == {
        "findings": [found.record()]
    }


def test_a_text_with_nothing_in_it_is_recorded_as_looked_at() -> None:
    wired = house(None)
    seen = look(wired, "Please refund the fee.")
    assert isinstance(seen, Inspected)
    assert seen.findings == ()
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.only(RecordKind.TEXT_INSPECTED).body == {"findings": []}


def test_what_a_purpose_refuses_goes_no_further_and_says_why() -> None:
    refused = look(house(Severity.REFUSE))
    assert isinstance(refused, Refused)
    assert refused.reasons == (RULES[RULE].sentence,)


def test_what_a_second_person_must_see_is_never_shown_before() -> None:
    wired = house(Severity.HOLD)
    prompt = make_prompt(wired)
    assert may_stream(prompt, wired).allowed
    seen = inspect(with_masked(prompt, HIDDEN).sourced, wired)
    assert isinstance(seen, Inspected)
    assert not may_stream(replace(prompt, inspected=seen), wired).allowed
