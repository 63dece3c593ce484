"""What is done again and again goes on after a fault, and what is late is heard."""

import math
import threading
import time
from collections.abc import Callable

import pytest

from appliance.errors import EngineBusyError, StoreError
from appliance.worker import beat as beat_module
from appliance.worker.beat import Beat

BOUND_S = 30.0


class Counted:
    """Work that is counted, and does as it is told each time."""

    def __init__(self, enough: int, turn: Callable[[int], float | None]) -> None:
        self.done, self._enough, self._turn = 0, enough, turn
        self.over = threading.Event()

    def __call__(self) -> float | None:
        self.done += 1
        if self.done >= self._enough:
            self.over.set()
        return self._turn(self.done)


def beat_until(work: Counted, *, every_s: float) -> Beat:
    beat = Beat("test", work, every_s=every_s)
    beat.start()
    assert work.over.wait(BOUND_S)
    return beat


def test_it_is_done_again_and_again_until_stopped() -> None:
    work = Counted(3, lambda _: None)
    beat = beat_until(work, every_s=0.001)
    assert beat.is_well()
    beat.stop()
    assert not beat.is_well()
    done = work.done
    assert not beat.is_alive()
    assert work.done == done


def test_it_pauses_as_long_as_the_work_says() -> None:
    beat_until(Counted(100, lambda _: 0.0), every_s=3_600).stop()


def broken(turn: int) -> None:
    if turn < 3:
        raise StoreError("the database is locked")


def test_a_fault_is_tried_again() -> None:
    beat = beat_until(Counted(3, broken), every_s=0.001)
    beat.stop()


class Stubborn:
    """Work that breaks until it is allowed to work."""

    def __init__(self, fault: Exception) -> None:
        self.may_work, self.tried, self.worked = (threading.Event() for _ in range(3))
        self._fault = fault

    def __call__(self) -> None:
        if self.may_work.is_set():
            self.worked.set()
        else:
            self.tried.set()
            raise self._fault


@pytest.mark.parametrize("late_s", [600.0, math.inf])
def test_a_fault_nobody_foresaw_is_heard_until_the_work_is_done_again(
    late_s: float,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(beat_module, "MAX_PAUSE_S", 0.001)
    work = Stubborn(ValueError("Anna Hale, 4 High Street"))
    beat = Beat("test", work, every_s=0.001, late_s=late_s)
    beat.start()
    assert work.tried.wait(BOUND_S)
    assert until(lambda: not beat.is_well())
    work.may_work.set()
    assert work.worked.wait(BOUND_S)
    assert until(beat.is_well)
    beat.stop()
    assert "test: unforeseen ValueError" in caplog.text
    assert "Anna" not in caplog.text


def test_work_that_breaks_for_longer_than_it_may_is_heard_until_it_is_done_again() -> (
    None
):
    work = Stubborn(StoreError("the database is locked"))
    beat = Beat("test", work, every_s=0.001, late_s=0.2)
    beat.start()
    assert until(lambda: not beat.is_well())
    work.may_work.set()
    assert until(beat.is_well)
    beat.stop()


def test_work_that_asks_a_model_may_break_for_long() -> None:
    work = Stubborn(EngineBusyError("it gave way"))
    beat = Beat("test", work, every_s=0.001, late_s=math.inf)
    beat.start()
    assert work.tried.wait(BOUND_S)
    assert beat.is_well()
    beat.stop()


def until(state: Callable[[], bool]) -> bool:
    """Wait until something is so, for so long at most."""
    ends_s = time.monotonic() + BOUND_S
    while time.monotonic() < ends_s:
        if state():
            return True
        time.sleep(0.001)
    return False
