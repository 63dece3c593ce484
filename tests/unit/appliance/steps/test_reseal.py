"""What goes into a prompt is sealed again before its seals end."""

from dataclasses import replace

import pytest

from appliance.domain.conversation import MaskedTurn
from appliance.domain.exchange import Inspected, Masked
from appliance.domain.masked import MaskedText
from appliance.domain.ports.wired import Ports
from appliance.steps.reseal import reseal
from tests.fakes import FixedClock, make_prompt, ports


def asked(wired: Ports) -> Inspected:
    """Take a request as far as it is inspected, with a variable and a turn."""
    inspected = make_prompt(wired).inspected
    masked = inspected.sourced.masked
    turn = MaskedTurn("a" * 32, masked.text, masked.text, masked.text)
    plain = replace(turn, summary=None)
    masked = replace(masked, variables={"who": masked.text}, turns=(turn, plain))
    return replace(inspected, sourced=replace(inspected.sourced, masked=masked))


def sealed(masked: Masked) -> list[MaskedText]:
    said = [
        one for turn in masked.turns for one in (turn.text, turn.answer, turn.summary)
    ]
    return [*masked.variables.values(), *(one for one in said if one is not None)]


@pytest.mark.parametrize(("age_s", "later_s"), [(300, 0), (301, 301), (5_000, 5_000)])
def test_what_ends_within_ten_minutes_is_sealed_again(
    age_s: float, later_s: float
) -> None:
    clock = FixedClock()
    wired = ports(clock=clock)
    before = asked(wired)
    clock.advance(age_s)
    after = reseal(before, wired).sourced.masked
    first = before.sourced.masked.text
    again = [after.text, *sealed(after)]
    assert len(again) == 7
    assert {one.text for one in again} == {first.text}
    ends = {one.seal.expires_at_s - first.seal.expires_at_s for one in again}
    assert ends == {later_s}


def test_a_text_that_the_model_does_not_read_itself_is_left_alone() -> None:
    clock = FixedClock()
    wired = ports(clock=clock)
    before = asked(wired)
    clock.advance(800)
    after = reseal(before, wired, is_read=False).sourced.masked
    first = before.sourced.masked.text
    assert after.text is first
    assert {
        one.seal.expires_at_s - first.seal.expires_at_s for one in sealed(after)
    } == {800}
