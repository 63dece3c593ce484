"""Runs the same requests on every side of a measurement, and sums the runs up."""

import gc
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from appliance.engine.bench_work import Ask, Run, Took

# Enough of them to have every part of a side loaded and its buffers made.
_WARM_ASKS = 8


def in_turns(
    sides: Mapping[str, Run], asks: Sequence[Ask], rounds: int
) -> dict[str, list[Took]]:
    """Run the same requests on every side, in turns."""
    short = [replace(ask, output_tokens=2, at_s=0.0) for ask in asks[:_WARM_ASKS]]
    for run in sides.values():
        run(short)
    found: dict[str, list[Took]] = {name: [] for name in sides}
    for number in range(rounds):
        # Who goes first changes, as a processor slows down when it is warm.
        order = list(sides)
        for name in order if number % 2 == 0 else reversed(order):
            gc.collect()
            found[name].append(sides[name](asks))
    return found


def summary(runs: Sequence[Took]) -> dict[str, Any]:
    """Put the runs of one side into figures: medians, and all first tokens."""
    firsts = sorted(first for took in runs for first in took.first_s)
    return {
        "tokens": runs[0].tokens,
        "tokens_per_s": round(statistics.median(t.tokens / t.wall_s for t in runs), 1),
        "wall_s": [round(took.wall_s, 3) for took in runs],
        "first_token_p50_s": round(firsts[len(firsts) // 2], 3),
        "first_token_p95_s": round(firsts[int(len(firsts) * 0.95)], 3),
    }
