"""A shadow takes the model's idle time and nothing else."""

import itertools
import threading
from collections.abc import Iterator

import pytest

from appliance.domain.answer import Token, Waiting
from appliance.engine.job import Job, Priority
from appliance.engine.written import Ended, Halt, Written
from appliance.errors import EngineBusyError
from tests.unit.appliance.engine.test_queue import (
    BOUND_S,
    Held,
    Line,
    Script,
    Scripted,
    job,
    line,
    run,
    say,
)


def shadow(work: Script, name: str = "shadow") -> Job[Script]:
    return job(work, name, priority=Priority.SHADOW)


def endless(halt: Halt) -> Iterator[Written]:
    """Write until told to stop."""
    for _ in itertools.count():
        if halt():
            break
        yield Token("s", 0.0)
    yield Ended(halt(), 1, 1)


def wait_for_line(made: Line, waiting: int) -> None:
    ticks = threading.Event()
    for _ in range(3_000):
        if len(made) == waiting:
            return
        ticks.wait(0.01)
    raise AssertionError(f"{len(made)} wait, not {waiting}")


def test_a_shadow_is_answered_while_the_model_does_nothing() -> None:
    with line() as made:
        told = list(made.submit(shadow(say("quiet"))))
    assert told == [Token("quiet", 0.0), Ended("stop", 1, 1)]


@pytest.mark.parametrize("priority", [Priority.STAFF, Priority.JOB])
def test_a_running_shadow_ends_when_somebody_comes(priority: Priority) -> None:
    with line(steps=Scripted(max_rows=4)) as made:
        seen: list[object] = []
        follower = run(made, shadow(endless), seen)
        told = list(made.submit(job(say("first"), "e", priority=priority)))
        follower.join(BOUND_S)
    assert [item for item in told if not isinstance(item, Waiting)] == [
        Token("first", 0.0),
        Ended("stop", 1, 1),
    ]
    assert seen[-1] == Ended("cancelled", 1, 1)


def test_a_shadow_does_not_begin_beside_an_answer_though_there_is_room() -> None:
    with line(steps=Scripted(max_rows=4)) as made:
        shadowed: list[object] = []
        answer = run(made, job(endless, "long"), [])
        thread = threading.Thread(
            target=lambda: shadowed.extend(made.submit(shadow(say("later"))))
        )
        thread.start()
        wait_for_line(made, 1)
        beside = list(made.submit(job(say("beside"), "b")))
        assert len(made) == 1
        assert made.cancel("long")
        answer.join(BOUND_S)
        thread.join(BOUND_S)
    assert Token("beside", 0.0) in beside
    assert Token("later", 0.0) in shadowed


def test_somebody_who_comes_later_is_answered_before_a_waiting_shadow() -> None:
    order: list[str] = []

    def noting(name: str) -> Script:
        def work(_: Halt) -> Iterator[Written]:
            order.append(name)
            yield Ended("stop", 1, 0)

        return work

    with line() as made:
        held = Held()
        first = run(made, held.job, [])
        threads = []
        for waits, one in enumerate((shadow(noting("shadow")), job(noting("staff")))):
            thread = threading.Thread(target=lambda it=one: list(made.submit(it)))
            thread.start()
            threads.append(thread)
            wait_for_line(made, waits + 1)
        held.let.set()
        for thread in (first, *threads):
            thread.join(BOUND_S)
    assert order == ["staff", "shadow"]


def test_shadows_do_not_fill_the_line() -> None:
    with line(max_waiting=9) as made:
        held = Held()
        first = run(made, held.job, [])
        threads = []
        for number in range(2):
            one = shadow(say("s"), f"s{number}")
            thread = threading.Thread(target=lambda it=one: list(made.submit(it)))
            thread.start()
            threads.append(thread)
            wait_for_line(made, number + 1)
        with pytest.raises(EngineBusyError, match="2 shadows wait already"):
            next(made.submit(shadow(say("third"))))
        held.let.set()
        for thread in (first, *threads):
            thread.join(BOUND_S)
