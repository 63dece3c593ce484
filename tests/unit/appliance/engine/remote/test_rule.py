"""Text that comes in pieces is held to the rule of its answer."""

import pytest

from appliance.engine.grammar import free_text, structured
from appliance.engine.remote.rule import Rule
from appliance.errors import EngineError

LETTER = "Grüße, [PERSON_ab2c_1]. It is 1,000."
SCHEMA = """{"type": "object", "additionalProperties": false, "required": ["a", "b"],
"properties": {"a": {"type": "string", "maxLength": 9}, "b": {"type": "integer"}}}"""


def take(rule: str, *pieces: str) -> bool:
    held = Rule(rule)
    for piece in pieces:
        held.take(piece)
    return held.whole


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        ((), True),
        (("Grüße", " 卡\n\t"), True),
        (("[PERSON_ab2c_1]",), True),
        (("[", "PERSON", "_ab2c_1", "]"), True),
        (("Dear [PERSON_ab",), False),
    ],
)
def test_free_text_may_come_in_any_pieces(pieces: tuple[str, ...], whole: bool) -> None:  # noqa: FBT001 - a table's column
    assert take(free_text([LETTER]), *pieces) == whole


@pytest.mark.parametrize(
    "pieces",
    [
        ("a", "[b"),
        ("[PERSON_ab2c_2]",),
        ("[PERSON_ab2c_1", "2]"),
        ("[person_ab2c_1]",),
        ("\x00",),
        ("ok\x1b[0m",),
        ("\u202e",),
        ("\u200f",),
        ("\ud800",),
    ],
)
def test_what_breaks_the_rule_is_an_error(pieces: tuple[str, ...]) -> None:
    with pytest.raises(EngineError):
        take(free_text([LETTER]), *pieces)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":"x","b":1}',
        '{ "a": "Hi \\n\\"x\\"",\n\t"b": -12 }\n',
        '{"a":"","b":0}  \r\n',
    ],
)
def test_a_form_may_be_spaced_as_servers_do(text: str) -> None:
    assert take(structured(SCHEMA, [LETTER], spaced=True), *text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":"x","b":1} x',
        '{"a":"0123456789","b":1}',
        '{"a":"[x]","b":1}',
        '{"a":"\\u005b","b":1}',
        '{"a":"\\u202e","b":1}',
        '{"b":1,"a":"x"}',
        '{"a":"x","b":1.5}',
        '{"a":"x","b":1}{"a":"x","b":1}',
    ],
)
def test_a_form_that_breaks_its_schema_is_an_error(text: str) -> None:
    with pytest.raises(EngineError):
        take(structured(SCHEMA, [LETTER], spaced=True), *text)
