"""Every part taken away at every point of an exchange: `make faults`.

Prints a line as each cell ends, and at last what the worker's clean-up made of
everything. `make faults POINTS="masking,queued" FAULTS=kill` runs some of it.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from tests.faults.cell import FAULTS, Floor
from tests.faults.check import unsettled
from tests.faults.house import NotReachedError, until
from tests.faults.points import POINTS
from tests.stack import running_stack

LEFT_OPEN_S = 60
SETTLED_S = 300.0


def main(arguments: Sequence[str]) -> int:
    """Run the cells that are asked for; the exit status says whether all held."""
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("--points", default=",".join(POINTS))
    parser.add_argument("--faults", default=",".join(FAULTS))
    asked = parser.parse_args(arguments)
    broken = 0
    # The worker ends what was left open as soon as this run can see it.
    worker = {"left_open_after_s": LEFT_OPEN_S, "clean_up_every_s": 1}
    with running_stack(worker=worker) as stack, ExitStack() as within:
        floor = Floor(stack, within)
        floor.ask_again()
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; seconds")
        row("point", "part", "fault", "told", "ready says", "next took", "reader's end")
        for point in asked.points.split(","):
            for part in POINTS[point][1]:
                for fault in asked.faults.split(","):
                    broken += not _run(floor, point, part, fault)
        print(f"{broken} cells do not hold")
        broken += not _settles(floor)
    return 1 if broken else 0


def row(*cells: str) -> None:
    """Print a line of the table."""
    widths = (12, 8, 8, 6, 11, 10, 0)
    print("  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)), flush=True)


def _run(floor: Floor, point: str, part: str, fault: str) -> bool:
    try:
        found = floor.run(point, part, fault)
    except (AssertionError, NotReachedError) as err:
        text = " ".join(str(err).split())[:160]
        row(point, part, fault, "-", "-", "-", f"BROKEN {type(err).__name__} {text}")
        return False
    ready = "-" if found.ready_s is None else f"{found.ready_s:.1f}"
    row(
        *(point, part, fault),
        *(f"{found.told_s:.1f}", ready, f"{found.again_s:.1f}", found.end),
    )
    return True


def _settles(floor: Floor) -> bool:
    """Wait until every exchange has the one end that the log names."""
    began = time.monotonic()
    left: list[str] = []

    def is_settled() -> bool:
        left[:] = unsettled(floor.stack, floor.auditor)
        return not left

    try:
        until(is_settled, "every exchange settled", seconds=SETTLED_S, pause_s=2.0)
    except NotReachedError:
        print("\n".join(["not settled:", *left]))
        return False
    print(f"every exchange settled {time.monotonic() - began:.0f} s later")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
