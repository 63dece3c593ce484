"""A day of exchanges, compressed: `make bench-day`.

    python -m tests.bench.day [--exchanges 3000] [--minutes 9]

A whole appliance (pipeline, log, masker, stores) before an engine process that writes
one text at a steady pace. Nine tenths of the exchanges come in a peak with ten times the
rate of the rest, at random moments, whether those before are answered or not. Told is
what the appliance adds to the engine's time, and its memory before, during and after.
It asserts nothing of times: they say as much about the machine. Ends with status 1 if an
exchange was lost.
"""

import argparse
import asyncio
import contextlib
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.crowd import Tab, Told, follow, hire, letter, open_tabs
from tests.bench.pages import quantile
from tests.bench.processes import Use, use_of
from tests.stack import Stack, running_stack

# Connections of people, each with one exchange at a time; who has none free waits.
TABS = 64
STREAMS_OF_PERSON = 4
PEAK = 10
PEAK_SHARE = 0.9
_LOOK_EVERY_S = 5.0


Used = Mapping[str, Use]


@contextlib.contextmanager
def scripted_engine(stack: Stack, notes: Path) -> Iterator[None]:
    """Put the scripted engine in the place of the stack's own."""
    stack.stop("engine")
    command = [sys.executable, "-m", "tests.bench.scripted_engine"]
    with subprocess.Popen(
        [*command, str(stack.config), str(notes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        assert engine.stdout.readline() == "ready\n"
        try:
            yield
        finally:
            engine.stdin.close()
            engine.wait(30)


def moments(exchanges: int, minutes: float) -> list[float]:
    """Draw when each exchange begins, in seconds: quiet, the peak, quiet."""
    draw = random.Random(1)
    peak = round(PEAK_SHARE * exchanges)
    quiet = exchanges - peak
    # Its rate is ten times that of the rest of the time.
    whole_s = 60 * minutes
    peak_s = whole_s * peak / (peak + PEAK * quiet)
    before_s = (whole_s - peak_s) / 2
    times = [before_s + draw.uniform(0, peak_s) for _ in range(peak)]
    for _ in range(quiet):
        at = draw.uniform(0, 2 * before_s)
        times.append(at if at < before_s else at + peak_s)
    return sorted(times)


async def live(stack: Stack, times: Sequence[float]) -> tuple[list[Told], list[Used]]:
    """Have the day happen; gives what people saw and the memory as it went."""
    loop = asyncio.get_running_loop()
    people = hire(stack, TABS // STREAMS_OF_PERSON)
    whose = [people[number // STREAMS_OF_PERSON] for number in range(TABS)]
    used: list[Used] = []
    async with open_tabs(stack, whose, room=3) as tabs:
        free: asyncio.Queue[Tab] = asyncio.Queue()
        for tab in tabs:
            free.put_nowait(tab)
        over, began = asyncio.Event(), loop.time()

        async def ask(number: int, at_s: float) -> Told:
            await asyncio.sleep(max(0.0, began + at_s - loop.time()))
            tab = await free.get()
            try:
                return await follow(tab, letter(number))
            finally:
                free.put_nowait(tab)

        async def look() -> None:
            while not over.is_set():
                used.append(use_of(stack, but=("engine",)))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), _LOOK_EVERY_S)

        looking = asyncio.create_task(look())
        asked = [asyncio.create_task(ask(n, at)) for n, at in enumerate(times)]
        told = await asyncio.gather(*asked)
        over.set()
        await looking
        used.append(use_of(stack, but=("engine",)))
    return told, used


def print_overhead(told: Sequence[Told], notes: Path) -> int:
    """Print what the appliance adds to the engine; says how many were measured."""
    lines = (line.split() for line in notes.read_text("ascii").splitlines())
    engine_ms = {exchange: float(ms) for exchange, ms in lines}
    pairs = [
        (1000 * one.last_s, engine_ms[one.exchange])
        for one in told
        if one.exchange in engine_ms and one.end.startswith("released")
    ]
    print(f"\n{'ms':<28}{'n':>6}{'p50':>8}{'p95':>8}{'p99':>8}")
    for name, found in (
        ("total", [total for total, _ in pairs]),
        ("engine", [engine for _, engine in pairs]),
        ("own: total minus engine", [total - engine for total, engine in pairs]),
    ):
        figures = (quantile(found, share) for share in (0.5, 0.95, 0.99))
        print(f"{name:<28}{len(found):>6}" + "".join(f"{ms:>8.0f}" for ms in figures))
    return len(pairs)


def print_memory(used: Sequence[Used]) -> None:
    """Print the memory of each process: at the start, at most, at the end."""
    print(f"\n{'PSS, MB':<16}{'start':>8}{'most':>8}{'end':>8}")
    for name in used[0]:
        sizes = [one[name].pss_mb for one in used if name in one]
        print(f"{name:<16}{sizes[0]:>8.0f}{max(sizes):>8.0f}{sizes[-1]:>8.0f}")


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=3_000)
    parser.add_argument("--minutes", type=float, default=9.0)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="cl-") as folder,
        running_stack() as stack,
    ):
        notes = Path(folder) / "notes"
        notes.touch()
        with scripted_engine(stack, notes):
            print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
            times = moments(asked.exchanges, asked.minutes)
            told, used = asyncio.run(live(stack, times))
        print(f"load at the end {os.getloadavg()[0]:.1f}")
        ends = Counter(one.end for one in told)
        print(", ".join(f"{count} {end}" for end, count in ends.most_common()))
        measured = print_overhead(told, notes)
        print_memory(used)
    return 0 if measured == len(told) else 1


if __name__ == "__main__":
    raise SystemExit(main())
