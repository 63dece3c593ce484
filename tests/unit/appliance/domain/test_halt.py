"""What halts what, and that a note says exactly that."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.deployment import (
    Deployment,
    encode_deployment,
    parse_deployment,
)
from appliance.domain.halt import (
    Halt,
    HaltReason,
    HaltScope,
    body_of,
    halt_of,
    may_answer,
)
from tests.made import make_purpose

WHOLE = Halt(HaltScope.APPLIANCE, "", HaltReason.DRILL, 1)
LETTERS = Halt(HaltScope.PURPOSE, "letters", HaltReason.FAULT, 2)
LARGE = Halt(HaltScope.TIER, "large", HaltReason.WRONG_ANSWERS, 3)
TIERS = ("standard", "large")


@pytest.mark.parametrize(
    ("halts", "left"),
    [
        ((), TIERS),
        ((WHOLE,), ()),
        ((LETTERS,), ()),
        ((LARGE,), ("standard",)),
        ((Halt(HaltScope.PURPOSE, "memos", HaltReason.FAULT, 2),), TIERS),
        # A purpose and a tier may have the same name.
        ((Halt(HaltScope.TIER, "letters", HaltReason.FAULT, 2),), TIERS),
    ],
)
def test_what_is_halted_may_not_answer(
    halts: tuple[Halt, ...], left: tuple[str, ...]
) -> None:
    assert may_answer(make_purpose(name="letters"), TIERS, halts) == left


halt_values = st.builds(
    Halt,
    st.sampled_from([HaltScope.PURPOSE, HaltScope.TIER]),
    st.text(min_size=1, max_size=20),
    st.sampled_from(list(HaltReason)),
    st.integers(0, 10**9),
) | st.just(WHOLE)


@given(st.lists(halt_values, max_size=4))
def test_a_note_gives_back_the_halts_it_was_made_of(halts: list[Halt]) -> None:
    deployment = Deployment(record=5, halts=tuple(halts))
    assert parse_deployment(encode_deployment(deployment)) == deployment


GOOD = body_of(LETTERS)


@pytest.mark.parametrize(
    "body",
    [
        {**GOOD, "scope": "person"},
        {**GOOD, "scope": "appliance"},
        {**GOOD, "name": ""},
        {**GOOD, "name": 7},
        {**GOOD, "name": "x" * 65},
        {**GOOD, "reason": "because"},
    ],
)
def test_what_does_not_say_what_it_halts_is_no_halt(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"halt|valid"):
        halt_of(body, since=1)
