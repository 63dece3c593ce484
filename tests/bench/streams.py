"""Many answers streamed at once beside ordinary pages: `make bench-streams`.

    python -m tests.bench.streams [--streams 100] [--rate 20] [--alone-s 30]

A whole appliance behind its nginx, and this one process as everybody's browser, on the
same processors. First the pages alone, then the pages while every stream runs; all ask
at one moment. Prints figures; ends with status 1 if a stream or a page failed.
"""

import argparse
import asyncio
import os
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.bench.crowd import Told, follow, hire, letter, open_tabs
from tests.bench.pages import Pages, Wait, open_pages, quantile
from tests.bench.processes import Use, use_of
from tests.stack import Stack, running_stack

# As many as the appliance takes of one person at once (web/live.py).
STREAMS_OF_PERSON = 4
# In this time every text is masked and in the line.
RUSH_S = 5.0


async def measure(stack: Stack, *, streams: int, rate: float, alone_s: float) -> bool:
    """Measure and print; tells whether every stream and page was answered."""
    loop = asyncio.get_running_loop()
    people = hire(stack, -(-streams // STREAMS_OF_PERSON))
    whose = [people[number // STREAMS_OF_PERSON] for number in range(streams)]
    async with (
        open_pages(stack, room=1) as alone,
        open_pages(stack, room=2) as beside,
        open_tabs(stack, whose, room=3) as tabs,
    ):
        before, until_s = use_of(stack), loop.time() + alone_s
        await alone.run(rate, lambda: loop.time() >= until_s)
        print_waits("pages alone", alone)
        print_use(before, use_of(stack))

        before, over, began = use_of(stack), asyncio.Event(), loop.time()
        flow = asyncio.create_task(beside.run(rate, over.is_set))
        told = await asyncio.gather(
            *(follow(tab, letter(number)) for number, tab in enumerate(tabs))
        )
        took_s = loop.time() - began
        over.set()
        await flow
        why = await faults_in(alone)
    print_waits(f"pages beside {streams} streams", beside)
    rush = [wait for wait in beside.waits if wait.due_s < RUSH_S]
    print_row(f"all in the first {RUSH_S:.0f} s", rush)
    ratio = _p95(beside.waits) / _p95(alone.waits)
    print(f"  p95 beside the streams is {ratio:.1f} times p95 alone")
    print_told(told, took_s)
    print_use(before, use_of(stack))
    for error, times in why.items():
        print(f"  FAULT of exchanges, {error}: {times}")
    lost = [t for t in told if t.end not in {"released", "refused"}]
    return not lost and not alone.faults and not beside.faults


async def faults_in(pages: Pages) -> Mapping[str, int]:
    """Ask the log, as an auditor, what made exchanges fail."""
    address = "/records?kind=exchange.failed"
    reply = await pages.tabs["auditor"].visitor.get(address, "application/json")
    return Counter(str(record["body"]["error"]) for record in reply.json()["records"])


def print_waits(title: str, pages: Pages) -> None:
    """Print how long pages took, all and each."""
    print(f"\n{title + ', ms from when due':<40}     n    p50    p95    p99    max")
    print_row("all", pages.waits)
    for path in sorted({wait.path for wait in pages.waits}):
        print_row(path, [wait for wait in pages.waits if wait.path == path])
    for fault, times in pages.faults.items():
        print(f"  FAULT {fault}: {times}")


def print_row(name: str, waits: Sequence[Wait]) -> None:
    """Print one line of it."""
    took = [wait.took_s for wait in waits]
    figures = (1000 * quantile(took, share) for share in (0.5, 0.95, 0.99, 1.0))
    print(f"  {name:<38}{len(took):>6}" + "".join(f"{ms:>7.0f}" for ms in figures))


def print_told(told: Sequence[Told], took_s: float) -> None:
    """Print what became of the streams."""
    ends = ", ".join(f"{n} {end}" for end, n in Counter(t.end for t in told).items())
    print(f"\n{len(told)} streams in {took_s:.1f} s: {ends}")
    print(f"  {'s from when asked':<38}   p50    p95    max")
    for name, found in (
        ("first event", [t.first_s for t in told]),
        ("first words", [t.words_s for t in told if t.words_s is not None]),
        ("last event", [t.last_s for t in told]),
        ("longest silence", [t.quiet_s for t in told]),
    ):
        figures = (quantile(found, share) for share in (0.5, 0.95, 1.0))
        print(f"  {name:<38}" + "".join(f"{s:>6.1f} " for s in figures))
    falls = all(t.places == sorted(set(t.places), reverse=True) for t in told)
    places = sum(len(t.places) for t in told)
    print(f"  {places} places in line told, {'always' if falls else 'NOT'} falling")


def print_use(before: Mapping[str, Use], after: Mapping[str, Use]) -> None:
    """Print what each process used in between, and what it has now."""
    title = "process"
    print(f"\n  {title:<16}   CPU %  PSS MB  peak RSS MB  threads")
    for name, now in after.items():
        share = 100 * (now.cpu_s - before[name].cpu_s) / (now.at_s - before[name].at_s)
        print(
            f"  {name:<16}{share:>8.1f}{now.pss_mb:>8.0f}"
            f"{now.peak_mb:>13.0f}{now.threads:>9}"
        )
    ours = [use for name, use in after.items() if name != "this client"]
    total, peak = sum(u.pss_mb for u in ours), sum(u.peak_mb for u in ours)
    print(f"  {'the appliance':<24}{total:>8.0f}{peak:>13.0f}")


def _p95(waits: Sequence[Wait]) -> float:
    return quantile((wait.took_s for wait in waits), 0.95)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--alone-s", type=float, default=30.0)
    asked = parser.parse_args()
    with running_stack() as stack:
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        counts = {"streams": asked.streams, "rate": asked.rate}
        well = asyncio.run(measure(stack, alone_s=asked.alone_s, **counts))
        print(f"load at the end {os.getloadavg()[0]:.1f}")
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main())
