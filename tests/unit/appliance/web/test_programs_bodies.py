"""What programs may write in a request: everything else is refused by its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.kinds import RecordKind
from tests.unit.appliance.web.house import House, open_house
from tests.unit.appliance.web.program_house import ALL, Program, code_of, program


@pytest.fixture(scope="module")
def open_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    house = open_house(Path(tmp_path_factory.mktemp("programs")))
    yield program(house)
    house.close()


def test_what_is_asked_of_the_sampler_reaches_it_inside_the_purpose(
    house: House,
) -> None:
    own = program(house)
    most = house.parts.ports.purposes.named("reply-draft").max_output_tokens

    assert own.ask(seed=7, max_tokens=most - 1, temperature=0).status_code == 200
    intended = house.ledger.only(RecordKind.EXCHANGE_INTENDED).body
    assert (intended["seed"], intended["max_output_tokens"]) == (7, most - 1)
    for wish in ({"max_tokens": most + 1}, {"temperature": 1.5}, {"top_p": 0.5}):
        assert code_of(own.ask(**wish)) == (400, "unsupported_value")


MESSAGE = {"role": "user", "content": "Hello"}


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"foo": 1}, "unknown_parameter", "foo"),
        ({"model": None}, "missing_required_parameter", "model"),
        ({"model": 3}, "invalid_type", "model"),
        ({"messages": None}, "missing_required_parameter", "messages"),
        ({"messages": []}, "invalid_type", "messages"),
        ({"messages": [3]}, "invalid_type", "messages[0]"),
        ({"messages": [MESSAGE, MESSAGE]}, "unsupported_value", "messages"),
        (
            {"messages": [{"role": "system", "content": "x"}, MESSAGE]},
            "unsupported_value",
            "messages[0].role",
        ),
        ({"messages": [{**MESSAGE, "x": 1}]}, "unknown_parameter", "messages[0].x"),
        (
            {"messages": [{"role": "king", "content": ""}]},
            "invalid_value",
            "messages[0].role",
        ),
        ({"tools": [{}]}, "unsupported_parameter", "tools"),
        ({"n": 2}, "unsupported_parameter", "n"),
        ({"n": True}, "unsupported_parameter", "n"),
        ({"logprobs": True}, "unsupported_parameter", "logprobs"),
        ({"store": True}, "unsupported_parameter", "store"),
        ({"stream": 1}, "invalid_type", "stream"),
        (
            {"stream_options": {"include_usage": True}},
            "invalid_value",
            "stream_options",
        ),
        ({"metadata": {"colour": "red"}}, "unknown_parameter", "metadata"),
        ({"metadata": {"language": "xx"}}, "unsupported_value", "metadata.language"),
        ({"metadata": {"case": "\x00"}}, "unsupported_value", "metadata"),
        ({"seed": -1}, "unsupported_value", "seed"),
        ({"max_tokens": 0}, "unsupported_value", "max_completion_tokens"),
        ({"temperature": "hot"}, "invalid_type", "temperature"),
        (
            {"response_format": {"type": "xml"}},
            "unsupported_value",
            "response_format.type",
        ),
    ],
)
def test_what_cannot_be_had_is_refused_by_name(
    open_program: Program, changes: dict[str, Any], code: str, param: str
) -> None:
    answer = open_program.post(
        {"model": "reply-draft", "messages": [MESSAGE], **changes}
    )

    assert code_of(answer) == (400, code)
    assert answer.get_json()["error"]["param"] == param


def test_what_changes_nothing_is_taken(house: House) -> None:
    neutral = {
        "n": 1, "store": False, "tools": [], "user": "anna", "stop": None, "top_p": 1,
        "frequency_penalty": 0, "presence_penalty": 0.0, "logit_bias": {}, "seed": None,
        "logprobs": False, "service_tier": "auto", "modalities": ["text"],
    }  # fmt: skip
    parts = [
        {"type": "text", "text": "Anna Kowalski asks"},
        {"type": "text", "text": "x"},
    ]
    message = {"role": "user", "name": "someone", "content": parts}

    answer = program(house).post(
        {"model": "reply-draft", "messages": [message], **neutral}
    )

    assert answer.status_code == 200, answer.text
    assert "someone" not in repr(house.ledger.records)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" ", (400, "empty_text")),
        ("x" * 3_001, (413, "context_length_exceeded")),
        ("a\x00b", (422, "unreadable_text")),
        ("\ud800", (422, "unreadable_text")),
    ],
)
def test_a_text_that_no_page_takes_no_program_has_answered(
    open_program: Program, text: str, expected: tuple[int, str]
) -> None:
    assert code_of(open_program.ask(text=text)) == expected


def test_unknown_addresses_and_methods_are_told_in_the_same_form(
    open_program: Program,
) -> None:
    own = open_program
    for answer, status in (
        (own.get("/v1/files"), 404),
        (own.get("/v1/chat/completions"), 405),
        (own.post({}, "/v1/models"), 405),
    ):
        assert answer.status_code == status
        assert set(answer.get_json()["error"]) == {"message", "type", "param", "code"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        *("model", "messages", "stream", "stream_options", "metadata", "seed", "n"),
        *("response_format", "temperature", "max_tokens", "tools", "stop", "user"),
    ]
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "system", "x"])},
        optional={"content": JSON | st.text(max_size=50), "name": JSON},
    ),
    max_size=2,
)


@settings(max_examples=80)
@given(
    body=st.fixed_dictionaries({"model": st.sampled_from([*ALL, "x"]) | JSON})
    | JSON
    | st.binary(max_size=60),
    messages=MESSAGES | JSON,
    more=st.dictionaries(NAMES, JSON, max_size=3),
)
def test_no_body_is_a_fault_of_ours(
    open_program: Program, body: Any, messages: Any, more: dict[str, Any]
) -> None:
    if isinstance(body, dict):
        body = {"messages": messages, **body, **more}
    answer = open_program.post(body)

    assert answer.status_code < 500, answer.text
    if answer.status_code != 200:
        assert answer.get_json()["error"]["message"]
