"""Measures a real detector child: start, waits, processor time and memory.

The child is what the masker starts. Beside it stock Presidio runs over the same texts
on the same core, turn by turn: a slow machine slows both, and their ratio tells of the
detectors alone.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from appliance.commands.privacy.child_figures import cpu_s, memory_bytes
from appliance.commands.privacy.stock_presidio import load_stock
from appliance.masker.children import Children
from appliance.masker.lanes import ChildSetup

_DEADLINE_S = 600.0
_WARM_UP = 3
_PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured.

    Args:
        start_s: From the start of the process until it can detect.
        waits_s: Of each text, from handing it over to its spans.
        characters: Of all texts together.
        cpu_s: Processor time of the child for them.
        baseline_cpu_s: Processor time of stock Presidio for the same texts.
        memory: Of the child after the last text, in bytes.
    """

    start_s: float
    waits_s: tuple[float, ...]
    characters: int
    cpu_s: float
    baseline_cpu_s: float
    memory: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """Write the figures as one object."""
        # The kernel counts a process in hundredths of a second: too few texts are none.
        ours = self.characters / self.cpu_s if self.cpu_s else None
        baseline = self.characters / self.baseline_cpu_s
        return {
            "texts": len(self.waits_s),
            "characters": self.characters,
            "characters_per_s": round(self.characters / sum(self.waits_s)),
            "characters_per_cpu_s": None if ours is None else round(ours),
            "baseline_characters_per_cpu_s": round(baseline),
            "ratio_to_baseline": None if ours is None else round(ours / baseline, 3),
            "latency_ms": {
                f"p{percentile}": round(
                    1000 * float(np.percentile(self.waits_s, percentile)), 1
                )
                for percentile in _PERCENTILES
            },
            "start_ms": round(1000 * self.start_s),
            "memory_bytes": self.memory,
        }


def measure_speed(
    setup: ChildSetup, texts: Sequence[str], *, done: Callable[[int], None]
) -> Speed:
    """Run every text through a detector child and the baseline, warm, on one core.

    Raises:
        DetectionError: The child cannot start, or failed.
    """
    with _one_core():
        began = time.monotonic()
        children = Children(setup, count=1, deadline_s=_DEADLINE_S)
        try:
            start_s = time.monotonic() - began
            return _measured(children, texts, start_s, done)
        finally:
            children.close()


def _measured(
    children: Children,
    texts: Sequence[str],
    start_s: float,
    done: Callable[[int], None],
) -> Speed:
    baseline = load_stock()
    for text in texts[:_WARM_UP]:
        children.detect(text, "en", kept=(), known=())
        baseline(text)
    (pid,) = children.pids()
    waits, used_s, baseline_s = [], 0.0, 0.0
    for text in texts:
        cpu_before, began = cpu_s(pid), time.perf_counter()
        children.detect(text, "en", kept=(), known=())
        waits.append(time.perf_counter() - began)
        used_s += cpu_s(pid) - cpu_before
        before = time.process_time()
        baseline(text)
        baseline_s += time.process_time() - before
        done(len(text))
    return Speed(
        start_s,
        tuple(waits),
        sum(map(len, texts)),
        used_s,
        baseline_s,
        memory_bytes(pid),
    )


@contextmanager
def _one_core() -> Iterator[None]:
    """Stay on one processor, and with this thread all that it starts."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
