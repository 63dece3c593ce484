import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.answer import Token
from appliance.domain.surrogate import find_surrogates
from appliance.engine.generate import write
from appliance.engine.grammar import Grammar, check_schema, free_text, structured
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import Sampling
from appliance.engine.written import Ended
from appliance.errors import EngineError, SettingsError

POLICIES = Path(__file__).resolve().parents[4] / "policies" / "purposes"
TEXT = 'Dear bank. My "card" is late, see\n[PERSON_ab2c_1] and [IBAN_ab2c_12]! Ok? \\ é'


def answer(
    tiny: LoadedModel, rule: str, seed: int, length: int = 500
) -> tuple[str, str]:
    """Write an answer by near-random choice: what a grammar must hold against."""
    grammar = Grammar(tiny.pieces, rule, tiny.vocabulary)
    sampling = Sampling(length, temperature=3.0, seed=seed, top_logprobs=0)
    items = list(write(tiny, [3, 60, 61], sampling, grammar, lambda: ""))
    ended = items[-1]
    assert isinstance(ended, Ended)
    return "".join(i.text for i in items if isinstance(i, Token)), ended.reason


def accepts(tiny: LoadedModel, rule: str, text: str) -> bool:
    grammar = Grammar(tiny.pieces, rule, tiny.vocabulary)
    for token in tiny.tokenizer.backend_tokenizer.encode(text).ids:
        if not grammar.allowed[token]:
            return False
        grammar.take(token)
    return grammar.ended or bool(grammar.allowed[tiny.ends[0]])


@pytest.mark.parametrize("seed", range(20))
def test_free_text_holds_only_given_surrogates_and_no_other_bracket(
    tiny: LoadedModel, seed: int
) -> None:
    text, _ = answer(tiny, free_text([TEXT]), seed, length=120)
    assert {"[PERSON_ab2c_1]", "[IBAN_ab2c_12]"} >= set(find_surrogates(text))
    left = re.sub(r"\[(?:PERSON_ab2c_1|IBAN_ab2c_12)\]", "", text)
    # An answer cut by its length may end inside a surrogate.
    assert "[" not in left[:-20]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear [PERSON_ab2c_1],\nyours\t.", True),
        ("", True),
        ("Grüße 卡", True),
        ("[PERSON_ab2c_2]", False),
        ("[PERSON_ab2c_12]", False),
        ("[IBAN_ab2c_1]", False),
        ("[PERSON_ab2c_1", False),
        ("a [link](x)", False),
        ("a\x00b", False),
        ("a\x1b[31mb", False),
        ("a\u202eb", False),
        ("a\u2066b", False),
    ],
)
def test_free_text_takes_plain_text_and_given_surrogates(
    tiny: LoadedModel, text: str, *, expected: bool
) -> None:
    assert expected == accepts(tiny, free_text([TEXT]), text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on [DATE_ab2c_1~2024-03-12] or [DATE_ab2c_1], [AGE_ab2c_1~90+]", True),
        ("on [DATE_ab2c_1~2024-03-13]", False),
        ("on [DATE_ab2c_1~]", False),
        ("[AGE_ab2c_1~2024-03-12]", False),
        ("[PERSON_ab2c_1~2024-03-12]", False),
    ],
)
def test_a_surrogate_stands_with_its_own_hint_or_without(
    tiny: LoadedModel, text: str, *, expected: bool
) -> None:
    given = "[DATE_ab2c_1~2024-03-12] [AGE_ab2c_1~90+] [PERSON_ab2c_1]"
    assert expected == accepts(tiny, free_text([given]), text)


def test_a_field_of_surrogates_gives_them_without_a_hint(tiny: LoadedModel) -> None:
    schema = {
        "type": "object",
        "properties": {"when": {"x-cloister-surrogate": ["DATE"]}},
        "required": ["when"],
        "additionalProperties": False,
    }
    rule = structured(json.dumps(schema), ["[DATE_ab2c_1~2024-03-12] [DATE_ab2c_1]"])
    assert accepts(tiny, rule, '{"when":"[DATE_ab2c_1]"}')
    assert not accepts(tiny, rule, '{"when":"[DATE_ab2c_1~2024-03-12]"}')


def test_without_surrogates_no_bracket_is_taken(tiny: LoadedModel) -> None:
    assert not accepts(tiny, free_text(["no surrogates"]), "[PERSON_ab2c_1]")


@pytest.mark.parametrize("purpose", ["complaint-triage", "credit-memo"])
@pytest.mark.parametrize("seed", range(12))
def test_a_shipped_schema_is_always_obeyed(
    tiny: LoadedModel, purpose: str, seed: int
) -> None:
    schema = json.loads((POLICIES / purpose / "output.schema.json").read_text())
    text, reason = answer(tiny, structured(json.dumps(schema), [TEXT]), seed)
    parsed = json.loads(text)
    assert reason == "stop"
    assert list(schema["properties"]) == list(parsed)
    assert {"[PERSON_ab2c_1]", "[IBAN_ab2c_12]"} >= set(find_surrogates(text))
    if "quote" in parsed:
        assert parsed["quote"] in TEXT
    for field in ("applicant", "amount", "income", "debt_ratio", "defaults"):
        assert parsed.get(field, "") in TEXT


FREE_STRING: dict[str, Any] = {
    "type": "object",
    "properties": {
        "note": {"type": "string", "maxLength": 40},
        "list": {
            "type": "array",
            "items": {"type": "string", "maxLength": 3},
            "maxItems": 2,
        },
    },
    "required": ["note", "list"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"note":"see [PERSON_ab2c_1]","list":["a","b"]}', True),
        ('{"note":"x","list":[]}', True),
        ('{"note":"see [PERSON_zzzz_1]","list":[]}', False),
        ('{"note":"see [P","list":[]}', False),
        ('{ "note":"x","list":[]}', False),
        ('{"note":"x","list":[],"more":1}', False),
        ('{"list":[],"note":"x"}', False),
        ('{"note":"\\u005bPERSON_zzzz_1]","list":[]}', False),
    ],
)
def test_strings_of_a_schema_hold_only_given_surrogates(
    tiny: LoadedModel, text: str, *, expected: bool
) -> None:
    assert expected == accepts(tiny, structured(json.dumps(FREE_STRING), [TEXT]), text)


def test_a_choice_of_a_surrogate_that_was_not_given_is_left_out(
    tiny: LoadedModel,
) -> None:
    schema = {
        "type": "object",
        "properties": {"who": {"enum": ["[PERSON_zzzz_9]", "nobody"]}},
        "required": ["who"],
        "additionalProperties": False,
    }
    for seed in range(10):
        text, _ = answer(tiny, structured(json.dumps(schema), [TEXT]), seed)
        assert json.loads(text) == {"who": "nobody"}


def test_a_quote_is_one_of_the_sentences(tiny: LoadedModel) -> None:
    schema = {
        "type": "object",
        "properties": {"q": {"type": "string", "x-cloister-quote": True}},
        "required": ["q"],
        "additionalProperties": False,
    }
    seen = {
        json.loads(answer(tiny, structured(json.dumps(schema), [TEXT]), seed)[0])["q"]
        for seed in range(30)
    }
    assert {
        "Dear bank.",
        'My "card" is late, see',
        "[PERSON_ab2c_1] and [IBAN_ab2c_12]!",
        "Ok?",
        "\\ é",
    } >= seen
    assert len(seen) > 1


def seen_at(tiny: LoadedModel, field: dict[str, Any], text: str) -> set[str]:
    schema = {
        "type": "object",
        "properties": {"v": field},
        "required": ["v"],
        "additionalProperties": False,
    }
    rule = structured(json.dumps(schema), [text])
    return {json.loads(answer(tiny, rule, seed)[0])["v"] for seed in range(30)}


def test_a_figure_is_one_of_the_text_or_not_stated(tiny: LoadedModel) -> None:
    text = "EUR 31,500 for [PERSON_ab2c_7], 42 %, no defaults"
    seen = seen_at(tiny, {"type": "string", "x-cloister-figure": True}, text)
    assert {"", "31,500", "42", "no"} >= seen
    assert len(seen) > 2


def test_a_percentage_is_no_amount_of_money(tiny: LoadedModel) -> None:
    text = "Monthly debts: 400, income 3,100, debt ratio 42 %"
    seen = seen_at(tiny, {"type": "string", "x-cloister-figure": "percent"}, text)
    assert seen == {"", "42"}


def test_a_surrogate_is_one_of_the_text_and_of_the_kinds(tiny: LoadedModel) -> None:
    field = {"type": "string", "x-cloister-surrogate": ["PERSON", "ORG"]}
    text = "[PERSON_ab2c_7] of [ORG_ab2c_1] has [IBAN_ab2c_1]"
    seen = seen_at(tiny, field, text)
    assert {"", "[PERSON_ab2c_7]", "[ORG_ab2c_1]"} >= seen
    assert len(seen) > 1
    assert seen_at(tiny, field, "nobody is named") == {""}


def test_hundreds_of_figures_make_a_grammar(tiny: LoadedModel) -> None:
    schema = (POLICIES / "credit-memo" / "output.schema.json").read_text()
    long = "\n".join(f"Fee {i}: {i * 7919},50 EUR." for i in range(400))
    text, reason = answer(tiny, structured(schema, [long]), 1, length=900)
    assert reason == "stop"
    assert list(json.loads(schema)["properties"]) == list(json.loads(text))


def test_hundreds_of_sentences_make_a_grammar(tiny: LoadedModel) -> None:
    schema = (POLICIES / "complaint-triage" / "output.schema.json").read_text()
    words = random.Random(1)
    long = "\n".join(
        " ".join(words.choices(["card", "late", "why"], k=40)) + f" {i}."
        for i in range(400)
    )
    text, _ = answer(tiny, structured(schema, [long]), 1, length=900)
    assert json.loads(text)["quote"] in long


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("{", "a: output schema: not JSON"),
        ('{"type":"object","not":{}}', "a: output schema: unknown keyword not"),
        ('{"type":"object"}', "a: output schema: additionalProperties is not false"),
        ('{"$ref":"#/x"}', "a: output schema: unknown keyword"),
        ("[]", "a: output schema: expected an object"),
        ('{"type":["string","null"]}', "a: output schema: a value has no known type"),
        ('{"type":"array"}', "a: output schema: expected an object"),
        ('{"type":"string","pattern":"("}', "a: "),
        (r'{"type":"string","pattern":"^\\[PERSON_ab2c_1\\]$"}', "a: "),
        ('{"enum":["[PERSON_ab2c_1]"]}', "a: "),
        (
            '{"type":"object","additionalProperties":false,"properties":{"a":{"x-cloister-sum":true}}}',
            "a: output schema: unknown keyword x-cloister-sum",
        ),
        (
            '{"type":"object","additionalProperties":false,"properties":{"a":{"x-cloister-quote":"yes"}}}',
            "a: output schema: x-cloister-quote",
        ),
        ('{"x-cloister-figure":1}', "a: output schema: x-cloister-figure is not true"),
        ('{"x-cloister-figure":"euro"}', "a: output schema: x-cloister-figure is not"),
        ('{"x-cloister-surrogate":["CAT"]}', "a: output schema: x-cloister-surrogate"),
        ('{"x-cloister-surrogate":true}', "a: output schema: x-cloister-surrogate"),
    ],
)
def test_a_schema_that_cannot_be_obeyed_is_refused_at_start(
    tiny: LoadedModel, schema: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        check_schema("a", schema, tiny.pieces)


def test_an_error_of_a_request_does_not_quote_its_text(tiny: LoadedModel) -> None:
    schema = '{"type":"string","pattern":"^[0-9]+$"}'
    rule = structured(schema, ["secret words"]).replace("[0-9]+", "[0-9")
    with pytest.raises(EngineError) as caught:
        Grammar(tiny.pieces, rule, tiny.vocabulary)
    assert str(caught.value) == "the answer's grammar cannot be built"
