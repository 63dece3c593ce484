"""The last steps: names back for who asked, and the release on disk before it leaves."""

from dataclasses import replace

from appliance.domain.decision import Question
from appliance.domain.exchange import Checked, Cleared
from appliance.domain.ports.wired import Ports
from appliance.kinds import RecordKind
from appliance.steps.generate import generate
from appliance.steps.guard import guard
from appliance.steps.respond import respond
from appliance.steps.restore import restore
from tests.fakes import MemoryLedger, make_prompt, ports

DRAFT = "Dear [PERSON_w26p_1], hello [PERSON_zzzz_9]."


def cleared(wired: Ports) -> Cleared:
    prompt = make_prompt(wired)
    # The case is a colleague's here, so that reader and owner are two people.
    admitted = prompt.admitted
    theirs = replace(admitted, exchange=replace(admitted.exchange, case_owner="ben"))
    masked = replace(prompt.sourced.masked, admitted=theirs)
    sourced = replace(prompt.sourced, masked=masked)
    prompt = replace(prompt, inspected=replace(prompt.inspected, sourced=sourced))
    checked: Checked = guard(generate(prompt, wired, len, abs), wired)  # type: ignore[arg-type]  # the pieces are not looked at
    decision = replace(admitted.decision, question=Question.RELEASE)
    return Cleared(checked, decision, streamed=False)


def test_names_are_put_back_for_who_asked_and_the_vault_names_them_as_reader() -> None:
    wired = ports(script=DRAFT)
    restored = restore(cleared(wired), wired, lambda: None)
    assert restored.text.reveal() == "Dear Anna Kowalski, hello [PERSON_zzzz_9]."
    assert restored.unknown == ("[PERSON_zzzz_9]",)
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.only(RecordKind.VAULT_READ).actor == "anna"
    entry = wired.ledger.only(RecordKind.TEXT_RESTORED)
    assert (entry.actor, entry.body["restored"], entry.body["unknown"]) == (
        "anna",
        1,
        1,
    )


def test_the_release_binds_the_draft_and_who_its_names_stand_for() -> None:
    wired = ports(script=DRAFT)
    released = respond(restore(cleared(wired), wired, lambda: None), wired)
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.EXCHANGE_RELEASED).body
    bound = wired.masker.bind(DRAFT, case="c" * 32)
    assert body["draft_digest"] == bound.draft_digest
    assert body["commitments"] == list(wired.masker.commitments(DRAFT, case="c" * 32))
    assert len(body["commitments"]) == 1
    assert (released.masked, released.record) == (DRAFT, len(wired.ledger.records) - 1)
    assert wired.ledger.durable_to == len(wired.ledger.records)
