"""Measures the running batch beside `transformers` `generate`, same model and prompts.

And beside llama.cpp, where it is installed. A model of a known shape with random
weights is built on the fly, so speed can be measured anywhere; it never ends an answer
by itself. All sides run in turns, because machines are shared; figures are medians over
the rounds.
"""

import gc
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from appliance.engine.bench_llama import KINDS, LlamaServer, llama_servers
from appliance.engine.bench_shapes import SEED, build_shape
from appliance.engine.bench_sides import batched, static
from appliance.engine.bench_work import Ask, Took
from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.memory import peak_bytes

ROWS = 8
MANY = 32
RAGGED = 24
_OURS, _THEIRS = "ours", "transformers"
_PROMPT_TOKENS = (32, 95)
_OUTPUT_TOKENS = 64
# Widely different, as answers are: each length is as likely as its half.
_RAGGED_OUTPUTS = (8, 16, 32, 64, 128, 256)
_MOST_TOKENS = 512  # of a prompt and its answer, rounded up
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
        rounds: How often each is run, the sides in turns.
        told: Told what runs now.
    """
    # A model of a folder may end early; here all sides write as long as they are told.
    endless = replace(loaded, ends=())
    llama = llama_servers(endless, rows=MANY, row_tokens=_MOST_TOKENS)
    with llama as (servers, why_not):
        runs = _run_all(_Rig(endless, servers, rounds, told), _Asks(endless))
    return {
        "parameters": sum(p.numel() for p in loaded.model.parameters()),
        "device": str(loaded.model.device),
        "threads": torch.get_num_threads(),
        "rounds": rounds,
        "ratios": _ratios(runs, _THEIRS, _wall_s),
        "cpu_ratios": _ratios(runs, _THEIRS, _cpu_s),
        "runs": {
            name: {side: run.summary(side) for side in (_OURS, _THEIRS)}
            for name, run in runs.items()
        },
        "llama_cpp": {
            kind: _of_llama(runs, kind, servers[kind])
            if kind in servers
            else {"left_out": why_not}
            for kind in KINDS
        },
        "peak_memory_bytes": _peak_bytes(loaded),
    }


def _run_all(rig: "_Rig", asks: "_Asks") -> dict[str, "_Compared"]:
    alone = rig.compare("single stream", asks.equal(1), rows=1, static_rows=1)
    # Alone it takes so long; so the many come within a share of what they take.
    one_s = statistics.median(took.wall_s for took in alone.took[_THEIRS])
    many = asks.arriving(MANY * one_s * _ARRIVAL_SHARE)
    return {
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


def _of_llama(
    runs: Mapping[str, "_Compared"], kind: str, server: LlamaServer
) -> dict[str, Any]:
    return {
        "times_as_fast": _ratios(runs, kind, _wall_s),
        "cpu_times_as_fast": _ratios(runs, kind, _cpu_s),
        "runs": {name: run.summary(kind) for name, run in runs.items()},
        "peak_memory_bytes": server.peak_bytes,
    }


def _ratios(
    runs: Mapping[str, "_Compared"], side: str, figure: Callable[[Took], float]
) -> dict[str, float]:
    return {name: run.ratio(side, figure) for name, run in runs.items()}


def _wall_s(took: Took) -> float:
    return took.wall_s


def _cpu_s(took: Took) -> float:
    return took.cpu_s


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a run took each side, round by round."""

    took: dict[str, list[Took]]

    def ratio(self, side: str, figure: Callable[[Took], float]) -> float:
        """Tell how many times as fast ours is: the median over the rounds."""
        pairs = zip(self.took[_OURS], self.took[side], strict=True)
        return round(statistics.median(figure(b) / figure(a) for a, b in pairs), 2)

    def summary(self, side: str) -> dict[str, Any]:
        runs = self.took[side]
        firsts = sorted(first for took in runs for first in took.first_s)
        return {
            "tokens": runs[0].tokens,
            "tokens_per_s": round(
                statistics.median(t.tokens / t.wall_s for t in runs), 1
            ),
            "wall_s": [round(took.wall_s, 3) for took in runs],
            "first_token_p50_s": round(firsts[len(firsts) // 2], 3),
            "first_token_p95_s": round(firsts[int(len(firsts) * 0.95)], 3),
        }


@dataclass(frozen=True, slots=True)
class _Rig:
    """Runs all sides on the same requests."""

    loaded: LoadedModel
    servers: Mapping[str, LlamaServer]
    rounds: int
    told: Callable[[str], None]

    def compare(
        self, name: str, asks: Sequence[Ask], *, rows: int, static_rows: int
    ) -> _Compared:
        """Run requests, in turns, in our batch, in padded groups and in llama.cpp."""
        self.told(name)
        sides = {
            _OURS: batched(self.loaded, rows),
            _THEIRS: static(self.loaded, static_rows),
            **{kind: server.side(rows) for kind, server in self.servers.items()},
        }
        short = [replace(ask, output_tokens=2, at_s=0.0) for ask in asks[:ROWS]]
        for run in sides.values():
            run(short)
        found = _Compared({side: [] for side in sides})
        for number in range(self.rounds):
            # Who goes first changes, as a processor slows down when it is warm.
            order = list(sides) if number % 2 == 0 else list(reversed(sides))
            for side in order:
                gc.collect()
                found.took[side].append(sides[side](asks))
        return found


class _Asks:
    """Makes the requests, the same for all sides."""

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
    """Tell the most memory held: of the device, or of this process."""
    if loaded.model.device.type == "cuda":
        return int(torch.cuda.max_memory_allocated())
    return peak_bytes()
