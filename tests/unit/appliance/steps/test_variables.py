"""Declared variables on their way to the model: masked and sealed, or signed words."""

from dataclasses import replace

import pytest

from appliance.domain.audience import Audiences
from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Admitted, Exchange, Inspected, Prompt
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.progress import untold
from appliance.domain.prompt import MaskedPart, TemplatePart, digest_of, parse_prompt
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText
from appliance.domain.variable import Variable, VariableType
from appliance.engine.check import check_request
from appliance.errors import SealError, VariableError
from appliance.kinds import RecordKind
from appliance.pipeline import run
from appliance.steps.compose import compose
from appliance.steps.decide import decide
from appliance.steps.identify import identify
from appliance.steps.pseudonymise import pseudonymise
from appliance.steps.retrieve import retrieve
from tests.fakes import (
    NOON,
    SEAL_KEY,
    ListedPurposes,
    MemoryLedger,
    RecordingWatch,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
)

SOURCE = (
    "[SYSTEM]\nFor a {{product}}.\n[INSTRUCTION]\n"
    "To {{guarantor}}, by {{due}}, {{term}} months: {{text}}"
)
VARIABLES = (
    Variable("guarantor", VariableType.TEXT, "Guarantor"),
    Variable("due", VariableType.DATE, "Answer by"),
    Variable("term", VariableType.INTEGER, "Term"),
    Variable("product", VariableType.CHOICE, "Product", words=("card", "loan")),
)
NAMES = [variable.name for variable in VARIABLES]
TEMPLATE = parse_prompt("reply-draft/prompt.en.md", SOURCE, NAMES)
PURPOSE = make_purpose(variables=VARIABLES, prompts={"en": TEMPLATE}, streamed=False)
TEXTS = {piece.template: piece.text for piece in TEMPLATE.slices() if piece.text} | {
    "reply-draft/purpose.toml#product.0": "card",
    "reply-draft/purpose.toml#product.1": "loan",
}
GIVEN = {
    "guarantor": "Marta Kowalczyk",
    "due": "2026-11-21",
    "term": "048",
    "product": "loan",
}
WORDS = {
    "Anna Kowalski": EntityKind.PERSON,
    "Marta Kowalczyk": EntityKind.PERSON,
}


def asked(**changes: str) -> Exchange:
    values = {**GIVEN, **changes}
    given = {name: PersonText(value) for name, value in values.items()}
    return replace(make_exchange(), variables=given)


def wired(purpose: Purpose = PURPOSE, **parts: object) -> Ports:
    return ports(purposes=ListedPurposes(purpose), words=WORDS, **parts)


def composed(parts: Ports, exchange: Exchange) -> Prompt:
    admitted = decide(identify(exchange, parts), parts)
    assert isinstance(admitted, Admitted)
    masked = pseudonymise(admitted, parts, preview=False, progress=untold)
    return compose(Inspected(retrieve(masked, parts), ()), parts)


def rendered(prompt: Prompt) -> list[str]:
    return [
        "".join(
            part.masked.text if isinstance(part, MaskedPart) else TEXTS[part.template]
            for part in message.parts
        )
        for message in prompt.messages
    ]


def request_of(prompt: Prompt) -> GenerateRequest:
    return GenerateRequest(
        exchange="e" * 32, case="c" * 32, purpose="reply-draft",
        messages=prompt.messages, schema_template="", max_output_tokens=5,
        temperature=0.0, seed=1, top_logprobs=0,
    )  # fmt: skip


def test_each_value_stands_in_its_place_and_nobody_is_named() -> None:
    system, user = rendered(composed(wired(), asked()))
    assert system == "For a loan."
    start, _, text = user.partition(": ")
    assert start.startswith("To [PERSON_")
    assert start.endswith(", by 2026-11-21, 48 months")
    assert text.endswith(" asks about a fee.")
    assert "Marta" not in user


def test_the_engines_wall_takes_them_as_it_is() -> None:
    request = request_of(composed(wired(), asked()))
    check_request(request, key=SEAL_KEY, templates=TEXTS, now_s=int(NOON.timestamp()))


def test_the_engine_takes_no_word_that_is_not_signed_and_no_other_seal() -> None:
    prompt = composed(wired(), asked())
    now_s = int(NOON.timestamp())
    unsigned = {k: v for k, v in TEXTS.items() if not k.endswith("product.1")}
    with pytest.raises(SealError, match="not in the release"):
        check_request(request_of(prompt), key=SEAL_KEY, templates=unsigned, now_s=now_s)
    system, user = prompt.messages
    changed = [
        MaskedPart(replace(part.masked, text=part.masked.text + "1"))
        if isinstance(part, MaskedPart) and part.masked.text == "48"
        else part
        for part in user.parts
    ]
    forged = replace(prompt, messages=(system, replace(user, parts=tuple(changed))))
    with pytest.raises(SealError, match="not the masker's"):
        check_request(request_of(forged), key=SEAL_KEY, templates=TEXTS, now_s=now_s)


def test_a_chosen_word_is_a_template_of_its_own() -> None:
    prompt = composed(wired(), asked(product="card"))
    assert (
        TemplatePart("reply-draft/purpose.toml#product.0", digest_of("card"))
        in prompt.messages[0].parts
    )


def test_the_record_counts_what_was_masked_and_holds_nothing_typed() -> None:
    parts = wired()
    composed(parts, asked())
    assert isinstance(parts.ledger, MemoryLedger)
    body = parts.ledger.only(RecordKind.TEXT_PSEUDONYMISED).body
    assert body["variables"] == {
        "typed": {"guarantor": {"PERSON": 1}, "due": {}, "term": {}},
        "chosen": {"product": "loan"},
    }


def test_who_stands_in_a_value_may_stand_in_the_answer() -> None:
    def script(request: GenerateRequest) -> str:
        (named,) = (
            part.masked.text
            for part in request.messages[1].parts
            if isinstance(part, MaskedPart)
            and part.masked.text.startswith("[PERSON")
            and part.masked.text.endswith("]")
        )
        return f"Dear {named}, thank you."

    outcome = run(asked(), wired(script=script), RecordingWatch())
    assert type(outcome).__name__ == "Released"
    assert outcome.text.reveal() == "Dear Marta Kowalczyk, thank you."  # type: ignore[union-attr]  # said above


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"due": "soon"}, "due: 4 code points that are no date"),
        ({"term": "many"}, "term: 4 code points that are no integer"),
        ({"product": "house"}, "product: 5 code points that are no choice"),
        ({"guarantor": ""}, "guarantor: missing"),
        ({"more": "x"}, "1 not declared"),
    ],
)
def test_a_wrong_value_ends_the_exchange_before_anything_is_masked(
    changes: dict[str, str], told: str
) -> None:
    parts = wired()
    with pytest.raises(VariableError, match=told):
        run(asked(**changes), parts, RecordingWatch())
    assert isinstance(parts.ledger, MemoryLedger)
    kinds = parts.ledger.kinds()
    assert kinds[-1] == "exchange.refused"
    assert "text.pseudonymised" not in kinds


def test_the_record_of_the_prompt_names_the_file_that_answered() -> None:
    expert = parse_prompt(
        "reply-draft/prompt.en.expert.md", "[INSTRUCTION]\nExpert: {{text}}"
    )
    purpose = make_purpose(
        prompts={"en": parse_prompt("reply-draft/prompt.en.md", "[INSTRUCTION]\n: {{text}}"),
                 "en.expert": expert},
        roles=frozenset({Role.STAFF, Role.REVIEWER}),
        audiences=Audiences(people={"expert": (Role.REVIEWER,)}),
    )  # fmt: skip
    for roles, file in (
        ((Role.STAFF,), "prompt.en.md"),
        ((Role.STAFF, Role.REVIEWER), "prompt.en.expert.md"),
    ):
        parts = wired(purpose)
        composed(parts, make_exchange(caller=make_caller("anna", *roles)))
        assert isinstance(parts.ledger, MemoryLedger)
        (told,) = parts.ledger.only(RecordKind.PROMPT_COMPOSED).body["templates"]
        assert told["template"] == f"reply-draft/{file}#INSTRUCTION.0"
