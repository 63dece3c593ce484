"""How programs' texts are answered: whole, as a stream, later, and held."""

import json
import re
import threading
from typing import Any

import pytest

from appliance.kinds import RecordKind
from appliance.web import live
from appliance.web.api import told
from appliance.web.api.completion import Took, took
from tests.unit.appliance.web.house import House
from tests.unit.appliance.web.program_house import code_of, events_of, program


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
    monkeypatch.setattr(told, "WAIT_S", 0.0)
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
    monkeypatch.setattr(live, "WRITTEN_S", 600)
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
