"""Measures the running batch beside `transformers` `generate`, same model and prompts.

And beside llama.cpp, where it is installed. A model of a known shape with random
weights is built on the fly, so speed can be measured anywhere; it never ends an answer
by itself. All sides run in turns, because machines are shared; figures are medians over
the rounds.
"""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from appliance.engine.bench_asks import MANY, Asks
from appliance.engine.bench_llama import KINDS, LlamaServer, llama_servers
from appliance.engine.bench_shapes import build_shape
from appliance.engine.bench_sides import batched, static
from appliance.engine.bench_streams import measure_streams
from appliance.engine.bench_turns import in_turns, summary
from appliance.engine.bench_work import Ask, Took
from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.memory import peak_bytes

ROWS = 8
_OURS, _THEIRS = "ours", "transformers"
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
    quantise: str = "",
    streams: bool = False,
) -> dict[str, Any]:
    """Build or load a model and measure it.

    Args:
        quantise: How the weights of a shape are stored; "" for not at all.
        streams: Measure also one and many streams beside continuous batching.

    Raises:
        SettingsError: The folder is no imported model, or the quantisation cannot run.
    """
    torch.set_num_threads(threads)
    told("building the model")
    loaded = (
        build_shape(shape, device=device, quantise=quantise)
        if folder is None
        else load_folder(check_folder(folder), device=device)
    )
    name = shape if folder is None else loaded.weights.name
    # A model of a folder may end early; here all sides write as long as they are told.
    endless = replace(loaded, ends=())
    found = {"model": name, **measure(endless, rounds=rounds, told=told)}
    if streams:
        found["streams"] = measure_streams(endless, rounds=rounds, told=told)
    return found | {"peak_memory_bytes": _peak_bytes(loaded)}


def measure(
    loaded: LoadedModel, *, rounds: int, told: Callable[[str], None]
) -> dict[str, Any]:
    """Run the batch beside the others and give the figures.

    Args:
        loaded: A model that ends no answer by itself.
        rounds: How often each is run, the sides in turns.
        told: Told what runs now.
    """
    llama = llama_servers(loaded, rows=MANY, row_tokens=_MOST_TOKENS)
    with llama as (servers, why_not):
        runs = _run_all(
            _Rig(loaded, servers, rounds, told), Asks(len(loaded.tokenizer))
        )
    return {
        "parameters": sum(map(_numbers, loaded.model.parameters())),
        "device": str(loaded.model.device),
        "quantisation": loaded.weights.quantisation,
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
    }


def _run_all(rig: "_Rig", asks: Asks) -> dict[str, "_Compared"]:
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
        return summary(self.took[side])


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
        return _Compared(in_turns(sides, asks, self.rounds))


def _numbers(parameter: Any) -> int:
    """Count a parameter's numbers; several packed ones share a byte."""
    packed = getattr(parameter, "quant_state", None)
    return int(parameter.numel() if packed is None else packed.shape.numel())


def _peak_bytes(loaded: LoadedModel) -> int:
    """Tell the most memory held: of the device, or of this process."""
    if loaded.model.device.type == "cuda":
        return int(torch.cuda.max_memory_allocated())
    return peak_bytes()
