"""A program's schema is taken only where every answer of the purpose fits it."""

import itertools
import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.answer_form import FieldForm, read_forms
from appliance.web.api.schema_fit import fits, schema_of
from tests.fakes import POLICIES

CODES = frozenset({"low", "high"})
FORMS = {
    "level": FieldForm(is_list=False, codes=CODES),
    "words": FieldForm(is_list=False),
    "why": FieldForm(is_list=True, codes=CODES, least=1, most=2),
    "note": FieldForm(is_list=False, is_required=False),
}
TEXT = {"type": "string"}
# Every answer there is, but for what free texts say.
ANSWERS = [
    {"level": level, "words": words, "why": list(why), **note}
    for level in sorted(CODES)
    for words in ("", "a word or two")
    for why in [
        *itertools.product(sorted(CODES), repeat=1),
        *itertools.product(sorted(CODES), repeat=2),
    ]
    for note in ({}, {"note": "x"})
]


def test_what_it_writes_down_fits_and_so_does_a_shipped_schema() -> None:
    assert fits(FORMS, schema_of(FORMS))
    source = POLICIES / "purposes/credit-memo/output.schema.json"
    forms = read_forms(json.loads(source.read_text("utf-8")))
    assert fits(forms, schema_of(forms))


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, True),
        ({"type": "object", "title": "T", "properties": {"words": TEXT}}, True),
        ({"properties": {"level": {"enum": ["low", "high", "none"]}}}, True),
        ({"properties": {"level": {"enum": ["low"]}}}, False),
        ({"properties": {"level": {"$ref": "#/$defs/L"}}, "$defs": {"L": TEXT}}, True),
        ({"properties": {"level": {"$ref": "#/$defs/M"}}, "$defs": {"L": TEXT}}, False),
        ({"properties": {"level": {"$ref": "#"}}}, False),
        ({"properties": {"words": {"anyOf": [{"type": "null"}, TEXT]}}}, True),
        ({"properties": {"words": {"type": ["string", "null"]}}}, True),
        ({"properties": {"words": {"type": "integer"}}}, False),
        ({"properties": {"words": {"maxLength": 5}}}, False),
        ({"properties": {"level": {"maxLength": 4}}}, True),
        ({"properties": {"level": {"minLength": 4}}}, False),
        ({"properties": {"words": {"pattern": "^a"}}}, False),
        ({"properties": {"why": {"type": "array", "items": TEXT}}}, True),
        ({"properties": {"why": {"maxItems": 1}}}, False),
        ({"properties": {"why": {"minItems": 2}}}, False),
        ({"properties": {"why": {"uniqueItems": True}}}, False),
        ({"properties": {"why": TEXT}}, False),
        ({"required": ["level", "words"]}, True),
        ({"required": ["note"]}, False),
        ({"required": ["other"]}, False),
        ({"properties": {"words": TEXT}, "additionalProperties": False}, False),
        ({"type": "array"}, False),
        ({"not": {}}, False),
        ({"properties": {"level": {"const": []}}}, False),
        ({"properties": {"level": {"const": {}}}}, False),
    ],
)
def test_a_schema_is_taken_or_not(schema: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a case of the test
    assert fits(FORMS, schema) is expected


KEYWORDS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "array", "object", ["string", "null"]]),
        "enum": st.lists(st.sampled_from(["low", "high", 1, "x"]), max_size=3),
        "const": st.sampled_from(["low", "x"]),
        "minLength": st.integers(0, 5),
        "maxLength": st.integers(0, 20),
        "minItems": st.integers(0, 3),
        "maxItems": st.integers(0, 3),
        "uniqueItems": st.booleans(),
        "pattern": st.just("^l"),
    },
)
PARTS = st.recursive(
    KEYWORDS | st.booleans(),
    lambda inner: (
        st.fixed_dictionaries({"items": inner})
        | st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=2)})
    ),
    max_leaves=4,
)
SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["object", "string"]),
        "properties": st.dictionaries(
            st.sampled_from([*FORMS, "other"]), PARTS, max_size=4
        ),
        "required": st.lists(
            st.sampled_from([*FORMS, "other"]), max_size=3, unique=True
        ),
        "additionalProperties": st.booleans(),
    },
)


@given(schema=SCHEMAS)
def test_no_answer_breaks_a_schema_that_was_taken(schema: dict[str, Any]) -> None:
    if fits(FORMS, schema):
        validator = jsonschema_rs.validator_for(schema)
        assert all(validator.is_valid(answer) for answer in ANSWERS)


class Watched(dict[str, Any]):
    """A part of a schema that counts how often any is opened."""

    opened = 0

    def get(self, *asked: Any) -> Any:
        Watched.opened += asked[0] == "$ref"
        return super().get(*asked)


def watched(part: Any) -> Any:
    if isinstance(part, dict):
        return Watched({name: watched(value) for name, value in part.items()})
    return [watched(one) for one in part] if isinstance(part, list) else part


def opened_for(schema: dict[str, Any]) -> int:
    """Count the parts that are opened until it is known whether it fits."""
    Watched.opened = 0
    assert fits(FORMS, watched(schema)) in (True, False)
    return Watched.opened


@pytest.mark.parametrize("choices", [2, 20, 30, 1_000])
@pytest.mark.parametrize("around", [lambda ref: ref, lambda ref: {"items": ref}])
def test_a_schema_that_refers_to_itself_is_read_only_so_far(
    choices: int, around: Any
) -> None:
    own = {"anyOf": [around({"$ref": "#/$defs/A"})] * choices}
    ref = {"$ref": "#/$defs/A"}
    schema = {"properties": dict.fromkeys(FORMS, ref), "$defs": {"A": own}}
    assert not fits(FORMS, schema)
    assert opened_for(schema) <= 5_000


def test_long_lists_and_many_keywords_are_not_read_again_and_again() -> None:
    wide = {f"x{number}": 1 for number in range(5_000)}
    long = {"enum": [f"code {number}" for number in range(5_000)]}
    for part in (wide, long):
        again = {"anyOf": [{"$ref": "#/$defs/A"}] * 30}
        schema = {"properties": {"level": again}, "$defs": {"A": part}}
        assert not fits(FORMS, schema)
        assert opened_for(schema) <= 4


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)
REFERENCES = st.sampled_from(["#/$defs/A", "#/$defs/B", "#/definitions/A", "#", "A"])
HOSTILE = st.recursive(
    st.dictionaries(
        st.sampled_from(
            [
                *("type", "enum", "const", "items", "anyOf", "$ref", "title"),
                *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
            ]
        ),
        ANY_JSON,
        max_size=3,
    )
    | st.fixed_dictionaries({"$ref": REFERENCES}),
    lambda inner: (
        st.fixed_dictionaries({"anyOf": st.lists(inner, max_size=40)})
        | st.fixed_dictionaries({"items": inner})
    ),
    max_leaves=40,
)


@given(a=HOSTILE, b=HOSTILE, part=HOSTILE, rest=st.dictionaries(st.text(), ANY_JSON))
def test_no_schema_is_read_without_end_or_breaks_the_reading(
    a: Any, b: Any, part: Any, rest: Any
) -> None:
    schema = {
        **rest,
        "properties": dict.fromkeys(FORMS, part),
        "$defs": {"A": a, "B": b},
    }
    assert opened_for(schema) <= 5_000


@pytest.mark.parametrize("keyword", ["type", "properties", "required", "$defs"])
@given(value=ANY_JSON)
def test_no_keyword_of_the_whole_breaks_it(keyword: str, value: Any) -> None:
    whole = {"properties": {"level": {"$ref": "#/$defs/A"}}, keyword: value}
    assert fits(FORMS, whole) in (True, False)
