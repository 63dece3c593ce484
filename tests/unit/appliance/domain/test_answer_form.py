"""Which values a field of a structured answer takes, by its schema."""

import json

import pytest

from appliance.domain.answer_form import read_forms
from tests.fakes import POLICIES

SCHEMA = json.loads(
    (POLICIES / "purposes/credit-memo/output.schema.json").read_text("utf-8")
)
TRIAGE = json.loads(
    (POLICIES / "purposes/complaint-triage/output.schema.json").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("field", "value", "takes"),
    [
        ("applicant", "anybody", True),
        ("applicant", 7, False),
        ("applicant", ["anybody"], False),
        ("recommendation", "refer", True),
        ("recommendation", "Refer", False),
        ("reasons", ["NO_DEFAULTS", "ONE_DEFAULT"], True),
        ("reasons", ["NO_DEFAULTS", "none"], False),
        ("reasons", [], False),
        ("reasons", ["NO_DEFAULTS"] * 6, True),
        ("reasons", ["NO_DEFAULTS"] * 7, False),
        ("reasons", "NO_DEFAULTS", False),
    ],
)
def test_a_field_takes_what_its_schema_says(
    field: str,
    value: object,
    takes: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert read_forms(SCHEMA)[field].takes(value) is takes


def test_a_text_has_its_longest() -> None:
    quote = read_forms(TRIAGE)["quote"]
    assert quote.takes("x" * 1_000)
    assert not quote.takes("x" * 1_001)


def test_what_is_no_text_is_left_to_the_grammar() -> None:
    schema = {"properties": {"count": {"type": "integer"}, "note": {"type": "string"}}}
    assert set(read_forms(schema)) == {"note"}
