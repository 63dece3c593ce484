"""llama.cpp's own server over one model, asked by the bench: a program of its own.

`python -m appliance.engine.bench_llama_server MODEL.gguf THREADS ROWS ROW_TOKENS` says
"ready", then reads a run a line and writes what it took a line, both JSON, until its
input ends. So its memory and processor time are its own, and no torch is beside it.
Needs the package `xllamacpp`, which the appliance does not.
"""

import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import xllamacpp

from appliance.engine.bench_work import Ask, Took
from appliance.engine.memory import peak_bytes


def main(path: str, threads: int, rows: int, row_tokens: int) -> None:
    """Answer until the input ends."""
    server = _start(path, threads, rows, row_tokens)
    print("ready", flush=True)
    for line in sys.stdin:
        said = json.loads(line)
        took = _run(server, [Ask(**ask) for ask in said["asks"]], said["rows"])
        print(json.dumps({**asdict(took), "peak_bytes": peak_bytes()}), flush=True)


def _start(path: str, threads: int, rows: int, row_tokens: int) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.n_parallel = rows
    params.n_ctx = rows * row_tokens
    # A cache for each row: with a shared one every row reads past all the others.
    params.kv_unified = False
    # Nothing of a run may help the next.
    params.cache_prompt = False
    params.cache_ram_mib = 0
    params.fit_params = False
    params.verbosity = 1  # errors
    params.ui = False
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    return xllamacpp.Server(params)


def _run(server: Any, asks: Sequence[Ask], rows: int) -> Took:
    """Send each request when it comes, at most `rows` of them at a time."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(rows) as pool:
        sent = []
        for ask in asks:
            time.sleep(max(0.0, wall_s + ask.at_s - time.perf_counter()))
            sent.append(pool.submit(_answer, server, ask, wall_s + ask.at_s))
        answers = [answer.result() for answer in sent]
    return Took(
        time.perf_counter() - wall_s,
        time.process_time() - cpu_s,
        sum(tokens for _, tokens in answers),
        [first for first, _ in answers],
    )


def _answer(server: Any, ask: Ask, came_s: float) -> tuple[float, int]:
    """Give the seconds to the first token, and how many were written."""
    heard: list[tuple[float, dict[str, Any]]] = []
    server.handle_completions(
        {
            "prompt": list(ask.prompt),
            "n_predict": ask.output_tokens,
            "ignore_eos": True,
            # The likeliest token, without sorting all of them first.
            "samplers": ["top_k"],
            "top_k": 1,
            "cache_prompt": False,
            "stream": True,
        },
        lambda piece: heard.append((time.perf_counter(), piece)),
    )
    last = heard[-1][1]
    if "usage" not in last:
        raise RuntimeError(f"llama.cpp did not answer: {last}")
    return heard[0][0] - came_s, int(last["usage"]["completion_tokens"])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
