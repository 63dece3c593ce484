import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from appliance.domain.answer import Token, Waiting
from appliance.engine.job import Job, Priority
from appliance.engine.queue import GenerationLine
from appliance.engine.written import Ended, Halt, Tell, Written
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    EngineError,
    TextTooLongError,
)

BOUND_S = 30.0
Script = Callable[[Halt], Iterator[Written]]


class Scripted:
    """Steps whose work is a script: one item of each is told per step."""

    def __init__(self, max_rows: int = 1) -> None:
        self.max_rows = max_rows
        self.room = True
        self._running: list[tuple[Iterator[Written], Tell]] = []

    def fits(self, _: Script) -> bool:
        return self.room or not self._running

    def begin(self, work: Script, halt: Halt, tell: Tell) -> None:
        self._running.append((work(halt), tell))

    def step(self) -> None:
        for running in list(self._running):
            items, tell = running
            item: Written | ApplianceError
            try:
                item = next(items)
            except ApplianceError as err:
                item = err
            if isinstance(item, Ended | ApplianceError):
                self._running.remove(running)
            tell(item)


Line = GenerationLine[Script]


@contextmanager
def line(
    max_waiting: int = 4, max_wait_s: float = BOUND_S, steps: Scripted | None = None
) -> Iterator[Line]:
    made: Line = GenerationLine(
        steps or Scripted(), max_waiting=max_waiting, max_wait_s=max_wait_s
    )
    made.start()
    try:
        yield made
    finally:
        made.stop()


def job(
    work: Script,
    name: str = "e",
    deadline_s: float = BOUND_S,
    priority: Priority = Priority.STAFF,
) -> Job[Script]:
    return Job(name, work, deadline_s, priority)


class Held:
    """A generation that goes on only when it is let."""

    def __init__(self, name: str = "held") -> None:
        self.begun = threading.Event()
        self.let = threading.Event()
        self.job = job(self.work, name)

    def work(self, halt: Halt) -> Iterator[Written]:
        self.begun.set()
        yield Token("a", 0.0)
        assert self.let.wait(BOUND_S)
        yield Ended(halt() or "stop", 1, 1)


def say(word: str) -> Script:
    def work(_: Halt) -> Iterator[Written]:
        yield Token(word, 0.0)
        yield Ended("stop", 1, 1)

    return work


def run(made: Line, given: Job[Script], into: list[object]) -> threading.Thread:
    """Follow a job in a thread of its own until it is over."""
    follow = made.submit(given)
    into.append(next(follow))

    def rest() -> None:
        into.extend(follow)

    thread = threading.Thread(target=rest)
    thread.start()
    return thread


def test_a_generation_is_followed_to_its_end() -> None:
    with line() as made:
        assert [Token("hi", 0.0), Ended("stop", 1, 1)] == list(
            made.submit(job(say("hi")))
        )


def test_generations_run_one_by_one_in_the_order_they_came() -> None:
    order: list[str] = []

    def noting(name: str) -> Script:
        def work(_: Halt) -> Iterator[Written]:
            order.append(name)
            yield Ended("stop", 1, 0)

        return work

    with line() as made:
        held = Held()
        seen: list[object] = []
        first = run(made, held.job, seen)
        threads = []
        for name in ("b", "c", "d"):
            thread = threading.Thread(
                target=lambda n=name: list(made.submit(job(noting(n), n)))
            )
            before = len(made)
            thread.start()
            for _ in range(10_000):
                if len(made) > before:
                    break
                time.sleep(0.001)
            threads.append(thread)
        held.let.set()
        for thread in (first, *threads):
            thread.join(BOUND_S)
    assert order == ["b", "c", "d"]


def test_a_full_line_is_busy() -> None:
    with (
        line(max_waiting=0) as made,
        pytest.raises(EngineBusyError, match="0 generations wait"),
    ):
        list(made.submit(job(say("x"))))


def deadline_only(halt: Halt) -> Iterator[Written]:
    while not (reason := halt()):
        yield Token("a", 0.0)
    yield Ended(reason, 1, 1)


def test_a_deadline_counts_from_the_beginning_and_not_in_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("appliance.engine.queue.WAIT_SIGN_S", 0.01)
    with line() as made:
        held = Held()
        thread = run(made, held.job, [])
        waits = made.submit(job(deadline_only, deadline_s=0.02))
        # Told so often that its deadline is long past, it still waits.
        assert [Waiting(1)] * 10 == [next(waits) for _ in range(10)]
        held.let.set()
        thread.join(BOUND_S)
        *_, last = waits
    assert last == Ended("deadline", 1, 1)


def test_who_has_waited_too_long_is_told_so_and_leaves_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("appliance.engine.queue.WAIT_SIGN_S", 0.01)
    with line(max_wait_s=0.0) as made:
        held = Held()
        thread = run(made, held.job, [])
        with pytest.raises(EngineBusyError, match="no turn within 0 s"):
            list(made.submit(job(say("x"))))
        assert len(made) == 0
        held.let.set()
        thread.join(BOUND_S)


def test_who_leaves_the_line_or_is_stopped_in_it_gives_the_place_to_others() -> None:
    with line() as made:
        held = Held()
        thread = run(made, held.job, [])
        leaver, stopped, last = (
            made.submit(job(say(name), name)) for name in ("b", "c", "d")
        )
        places = [next(follow) for follow in (leaver, stopped, last)]
        assert [Waiting(1), Waiting(2), Waiting(3)] == places
        leaver.close()  # type: ignore[attr-defined] # a generator
        assert made.cancel("c")
        assert len(made) == 1
        # Nobody has to wait for their turn to hear that they stopped.
        assert [Waiting(1), Ended("cancelled", 0, 0)] == list(stopped)
        held.let.set()
        thread.join(BOUND_S)
        told = [Waiting(2), Waiting(1), Waiting(0), Token("d", 0.0)]
        assert [*told, Ended("stop", 1, 1)] == list(last)


def test_a_stop_reaches_the_generation_that_runs() -> None:
    with line() as made:
        held, seen = Held("e1"), list[object]()
        thread = run(made, held.job, seen)
        assert made.cancel("e1")
        held.let.set()
        thread.join(BOUND_S)
    assert Ended("cancelled", 1, 1) == seen[-1]


def test_a_stop_of_an_unknown_exchange_finds_nothing() -> None:
    with line() as made:
        assert not made.cancel("e1")


def test_a_caller_that_goes_away_stops_its_generation() -> None:
    ended = threading.Event()

    def endless(halt: Halt) -> Iterator[Written]:
        while not (reason := halt()):
            yield Token("a", 0.0)
        ended.set()
        yield Ended(reason, 1, 1)

    with line() as made:
        follow = made.submit(job(endless))
        next(follow)
        follow.close()  # type: ignore[attr-defined] # a generator
        assert ended.wait(BOUND_S)


def test_an_error_of_one_generation_reaches_its_caller_and_nobody_else() -> None:
    def broken(_: Halt) -> Iterator[Written]:
        raise EngineError("the model failed: RuntimeError")
        yield

    def too_long(_: Halt) -> Iterator[Written]:
        raise TextTooLongError("1 token")
        yield

    with line() as made:
        with pytest.raises(EngineError, match="the model failed: RuntimeError"):
            list(made.submit(job(broken)))
        with pytest.raises(TextTooLongError):
            list(made.submit(job(too_long)))
        assert len(list(made.submit(job(say("x"))))) == 2


def test_a_probe_is_let_in_between_two_tokens() -> None:
    probed = threading.Event()

    def until_probed(halt: Halt) -> Iterator[Written]:
        while not probed.is_set() and not halt():
            yield Token("a", 0.0)
        yield Ended("stop", 1, 1)

    with line() as made:
        follow = made.submit(job(until_probed))
        next(follow)
        assert made.probe(probed.set, timeout_s=BOUND_S)
        follow.close()  # type: ignore[attr-defined] # a generator


def test_a_probe_of_an_idle_model_is_done_and_a_failed_one_is_not() -> None:
    def fail() -> None:
        raise EngineError("no")

    with line() as made:
        assert made.probe(lambda: None, timeout_s=BOUND_S)
        assert not made.probe(fail, timeout_s=0.01)


def test_a_probe_of_a_stuck_model_is_not_done() -> None:
    with line() as made:
        held = Held()
        thread = run(made, held.job, [])
        assert not made.probe(lambda: None, timeout_s=0.01)
        held.let.set()
        thread.join(BOUND_S)


def test_an_unforeseen_fault_ends_the_line_and_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    died = threading.Event()

    def unforeseen(_: Halt) -> Iterator[Written]:
        raise AssertionError("x")
        yield

    made: Line = GenerationLine(Scripted(), max_waiting=4, max_wait_s=BOUND_S)
    made.on_death = died.set
    made.start()
    with pytest.raises(EngineError, match="stopping"):
        list(made.submit(job(unforeseen)))
    assert died.wait(BOUND_S)
    made._thread.join(BOUND_S)
    with pytest.raises(EngineError, match="stopping"):
        list(made.submit(job(say("x"))))
    assert not made.probe(lambda: None, timeout_s=1.0)


def test_a_stopped_line_refuses_who_waits() -> None:
    made: Line = GenerationLine(Scripted(), max_waiting=4, max_wait_s=BOUND_S)
    made._waiting.append(job(say("first")))
    waiting = made.submit(job(say("x")))
    assert next(waiting) == Waiting(1)
    made.stop()
    made.start()
    with pytest.raises(EngineError, match="stopping"):
        list(waiting)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, within a bound."""
    for _ in range(30_000):
        if holds():
            return
        time.sleep(0.001)
    raise AssertionError("it never came to hold")


class Endless:
    """A generation that goes on, holding nobody up, until it is let go."""

    def __init__(self, name: str) -> None:
        self.let = threading.Event()
        self.job = job(self.work, name)

    def work(self, _: Halt) -> Iterator[Written]:
        while not self.let.is_set():
            yield Token("a", 0.0)
        yield Ended("stop", 1, 1)


def test_as_many_run_at_a_time_as_the_batch_has_rows() -> None:
    with line(steps=Scripted(max_rows=2)) as made:
        three = [Endless(name) for name in "abc"]
        follows = [made.submit(one.job) for one in three]
        assert [Token("a", 0.0)] * 2 == [next(follow) for follow in follows[:2]]
        # Of the two that run one must end first.
        assert Waiting(1) == next(follows[2])
        assert made.running == 2
        three[1].let.set()
        assert Ended("stop", 1, 1) == list(follows[1])[-1]
        assert [Waiting(0), Token("a", 0.0)] == [next(follows[2]) for _ in range(2)]
        assert made.running == 2
        for one in three:
            one.let.set()
        assert [Ended("stop", 1, 1)] * 2 == [
            list(follow)[-1] for follow in (follows[0], follows[2])
        ]


def test_staff_come_before_jobs_and_those_before_explanations() -> None:
    order: list[str] = []

    def noting(name: str) -> Script:
        def work(_: Halt) -> Iterator[Written]:
            order.append(name)
            yield Ended("stop", 1, 0)

        return work

    came = {
        "explanation": Priority.EXPLANATION,
        "job 1": Priority.JOB,
        "staff 1": Priority.STAFF,
        "job 2": Priority.JOB,
        "staff 2": Priority.STAFF,
    }
    with line(max_waiting=9) as made:
        held = Held()
        first = run(made, held.job, [])
        threads = []
        for at, (name, priority) in enumerate(came.items(), 1):
            given = job(noting(name), name, priority=priority)
            thread = threading.Thread(target=lambda g=given: list(made.submit(g)))
            thread.start()
            until(lambda at=at: len(made) == at)  # type: ignore[misc] # bound now
            threads.append(thread)
        held.let.set()
        for thread in (first, *threads):
            thread.join(BOUND_S)
    assert order == ["staff 1", "staff 2", "job 1", "job 2", "explanation"]


def test_who_is_overtaken_is_told_the_new_place() -> None:
    with line() as made:
        held = Held()
        thread = run(made, held.job, [])
        slow = made.submit(job(say("slow"), priority=Priority.JOB))
        assert Waiting(1) == next(slow)
        quick = made.submit(job(say("quick")))
        assert Waiting(1) == next(quick)
        assert Waiting(2) == next(slow)
        held.let.set()
        thread.join(BOUND_S)
        assert [Waiting(0), Token("quick", 0.0), Ended("stop", 1, 1)] == list(quick)
        assert Ended("stop", 1, 1) == list(slow)[-1]


def test_who_lacks_memory_waits_and_is_told_so() -> None:
    steps = Scripted(max_rows=4)
    with line(steps=steps) as made:
        large = Endless("large")
        follow = made.submit(large.job)
        next(follow)
        steps.room = False
        waits = made.submit(job(say("x")))
        assert Waiting(1) == next(waits)
        large.let.set()
        assert Ended("stop", 1, 1) == list(follow)[-1]
        assert [Waiting(0), Token("x", 0.0), Ended("stop", 1, 1)] == list(waits)


def endless(halt: Halt) -> Iterator[Written]:
    while not (reason := halt()):
        yield Token("a", 0.0)
    yield Ended(reason, 1, 1)


def test_what_a_line_that_stops_was_writing_is_no_answer_and_nobodys_stop() -> None:
    made: Line = GenerationLine(Scripted(max_rows=2), max_waiting=4, max_wait_s=BOUND_S)
    made.start()
    follows = [made.submit(job(endless, name)) for name in ("a", "b")]
    assert [Token("a", 0.0)] * 2 == [next(follow) for follow in follows]
    made.stop()
    for follow in follows:
        with pytest.raises(EngineError, match="stopping"):
            list(follow)


def test_who_stopped_an_answer_before_the_line_stops_hears_that_it_was_stopped() -> (
    None
):
    made: Line = GenerationLine(Scripted(max_rows=2), max_waiting=4, max_wait_s=BOUND_S)
    made.start()
    follow = made.submit(job(endless, "a"))
    assert Token("a", 0.0) == next(follow)
    assert made.cancel("a")
    made.stop()
    assert Ended("cancelled", 1, 1) == list(follow)[-1]


@pytest.mark.parametrize(("overdue_s", "first"), [(0.0, "job"), (1e6, "staff")])
def test_a_job_that_has_waited_long_is_no_longer_passed_by_staff(
    overdue_s: float, first: str
) -> None:
    order: list[str] = []

    def noting(name: str) -> Script:
        def work(_: Halt) -> Iterator[Written]:
            order.append(name)
            yield Ended("stop", 1, 0)

        return work

    made: Line = GenerationLine(
        Scripted(), max_waiting=4, max_wait_s=BOUND_S, overdue_s=overdue_s
    )
    made.start()
    try:
        held, heard = Held(), [[], [], []]  # type: ignore[var-annotated]
        threads = [
            run(made, held.job, heard[0]),
            run(made, job(noting("job"), priority=Priority.JOB), heard[1]),
            run(made, job(noting("staff")), heard[2]),
        ]
        held.let.set()
        for thread in threads:
            thread.join(BOUND_S)
    finally:
        made.stop()
    assert order[0] == first
    assert len(order) == 2
