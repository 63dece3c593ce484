"""What is done again and again goes on after a fault, and its silence is heard."""

import threading
from collections.abc import Callable

import pytest

from appliance.errors import StoreError
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
    assert beat.silent_s() < BOUND_S
    beat.stop()
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


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_nobody_foresaw_is_heard_as_silence() -> None:
    beat = Beat("test", Counted(1, lambda _: 1 / 0), every_s=0.001)
    beat.start()
    beat.join(BOUND_S)
    assert beat.silent_s() == float("inf")
    beat.stop()
