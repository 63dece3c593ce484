"""How much processor time each process of an appliance has used (proc_pid_stat(5))."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

_HERTZ = os.sysconf("SC_CLK_TCK")
# Counted from the state, which stands behind the name: that may hold anything.
_SESSION = 3
_TIMES = slice(11, 15)  # user and system, its own and of children that have ended
# Of the machine: user, nice, system; idle and waiting are no work; interrupts, stolen.
_WORK = (0, 1, 2, 5, 6, 7)


def processor_s(sessions: Mapping[str, int]) -> dict[str, float]:
    """Tell the processor time of processes with all that they started, in seconds.

    Args:
        sessions: What to call each, and its session: a child of the supervisor leads
            one of its own.

    Returns:
        Of each, and of this process as "clients".
    """
    names = {session: name for name, session in sessions.items()}
    used = dict.fromkeys(sessions, 0.0)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("latin-1").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        name = names.get(int(fields[_SESSION]))
        if name is not None:
            used[name] += sum(map(int, fields[_TIMES])) / _HERTZ
    return used | {"clients": time.process_time()}


def machine_s() -> float:
    """Tell the processor time of all that ran on this machine (proc_stat(5))."""
    line = Path("/proc/stat").read_text("ascii").partition("\n")[0]
    fields = line.split()[1:]
    return sum(int(fields[at]) for at in _WORK) / _HERTZ


def since(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """Tell what was used between two looks."""
    return {name: max(0.0, used - before[name]) for name, used in now.items()}
