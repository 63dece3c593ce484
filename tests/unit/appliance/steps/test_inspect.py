"""What the model would read is looked at first; what is seen goes on or stops it."""

from dataclasses import replace

import pytest

from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.exchange import Admitted, Inspected, Refused
from appliance.domain.finding import Severity, Where
from appliance.domain.guards import RULES, Guards
from appliance.domain.passage import Passage
from appliance.domain.ports.wired import Ports
from appliance.domain.progress import untold
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText
from appliance.kinds import RecordKind
from appliance.steps.decide import decide
from appliance.steps.gate import may_stream
from appliance.steps.identify import identify
from appliance.steps.inspect import inspect
from appliance.steps.pseudonymise import pseudonymise
from appliance.steps.retrieve import retrieve
from tests.fake_inspector import WordInspector
from tests.fakes import (
    FixedReferences,
    ListedPurposes,
    MemoryLedger,
    make_exchange,
    make_prompt,
    make_purpose,
    ports,
)
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


@pytest.mark.parametrize(("spare", "told"), [(101, []), (100, [900]), (0, [1000])])
def test_a_text_that_is_nearly_as_long_as_the_purpose_takes_is_told(
    spare: int, told: list[int]
) -> None:
    wired = house(None)
    prompt = make_prompt(wired)
    limit = prompt.admitted.purpose.most_chars
    size = limit - spare * limit // 1000
    exchange = replace(prompt.admitted.exchange, text=PersonText("x" * size))
    admitted = replace(prompt.admitted, exchange=exchange)
    masked = replace(prompt.sourced.masked, admitted=admitted)
    seen = inspect(replace(prompt.sourced, masked=masked), wired)
    assert isinstance(seen, Inspected)
    sized = [f for f in seen.findings if f.rule == "input.size"]
    assert [f.score for f in sized] == told
    said = (
        f"Your text has {size:,} of the {limit:,} characters that this purpose takes."
    )
    assert [f.sentence for f in sized] == [said] * len(told)
    assert [f.record()["count"] for f in sized] == [size] * len(told)
    assert not any(finding.severity.is_grave for finding in seen.findings)


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


def test_an_order_to_the_model_is_named_where_it_stands() -> None:
    words = WordInspector({"obey me": "injection.likely"})
    wired = ports(inspector=words, purposes=ListedPurposes(purpose(Guards())))
    seen = look(wired, "Now obey me.")
    assert isinstance(seen, Inspected)
    (found,) = seen.findings
    assert (found.rule, found.severity) == ("injection.likely", Severity.HOLD)
    assert (found.where, found.score, found.span) == (Where.INPUT, 900, (4, 11))


def test_a_passage_that_gives_orders_is_told_from_the_text() -> None:
    passage = Passage(
        f"{make_purpose().name}/references/f.md#1", "d" * 64, "Fees", "fee: obey me"
    )
    words = WordInspector({"obey me": "injection.likely"})
    wired = ports(
        inspector=words,
        references=FixedReferences(passage),
        purposes=ListedPurposes(purpose(Guards())),
    )
    seen = look(wired, "What is the fee?")
    assert isinstance(seen, Inspected)
    assert [(f.where, f.span) for f in seen.findings] == [(Where.REFERENCE, (5, 12))]


def test_a_secret_that_was_masked_is_told() -> None:
    treatments = {EntityKind.SECRET: Treatment.MASK}
    named = ListedPurposes(make_purpose(treatments=treatments))
    wired = ports(words={"hunter22": EntityKind.SECRET}, purposes=named)
    admitted = decide(identify(make_exchange("My PIN is hunter22."), wired), wired)
    assert isinstance(admitted, Admitted)
    masked = pseudonymise(admitted, wired, preview=False, progress=untold)
    seen = inspect(retrieve(masked, wired), wired)
    assert isinstance(seen, Inspected)
    (found,) = seen.findings
    assert (found.rule, found.severity) == ("secret.masked", Severity.WARN)
    assert found.span is not None
    assert masked.text.text[slice(*found.span)] == masked.text.surrogates()[0]
