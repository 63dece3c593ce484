"""Scorings take no place of an answer, and come last."""

from dataclasses import replace

import pytest

from appliance.domain.answer import Token, Waiting
from appliance.engine.job import Job, Priority
from appliance.engine.written import Ended
from appliance.errors import EngineBusyError
from tests.unit.appliance.engine.test_queue import Held, Script, job, line, run, say


def beside(given: Job[Script]) -> Job[Script]:
    return replace(given, priority=Priority.EXPLANATION, beside=True)


def test_an_answer_begins_while_something_is_scored() -> None:
    with line() as made:
        held = Held()
        told: list[object] = []
        thread = run(made, beside(held.job), told)
        # There is one row, and it is free: no place in the line is told.
        answer = made.submit(job(say("hi")))
        held.let.set()
        assert [Token("hi", 0.0), Ended("stop", 1, 1)] == list(answer)
        thread.join()
    assert told[-1] == Ended("stop", 1, 1)


def test_a_scoring_waits_for_those_who_wait_for_an_answer() -> None:
    with line() as made:
        held, told = Held(), list[object]()
        thread = run(made, held.job, told)
        first = made.submit(job(say("first"), "f"))
        assert next(first) == Waiting(1)
        last = made.submit(beside(job(say("last"), "l")))
        assert next(last) == Waiting(2)
        held.let.set()
        assert list(first)[-1] == Ended("stop", 1, 1)
        assert list(last)[-1] == Ended("stop", 1, 1)
        thread.join()


def test_scorings_do_not_fill_the_line() -> None:
    with line(max_waiting=64) as made:
        held, told = Held(), list[object]()
        thread = run(made, held.job, told)
        front = made.submit(job(say("front"), "f"))
        assert next(front) == Waiting(1)
        waiting = [made.submit(beside(job(say("x"), f"x{n}"))) for n in range(8)]
        for one in waiting:
            assert isinstance(next(one), Waiting)
        with pytest.raises(EngineBusyError, match="8 scorings wait already"):
            next(made.submit(beside(job(say("x"), "x9"))))
        answer = made.submit(job(say("hi"), "h"))
        assert next(answer) == Waiting(2)
        held.let.set()
        assert list(answer)[-1] == Ended("stop", 1, 1)
        for one in (front, *waiting):
            assert list(one)[-1] == Ended("stop", 1, 1)
        thread.join()
