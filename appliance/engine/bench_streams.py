"""How near one stream, and many at once, come to what the memory can give.

A step of a model reads all its weights, and the keys and values of every answer. What
the memory gives is measured by a copy on the same device in the same run.
"""

import time
from collections.abc import Callable
from typing import Any

import torch

from appliance.engine.bench_asks import MANY, Asks
from appliance.engine.bench_continuous import continuous
from appliance.engine.bench_sides import batched, static
from appliance.engine.bench_turns import in_turns, summary
from appliance.engine.bench_work import Ask, Took
from appliance.engine.load import LoadedModel

_OUTPUT_TOKENS = 128
_COPIES = 5
_COPY_BYTES = {"cpu": 1 << 28, "cuda": 1 << 30}


def measure_streams(
    loaded: LoadedModel, *, rounds: int, told: Callable[[str], None]
) -> dict[str, Any]:
    """Run one request, and many at once, in the running batch and beside it.

    Returns:
        Per number of streams and per side its figures; `of_bandwidth` is the share of
        the measured bandwidth that the steps read, prompts counted as one step.
    """
    told("memory bandwidth")
    bandwidth = copy_bandwidth(loaded.model.device)
    runs = {}
    for rows in (1, MANY):
        told(f"{rows} at once")
        asks = Asks(len(loaded.tokenizer)).equal(rows, _OUTPUT_TOKENS)
        sides = {
            "ours": batched(loaded, rows),
            "generate": static(loaded, rows),
            "generate_batch": continuous(loaded, rows),
        }
        found = in_turns(sides, asks, rounds)
        read = step_bytes(loaded.model, asks)
        runs[str(rows)] = {
            name: summary(took)
            | {"of_bandwidth": round(read * _steps_per_s(took, rows) / bandwidth, 3)}
            for name, took in found.items()
        }
    return {"bandwidth_bytes_per_s": round(bandwidth), "runs": runs}


def copy_bandwidth(device: torch.device) -> float:
    """Measure how many bytes a second a copy reads and writes: the best of some."""
    source = torch.ones(_COPY_BYTES[device.type], dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    best_s = float("inf")
    for _ in range(_COPIES):
        _settle(device)
        began_s = time.perf_counter()
        target.copy_(source)
        _settle(device)
        best_s = min(best_s, time.perf_counter() - began_s)
    return 2 * source.nbytes / best_s


def step_bytes(model: Any, asks: list[Ask]) -> float:
    """Tell how many bytes a step reads at least, in the mean of equal answers."""
    # Weights that two names share are read once; of the table of tokens a few rows
    # are, where it is not the output layer too.
    held = {tensor.data_ptr(): tensor for tensor in model.state_dict().values()}
    table, head = model.get_input_embeddings(), model.get_output_embeddings()
    if table.weight.data_ptr() != head.weight.data_ptr():
        held.pop(table.weight.data_ptr(), None)
    config = model.config
    width = getattr(config, "head_dim", None)
    width = width or config.hidden_size // config.num_attention_heads
    per_token = 2 * config.num_hidden_layers * config.num_key_value_heads * width
    tokens = sum(len(ask.prompt) + ask.output_tokens / 2 for ask in asks)
    weights = sum(tensor.nbytes for tensor in held.values())
    return float(weights + tokens * per_token * table.weight.itemsize)


def _steps_per_s(runs: list[Took], rows: int) -> float:
    return float(summary(runs)["tokens_per_s"]) / rows


def _settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
