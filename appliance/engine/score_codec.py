"""Scorings as JSON objects, for both sides of the engine's socket.

`decode_x(encode_x(x)) == x` for each; what does not fit is a `WireError`. Knows nothing
of models.
"""

import math
from collections.abc import Mapping
from typing import Any

from appliance.domain.scoring import DroppedSpan, Scored, ScoreEnded, ScoreRequest
from appliance.engine.codec import (
    decode_determinism,
    decode_messages,
    decode_weights,
    encode_messages,
    encode_weights,
)
from appliance.engine.wire_values import Json, digest_of, list_of, text_of, whole_of
from appliance.errors import WireError

_MAX_TARGETS = 64
_MAX_TARGET_CHARS = 200_000
_MAX_VARIANTS = 256
_MAX_SPANS = 256
# Targets times variants, the prompt as it is among them: all are laid out before one is
# read, at most 100 MB of token ids where texts are long.
_MAX_ROWS = 2_048
_MOST = 1 << 31


def encode_score_request(request: ScoreRequest) -> Json:
    """Put a request into JSON."""
    return {
        "exchange": request.exchange,
        "case": request.case,
        "purpose": request.purpose,
        "messages": encode_messages(request.messages),
        "targets": list(request.targets),
        "drop_spans": [
            [[span.part, span.start, span.end] for span in spans]
            for spans in request.drop_spans
        ],
        "release": request.release,
    }


def decode_score_request(raw: Mapping[str, Any]) -> ScoreRequest:
    """Read a request.

    Raises:
        WireError: It does not have the form of one.
    """
    variants = list_of(raw, "drop_spans")
    if len(variants) > _MAX_VARIANTS:
        raise WireError(f"drop_spans: {len(variants)}, at most {_MAX_VARIANTS}")
    targets = _targets(raw)
    if (rows := len(targets) * (len(variants) + 1)) > _MAX_ROWS:
        raise WireError(f"{rows} targets and variants, at most {_MAX_ROWS}")
    return ScoreRequest(
        exchange=text_of(raw, "exchange"),
        case=text_of(raw, "case"),
        purpose=text_of(raw, "purpose"),
        messages=decode_messages(raw),
        targets=targets,
        drop_spans=tuple(_spans(variant) for variant in variants),
        release=digest_of(raw, "release"),
    )


def encode_scored(scored: Scored) -> Json:
    """Put the scores of one variant into JSON."""
    return {
        "scored": scored.variant,
        "logprobs": [list(target) for target in scored.logprobs],
    }


def decode_scored(raw: Mapping[str, Any]) -> Scored:
    """Read the scores of one variant.

    Raises:
        WireError: They do not have the form.
    """
    return Scored(
        variant=whole_of(raw, "scored", 0, _MAX_VARIANTS),
        logprobs=tuple(_logprobs(target) for target in list_of(raw, "logprobs")),
    )


def encode_score_ended(ended: ScoreEnded) -> Json:
    """Put the end of a scoring into JSON."""
    return {
        "score_ended": ended.reason,
        "read_tokens": ended.read_tokens,
        "tokens": [list(target) for target in ended.tokens],
        "weights": encode_weights(ended.weights),
        "determinism": ended.determinism,
    }


def decode_score_ended(raw: Mapping[str, Any]) -> ScoreEnded:
    """Read the end of a scoring.

    Raises:
        WireError: It does not have the form of one.
    """
    return ScoreEnded(
        reason=text_of(raw, "score_ended"),
        read_tokens=whole_of(raw, "read_tokens", 0, _MOST),
        tokens=tuple(_texts(target) for target in list_of(raw, "tokens")),
        weights=decode_weights(raw),
        determinism=decode_determinism(raw),
    )


def _targets(raw: Mapping[str, Any]) -> tuple[str, ...]:
    targets = _texts(list_of(raw, "targets"))
    fit = all(1 <= len(target) <= _MAX_TARGET_CHARS for target in targets)
    if not 1 <= len(targets) <= _MAX_TARGETS or not fit:
        raise WireError(
            f"targets: expected 1 to {_MAX_TARGETS} texts of 1 to {_MAX_TARGET_CHARS} "
            "characters"
        )
    return targets


def _spans(raw: object) -> tuple[DroppedSpan, ...]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= _MAX_SPANS:
        raise WireError(f"drop_spans: expected lists of 1 to {_MAX_SPANS} spans")
    return tuple(_span(span) for span in raw)


def _span(raw: object) -> DroppedSpan:
    match raw:
        case [int(), int(), int()] if all(
            type(number) is int and 0 <= number < _MOST for number in raw
        ):
            return DroppedSpan(*raw)
    raise WireError("drop_spans: a span is not [part, start, end]")


def _texts(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(text, str) for text in raw):
        raise WireError("expected a list of texts")
    return tuple(raw)


def _logprobs(raw: object) -> tuple[float, ...]:
    if not isinstance(raw, list) or not all(
        type(value) in {int, float} and math.isfinite(value) for value in raw
    ):
        raise WireError("logprobs: expected lists of numbers")
    return tuple(map(float, raw))
