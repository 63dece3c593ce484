"""What becomes of requests is counted, per purpose."""

from collections.abc import Iterator

import pytest

from appliance.domain.answer import Token, Waiting
from appliance.engine.meter import Histogram, Meter
from appliance.engine.written import Ended, Reading
from appliance.errors import EngineError

A = Token("a", 0.0)


class Ticking:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


def sums(meter: Meter, purpose: str) -> dict[str, tuple[int, float]]:
    told = meter.as_json()[purpose]["histograms"]
    return {name: (sum(h["counts"]), h["sum"]) for name, h in told.items()}


def test_the_times_of_a_request_are_counted(clock: Ticking) -> None:
    meter = Meter(clock)
    heard = meter.watch("p")
    for gap, item in [
        (2.0, Waiting(0)),
        (1.0, Reading(5)),
        (1.0, A),
        (0.25, A),
        (0.25, A),
        (0.5, Ended("stop", 7, 3)),
    ]:
        clock.now += gap
        heard(item)
    assert sums(meter, "p") == {
        "request_queue_time_seconds": (1, 2.0),
        "time_to_first_token_seconds": (1, 4.0),
        "inter_token_latency_seconds": (2, 0.5),
        "e2e_request_latency_seconds": (1, 5.0),
    }
    told = meter.as_json()["p"]
    assert told["counters"] == {
        "prompt_tokens": 7,
        "generation_tokens": 3,
        "scorings": 0,
        "scoring_tokens": 0,
        "requests_refused": 0,
    }
    assert told["endings"] == {"stop": 1}


def test_endings_and_errors_are_counted_by_purpose(clock: Ticking) -> None:
    meter = Meter(clock)
    meter.watch("p")(Ended("length", 1, 1))
    meter.watch("p")(Ended("length", 1, 1))
    meter.watch("q")(EngineError("x"))
    told = meter.as_json()
    assert {name: of["endings"] for name, of in told.items()} == {
        "p": {"length": 2},
        "q": {"error": 1},
    }


def test_the_speed_is_that_of_the_last_answer_long_enough(clock: Ticking) -> None:
    meter = Meter(clock)

    def answer(tokens: int, gap: float) -> Iterator[float]:
        heard = meter.speed()
        for _ in range(tokens):
            clock.now += gap
            heard(A)
        heard(Ended("stop", 1, tokens))
        yield meter.tokens_per_s

    assert [pytest.approx(10.0)] == list(answer(20, 0.1))
    assert [pytest.approx(10.0)] == list(answer(3, 1.0))


@pytest.mark.parametrize(
    ("value", "counts"),
    [(0.5, [1, 0, 0]), (1.0, [1, 0, 0]), (1.5, [0, 1, 0]), (9.0, [0, 0, 1])],
)
def test_a_value_is_counted_under_its_bound(value: float, counts: list[int]) -> None:
    histogram = Histogram((1.0, 2.0))
    histogram.observe(value)
    assert {"bounds": [1.0, 2.0], "counts": counts, "sum": value} == histogram.as_json()
