"""Earlier turns on their way to the model: whose, in which order, and how many."""

import json
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.conversation import Continues, ConversationRule, Follows
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange, Outcome, Refused, Released
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import MaskedPart, Message, house_text
from appliance.domain.purpose import Purpose
from appliance.domain.surrogate import find_surrogates
from appliance.errors import NotFoundError
from appliance.kinds import RecordKind
from appliance.pipeline import run
from tests.fakes import (
    ListedPurposes,
    MemoryExchanges,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
    shipped_release,
)

WORDS = {"Anna Kowalski": EntityKind.PERSON, "Marta Nowak": EntityKind.PERSON}
LEFT_OUT = "(Earlier turns of this conversation that are left out: 1)"
SORTED = '{"intent":"card_arrival","urgency":"low","product":"card","quote":"a fee."}'


def wired_for(purpose: Purpose, script: Any = "We thank you.") -> Ports:
    return ports(purposes=ListedPurposes(purpose), words=WORDS, script=script)


def talking(turns: int, **changes: Any) -> Purpose:
    return make_purpose(conversation=ConversationRule(turns), **changes)


def asked(
    number: int, text: str, follows: int = 0, how: Continues = Continues.TURN
) -> Exchange:
    named = Follows(f"{follows:032x}", how) if follows else None
    return replace(make_exchange(text, id=f"{number:032x}"), follows=named)


def ask(wired: Ports, exchange: Exchange) -> Outcome:
    return run(exchange, wired, RecordingWatch())


def engine_of(wired: Ports) -> ScriptedEngine:
    assert isinstance(wired.engine, ScriptedEngine)
    return wired.engine


def talk_of(wired: Ports) -> list[tuple[str, str]]:
    """Say what the model read last, but for the instructions."""
    return [
        (message.role, said(message))
        for message in engine_of(wired).requests[-1].messages
        if message.role != "system"
    ]


def said(message: Message) -> str:
    return "".join(
        part.masked.text
        if isinstance(part, MaskedPart)
        else house_text(part.template) or ""
        for part in message.parts
    )


def composed(wired: Ports) -> dict[str, Any]:
    assert isinstance(wired.ledger, MemoryLedger)
    found = [r for r in wired.ledger.records if r.kind is RecordKind.PROMPT_COMPOSED]
    return dict(found[-1].body)


def test_the_model_reads_earlier_turns_with_the_same_surrogates() -> None:
    wired = wired_for(talking(4), script=answer)
    ask(wired, asked(1, "Anna Kowalski asks about a fee."))
    ask(wired, asked(2, "Anna Kowalski and Marta Nowak ask again.", follows=1))
    ask(wired, asked(3, "What does Marta Nowak want?", follows=2))
    anna, marta = "[PERSON_w26p_1]", "[PERSON_w26p_2]"
    assert talk_of(wired) == [
        ("user", f"{anna} asks about a fee."),
        ("assistant", f"Dear {anna}, thank you."),
        ("user", f"{anna} and {marta} ask again."),
        ("assistant", f"Dear {anna}, thank you."),
        ("user", f"What does {marta} want?"),
    ]
    assert composed(wired)["turns"] == 2
    assert composed(wired)["left_out"] == 0


def answer(request: GenerateRequest) -> str:
    """Write to whom the conversation named first."""
    for message in request.messages:
        for part in message.parts:
            if isinstance(part, MaskedPart) and find_surrogates(part.masked.text):
                return f"Dear {find_surrogates(part.masked.text)[0]}, thank you."
    return "Thank you."


def test_an_answer_may_name_whom_only_an_earlier_turn_names() -> None:
    wired = wired_for(talking(4), script=answer)
    ask(wired, asked(1, "Anna Kowalski asks about a fee."))
    outcome = ask(wired, asked(2, "And what about the card?", follows=1))
    assert isinstance(outcome, Released)
    assert outcome.text.reveal() == "Dear Anna Kowalski, thank you."


def test_an_answer_may_not_name_whom_no_turn_names() -> None:
    wired = wired_for(talking(4), script="Dear [PERSON_w26p_1], thank you.")
    ask(wired, asked(1, "Anna Kowalski asks about a fee."))
    outcome = ask(wired, asked(2, "And what about the card?"))
    assert not isinstance(outcome, Released)


def test_each_part_of_a_turn_is_sealed_for_the_exchange_that_goes_on() -> None:
    wired = wired_for(talking(4))
    ask(wired, asked(1, "Anna Kowalski asks about a fee."))
    ask(wired, asked(2, "And now?", follows=1))
    request = engine_of(wired).requests[-1]
    seals = {
        part.masked.seal.exchange
        for message in request.messages
        for part in message.parts
        if isinstance(part, MaskedPart)
    }
    assert seals == {request.exchange}


def test_turns_without_room_are_left_out_whole_and_the_oldest_first() -> None:
    wired = wired_for(talking(4))
    ask(wired, asked(1, "The first " + "long " * 20 + "text."))
    ask(wired, asked(2, "The second text.", follows=1))
    engine_of(wired).room_chars = 80
    ask(wired, asked(3, "The third text.", follows=2))
    assert talk_of(wired) == [
        (
            "user",
            f"{LEFT_OUT}\n\nThe second text.",
        ),
        ("assistant", "We thank you."),
        ("user", "The third text."),
    ]
    assert composed(wired)["turns"] == 1
    assert composed(wired)["left_out"] == 1


def test_without_room_for_any_turn_the_question_stands_alone() -> None:
    wired = wired_for(talking(4))
    ask(wired, asked(1, "The first text."))
    engine_of(wired).room_chars = 1
    ask(wired, asked(2, "The second text.", follows=1))
    ((role, text),) = talk_of(wired)
    assert role == "user"
    assert text.startswith(LEFT_OUT)
    assert text.endswith("The second text.")
    assert composed(wired)["left_out"] == 1


def test_the_model_reads_no_more_turns_than_the_purpose_says() -> None:
    wired = wired_for(talking(1))
    ask(wired, asked(1, "The first text."))
    ask(wired, asked(2, "The second text.", follows=1))
    ask(wired, asked(3, "The third text.", follows=2))
    assert [role for role, _ in talk_of(wired)] == ["user", "assistant", "user"]
    assert talk_of(wired)[0][1].endswith("The second text.")
    assert (composed(wired)["turns"], composed(wired)["left_out"]) == (1, 1)


def test_of_a_structured_answer_that_is_left_out_its_codes_are_said() -> None:
    shipped = {p.name: p for p in shipped_release().purposes}["complaint-triage"]
    wired = wired_for(replace(shipped, conversation=ConversationRule(2)), script=SORTED)
    first = replace(asked(1, "Where is my card? a fee."), purpose=shipped.name)
    ask(wired, first)
    engine_of(wired).room_chars = 1
    ask(wired, replace(asked(2, "And now? a fee.", follows=1), purpose=shipped.name))
    text = talk_of(wired)[-1][1]
    assert "intent: card_arrival\nurgency: low\nproduct: card" in text
    assert json.loads(SORTED)["quote"] not in text.split("product: card")[0]


def test_a_changed_text_takes_the_place_of_what_it_follows() -> None:
    wired = wired_for(talking(4))
    ask(wired, asked(1, "The first text."))
    ask(wired, asked(2, "The second text.", follows=1))
    ask(wired, asked(3, "The second, changed.", 2, Continues.EDITED))
    assert [text for role, text in talk_of(wired) if role == "user"] == [
        "The first text.",
        "The second, changed.",
    ]


def test_a_text_asked_again_has_a_seed_of_its_own() -> None:
    wired = wired_for(talking(0, temperature=0.5))
    ask(wired, asked(1, "The first text."))
    ask(wired, asked(0xABCDEF01 << 96, "The first text.", 1, Continues.AGAIN))
    first, again = engine_of(wired).requests
    assert (first.seed, again.seed) == (7, 0xABCDEF01)


def test_the_log_names_what_an_exchange_goes_on_from() -> None:
    wired = wired_for(talking(4))
    ask(wired, asked(1, "The first text."))
    ask(wired, asked(2, "The second text.", 1, Continues.EDITED))
    assert isinstance(wired.ledger, MemoryLedger)
    first, second = (
        entry.body
        for entry in wired.ledger.records
        if entry.kind is RecordKind.REQUEST_RECEIVED
    )
    assert "follows" not in first
    assert (second["follows"], second["continues"]) == (f"{1:032x}", "edited")


def test_a_purpose_without_turns_has_the_model_read_none() -> None:
    wired = wired_for(talking(0))
    ask(wired, asked(1, "The first text."))
    ask(wired, asked(2, "The second text.", follows=1))
    assert len(talk_of(wired)) == 1
    assert composed(wired)["left_out"] == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"credential": make_exchange(caller=make_caller("ben")).credential},
        {"case": "d" * 32},
        {"follows": Follows("f" * 32, Continues.TURN)},
        {"follows": Follows(f"{2:032x}", Continues.TURN)},
    ],
    ids=["another person", "another case", "none of this id", "itself"],
)
def test_what_cannot_be_gone_on_from_ends_with_a_record(
    changes: dict[str, Any],
) -> None:
    wired = wired_for(talking(4))
    ask(wired, asked(1, "The first text."))
    owner = changes.get("credential", make_exchange().credential).person
    other = replace(
        asked(2, "The second text.", follows=1), case_owner=owner, **changes
    )
    with pytest.raises(NotFoundError):
        ask(wired, other)
    assert len(engine_of(wired).requests) == 1
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.records[-1].body == {"error": "NotFoundError"}


def test_a_refused_text_can_be_changed_and_is_no_turn() -> None:
    wired = wired_for(talking(4), script="Dear [PERSON_zzzz_9], thank you.")
    assert isinstance(ask(wired, asked(1, "The first text.")), Refused)
    engine_of(wired).script = "We thank you."
    outcome = ask(wired, asked(2, "The first, changed.", 1, Continues.EDITED))
    assert isinstance(outcome, Released)
    with pytest.raises(NotFoundError):
        ask(wired, asked(3, "The second text.", follows=1))


def test_what_a_prompt_held_of_persons_includes_its_turns() -> None:
    wired = wired_for(talking(4))
    ask(wired, asked(1, "Anna Kowalski asks about a fee."))
    ask(wired, asked(2, "And now?", follows=1))
    assert isinstance(wired.exchanges, MemoryExchanges)
    assert "[PERSON_w26p_1]" in wired.exchanges.masked_text(f"{2:032x}")
