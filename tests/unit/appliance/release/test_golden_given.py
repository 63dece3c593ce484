"""What comes with the text of a golden case fits what its purpose declares."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audience import Audiences
from appliance.domain.caller import Role
from appliance.domain.golden import GoldenCase
from appliance.domain.variable import Variable, VariableType
from appliance.errors import SettingsError
from appliance.release.golden import encode_case, parse_golden
from appliance.release.purpose_folder import parse_folder, read_folder
from tests.fakes import POLICIES, make_purpose

NAME = "p/golden.jsonl"
VARIABLES = (
    Variable("guarantor", VariableType.TEXT, "Guarantor", max_chars=40),
    Variable("due", VariableType.DATE, "Answer by"),
    Variable("term", VariableType.INTEGER, "Term", least=6, most=120),
    Variable("product", VariableType.CHOICE, "Product", words=("card", "loan")),
)
AUDIENCES = Audiences(
    people={
        "expert": (Role.REVIEWER,),
        "shadowed": (Role.REVIEWER,),
        "house": (Role.STAFF,),
    }
)
PURPOSE = make_purpose(
    variables=VARIABLES,
    audiences=AUDIENCES,
    roles=frozenset({Role.STAFF, Role.REVIEWER, Role.COMPLIANCE}),
)
GIVEN = {
    "guarantor": "Marta Kowalczyk",
    "due": "2026-11-21",
    "term": 48,
    "product": "loan",
}
GOOD = {
    "id": "a-1",
    "input": "My name is Anna Weber.",
    "checks": {"contains": "fee"},
    "tags": ["plain"],
    "language": "en",
    "variables": GIVEN,
    "audience": "expert",
}


def line(**changes: object) -> str:
    """Write the good line with some keys changed, or left out by None."""
    kept = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return json.dumps(kept)


def parsed(text: str) -> GoldenCase:
    (case,) = parse_golden(NAME, text, PURPOSE)
    return case


def refusal_of(text: str) -> str | None:
    """Say why a line is refused, or None; nothing else may come out."""
    try:
        parsed(text)
    except SettingsError as err:
        return str(err)
    return None


def with_value(name: str, value: object) -> dict[str, object]:
    return {**GIVEN, name: value}


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in GIVEN.items() if key != name}


def test_values_and_audience_arrive_in_the_case_and_are_written_again() -> None:
    case = parsed(line())
    assert case.variables == {**GIVEN, "term": "48"}
    assert case.audience == "expert"
    assert parsed(encode_case(case)) == case


def test_a_value_is_read_in_the_one_spelling_that_a_prompt_gets() -> None:
    assert parsed(line(variables=with_value("term", " 048"))).variables["term"] == "48"


def test_a_case_of_no_audience_is_everybody_elses() -> None:
    assert parsed(line(audience=None)).audience == ""


def test_what_must_not_be_readable_may_stand_in_a_variable() -> None:
    masked = {"values": ["Kowalczyk"], "checks": {"names_back": "2026-11-21"}}
    assert parsed(line(**masked)).values == ("Kowalczyk",)
    order = line(injection=True, canary="KOWALCZYK", refuse=True)
    assert parsed(order).canary == "KOWALCZYK"


REFUSED = {
    "a missing value": (line(variables=without("due")), "variables.due: missing"),
    "no values": (line(variables=None), "variables.guarantor: missing"),
    "an empty value": (
        line(variables=with_value("due", "")),
        "variables.due: expected a text",
    ),
    "a blank value": (line(variables=with_value("due", " ")), "variables.due: missing"),
    "no day": (
        line(variables=with_value("due", "2026-02-30")),
        "variables.due: 10 code points that are no date",
    ),
    "a number beyond its limits": (
        line(variables=with_value("term", 121)),
        "variables.term: 3 code points that are no integer",
    ),
    "a number without end": (
        line(variables=with_value("term", 10**30)),
        "variables.term: expected a text",
    ),
    "a truth for a number": (
        line(variables=with_value("term", value=True)),
        "variables.term: expected a text",
    ),
    "a number for a text": (
        line(variables=with_value("guarantor", 48)),
        "variables.guarantor: expected a text",
    ),
    "a text too long": (
        line(variables=with_value("guarantor", "Weber" * 9)),
        "variables.guarantor: 45 code points that are no text",
    ),
    "another word": (
        line(variables=with_value("product", "Weber")),
        "variables.product: 5 code points that are no choice",
    ),
    "a value nobody declared": (
        line(variables=with_value("else", "Weber")),
        "variables.'else': no such key",
    ),
    "values as a list": (line(variables=["Weber"]), "variables: expected an object"),
    "an audience that is none": (
        line(audience="Weber"),
        "audience: not one of the purpose's",
    ),
    "an audience as a list": (line(audience=["expert"]), "audience: not one of"),
    "an audience that nobody belongs to": (
        line(audience="shadowed"),
        "audience: each of its roles belongs to an audience before it",
    ),
    "a word of a choice, which is not masked": (
        line(values=["loan"]),
        "values: one does not stand in",
    ),
}


@pytest.mark.parametrize(("text", "told"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_named_by_line_and_variable_and_not_quoted(
    text: str, told: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        parsed(text)
    assert str(refused.value).startswith(f"{NAME}: line 1: {told}")
    assert "Weber" not in str(refused.value)


def test_where_everybody_belongs_to_an_audience_a_case_names_one() -> None:
    purpose = make_purpose(variables=VARIABLES, audiences=AUDIENCES)
    with pytest.raises(SettingsError, match="line 1: audience: missing, and each role"):
        parse_golden(NAME, line(audience=None), purpose)
    (case,) = parse_golden(NAME, line(audience="house"), purpose)
    assert case.audience == "house"


def test_a_purpose_without_variables_and_audiences_takes_neither() -> None:
    for key, told in (
        ("variables", "line 1: variables.'guarantor': no such key"),
        ("audience", "line 1: audience: not one of"),
    ):
        with pytest.raises(SettingsError, match=told):
            parse_golden(NAME, line(**{**GOOD, "variables": None, "audience": None, key: GOOD[key]}), make_purpose())  # fmt: skip


def test_a_folder_whose_cases_lack_a_variable_is_refused_with_the_line() -> None:
    texts = read_folder(POLICIES / "purposes" / "reply-draft")
    texts["purpose.toml"] += '\n[variables.due]\ntype = "date"\nlabel = "Answer by"\n'
    texts["prompt.en.md"] = texts["prompt.en.md"].replace(
        "{{text}}", "{{due}} {{text}}"
    )
    with pytest.raises(
        SettingsError,
        match=r"^reply-draft/golden.jsonl: line 2: variables.due: missing",
    ):
        parse_folder("reply-draft", texts)
    head, *cases = texts["golden.jsonl"].splitlines()
    with_due = [
        {**json.loads(one), "variables": {"due": "2026-11-21"}} for one in cases
    ]
    texts["golden.jsonl"] = "\n".join([head, *map(json.dumps, with_due)]) + "\n"
    golden = parse_folder("reply-draft", texts).golden
    assert {case.variables["due"] for case in golden} == {"2026-11-21"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from([*GIVEN, "x"]), inside, max_size=4)
    ),
    max_leaves=6,
)


@given(st.sampled_from([*GIVEN, "variables", "audience"]), JSON)
def test_whatever_is_given_is_read_or_refused(key: str, value: object) -> None:
    changes = {"variables": with_value(key, value)} if key in GIVEN else {key: value}
    text = json.dumps({**GOOD, **changes})
    if (said := refusal_of(text)) is not None:
        assert said.startswith(f"{NAME}: line 1: ")
    else:
        case = parsed(text)
        assert parsed(encode_case(case)) == case


@given(
    st.fixed_dictionaries(
        {
            "guarantor": st.from_regex(r"[A-Za-zäß]{1,20}", fullmatch=True),
            "due": st.dates().map(str),
            "term": st.integers(6, 120).map(str),
            "product": st.sampled_from(["card", "loan"]),
        }
    ),
    st.sampled_from(["", "expert", "house"]),
)
def test_what_is_written_is_read_again(given: dict[str, str], audience: str) -> None:
    case = parsed(line(variables=given, audience=audience))
    assert dict(case.variables) == given
    assert parsed(encode_case(case)) == case
