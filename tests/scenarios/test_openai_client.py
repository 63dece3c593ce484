"""The official `openai` client, unchanged, against the whole appliance."""

import json
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Literal

import httpx2
import openai
import pytest
from ldap3 import MODIFY_ADD, MODIFY_DELETE
from pydantic import BaseModel

from appliance.demo.accounts import group_dn
from appliance.ledger.client import LedgerClient
from tests.stack import Stack

NAME = "Zebulon Quartermaine"
LETTER = (
    f"Dear Sir or Madam, my name is {NAME}. My new card has still not arrived after "
    "two weeks. Please tell me when it will come."
)
APPLICATION = (
    f"Applicant: {NAME}\nMonthly income: 3,200\nMonthly debts: 400\n"
    "Amount: 12,000\nTerm: 48 months\nPurpose: car\nYears employed: 6\nDefaults: 0"
)
OWNER = "ben.staff"
LEAVER = "anna.staff"
Making = Callable[..., tuple[str, openai.OpenAI]]


class Complaint(BaseModel):
    """What a program makes of a complaint: less strict than the purpose's own form."""

    intent: str
    urgency: Literal["low", "normal", "high"]
    product: str
    quote: str


@pytest.fixture(scope="module")
def making(stack: Stack) -> Iterator[Making]:
    """Make tokens on the command line, as operators do, and clients with them."""
    with ExitStack() as clients:

        def make(*purposes: str, owner: str = OWNER) -> tuple[str, openai.OpenAI]:
            asked = [part for name in purposes for part in ("--purpose", name)]
            made = cloister(stack, "token", "create", "robot", "--owner", owner, *asked)
            number = made.stderr.split()[1]
            return number, clients.enter_context(client(stack, made.stdout.strip()))

        yield make


@pytest.fixture(scope="module")
def robot(making: Making) -> openai.OpenAI:
    return making("reply-draft", "complaint-triage", "credit-memo")[1]


def cloister(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    config = ("--config", str(stack.config))
    return subprocess.run(
        [sys.executable, "-m", "appliance.commands.cli", *words, *config],
        check=True,
        capture_output=True,
        text=True,
    )


def client(stack: Stack, secret: str) -> openai.OpenAI:
    trusted = ssl.create_default_context(cafile=str(stack.ca))
    return openai.OpenAI(
        api_key=secret,
        base_url=f"{stack.url}/v1",
        http_client=httpx2.Client(verify=trusted, trust_env=False),
    )


def ask(robot: openai.OpenAI, model: str, text: str, **more: Any) -> Any:
    return robot.chat.completions.create(
        model=model, messages=[{"role": "user", "content": text}], **more
    )


def records_of(stack: Stack, exchange: str) -> list[dict[str, Any]]:
    ledger = LedgerClient(stack.settings)
    try:
        return [dict(record) for record in ledger.of_exchange(exchange)]
    finally:
        ledger.close()


def kinds_of(stack: Stack, exchange: str) -> list[str]:
    return [record["kind"] for record in records_of(stack, exchange)]


def test_chat(stack: Stack, robot: openai.OpenAI) -> None:
    answer = ask(robot, "reply-draft", LETTER)

    assert answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens > answer.usage.completion_tokens > 0
    assert answer.id == f"chatcmpl-{answer._request_id}"
    # What is not durable by itself can be read a moment later.
    assert wait_for(lambda: kinds_of(stack, answer._request_id)[-1] == "response.sent")
    records = records_of(stack, answer._request_id)
    # Some answers are drawn for a rating after their release.
    kinds = [record["kind"] for record in records if record["kind"] != "answer.sampled"]
    assert [kinds[0], kinds[-2]] == ["request.received", "exchange.released"]
    assert records[0]["body"]["origin"] == "api"
    assert records[0]["actor"] == records[-1]["actor"] is not None


def test_stream(stack: Stack, robot: openai.OpenAI) -> None:
    options = {"include_usage": True}
    with ask(
        robot, "reply-draft", LETTER, stream=True, stream_options=options
    ) as stream:
        chunks = list(stream)

    pieces = [c.choices[0].delta.content for c in chunks if c.choices]
    assert len([piece for piece in pieces if piece]) > 1
    assert chunks[-1].usage.completion_tokens > 0
    exchange = chunks[0].id.removeprefix("chatcmpl-")
    assert wait_for(lambda: kinds_of(stack, exchange)[-1] == "response.sent")
    assert "answer.closed" in kinds_of(stack, exchange)


def test_json_schema(robot: openai.OpenAI) -> None:
    parsed = robot.chat.completions.parse(
        model="complaint-triage",
        messages=[{"role": "user", "content": LETTER}],
        response_format=Complaint,
    )
    found = parsed.choices[0].message.parsed
    assert found is not None
    assert found.quote in LETTER

    schema = robot.models.retrieve("complaint-triage").model_extra["schema"]  # type: ignore[index] # the appliance's own field
    own = {"type": "json_schema", "json_schema": {"name": "t", "schema": schema}}
    answer = ask(robot, "complaint-triage", LETTER, response_format=own)
    assert set(json.loads(answer.choices[0].message.content)) == set(
        schema["properties"]
    )


def test_models_are_the_purposes_of_the_token(making: Making) -> None:
    _, own = making("reply-draft")

    assert [model.id for model in own.models.list()] == ["reply-draft"]
    with pytest.raises(openai.NotFoundError) as told:
        ask(own, "complaint-triage", LETTER)
    assert told.value.code == "model_not_found"


def test_a_held_answer_is_an_error_that_is_not_sent_again(
    stack: Stack, robot: openai.OpenAI
) -> None:
    with pytest.raises(openai.PermissionDeniedError) as told:
        ask(robot, "credit-memo", APPLICATION)

    assert told.value.code == "held_for_review"
    number = told.value.body["exchange"]  # type: ignore[index] # the error object
    waiting = robot.get(f"/exchanges/{number}", cast_to=object)
    assert waiting["state"] == "held"  # type: ignore[index] # JSON
    with stack.signed_in("rita.reviewer") as rita:
        http, path = rita._http, f"/reviews/{number}"
        digest = http.get(path).json()["draft_digest"]
        form = {"verdict": "approve", "draft_digest": digest}
        token = rita.session()["csrf_token"]
        http.post(path, data={**form, "csrf_token": token}).raise_for_status()
    released: Any = robot.get(f"/exchanges/{number}", cast_to=object)
    content = released["completion"]["choices"][0]["message"]["content"]
    assert released["state"] == "released"
    assert NAME in content


def test_a_wrong_token_opens_nothing(stack: Stack) -> None:
    with (
        client(stack, "sk-cloister-" + "a" * 43) as stranger,
        pytest.raises(openai.AuthenticationError) as told,
    ):
        stranger.models.list()
    assert told.value.code == "invalid_api_key"


def test_a_revoked_token_opens_nothing_from_the_next_request_on(
    stack: Stack, making: Making
) -> None:
    number, own = making("complaint-triage")
    assert ask(own, "complaint-triage", LETTER).choices
    cloister(stack, "token", "revoke", number)

    with pytest.raises(openai.AuthenticationError):
        ask(own, "complaint-triage", LETTER)
    listed = cloister(stack, "token", "list").stdout
    assert number in listed


def test_without_its_owner_in_the_directory_a_program_is_out(
    stack: Stack, making: Making
) -> None:
    _, own = making("complaint-triage", owner=LEAVER)
    assert ask(own, "complaint-triage", LETTER).choices
    account = stack.accounts[LEAVER]
    dn, group = account.dn, group_dn(account.groups[0])
    with stack.directory_root() as root:
        assert root.modify(group, {"member": [(MODIFY_DELETE, [dn])]})
        try:
            with pytest.raises(openai.AuthenticationError) as told:
                ask(own, "complaint-triage", LETTER)
        finally:
            assert root.modify(group, {"member": [(MODIFY_ADD, [dn])]})
    assert told.value.code == "invalid_api_key"
    assert ask(own, "complaint-triage", LETTER).choices


def test_no_session_opens_the_programs_door_and_no_token_a_page(
    stack: Stack, robot: openai.OpenAI
) -> None:
    with stack.signed_in(OWNER) as ben:
        assert ben._http.get("/v1/models").status_code == 401
        bearer = {"Authorization": f"Bearer {robot.api_key}"}
        ben._http.cookies.clear()
        for path in ("/history", "/tokens"):
            assert ben._http.get(path, headers=bearer).status_code == 401


def test_nginx_too_speaks_to_programs_in_their_form(robot: openai.OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as told:
        ask(robot, "reply-draft", "x" * 1_100_000)

    assert told.value.status_code == 413
    assert told.value.code == "front_413"


def wait_for(is_so: Callable[[], bool], within_s: float = 30.0) -> bool:
    """Wait until something is so."""
    end = time.monotonic() + within_s
    while not (found := is_so()) and time.monotonic() < end:
        time.sleep(0.05)
    return found
