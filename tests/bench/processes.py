"""What each process of an appliance uses: processor time and memory (proc(5))."""

import contextlib
import os
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.stack import Stack

_TICKS_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Use:
    """What a process and its children have used.

    Args:
        cpu_s: Processor time so far.
        pss_mb: Memory now, shared pages split among those who share them.
        peak_mb: Most resident memory so far, the sum over its children.
        threads: Threads now.
        at_s: When this was read.
    """

    cpu_s: float
    pss_mb: float
    peak_mb: float
    threads: int
    at_s: float


def use_of(stack: Stack, *, but: Collection[str] = ()) -> dict[str, Use]:
    """Read the use of every process, this one last.

    Args:
        but: Processes that do not run.
    """
    children = stack.processes.items()
    pids = {name: child.pid for name, child in children if name not in but}
    found = {name: _sum(list(_family(pid))) for name, pid in pids.items()}
    return found | {"this client": _sum([os.getpid()])}


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end between being listed and being read.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _sum(pids: list[int]) -> Use:
    uses = [_use(Path(f"/proc/{pid}")) for pid in pids]
    return Use(
        cpu_s=sum(use.cpu_s for use in uses),
        pss_mb=sum(use.pss_mb for use in uses),
        peak_mb=sum(use.peak_mb for use in uses),
        threads=sum(use.threads for use in uses),
        at_s=time.monotonic(),
    )


def _use(folder: Path) -> Use:
    # Fields 14 and 15, counted from after the name, which may hold spaces.
    after_name = (folder / "stat").read_text().rpartition(")")[2].split()
    status = _kilobytes(folder / "status")
    return Use(
        cpu_s=(int(after_name[11]) + int(after_name[12])) / _TICKS_S,
        pss_mb=_kilobytes(folder / "smaps_rollup")["Pss"] / 1024,
        peak_mb=status["VmHWM"] / 1024,
        threads=int(after_name[17]),
        at_s=time.monotonic(),
    )


def _kilobytes(file: Path) -> dict[str, int]:
    lines = (line.split() for line in file.read_text().splitlines())
    return {
        words[0].rstrip(":"): int(words[1]) for words in lines if words[2:] == ["kB"]
    }
