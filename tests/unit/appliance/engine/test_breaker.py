"""A tier that fails again and again is left alone, and used again when it answers."""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.engine.breaker import (
    FAILURES,
    FIRST_PAUSE_S,
    LAST_PAUSE_S,
    BreakerState,
    BreakingEngine,
)
from appliance.errors import (
    EngineBusyError,
    EngineError,
    EngineRestingError,
    SealError,
    StoppedError,
    TextTooLongError,
)
from tests.fake_engine import WEIGHTS

REQUEST: Any = object()
WORD = Token("word", -0.1, ())


class Engine:
    """Fails with an error while it has one, else writes a word."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.late = False
        self.reason = "stop"
        self.asked = self.asked_for_room = 0

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        del request
        self.asked += 1
        yield Waiting(1)
        if self.late:
            yield WORD
        if self.error is not None:
            raise self.error
        yield WORD
        yield Finished(self.reason, 1, 1, WEIGHTS, 7, "exact")

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        del request
        yield Waiting(1)
        raise EngineError("not here")

    def fits(self, request: GenerateRequest) -> bool:
        del request
        self.asked_for_room += 1
        if self.error is not None:
            raise self.error
        return True

    def cancel(self, exchange: str) -> bool:
        """Tell that nothing runs."""
        return not exchange

    def health(self) -> Mapping[str, Any]:
        return {"ok": self.error is None}


class House:
    """An engine behind its breaker, and a clock."""

    def __init__(self) -> None:
        self.engine, self.now_s = Engine(), 0.0
        self.breaker = BreakingEngine(self.engine, lambda: self.now_s)

    def ask(self) -> str:
        """Ask, read to the end and go, and tell how it ended."""
        try:
            stream, count = self.breaker.generate(REQUEST), 0
            for item in stream:
                count += 1
                if isinstance(item, Finished):
                    break
            stream.close()  # type: ignore[attr-defined]  # a generator behind Iterator
            return str(count)
        except EngineError as err:
            return type(err).__name__

    def has_room(self) -> str:
        """Ask whether a prompt fits, and tell what was said."""
        try:
            return str(self.breaker.fits(REQUEST))
        except EngineError as err:
            return type(err).__name__

    def fail(self, times: int = FAILURES) -> None:
        """Have it fail so often."""
        self.engine.error = EngineError("gone")
        assert [self.ask() for _ in range(times)] == ["EngineError"] * times


@pytest.fixture
def house() -> House:
    return House()


def test_after_some_failures_in_a_row_it_is_not_asked_for_a_while(house: House) -> None:
    house.fail()
    assert house.ask() == "EngineRestingError"
    assert house.engine.asked == FAILURES


def test_failures_that_are_not_in_a_row_open_nothing(house: House) -> None:
    for _ in range(3):
        house.fail(FAILURES - 1)
        house.engine.error = None
        assert house.ask() == "3"
    assert house.breaker.state is BreakerState.CLOSED


def test_after_the_pause_one_asks_and_if_it_is_answered_all_may(house: House) -> None:
    house.fail()
    house.engine.error = None
    house.now_s += 2 * FIRST_PAUSE_S
    assert [house.ask(), house.ask()] == ["3", "3"]
    assert house.breaker.state is BreakerState.CLOSED


def test_while_one_finds_out_others_are_turned_away(house: House) -> None:
    house.fail()
    house.engine.error = None
    house.now_s += 2 * FIRST_PAUSE_S
    trying = house.breaker.generate(REQUEST)
    assert isinstance(next(trying), Waiting)
    assert house.ask() == "EngineRestingError"
    assert next(trying) is WORD
    assert house.ask() == "3"


def test_each_try_that_fails_doubles_the_pause_up_to_its_longest(house: House) -> None:
    house.fail()
    pauses = []
    for _ in range(8):
        began_s = house.now_s
        while house.ask() == "EngineRestingError":
            house.now_s += 0.5
        pauses.append(house.now_s - began_s)
    assert pauses[:5] == sorted(pauses[:5])
    assert FIRST_PAUSE_S <= pauses[0] < 2 * FIRST_PAUSE_S
    assert LAST_PAUSE_S <= pauses[-1] < 1.3 * LAST_PAUSE_S


def test_who_left_while_it_was_found_out_leaves_the_next_one_to_find_out(
    house: House,
) -> None:
    house.fail()
    house.now_s += 2 * FIRST_PAUSE_S
    trying = house.breaker.generate(REQUEST)
    next(trying)
    trying.close()  # type: ignore[attr-defined]  # a generator behind Iterator
    house.engine.error = None
    assert house.ask() == "3"


def test_while_it_is_left_alone_it_is_not_asked_what_fits(house: House) -> None:
    house.fail()
    assert house.has_room() == "EngineRestingError"
    assert house.engine.asked_for_room == 0


def test_after_the_pause_it_is_asked_what_fits_before_one_asks_it_to_write(
    house: House,
) -> None:
    house.fail()
    house.engine.error = None
    house.now_s += 2 * FIRST_PAUSE_S
    assert [house.has_room() for _ in range(3)] == ["True"] * 3
    # It has not written yet: one finds that out, and others wait for it meanwhile.
    assert house.breaker.state is BreakerState.BACK
    trying = house.breaker.generate(REQUEST)
    next(trying)
    assert house.has_room() == "EngineRestingError"
    assert list(trying)
    assert house.breaker.state is BreakerState.CLOSED


def test_one_that_does_not_say_what_fits_is_left_alone_too(house: House) -> None:
    house.engine.error = EngineError("hung")
    told = [house.has_room() for _ in range(FAILURES + 2)]
    assert told == ["EngineError"] * FAILURES + ["EngineRestingError"] * 2
    house.now_s += 2 * FIRST_PAUSE_S
    assert [house.has_room(), house.has_room()] == ["EngineError", "EngineRestingError"]


def test_that_it_says_what_fits_is_no_answer_that_ended_well(house: House) -> None:
    house.fail(FAILURES - 1)
    house.engine.error = None
    assert house.has_room() == "True"
    house.fail(1)
    assert house.ask() == "EngineRestingError"


def test_after_the_pause_a_text_that_is_too_long_shows_that_it_is_there(
    house: House,
) -> None:
    house.fail()
    house.engine.error = TextTooLongError("9 tokens")
    house.now_s += 2 * FIRST_PAUSE_S
    for _ in range(2):
        with pytest.raises(TextTooLongError):
            list(house.breaker.generate(REQUEST))
    assert house.breaker.state is BreakerState.CLOSED


@pytest.mark.parametrize("says", [SealError("no"), EngineBusyError("full")])
def test_an_engine_that_says_no_is_there(house: House, says: EngineError) -> None:
    house.fail(FAILURES - 1)
    house.engine.error = says
    assert {house.ask() for _ in range(5)} == {type(says).__name__}
    assert house.breaker.state is BreakerState.CLOSED


def test_what_is_no_fault_of_the_engine_counts_for_nothing(house: House) -> None:
    house.engine.error = StoppedError("left")
    for _ in range(FAILURES):
        with pytest.raises(StoppedError):
            list(house.breaker.generate(REQUEST))
    assert house.breaker.state is BreakerState.CLOSED


def test_one_that_writes_before_it_breaks_is_left_alone_too(house: House) -> None:
    house.engine.late = True
    house.engine.error = EngineError("hung")
    said = [house.ask() for _ in range(FAILURES + 2)]
    assert said == ["EngineError"] * FAILURES + ["EngineRestingError"] * 2
    # Its words let others by again, and each break makes the pause longer.
    house.now_s += 2 * FIRST_PAUSE_S
    assert [house.ask(), house.ask()] == ["EngineError", "EngineRestingError"]
    house.now_s += 2 * FIRST_PAUSE_S
    assert house.ask() == "EngineRestingError"


def test_one_that_is_too_slow_each_time_is_left_alone_too(house: House) -> None:
    house.engine.reason = "deadline"
    assert [house.ask() for _ in range(FAILURES + 1)] == [
        *["3"] * FAILURES,
        "EngineRestingError",
    ]
    house.engine.reason = "stop"
    house.now_s += 2 * FIRST_PAUSE_S
    assert [house.ask() for _ in range(3)] == ["3"] * 3
    assert house.breaker.state is BreakerState.CLOSED


def test_a_health_check_that_it_passes_has_it_used_again_at_once(house: House) -> None:
    house.fail()
    house.engine.error = None
    assert house.breaker.health()["ok"] is True
    assert house.breaker.state is BreakerState.BACK
    trying = house.breaker.generate(REQUEST)
    next(trying)
    assert house.ask() == "EngineRestingError"
    assert list(trying)
    assert house.ask() == "3"


def test_one_that_a_check_found_well_may_be_asked_what_fits_before(
    house: House,
) -> None:
    house.fail()
    house.engine.error = None
    house.breaker.health()
    assert [house.has_room(), house.ask()] == ["True", "3"]


FAULTS = {
    "not there": (EngineError("gone"), False, "stop"),
    "breaks off": (EngineError("killed"), True, "stop"),
    "too slow": (None, False, "deadline"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_health_checks_between_its_failures_do_not_hide_that_they_are_in_a_row(
    house: House, fault: tuple[EngineError | None, bool, str]
) -> None:
    error, late, reason = fault
    for _ in range(FAILURES):
        house.engine.error, house.engine.late, house.engine.reason = fault
        assert house.ask() == ("EngineError" if error else "3")
        house.engine.error = None
        if house.breaker.state is BreakerState.CLOSED:
            house.breaker.health()
    assert house.breaker.state is BreakerState.OPEN
    assert house.ask() == "EngineRestingError"
    # A word shows that one is there, and nothing of how its answers end.
    house.breaker.health()
    tried = "EngineRestingError" if late or reason == "deadline" else "3"
    house.engine.reason = "stop"
    assert house.ask() == tried
    house.now_s += 2 * FIRST_PAUSE_S
    assert house.ask() in {"3", "4"}
    assert house.breaker.state is BreakerState.CLOSED


def test_one_that_is_well_in_checks_alone_is_tried_by_one_each_time(
    house: House,
) -> None:
    house.fail()
    for _ in range(4):
        house.engine.error = None
        house.breaker.health()
        house.engine.error = EngineError("killed")
        assert [house.ask(), house.ask()] == ["EngineError", "EngineRestingError"]
    # Each of those tries failed, so its pause has grown.
    house.now_s += LAST_PAUSE_S / 2
    assert house.ask() == "EngineRestingError"


@pytest.mark.parametrize(
    "says", [SealError("no"), EngineBusyError("full"), TextTooLongError("9 tokens")]
)
def test_a_refusal_between_its_failures_does_not_hide_that_they_are_in_a_row(
    house: House, says: Exception
) -> None:
    house.fail(FAILURES - 1)
    house.engine.error = says
    with pytest.raises(type(says)):
        list(house.breaker.generate(REQUEST))
    house.fail(1)
    assert house.ask() == "EngineRestingError"


def test_many_that_fail_at_once_make_one_pause(house: House) -> None:
    streams = [house.breaker.generate(REQUEST) for _ in range(3 * FAILURES)]
    for stream in streams:
        next(stream)
    house.engine.error = EngineError("killed")
    for stream in streams:
        with pytest.raises(EngineError, match="killed"):
            list(stream)
    house.now_s += 2 * FIRST_PAUSE_S
    assert house.ask() == "EngineError"


def test_scoring_counts_like_writing(house: House) -> None:
    for _ in range(FAILURES):
        with pytest.raises(EngineError):
            list(house.breaker.score(REQUEST))
    with pytest.raises(EngineRestingError):
        list(house.breaker.score(REQUEST))


def test_many_threads_open_it_once_and_none_hangs(house: House) -> None:
    house.engine.error = EngineError("gone")
    together, said = threading.Barrier(12), []

    def ask() -> None:
        together.wait(30)
        said.extend(house.ask() for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(said) == 240
    assert house.engine.asked < 60
    assert house.breaker.state is BreakerState.OPEN
