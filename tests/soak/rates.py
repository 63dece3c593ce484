"""How often verdicts and sequential tests err, and how often they find what is there.

`make statistics` (RUNS=20000, SEED=1) prints a table for docs/statistics.md. The tests
run the same simulations a thousand times each. Exit status 1 if an error rate is above
the stated one by more than chance.
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from appliance.domain.thresholds import Thresholds
from appliance.domain.verdict import Count, Outcome
from appliance.release.statistics.binomial import at_least
from appliance.release.statistics.paired import bootstrap, compare
from appliance.release.statistics.sequential import wealth_above
from appliance.release.statistics.verdict import judge

# So rarely a test that keeps its rate is called one that does not.
BY_CHANCE = 0.001
# So many series are held in memory at a time.
_TOGETHER = 1000


@dataclass(frozen=True)
class Truth:
    """A made-up candidate and the live release, as they truly are.

    Args:
        live: Share of cases that the live release has right.
        lost: Share of cases that only the live release has right.
        gained: Share of cases that only the candidate has right.
    """

    live: float
    lost: float
    gained: float

    def draw(self, cases: int, runs: int, seed: int) -> NDArray[np.int64]:
        """Draw cases that both, only live, only candidate, none has right: (runs, 4)."""
        both = self.live - self.lost
        shares = [both, self.lost, self.gained, 1 - both - self.lost - self.gained]
        return np.random.default_rng(seed).multinomial(cases, shares, size=runs)


def verdicts(
    truth: Truth, thresholds: Thresholds, *, cases: int, runs: int, seed: int
) -> Counter[Outcome]:
    """Judge so many candidates with the code that judges real ones."""
    outcomes: Counter[Outcome] = Counter()
    tables, times = np.unique(truth.draw(cases, runs, seed), axis=0, return_counts=True)
    for (both, lost, gained, none), count in zip(
        tables.tolist(), times.tolist(), strict=True
    ):
        live = [True] * (both + lost) + [False] * (gained + none)
        candidate = [True] * both + [False] * lost + [True] * gained + [False] * none
        comparison = compare(
            live,
            candidate,
            margin_permille=thresholds.margin_permille,
            confidence=thresholds.confidence_permille,
        )
        verdict = judge(
            thresholds,
            shares={"right": Count(both + gained, cases)},
            amounts={"leaks": 0},
            comparison=comparison,
        )
        outcomes[verdict.outcome] += count
    return outcomes


def bootstrap_passes(
    truth: Truth, *, cases: int, runs: int, seed: int, margin_permille: int
) -> int:
    """Count the candidates that would pass if the bootstrap's lower end decided.

    At 950 permille one-sided: the lower end of the two-sided interval of 900.
    """
    drawn = truth.draw(cases, runs, seed)[:, 1:3]
    tables, times = np.unique(drawn, axis=0, return_counts=True)
    return sum(
        int(count)
        for (lost, gained), count in zip(tables.tolist(), times, strict=True)
        if bootstrap(gained, lost, cases, 900, 0)[0] >= -margin_permille
    )


def stops(
    share: float, limit: float, *, answers: int, runs: int, seed: int, error: float
) -> tuple[int, int | None]:
    """Count series in which harm is shown while looking after every answer.

    Returns:
        How many, and after how many answers half of all series had stopped, if so many
        did.
    """
    bad = np.random.default_rng(seed).random((runs, answers)) < share
    return _crossed(wealth_above(bad.astype(float), limit, 0.0), error)


def differs(
    live: float,
    candidate: float,
    *,
    ratio: int,
    blocks: int,
    runs: int,
    seed: int,
    error: float,
) -> tuple[int, int | None]:
    """Count pairs of arms in which a difference of either direction is shown."""
    rng = np.random.default_rng(seed)
    means = rng.binomial(ratio, live, (runs, blocks)) / ratio
    differences = (rng.random((runs, blocks)) < candidate) - means
    higher = wealth_above(differences, 0.0, -1.0)
    lower = wealth_above(-differences, 0.0, -1.0)
    return _crossed(np.maximum(higher, lower), error / 2)


def naive_stops(share: float, *, answers: int, runs: int, seed: int) -> int:
    """Count series that an ordinary 95 % bound, looked at after every answer, stops.

    From the twentieth answer on; the limit is the true share.
    """
    bad = np.random.default_rng(seed).random((runs, answers)) < share
    counts, seen = np.cumsum(bad, axis=1), np.arange(1, answers + 1)
    score = (counts - seen * share) / np.sqrt(seen * share * (1 - share))
    return int((score[:, 20:] > 1.6449).any(axis=1).sum())


def above_by_chance(count: int, runs: int, rate: float) -> bool:
    """Tell whether so many errors are possible, though the rate holds."""
    return at_least(count, runs, rate) > BY_CHANCE


def _crossed(wealth: NDArray[np.float64], error: float) -> tuple[int, int | None]:
    shown = wealth >= 1 / error
    crossed = shown.any(axis=1)
    if 2 * crossed.sum() < len(wealth):
        return int(crossed.sum()), None
    first = np.where(crossed, shown.argmax(axis=1) + 1, wealth.shape[1] + 1)
    return int(crossed.sum()), int(np.median(first))


# Cases are 150, the margin is 50 permille, the confidence 950. What is asked, the truth,
# the target for right cases, and whether a pass would be wrong.
_VERDICTS = (
    ("worse by the margin, nothing gained", Truth(0.95, 0.05, 0.0), 500, True),
    ("worse by the margin, few flips", Truth(0.95, 0.06, 0.01), 500, True),
    ("worse by the margin, many flips", Truth(0.9, 0.1, 0.05), 500, True),
    ("worse by twice the margin", Truth(0.95, 0.11, 0.01), 500, True),
    ("just below the target of 90 %", Truth(0.899, 0.01, 0.01), 900, True),
    ("as good, 2 % flip", Truth(0.93, 0.01, 0.01), 500, False),
    ("as good, 6 % flip", Truth(0.93, 0.03, 0.03), 500, False),
    ("95 % right, target 90 %", Truth(0.95, 0.01, 0.01), 900, False),
    ("97 % right, target 90 %", Truth(0.97, 0.01, 0.01), 900, False),
)
# What is asked, the true share of bad answers, the limit.
_HARMS = (
    ("2 % bad, 2 % allowed", 0.02, 0.02),
    ("10 % bad, 10 % allowed", 0.1, 0.1),
    ("4 % bad, 2 % allowed", 0.04, 0.02),
    ("15 % bad, 10 % allowed", 0.15, 0.1),
    ("20 % bad, 2 % allowed", 0.2, 0.02),
)
# What is asked, the shares of both arms, live answers to one of the candidate's.
_ARMS = (
    ("20 % in both arms", 0.2, 0.2, 1),
    ("2 % in both, canary of 10 %", 0.02, 0.02, 9),
    ("20 % and 30 %", 0.2, 0.3, 1),
    ("2 % and 5 %", 0.02, 0.05, 1),
    ("2 % and 5 %, canary of 10 %", 0.02, 0.05, 9),
)
_ANSWERS = 2000


def main() -> int:
    """Print the table; tell whether every rate held."""
    runs = int(os.environ.get("RUNS", "20000"))
    seed = int(os.environ.get("SEED", "1"))
    table = Table("what is true", "of 1000", "stated", "found after", "note")
    held = True
    for what, truth, target, wrong in _VERDICTS:
        outcomes = verdicts(
            truth, Thresholds({"right": target}), cases=150, runs=runs, seed=seed
        )
        passed = outcomes[Outcome.PASS]
        by_bootstrap = bootstrap_passes(
            truth, cases=150, runs=runs, seed=seed, margin_permille=50
        )
        note = f"{_permille(by_bootstrap, runs)} by bootstrap" if target == 500 else ""
        stated = "wrong pass, 50" if wrong else "pass"
        table.add_row(what, _permille(passed, runs), stated, "", note)
        held = held and (not wrong or above_by_chance(passed, runs, 0.05))
    for what, share, limit in _HARMS:
        found, after = _stops_in_parts(share, limit, runs, seed)
        wrong = share <= limit
        note = ""
        if wrong:
            naive = naive_stops(share, answers=_ANSWERS, runs=_TOGETHER, seed=seed)
            note = f"{_permille(naive, _TOGETHER)} by an ordinary test"
        stated = "wrong stop, 50" if wrong else "stop"
        table.add_row(what, _permille(found, runs), stated, _after(after), note)
        held = held and (not wrong or above_by_chance(found, runs, 0.05))
    for what, live, candidate, ratio in _ARMS:
        found, after = _differs_in_parts(live, candidate, ratio, runs, seed)
        wrong = live == candidate
        stated = "wrong difference, 50" if wrong else "difference"
        table.add_row(what, _permille(found, runs), stated, _after(after), "")
        held = held and (not wrong or above_by_chance(found, runs, 0.05))
    Console(width=110).print(table)
    print(
        f"{runs} runs each, seed {seed}; {_ANSWERS} answers or blocks, looked at after "
        f"each"
    )
    return 0 if held else 1


def _stops_in_parts(
    share: float, limit: float, runs: int, seed: int
) -> tuple[int, int | None]:
    parts = [
        stops(
            share,
            limit,
            answers=_ANSWERS,
            runs=min(_TOGETHER, runs - start),
            seed=seed + start,
            error=0.05,
        )
        for start in range(0, runs, _TOGETHER)
    ]
    return sum(found for found, _ in parts), parts[0][1]


def _differs_in_parts(
    live: float, candidate: float, ratio: int, runs: int, seed: int
) -> tuple[int, int | None]:
    parts = [
        differs(
            live,
            candidate,
            ratio=ratio,
            blocks=_ANSWERS,
            runs=min(_TOGETHER, runs - start),
            seed=seed + start,
            error=0.05,
        )
        for start in range(0, runs, _TOGETHER)
    ]
    return sum(found for found, _ in parts), parts[0][1]


def _permille(count: int, runs: int) -> str:
    return f"{1000 * count / runs:.1f}"


def _after(answers: int | None) -> str:
    return "" if answers is None else str(answers)


if __name__ == "__main__":
    sys.exit(main())
