"""The prompt's parts: signed slices and sealed text in the order of the file."""

from dataclasses import replace

import pytest

from appliance.domain.exchange import Inspected
from appliance.domain.passage import Passage
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import (
    BREAK,
    SECTION_BREAK,
    MaskedPart,
    Message,
    TemplatePart,
    digest_of,
    parse_prompt,
)
from appliance.errors import LeakError, UnknownPurposeError
from appliance.kinds import RecordKind
from appliance.steps.compose import compose
from appliance.steps.retrieve import retrieve
from tests.fakes import (
    FixedReferences,
    ListedPurposes,
    MemoryLedger,
    make_prompt,
    make_purpose,
    ports,
)

SOURCE = """[SYSTEM]
You write letters.

[CONTEXT]
{{references}}

[INSTRUCTION]
Message: {{text}} (end)

[FORMAT]
Be short.
"""
TEMPLATE = parse_prompt("reply-draft/prompt.en.md", SOURCE)
TEXTS = {piece.template: piece.text for piece in TEMPLATE.slices()} | {
    "#break": SECTION_BREAK
}
RULES = [f"Rule {n}\nSay {n}." for n in (1, 2)]
PASSAGES = [
    Passage(f"reply-draft/references/r.md#{n}", digest_of(text), f"Rule {n}", text)
    for n, text in enumerate(RULES, 1)
]


def wired_with(*passages: Passage) -> Ports:
    purpose = make_purpose(prompts={"en": TEMPLATE})
    return ports(
        purposes=ListedPurposes(purpose), references=FixedReferences(*passages)
    )


def rendered(message: Message) -> str:
    texts = TEXTS | {p.template: p.text for p in PASSAGES}
    return "".join(
        part.masked.text if isinstance(part, MaskedPart) else texts[part.template]
        for part in message.parts
    )


def test_parts_join_to_the_prompt_file_with_text_and_reference_filled_in() -> None:
    prompt = make_prompt(wired_with(*PASSAGES))
    system, user = prompt.messages
    assert (system.role, rendered(system)) == ("system", "You write letters.")
    assert user.role == "user"
    assert rendered(user) == (
        "Rule 1\nSay 1.\n\n"
        "Message: [PERSON_w26p_1] asks about a fee. (end)\n\n"
        "Be short."
    )


def test_without_a_passage_the_section_for_it_leaves_no_trace() -> None:
    _, user = make_prompt(wired_with()).messages
    assert rendered(user).startswith("Message: [PERSON_")
    assert user.parts[0] != BREAK


def test_without_a_system_section_there_is_no_system_message() -> None:
    wired = wired_with()
    bare = make_purpose(prompts={"en": replace(TEMPLATE, system=())})
    prompt = make_prompt(replace(wired, purposes=ListedPurposes(bare)))
    assert [message.role for message in prompt.messages] == ["user"]


def test_two_passages_stand_apart_by_a_break() -> None:
    wired = wired_with(*PASSAGES)
    sourced = replace(make_prompt(wired).sourced, passages=tuple(PASSAGES))
    _, user = compose(Inspected(sourced, ()), wired).messages
    assert rendered(user).startswith("Rule 1\nSay 1.\n\nRule 2\nSay 2.\n\nMessage")


def test_the_record_names_every_slice_with_its_digest_and_no_text() -> None:
    wired = wired_with(*PASSAGES)
    prompt = make_prompt(wired)
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.PROMPT_COMPOSED).body
    parts = [part for message in prompt.messages for part in message.parts]
    assert body["templates"] == [
        {"template": part.template, "digest": part.digest}
        for part in parts
        if isinstance(part, TemplatePart) and part != BREAK
    ]
    assert all(
        digest_of((TEXTS | {p.template: p.text for p in PASSAGES})[t["template"]])
        == t["digest"]
        for t in body["templates"]
    )


def test_what_the_case_masks_elsewhere_does_not_leave() -> None:
    wired = wired_with()
    sourced = make_prompt(wired).sourced
    leaking = replace(
        sourced.masked.text, text=f"{sourced.masked.text.text} Anna Kowalski"
    )
    leaky = replace(sourced, masked=replace(sourced.masked, text=leaking))
    with pytest.raises(LeakError):
        compose(Inspected(leaky, ()), wired)
    assert isinstance(wired.ledger, MemoryLedger)
    # The record of the first prompt stands; there is none of the second.
    assert wired.ledger.kinds().count("prompt.composed") == 1


def test_the_record_says_what_was_looked_for_and_where() -> None:
    wired = wired_with()
    make_prompt(wired)
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.PROMPT_COMPOSED).body
    assert (body["masked_parts"], body["looked_for"]) == (1, 1)


def test_a_language_without_a_prompt_is_an_error_that_repeats_nothing() -> None:
    wired = wired_with()
    sourced = make_prompt(wired).sourced
    admitted = sourced.masked.admitted
    odd = replace(admitted, exchange=replace(admitted.exchange, language="Anna"))
    masked = replace(sourced.masked, admitted=odd)
    with pytest.raises(UnknownPurposeError, match="no prompt in this language"):
        compose(Inspected(retrieve(masked, wired), ()), wired)
