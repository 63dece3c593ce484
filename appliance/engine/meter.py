"""Counts what the engine does: waits, first tokens, tokens, endings, per purpose.

Names are vLLM's where they mean the same (`vllm:` metrics, docs.vllm.ai, "Production
metrics"), so a site's dashboards fit. Counts and times only, never a text.
"""

import bisect
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from appliance.domain.answer import Token, Waiting
from appliance.engine.job import Heard
from appliance.engine.written import Ended, Reading
from appliance.errors import EngineBusyError

# Upper bounds in seconds, for waits and for the time between two tokens.
WAIT_BOUNDS_S = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
# Fewer tokens tell nothing of the speed.
_SPEED_TOKENS = 8
COUNTERS = (
    *("prompt_tokens", "generation_tokens", "scorings", "scoring_tokens"),
    "requests_refused",
)
TOKEN_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5)


@dataclass(slots=True)
class Histogram:
    """How often a value lay under each bound."""

    bounds: tuple[float, ...]
    counts: list[int] = field(init=False)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect.bisect_left(self.bounds, value)] += 1
        self.total += value

    def as_json(self) -> dict[str, Any]:
        """Give bounds, the counts of each and of what is over all, and the sum."""
        return {
            "bounds": list(self.bounds),
            "counts": list(self.counts),
            "sum": round(self.total, 6),
        }


class _OfPurpose:
    """What is counted for one purpose."""

    def __init__(self) -> None:
        self.counters: dict[str, int] = dict.fromkeys(COUNTERS, 0)
        self.endings: dict[str, int] = {}
        self.histograms = {
            "request_queue_time_seconds": Histogram(WAIT_BOUNDS_S),
            "time_to_first_token_seconds": Histogram(WAIT_BOUNDS_S),
            "inter_token_latency_seconds": Histogram(TOKEN_BOUNDS_S),
            "e2e_request_latency_seconds": Histogram(WAIT_BOUNDS_S),
        }


class Meter:
    """The engine's counters since its start; safe to share between threads."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        """Start at nought."""
        self._now_s = now_s
        self._lock = threading.Lock()
        self._purposes: dict[str, _OfPurpose] = {}
        self.tokens_per_s = 0.0

    def speed(self) -> Callable[[Heard], None]:
        """Begin to measure how fast the tokens of one answer come."""
        first_s, count = 0.0, 0

        def heard(item: Heard) -> None:
            nonlocal first_s, count
            if isinstance(item, Token):
                count += 1
                first_s = first_s or self._now_s()
            elif isinstance(item, Ended) and count >= _SPEED_TOKENS:
                self.tokens_per_s = (count - 1) / (self._now_s() - first_s)

        return heard

    def watch(self, purpose: str) -> Callable[[Heard], None]:
        """Begin to count one request, which is submitted now."""
        watch = _Watch(self, purpose, self._now_s())
        return watch.heard

    def watch_score(self, purpose: str) -> Callable[[Heard], None]:
        """Begin to count one scoring."""

        def heard(item: Heard) -> None:
            if isinstance(item, Ended):
                with self._lock:
                    counters = self._of(purpose).counters
                    counters["scorings"] += 1
                    counters["scoring_tokens"] += item.prompt_tokens

        return heard

    @contextmanager
    def refusals(self, purpose: str) -> Iterator[None]:
        """Count it if a generation or scoring has no turn."""
        try:
            yield
        except EngineBusyError:
            with self._lock:
                self._of(purpose).counters["requests_refused"] += 1
            raise

    def as_json(self) -> dict[str, Any]:
        """Give all counters, by purpose."""
        with self._lock:
            return {
                name: {
                    "counters": dict(counted.counters),
                    "endings": dict(counted.endings),
                    "histograms": {
                        key: histogram.as_json()
                        for key, histogram in counted.histograms.items()
                    },
                }
                for name, counted in self._purposes.items()
            }

    def observe(self, purpose: str, histogram: str, value: float) -> None:
        """Count a time in seconds."""
        with self._lock:
            self._of(purpose).histograms[histogram].observe(value)

    def ended(self, purpose: str, last: Ended | None) -> None:
        """Count how a request ended; None for an error."""
        reason = last.reason if last is not None else "error"
        with self._lock:
            counted = self._of(purpose)
            counted.endings[reason] = counted.endings.get(reason, 0) + 1
            if last is not None:
                counted.counters["prompt_tokens"] += last.prompt_tokens
                counted.counters["generation_tokens"] += last.output_tokens

    def now_s(self) -> float:
        """Tell the time that the counters go by."""
        return self._now_s()

    def _of(self, purpose: str) -> _OfPurpose:
        return self._purposes.setdefault(purpose, _OfPurpose())


class _Watch:
    """What is counted of one request."""

    def __init__(self, meter: Meter, purpose: str, came_s: float) -> None:
        self._meter = meter
        self._purpose = purpose
        self._came_s = came_s
        self._last_token_s = 0.0
        self._speed = meter.speed()

    def heard(self, item: Heard) -> None:
        """Count what became of the request."""
        now = self._meter.now_s()
        self._speed(item)
        match item:
            case Reading():
                return
            case Waiting():
                self._observe("request_queue_time_seconds", now - self._came_s)
            case Token():
                if self._last_token_s:
                    between = now - self._last_token_s
                    self._observe("inter_token_latency_seconds", between)
                else:
                    self._observe("time_to_first_token_seconds", now - self._came_s)
                self._last_token_s = now
            case Ended():
                self._observe("e2e_request_latency_seconds", now - self._came_s)
                self._meter.ended(self._purpose, item)
            case _:
                self._meter.ended(self._purpose, None)

    def _observe(self, histogram: str, value: float) -> None:
        self._meter.observe(self._purpose, histogram, value)
