"""Requests, tokens and endings as JSON objects, for both sides of the engine's socket.

`decode_x(encode_x(x)) == x` for each; what does not fit is a `WireError`. Knows nothing
of models.
"""

import re
from collections.abc import Mapping
from typing import Any

from appliance.domain.answer import Finished, Token, Weights
from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.ports import GenerateRequest
from appliance.domain.prompt import MaskedPart, Message, Part, TemplatePart
from appliance.domain.seal import Seal
from appliance.domain.span import MaskedSpan
from appliance.errors import WireError

Json = dict[str, Any]

_SHA256 = re.compile(r"[0-9a-f]{64}")

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
        "messages": [
            {"role": message.role, "parts": [_encode_part(p) for p in message.parts]}
            for message in request.messages
        ],
        "schema_template": request.schema_template,
        "max_output_tokens": request.max_output_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "top_logprobs": request.top_logprobs,
        "top_p": request.top_p,
        "top_k": request.top_k,
        "repetition_penalty": request.repetition_penalty,
        "stop": list(request.stop),
    }


def decode_request(raw: Mapping[str, Any]) -> GenerateRequest:
    """Read a request.

    Raises:
        WireError: It does not have the form of one.
    """
    return GenerateRequest(
        exchange=_text(raw, "exchange"),
        case=_text(raw, "case"),
        purpose=_text(raw, "purpose"),
        messages=tuple(_decode_message(m) for m in _list(raw, "messages")),
        schema_template=_text(raw, "schema_template"),
        max_output_tokens=_whole(raw, "max_output_tokens", 1, _MAX_OUTPUT_TOKENS),
        temperature=_between(raw, "temperature", 0.0, _MAX_TEMPERATURE),
        seed=_whole(raw, "seed", 0, (1 << 63) - 1),
        top_logprobs=_whole(raw, "top_logprobs", 0, _MAX_LOGPROBS),
        top_p=_between(raw, "top_p", _LEAST_TOP_P, 1.0),
        top_k=_whole(raw, "top_k", 0, _MAX_TOP_K),
        repetition_penalty=_between(raw, "repetition_penalty", 1.0, _MAX_PENALTY),
        stop=_stops(raw),
    )


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
    message = _object(raw, "message")
    parts = tuple(_decode_part(_object(p, "part")) for p in _list(message, "parts"))
    return Message(role=_text(message, "role"), parts=parts)


def _decode_part(raw: Json) -> Part:
    if set(raw) == {"template", "digest"}:
        return TemplatePart(_text(raw, "template"), _digest(raw, "digest"))
    if set(raw) != {"text", "spans", "seal"}:
        raise WireError("a part is neither a template nor a sealed text")
    seal = _object(raw["seal"], "seal")
    return MaskedPart(
        MaskedText(
            text=_text(raw, "text"),
            spans=tuple(_decode_span(span) for span in _list(raw, "spans")),
            seal=Seal(
                exchange=_text(seal, "exchange"),
                case=_text(seal, "case"),
                purpose=_text(seal, "purpose"),
                kinds_kept=tuple(_kind(k) for k in _list(seal, "kinds_kept")),
                expires_at_s=_whole(seal, "expires_at_s", 0, 1 << 53),
                mac=_digest(seal, "mac"),
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
    for pair in _list(raw, "alternatives"):
        match pair:
            case [str(text), float() | int() as logprob]:
                alternatives.append((text, float(logprob)))
            case _:
                raise WireError("an alternative is not [text, logprob]")
    return Token(_text(raw, "token"), _number(raw, "logprob"), tuple(alternatives))


def encode_finished(finished: Finished) -> Json:
    """Put the end of a generation into JSON."""
    weights = finished.weights
    return {
        "finished": finished.reason,
        "prompt_tokens": finished.prompt_tokens,
        "output_tokens": finished.output_tokens,
        "seed": finished.seed,
        "determinism": finished.determinism,
        "weights": {
            "name": weights.name,
            "digest": weights.digest,
            "quantisation": weights.quantisation,
            "device": weights.device,
            "runtime": weights.runtime,
        },
    }


def decode_finished(raw: Mapping[str, Any]) -> Finished:
    """Read the end of a generation.

    Raises:
        WireError: It does not have the form of one.
    """
    weights = _object(raw.get("weights"), "weights")
    determinism = raw.get("determinism")
    if determinism not in ("exact", "batch-dependent"):
        raise WireError("determinism: expected exact or batch-dependent")
    return Finished(
        reason=_text(raw, "finished"),
        prompt_tokens=_whole(raw, "prompt_tokens", 0, 1 << 31),
        output_tokens=_whole(raw, "output_tokens", 0, 1 << 31),
        seed=_whole(raw, "seed", 0, (1 << 63) - 1),
        determinism=determinism,
        weights=Weights(
            name=_text(weights, "name"),
            digest=_text(weights, "digest"),
            quantisation=_text(weights, "quantisation"),
            device=_text(weights, "device"),
            runtime=_text(weights, "runtime"),
        ),
    )


def _object(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise WireError(f"{name}: expected an object")
    return value


def _list(raw: Mapping[str, Any], name: str) -> list[Any]:
    value = raw.get(name)
    if not isinstance(value, list):
        raise WireError(f"{name}: expected a list")
    return value


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str):
        raise WireError(f"{name}: expected text")
    return value


def _digest(raw: Mapping[str, Any], name: str) -> str:
    value = _text(raw, name)
    if _SHA256.fullmatch(value) is None:
        raise WireError(f"{name}: expected 64 hex digits")
    return value


def _number(raw: Mapping[str, Any], name: str) -> float:
    value = raw.get(name)
    if type(value) not in {int, float}:
        raise WireError(f"{name}: expected a number")
    return float(raw[name])


def _between(raw: Mapping[str, Any], name: str, low: float, high: float) -> float:
    value = _number(raw, name)
    if not low <= value <= high:
        raise WireError(f"{name}: expected {low:g} to {high:g}")
    return value


def _stops(raw: Mapping[str, Any]) -> tuple[str, ...]:
    texts = _list(raw, "stop")
    if len(texts) > _MAX_STOPS or not all(
        isinstance(text, str) and 1 <= len(text) <= _MAX_STOP_CHARS for text in texts
    ):
        raise WireError(
            f"stop: expected up to {_MAX_STOPS} texts of 1 to {_MAX_STOP_CHARS} "
            "characters"
        )
    return tuple(texts)


def _whole(raw: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = raw.get(name)
    if type(value) is not int or not low <= value <= high:
        raise WireError(f"{name}: expected a whole number from {low} to {high}")
    return value


def _kind(value: object) -> EntityKind:
    if not isinstance(value, str) or value not in EntityKind.__members__:
        raise WireError("unknown kind of personal data")
    return EntityKind[value]
