"""What a purpose asks of a release is read whole or refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.thresholds import Thresholds, from_body, to_body

NAMES = st.text("abc_.", min_size=1, max_size=8)


@given(
    thresholds=st.builds(
        Thresholds,
        shares=st.dictionaries(NAMES, st.integers(1, 1000)).map(
            lambda shares: {**shares, "right": 900}
        ),
        limits=st.dictionaries(NAMES, st.integers(0, 10**12)),
        margin_permille=st.integers(1, 999),
        confidence_permille=st.integers(501, 999),
    )
)
def test_what_is_written_is_read_back(thresholds: Thresholds) -> None:
    assert from_body(to_body(thresholds)) == thresholds


def test_margin_and_confidence_may_be_left_out() -> None:
    thresholds = from_body({"shares": {"right": 900}})

    assert (thresholds.margin_permille, thresholds.confidence_permille) == (50, 950)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "expected shares, by name"),
        ({"shares": []}, "expected shares, by name"),
        ({"shares": {1: 900}}, "expected shares, by name"),
        ({"shares": {"schema": 900}}, "expected a target for the share of cases"),
        ({"shares": {"right": 0}}, "share right: expected 1 to 1000"),
        ({"shares": {"right": 1001}}, "share right: expected 1 to 1000"),
        ({"shares": {"right": 0.9}}, "share right: expected 1 to 1000"),
        ({"shares": {"right": True}}, "share right: expected 1 to 1000"),
        ({"shares": {"right": 9}, "limits": 3}, "expected limits, by name"),
        ({"shares": {"right": 9}, "limits": {"p95_ms": -1}}, "limit p95_ms: expected"),
        ({"shares": {"right": 9}, "limits": {"leaks": 1}}, "none is ever allowed"),
        ({"shares": {"right": 9}, "margin_permille": 0}, "margin_permille: expected"),
        (
            {"shares": {"right": 9}, "confidence_permille": 500},
            "confidence_permille: expected 501 to 999",
        ),
        ({"shares": {"right": 9}, "confidnce": 950}, "unknown thresholds: confidnce"),
    ],
)
def test_what_is_not_whole_is_refused(body: dict[Any, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_body(body)
