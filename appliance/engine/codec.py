"""Requests, tokens and endings as JSON objects, for both sides of the engine's socket.

`decode_x(encode_x(x)) == x` for each; what does not fit is a `WireError`. Knows nothing
of models.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from appliance.domain.answer import Finished, Token, Weights
from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import MaskedPart, Message, Part, TemplatePart
from appliance.domain.seal import Seal
from appliance.domain.span import MaskedSpan
from appliance.engine.wire_values import (
    Json,
    between,
    digest_of,
    list_of,
    number_of,
    object_of,
    text_of,
    whole_of,
    yes_of,
)
from appliance.errors import WireError

_MAX_OUTPUT_TOKENS = 100_000
_MAX_LOGPROBS = 50
_MAX_TEMPERATURE = 10.0
_LEAST_TOP_P = 0.01
_MAX_TOP_K = 1_000
_MAX_PENALTY = 10.0
_MAX_STOPS = 16
_MAX_STOP_CHARS = 256


def encode_request(request: GenerateRequest) -> Json:
    """Put a request into JSON."""
    return {
        "exchange": request.exchange,
        "case": request.case,
        "purpose": request.purpose,
        "messages": encode_messages(request.messages),
        "schema_template": request.schema_template,
        "pattern_template": request.pattern_template,
        "max_output_tokens": request.max_output_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "top_logprobs": request.top_logprobs,
        "top_p": request.top_p,
        "top_k": request.top_k,
        "repetition_penalty": request.repetition_penalty,
        "stop": list(request.stop),
        "release": request.release,
        "gives_way": request.gives_way,
    }


def decode_request(raw: Mapping[str, Any]) -> GenerateRequest:
    """Read a request.

    Raises:
        WireError: It does not have the form of one.
    """
    return GenerateRequest(
        exchange=text_of(raw, "exchange"),
        case=text_of(raw, "case"),
        purpose=text_of(raw, "purpose"),
        messages=decode_messages(raw),
        schema_template=text_of(raw, "schema_template"),
        pattern_template=text_of(raw, "pattern_template"),
        max_output_tokens=whole_of(raw, "max_output_tokens", 1, _MAX_OUTPUT_TOKENS),
        temperature=between(raw, "temperature", 0.0, _MAX_TEMPERATURE),
        seed=whole_of(raw, "seed", 0, (1 << 63) - 1),
        top_logprobs=whole_of(raw, "top_logprobs", 0, _MAX_LOGPROBS),
        top_p=between(raw, "top_p", _LEAST_TOP_P, 1.0),
        top_k=whole_of(raw, "top_k", 0, _MAX_TOP_K),
        repetition_penalty=between(raw, "repetition_penalty", 1.0, _MAX_PENALTY),
        stop=_stops(raw),
        release=digest_of(raw, "release"),
        gives_way=yes_of(raw, "gives_way"),
    )


def encode_messages(messages: Sequence[Message]) -> list[Json]:
    """Put a prompt's messages into JSON."""
    return [
        {"role": message.role, "parts": [_encode_part(p) for p in message.parts]}
        for message in messages
    ]


def decode_messages(raw: Mapping[str, Any]) -> tuple[Message, ...]:
    """Read the messages of a request.

    Raises:
        WireError: They do not have the form.
    """
    return tuple(_decode_message(m) for m in list_of(raw, "messages"))


def _encode_part(part: Part) -> Json:
    if isinstance(part, TemplatePart):
        return {"template": part.template, "digest": part.digest}
    masked, seal = part.masked, part.masked.seal
    return {
        "text": masked.text,
        "spans": [
            [span.start, span.end, span.kind, span.surrogate, span.reason]
            for span in masked.spans
        ],
        "seal": {
            "exchange": seal.exchange,
            "case": seal.case,
            "purpose": seal.purpose,
            "kinds_kept": list(seal.kinds_kept),
            "expires_at_s": seal.expires_at_s,
            "mac": seal.mac,
        },
    }


def _decode_message(raw: object) -> Message:
    message = object_of(raw, "message")
    parts = tuple(_decode_part(object_of(p, "part")) for p in list_of(message, "parts"))
    return Message(role=text_of(message, "role"), parts=parts)


def _decode_part(raw: Json) -> Part:
    if set(raw) == {"template", "digest"}:
        return TemplatePart(text_of(raw, "template"), digest_of(raw, "digest"))
    if set(raw) != {"text", "spans", "seal"}:
        raise WireError("a part is neither a template nor a sealed text")
    seal = object_of(raw["seal"], "seal")
    return MaskedPart(
        MaskedText(
            text=text_of(raw, "text"),
            spans=tuple(_decode_span(span) for span in list_of(raw, "spans")),
            seal=Seal(
                exchange=text_of(seal, "exchange"),
                case=text_of(seal, "case"),
                purpose=text_of(seal, "purpose"),
                kinds_kept=tuple(_kind(k) for k in list_of(seal, "kinds_kept")),
                expires_at_s=whole_of(seal, "expires_at_s", 0, 1 << 53),
                mac=digest_of(seal, "mac"),
            ),
        )
    )


def _decode_span(raw: object) -> MaskedSpan:
    match raw:
        case [int(start), int(end), str(kind), str(surrogate), str(reason)]:
            return MaskedSpan(start, end, _kind(kind), surrogate, reason)
    raise WireError("a span is not [start, end, kind, surrogate, reason]")


def encode_token(token: Token) -> Json:
    """Put a token into JSON."""
    return {
        "token": token.text,
        "logprob": token.logprob,
        "alternatives": [list(pair) for pair in token.alternatives],
    }


def decode_token(raw: Mapping[str, Any]) -> Token:
    """Read a token.

    Raises:
        WireError: It does not have the form of one.
    """
    alternatives: list[tuple[str, float]] = []
    for pair in list_of(raw, "alternatives"):
        match pair:
            case [str(text), float() | int() as logprob]:
                alternatives.append((text, float(logprob)))
            case _:
                raise WireError("an alternative is not [text, logprob]")
    return Token(text_of(raw, "token"), number_of(raw, "logprob"), tuple(alternatives))


def encode_finished(finished: Finished) -> Json:
    """Put the end of a generation into JSON."""
    return {
        "finished": finished.reason,
        "prompt_tokens": finished.prompt_tokens,
        "output_tokens": finished.output_tokens,
        "seed": finished.seed,
        "determinism": finished.determinism,
        "weights": encode_weights(finished.weights),
        "busy_ms": finished.busy_ms,
    }


def decode_finished(raw: Mapping[str, Any]) -> Finished:
    """Read the end of a generation.

    Raises:
        WireError: It does not have the form of one.
    """
    return Finished(
        reason=text_of(raw, "finished"),
        prompt_tokens=whole_of(raw, "prompt_tokens", 0, 1 << 31),
        output_tokens=whole_of(raw, "output_tokens", 0, 1 << 31),
        seed=whole_of(raw, "seed", 0, (1 << 63) - 1),
        determinism=decode_determinism(raw),
        weights=decode_weights(raw),
        busy_ms=(
            None if raw.get("busy_ms") is None else whole_of(raw, "busy_ms", 0, 1 << 31)
        ),
    )


def decode_determinism(
    raw: Mapping[str, Any],
) -> Literal["exact", "batch-dependent"]:
    """Read the `determinism` of an ending.

    Raises:
        WireError: It is no known one.
    """
    value = raw.get("determinism")
    if value == "exact":
        return "exact"
    if value == "batch-dependent":
        return "batch-dependent"
    raise WireError("determinism: expected exact or batch-dependent")


def encode_weights(weights: Weights) -> Json:
    """Put what records say of weights into JSON."""
    return {
        "name": weights.name,
        "digest": weights.digest,
        "quantisation": weights.quantisation,
        "device": weights.device,
        "runtime": weights.runtime,
    }


def decode_weights(raw: Mapping[str, Any]) -> Weights:
    """Read the `weights` of an ending.

    Raises:
        WireError: They do not have the form.
    """
    weights = object_of(raw.get("weights"), "weights")
    return Weights(
        name=text_of(weights, "name"),
        digest=text_of(weights, "digest"),
        quantisation=text_of(weights, "quantisation"),
        device=text_of(weights, "device"),
        runtime=text_of(weights, "runtime"),
    )


def _stops(raw: Mapping[str, Any]) -> tuple[str, ...]:
    texts = list_of(raw, "stop")
    if len(texts) > _MAX_STOPS or not all(
        isinstance(text, str) and 1 <= len(text) <= _MAX_STOP_CHARS for text in texts
    ):
        raise WireError(
            f"stop: expected up to {_MAX_STOPS} texts of 1 to {_MAX_STOP_CHARS} "
            "characters"
        )
    return tuple(texts)


def _kind(value: object) -> EntityKind:
    if not isinstance(value, str) or value not in EntityKind.__members__:
        raise WireError("unknown kind of personal data")
    return EntityKind[value]
