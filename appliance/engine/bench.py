"""Measures the running batch beside `transformers` `generate`, same model and prompts.

A model of a known shape with random weights is built on the fly, so speed can be
measured anywhere; it never ends an answer by itself. Both sides run in turns, because
machines are shared; figures are medians over the rounds.
"""

import gc
import random
import resource
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from appliance.engine.bench_shapes import SEED, build_shape
from appliance.engine.bench_sides import Ask, Took, batched, static
from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder

ROWS = 8
MANY = 32
RAGGED = 24
_PROMPT_TOKENS = (32, 95)
_OUTPUT_TOKENS = 64
# Widely different, as answers are: each length is as likely as its half.
_RAGGED_OUTPUTS = (8, 16, 32, 64, 128, 256)
# All of the many have come after this share of the time they take one by one.
_ARRIVAL_SHARE = 0.1


def run(
    *,
    shape: str,
    folder: Path | None,
    device: str,
    threads: int,
    rounds: int,
    told: Callable[[str], None],
) -> dict[str, Any]:
    """Build or load a model and measure it.

    Raises:
        SettingsError: The folder is no imported model.
    """
    torch.set_num_threads(threads)
    told("building the model")
    loaded = (
        build_shape(shape, device=device)
        if folder is None
        else load_folder(check_folder(folder), device=device)
    )
    name = shape if folder is None else loaded.weights.name
    return {"model": name, **measure(loaded, rounds=rounds, told=told)}


def measure(
    loaded: LoadedModel, *, rounds: int, told: Callable[[str], None]
) -> dict[str, Any]:
    """Run everything and give the figures.

    Args:
        rounds: How often each is run, the two sides in turns.
        told: Told what runs now.
    """
    # A model of a folder may end early; here both sides write as long as they are told.
    endless = replace(loaded, ends=())
    asks = _Asks(endless)
    rig = _Rig(endless, rounds, told)
    alone = rig.compare("single stream", asks.equal(1), rows=1, static_rows=1)
    # Alone it takes so long; so the many come within a share of what they take.
    one_s = statistics.median(took.wall_s for took in alone.theirs)
    many = asks.arriving(MANY * one_s * _ARRIVAL_SHARE)
    runs = {
        "single_vs_generate": alone,
        "batch8_vs_static": rig.compare(
            "8 equal", asks.equal(ROWS), rows=ROWS, static_rows=ROWS
        ),
        "ragged24_vs_static": rig.compare(
            "24 ragged", asks.ragged(), rows=ROWS, static_rows=ROWS
        ),
        "random32_vs_sequential": rig.compare(
            "32 at random", many, rows=MANY, static_rows=1
        ),
    }
    return {
        "parameters": sum(p.numel() for p in loaded.model.parameters()),
        "device": str(loaded.model.device),
        "threads": torch.get_num_threads(),
        "rounds": rounds,
        "ratios": {
            name: run.ratio(lambda took: took.wall_s) for name, run in runs.items()
        },
        "cpu_ratios": {
            name: run.ratio(lambda took: took.cpu_s) for name, run in runs.items()
        },
        "runs": {name: run.as_json() for name, run in runs.items()},
        "peak_memory_bytes": _peak_bytes(loaded),
    }


@dataclass(slots=True)
class _Compared:
    ours: list[Took]
    theirs: list[Took]

    def ratio(self, figure: Callable[[Took], float]) -> float:
        """Tell how many times as fast ours is: the median over the rounds."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return round(statistics.median(figure(b) / figure(a) for a, b in pairs), 2)

    def as_json(self) -> dict[str, Any]:
        return {"ours": _summary(self.ours), "transformers": _summary(self.theirs)}


def _summary(runs: Sequence[Took]) -> dict[str, Any]:
    firsts = sorted(first for took in runs for first in took.first_s)
    return {
        "tokens": runs[0].tokens,
        "tokens_per_s": round(statistics.median(t.tokens / t.wall_s for t in runs), 1),
        "wall_s": [round(took.wall_s, 3) for took in runs],
        "first_token_p50_s": round(firsts[len(firsts) // 2], 3),
        "first_token_p95_s": round(firsts[int(len(firsts) * 0.95)], 3),
    }


@dataclass(frozen=True, slots=True)
class _Rig:
    """Runs both sides on the same requests."""

    loaded: LoadedModel
    rounds: int
    told: Callable[[str], None]

    def compare(
        self, name: str, asks: Sequence[Ask], *, rows: int, static_rows: int
    ) -> _Compared:
        """Run requests, in turns, in a running batch and in padded groups."""
        self.told(name)
        ours, theirs = batched(self.loaded, rows), static(self.loaded, static_rows)
        short = [replace(ask, output_tokens=2, at_s=0.0) for ask in asks[:ROWS]]
        ours(short)
        theirs(short)
        found = _Compared([], [])
        for number in range(self.rounds):
            sides = [(ours, found.ours), (theirs, found.theirs)]
            # Who goes first changes, as a processor slows down when it is warm.
            for run, into in sides if number % 2 == 0 else reversed(sides):
                gc.collect()
                into.append(run(asks))
        return found


class _Asks:
    """Makes the requests, the same for both sides."""

    def __init__(self, loaded: LoadedModel) -> None:
        self._random = random.Random(SEED)  # noqa: S311 # nosec B311 - prompts of a measurement
        self._tokens = len(loaded.tokenizer)

    def equal(self, count: int) -> list[Ask]:
        length = sum(_PROMPT_TOKENS) // 2
        return [Ask(self._prompt(length), _OUTPUT_TOKENS) for _ in range(count)]

    def ragged(self) -> list[Ask]:
        lengths = list(_RAGGED_OUTPUTS) * (RAGGED // len(_RAGGED_OUTPUTS))
        self._random.shuffle(lengths)
        return [Ask(self._prompt(), length) for length in lengths]

    def arriving(self, within_s: float) -> list[Ask]:
        times = sorted(self._random.uniform(0.0, within_s) for _ in range(MANY))
        first = times[0]
        return [Ask(self._prompt(), _OUTPUT_TOKENS, at - first) for at in times]

    def _prompt(self, length: int = 0) -> tuple[int, ...]:
        tokens = length or self._random.randint(*_PROMPT_TOKENS)
        return tuple(self._random.randrange(3, self._tokens) for _ in range(tokens))


def _peak_bytes(loaded: LoadedModel) -> int:
    """Tell the most memory held: of the device, or of this process (getrusage(2))."""
    if loaded.model.device.type == "cuda":
        return int(torch.cuda.max_memory_allocated())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
