"""The description of the HTTP interface says what is there, all of it and no more."""

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
import yaml

from appliance.error_table import TABLE
from appliance.kinds import RecordKind
from appliance.web import description
from tests.scenarios.test_routes import MATRIX, PUBLIC
from tests.stack import Stack

TEXT = Path(description.__file__).with_name("openapi.yaml").read_text("utf-8")
DESCRIBED: dict[str, Any] = yaml.safe_load(TEXT)
OPERATIONS = {
    (method.upper(), re.sub(r"\{(\w+)\}", r"<\1>", path)): operation
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
}
# What a route of Flask says on top of its parameter's name.
CONVERTER = re.compile(r"<\w+:")
LETTER = "My card has not come. Yours, Marta Kowalczyk"
LONG = LETTER + " It was promised for the first week of May." * 60
APPLICATION = "Applicant: Marta Kowalczyk\nAmount: 12,000\nMonthly income: 3,200"


def test_it_is_a_valid_openapi_document() -> None:
    schemathesis.openapi.from_dict(DESCRIBED).validate()


def test_it_names_every_route_and_no_other() -> None:
    # That the matrix is whole is tested beside it.
    routes = {(method, CONVERTER.sub("<", rule)) for method, rule in MATRIX}

    assert set(OPERATIONS) == routes


def test_it_says_which_routes_need_no_session() -> None:
    described = {
        route for route, told in OPERATIONS.items() if told.get("security") == []
    }
    public = {
        (method, CONVERTER.sub("<", rule))
        for (method, rule), people in MATRIX.items()
        if people == PUBLIC
    }

    assert described == public


def test_every_kind_of_record_can_be_searched_for() -> None:
    told = DESCRIBED["components"]["schemas"]["KindOrEmpty"]["enum"]

    assert told == ["", *map(str, RecordKind)]


def test_every_error_it_names_is_one_of_the_table() -> None:
    known = {error.__name__ for error in TABLE}
    named = set(re.findall(r"\b[A-Z]\w+Error\b", TEXT)) - {"FrontError"}

    assert named <= known
    assert len(named) > 10


def test_every_status_of_the_table_is_told_somewhere() -> None:
    told = {int(status) for o in OPERATIONS.values() for status in o["responses"]}

    assert {row.status for row in TABLE.values()} <= told


def test_it_is_given_to_who_is_signed_in(stack: Stack) -> None:
    with stack.signed_in("adam.admin") as adam:
        reply = adam._http.get("/openapi.yaml")

    assert reply.text == TEXT
    assert reply.headers["Content-Type"] == "application/yaml"


@pytest.mark.parametrize(
    ("purpose", "text", "names"),
    [
        ("reply-draft", LETTER, {"opened", "stage", "masked", "piece", "released"}),
        ("credit-memo", APPLICATION, {"opened", "stage", "masked", "held"}),
        ("complaint-triage", LONG, {"queued"}),
        ("complaint-triage", "key sk-" + "a1b2c3d4" * 3, {"opened", "stage", "failed"}),
        ("fortune-telling", LETTER, {"failed"}),
    ],
    ids=["streamed", "held", "long", "failed", "refused at once"],
)
def test_events_come_as_described(
    stack: Stack, purpose: str, text: str, names: set[str]
) -> None:
    with stack.signed_in("ben.staff") as ben:
        events = list(ben.ask(purpose, text))

    assert names == {event.name for event in events} - {"place", "masking"}
    for event in events:
        _data_validator(event.name).validate(dict(event.body))


def _data_validator(name: str) -> Any:
    """Find what the data of an event must be."""
    schemas = DESCRIBED["components"]["schemas"]
    (found,) = (
        schema
        for schema in schemas.values()
        if name in _names(schema.get("properties", {}).get("event", {}))
    )
    content = found["properties"]["data"]["contentSchema"]
    return jsonschema_rs.validator_for(
        {**content, "components": DESCRIBED["components"]}
    )


def _names(event: dict[str, Any]) -> list[str]:
    return [*event.get("enum", []), *([event["const"]] if "const" in event else [])]
