from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.scoring import DroppedSpan, Scored, ScoreEnded, ScoreRequest
from appliance.engine.score_codec import (
    decode_score_ended,
    decode_score_request,
    decode_scored,
    encode_score_ended,
    encode_score_request,
    encode_scored,
)
from appliance.errors import WireError
from tests.unit.appliance.engine.test_codec import (
    GOOD as GENERATION,
)
from tests.unit.appliance.engine.test_codec import (
    _count,
    _logprob,
    _message,
    _text,
    _weights,
    over_the_wire,
)

_span = st.builds(DroppedSpan, part=_count, start=_count, end=_count)
_request = st.builds(
    ScoreRequest,
    exchange=_text,
    case=_text,
    purpose=_text,
    messages=st.lists(_message, max_size=3).map(tuple),
    targets=st.lists(_text.filter(bool), min_size=1, max_size=3).map(tuple),
    drop_spans=st.lists(
        st.lists(_span, min_size=1, max_size=3).map(tuple), max_size=3
    ).map(tuple),
    release=st.sampled_from(["a" * 64, "0123456789abcdef" * 4]),
)
_scored = st.builds(
    Scored,
    variant=st.integers(0, 256),
    logprobs=st.lists(st.lists(_logprob, max_size=4).map(tuple), max_size=3).map(tuple),
)
_ended = st.builds(
    ScoreEnded,
    reason=_text,
    read_tokens=_count,
    tokens=st.lists(st.lists(_text, max_size=4).map(tuple), max_size=3).map(tuple),
    weights=_weights,
    determinism=st.sampled_from(("exact", "batch-dependent")),
)


@given(_request)
def test_a_request_reads_back_as_it_was_sent(request: ScoreRequest) -> None:
    assert decode_score_request(over_the_wire(encode_score_request(request))) == request


@given(_scored)
def test_scores_read_back_as_they_were_sent(scored: Scored) -> None:
    assert decode_scored(over_the_wire(encode_scored(scored))) == scored


@given(_ended)
def test_an_ending_reads_back_as_it_was_sent(ended: ScoreEnded) -> None:
    assert decode_score_ended(over_the_wire(encode_score_ended(ended))) == ended


GOOD: dict[str, Any] = {
    **{key: GENERATION[key] for key in ("exchange", "case", "purpose", "messages")},
    "targets": ["t"],
    "drop_spans": [[[0, 1, 2]]],
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exchange": 1}, "exchange: expected text"),
        ({"messages": ["hello"]}, "message: expected an object"),
        ({"targets": []}, "targets: expected 1 to 64 texts"),
        ({"targets": ["t"] * 65}, "targets: expected 1 to 64 texts"),
        ({"targets": [""]}, "targets: expected 1 to 64 texts of 1 to"),
        ({"targets": ["t" * 200_001]}, "targets: expected 1 to 64 texts of 1 to"),
        ({"targets": [1]}, "expected a list of texts"),
        ({"targets": "t"}, "targets: expected a list"),
        ({"drop_spans": {}}, "drop_spans: expected a list"),
        ({"drop_spans": [[[0, 1, 2]]] * 257}, "drop_spans: 257, at most 256"),
        ({"drop_spans": [[]]}, "expected lists of 1 to 256 spans"),
        ({"drop_spans": [[[0, 1, 2]] * 257]}, "expected lists of 1 to 256 spans"),
        (
            {"targets": ["a"] * 64, "drop_spans": [[[0, 1, 2]]] * 32},
            "2112 targets and variants, at most 2048",
        ),
        ({"drop_spans": ["x"]}, "expected lists of 1 to 256 spans"),
        ({"drop_spans": [[[0, 1]]]}, "a span is not"),
        ({"drop_spans": [[[0, -1, 2]]]}, "a span is not"),
        ({"drop_spans": [[[0, True, 2]]]}, "a span is not"),
        ({"drop_spans": [[[0, 1.0, 2]]]}, "a span is not"),
        ({"drop_spans": [[[0, 1, 1 << 40]]]}, "a span is not"),
    ],
)
def test_a_malformed_request_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(WireError, match=message):
        decode_score_request({**GOOD, **changes})


@pytest.mark.parametrize(
    "logprobs", [[1], [["x"]], [[None]], {}, [[float("inf")]], [[True]]]
)
def test_scores_that_are_no_numbers_are_refused(logprobs: object) -> None:
    with pytest.raises(WireError, match="logprobs: expected"):
        decode_scored({"scored": 0, "logprobs": logprobs})
