"""What the rounds come to: the ratio with its interval, and where the time went."""

import math
import os
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from appliance.commands.pipeline.measure import Measured, Plan

# Two-sided 95 % points of Student's t, by degrees of freedom from 1 on.
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
)
MOST_ROUNDS = len(_T) + 1
_P95 = 0.95


def summary(plan: Plan, measured: Measured) -> dict[str, Any]:
    """Put what was measured into figures."""
    whole, bare, ratios = measured.whole, measured.bare, measured.ratios()
    seen = [answered for one in whole for answered in one.answers]
    answers = len(seen)
    written = sum(tokens for one in whole for _, tokens in one.asks)
    read = sum(tokens for one in whole for tokens, _ in one.asks)
    wall_s, bare_s = sum(one.wall_s for one in whole), sum(s for s, _ in bare)
    others_s = sum(one.others_s for one in whole)
    ratio, low, high = interval(ratios)
    cpu_s = _summed([one.cpu_s for one in whole])
    bare_cpu_s = sum(cpu for _, cpu in bare)
    steps_s = _summed([one.steps_us for one in whole], per=1_000_000)
    return {
        "model": plan.shape,
        "parameters": measured.parameters,
        "clients": plan.clients,
        "threads": plan.threads,
        "rounds": len(whole),
        "answers": answers,
        "tokens_read": read,
        "tokens_written": written,
        "ratio": _rounded(ratio),
        "ratio_low": _rounded(low),
        "ratio_high": _rounded(high),
        "cpu_ratio": _rounded(bare_cpu_s / sum(cpu_s.values())),
        "ratios": [_rounded(one) for one in ratios],
        "others_share": _rounded(others_s / (wall_s * (os.cpu_count() or 1))),
        "load_before": [round(one, 2) for one in measured.load],
        "whole": {
            "tokens_per_s": round(written / wall_s, 2),
            "answers_per_min": round(60 * answers / wall_s, 2),
            "first_words_p50_s": _percentile((a.first_s for a in seen), 0.5),
            "first_words_p95_s": _percentile((a.first_s for a in seen), _P95),
            "answer_p50_s": _percentile((a.whole_s for a in seen), 0.5),
            "answer_p95_s": _percentile((a.whole_s for a in seen), _P95),
            "wall_s": [round(one.wall_s, 2) for one in whole],
        },
        "bare": {
            "tokens_per_s": round(written / bare_s, 2),
            "answers_per_min": round(60 * answers / bare_s, 2),
            "wall_s": [round(s, 2) for s, _ in bare],
            "cpu_s": round(bare_cpu_s, 2),
        },
        "steps": _shares(steps_s, answers),
        "processes": _shares(cpu_s, answers),
    }


def interval(ratios: Sequence[float]) -> tuple[float, float | None, float | None]:
    """Give the geometric mean of ratios and its 95 % interval.

    The rounds' ratios count as draws of one distribution, their logarithms as normal
    (Student, 1908); of one round there is no interval.
    """
    logs = [math.log(ratio) for ratio in ratios]
    mean = statistics.fmean(logs)
    if len(logs) == 1:
        return math.exp(mean), None, None
    reach = _T[len(logs) - 2] * statistics.stdev(logs) / math.sqrt(len(logs))
    return math.exp(mean), math.exp(mean - reach), math.exp(mean + reach)


def _summed(runs: Sequence[Mapping[str, float]], per: float = 1) -> dict[str, float]:
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: sum(run.get(name, 0) for run in runs) / per for name in names}


def _shares(spent_s: Mapping[str, float], answers: int) -> dict[str, Any]:
    """Give what was spent, a share of all of it and by answer, the largest first."""
    whole = sum(spent_s.values()) or 1.0
    largest_first = sorted(spent_s.items(), key=lambda item: -item[1])
    return {
        name: {
            "s": round(spent, 3),
            "share": round(spent / whole, 4),
            "ms_per_answer": round(1000 * spent / answers, 2),
        }
        for name, spent in largest_first
    }


def _percentile(times_s: Iterable[float], share: float) -> float:
    times = sorted(times_s)
    return round(times[min(int(len(times) * share), len(times) - 1)], 3)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
