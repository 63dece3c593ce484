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
