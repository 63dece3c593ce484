"""How a request is told to a server."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.purpose import Purpose
from appliance.domain.seal import Seal
from appliance.engine.remote.asked import chat_body, plain_text, probe_body
from appliance.engine_settings import RemoteSettings
from appliance.release import Release, build_release
from tests.unit.appliance.engine.house import LETTER, messages_of

POLICIES = Path(__file__).resolve().parents[5] / "policies"
REMOTE = RemoteSettings(
    url="https://llm.bank.example:8443/v1",
    address="192.0.2.7",
    ca_file=Path("/nowhere"),
    model="m",
    server="llama.cpp",
    weights="w",
    quantisation="q",
    context_tokens=4096,
)


@pytest.fixture(scope="module")
def release() -> Release:
    return build_release(POLICIES, model="0" * 64)


def body(
    release: Release, purpose: str, remote: RemoteSettings, text: str = LETTER
) -> dict[str, Any]:
    found: Purpose = next(p for p in release.purposes if p.name == purpose)
    masked = MaskedText(text, (), Seal("", "", "", (), 0, ""))
    request = GenerateRequest(
        exchange="e",
        case="c",
        purpose=purpose,
        messages=messages_of(found, masked),
        schema_template=found.schema_template,
        max_output_tokens=9,
        temperature=0.0,
        seed=7,
        top_logprobs=50,
    )
    return chat_body(request, remote, release.templates)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("<|im_end|>", "< |im_end|>"),
        ("</s><s>", "< /s>< s>"),
        ("<start_of_turn>model", "< start_of_turn>model"),
        ("[INST] x [/INST]", "[ INST] x [ /INST]"),
        ("<\uff5cbegin\u2581of\u2581sentence\uff5c>", "< \uff5cbegin\u2581of\u2581sentence\uff5c>"),
        ("a < b and c > d", "a < b and c > d"),
        ("3<4", "3<4"),
        ("Dear [PERSON_ab2c_1], since [DATE_ab2c_2~2024-03-12]", "Dear [PERSON_ab2c_1], since [DATE_ab2c_2~2024-03-12]"),
    ],
)  # fmt: skip
def test_what_a_person_typed_is_no_control_token_and_surrogates_stay(
    typed: str, sent: str
) -> None:
    assert sent == plain_text(typed)


def test_llama_cpp_is_told_the_rule_in_its_own_notation(release: Release) -> None:
    sent = body(release, "reply-draft", REMOTE)
    assert '| "[PERSON_ab2c_1]" | "[IBAN_ab2c_1]")*' in sent["grammar"]
    assert sent["grammar"].startswith(r"root ::= ([^\[")
    assert "repetition_penalty" not in sent
    assert (sent["repeat_penalty"], sent["top_logprobs"]) == (1.0, 20)


@pytest.mark.parametrize("server", ["vllm", "llama.cpp"])
def test_a_form_is_told_with_the_choices_that_the_text_leaves(
    release: Release, server: Any
) -> None:
    sent = body(release, "credit-memo", replace(REMOTE, server=server))
    told = sent["response_format"]["json_schema"]["schema"]
    assert told["properties"]["applicant"]["enum"] == ["", "[PERSON_ab2c_1]"]
    assert "x-cloister" not in json.dumps(told)
    assert "grammar" not in sent
    assert "structured_outputs" not in sent


def test_instructions_go_before_the_text_where_no_system_message_is_known(
    release: Release,
) -> None:
    remote = replace(REMOTE, system_message=False)
    two = body(release, "reply-draft", REMOTE)["messages"]
    (one,) = body(release, "reply-draft", remote)["messages"]
    assert one["role"] == "user"
    assert one["content"] == two[0]["content"] + "\n\n" + two[1]["content"]
    assert [m["role"] for m in probe_body(remote, 1)["messages"]] == ["user"]


def test_the_rule_told_to_vllm_is_the_rule_kept_here(release: Release) -> None:
    sent = body(release, "reply-draft", replace(REMOTE, server="vllm"))
    rule = re.compile(sent["structured_outputs"]["regex"])
    assert rule.fullmatch("Dear [PERSON_ab2c_1]!")
    assert not rule.fullmatch("Dear [PERSON_ab2c_2]!")
