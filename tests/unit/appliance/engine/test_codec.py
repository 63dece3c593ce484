import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.answer import Finished, Token, Weights
from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import MaskedPart, Message, TemplatePart
from appliance.domain.seal import Seal
from appliance.domain.span import MaskedSpan
from appliance.engine.codec import (
    decode_finished,
    decode_request,
    decode_token,
    encode_finished,
    encode_request,
    encode_token,
)
from appliance.errors import WireError

_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
_digest = st.text("0123456789abcdef", min_size=64, max_size=64)
_kind = st.sampled_from(EntityKind)
_count = st.integers(0, 1 << 30)
_seal = st.builds(
    Seal,
    exchange=_text,
    case=_text,
    purpose=_text,
    kinds_kept=st.lists(_kind, max_size=3).map(tuple),
    expires_at_s=st.integers(0, 1 << 40),
    mac=_digest,
)
_span = st.builds(
    MaskedSpan, start=_count, end=_count, kind=_kind, surrogate=_text, reason=_text
)
_masked = st.builds(
    MaskedText, text=_text, spans=st.lists(_span, max_size=3).map(tuple), seal=_seal
)
_part = st.one_of(
    st.builds(TemplatePart, template=_text, digest=_digest),
    st.builds(MaskedPart, masked=_masked),
)
_message = st.builds(Message, role=_text, parts=st.lists(_part, max_size=3).map(tuple))
_request = st.builds(
    GenerateRequest,
    exchange=_text,
    case=_text,
    purpose=_text,
    messages=st.lists(_message, max_size=3).map(tuple),
    schema_template=_text,
    pattern_template=_text,
    max_output_tokens=st.integers(1, 1000),
    temperature=st.floats(0, 10),
    seed=st.integers(0, (1 << 63) - 1),
    top_logprobs=st.integers(0, 50),
    top_p=st.floats(0.01, 1),
    top_k=st.integers(0, 1000),
    repetition_penalty=st.floats(1, 10),
    stop=st.lists(_text.filter(bool), max_size=3).map(tuple),
    release=st.sampled_from(["a" * 64, "0123456789abcdef" * 4]),
    gives_way=st.booleans(),
)
_logprob = st.floats(max_value=0, allow_infinity=False, allow_nan=False)
_token = st.builds(
    Token,
    text=_text,
    logprob=_logprob,
    alternatives=st.lists(st.tuples(_text, _logprob), max_size=4).map(tuple),
)
_weights = st.builds(
    Weights, name=_text, digest=_text, quantisation=_text, device=_text, runtime=_text
)
_finished = st.builds(
    Finished,
    reason=_text,
    prompt_tokens=_count,
    output_tokens=_count,
    weights=_weights,
    seed=st.integers(0, (1 << 63) - 1),
    determinism=st.sampled_from(("exact", "batch-dependent")),
)


def over_the_wire(encoded: dict[str, Any]) -> Any:
    return orjson.loads(orjson.dumps(encoded))


@given(_request)
def test_a_request_reads_back_as_it_was_sent(request: GenerateRequest) -> None:
    assert decode_request(over_the_wire(encode_request(request))) == request


@given(_token)
def test_a_token_reads_back_as_it_was_sent(token: Token) -> None:
    assert decode_token(over_the_wire(encode_token(token))) == token


@given(_finished)
def test_an_ending_reads_back_as_it_was_sent(finished: Finished) -> None:
    assert decode_finished(over_the_wire(encode_finished(finished))) == finished


SEAL = {
    "exchange": "e",
    "case": "c",
    "purpose": "p",
    "kinds_kept": [],
    "expires_at_s": 1,
    "mac": "0" * 64,
}
PART = {"text": "t", "spans": [], "seal": SEAL}
GOOD: dict[str, Any] = {
    "exchange": "e",
    "case": "c",
    "purpose": "p",
    "messages": [{"role": "user", "parts": [PART]}],
    "schema_template": "",
    "pattern_template": "",
    "max_output_tokens": 1,
    "temperature": 0,
    "seed": 0,
    "top_logprobs": 0,
    "top_p": 1,
    "top_k": 0,
    "repetition_penalty": 1,
    "stop": [],
    "release": "a" * 64,
    "gives_way": False,
}


def with_part(part: object) -> dict[str, Any]:
    return {"messages": [{"role": "user", "parts": [part]}]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exchange": 1}, "exchange: expected text"),
        ({"messages": {}}, "messages: expected a list"),
        ({"messages": ["hello"]}, "message: expected an object"),
        ({"messages": [{"role": "user"}]}, "parts: expected a list"),
        (with_part("plain words"), "part: expected an object"),
        (with_part({"text": "plain words"}), "neither a template nor a sealed text"),
        (with_part({**PART, "template": "x"}), "neither a template nor a sealed text"),
        (
            with_part({"template": "x", "digest": "é" * 64}),
            "digest: expected 64 hex digits",
        ),
        (with_part({**PART, "seal": None}), "seal: expected an object"),
        (
            with_part({**PART, "seal": {**SEAL, "mac": "x"}}),
            "mac: expected 64 hex digits",
        ),
        (with_part({**PART, "seal": {**SEAL, "kinds_kept": ["NAME"]}}), "unknown kind"),
        (with_part({**PART, "seal": {**SEAL, "kinds_kept": [[]]}}), "unknown kind"),
        (
            with_part({**PART, "seal": {**SEAL, "expires_at_s": 1.5}}),
            "expires_at_s: expected a whole number",
        ),
        (with_part({**PART, "spans": [[1, 2, "PERSON", "x"]]}), "a span is not"),
        ({"max_output_tokens": 0}, "max_output_tokens: expected a whole number from 1"),
        (
            {"max_output_tokens": True},
            "max_output_tokens: expected a whole number from 1",
        ),
        ({"temperature": 11}, "temperature: expected 0 to 10"),
        ({"temperature": -0.1}, "temperature: expected 0 to 10"),
        ({"temperature": "0"}, "temperature: expected a number"),
        ({"seed": -1}, "seed: expected a whole number from 0"),
        ({"seed": 1 << 63}, "seed: expected a whole number from 0"),
        ({"top_logprobs": 51}, "top_logprobs: expected a whole number from 0 to 50"),
        ({"top_p": 0}, "top_p: expected 0.01 to 1"),
        ({"top_p": 1.1}, "top_p: expected 0.01 to 1"),
        ({"top_k": -1}, "top_k: expected a whole number from 0 to 1000"),
        ({"repetition_penalty": 0.5}, "repetition_penalty: expected 1 to 10"),
        ({"stop": "END"}, "stop: expected a list"),
        ({"stop": [""]}, "stop: expected up to 16 texts of 1 to 256 characters"),
        ({"stop": ["x" * 257]}, "stop: expected up to 16 texts"),
        ({"stop": ["x"] * 17}, "stop: expected up to 16 texts"),
        ({"stop": [1]}, "stop: expected up to 16 texts"),
        ({"gives_way": 1}, "gives_way: expected true or false"),
    ],
)
def test_a_malformed_request_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(WireError, match=message):
        decode_request({**GOOD, **changes})


def test_an_ending_of_unknown_determinism_is_refused() -> None:
    weights = dict.fromkeys(("name", "digest", "quantisation", "device", "runtime"), "")
    told = {"finished": "stop", "prompt_tokens": 1, "output_tokens": 1, "seed": 1}
    with pytest.raises(WireError, match="determinism: expected exact or batch"):
        decode_finished({**told, "weights": weights, "determinism": "maybe"})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from([*GOOD, "text", "seal", "parts"]), inner)
        ),
    )
)
def test_any_other_object_is_refused_by_name(value: object) -> None:
    raw = json.loads(json.dumps({**GOOD, "messages": value}))
    try:
        decode_request(raw)
    except WireError:
        return
    assert value == [] or isinstance(value, list)
