"""[parts] of purpose.toml: how long texts are answered, and what is refused of it."""

import json
from typing import Any

import pytest

from appliance.domain.parts import FieldRule, Rule
from appliance.errors import SettingsError
from appliance.release.purpose_folder import parse_folder
from tests.unit.appliance.release.test_purpose_folder import GOOD, TOML

SCHEMA = {
    "type": "object",
    "properties": {
        "intent": {"type": "string", "enum": ["fee", "card", "none"]},
        "urgency": {"type": "string", "enum": ["low", "normal", "high"]},
        "asks": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
        "quote": {"type": "string", "maxLength": 40},
        "angry": {"type": "boolean"},
        "letters": {"type": "integer"},
        "odd": {"type": ["string", "null"]},
    },
}
RULES = {
    "intent": "first",
    "urgency": "highest",
    "asks": "join",
    "quote": "join",
    "angry": "any",
    "letters": "highest",
    "odd": "majority",
}


def folder(
    rules: dict[str, str] = RULES,
    *,
    most: object = 3,
    nothing: str = "",
    schema: Any = SCHEMA,
    **files: str,
) -> dict[str, str]:
    fields = ", ".join(f'{name} = "{rule}"' for name, rule in rules.items())
    table = f"[parts]\nmost = {most}\nfields = {{ {fields} }}\n{nothing}\n"
    toml = TOML.replace("[masking]", f"{table}[masking]")
    return {
        "prompt.en.md": GOOD["prompt.en.md"],
        "purpose.toml": toml,
        "output.schema.json": json.dumps(schema),
        **files,
    }


def prose(*, most: int = 3, **files: str | None) -> dict[str, str]:
    toml = TOML.replace("[masking]", f"[parts]\nmost = {most}\n[masking]")
    toml = toml.replace('answer = "structured"', 'answer = "text"')
    made = {
        "prompt.en.md": GOOD["prompt.en.md"],
        "purpose.toml": toml,
        "combine.en.md": "[INSTRUCTION]\nJoin: {{answers}}",
        **files,
    }
    return {name: text for name, text in made.items() if text is not None}


def refusal(texts: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        parse_folder("x", texts)
    return str(refused.value)


def test_without_the_table_a_text_is_read_at_once_or_not_at_all() -> None:
    purpose = parse_folder("x", GOOD).purpose("r" * 64)
    assert purpose.parts.most == 1
    assert purpose.most_chars == purpose.max_input_chars


def test_the_rules_arrive_in_the_order_of_the_schema_with_its_bounds() -> None:
    shuffled = dict(reversed(RULES.items()))
    texts = folder(shuffled, nothing='nothing = { intent = "none" }')
    purpose = parse_folder("x", texts).purpose("r" * 64)
    assert purpose.most_chars == 3 * purpose.max_input_chars
    assert dict(purpose.parts.nothing) == {"intent": "none"}
    assert list(purpose.parts.fields) == list(RULES)
    assert dict(purpose.parts.fields) == {
        "intent": FieldRule(Rule.FIRST),
        "urgency": FieldRule(Rule.HIGHEST, ("low", "normal", "high")),
        "asks": FieldRule(Rule.JOIN, most=5),
        "quote": FieldRule(Rule.JOIN, most=40),
        "angry": FieldRule(Rule.ANY),
        "letters": FieldRule(Rule.HIGHEST),
        "odd": FieldRule(Rule.MAJORITY),
    }


def test_a_combining_prompt_is_signed_with_the_rest() -> None:
    read = parse_folder("x", prose())
    assert read.templates()["x/combine.en.md#INSTRUCTION.0"] == "Join: "
    prompt = read.purpose("r" * 64).parts.prompts["en"]
    assert [piece.variable for piece in prompt.instruction] == ["", "answers"]


ONE_BUT_QUOTE = {name: rule for name, rule in RULES.items() if name != "quote"}


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (folder(most=0), "parts.most: expected 1 to 16, got 0"),
        (folder(most=17), "parts.most: expected 1 to 16, got 17"),
        (folder(most='"3"'), "parts.most: expected a whole number, got str"),
        (folder(most="true"), "parts.most: expected a whole number, got bool"),
        (folder(most=1), "parts.most: 1, but there are rules"),
        (folder(ONE_BUT_QUOTE), "parts.fields.quote: missing"),
        (folder({**RULES, "nobody": "first"}), "parts: no field nobody"),
        (folder({**RULES, "quote": "best"}), "parts.fields.quote: expected one of"),
        (folder({**RULES, "quote": "any"}), '"any" is for true or false'),
        (folder({**RULES, "quote": "highest"}), '"highest" is for numbers and codes'),
        (folder({**RULES, "odd": "highest"}), '"highest" is for numbers and codes'),
        (folder({**RULES, "asks": "highest"}), '"highest" is for numbers and codes'),
        (folder({**RULES, "urgency": "join"}), '"join" is for texts and lists'),
        (folder({**RULES, "angry": "join"}), '"join" is for texts and lists'),
        (folder(nothing='nothing = { intent = "no" }'), "nothing.intent: no code"),
        (folder(nothing='nothing = { quote = "" }'), "nothing.quote: no code"),
        (folder(nothing='nothing = { who = "x" }'), "parts: no field who"),
        (folder(nothing="[parts.more]\na = 1"), "parts.more: unknown key"),
        (
            folder(**{"combine.en.md": "[INSTRUCTION]\n{{answers}}"}),
            "x/combine.en.md: nothing is combined by it",
        ),
        (prose(most=1), "x/combine.en.md: nothing is combined by it"),
        (prose(**{"combine.en.md": None}), "x/combine.en.md is missing"),
        (
            prose(**{"combine.de.md": "[INSTRUCTION]\n{{answers}}"}),
            "x/combine.de.md is of no language",
        ),
        (
            prose(**{"combine.en.md": "[INSTRUCTION]\n{{text}}"}),
            "x/combine.en.md: unknown variable {{text}}",
        ),
        (
            prose(**{"combine.en.md": "[INSTRUCTION]\nJoin."}),
            "x/combine.en.md: {{answers}} stands 0 times, not once",
        ),
        (
            prose(**{"combine.en.md": "[SYSTEM]\n{{answers}}\n[INSTRUCTION]\nJoin."}),
            "x/combine.en.md: {{answers}} stands in [SYSTEM]",
        ),
        (
            prose(**{"combine.en.md": "[INSTRUCTION]\n{{answers}}\n[RETRY]\nAgain."}),
            "retry.tries: 0, but [RETRY]",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_named(
    texts: dict[str, str], said: str
) -> None:
    assert said in refusal(texts)


def test_all_parts_together_are_no_longer_than_what_is_masked_at_once() -> None:
    texts = folder()
    long = texts["purpose.toml"].replace("chars = 10\n", "chars = 80000\n")
    assert "more than 200000 characters" in refusal({**texts, "purpose.toml": long})


def test_answers_to_all_parts_have_to_be_few_enough_to_combine() -> None:
    texts = prose(most=16)
    long = texts["purpose.toml"].replace("tokens = 20\n", "tokens = 8000\n")
    assert "more than can be combined" in refusal({**texts, "purpose.toml": long})


def test_a_clearer_instruction_stands_in_every_prompt_that_may_be_tried_again() -> None:
    texts = prose(**{"prompt.en.md": "[INSTRUCTION]\n{{text}}\n[RETRY]\nAgain."})
    tries = texts["purpose.toml"].replace("[parts]", "[retry]\ntries = 1\n[parts]")
    assert "combine.en.md has no [RETRY]" in refusal({**texts, "purpose.toml": tries})
