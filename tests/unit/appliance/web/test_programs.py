"""What programs may do with their tokens, and what nobody may do without one."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.caller import Role
from appliance.kinds import RecordKind
from appliance.stores.token_desk import By, TokenOrder
from appliance.web import live
from appliance.web.api import pages
from appliance.web.api.completion import Took, took
from tests.fakes import make_caller
from tests.unit.appliance.web.house import HOST, LETTER, House, open_house

ALL = ("complaint-triage", "credit-memo", "reply-draft")


class Program:
    """An in-house program: a token, and no cookies."""

    def __init__(self, house: House, secret: str) -> None:
        self.client = house.app.test_client(use_cookies=False)
        self.secret = secret

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(
            path, base_url=f"https://{HOST}", headers=self.headers, **more
        )

    def post(self, body: Any, path: str = "/v1/chat/completions", **more: Any) -> Any:
        kind = {"json": body} if not isinstance(body, bytes) else {"data": body}
        return self.client.post(
            path,
            base_url=f"https://{HOST}",
            headers={"Content-Type": "application/json", **self.headers},
            **kind,
            **more,
        )

    def ask(self, model: str = "reply-draft", text: str = LETTER, **more: Any) -> Any:
        message = {"role": "user", "content": text}
        return self.post({"model": model, "messages": [message], **more})

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def make_token(house: House, *purposes: str, **changes: Any) -> tuple[str, str]:
    """Have a token made; its id and its secret."""
    order = TokenOrder(
        **{
            "name": "mail robot",
            "owner": "anna",
            "purposes": purposes or ALL,
            "days": 30,
            **changes,
        }
    )
    token, secret = house.parts.desk.make(order, By(person="adam"))
    return token.id, secret


def program(house: House, *purposes: str, **changes: Any) -> Program:
    return Program(house, make_token(house, *purposes, **changes)[1])


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


def events_of(answer: Any) -> list[Any]:
    """Read a stream's events but the last, which must be [DONE]."""
    data = [e.removeprefix("data: ") for e in answer.text.split("\n\n") if e]
    assert data[-1] == "[DONE]"
    return [json.loads(one) for one in data[:-1]]


@pytest.fixture(scope="module")
def open_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    house = open_house(Path(tmp_path_factory.mktemp("programs")))
    yield program(house)
    house.close()


def test_a_letter_is_answered_with_its_people_back_and_every_record(
    house: House,
) -> None:
    answer = program(house).ask()

    told = answer.get_json()
    assert answer.status_code == 200
    assert "Anna Kowalski" in told["choices"][0]["message"]["content"]
    assert told["choices"][0]["finish_reason"] == "stop"
    usage = told["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["completion_tokens"] > 0
    exchange = told["id"].removeprefix("chatcmpl-")
    assert answer.headers["x-request-id"] == exchange
    own = [r for r in house.ledger.records if r.exchange == exchange]
    assert [str(r.kind) for r in own][:3] == [
        "request.received",
        "caller.identified",
        "policy.decided",
    ]
    assert [str(r.kind) for r in own][-2:] == ["exchange.released", "response.sent"]
    (received,) = [r for r in own if r.kind is RecordKind.REQUEST_RECEIVED]
    assert received.body["origin"] == "api"
    assert (received.actor or "").startswith("service:")
    decided = next(r for r in own if r.kind is RecordKind.POLICY_DECIDED)
    assert decided.body["question"] == "call"
    assert decided.body["rules"] == ["call.owner-role"]


def test_a_stream_comes_in_chunks_and_says_what_it_took(house: House) -> None:
    options = {"stream": True, "stream_options": {"include_usage": True}}
    events = events_of(program(house).ask(**options))

    pieces = [e["choices"][0]["delta"].get("content", "") for e in events[:-1]]
    assert len([piece for piece in pieces if piece]) > 1
    assert "Anna Kowalski" in "".join(pieces)
    assert events[0]["choices"][0]["delta"]["role"] == "assistant"
    assert events[-2]["choices"][0]["finish_reason"] == "stop"
    assert events[-1]["choices"] == []
    assert events[-1]["usage"]["completion_tokens"] > 0
    assert house.ledger.kinds()[-1] == "response.sent"


@pytest.mark.parametrize("streams", [False, True])
def test_an_answer_that_is_long_in_coming_is_asked_for_later_and_goes_on(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    streams: bool,  # noqa: FBT001 - a case of the test
) -> None:
    monkeypatch.setattr(pages, "WAIT_S", 0.0)
    own, mask = program(house), house.masker.mask
    begun, go_on = threading.Event(), threading.Event()

    def slowly(*given: Any, **more: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return mask(*given, **more)

    monkeypatch.setattr(house.masker, "mask", slowly)
    house.engine.places = (2, 1)
    late = own.ask(stream=streams)
    number = late.get_json()["error"]["exchange"]
    assert begun.wait(10)
    working = own.get(f"/v1/exchanges/{number}").get_json()
    go_on.set()
    house.parts.live.shut_down()
    done = own.get(f"/v1/exchanges/{number}").get_json()

    assert code_of(late) == (504, "still_in_work")
    assert late.headers["x-should-retry"] == "false"
    assert f"/v1/exchanges/{number}" in late.get_json()["error"]["message"]
    assert (working["state"], done["state"]) == ("open", "released")


def test_a_stream_that_a_restart_cuts_off_is_asked_for_later_and_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_TICK_S", 0.001)
    monkeypatch.setattr(live, "CLOSING_S", 0.002)
    own, mask, go_on = program(house), house.masker.mask, threading.Event()

    def slowly(*given: Any, **more: Any) -> Any:
        house.parts.live.close()
        assert go_on.wait(10)
        return mask(*given, **more)

    monkeypatch.setattr(house.masker, "mask", slowly)
    house.engine.places = (2, 1)
    cut = own.ask(stream=True)
    go_on.set()
    house.parts.live.shut_down()
    number = cut.get_json()["error"]["exchange"]
    done = own.get(f"/v1/exchanges/{number}").get_json()

    assert code_of(cut) == (504, "still_in_work")
    assert cut.headers["x-should-retry"] == "false"
    assert done["state"] == "released"


def test_what_all_tries_took_is_told_and_how_the_last_one_ended() -> None:
    drafts = [("length", 40, 9), ("stop", 50, 4)]
    records = [
        {"kind": kind, "body": body}
        for finish, read, written in drafts
        for kind, body in (
            ("exchange.intended", {"release": "d" * 64}),
            (
                "draft.generated",
                {"finish": finish, "prompt_tokens": read, "output_tokens": written},
            ),
        )
    ]
    assert took(records) == Took("stop", 90, 13, "d" * 64)


def test_a_structured_answer_is_json_and_prose_where_text_is_asked_for(
    house: House,
) -> None:
    own = program(house)

    plain = own.ask("complaint-triage").get_json()["choices"][0]["message"]["content"]
    prose = own.ask("complaint-triage", response_format={"type": "text"}).get_json()
    streamed = events_of(own.ask("complaint-triage", stream=True))

    assert json.loads(plain)["intent"] == "lost_or_stolen_card"
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(prose["choices"][0]["message"]["content"])
    assert streamed[0]["choices"][0]["delta"]["content"] == plain


def test_the_schema_that_models_tells_is_taken_and_another_is_not(
    house: House,
) -> None:
    own = program(house)
    schema = own.get("/v1/models/complaint-triage").get_json()["schema"]
    asked = {"type": "json_schema", "json_schema": {"name": "t", "schema": schema}}
    other = json.loads(json.dumps(asked))
    other["json_schema"]["schema"]["properties"]["urgency"]["enum"] = ["low"]

    assert own.ask("complaint-triage", response_format=asked).status_code == 200
    assert code_of(own.ask("complaint-triage", response_format=other)) == (
        400,
        "unsupported_value",
    )
    assert code_of(own.ask("reply-draft", response_format=asked)) == (
        400,
        "unsupported_value",
    )


@pytest.mark.parametrize("streams", [False, True])
def test_a_held_answer_is_told_as_held_and_fetched_once_it_is_released(
    house: House,
    streams: bool,  # noqa: FBT001 - a case of the test
) -> None:
    own = program(house)
    held = own.ask("credit-memo", stream=streams)
    number = held.get_json()["error"]["exchange"]
    waiting = own.get(f"/v1/exchanges/{number}").get_json()
    rita = house.visitor("rita")
    digest = rita.get(f"/reviews/{number}", "application/json").get_json()
    form = {"verdict": "approve", "draft_digest": digest["draft_digest"]}

    assert code_of(held) == (403, "held_for_review")
    assert held.headers["x-should-retry"] == "false"
    assert (waiting["state"], waiting["completion"]) == ("held", None)
    assert rita.post(f"/reviews/{number}", form).status_code == 303
    answered = own.get(f"/v1/exchanges/{number}").get_json()
    content = json.loads(answered["completion"]["choices"][0]["message"]["content"])
    assert answered["state"] == "released"
    assert content["applicant"] == "Anna Kowalski"
    assert house.ledger.kinds()[-2:] == ["answer.read", "vault.read"]


def test_a_held_answer_that_is_asked_for_as_text_is_fetched_as_text(
    house: House,
) -> None:
    own, rita = program(house), house.visitor("rita")
    held = own.ask("credit-memo", response_format={"type": "text"}).get_json()
    number = held["error"]["exchange"]
    seen = rita.get(f"/reviews/{number}", "application/json").get_json()
    form = {"verdict": "approve", "draft_digest": seen["draft_digest"]}
    assert rita.post(f"/reviews/{number}", form).status_code == 303

    place = re.search(r"(/v1/exchanges/\S+)\. ", held["error"]["message"])
    assert place
    answered = own.get(place[1]).get_json()
    content = answered["completion"]["choices"][0]["message"]["content"]
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(content)
    assert "Anna Kowalski" in content
    assert code_of(own.get(f"/v1/exchanges/{number}?format=pdf")) == (
        400,
        "unsupported_value",
    )


def test_the_owner_of_a_program_does_not_release_its_answers(house: House) -> None:
    own = program(house, owner="sam")
    number = own.ask("credit-memo").get_json()["error"]["exchange"]
    rita, sam = house.visitor("rita"), house.visitor("sam")
    seen = rita.get(f"/reviews/{number}", "application/json").get_json()

    form = {"verdict": "approve", "draft_digest": seen["draft_digest"]}
    assert sam.post(f"/reviews/{number}", form).status_code == 403
    refused = house.ledger.only(RecordKind.REVIEW_REFUSED)
    assert "approve.not-author" in refused.body["rules"]


def test_a_program_reads_no_exchange_of_another_and_no_persons(house: House) -> None:
    one, other = program(house), program(house)
    theirs = one.ask().get_json()["id"].removeprefix("chatcmpl-")
    annas = house.visitor("anna").ask()

    refused = [other.get(f"/v1/exchanges/{id_}") for id_ in (theirs, annas, "0" * 32)]

    assert {code_of(answer) for answer in refused} == {(404, "not_found")}
    assert house.visitor("anna").get(f"/exchanges/{theirs}").status_code == 404


def test_a_token_for_one_purpose_cannot_do_another(house: House) -> None:
    own = program(house, "reply-draft")

    assert code_of(own.ask("complaint-triage")) == (404, "model_not_found")
    assert code_of(own.ask("fortune-telling")) == (404, "model_not_found")
    assert [m["id"] for m in own.get("/v1/models").get_json()["data"]] == [
        "reply-draft"
    ]
    assert own.get("/v1/models/complaint-triage").status_code == 404
    refused = house.ledger.records[-1]
    assert refused.kind is RecordKind.REQUEST_REFUSED
    assert (refused.actor or "").startswith("service:")


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer sk-cloister-" + "a" * 43]
)
def test_without_a_token_that_is_known_nothing_opens_and_nothing_is_recorded(
    house: House, given: str
) -> None:
    before = len(house.ledger.records)
    answer = house.app.test_client().get(
        "/v1/models", base_url=f"https://{HOST}", headers={"Authorization": given}
    )

    assert code_of(answer) == (401, "invalid_api_key")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert len(house.ledger.records) == before


def test_a_revoked_token_opens_nothing_at_once_and_its_use_is_recorded(
    house: House,
) -> None:
    number, secret = make_token(house)
    own = Program(house, secret)
    assert own.ask().status_code == 200
    house.parts.desk.revoke(number, By(person="adam"))

    assert code_of(own.ask()) == (401, "invalid_api_key")
    refused = house.ledger.records[-1]
    assert refused.kind is RecordKind.ACCESS_REFUSED
    assert refused.actor == f"service:{number}"


def test_an_expired_token_opens_nothing(house: House) -> None:
    own = program(house, days=1)
    house.clock.advance(timedelta(days=1).total_seconds() - 1)
    assert own.ask().status_code == 200
    house.clock.advance(1)
    assert code_of(own.ask()) == (401, "invalid_api_key")


def test_a_token_is_good_from_its_networks_only(house: House) -> None:
    own = program(house, networks=("10.1.0.0/16",))

    def from_(address: str) -> Any:
        proxied = {"HTTP_X_FORWARDED_FOR": address}
        return own.get("/v1/models", environ_overrides=proxied)

    assert from_("10.1.2.3").status_code == 200
    assert code_of(from_("10.2.2.3")) == (401, "invalid_api_key")
    assert code_of(from_("not an address")) == (401, "invalid_api_key")


@pytest.mark.parametrize("path", ["ask", "/v1/models", "/v1/exchanges"])
def test_who_is_gone_from_the_directory_has_no_program_any_more(
    house: House, path: str
) -> None:
    own = program(house)
    number = own.ask().get_json()["id"].removeprefix("chatcmpl-")
    house.directory.revoke("anna")
    if path == "ask":
        answer = own.ask()
    else:
        answer = own.get(path if path == "/v1/models" else f"{path}/{number}")

    assert code_of(answer) == (401, "invalid_api_key")
    ended = "exchange.refused" if path == "ask" else "access.refused"
    assert house.ledger.kinds()[-1] == ended


def test_a_program_may_do_no_more_than_its_owner_may_now(house: House) -> None:
    own = program(house)
    house.directory.people["anna"] = make_caller("anna", Role.ADMIN)

    assert code_of(own.ask()) == (403, "refused")
    assert own.get("/v1/models").get_json()["data"] == []
    assert own.get("/v1/models/reply-draft").status_code == 404


def test_a_directory_that_is_away_is_a_503_with_a_record(house: House) -> None:
    own = program(house)
    house.directory.down = True

    assert code_of(own.ask()) == (503, "directory")
    assert house.ledger.kinds()[-1] == "exchange.failed"


def test_cases_are_apart_unless_the_program_names_one(house: House) -> None:
    one, other = program(house), program(house)
    named = {"metadata": {"case": "customer 17"}}
    for own, more in ((one, {}), (one, {}), (one, named), (one, named), (other, named)):
        assert own.ask(**more).status_code == 200
    asked = [
        r.case for r in house.ledger.records if r.kind is RecordKind.REQUEST_RECEIVED
    ]

    assert asked[2] == asked[3]
    assert len(set(asked)) == 4


def test_what_a_program_calls_its_case_is_kept_nowhere(house: House) -> None:
    token, secret = make_token(house)
    name = "Kowalska, Marta, claim 17"
    assert Program(house, secret).ask(metadata={"case": name}).status_code == 200
    (case,) = house.parts.stores.cases.of_owner(house.parts.stores.tokens.get(token).person)  # fmt: skip
    assert case.title == ""
    assert "Kowalska" not in repr(house.ledger.records)


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


def test_a_fifth_request_at_once_is_told_to_wait(house: House) -> None:
    own = program(house)
    live = house.parts.live
    number = house.parts.stores.tokens.find(own.secret).person
    for _ in range(4):
        live._enter(number)
    answer = own.ask()
    for _ in range(4):
        live._leave(number)

    assert code_of(answer) == (429, "rate_limit_exceeded")
    assert answer.headers["Retry-After"] == "2"
    assert house.parts.stores.cases.of_owner(number) == ()
    assert own.ask().status_code == 200
    assert len(house.parts.stores.cases.of_owner(number)) == 1


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


def test_a_token_opens_no_page_of_people(house: House) -> None:
    own = program(house)
    for path in ("/", "/history", "/tokens", "/openapi.yaml", "/records"):
        answer = own.get(path)
        assert answer.status_code in {303, 401}
        assert "sign-in" in answer.headers.get("Location", "/sign-in")


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
