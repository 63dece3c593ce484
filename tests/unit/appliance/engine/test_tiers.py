"""Tiers are asked in the order of the request, and never after a token was given."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.ports.engine import GenerateRequest
from appliance.engine.tiers import FALL_BACK_WITHIN_S, EngineTiers
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    EngineError,
    SealError,
    TextTooLongError,
)
from tests.fake_engine import WEIGHTS

END = Finished("stop", 1, 1, WEIGHTS, 7, "exact")
WORD = Token("word", -0.1)
ASKED = GenerateRequest("e", "c", "p", (), "", 9, 0.0, 7, 0, tiers=("large", "small"))


class Engine:
    """An engine that gives what it was told, an error where it stands."""

    def __init__(self, *given: Waiting | Token | Finished | ApplianceError) -> None:
        self.given = given
        self.asked = 0
        self.closed = 0
        self.cancelled: list[str] = []
        self.writes: set[str] = set()
        self.well: bool | ApplianceError = True
        self.room = 100

    def generate(self, _: GenerateRequest) -> Iterator[Waiting | Token | Finished]:
        self.asked += 1
        try:
            for item in self.given:
                if isinstance(item, ApplianceError):
                    raise item
                yield item
        finally:
            self.closed += 1

    def fits(self, request: GenerateRequest) -> bool:
        if isinstance(self.well, ApplianceError):
            raise self.well
        return len(request.exchange) <= self.room

    def cancel(self, exchange: str) -> bool:
        if isinstance(self.well, ApplianceError):
            raise self.well
        self.cancelled.append(exchange)
        return exchange in self.writes

    def health(self) -> Mapping[str, Any]:
        if isinstance(self.well, ApplianceError):
            raise self.well
        return {"ok": self.well, "model": "m"}


def tiers_of(large: Engine, small: Engine, *orders: tuple[str, ...]) -> EngineTiers:
    return EngineTiers({"small": small, "large": large}, lambda: orders)


def test_the_first_tier_that_can_answers() -> None:
    large, small = Engine(Waiting(1), WORD, END), Engine(WORD, END)
    assert [Waiting(1), WORD, END] == list(tiers_of(large, small).generate(ASKED))
    assert (large.asked, small.asked) == (1, 0)


AWAY = {
    "not there": (EngineError("cannot connect"),),
    "full": (EngineBusyError("full"),),
    "dies while people wait": (Waiting(3), Waiting(2), EngineError("broke off")),
}


@pytest.mark.parametrize("given", AWAY.values(), ids=AWAY.keys())
def test_the_next_tier_answers_for_one_that_is(given: tuple[Any, ...]) -> None:
    large, small = Engine(*given), Engine(WORD, END)
    told = list(tiers_of(large, small).generate(ASKED))
    error = type(given[-1]).__name__
    assert [*given[:-1], PassedOver("large", error), WORD, END] == told
    assert (large.closed, small.closed) == (1, 1)


STANDS = {
    "after a token": (WORD, EngineError("broke off")),
    "of a seal": (SealError("not sealed"),),
    "of the length": (TextTooLongError("too long"),),
}


@pytest.mark.parametrize("given", STANDS.values(), ids=STANDS.keys())
def test_an_error_stands(given: tuple[Any, ...]) -> None:
    large, small = Engine(*given), Engine(WORD, END)
    told: list[object] = []
    with pytest.raises(type(given[-1])):
        told.extend(tiers_of(large, small).generate(ASKED))
    assert (small.asked, large.closed) == (0, 1)


FIT = {
    "both have room": (100, 100, True),
    "the first has none": (0, 100, False),
    "the second has none": (100, 0, False),
    "one is away": (EngineError("away"), 100, True),
    "one is away, the other has none": (EngineError("away"), 0, False),
}


@pytest.mark.parametrize("given", FIT.values(), ids=FIT.keys())
def test_a_prompt_fits_where_every_tier_that_can_be_asked_has_room(
    given: tuple[Any, Any, bool],
) -> None:
    engines = Engine(), Engine()
    for engine, one in zip(engines, given, strict=False):
        if isinstance(one, ApplianceError):
            engine.well = one
        else:
            engine.room = one
    assert tiers_of(*engines).fits(ASKED) is given[2]


def test_where_none_can_be_asked_nobody_says_that_a_prompt_fits() -> None:
    large, small = Engine(), Engine()
    large.well, small.well = EngineError("away"), EngineBusyError("full")
    with pytest.raises(EngineBusyError, match="full"):
        tiers_of(large, small).fits(ASKED)


def test_a_prompt_that_is_not_sealed_fits_nowhere() -> None:
    large = Engine()
    large.well = SealError("not sealed")
    with pytest.raises(SealError):
        tiers_of(large, Engine()).fits(ASKED)


def test_only_the_tiers_of_the_request_are_asked() -> None:
    large, small = Engine(EngineError("away")), Engine(WORD, END)
    with pytest.raises(EngineError, match="away"):
        list(tiers_of(large, small).generate(replace(ASKED, tiers=("large",))))
    assert small.asked == 0


def test_the_last_error_stands_where_no_tier_can() -> None:
    large, small = Engine(EngineError("away")), Engine(EngineBusyError("full"))
    with pytest.raises(EngineBusyError, match="full"):
        list(tiers_of(large, small).generate(ASKED))


@pytest.mark.parametrize(("waited_s", "falls_back"), [(0.0, True), (1.0, False)])
def test_who_waited_long_does_not_begin_to_wait_again(
    waited_s: float, *, falls_back: bool
) -> None:
    large, small = Engine(Waiting(1), EngineBusyError("too long")), Engine(WORD, END)
    now = [0.0]
    tiers = EngineTiers({"small": small, "large": large}, tuple, lambda: now[0])
    answer = tiers.generate(ASKED)
    assert next(answer) == Waiting(1)
    now[0] = FALL_BACK_WITHIN_S + waited_s
    if falls_back:
        assert next(answer) == PassedOver("large", "EngineBusyError")
    else:
        with pytest.raises(EngineBusyError):
            next(answer)


def test_who_leaves_lets_the_engine_go_and_asks_no_other() -> None:
    large, small = Engine(WORD, END), Engine(WORD, END)
    answer = tiers_of(large, small).generate(ASKED)
    assert next(answer) is WORD
    answer.close()  # type: ignore[attr-defined] # a generator behind Iterator
    assert (large.closed, small.asked) == (1, 0)


def test_a_stop_reaches_every_tier_and_fails_only_where_none_hears_it() -> None:
    large, small = Engine(), Engine()
    large.writes = {"e1"}
    tiers = tiers_of(large, small)
    assert tiers.cancel("e1")
    large.well = EngineError("away")
    assert not tiers.cancel("e2")
    small.well = EngineError("away too")
    with pytest.raises(EngineError, match="away too"):
        tiers.cancel("e3")
    assert (small.cancelled, large.cancelled) == (["e1", "e2"], ["e1"])


@pytest.mark.parametrize(
    ("large", "small", "ok"),
    [
        (True, True, True),
        (EngineError("away"), True, True),
        (False, True, True),
        (True, EngineError("away"), False),
        (EngineError("away"), EngineError("away"), False),
    ],
)
def test_it_is_well_while_every_purpose_has_a_tier_that_is(
    large: bool | ApplianceError,  # noqa: FBT001 - what an engine says
    small: bool | ApplianceError,  # noqa: FBT001 - what an engine says
    *,
    ok: bool,
) -> None:
    engines = Engine(), Engine()
    engines[0].well, engines[1].well = large, small
    tiers = tiers_of(*engines, ("large", "small"), ("small",))
    told = {"small": small is True, "large": large is True}
    assert tiers.health() == {"ok": ok, "tiers": told}


def test_one_tier_alone_says_what_its_engine_says() -> None:
    tiers = EngineTiers({"small": Engine()}, lambda: [("small",)])
    assert tiers.health() == {"ok": True, "model": "m"}
